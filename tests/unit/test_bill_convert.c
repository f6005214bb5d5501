/* SPDX-License-Identifier: Apache-2.0 */
/* Conversion by a dated rate: what it is, when it holds, whose currency. */
#include "money_assert.h"

#include <toll/bill.h>

#define DAY_S INT64_C(86400)

static toll_bill_rate rate_of(const char *rate)
{
    toll_bill_rate r;
    (void)toll_struct_init(&r, sizeof r, TOLL_KIND_BILL_RATE, NULL);
    r.rate = decimal_of(rate);
    r.from_s = 10 * DAY_S;
    r.until_s = 11 * DAY_S;
    strcpy(r.from_currency, "USD");
    strcpy(r.to_currency, "EUR");
    strcpy(r.source, "a bank's reference rate");
    return r;
}

static toll_status convert(const char *amount, const char *currency, int64_t at_s, const toll_bill_rate *rate,
                           toll_amount *to, int32_t *inexact, toll_error *err)
{
    toll_amount from;
    assert_int_equal(toll_amount_parse(amount, strlen(amount), &from, NULL), TOLL_OK);
    return toll_bill_convert(&from, currency, strlen(currency), at_s, rate, TOLL_ROUND_HALF_EVEN, to, inexact, err);
}

static void conversion_multiplies_exactly(void **state)
{
    (void)state;
    toll_bill_rate r = rate_of("0.9137");
    toll_amount to;
    int32_t inexact = 7;
    assert_int_equal(convert("12.345678", "USD", 10 * DAY_S, &r, &to, &inexact, NULL), TOLL_OK);
    assert_amount_text(to, "11.2802459886"); /* 12.345678 * 0.9137 = 11.2802459886 */
    assert_int_equal(inexact, 0);
    assert_int_equal(convert("-0.5", "USD", 11 * DAY_S - 1, &r, &to, NULL, NULL), TOLL_OK);
    assert_amount_text(to, "-0.45685");
    r = rate_of("0.3333333333333333333");
    assert_int_equal(convert("0.000000000000000001", "USD", 10 * DAY_S, &r, &to, &inexact, NULL), TOLL_OK);
    assert_amount_text(to, "0");
    assert_int_equal(inexact, 1);
}

static void assert_refused(toll_bill_rate r, const char *currency, int64_t at_s, toll_status status, const char *field)
{
    toll_amount to;
    int32_t inexact = 0x5a5a5a5a;
    toll_error err;
    memset(&to, 0x5a, sizeof to);
    assert_int_equal(convert("1", currency, at_s, &r, &to, &inexact, &err), status);
    assert_string_equal(err.field, field);
    assert_untouched(&to, sizeof to, 0x5a);
    assert_untouched(&inexact, sizeof inexact, 0x5a);
}

static void other_days_and_currencies_are_refused(void **state)
{
    (void)state;
    assert_refused(rate_of("0.9"), "USD", 10 * DAY_S - 1, TOLL_E_MISSING, "at_s");
    assert_refused(rate_of("0.9"), "USD", 11 * DAY_S, TOLL_E_MISSING, "at_s");
    assert_refused(rate_of("0.9"), "EUR", 10 * DAY_S, TOLL_E_CONFLICT, "from_currency");
    assert_refused(rate_of("0.9"), "US", 10 * DAY_S, TOLL_E_CONFLICT, "from_currency");
    assert_refused(rate_of("0.9"), "", 10 * DAY_S, TOLL_E_RANGE, "currency_length");
    assert_refused(rate_of("0"), "USD", 10 * DAY_S, TOLL_E_RANGE, "rate");
    assert_refused(rate_of("-1"), "USD", 10 * DAY_S, TOLL_E_RANGE, "rate");
    toll_bill_rate r = rate_of("0.9");
    r.until_s = r.from_s;
    assert_refused(r, "USD", 10 * DAY_S, TOLL_E_CONFLICT, "until_s");
    r = rate_of("0.9");
    r.to_currency[0] = 0;
    memset(r.to_currency, 0, sizeof r.to_currency);
    assert_refused(r, "USD", 10 * DAY_S, TOLL_E_MISSING, "to_currency");
}

/* An invoice: a bill in USD, its lines converted and rounded to cents, the cents adding up by largest remainders. */
static void converted_lines_round_to_the_invoice(void **state)
{
    (void)state;
    toll_bill_rate r = rate_of("0.9");
    const char *const costs[3] = {"0.01", "0.01", "0.01"};
    const int64_t weights[3] = {9, 9, 9}; /* mills of each line */
    toll_amount lines[3], cents[3], total = amount_zero, rounded;
    int32_t inexact;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(convert(costs[i], "USD", 10 * DAY_S, &r, &lines[i], NULL, NULL), TOLL_OK);
        assert_int_equal(toll_amount_add(&total, &lines[i], &total, NULL), TOLL_OK);
    }
    assert_int_equal(toll_amount_round(&total, 2, TOLL_ROUND_HALF_EVEN, &rounded, &inexact, NULL), TOLL_OK);
    assert_amount_text(rounded, "0.03"); /* 0.027 */
    assert_int_equal(toll_amount_allocate(&rounded, weights, 3, 2, cents, NULL), TOLL_OK);
    for (int i = 0; i < 3; i++)
        assert_amount_text(cents[i], "0.01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(conversion_multiplies_exactly),
                                       cmocka_unit_test(other_days_and_currencies_are_refused),
                                       cmocka_unit_test(converted_lines_round_to_the_invoice)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
