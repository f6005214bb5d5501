/* SPDX-License-Identifier: Apache-2.0 */
/* Decimals through the public functions: text both ways, comparison, exact arithmetic, rounding, every failure. */
#include "money_assert.h"

#define ZEROS_36 "000000000000000000000000000000000000"

/* ------------------------------------------------------------------ text */

typedef struct parse_case {
    const char *text;
    int64_t coef;
    int32_t scale;
} parse_case;

static void parse_reads_every_digit(void **state)
{
    (void)state;
    static const parse_case cases[] = {
        {"0", 0, 0},
        {"-0", 0, 0},
        {"+0.00", 0, 2},
        {"-0.00", 0, 2},
        {"7", 7, 0},
        {"+7", 7, 0},
        {"-7", -7, 0},
        {"1.50", 150, 2},
        {"1.5", 15, 1},
        {"007.10", 710, 2},
        {"0.000001", 1, 6},
        {"9223372036854775807", INT64_MAX, 0},
        {"-9223372036854775808", INT64_MIN, 0},
        {"922337203685477580.7", INT64_MAX, 1},
        {"-0.000000000000000009223372036854775808", INT64_MIN, 36},
        {"0." ZEROS_36, 0, 36},
        {"00000000000000000000000000000000000000000000000000000000000000.1", 1, 1},
        {"-000000000000000000000000000000000000000000000000000000000000001", -1, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        toll_decimal value;
        assert_int_equal(toll_decimal_parse(cases[i].text, strlen(cases[i].text), &value, NULL), TOLL_OK);
        assert_decimal(value, cases[i].coef, cases[i].scale);
    }
}

static void parse_reads_only_length_bytes(void **state)
{
    (void)state;
    toll_decimal value;
    assert_int_equal(toll_decimal_parse("1.5e9", 3, &value, NULL), TOLL_OK);
    assert_decimal(value, 15, 1);
    assert_int_equal(toll_decimal_parse("12", 1, &value, NULL), TOLL_OK);
    assert_decimal(value, 1, 0);
}

static void assert_parse_fails(const char *text, uint64_t length, toll_status want)
{
    toll_decimal value;
    toll_error err;
    memset(&value, 0x5a, sizeof value);
    assert_fault(toll_decimal_parse(text, length, &value, &err), want, &err, "text");
    assert_untouched(&value, sizeof value, 0x5a);
    assert_int_equal(toll_decimal_parse(text, length, &value, NULL), want);
}

static void parse_refuses_other_syntax(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "-",
        "+",
        ".",
        "-.",
        "5.",
        ".5",
        "-.5",
        "1..2",
        "1.2.3",
        "--1",
        "+-1",
        "1-",
        " 1",
        "1 ",
        "1e3",
        "1E3",
        "0x10",
        "1,5",
        "1_000",
        "inf",
        "nan",
        "NaN",
        "1.5f",
        "$1",
        "1.-5",
        "1\n",
        "\t1",
        "1.5 ",
        "1. 5",
        "\xd9\xa1" /* Arabic-Indic digit one */,
        "\xe2\x88\x92",
        "/",
        ":",
        "1/",
        "1:",
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_parse_fails(texts[i], strlen(texts[i]), TOLL_E_SYNTAX);
    assert_parse_fails("1\0", 2, TOLL_E_SYNTAX);
    assert_parse_fails("1\0002", 3, TOLL_E_SYNTAX);
}

static void parse_limits_the_length(void **state)
{
    (void)state;
    char zeros[66];
    memset(zeros, '0', sizeof zeros);
    toll_decimal value;
    assert_int_equal(toll_decimal_parse(zeros, 64, &value, NULL), TOLL_OK);
    assert_decimal(value, 0, 0);
    assert_parse_fails(zeros, 65, TOLL_E_SYNTAX);
    assert_parse_fails(zeros, UINT64_MAX, TOLL_E_SYNTAX); /* refused before a byte is read */
    assert_parse_fails(zeros, 0, TOLL_E_SYNTAX);
}

static void parse_reports_the_wrong_byte(void **state)
{
    (void)state;
    toll_decimal value;
    toll_error err;
    assert_int_equal(toll_decimal_parse("12,5", 4, &value, &err), TOLL_E_SYNTAX);
    assert_non_null(strstr(err.message, "byte 2"));
    assert_int_equal(toll_decimal_parse("12.5x", 5, &value, &err), TOLL_E_SYNTAX);
    assert_non_null(strstr(err.message, "byte 4"));
}

static void parse_refuses_what_does_not_fit(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "9223372036854775808",
        "+9223372036854775808",
        "-9223372036854775809",
        "922337203685477580.8",
        "9223372036854775807.0", /* ten times the coefficient */
        "18446744073709551616",
        "99999999999999999999999999999999999999999999999999999999999999",
        "6277101735386680763835789423207666416102355444464034512896", /* 2^192: wraps to 0 in 192 bits */
        "0." ZEROS_36 "0",
        "0." ZEROS_36 "1",
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_parse_fails(texts[i], strlen(texts[i]), TOLL_E_OVERFLOW);
}

typedef struct format_case {
    toll_decimal value;
    const char *text;
} format_case;

static const format_case formats[] = {
    {{0, 0, 0}, "0"},
    {{0, 2, 0}, "0.00"},
    {{0, 36, 0}, "0." ZEROS_36},
    {{-1, 2, 0}, "-0.01"},
    {{150, 2, 0}, "1.50"},
    {{-150, 0, 0}, "-150"},
    {{99, 2, 0}, "0.99"},
    {{100, 2, 0}, "1.00"},
    {{INT64_MAX, 0, 0}, "9223372036854775807"},
    {{INT64_MIN, 0, 0}, "-9223372036854775808"},
    {{INT64_MIN, 18, 0}, "-9.223372036854775808"},
    {{INT64_MIN, 19, 0}, "-0.9223372036854775808"},
    {{INT64_MIN, 36, 0}, "-0.000000000000000009223372036854775808"},
    {{1000000000000000000, 18, 0}, "1.000000000000000000"},
    {{1000000000000000000, 0, 0}, "1000000000000000000"},
};

/* Every capacity from 0 to more than enough; behind the text nothing may change. */
static void assert_format(const format_case *expected)
{
    const uint64_t size = strlen(expected->text) + 1;
    for (uint64_t capacity = 0; capacity <= TOLL_MONEY_TEXT_BYTES; capacity++) {
        char text[TOLL_MONEY_TEXT_BYTES + 8];
        memset(text, 0x7e, sizeof text);
        uint64_t needed = 0;
        toll_error err;
        toll_status status = toll_decimal_format(&expected->value, text, capacity, &needed, &err);
        assert_true(needed == size);
        if (capacity < size) {
            assert_fault(status, TOLL_E_BUFFER, &err, "capacity");
            assert_untouched(text, sizeof text, 0x7e);
            continue;
        }
        assert_int_equal(status, TOLL_OK);
        assert_string_equal(text, expected->text);
        assert_untouched(text + size, sizeof text - size, 0x7e);
    }
}

static void format_fills_any_buffer_or_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++)
        assert_format(&formats[i]);
}

static void format_tells_the_size(void **state)
{
    (void)state;
    const toll_decimal value = {INT64_MIN, 36, 0};
    uint64_t needed = 0;
    char text[8];
    assert_int_equal(toll_decimal_format(&value, NULL, 0, &needed, NULL), TOLL_OK);
    assert_true(needed == 40);
    assert_true(needed <= TOLL_MONEY_TEXT_BYTES);
    assert_int_equal(toll_decimal_format(&value, NULL, 0, NULL, NULL), TOLL_OK);
    assert_int_equal(toll_decimal_format(&value, text, sizeof text, NULL, NULL), TOLL_E_BUFFER);
}

/* ------------------------------------------------------------------ order and arithmetic */

typedef struct pair_case {
    const char *left;
    const char *right;
    const char *result; /* NULL: overflow */
} pair_case;

static void compare_orders_by_value(void **state)
{
    (void)state;
    static const pair_case equal[] = {
        {"1.5", "1.50", NULL},
        {"0", "-0." ZEROS_36, NULL},
        {"-2", "-2.0000000000", NULL},
        {"9223372036854775807", "9223372036854775807", NULL},
    };
    static const pair_case ordered[] = {
        {"-1", "0", NULL},
        {"0", "1", NULL},
        {"-1", "1", NULL},
        {"-2", "-1", NULL},
        {"1.49", "1.5", NULL},
        {"-1.5", "-1.49", NULL},
        {"0.000000000000000009223372036854775807", "9223372036854775807", NULL},
        {"-9223372036854775808", "-0.000000000000000009223372036854775808", NULL},
        {"0.000000000000000000000000000000000001", "1", NULL},
        {"-0.000000000000000000000000000000000001", "0", NULL},
    };
    int32_t order = 9;
    for (size_t i = 0; i < COUNT(equal); i++) {
        toll_decimal left = decimal_of(equal[i].left), right = decimal_of(equal[i].right);
        assert_int_equal(toll_decimal_compare(&left, &right, &order, NULL), TOLL_OK);
        assert_int_equal(order, 0);
    }
    for (size_t i = 0; i < COUNT(ordered); i++) {
        toll_decimal less = decimal_of(ordered[i].left), more = decimal_of(ordered[i].right);
        assert_int_equal(toll_decimal_compare(&less, &more, &order, NULL), TOLL_OK);
        assert_int_equal(order, -1);
        assert_int_equal(toll_decimal_compare(&more, &less, &order, NULL), TOLL_OK);
        assert_int_equal(order, 1);
    }
}

typedef toll_status operation(const toll_decimal *, const toll_decimal *, toll_decimal *, toll_error *);

/* The result in a third object, over the left operand, over the right one; and both orders. */
static void assert_commutes(operation *run, const pair_case *expected, const char *field)
{
    for (int turn = 0; turn < 2; turn++) {
        for (int alias = 0; alias < 3; alias++) {
            toll_decimal values[3] = {{77, 7, 0},
                                      decimal_of(turn ? expected->right : expected->left),
                                      decimal_of(turn ? expected->left : expected->right)};
            toll_decimal before = values[alias];
            toll_error err;
            toll_status status = run(&values[1], &values[2], &values[alias], &err);
            if (expected->result != NULL) {
                assert_int_equal(status, TOLL_OK);
                assert_decimal_text(values[alias], expected->result);
                continue;
            }
            assert_fault(status, TOLL_E_OVERFLOW, &err, field);
            assert_decimal(values[alias], before.coef, before.scale);
        }
    }
}

static void add_is_exact(void **state)
{
    (void)state;
    static const pair_case cases[] = {
        {"0.1", "0.2", "0.3"},
        {"1.50", "1.5", "3.00"},
        {"1", "-1", "0"},
        {"1.00", "-1", "0.00"},
        {"0.01", "-1", "-0.99"},
        {"9223372036854775806", "1", "9223372036854775807"},
        {"9223372036854775807", "1", NULL},
        {"-9223372036854775807", "-1", "-9223372036854775808"},
        {"-9223372036854775808", "-1", NULL},
        {"9223372036854775807", "-9223372036854775808", "-1"},
        {"1", "0.000000000000000001", "1.000000000000000001"},
        {"10", "0.000000000000000001", NULL},
        /* 10^19 alone is beyond 64 bits; the sum is not */
        {"1", "-0.9000000000000000000", "0.1000000000000000000"},
        {"0", "0." ZEROS_36, "0." ZEROS_36},
        {"1", "0." ZEROS_36, NULL},
        {"9223372036854775807", "0.000000000000000009223372036854775807", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_commutes(toll_decimal_add, &cases[i], "sum");
}

static void multiply_is_exact(void **state)
{
    (void)state;
    static const pair_case cases[] = {
        {"0.5", "0.5", "0.25"},
        {"1.50", "2.0", "3.000"}, /* zeros stay as long as they fit */
        {"-0.5", "0", "0.0"},
        {"9223372036854775807", "1", "9223372036854775807"},
        {"-9223372036854775808", "1", "-9223372036854775808"},
        {"-9223372036854775808", "-1", NULL},
        {"-4611686018427387904", "2", "-9223372036854775808"},
        {"4611686018427387904", "2", NULL},
        {"-4611686018427387904", "-2", NULL},
        {"3037000500", "3037000500", NULL}, /* just above 2^31.5 squared: 9223372037000250000 */
        {"3037000499", "3037000499", "9223372030926249001"},
        {"3037000500.0", "3037000500.0", NULL},
        {"1000000000.000", "1000000000.000", "1000000000000000000"}, /* six zeros dropped, no more */
        {"10000000000", "0.0000000001", "1.0000000000"},
        {"0." ZEROS_36, "0." ZEROS_36, "0." ZEROS_36},
        {"0.000000000000000010", "0.00000000000000000010", "0.000000000000000000000000000000000001"},
        {"0.0000000000000000010", "0.00000000000000000010", NULL}, /* needs a 37th digit */
        {"0.0000000000000000001", "0.000000000000000001", NULL},
        {"-9223372036854775808", "-9223372036854775808", NULL},
        {"0.000000000000000005", "0.000000000000000002", "0.000000000000000000000000000000000010"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_commutes(toll_decimal_multiply, &cases[i], "product");
}

/* ------------------------------------------------------------------ rounding */

typedef struct round_case {
    const char *value;
    int32_t digits;
    const char *rounded[4]; /* half-even, half-up, down, up */
    int32_t inexact;
} round_case;

/* Ties of both signs next to what is just below and above them; then padding. */
static const round_case rounds[] = {
    {"0.5", 0, {"0", "1", "0", "1"}, 1},
    {"-0.5", 0, {"0", "-1", "0", "-1"}, 1},
    {"1.5", 0, {"2", "2", "1", "2"}, 1},
    {"-1.5", 0, {"-2", "-2", "-1", "-2"}, 1},
    {"2.5", 0, {"2", "3", "2", "3"}, 1},
    {"-2.5", 0, {"-2", "-3", "-2", "-3"}, 1},
    {"2.4999", 0, {"2", "2", "2", "3"}, 1},
    {"2.5001", 0, {"3", "3", "2", "3"}, 1},
    {"-2.5001", 0, {"-3", "-3", "-2", "-3"}, 1},
    {"0.0001", 0, {"0", "0", "0", "1"}, 1},
    {"-0.0001", 0, {"0", "0", "0", "-1"}, 1},
    {"2.000", 0, {"2", "2", "2", "2"}, 0},
    {"1.005", 2, {"1.00", "1.01", "1.00", "1.01"}, 1},
    {"-1.015", 2, {"-1.02", "-1.02", "-1.01", "-1.02"}, 1},
    {"-0.001", 2, {"0.00", "0.00", "0.00", "-0.01"}, 1},
    {"9.995", 2, {"10.00", "10.00", "9.99", "10.00"}, 1},
    {"1.5", 4, {"1.5000", "1.5000", "1.5000", "1.5000"}, 0},
    {"0", 36, {"0." ZEROS_36, "0." ZEROS_36, "0." ZEROS_36, "0." ZEROS_36}, 0},
    {"9223372036854775807",
     0,
     {"9223372036854775807", "9223372036854775807", "9223372036854775807", "9223372036854775807"},
     0},
    {"-922337203685477580.8",
     0,
     {"-922337203685477581", "-922337203685477581", "-922337203685477580", "-922337203685477581"},
     1},
    {"0.000000000000000009223372036854775807", 0, {"0", "0", "0", "1"}, 1},
    {"0.500000000000000000", 0, {"0", "1", "0", "1"}, 1},
    {"-0.500000000000000001", 0, {"-1", "-1", "0", "-1"}, 1},
};

static void round_at_every_tie_in_every_mode(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rounds); i++) {
        for (int32_t mode = 0; mode < 4; mode++) {
            toll_decimal value = decimal_of(rounds[i].value), rounded;
            int32_t inexact = 9;
            assert_int_equal(toll_decimal_round(&value, rounds[i].digits, mode, &rounded, &inexact, NULL), TOLL_OK);
            assert_decimal_text(rounded, rounds[i].rounded[mode]);
            assert_int_equal(rounded.scale, rounds[i].digits);
            assert_int_equal(inexact, rounds[i].inexact);
            assert_int_equal(toll_decimal_round(&value, rounds[i].digits, mode, &value, NULL, NULL), TOLL_OK);
            assert_decimal_text(value, rounds[i].rounded[mode]);
        }
    }
}

static void round_refuses_what_does_not_fit(void **state)
{
    (void)state;
    static const struct {
        toll_decimal value;
        int32_t digits;
    } cases[] = {{{INT64_MAX, 0, 0}, 1}, {{INT64_MIN, 0, 0}, 1},  {{1, 0, 0}, 19},
                 {{-1, 0, 0}, 36},       {{INT64_MAX, 0, 0}, 36}, {{INT64_MIN, 17, 0}, 36}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        toll_decimal rounded = {77, 7, 0};
        int32_t inexact = 9;
        toll_error err;
        assert_fault(toll_decimal_round(&cases[i].value, cases[i].digits, 0, &rounded, &inexact, &err), TOLL_E_OVERFLOW,
                     &err, "rounded");
        assert_decimal(rounded, 77, 7);
        assert_int_equal(inexact, 9);
    }
    toll_decimal one = {1, 0, 0};
    assert_int_equal(toll_decimal_round(&one, 18, 0, &one, NULL, NULL), TOLL_OK);
    assert_decimal(one, 1000000000000000000, 18);
}

/* ------------------------------------------------------------------ wrong arguments */

static void refuse_bad_decimals(void **state)
{
    (void)state;
    static const toll_decimal bad[] = {{1, -1, 0}, {1, 37, 0}, {1, INT32_MAX, 0}, {1, INT32_MIN, 0}, {1, 2, 1}};
    const toll_decimal good = {1, 2, 0};
    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *field = bad[i].reserved != 0 ? "reserved" : "scale";
        toll_decimal result = {77, 7, 0};
        char text[TOLL_MONEY_TEXT_BYTES] = "same";
        int32_t number = 9;
        uint64_t needed = 5;
        toll_error err;
        assert_decimal_fault(toll_decimal_format(&bad[i], text, sizeof text, &needed, &err), &err, field, "value");
        assert_decimal_fault(toll_decimal_compare(&bad[i], &good, &number, &err), &err, field, "left");
        assert_decimal_fault(toll_decimal_compare(&good, &bad[i], &number, &err), &err, field, "right");
        assert_decimal_fault(toll_decimal_add(&bad[i], &good, &result, &err), &err, field, "left");
        assert_decimal_fault(toll_decimal_add(&good, &bad[i], &result, &err), &err, field, "right");
        assert_decimal_fault(toll_decimal_multiply(&bad[i], &good, &result, &err), &err, field, "left");
        assert_decimal_fault(toll_decimal_multiply(&good, &bad[i], &result, &err), &err, field, "right");
        assert_decimal_fault(toll_decimal_round(&bad[i], 2, 0, &result, &number, &err), &err, field, "value");
        assert_decimal(result, 77, 7);
        assert_int_equal(number, 9);
        assert_true(needed == 5);
        assert_string_equal(text, "same");
    }
}

static void refuse_bad_digits_and_modes(void **state)
{
    (void)state;
    const toll_decimal value = {150, 2, 0};
    toll_decimal rounded = {77, 7, 0};
    toll_error err;
    assert_fault(toll_decimal_round(&value, -1, 0, &rounded, NULL, &err), TOLL_E_RANGE, &err, "digits");
    assert_fault(toll_decimal_round(&value, 37, 0, &rounded, NULL, &err), TOLL_E_RANGE, &err, "digits");
    assert_fault(toll_decimal_round(&value, INT32_MIN, 0, &rounded, NULL, &err), TOLL_E_RANGE, &err, "digits");
    assert_fault(toll_decimal_round(&value, 1, -1, &rounded, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_fault(toll_decimal_round(&value, 1, 4, &rounded, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_fault(toll_decimal_round(&value, 2, INT32_MAX, &rounded, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_decimal(rounded, 77, 7);
}

static void refuse_null(void **state)
{
    (void)state;
    toll_decimal value = {1, 0, 0};
    int32_t order = 0;
    char text[4] = "abc";
    toll_error err;
    assert_fault(toll_decimal_parse(NULL, 1, &value, &err), TOLL_E_NULL, &err, "text");
    assert_fault(toll_decimal_parse(text, 1, NULL, &err), TOLL_E_NULL, &err, "value");
    assert_fault(toll_decimal_format(NULL, text, 4, NULL, &err), TOLL_E_NULL, &err, "value");
    assert_fault(toll_decimal_format(&value, NULL, 4, NULL, &err), TOLL_E_NULL, &err, "text");
    assert_fault(toll_decimal_compare(NULL, &value, &order, &err), TOLL_E_NULL, &err, "left");
    assert_fault(toll_decimal_compare(&value, NULL, &order, &err), TOLL_E_NULL, &err, "right");
    assert_fault(toll_decimal_compare(&value, &value, NULL, &err), TOLL_E_NULL, &err, "order");
    assert_fault(toll_decimal_add(NULL, &value, &value, &err), TOLL_E_NULL, &err, "left");
    assert_fault(toll_decimal_add(&value, NULL, &value, &err), TOLL_E_NULL, &err, "right");
    assert_fault(toll_decimal_add(&value, &value, NULL, &err), TOLL_E_NULL, &err, "sum");
    assert_fault(toll_decimal_multiply(NULL, &value, &value, &err), TOLL_E_NULL, &err, "left");
    assert_fault(toll_decimal_multiply(&value, NULL, &value, &err), TOLL_E_NULL, &err, "right");
    assert_fault(toll_decimal_multiply(&value, &value, NULL, &err), TOLL_E_NULL, &err, "product");
    assert_fault(toll_decimal_round(NULL, 0, 0, &value, NULL, &err), TOLL_E_NULL, &err, "value");
    assert_fault(toll_decimal_round(&value, 0, 0, NULL, NULL, &err), TOLL_E_NULL, &err, "rounded");
    assert_int_equal(toll_decimal_add(NULL, NULL, NULL, NULL), TOLL_E_NULL);
    assert_decimal(value, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_reads_every_digit),
        cmocka_unit_test(parse_reads_only_length_bytes),
        cmocka_unit_test(parse_refuses_other_syntax),
        cmocka_unit_test(parse_limits_the_length),
        cmocka_unit_test(parse_reports_the_wrong_byte),
        cmocka_unit_test(parse_refuses_what_does_not_fit),
        cmocka_unit_test(format_fills_any_buffer_or_none),
        cmocka_unit_test(format_tells_the_size),
        cmocka_unit_test(compare_orders_by_value),
        cmocka_unit_test(add_is_exact),
        cmocka_unit_test(multiply_is_exact),
        cmocka_unit_test(round_at_every_tie_in_every_mode),
        cmocka_unit_test(round_refuses_what_does_not_fit),
        cmocka_unit_test(refuse_bad_decimals),
        cmocka_unit_test(refuse_bad_digits_and_modes),
        cmocka_unit_test(refuse_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
