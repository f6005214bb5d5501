/* SPDX-License-Identifier: Apache-2.0 */
/* Prices, fall-backs, multipliers, contracts: which line says what, and that lines add up to the totals. */
#include <stdio.h>

#include "tariff_rows.h"

static void anthropic(Tariff *t)
{
    tariff_start(t);
    mtok_add(t, TOLL_METER_INPUT, "3");
    mtok_add(t, TOLL_METER_OUTPUT, "15");
    mtok_add(t, TOLL_METER_CACHE_READ, "0.3");
    mtok_add(t, TOLL_METER_CACHE_WRITE_5M, "3.75");
    mtok_add(t, TOLL_METER_CACHE_WRITE_1H, "6");
}

static void each_kind_of_cache_use_has_its_line(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    anthropic(&t);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 10000);
    use(&b, TOLL_METER_CACHE_READ, 4000);
    use(&b, TOLL_METER_CACHE_WRITE_5M, 2000);
    use(&b, TOLL_METER_CACHE_WRITE_1H, 1000);
    use(&b, TOLL_METER_OUTPUT, 500);
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 5);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 3000, "0.009");
    assert_line(&b, TOLL_METER_CACHE_READ, TOLL_METER_CACHE_READ, 4000, "0.0012");
    assert_line(&b, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_5M, 2000, "0.0075");
    assert_line(&b, TOLL_METER_CACHE_WRITE_1H, TOLL_METER_CACHE_WRITE_1H, 1000, "0.006");
    assert_line(&b, TOLL_METER_OUTPUT, TOLL_METER_OUTPUT, 500, "0.0075");
    assert_amount_text(b.sums.input, "0.0237");
    assert_amount_text(b.sums.output, "0.0075");
    assert_amount_text(b.sums.billed, "0.0312");
    assert_int_equal(b.sums.flags, 0);
}

/* 1 hour -> 5 minutes -> write -> input; read -> input; cached audio -> read -> audio -> input. */
static void unpriced_parts_fall_back_along_the_registry(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_CACHE_READ, 10);
    use(&b, TOLL_METER_CACHE_WRITE_5M, 20);
    use(&b, TOLL_METER_CACHE_WRITE_30M, 5);
    use(&b, TOLL_METER_CACHE_WRITE_1H, 30);
    bill_make(&t, &b); /* one price for all: one line, which says so */
    assert_int_equal(b.sums.n_lines, 1);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 100, "0.0001");
    assert_int_equal(b.sums.flags, TOLL_LINE_FALLBACK);
    mtok_add(&t, TOLL_METER_CACHE_WRITE_5M, "2");
    bill_make(&t, &b);
    assert_int_equal(b.sums.n_lines, 4);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 45, "0.000045");
    assert_line(&b, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_5M, 20, "0.00004");
    assert_line(&b, TOLL_METER_CACHE_WRITE_30M, TOLL_METER_CACHE_WRITE_5M, 5, "0.00001");
    assert_line(&b, TOLL_METER_CACHE_WRITE_1H, TOLL_METER_CACHE_WRITE_5M, 30, "0.00006");
    assert_int_equal(line_of(&b, TOLL_METER_CACHE_WRITE_1H)->flags, TOLL_LINE_FALLBACK);
    assert_int_equal(line_of(&b, TOLL_METER_CACHE_WRITE_5M)->flags, 0);
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_CACHE_WRITE, "3");
    bill_make(&t, &b); /* every kind of write at the price of writes: one line */
    assert_int_equal(b.sums.n_lines, 2);
    assert_line(&b, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE, 55, "0.000165");
    assert_int_equal(line_of(&b, TOLL_METER_CACHE_WRITE)->flags, TOLL_LINE_FALLBACK);
}

static void cached_audio_falls_back_to_the_nearest_price(void **state)
{
    (void)state;
    const uint32_t priced[3] = {TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_CACHE_READ, TOLL_METER_INPUT_AUDIO};
    const int64_t moved[3] = {5, 20, 45};
    for (int i = 0; i < 3; i++) {
        Tariff t;
        Bill b;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "1");
        mtok_add(&t, priced[i], "2");
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, 100);
        use(&b, TOLL_METER_CACHE_READ, 20);
        use(&b, TOLL_METER_INPUT_AUDIO, 45);
        use(&b, TOLL_METER_CACHE_READ_AUDIO, 5);
        bill_make(&t, &b);
        assert_int_equal(b.sums.n_lines, 2);
        assert_true(b.lines[1].meter == priced[i] && b.lines[1].quantity == moved[i]);
        assert_true(b.sums.billed.low == (uint64_t)(100 + moved[i]) * UINT64_C(1000000000000));
    }
}

static void a_declared_fallback_overrides_the_registry(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "1");
    mtok_add(&t, TOLL_METER_CACHE_READ, "2");
    toll__row *row = row_add(&t, TOLL_ROW_FALLBACK);
    row->meter = TOLL_METER_CACHE_WRITE;
    row->other_meter = TOLL_METER_CACHE_READ;
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_CACHE_WRITE, 30);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_READ, 30, "0.00006");
    assert_int_equal(b.sums.flags, TOLL_LINE_FALLBACK);
    row->other_meter = 0; /* must be priced */
    assert_refused(&t, &b, TOLL_E_MISSING, "cache_write (30) has no price");
    b.usage[1].quantity = 0;
    bill_make(&t, &b);
    row->meter = TOLL_METER_WEB_SEARCH; /* a search at the price of a page */
    row->other_meter = TOLL_METER_PAGE;
    price_add(&t, TOLL_METER_PAGE, "5", 1000);
    use(&b, TOLL_METER_WEB_SEARCH, 3);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_WEB_SEARCH, TOLL_METER_PAGE, 3, "0.015");
    row->meter = TOLL_METER_INPUT; /* a loop, which no compiled book has: an error, not a hang */
    row->other_meter = TOLL_METER_INPUT;
    t.rows[1].meter = TOLL_METER_OUTPUT;
    assert_refused(&t, &b, TOLL_E_MISSING, "input (100) has no price");
}

static void multipliers_of_each_kind_compound(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "10");
    mtok_add(&t, TOLL_METER_CACHE_READ, "1");
    mtok_add(&t, TOLL_METER_OUTPUT, "20");
    price_add(&t, TOLL_METER_WEB_SEARCH, "0.01", 1);
    multiplier_add(&t, 0, "0.5", TOLL_FACTOR_LIST);
    multiplier_add(&t, TOLL_METER_INPUT, "0.9", TOLL_FACTOR_CONTRACT);
    multiplier_add(&t, TOLL_METER_CACHE_READ, "0.8", TOLL_FACTOR_BILL);
    multiplier_add(&t, 0, "7", TOLL_FACTOR_LIST);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 1000); /* does not hold */
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 300);
    use(&b, TOLL_METER_CACHE_READ, 200);
    use(&b, TOLL_METER_OUTPUT, 10);
    use(&b, TOLL_METER_WEB_SEARCH, 2);
    bill_make(&t, &b);
    const toll_bill_line *read = line_of(&b, TOLL_METER_CACHE_READ);
    assert_decimal_text(read->list_factor, "0.5");
    assert_decimal_text(read->contract_factor, "0.45");
    assert_decimal_text(read->bill_factor, "0.360");
    assert_amount_text(read->list_cost, "0.0001");
    assert_amount_text(read->contracted_cost, "0.00009");
    assert_amount_text(read->billed_cost, "0.000072");
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 100, "0.00045");
    assert_line(&b, TOLL_METER_OUTPUT, TOLL_METER_OUTPUT, 10, "0.0001");
    assert_line(&b, TOLL_METER_WEB_SEARCH, TOLL_METER_WEB_SEARCH, 2, "0.02"); /* not a token */
    assert_amount_text(b.sums.list, "0.0207");
    assert_amount_text(b.sums.contracted, "0.02064");
    assert_amount_text(b.sums.billed, "0.020622");
}

/* A factor on an unpriced part takes it out of its parent's line. */
static void a_factor_gives_an_unpriced_part_its_line(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "10");
    mtok_add(&t, TOLL_METER_INPUT_AUDIO, "20");
    multiplier_add(&t, TOLL_METER_CACHE_READ, "0.1", TOLL_FACTOR_LIST);
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_CACHE_READ, 50);
    use(&b, TOLL_METER_INPUT_AUDIO, 30);
    use(&b, TOLL_METER_CACHE_READ_AUDIO, 10);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_INPUT, TOLL_METER_INPUT, 30, "0.0003");
    assert_line(&b, TOLL_METER_CACHE_READ, TOLL_METER_INPUT, 40, "0.00004");
    assert_line(&b, TOLL_METER_INPUT_AUDIO, TOLL_METER_INPUT_AUDIO, 20, "0.0004");
    assert_line(&b, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_INPUT_AUDIO, 10, "0.00002");
}

static void contracted_prices_stand_beside_list_prices(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "10");
    contract_add(&t, TOLL_METER_INPUT, "8");
    mtok_add(&t, TOLL_METER_OUTPUT, "20");
    contract_add(&t, TOLL_METER_CACHE_READ, "3"); /* negotiated alone: it stands for the list price too */
    row_add(&t, TOLL_ROW_RULE);
    count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 100);
    mtok_add(&t, TOLL_METER_INPUT, "12");
    bill_start(&b);
    use(&b, TOLL_METER_INPUT, 100);
    use(&b, TOLL_METER_CACHE_READ, 10);
    use(&b, TOLL_METER_OUTPUT, 1);
    bill_make(&t, &b);
    assert_amount_text(b.sums.list, "0.00095");
    assert_amount_text(b.sums.contracted, "0.00077");
    assert_amount_text(b.sums.billed, "0.00077");
    b.usage[0].quantity = 110; /* the rule moves the list price alone */
    bill_make(&t, &b);
    assert_amount_text(b.sums.list, "0.00125");
    assert_amount_text(b.sums.contracted, "0.00085");
    t.rows[2].per = 1000;
    assert_refused(&t, &b, TOLL_E_CONFLICT, "input has a list price and a contracted price for different quantities");
}

static void inexact_and_estimated_lines_are_flagged(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    t.rows[0].origin = TOLL_ORIGIN_ESTIMATED;
    price_add(&t, TOLL_METER_AUDIO_TIME, "1", 3600);
    price_add(&t, TOLL_METER_INPUT, "0.000000000000000001", 2);
    bill_start(&b);
    use(&b, TOLL_METER_AUDIO_TIME, 1);
    use(&b, TOLL_METER_INPUT, 3); /* 1.5 attos: the even neighbour is 2 */
    bill_make(&t, &b);
    assert_amount_text(b.sums.other, "0.000277777777777778");
    assert_amount_text(b.sums.input, "0.000000000000000002");
    assert_int_equal(b.sums.flags, TOLL_LINE_INEXACT | TOLL_LINE_ESTIMATED);
    b.usage[0].quantity = 3600;
    b.usage[1].quantity = 2;
    bill_make(&t, &b); /* exact where it can be */
    assert_amount_text(b.sums.billed, "1.000000000000000001");
    assert_int_equal(b.sums.flags, TOLL_LINE_ESTIMATED);
}

static void credits_subtract_and_overflow_is_refused(void **state)
{
    (void)state;
    Tariff t;
    Bill b;
    tariff_start(&t);
    price_add(&t, TOLL_METER_CREDIT, "0.01", 1);
    price_add(&t, TOLL_METER_INPUT, "9000000000000", 1);
    bill_start(&b);
    use(&b, TOLL_METER_CREDIT, -150);
    use(&b, TOLL_METER_INPUT, 1);
    bill_make(&t, &b);
    assert_line(&b, TOLL_METER_CREDIT, TOLL_METER_CREDIT, -150, "-1.5");
    assert_amount_text(b.sums.billed, "8999999999998.5");
    b.usage[1].quantity = INT64_MAX;
    assert_refused(&t, &b, TOLL_E_OVERFLOW, "input (9223372036854775807) costs more than an amount of 128 bits holds");
}

/* The short way and the long way must give the same digits: a zero step forces the long one. */
static void short_and_long_multiplication_agree(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 5000; round++) {
        Tariff t;
        Bill b, c;
        char price[32];
        tariff_start(&t);
        for (uint32_t meter = 1; meter <= TOLL_METER_CACHE_WRITE; meter++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            snprintf(price, sizeof price, "%u.%05u", (unsigned)(seed >> 58), (unsigned)(seed >> 40) % 100000u);
            price_add(&t, meter, price, seed >> 39 & 1 ? 1000000 : 1000);
        }
        multiplier_add(&t, (uint32_t)(seed >> 36 & 3), "0.925", (uint32_t)(seed >> 34 & 1) + 1);
        multiplier_add(&t, 0, "1.1", (uint32_t)(seed >> 33 & 1) + 1);
        bill_start(&b);
        use(&b, TOLL_METER_INPUT, (int64_t)(seed >> 8));
        use(&b, TOLL_METER_CACHE_READ, (int64_t)(seed >> 12));
        use(&b, TOLL_METER_CACHE_WRITE, (int64_t)(seed >> 20));
        use(&b, TOLL_METER_OUTPUT, (int64_t)(seed >> 44));
        c = b;
        bill_make(&t, &b);
        quantity_add(&t, TOLL_ROW_STEP, TOLL_METER_PAGE, 1);
        bill_make(&t, &c);
        assert_memory_equal(b.lines, c.lines, sizeof b.lines[0] * (size_t)b.sums.n_lines);
        assert_memory_equal(&b.sums, &c.sums, sizeof b.sums);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_cache_use_has_its_line),
        cmocka_unit_test(unpriced_parts_fall_back_along_the_registry),
        cmocka_unit_test(cached_audio_falls_back_to_the_nearest_price),
        cmocka_unit_test(a_declared_fallback_overrides_the_registry),
        cmocka_unit_test(multipliers_of_each_kind_compound),
        cmocka_unit_test(a_factor_gives_an_unpriced_part_its_line),
        cmocka_unit_test(contracted_prices_stand_beside_list_prices),
        cmocka_unit_test(inexact_and_estimated_lines_are_flagged),
        cmocka_unit_test(credits_subtract_and_overflow_is_refused),
        cmocka_unit_test(short_and_long_multiplication_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
