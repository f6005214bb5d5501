/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of any bill: lines sum to totals; on tariffs without minima, steps and whole-request tiers a bill is
 * additive and monotone. Where those fail, and why, is shown by example. */
#include <stdio.h>

#include "tariff_rows.h"

#include "bill/verify.h"

static uint64_t seed;

static uint64_t draw(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 20) % below;
}

/* Prices of 6 decimals per million are whole attos: nothing is rounded. */
static void random_price(Tariff *t, uint32_t meter, uint64_t below)
{
    char text[32];
    snprintf(text, sizeof text, "%u.%06u", (unsigned)draw(below), (unsigned)draw(1000000));
    mtok_add(t, meter, text);
}

/* Every part costs at most what its parent costs: more of a part never makes the rest dearer. */
static void random_tariff(Tariff *t)
{
    static const uint32_t meters[6] = {TOLL_METER_CACHE_READ, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_1H,
                                       TOLL_METER_REASONING,  TOLL_METER_OUTPUT_AUDIO,   TOLL_METER_WEB_SEARCH};
    tariff_start(t);
    random_price(t, TOLL_METER_INPUT, 20);
    random_price(t, TOLL_METER_OUTPUT, 90);
    for (int i = 0; i < 6; i++)
        if (draw(2) || meters[i] == TOLL_METER_WEB_SEARCH)
            random_price(t, meters[i], 50);
    for (uint64_t n = draw(3); n > 0; n--)
        multiplier_add(t, draw(2) ? 0 : TOLL_METER_CACHE_READ, draw(2) ? "0.5" : "1.1", 1 + (uint32_t)draw(3));
}

static void random_usage(int64_t q[TOLL_METERS])
{
    memset(q, 0, sizeof q[0] * TOLL_METERS);
    q[TOLL_METER_CACHE_READ] = (int64_t)draw(50000);
    q[TOLL_METER_CACHE_WRITE_5M] = (int64_t)draw(5000);
    q[TOLL_METER_CACHE_WRITE_1H] = (int64_t)draw(5000);
    q[TOLL_METER_INPUT] = 60000 + (int64_t)draw(200000);
    q[TOLL_METER_REASONING] = (int64_t)draw(9000);
    q[TOLL_METER_OUTPUT_AUDIO] = (int64_t)draw(900);
    q[TOLL_METER_OUTPUT] = 9900 + (int64_t)draw(90000);
    q[TOLL_METER_WEB_SEARCH] = (int64_t)draw(10);
}

static void pay(const Tariff *t, const int64_t q[TOLL_METERS], Bill *b)
{
    bill_start(b);
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        if (q[meter] != 0)
            use(b, meter, q[meter]);
    bill_make(t, b);
}

static toll_amount add(toll_amount a, toll_amount b)
{
    assert_int_equal(toll_amount_add(&a, &b, &a, NULL), TOLL_OK);
    return a;
}

static void lines_sum_to_totals(void **state)
{
    (void)state;
    seed = 11;
    for (int round = 0; round < 3000; round++) {
        Tariff t;
        Bill b;
        int64_t q[TOLL_METERS];
        toll_amount list = amount_zero, contracted = amount_zero, billed = amount_zero;
        random_tariff(&t);
        random_usage(q);
        if (draw(4) == 0)
            t.rows[1].per = 999983; /* a prime: lines are rounded, sums still hold */
        pay(&t, q, &b);
        for (int64_t i = 0; i < b.sums.n_lines; i++) {
            list = add(list, b.lines[i].list_cost);
            contracted = add(contracted, b.lines[i].contracted_cost);
            billed = add(billed, b.lines[i].billed_cost);
        }
        assert_amount(list, b.sums.list);
        assert_amount(contracted, b.sums.contracted);
        assert_amount(billed, b.sums.billed);
        assert_amount(billed, add(add(b.sums.input, b.sums.output), b.sums.other));
        assert_int_equal(toll__verify(b.lines, (uint64_t)b.sums.n_lines, &b.sums, NULL), TOLL_OK);
    }
}

static void two_bills_add_up_to_the_bill_of_both(void **state)
{
    (void)state;
    seed = 12;
    for (int round = 0; round < 3000; round++) {
        Tariff t;
        Bill a, b, both;
        int64_t q[TOLL_METERS], r[TOLL_METERS], sum[TOLL_METERS];
        random_tariff(&t);
        random_usage(q);
        random_usage(r);
        for (uint32_t meter = 0; meter < TOLL_METERS; meter++)
            sum[meter] = q[meter] + r[meter];
        pay(&t, q, &a);
        pay(&t, r, &b);
        pay(&t, sum, &both);
        assert_amount(both.sums.billed, add(a.sums.billed, b.sums.billed));
        assert_amount(both.sums.list, add(a.sums.list, b.sums.list));
    }
}

/* More tokens of a total, parts unchanged, never cost less. */
static void more_tokens_never_cost_less(void **state)
{
    (void)state;
    seed = 13;
    const uint32_t totals[3] = {TOLL_METER_INPUT, TOLL_METER_OUTPUT, TOLL_METER_WEB_SEARCH};
    for (int round = 0; round < 3000; round++) {
        Tariff t;
        Bill less, more;
        int64_t q[TOLL_METERS];
        int32_t order = 0;
        random_tariff(&t);
        random_usage(q);
        pay(&t, q, &less);
        q[totals[draw(3)]] += 1 + (int64_t)draw(1000);
        pay(&t, q, &more);
        (void)toll_amount_compare(&more.sums.billed, &less.sums.billed, &order, NULL);
        assert_true(order >= 0);
    }
}

static void bill_text(const Tariff *t, uint32_t meter, int64_t quantity, const char *want)
{
    Bill b;
    bill_start(&b);
    use(&b, meter, quantity);
    bill_make(t, &b);
    assert_amount_text(b.sums.billed, want);
}

/* A tier on the whole request: two halves cost less than the whole; and a cheaper tier above makes more cost less. */
static void tiers_break_additivity_and_monotony(void **state)
{
    (void)state;
    Tariff t;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    row_add(&t, TOLL_ROW_RULE);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 100);
    mtok_add(&t, TOLL_METER_INPUT, "2");
    bill_text(&t, TOLL_METER_INPUT, 100, "0.0001");
    bill_text(&t, TOLL_METER_INPUT, 200, "0.0004"); /* not 0.0002 */
    t.rows[4].number = decimal_of("0.5");
    bill_text(&t, TOLL_METER_INPUT, 101, "0.0000505"); /* 101 tokens cost less than 100 */
}

static void minima_and_steps_break_additivity(void **state)
{
    (void)state;
    Tariff t;
    tariff_start(&t);
    price_add(&t, TOLL_METER_AUDIO_TIME, "1", 1000000);
    quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_AUDIO_TIME, 10);
    bill_text(&t, TOLL_METER_AUDIO_TIME, 6, "0.00001");
    bill_text(&t, TOLL_METER_AUDIO_TIME, 12, "0.000012"); /* not 0.00002 */
    t.rows[2].kind = TOLL_ROW_STEP;
    bill_text(&t, TOLL_METER_AUDIO_TIME, 6, "0.00001");
    bill_text(&t, TOLL_METER_AUDIO_TIME, 12, "0.00002");
    bill_text(&t, TOLL_METER_AUDIO_TIME, 18, "0.00002"); /* 6 + 12 would cost 0.00003 */
}

/* A cached token costs less than a plain one: moving tokens into a part may lower a bill, as it should. */
static void cached_tokens_lower_a_bill(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_CACHE_READ, "0.1");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_CACHE_READ, 0);
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.0001");
    b.usage[1].quantity = 100;
    bill_make(&t, &b);
    assert_amount_text(b.sums.billed, "0.00001");
}

/* Prices that 18 digits don't hold round each line: additive to half an atto a line, no better. */
static void rounding_breaks_additivity_by_half_an_atto(void **state)
{
    (void)state;
    Tariff t;
    tariff_start(&t);
    price_add(&t, TOLL_METER_PAGE, "1", 3);
    bill_text(&t, TOLL_METER_PAGE, 1, "0.333333333333333333");
    bill_text(&t, TOLL_METER_PAGE, 2, "0.666666666666666667");
    bill_text(&t, TOLL_METER_PAGE, 3, "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_sum_to_totals),
        cmocka_unit_test(two_bills_add_up_to_the_bill_of_both),
        cmocka_unit_test(more_tokens_never_cost_less),
        cmocka_unit_test(tiers_break_additivity_and_monotony),
        cmocka_unit_test(minima_and_steps_break_additivity),
        cmocka_unit_test(cached_tokens_lower_a_bill),
        cmocka_unit_test(rounding_breaks_additivity_by_half_an_atto),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
