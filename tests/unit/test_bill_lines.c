/* SPDX-License-Identifier: Apache-2.0 */
/* Prices, fall-backs, multipliers, contracts: which line says what, and that lines add up to the totals. */
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

static void test_classes_of_the_cache(void **state)
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes_of_the_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
