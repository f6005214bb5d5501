/* SPDX-License-Identifier: Apache-2.0 */
/* Prices times quantities, conversion and factors: golden bills, the edges of 18 digits and of 128 bits, columns. */
#include "money_assert.h"

#define MILLION 1000000

/* ------------------------------------------------------------------ golden values */

typedef struct bill_line {
    const char *price;
    int64_t quantity;
    int64_t per;
    const char *amount;
} bill_line;

/* Figures that users of other tools reported with the exact answer, each checkable by hand. */
static const bill_line lines[] = {
    {"2.50", 1234567, MILLION, "3.0864175"},
    /* a call of 105 cached, 2,634 fresh and 5 output tokens, prices per token (litellm issue 14874) */
    {"0.0000000001", 105, 1, "0.0000000105"},
    {"0.003", 2634, 1, "7.902"},
    {"0.00000000001", 5, 1, "0.00000000005"},
    /* 538 fresh, 2,208 cached and 197 output tokens (logfire issue 1316): 0.0005837 in all */
    {"0.25", 538, MILLION, "0.0001345"},
    {"0.025", 2208, MILLION, "0.0000552"},
    {"2.00", 197, MILLION, "0.000394"},
    /* an invoice whose total a double gets wrong */
    {"0.1", 987654321987, MILLION, "98765.4321987"},
    {"0.4", 55555555555, MILLION, "22222.222222"},
    /* half-hours of a GPU, calls per thousand, a price per quarter */
    {"2.00", 1800, 3600, "1"},
    {"14", 2, 1000, "0.028"},
    {"0.75", 4, 4, "0.75"},
    {"2", 500000000000000000, 1000000000000000000, "1"},
    {"2", 1000000000000000000, 2000000000000000000, "1"},
    {"-1.10", 3, 1, "-3.3"},
    {"1.10", -3, 1, "-3.3"},
    {"-1.10", -3, 1, "3.3"},
    {"0", INT64_MAX, 1, "0"},
    {"-5", 0, MILLION, "0"},
};

static void price_known_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        const toll_decimal price = decimal_of(lines[i].price);
        for (int32_t mode = 0; mode < 4; mode++) {
            toll_amount amount;
            int32_t inexact = 9;
            assert_int_equal(
                toll_amount_compute(&price, lines[i].quantity, lines[i].per, mode, &amount, &inexact, NULL), TOLL_OK);
            assert_amount_text(amount, lines[i].amount);
            assert_int_equal(inexact, 0);
        }
    }
}

typedef struct rounded_line {
    const char *price;
    int64_t quantity;
    int64_t per;
    const char *amounts[4]; /* half-even, half-up, down, up */
} rounded_line;

#define A "0.000000000000000001"
#define B "0.000000000000000002"
#define C "0.000000000000000003"

static const rounded_line rounded_lines[] = {
    {"1", 1, 3, {"0.333333333333333333", "0.333333333333333333", "0.333333333333333333", "0.333333333333333334"}},
    {"2", 1, 3, {"0.666666666666666667", "0.666666666666666667", "0.666666666666666666", "0.666666666666666667"}},
    {"2", -1, 3, {"-0.666666666666666667", "-0.666666666666666667", "-0.666666666666666666", "-0.666666666666666667"}},
    /* half an atto, one and a half, two and a half: the ties, by the price's scale and by per */
    {"0.0000000000000000005", 1, 1, {"0", A, "0", A}},
    {"-0.0000000000000000005", 1, 1, {"0", "-" A, "0", "-" A}},
    {"0.0000000000000000005", 3, 1, {B, B, A, B}},
    {"0.0000000000000000005", -5, 1, {"-" B, "-" C, "-" B, "-" C}},
    {"0.000000000000000001", 1, 2, {"0", A, "0", A}},
    {"0.000000000000000005", 5, 10, {B, C, B, C}},
    {"0.000000000000000000000000000000000001", 1, INT64_MAX, {"0", "0", "0", A}},
    {"-0.000000000000000000000000000000000001", 1, INT64_MAX, {"0", "0", "0", "-" A}},
    {"0.000000000000000000500000000000000000", 1, 1, {"0", A, "0", A}},
    {"0.000000000000000000500000000000000001", 1, 1, {A, A, "0", A}},
    {"0.000000000000000000499999999999999999", 1, 1, {"0", "0", "0", A}},
};

static void price_rounds_once_in_every_mode(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rounded_lines); i++) {
        const rounded_line *line = &rounded_lines[i];
        const toll_decimal price = decimal_of(line->price);
        for (int32_t mode = 0; mode < 4; mode++) {
            toll_amount amount;
            int32_t inexact = 9;
            assert_int_equal(toll_amount_compute(&price, line->quantity, line->per, mode, &amount, &inexact, NULL),
                             TOLL_OK);
            assert_amount_text(amount, line->amounts[mode]);
            assert_int_equal(inexact, 1);
            assert_int_equal(toll_amount_compute(&price, line->quantity, line->per, mode, &amount, NULL, NULL),
                             TOLL_OK);
            assert_amount_text(amount, line->amounts[mode]);
        }
    }
}

/* ------------------------------------------------------------------ edges */

static void assert_priced(toll_decimal price, int64_t quantity, int64_t per, int32_t mode, const char *want)
{
    toll_amount amount = {77, 77};
    int32_t inexact = 9;
    toll_error err;
    toll_status status = toll_amount_compute(&price, quantity, per, mode, &amount, &inexact, &err);
    if (want == NULL) {
        assert_fault(status, TOLL_E_OVERFLOW, &err, "amount");
        assert_amount(amount, (toll_amount){77, 77});
        assert_int_equal(inexact, 9);
        return;
    }
    assert_int_equal(status, TOLL_OK);
    assert_amount_text(amount, want);
}

static void price_fits_when_the_result_does(void **state)
{
    (void)state;
    const toll_decimal lowest = {INT64_MIN, 0, 0}, highest = {INT64_MAX, 0, 0};
    /* 2^126 * 10^18 on the way, (2^63 - 1) + 2 + 1 / (2^63 - 1) in the end */
    assert_priced(lowest, INT64_MIN, INT64_MAX, TOLL_ROUND_DOWN, "9223372036854775809");
    assert_priced(lowest, INT64_MIN, INT64_MAX, TOLL_ROUND_UP, "9223372036854775809.000000000000000001");
    assert_priced(highest, INT64_MAX, INT64_MAX, TOLL_ROUND_DOWN, "9223372036854775807");
    assert_priced(lowest, INT64_MIN, 1, TOLL_ROUND_DOWN, NULL);
    assert_priced(highest, 18, 1, TOLL_ROUND_DOWN, "166020696663385964526");
    assert_priced(highest, 19, 1, TOLL_ROUND_DOWN, NULL);
    assert_priced(highest, -18, 1, TOLL_ROUND_DOWN, "-166020696663385964526");
    assert_priced(highest, -19, 1, TOLL_ROUND_DOWN, NULL);
    assert_priced((toll_decimal){INT64_MIN, 18, 0}, INT64_MIN, 1, TOLL_ROUND_DOWN,
                  "85070591730234615865.843651857942052864"); /* 2^126 attos */
    assert_priced((toll_decimal){INT64_MAX, 36, 0}, 1, INT64_MAX, TOLL_ROUND_UP, "0.000000000000000001");
}

static void price_reaches_the_lowest_amount(void **state)
{
    (void)state;
    /* 2^63 * 10^-16 * 2^62 / 25 = 2^127 * 10^-18 */
    const toll_decimal price = {INT64_MIN, 16, 0};
    const int64_t quantity = (int64_t)1 << 62;
    assert_priced(price, quantity, 25, TOLL_ROUND_DOWN, "-170141183460469231731.687303715884105728");
    assert_priced(price, -quantity, 25, TOLL_ROUND_DOWN, NULL);
    assert_priced(price, quantity + 1, 25, TOLL_ROUND_DOWN, NULL);
    assert_priced(price, -quantity + 1, 25, TOLL_ROUND_DOWN, "170141183460469231694.793815568465002496");
}

static void price_refuses_bad_arguments(void **state)
{
    (void)state;
    const toll_decimal price = {250, 2, 0}, bad_scale = {250, 37, 0}, bad_tail = {250, 2, 1};
    toll_amount amount = {77, 77};
    int32_t inexact = 9;
    toll_error err;
    assert_fault(toll_amount_compute(NULL, 1, 1, 0, &amount, &inexact, &err), TOLL_E_NULL, &err, "price");
    assert_fault(toll_amount_compute(&price, 1, 1, 0, NULL, &inexact, &err), TOLL_E_NULL, &err, "amount");
    assert_decimal_fault(toll_amount_compute(&bad_scale, 1, 1, 0, &amount, &inexact, &err), &err, "scale", "price");
    assert_decimal_fault(toll_amount_compute(&bad_tail, 1, 1, 0, &amount, &inexact, &err), &err, "reserved", "price");
    assert_fault(toll_amount_compute(&price, 1, 0, 0, &amount, &inexact, &err), TOLL_E_RANGE, &err, "per");
    assert_non_null(strstr(err.message, " must be in 1 .. "));
    assert_fault(toll_amount_compute(&price, 1, -1, 0, &amount, &inexact, &err), TOLL_E_RANGE, &err, "per");
    assert_fault(toll_amount_compute(&price, 1, INT64_MIN, 0, &amount, &inexact, &err), TOLL_E_RANGE, &err, "per");
    assert_fault(toll_amount_compute(&price, 1, 1, -1, &amount, &inexact, &err), TOLL_E_RANGE, &err, "mode");
    assert_fault(toll_amount_compute(&price, 1, 1, 4, &amount, &inexact, &err), TOLL_E_RANGE, &err, "mode");
    assert_amount(amount, (toll_amount){77, 77});
    assert_int_equal(inexact, 9);
}

/* ------------------------------------------------------------------ conversion */

static void convert_rounds_beyond_18_digits(void **state)
{
    (void)state;
    static const struct {
        toll_decimal value;
        const char *amounts[4];
        int32_t inexact;
    } cases[] = {
        {{0, 36, 0}, {"0", "0", "0", "0"}, 0},
        {{150, 2, 0}, {"1.5", "1.5", "1.5", "1.5"}, 0},
        {{1, 18, 0}, {A, A, A, A}, 0},
        {{-10, 19, 0}, {"-" A, "-" A, "-" A, "-" A}, 0},
        {{5, 19, 0}, {"0", A, "0", A}, 1},
        {{-5, 19, 0}, {"0", "-" A, "0", "-" A}, 1},
        {{15, 19, 0}, {B, B, A, B}, 1},
        {{-25, 19, 0}, {"-" B, "-" C, "-" B, "-" C}, 1},
        {{1, 36, 0}, {"0", "0", "0", A}, 1},
        {{INT64_MAX, 36, 0},
         {"0.000000000000000009", "0.000000000000000009", "0.000000000000000009", "0.00000000000000001"},
         1},
        {{INT64_MIN, 0, 0},
         {"-9223372036854775808", "-9223372036854775808", "-9223372036854775808", "-9223372036854775808"},
         0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int32_t mode = 0; mode < 4; mode++) {
            toll_amount amount;
            int32_t inexact = 9;
            assert_int_equal(toll_amount_convert(&cases[i].value, mode, &amount, &inexact, NULL), TOLL_OK);
            assert_amount_text(amount, cases[i].amounts[mode]);
            assert_int_equal(inexact, cases[i].inexact);
            assert_int_equal(toll_amount_convert(&cases[i].value, mode, &amount, NULL, NULL), TOLL_OK);
        }
    }
}

static void convert_refuses_bad_arguments(void **state)
{
    (void)state;
    const toll_decimal value = {1, 2, 0}, bad = {1, -1, 0};
    toll_amount amount = {77, 77};
    toll_error err;
    assert_fault(toll_amount_convert(NULL, 0, &amount, NULL, &err), TOLL_E_NULL, &err, "value");
    assert_fault(toll_amount_convert(&value, 0, NULL, NULL, &err), TOLL_E_NULL, &err, "amount");
    assert_decimal_fault(toll_amount_convert(&bad, 0, &amount, NULL, &err), &err, "scale", "value");
    assert_fault(toll_amount_convert(&value, 4, &amount, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_fault(toll_amount_convert(&value, -1, &amount, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_amount(amount, (toll_amount){77, 77});
}

/* ------------------------------------------------------------------ columns */

#define ROWS 6

static const toll_decimal column_price = {INT64_MAX, 0, 0};
static const int64_t column_quantities[ROWS] = {1, 19, -18, 0, INT64_MIN, 2};
static const char *const column_amounts[ROWS] = {"9223372036854775807", "0", "-166020696663385964526", "0", "0",
                                                 "18446744073709551614"};

static void columns_price_every_row(void **state)
{
    (void)state;
    toll_amount amounts[ROWS];
    int32_t inexact[ROWS], statuses[ROWS];
    toll_error err;
    memset(inexact, 0x5a, sizeof inexact);
    memset(amounts, 0x5a, sizeof amounts);
    assert_row_fault(
        toll_amount_compute_columns(&column_price, 1, 0, column_quantities, ROWS, amounts, inexact, statuses, &err),
        TOLL_E_OVERFLOW, &err, "amounts", 1); /* the first of two */
    for (int i = 0; i < ROWS; i++) {
        assert_amount_text(amounts[i], column_amounts[i]);
        assert_int_equal(inexact[i], 0);
        assert_int_equal(statuses[i], i == 1 || i == 4 ? TOLL_E_OVERFLOW : TOLL_OK);
    }
    memset(amounts, 0x5a, sizeof amounts);
    assert_int_equal(
        toll_amount_compute_columns(&column_price, 1, 0, column_quantities, ROWS, amounts, NULL, NULL, NULL),
        TOLL_E_OVERFLOW);
    for (int i = 0; i < ROWS; i++)
        assert_amount_text(amounts[i], column_amounts[i]);
}

static void columns_report_row_zero(void **state)
{
    (void)state;
    toll_amount amounts[3];
    toll_error err;
    const int64_t quantities[3] = {19, 1, 20};
    assert_row_fault(toll_amount_compute_columns(&column_price, 1, 0, quantities, 3, amounts, NULL, NULL, &err),
                     TOLL_E_OVERFLOW, &err, "amounts", 0);
    assert_amount_text(amounts[1], "9223372036854775807");
}

/* Row by row the same as the scalar function, for exact and inexact prices. */
static void columns_equal_the_scalar(void **state)
{
    (void)state;
    static const toll_decimal prices[] = {{250, 2, 0}, {-1, 36, 0}, {546875, 6, 0}, {7, 18, 0}};
    static const int64_t pers[] = {1, 3, 3600, MILLION, INT64_MAX};
    static const int64_t quantities[] = {0, 1, -1, 3, 1234567, INT64_MAX, INT64_MIN};
    for (size_t p = 0; p < COUNT(prices) * COUNT(pers) * 4; p++) {
        const toll_decimal price = prices[p / 4 % COUNT(prices)];
        const int64_t per = pers[p / 4 / COUNT(prices)];
        const int32_t mode = (int32_t)(p % 4);
        toll_amount amounts[COUNT(quantities)], amount;
        int32_t inexact[COUNT(quantities)], statuses[COUNT(quantities)], flag = 0;
        (void)toll_amount_compute_columns(&price, per, mode, quantities, COUNT(quantities), amounts, inexact, statuses,
                                          NULL);
        for (size_t i = 0; i < COUNT(quantities); i++) {
            toll_status status = toll_amount_compute(&price, quantities[i], per, mode, &amount, &flag, NULL);
            assert_int_equal(statuses[i], status);
            assert_amount(amounts[i], status == TOLL_OK ? amount : amount_zero);
            assert_int_equal(inexact[i], status == TOLL_OK ? flag : 0);
        }
    }
}

static void columns_allow_no_rows(void **state)
{
    (void)state;
    assert_int_equal(toll_amount_compute_columns(&column_price, 1, 0, NULL, 0, NULL, NULL, NULL, NULL), TOLL_OK);
    assert_int_equal(toll_amount_compute_columns(&column_price, 0, 0, NULL, 0, NULL, NULL, NULL, NULL), TOLL_E_RANGE);
}

static void columns_refuse_bad_arguments(void **state)
{
    (void)state;
    const toll_decimal bad = {1, 37, 0};
    toll_amount amounts[ROWS];
    int32_t inexact[ROWS], statuses[ROWS];
    const int64_t *in = column_quantities;
    toll_error err;
    memset(amounts, 0x5a, sizeof amounts);
    memset(inexact, 0x5a, sizeof inexact);
    memset(statuses, 0x5a, sizeof statuses);
    assert_fault(toll_amount_compute_columns(NULL, 1, 0, in, ROWS, amounts, inexact, statuses, &err), TOLL_E_NULL, &err,
                 "price");
    assert_fault(toll_amount_compute_columns(&column_price, 1, 0, NULL, ROWS, amounts, inexact, statuses, &err),
                 TOLL_E_NULL, &err, "quantities");
    assert_fault(toll_amount_compute_columns(&column_price, 1, 0, in, ROWS, NULL, inexact, statuses, &err), TOLL_E_NULL,
                 &err, "amounts");
    assert_decimal_fault(toll_amount_compute_columns(&bad, 1, 0, in, ROWS, amounts, inexact, statuses, &err), &err,
                         "scale", "price");
    assert_fault(toll_amount_compute_columns(&column_price, 0, 0, in, ROWS, amounts, inexact, statuses, &err),
                 TOLL_E_RANGE, &err, "per");
    assert_fault(toll_amount_compute_columns(&column_price, 1, 4, in, ROWS, amounts, inexact, statuses, &err),
                 TOLL_E_RANGE, &err, "mode");
    assert_untouched(amounts, sizeof amounts, 0x5a);
    assert_untouched(inexact, sizeof inexact, 0x5a);
    assert_untouched(statuses, sizeof statuses, 0x5a);
}

/* ------------------------------------------------------------------ factors */

typedef struct factor_case {
    const char *amount;
    const char *factor;
    const char *products[4]; /* half-even, half-up, down, up; NULL: overflow */
    int32_t inexact;
} factor_case;

static const factor_case factors[] = {
    {"100", "0.19", {"19", "19", "19", "19"}, 0},
    {"3.0864175", "-0.5", {"-1.54320875", "-1.54320875", "-1.54320875", "-1.54320875"}, 0},
    {"0", "-1", {"0", "0", "0", "0"}, 0},
    {A, "0.5", {"0", A, "0", A}, 1},
    {A, "-0.5", {"0", "-" A, "0", "-" A}, 1},
    {"-" C, "0.5", {"-" B, "-" B, "-" A, "-" B}, 1},
    {A, "2.5", {B, C, B, C}, 1},
    {A, "0.000000000000000000000000000000000001", {"0", "0", "0", A}, 1},
    {"170141183460469231731.687303715884105727",
     "1.00",
     {"170141183460469231731.687303715884105727", "170141183460469231731.687303715884105727",
      "170141183460469231731.687303715884105727", "170141183460469231731.687303715884105727"},
     0},
    {"-170141183460469231731.687303715884105728",
     "1",
     {"-170141183460469231731.687303715884105728", "-170141183460469231731.687303715884105728",
      "-170141183460469231731.687303715884105728", "-170141183460469231731.687303715884105728"},
     0},
    {"-170141183460469231731.687303715884105728", "-1", {NULL, NULL, NULL, NULL}, 0},
    {"-170141183460469231731.687303715884105728", "-9223372036854775808", {NULL, NULL, NULL, NULL}, 0},
    {"-170141183460469231731.687303715884105728",
     "-0.9223372036854775808",
     {"156927543384667019095.894735580191660403", "156927543384667019095.894735580191660403",
      "156927543384667019095.894735580191660402", "156927543384667019095.894735580191660403"},
     1},
    /* (2^128 - 1) / 3 attos: one and a half times that is 2^127 - 1/2 */
    {"113427455640312821154.458202477256070485",
     "1.5",
     {NULL, NULL, "170141183460469231731.687303715884105727", NULL},
     1},
    {"-113427455640312821154.458202477256070485",
     "1.5",
     {"-170141183460469231731.687303715884105728", "-170141183460469231731.687303715884105728",
      "-170141183460469231731.687303715884105727", "-170141183460469231731.687303715884105728"},
     1},
    /* (10 * 2^127 + 7) / 11 attos: 1.1 times that is 2^127 + 7/10 */
    {"154673803145881119756.079367014440096117",
     "-1.1",
     {NULL, NULL, "-170141183460469231731.687303715884105728", NULL},
     1},
};

static void assert_factor(const factor_case *expected, int32_t mode)
{
    toll_amount amount = amount_of(expected->amount), product = {77, 77};
    const toll_decimal factor = decimal_of(expected->factor);
    int32_t inexact = 9;
    toll_error err;
    toll_status status = toll_amount_multiply(&amount, &factor, mode, &product, &inexact, &err);
    if (expected->products[mode] == NULL) {
        assert_fault(status, TOLL_E_OVERFLOW, &err, "product");
        assert_amount(product, (toll_amount){77, 77});
        assert_int_equal(inexact, 9);
        return;
    }
    assert_int_equal(status, TOLL_OK);
    assert_amount_text(product, expected->products[mode]);
    assert_int_equal(inexact, expected->inexact);
    assert_int_equal(toll_amount_multiply(&amount, &factor, mode, &amount, NULL, NULL), TOLL_OK);
    assert_amount_text(amount, expected->products[mode]);
}

static void multiply_rounds_at_every_tie_and_edge(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(factors); i++) {
        for (int32_t mode = 0; mode < 4; mode++)
            assert_factor(&factors[i], mode);
    }
}

static void multiply_refuses_bad_arguments(void **state)
{
    (void)state;
    const toll_decimal factor = {1, 2, 0}, bad = {1, 37, 0};
    toll_amount product = {77, 77};
    toll_error err;
    assert_fault(toll_amount_multiply(NULL, &factor, 0, &product, NULL, &err), TOLL_E_NULL, &err, "amount");
    assert_fault(toll_amount_multiply(&amount_atto, NULL, 0, &product, NULL, &err), TOLL_E_NULL, &err, "factor");
    assert_fault(toll_amount_multiply(&amount_atto, &factor, 0, NULL, NULL, &err), TOLL_E_NULL, &err, "product");
    assert_decimal_fault(toll_amount_multiply(&amount_atto, &bad, 0, &product, NULL, &err), &err, "scale", "factor");
    assert_fault(toll_amount_multiply(&amount_atto, &factor, 4, &product, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_fault(toll_amount_multiply(&amount_atto, &factor, -1, &product, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_amount(product, (toll_amount){77, 77});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(price_known_lines),
        cmocka_unit_test(price_rounds_once_in_every_mode),
        cmocka_unit_test(price_fits_when_the_result_does),
        cmocka_unit_test(price_reaches_the_lowest_amount),
        cmocka_unit_test(price_refuses_bad_arguments),
        cmocka_unit_test(convert_rounds_beyond_18_digits),
        cmocka_unit_test(convert_refuses_bad_arguments),
        cmocka_unit_test(columns_price_every_row),
        cmocka_unit_test(columns_report_row_zero),
        cmocka_unit_test(columns_equal_the_scalar),
        cmocka_unit_test(columns_allow_no_rows),
        cmocka_unit_test(columns_refuse_bad_arguments),
        cmocka_unit_test(multiply_rounds_at_every_tie_and_edge),
        cmocka_unit_test(multiply_refuses_bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
