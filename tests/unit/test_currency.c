/* SPDX-License-Identifier: Apache-2.0 */
/* Minor units of ISO 4217: every three-letter code is asked, and the figures are those of the list of 2026-01-01. */
#include "money_assert.h"

static void assert_digits(const char *code, int32_t want)
{
    int32_t digits = 9;
    assert_int_equal(toll_currency_get_digits(code, 3, &digits, NULL), TOLL_OK);
    assert_int_equal(digits, want);
}

static void know_the_common_ones(void **state)
{
    (void)state;
    static const char *const with_two[] = {"USD", "EUR", "GBP", "CNY", "INR", "CHF", "CAD", "AUD", "SGD", "BRL", "AED",
                                           "HKD", "TWD", "SEK", "ILS", "ZWG", "XCG", "SLE", "VED", "MRU", "XAD", "ZMW"};
    static const char *const with_none[] = {"JPY", "KRW", "CLP", "VND", "ISK", "UGX",
                                            "XAF", "XOF", "XPF", "BIF", "UYI"};
    static const char *const with_three[] = {"KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"};
    for (size_t i = 0; i < COUNT(with_two); i++)
        assert_digits(with_two[i], 2);
    for (size_t i = 0; i < COUNT(with_none); i++)
        assert_digits(with_none[i], 0);
    for (size_t i = 0; i < COUNT(with_three); i++)
        assert_digits(with_three[i], 3);
    assert_digits("CLF", 4);
    assert_digits("UYW", 4);
}

static void ignore_case_and_terminator(void **state)
{
    (void)state;
    assert_digits("usd", 2);
    assert_digits("Jpy", 0);
    assert_digits("kWd", 3);
    const char unterminated[3] = {'c', 'L', 'F'};
    assert_digits(unterminated, 4);
}

/* 17 codes without, 139 with two, 7 with three, 2 with four digits; the 13 others of the list have no minor unit. */
static void count_every_code(void **state)
{
    (void)state;
    int found[5] = {0};
    for (int i = 0; i < 26 * 26 * 26; i++) {
        const char code[3] = {(char)('A' + i / 676), (char)('A' + i / 26 % 26), (char)('A' + i % 26)};
        int32_t digits = -1;
        if (toll_currency_get_digits(code, 3, &digits, NULL) != TOLL_OK) {
            assert_int_equal(digits, -1);
            continue;
        }
        assert_in_range(digits, 0, 4);
        const char lower[3] = {(char)(code[0] + 32), (char)(code[1] + 32), (char)(code[2] + 32)};
        assert_digits(lower, digits);
        found[digits]++;
    }
    assert_int_equal(found[0], 17);
    assert_int_equal(found[1], 0);
    assert_int_equal(found[2], 139);
    assert_int_equal(found[3], 7);
    assert_int_equal(found[4], 2);
}

static void assert_unknown(const char *code, uint64_t length)
{
    int32_t digits = 9;
    toll_error err;
    assert_fault(toll_currency_get_digits(code, length, &digits, &err), TOLL_E_UNKNOWN_ID, &err, "code");
    assert_int_equal(digits, 9);
}

static void never_guess(void **state)
{
    (void)state;
    /* no minor unit; withdrawn; never assigned; not letters; parts of neighbours in the table */
    static const char *const codes[] = {"XAU", "XXX", "XDR", "XTS", "DEM", "FRF", "HRK", "BGN",   "ANG", "CUC",
                                        "SLL", "ZWL", "BTC", "ZZZ", "AAA", "U$D", "US ", "   ",   "123", "U\xc3\x9c",
                                        "DAF", "PYK", "FCL", "@@@", "[[[", "`SD", "{SD", "US\x7f"};
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_unknown(codes[i], 3);
    assert_unknown("USD", 2);
    assert_unknown("USDX", 4);
    assert_unknown("", 0);
    assert_unknown("USD", TOLL_NUL - 1);
    assert_unknown("\0\0\0", 3);
    assert_unknown("US", 3); /* U, S, NUL */
}

static void refuse_null(void **state)
{
    (void)state;
    int32_t digits = 9;
    toll_error err;
    assert_fault(toll_currency_get_digits(NULL, 3, &digits, &err), TOLL_E_NULL, &err, "code");
    assert_fault(toll_currency_get_digits("USD", 3, NULL, &err), TOLL_E_NULL, &err, "digits");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(know_the_common_ones), cmocka_unit_test(ignore_case_and_terminator),
        cmocka_unit_test(count_every_code),     cmocka_unit_test(never_guess),
        cmocka_unit_test(refuse_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
