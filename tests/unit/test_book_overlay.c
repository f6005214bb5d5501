/* SPDX-License-Identifier: Apache-2.0 */
/* Negotiated terms over a public book: what wins, what the three figures are, which hashes a bill leads to. */
#include "money_assert.h"

#include "book/tariff_row.h"
#include "book_rows.h"

#define DAY_S INT64_C(86400)

typedef struct Over {
    book_rows base_rows, rows;
    book_block base, made;
    uint64_t card[1024];
    toll_bill_line lines[16];
    toll_bill_total total;
    toll_error err;
} Over;

/* big: 2.50 / 10.00, above 100 tokens 5.00; big-mini 1.00 / 2.00; any other big-*: 3.00; other: 7.00. */
static void base_make(Over *o)
{
    memset(o, 0, sizeof *o);
    rows_simple(&o->base_rows, "acme", "big");
    rows_text(&o->base_rows, TOLL_ROW_RULE, 0, "long");
    rows_meter(&o->base_rows, TOLL_ROW_WHEN_COUNT, TOLL_METER_INPUT, 100)->op = TOLL_OP_GT;
    rows_price(&o->base_rows, TOLL_METER_INPUT, 500);
    rows_tariff(&o->base_rows, "acme", "mini");
    rows_text(&o->base_rows, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "big-mini");
    rows_text(&o->base_rows, TOLL_ROW_MATCH, TOLL_MATCH_ALIAS, "tiny");
    rows_price(&o->base_rows, TOLL_METER_INPUT, 100);
    rows_tariff(&o->base_rows, "acme", "rest");
    rows_text(&o->base_rows, TOLL_ROW_MATCH, TOLL_MATCH_PREFIX, "big-");
    rows_price(&o->base_rows, TOLL_METER_INPUT, 300);
    rows_simple(&o->base_rows, "acme", "free");
    o->base_rows.rows[o->base_rows.count - 1].number.coef = 0;
    o->base_rows.rows[o->base_rows.count - 2].number.coef = 0;
    rows_simple(&o->base_rows, "other", "big");
    assert_int_equal(block_make(&o->base_rows, &o->base, &o->err), TOLL_OK);
}

static toll_bill_row *terms_add(Over *o, const char *sku, uint32_t op, const char *name)
{
    toll_bill_row *head = rows_tariff(&o->rows, "acme", sku);
    head->layer = 10;
    head->origin = TOLL_ORIGIN_CONTRACT;
    rows_text(&o->rows, TOLL_ROW_MATCH, op, name);
    return &o->rows.rows[o->rows.count - 2];
}

static void discount_add(Over *o, int64_t per_cent)
{
    toll_bill_row *row = rows_text(&o->rows, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_CONTRACT, "discount");
    row->number = (toll_decimal){per_cent, 2, 0};
}

static toll_status lay(Over *o)
{
    uint64_t room = 0;
    toll_status status = toll_book_overlay_size(o->base.words, o->base.size, o->rows.rows, o->rows.count,
                                                sizeof(toll_bill_row), &room, &o->err);
    if (status != TOLL_OK)
        return status;
    o->made.words = malloc(room);
    assert_non_null(o->made.words);
    return toll_book_overlay(o->base.words, o->base.size, o->rows.rows, o->rows.count, sizeof(toll_bill_row),
                             o->made.words, room, &o->made.size, &o->err);
}

static void lay_fine(Over *o)
{
    if (lay(o) != TOLL_OK)
        fail_msg("%s", o->err.message);
    assert_int_equal(toll_book_verify(o->made.words, o->made.size, TOLL_BOOK_ALL, &o->err), TOLL_OK);
}

static toll_status pay(Over *o, const book_block *book, const char *provider, const char *model, int64_t at_s,
                       int64_t input)
{
    const toll_bill_usage usage = {TOLL_METER_INPUT, input};
    toll_bill_context context;
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    (void)toll_struct_init(&o->total, sizeof o->total, TOLL_KIND_BILL_TOTAL, NULL);
    toll_status status = toll_book_find(book->words, book->size, provider, strlen(provider), model, strlen(model), at_s,
                                        o->card, sizeof o->card, &o->err);
    if (status != TOLL_OK)
        return status;
    return toll_bill_compute(o->card, sizeof o->card, &usage, 1, &context, NULL, 0, NULL, 0, o->lines, 16, &o->total,
                             &o->err);
}

static void assert_costs(Over *o, const char *provider, const char *model, int64_t input, const char *list,
                         const char *contracted)
{
    if (pay(o, &o->made, provider, model, 0, input) != TOLL_OK)
        fail_msg("%s", o->err.message);
    assert_amount_text(o->total.list_cost, list);
    assert_amount_text(o->total.contracted_cost, contracted);
    assert_amount_text(o->total.billed_cost, contracted);
    assert_int_equal(toll_bill_verify(o->lines, (uint64_t)o->total.n_lines, &o->total, &o->err), TOLL_OK);
}

static void over_free(Over *o)
{
    rows_free(&o->base_rows);
    rows_free(&o->rows);
    block_free(&o->base);
    block_free(&o->made);
}

/* 10 % off all that begins with big, for one provider; the long-context rule stays. */
static void a_prefix_discounts_one_provider(void **state)
{
    (void)state;
    Over o;
    base_make(&o);
    terms_add(&o, "contract", TOLL_MATCH_PREFIX, "big");
    discount_add(&o, 90);
    lay_fine(&o);
    assert_costs(&o, "acme", "big", 100, "0.00025", "0.000225");
    assert_costs(&o, "acme", "big", 1000, "0.005", "0.0045");
    assert_costs(&o, "acme", "big-mini", 1000, "0.001", "0.0009");
    assert_costs(&o, "acme", "big-17", 1000, "0.003", "0.0027");
    assert_costs(&o, "other", "big", 1000, "0.0025", "0.0025");
    assert_costs(&o, "acme", "tiny", 1000, "0.001", "0.001"); /* another name: not taken by the prefix */
    assert_int_equal(toll_book_count(o.made.words, o.made.size), 5 + 3);
    over_free(&o);
}

/* A contracted price of one model beside its public one; the base's other names are as they were. */
static void a_contracted_price_stands_beside_the_public_one(void **state)
{
    (void)state;
    Over o;
    base_make(&o);
    terms_add(&o, "contract", TOLL_MATCH_EXACT, "tiny");
    rows_price(&o.rows, TOLL_METER_INPUT, 80)->is_contract = 1;
    lay_fine(&o);
    assert_costs(&o, "acme", "tiny", 1000, "0.001", "0.0008");
    assert_costs(&o, "acme", "big-mini", 1000, "0.001", "0.001");
    over_free(&o);
}

/* Terms hold while both tariffs do. */
static void terms_hold_while_both_tariffs_do(void **state)
{
    (void)state;
    Over o;
    base_make(&o);
    toll_bill_row *head = terms_add(&o, "contract", TOLL_MATCH_EXACT, "big");
    head->from_s = 10 * DAY_S;
    head->until_s = 20 * DAY_S;
    discount_add(&o, 50);
    lay_fine(&o);
    const struct {
        int64_t at_s;
        const char *contracted;
    } cases[] = {
        {10 * DAY_S - 1, "0.00025"}, {10 * DAY_S, "0.000125"}, {20 * DAY_S - 1, "0.000125"}, {20 * DAY_S, "0.00025"}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pay(&o, &o.made, "acme", "big", cases[i].at_s, 100), TOLL_OK);
        assert_amount_text(o.total.contracted_cost, cases[i].contracted);
        assert_amount_text(o.total.list_cost, "0.00025");
    }
    over_free(&o);
}

/* A tariff with list prices stands alone: a model that the public book does not know, and one that it does. */
static void a_tariff_with_list_prices_stands_alone(void **state)
{
    (void)state;
    Over o;
    base_make(&o);
    rows_simple(&o.rows, "acme", "secret");
    rows_simple(&o.rows, "acme", "big")->layer = 5;
    o.rows.rows[o.rows.count - 2].number.coef = 100;
    lay_fine(&o);
    assert_costs(&o, "acme", "secret", 1000, "0.0025", "0.0025");
    assert_costs(&o, "acme", "big", 1000, "0.001", "0.001"); /* the higher layer, with no rule for long prompts */
    over_free(&o);
}

/* Priced, free and unknown stay three answers. */
static void priced_free_and_unknown_stay_three_answers(void **state)
{
    (void)state;
    Over o;
    base_make(&o);
    terms_add(&o, "contract", TOLL_MATCH_EXACT, "big");
    discount_add(&o, 90);
    lay_fine(&o);
    assert_costs(&o, "acme", "free", 1000, "0", "0");
    assert_int_equal(o.total.n_lines, 1);
    assert_int_equal(pay(&o, &o.made, "acme", "huge", 0, 1), TOLL_E_UNKNOWN_ID);
    over_free(&o);
}

/* The bill names the new book; its tariff's row names the book below. */
static void hashes_name_both_books(void **state)
{
    (void)state;
    Over o;
    char base[65], made[65];
    toll_bill_row row;
    int named = 0;
    base_make(&o);
    terms_add(&o, "contract", TOLL_MATCH_EXACT, "big");
    discount_add(&o, 90);
    lay_fine(&o);
    assert_int_equal(toll_book_get_hash(o.base.words, o.base.size, base, 65, NULL), TOLL_OK);
    assert_int_equal(toll_book_get_hash(o.made.words, o.made.size, made, 65, NULL), TOLL_OK);
    assert_costs(&o, "acme", "big", 10, "0.000025", "0.0000225");
    assert_string_equal(o.total.book_hash, made);
    assert_string_not_equal(base, made);
    for (uint64_t i = 0; toll_book_get_row(o.made.words, o.made.size, i, &row, sizeof row, NULL) == TOLL_OK; i++) {
        if (row.kind != TOLL_ROW_TARIFF || strncmp(row.source, "overlay of book ", 16) != 0)
            continue;
        assert_string_equal(row.source + 16, base);
        assert_int_equal(row.origin, TOLL_ORIGIN_CONTRACT);
        named++;
    }
    assert_int_equal(named, 1);
    over_free(&o);
}

/* The new book would have sums and a hash that fit the damaged price. */
static void damage_below_is_not_sealed_again(void **state)
{
    (void)state;
    Over o;
    base_make(&o);
    terms_add(&o, "contract", TOLL_MATCH_EXACT, "big");
    discount_add(&o, 90);
    ((unsigned char *)o.base.words)[o.base.size - sizeof(toll__row) + offsetof(toll__row, number)] ^= 1;
    assert_int_equal(toll_book_open(o.base.words, o.base.size, &o.err), TOLL_OK);
    assert_int_equal(lay(&o), TOLL_E_OBJECT);
    assert_string_equal(o.err.message, "base: book is damaged: the rows of tariff big do not match their sum");
    block_free(&o.made);
    over_free(&o);
}

/* Terms over terms would have to say which of the two they mean: refused. */
static void terms_over_terms_are_refused(void **state)
{
    (void)state;
    Over o;
    base_make(&o);
    terms_add(&o, "contract", TOLL_MATCH_EXACT, "big");
    discount_add(&o, 90);
    lay_fine(&o);
    book_block first = o.made;
    block_free(&o.base);
    o.base = first;
    o.rows.rows[0].layer = 20;
    assert_int_equal(lay(&o),
                     TOLL_E_CONFLICT); /* both the public tariff and the terms in layer 10 would get layer 20 */
    block_free(&o.made);
    over_free(&o);
}

static void assert_lay_fails(Over *o, toll_status status, const char *field, int64_t row)
{
    assert_int_equal(lay(o), status);
    assert_string_equal(o->err.field, field);
    assert_true(o->err.row == row);
    over_free(o);
}

static void slips_in_terms_are_refused(void **state)
{
    (void)state;
    Over o;
    base_make(&o);
    terms_add(&o, "contract", TOLL_MATCH_EXACT, "bug"); /* a slip in the name is no discount on nothing */
    discount_add(&o, 90);
    assert_lay_fails(&o, TOLL_E_UNKNOWN_ID, "text", 0);
    base_make(&o);
    terms_add(&o, "contract", TOLL_MATCH_EXACT, "big")->layer = 0;
    discount_add(&o, 90);
    assert_lay_fails(&o, TOLL_E_CONFLICT, "layer", 0);
    base_make(&o);
    strcpy(terms_add(&o, "contract", TOLL_MATCH_EXACT, "big")->value, "EUR"); /* nothing is converted in silence */
    discount_add(&o, 90);
    assert_lay_fails(&o, TOLL_E_UNKNOWN_ID, "text", 0);
    base_make(&o);
    rows_text(&o.rows, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "big");
    assert_lay_fails(&o, TOLL_E_CONFLICT, "kind", 0);
    base_make(&o);
    terms_add(&o, "one", TOLL_MATCH_EXACT, "big");
    discount_add(&o, 90);
    terms_add(&o, "two", TOLL_MATCH_PREFIX, "bi");
    discount_add(&o, 80);
    assert_int_equal(lay(&o), TOLL_E_CONFLICT);
    over_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prefix_discounts_one_provider),
        cmocka_unit_test(a_contracted_price_stands_beside_the_public_one),
        cmocka_unit_test(terms_hold_while_both_tariffs_do),
        cmocka_unit_test(a_tariff_with_list_prices_stands_alone),
        cmocka_unit_test(priced_free_and_unknown_stay_three_answers),
        cmocka_unit_test(hashes_name_both_books),
        cmocka_unit_test(terms_over_terms_are_refused),
        cmocka_unit_test(damage_below_is_not_sealed_again),
        cmocka_unit_test(slips_in_terms_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
