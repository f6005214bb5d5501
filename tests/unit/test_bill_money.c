/* SPDX-License-Identifier: Apache-2.0 */
/* Fees, floors and caps: amounts of money of a record, each a line of its own, so that lines still sum to the totals and
 * a bill replays from them. Figures by hand. */
#include "tariff_rows.h"

#include "bill/rows.h"
#include "bill/verify.h"

#define EU      2u
#define SEARCH  TOLL_METER_WEB_SEARCH
#define REQUEST TOLL_METER_REQUEST

static toll__row *money_add(Tariff *t, uint32_t kind, const char *amount)
{
    toll__row *row = row_add(t, kind);
    row->number = decimal_of(amount);
    return row;
}

static toll__row *negotiated_add(Tariff *t, uint32_t kind, const char *amount)
{
    toll__row *row = money_add(t, kind, amount);
    row->is_contract = 1;
    return row;
}

/* A search costs 0.005. */
static void start_searches(Tariff *t)
{
    tariff_start(t);
    price_add(t, SEARCH, "0.005", 1);
}

static void bill_searches(const Tariff *t, Bill *b, int64_t count)
{
    bill_start(b);
    use(b, SEARCH, count);
    bill_make(t, b);
    assert_int_equal(toll__verify(b->lines, (uint64_t)b->sums.n_lines, &b->sums, &b->err), TOLL_OK);
}

static const toll_bill_line *flagged_line(const Bill *b, uint32_t flag)
{
    for (int64_t i = 0; i < b->sums.n_lines; i++)
        if ((b->lines[i].flags & flag) != 0)
            return &b->lines[i];
    fail_msg("no line of flag %x", (unsigned)flag);
    return NULL;
}

/* The example of the header: 0.005 + 0.001, lifted to 0.01; three searches need no lift. */
static void a_fee_and_a_floor_are_lines(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    money_add(&t, TOLL_ROW_FEE, "0.001");
    money_add(&t, TOLL_ROW_FLOOR, "0.01");
    bill_searches(&t, &b, 1);
    assert_int_equal(b.sums.n_lines, 3);
    assert_amount_text(flagged_line(&b, TOLL_LINE_FEE)->billed_cost, "0.001");
    assert_amount_text(flagged_line(&b, TOLL_LINE_FLOOR)->billed_cost, "0.004");
    assert_int_equal(b.lines[2].meter, REQUEST);
    assert_true(b.lines[1].rule == 2 && b.lines[2].rule == 3 && b.lines[2].quantity == 1);
    assert_amount_text(b.sums.billed, "0.01");
    assert_amount_text(b.sums.other, "0.01");
    assert_int_equal(b.sums.flags, TOLL_LINE_FEE | TOLL_LINE_FLOOR);
    bill_searches(&t, &b, 3);
    assert_int_equal(b.sums.n_lines, 2);
    assert_amount_text(b.sums.billed, "0.016");
    assert_int_equal(b.sums.flags, TOLL_LINE_FEE);
}

/* 20 searches are 0.10; at most 0.08. A cap below the floor wins. */
static void a_cap_lowers_the_sum(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    toll__row *cap = money_add(&t, TOLL_ROW_CAP, "0.08");
    bill_searches(&t, &b, 16);
    assert_int_equal(b.sums.n_lines, 1);
    bill_searches(&t, &b, 20);
    assert_amount_text(flagged_line(&b, TOLL_LINE_CAP)->billed_cost, "-0.02");
    assert_amount_text(b.sums.billed, "0.08");
    assert_amount_text(b.sums.list, "0.08");
    money_add(&t, TOLL_ROW_FLOOR, "0.5");
    bill_searches(&t, &b, 1); /* 0.005, lifted to 0.5, lowered to 0.08 */
    assert_int_equal(b.sums.n_lines, 3);
    assert_amount_text(b.lines[1].billed_cost, "0.495");
    assert_amount_text(b.lines[2].billed_cost, "-0.42");
    assert_amount_text(b.sums.billed, "0.08");
    cap->number = decimal_of("0"); /* free, whatever it costs */
    bill_searches(&t, &b, 7);
    assert_amount_text(b.sums.billed, "0");
}

/* List 0.005 with a fee of 0.002, negotiated 0.004 with 0.001; a credit halves what is billed of searches and of fees. */
static void each_cost_meets_its_own_amount(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    price_add(&t, SEARCH, "0.004", 1)->is_contract = 1;
    money_add(&t, TOLL_ROW_FEE, "0.002");
    negotiated_add(&t, TOLL_ROW_FEE, "0.001");
    money_add(&t, TOLL_ROW_FLOOR, "0.02");
    negotiated_add(&t, TOLL_ROW_FLOOR, "0.004");
    multiplier_add(&t, SEARCH, "0.5", TOLL_FACTOR_BILL);
    multiplier_add(&t, REQUEST, "0.5", TOLL_FACTOR_BILL);
    bill_searches(&t, &b, 1);
    const toll_bill_line *fee = flagged_line(&b, TOLL_LINE_FEE), *floor = flagged_line(&b, TOLL_LINE_FLOOR);
    assert_amount_text(fee->list_cost, "0.002");
    assert_amount_text(fee->contracted_cost, "0.001");
    assert_amount_text(fee->billed_cost, "0.0005");
    assert_amount_text(floor->list_cost, "0.013");    /* 0.02 - 0.007 */
    assert_amount_text(floor->contracted_cost, "0");  /* 0.005 is above 0.004 */
    assert_amount_text(floor->billed_cost, "0.0015"); /* 0.004 - 0.0025 */
    assert_amount_text(b.sums.list, "0.02");
    assert_amount_text(b.sums.contracted, "0.005");
    assert_amount_text(b.sums.billed, "0.004");
}

/* One amount stands for both sides where it is alone. */
static void an_amount_alone_stands_for_both_sides(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        Tariff t;
        Bill b;
        start_searches(&t);
        money_add(&t, TOLL_ROW_FEE, "0.001")->is_contract = (uint32_t)side;
        money_add(&t, TOLL_ROW_FLOOR, "0.01")->is_contract = (uint32_t)side;
        bill_searches(&t, &b, 1);
        assert_amount_text(b.sums.list, "0.01");
        assert_amount_text(b.sums.contracted, "0.01");
        assert_amount_text(b.sums.billed, "0.01");
    }
}

/* A fee of a meter is due once if the record has some of it, on the meter's side and with its multipliers. */
static void a_fee_of_a_meter_needs_the_meter(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    money_add(&t, TOLL_ROW_FEE, "0.003")->meter =
        TOLL_METER_INPUT_IMAGE; /* a part without a price: no line of its own */
    multiplier_add(&t, 0, "2", TOLL_FACTOR_LIST);
    bill_searches(&t, &b, 1);
    assert_amount_text(b.sums.billed, "0.005");
    use(&b, TOLL_METER_INPUT, 1000);
    use(&b, TOLL_METER_INPUT_IMAGE, 0);
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.007");
    b.usage[2].quantity = 500;
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.013");
    assert_amount_text(b.sums.input, "0.008"); /* 0.002 of tokens, 2 * 0.003 */
    assert_int_equal(flagged_line(&b, TOLL_LINE_FEE)->meter, TOLL_METER_INPUT_IMAGE);
}

/* In the EU the fee is 0.002, and a floor holds. A row of the rule takes the place of the tariff's. */
static void amounts_of_a_block_wait_for_it(void **state)
{
    (void)state;
    static const uint32_t openers[2] = {TOLL_ROW_RULE, TOLL_ROW_MULTIPLIER};
    for (int i = 0; i < 2; i++) {
        Tariff t;
        Bill b;
        start_searches(&t);
        money_add(&t, TOLL_ROW_FEE, "0.001");
        money_add(&t, TOLL_ROW_CAP, "0.05");
        if (openers[i] == TOLL_ROW_RULE)
            row_add(&t, TOLL_ROW_RULE);
        else
            multiplier_add(&t, 0, "1", TOLL_FACTOR_LIST);
        money_add(&t, TOLL_ROW_FEE, "0.002");
        money_add(&t, TOLL_ROW_FLOOR, "0.02");
        money_add(&t, TOLL_ROW_CAP, "0.03");
        text_add(&t, TOLL_ROW_WHEN_REGION, 0, EU);
        bill_searches(&t, &b, 1);
        assert_amount_text(b.sums.billed, "0.006");
        bill_searches(&t, &b, 20);
        assert_amount_text(b.sums.billed, "0.05");
        b.context.region = EU;
        bill_make(&t, &b);
        assert_amount_text(flagged_line(&b, TOLL_LINE_FEE)->billed_cost, "0.002");
        assert_amount_text(b.sums.billed, "0.03");
        b.usage[0].quantity = 1;
        bill_make(&t, &b);
        assert_amount_text(b.sums.billed, "0.02");
    }
}

/* A record without a quantity owes nothing; one whose tokens are free owes the fee. */
static void an_empty_record_owes_nothing(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    mtok_add(&t, TOLL_METER_INPUT, "0");
    money_add(&t, TOLL_ROW_FEE, "0.001");
    money_add(&t, TOLL_ROW_FLOOR, "0.01");
    bill_searches(&t, &b, 0);
    assert_int_equal(b.sums.n_lines, 0);
    use(&b, TOLL_METER_INPUT, 5);
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.01");
}

/* Half an atto of the floor is rounded, and said; credits below 0 are lifted as well. */
static void amounts_are_exact_or_say_so(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    price_add(&t, TOLL_METER_CREDIT, "1", 1);
    toll__row *floor = money_add(&t, TOLL_ROW_FLOOR, "0.0000000000000000015");
    bill_start(&b);
    use(&b, TOLL_METER_CREDIT, -2);
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.000000000000000002");
    assert_int_equal(b.sums.flags, TOLL_LINE_FLOOR | TOLL_LINE_INEXACT);
    floor->number = (toll_decimal){INT64_MAX, 0, 0};
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "9223372036854775807");
    floor->kind = TOLL_ROW_FEE;
    floor->number = (toll_decimal){INT64_MAX, 0, 0};
    b.usage[0] = (toll_bill_usage){TOLL_METER_CREDIT, INT64_MAX};
    bill_make(&t, &b);
    for (int i = 0; i < 6; i++)
        multiplier_add(&t, REQUEST, "100", TOLL_FACTOR_LIST);
    assert_refused(&t, &b, TOLL_E_OVERFLOW, "request (1) costs more than an amount of 128 bits holds");
}

/* Columns of such a tariff are no sums of products. */
static void columns_owe_fees_row_by_row(void **state)
{
    (void)state;
    static toll__card_view view;
    Tariff t;
    toll_amount billed[3];
    const uint32_t meter = SEARCH;
    const int64_t counts[3] = {0, 1, 3};
    const toll__context context = {.has_instant = 0};
    const int64_t *column = counts;
    const toll__rows rows = {&column, NULL, 3, NULL, billed, NULL};
    toll__linear linear;
    start_searches(&t);
    money_add(&t, TOLL_ROW_FEE, "0.001");
    money_add(&t, TOLL_ROW_FLOOR, "0.01");
    memset(&view, 0, sizeof view);
    view.tariff = (toll__tariff){t.rows, t.count, 0};
    toll__compiled_make(&view.tariff, &view.compiled);
    for (int is_linear = 0; is_linear < 2; is_linear++) {
        memset(billed, 0x5a, sizeof billed);
        assert_int_equal(toll__rows_compute(&view, &context, &meter, 1, is_linear ? &linear : NULL, &rows, NULL),
                         TOLL_OK);
        assert_amount_text(billed[0], "0");
        assert_amount_text(billed[1], "0.01");
        assert_amount_text(billed[2], "0.016");
    }
}

static void aggregates_refuse_amounts_of_a_request(void **state)
{
    (void)state;
    for (uint32_t kind = TOLL_ROW_FEE; kind <= TOLL_ROW_CAP; kind++) {
        Tariff t;
        Bill b;
        start_searches(&t);
        money_add(&t, kind, "0.001");
        bill_start(&b);
        use(&b, SEARCH, 5);
        b.context.is_aggregate = 1;
        assert_int_equal(bill_try(&t, &b), TOLL_E_CONFLICT);
        b.context.allow_aggregate = 1;
        bill_make(&t, &b);
    }
}

#define TAMPER(change, status, name)                                                                                   \
    do {                                                                                                               \
        Bill copy = b;                                                                                                 \
        toll_bill_line *floor = &copy.lines[2], *cap = &copy.lines[3];                                                 \
        (void)floor, (void)cap;                                                                                        \
        change;                                                                                                        \
        assert_int_equal(toll__verify(copy.lines, 4, &copy.sums, &copy.err), status);                                  \
        assert_string_equal(copy.err.field, name);                                                                     \
    } while (0)

/* Lines 0.005, 0.001, lifted by 0.004 to 0.01, lowered by 0.002 to 0.008. */
static void a_replay_finds_a_changed_amount(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    start_searches(&t);
    money_add(&t, TOLL_ROW_FEE, "0.001");
    money_add(&t, TOLL_ROW_FLOOR, "0.01");
    money_add(&t, TOLL_ROW_CAP, "0.008");
    bill_searches(&t, &b, 1);
    assert_int_equal(b.sums.n_lines, 4);
    TAMPER(floor->list_cost.low++, TOLL_E_CONFLICT, "list_cost");
    TAMPER(floor->contracted_cost.low--, TOLL_E_CONFLICT, "contracted_cost");
    TAMPER(cap->billed_cost.low++, TOLL_E_CONFLICT, "billed_cost");
    TAMPER(floor->list_price.coef++, TOLL_E_CONFLICT, "list_cost");
    TAMPER(cap->contracted_price.coef--, TOLL_E_CONFLICT, "contracted_cost");
    TAMPER(floor->flags |= TOLL_LINE_CAP, TOLL_E_CONFLICT, "flags");
    TAMPER(floor->flags |= TOLL_LINE_FEE, TOLL_E_CONFLICT, "flags");
    TAMPER(floor->flags = 0, TOLL_E_CONFLICT, "list_cost");
    TAMPER(copy.lines[0].billed_cost.low++, TOLL_E_CONFLICT, "billed_cost");
    TAMPER(copy.sums.billed.low++, TOLL_E_CONFLICT, "billed_cost");
    TAMPER(floor->quantity = 2, TOLL_E_CONFLICT, "quantity");
    TAMPER(cap->per = 2, TOLL_E_CONFLICT, "quantity");
    TAMPER(cap->bill_factor.coef = 2, TOLL_E_CONFLICT, "quantity");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fee_and_a_floor_are_lines),      cmocka_unit_test(a_cap_lowers_the_sum),
        cmocka_unit_test(each_cost_meets_its_own_amount),   cmocka_unit_test(an_amount_alone_stands_for_both_sides),
        cmocka_unit_test(a_fee_of_a_meter_needs_the_meter), cmocka_unit_test(amounts_of_a_block_wait_for_it),
        cmocka_unit_test(an_empty_record_owes_nothing),     cmocka_unit_test(amounts_are_exact_or_say_so),
        cmocka_unit_test(columns_owe_fees_row_by_row),      cmocka_unit_test(aggregates_refuse_amounts_of_a_request),
        cmocka_unit_test(a_replay_finds_a_changed_amount),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
