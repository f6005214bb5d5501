/* SPDX-License-Identifier: Apache-2.0 */
/* Derived quantities: so much of one meter for each unit of another one. Figures by hand. */
#include "tariff_rows.h"

#include <toll/init.h>

#include "book_rows.h"

#define INPUT  TOLL_METER_INPUT
#define SEARCH TOLL_METER_WEB_SEARCH
#define UNIT   TOLL_METER_SEARCH_UNIT
#define PAGE   TOLL_METER_PAGE

static toll__row *derive_add(Tariff *t, uint32_t meter, uint32_t other, const char *number, int64_t per, uint32_t op)
{
    toll__row *row = row_add(t, TOLL_ROW_DERIVE);
    row->meter = meter;
    row->other_meter = other;
    row->number = decimal_of(number);
    row->per = per;
    row->op = op;
    return row;
}

/* The header's example: input 0.15 per million, a search 0.01, and 8,000 input for each search. */
static void start_searches(Tariff *t)
{
    tariff_start(t);
    mtok_add(t, INPUT, "0.15");
    price_add(t, SEARCH, "0.01", 1);
    derive_add(t, INPUT, SEARCH, "8000", 1, TOLL_DERIVE_ADD_UP);
}

static void a_flat_count_of_tokens_is_added_for_each_search(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    bill_start(&b);
    use(&b, INPUT, 1000);
    use(&b, SEARCH, 2);
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.02255");
    assert_line(&b, INPUT, INPUT, 17000, "0.00255");
    assert_int_equal(line_of(&b, INPUT)->flags, TOLL_LINE_DERIVED);
    assert_int_equal(line_of(&b, SEARCH)->flags, 0);
    bill_start(&b); /* no input stated: 8,000 */
    use(&b, SEARCH, 1);
    bill_make(&t, &b);
    assert_line(&b, INPUT, INPUT, 8000, "0.0012");
    bill_start(&b); /* no search: nothing is derived, nothing is said */
    use(&b, INPUT, 1000);
    bill_make(&t, &b);
    assert_true(b.sums.n_lines == 1 && b.sums.flags == 0);
    bill_start(&b); /* whole numbers add up, so an aggregate is welcome */
    b.context.is_aggregate = 1;
    use(&b, SEARCH, 3);
    bill_make(&t, &b);
    assert_line(&b, INPUT, INPUT, 24000, "0.0036");
}

/* One search unit for each 100 documents (pages), in each of the roundings; a stated number wins. */
static void what_a_record_lacks_is_filled_in(void **state)
{
    static const struct {
        uint32_t op;
        int64_t pages, units;
    } cases[] = {{0, 250, 3},
                 {TOLL_DERIVE_UP, 201, 3},
                 {TOLL_DERIVE_UP, 200, 2},
                 {TOLL_DERIVE_DOWN, 299, 2},
                 {TOLL_DERIVE_NEAREST, 249, 2},
                 {TOLL_DERIVE_NEAREST, 250, 3}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        price_add(&t, UNIT, "1", 1);
        price_add(&t, PAGE, "0", 1);
        derive_add(&t, UNIT, PAGE, "0.5", 50, cases[i].op);
        bill_start(&b);
        use(&b, PAGE, cases[i].pages);
        bill_make(&t, &b);
        assert_true(line_of(&b, UNIT)->quantity == cases[i].units);
        assert_int_equal(line_of(&b, UNIT)->flags, TOLL_LINE_DERIVED);
        use(&b, UNIT, 7);
        bill_make(&t, &b);
        assert_true(line_of(&b, UNIT)->quantity == 7);
        assert_int_equal(b.sums.flags, 0);
        b.n_usage = 0;
        use(&b, PAGE, 100);
        b.context.is_aggregate = 1; /* two records of 50 are two units, not one */
        assert_refused(&t, &b, TOLL_E_CONFLICT,
                       "is_aggregate is 1, but the tariff has rules, minima, steps or fees that apply "
                       "per request: bill the requests one by one");
    }
}

/* 1,000 input tokens, of which an image is 85: 915 and 85. More images than input: the record contradicts itself. */
static void a_part_is_taken_out_of_its_total(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, INPUT, "1");
    mtok_add(&t, TOLL_METER_INPUT_IMAGE, "10");
    price_add(&t, TOLL_METER_IMAGE_INPUT, "0", 1);
    toll__row *row = derive_add(&t, TOLL_METER_INPUT_IMAGE, TOLL_METER_IMAGE_INPUT, "85", 1, TOLL_DERIVE_UP);
    bill_start(&b);
    use(&b, INPUT, 1000);
    use(&b, TOLL_METER_IMAGE_INPUT, 1);
    bill_make(&t, &b);
    assert_line(&b, INPUT, INPUT, 915, "0.000915");
    assert_line(&b, TOLL_METER_INPUT_IMAGE, TOLL_METER_INPUT_IMAGE, 85, "0.00085");
    b.usage[0].quantity = 84;
    assert_refused(&t, &b, TOLL_E_CONFLICT, "input_image (85) exceeds input (84)");
    row->op = TOLL_DERIVE_ADD_UP; /* the total has it not inside */
    bill_make(&t, &b);
    assert_line(&b, INPUT, INPUT, 84, "0.000084");
    assert_line(&b, TOLL_METER_INPUT_IMAGE, TOLL_METER_INPUT_IMAGE, 85, "0.00085");
    t.rows[2].meter = TOLL_METER_CHARACTER; /* no price of its own: it stays with input, which says so */
    bill_make(&t, &b);
    assert_line(&b, INPUT, INPUT, 169, "0.000169");
    assert_int_equal(line_of(&b, INPUT)->flags, TOLL_LINE_DERIVED);
}

/* 100 tokens a request and 8,000 a search; a rule has its own rows, which take the place of both. */
static void rows_of_a_meter_add_up_and_blocks_replace_them(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    derive_add(&t, INPUT, TOLL_METER_REQUEST, "100", 1, TOLL_DERIVE_ADD_UP);
    row_add(&t, TOLL_ROW_RULE);
    text_add(&t, TOLL_ROW_WHEN_REGION, 0, 5);
    derive_add(&t, INPUT, SEARCH, "1", 1, TOLL_DERIVE_ADD_UP);
    bill_start(&b);
    use(&b, SEARCH, 2);
    bill_make(&t, &b);
    assert_true(line_of(&b, INPUT)->quantity == 16100);
    b.context.is_aggregate = 1;
    assert_refused(&t, &b, TOLL_E_MISSING,
                   "request (0) must be given: the record sums several, and they give the quantity of input (0)");
    use(&b, TOLL_METER_REQUEST, 4);
    price_add(&t, TOLL_METER_REQUEST, "0", 1);
    t.rows[t.count - 1] = t.rows[t.count - 2]; /* in front of the rule, rows move up */
    t.count--;
    bill_start(&b);
    b.context.region = 5;
    use(&b, SEARCH, 2);
    bill_make(&t, &b);
    assert_true(line_of(&b, INPUT)->quantity == 2);
}

/* Predicates see what the record states: no rule for long prompts holds; a minimum sees the derived quantity. */
static void predicates_see_stated_quantities(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    quantity_add(&t, TOLL_ROW_MINIMUM, INPUT, 10000);
    row_add(&t, TOLL_ROW_RULE);
    count_add(&t, INPUT, TOLL_OP_GT, 5000);
    mtok_add(&t, INPUT, "100");
    bill_start(&b);
    use(&b, INPUT, 1000);
    use(&b, SEARCH, 2);
    bill_make(&t, &b);
    assert_line(&b, INPUT, INPUT, 17000, "0.00255");
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    bill_start(&b);
    use(&b, INPUT, 1000);
    use(&b, SEARCH, INT64_MAX / 8000 + 1);
    assert_refused(&t, &b, TOLL_E_OVERFLOW, "web_search (1152921504606847) makes more than 64 bits hold of input (0)");
    b.usage[0].quantity = INT64_MAX - 8000;
    b.usage[1].quantity = 1;
    bill_make(&t, &b);
    b.usage[0].quantity++;
    assert_refused(&t, &b, TOLL_E_OVERFLOW, "input (9223372036854767808) and what is derived exceed 64 bits");
}

/* ---- books ---- */

static toll_bill_row *derived_row(book_rows *list, uint32_t meter, uint32_t other, uint32_t op)
{
    toll_bill_row *row = rows_add(list, TOLL_ROW_DERIVE);
    row->meter = meter;
    row->other_meter = other;
    row->number.coef = 8000;
    row->per = 1;
    row->op = op;
    return row;
}

static void rows_that_derive_are_checked(void **state)
{
    static const struct {
        uint32_t meter, other, op, second_other, second_op;
        const char *field;
    } cases[] = {{INPUT, SEARCH, 0, 0, 0, NULL},
                 {INPUT, SEARCH, 4, PAGE, 6, NULL},
                 {INPUT, SEARCH, 0, SEARCH, 0, "other_meter"},
                 {INPUT, SEARCH, 0, PAGE, 4, "op"},
                 {INPUT, SEARCH, 7, 0, 0, "op"},
                 {INPUT, INPUT, 0, 0, 0, "other_meter"},
                 {INPUT, TOLL_METER_CACHE_READ_AUDIO, 0, 0, 0, "other_meter"},
                 {TOLL_METER_CACHE_WRITE_1H, INPUT, 0, 0, 0, "other_meter"},
                 {TOLL_METER_CREDIT, INPUT, 0, 0, 0, "meter"},
                 {TOLL_METER_REQUEST, INPUT, 0, 0, 0, "meter"},
                 {INPUT, TOLL_METER_CREDIT, 0, 0, 0, "other_meter"},
                 {0, SEARCH, 0, 0, 0, "meter"},
                 {INPUT, 0, 0, 0, 0, "other_meter"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        book_rows list = {0};
        book_block book;
        toll_error err;
        rows_simple(&list, "acme", "m");
        derived_row(&list, cases[i].meter, cases[i].other, cases[i].op);
        if (cases[i].second_other != 0)
            derived_row(&list, cases[i].meter, cases[i].second_other, cases[i].second_op);
        rows_add(&list, TOLL_ROW_RULE);
        derived_row(&list, INPUT, SEARCH, 0); /* another block */
        const toll_status status = block_make(&list, &book, &err);
        assert_int_equal(status == TOLL_OK, cases[i].field == NULL);
        if (status != TOLL_OK)
            assert_string_equal(err.field, cases[i].field);
        rows_free(&list);
        block_free(&book);
    }
}

static void open_card(book_rows *list, book_block *book, uint64_t card[TOLL_BILL_CARD_WORDS])
{
    toll_error err;
    if (block_make(list, book, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    rows_free(list);
    assert_int_equal(toll_book_find(book->words, book->size, NULL, 0, "m", 1, 0, card, 8 * TOLL_BILL_CARD_WORDS, &err),
                     TOLL_OK);
}

/* Columns are single bills, and a bound holds for what is derived, too. */
static void columns_and_bounds_have_what_is_derived(void **state)
{
    (void)state;
    uint64_t card[TOLL_BILL_CARD_WORDS];
    book_rows list = {0};
    book_block book;
    toll_error err;
    toll_bill_context context;
    toll_bill_scope scope;
    toll_bill_bounds bounds;
    rows_simple(&list, "acme", "m"); /* 2.50 per million of input */
    rows_price(&list, SEARCH, 1)->per = 1;
    derived_row(&list, INPUT, SEARCH, TOLL_DERIVE_ADD_UP);
    open_card(&list, &book, card);
    const uint32_t meters[2] = {INPUT, SEARCH};
    const int64_t quantities[4] = {1000, 0, 2, 1};
    toll_amount billed[2];
    toll_init(&context);
    assert_int_equal(
        toll_bill_compute_columns(card, sizeof card, meters, 2, quantities, 2, &context, NULL, 0, billed, NULL, &err),
        TOLL_OK);
    assert_amount_text(billed[0], "0.0625"); /* 17,000 * 2.5e-6 + 0.02 */
    assert_amount_text(billed[1], "0.03");
    const toll_bill_limit limits[3] = {{INPUT, 0, 1000}, {SEARCH, 0, 2}, {TOLL_METER_OUTPUT, 0, 0}},
                          some[1] = {{SEARCH, 0, 2}};
    toll_init(&scope);
    toll_init(&bounds);
    assert_int_equal(toll_bill_bound(card, sizeof card, limits, 3, &scope, NULL, 0, NULL, 0, NULL, 0, &bounds, &err),
                     TOLL_OK);
    int32_t order = 0;
    assert_int_equal(bounds.verdict, TOLL_CEILING_ABOVE);
    assert_int_equal(toll_amount_compare(&bounds.highest_billed, &billed[0], &order, &err), TOLL_OK);
    assert_true(order >= 0);
    const toll_amount above = amount_of("0.1"); /* and not far above */
    assert_int_equal(toll_amount_compare(&bounds.highest_billed, &above, &order, &err), TOLL_OK);
    assert_true(order < 0);
    assert_int_equal(toll_bill_bound(card, sizeof card, some, 1, &scope, NULL, 0, NULL, 0, NULL, 0, &bounds, &err),
                     TOLL_OK);
    assert_int_equal(bounds.verdict, TOLL_CEILING_UNBOUNDED); /* output has no limit */
    const toll_bill_limit searches[2] = {{SEARCH, 0, 2}, {TOLL_METER_OUTPUT, 0, 0}};
    assert_int_equal(toll_bill_bound(card, sizeof card, searches, 2, &scope, NULL, 0, NULL, 0, NULL, 0, &bounds, &err),
                     TOLL_OK);
    assert_int_equal(bounds.verdict, TOLL_CEILING_ABOVE); /* input without a limit is what is derived: 0.04 + 0.02 */
    const toll_amount least = amount_of("0.06");
    assert_int_equal(toll_amount_compare(&bounds.highest_billed, &least, &order, &err), TOLL_OK);
    assert_true(order >= 0);
    assert_int_equal(toll_amount_compare(&bounds.highest_billed, &above, &order, &err), TOLL_OK);
    assert_true(order < 0);
    block_free(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flat_count_of_tokens_is_added_for_each_search),
        cmocka_unit_test(what_a_record_lacks_is_filled_in),
        cmocka_unit_test(a_part_is_taken_out_of_its_total),
        cmocka_unit_test(rows_of_a_meter_add_up_and_blocks_replace_them),
        cmocka_unit_test(predicates_see_stated_quantities),
        cmocka_unit_test(what_is_too_large_is_refused),
        cmocka_unit_test(rows_that_derive_are_checked),
        cmocka_unit_test(columns_and_bounds_have_what_is_derived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
