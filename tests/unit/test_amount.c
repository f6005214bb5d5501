/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts through the public functions: text both ways, order, sums, rounding, every failure. */
#include "money_assert.h"

#define HIGHEST     "170141183460469231731.687303715884105727"
#define LOWEST      "-170141183460469231731.687303715884105728"
#define ATTOS_A_ONE 1000000000000000000u /* 10^18 */

/* ------------------------------------------------------------------ text */

static void parse_reads_every_digit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        toll_amount value;
    } cases[] = {
        {"0", {0, 0}},
        {"-0", {0, 0}},
        {"-0.000000000000000000", {0, 0}},
        {"1", {ATTOS_A_ONE, 0}},
        {"+1.00", {ATTOS_A_ONE, 0}},
        {"-1", {0u - ATTOS_A_ONE, -1}},
        {"0.000000000000000001", {1, 0}},
        {"-0.000000000000000001", {UINT64_MAX, -1}},
        {"0.00000000000000000100000000000000000000000000000000000000000000", {1, 0}}, /* 64 bytes */
        {"18.446744073709551615", {UINT64_MAX, 0}},
        {"18.446744073709551616", {0, 1}},
        {"-18.446744073709551616", {0, -1}},
        {"20", {1553255926290448384u, 1}}, /* 2 * 10^19 - 2^64 */
        {HIGHEST, {UINT64_MAX, INT64_MAX}},
        {"+" HIGHEST, {UINT64_MAX, INT64_MAX}},
        {LOWEST, {0, INT64_MIN}},
        {"-"
         "170141183460469231731.687303715884105727",
         {1, INT64_MIN}},
        {LOWEST "000", {0, INT64_MIN}},
        {"0000000000000000000000000000000000000000000000000000000000000001", {ATTOS_A_ONE, 0}},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_amount(amount_of(cases[i].text), cases[i].value);
}

static void assert_parse_fails(const char *text, uint64_t length, toll_status want)
{
    toll_amount value;
    toll_error err;
    memset(&value, 0x5a, sizeof value);
    assert_fault(toll_amount_parse(text, length, &value, &err), want, &err, "text");
    assert_untouched(&value, sizeof value, 0x5a);
}

static void parse_refuses_other_syntax(void **state)
{
    (void)state;
    static const char *const texts[] = {"",    "-",  ".",  "1.",  ".1",    "--1", "1e3",
                                        "1,5", " 1", "1 ", "0x1", "1.2.3", "$1"};
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_parse_fails(texts[i], strlen(texts[i]), TOLL_E_SYNTAX);
    char zeros[66];
    memset(zeros, '0', sizeof zeros);
    assert_parse_fails(zeros, 65, TOLL_E_SYNTAX);
    assert_parse_fails("1.5\0", 4, TOLL_E_SYNTAX);
}

static void parse_refuses_what_does_not_fit(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "170141183460469231731.687303715884105728",
        "-170141183460469231731.687303715884105729",
        "170141183460469231732",
        "0.0000000000000000001",
        "-0.0000000000000000009",
        "0.000000000000000000000000000000000000000000000000000000000001",
        "340282366920938463463.374607431768211456",                    /* 2^128 attos: wraps to 0 */
        "6277101735386680763835789423207666416102.355444464034512896", /* 2^192 attos */
        "10000000000000000000000000000000000000000000000000",          /* fits 192 bits as digits, not as attos */
        "9999999999999999999999999999999999999999999999999999999999999999",
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_parse_fails(texts[i], strlen(texts[i]), TOLL_E_OVERFLOW);
}

typedef struct format_case {
    toll_amount value;
    int32_t digits_min;
    const char *text;
} format_case;

static const format_case formats[] = {
    {{0, 0}, 0, "0"},
    {{0, 0}, 2, "0.00"},
    {{0, 0}, 18, "0.000000000000000000"},
    {{1, 0}, 0, "0.000000000000000001"},
    {{UINT64_MAX, -1}, 2, "-0.000000000000000001"},
    {{ATTOS_A_ONE, 0}, 0, "1"},
    {{ATTOS_A_ONE, 0}, 18, "1.000000000000000000"},
    {{ATTOS_A_ONE / 2, 0}, 0, "0.5"},
    {{ATTOS_A_ONE / 2, 0}, 2, "0.50"},
    {{ATTOS_A_ONE / 8, 0}, 2, "0.125"},
    {{0u - ATTOS_A_ONE / 10, -1}, 2, "-0.10"},
    {{0, 1}, 0, "18.446744073709551616"},
    {{0, -1}, 2, "-18.446744073709551616"},
    {{1553255926290448384u, 1}, 0, "20"},
    {{1553255926290448384u, 1}, 2, "20.00"},
    {{UINT64_MAX, INT64_MAX}, 0, HIGHEST},
    {{0, INT64_MIN}, 18, LOWEST},
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
        toll_status status = toll_amount_format(&expected->value, expected->digits_min, text, capacity, &needed, &err);
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
    uint64_t needed = 0;
    assert_int_equal(toll_amount_format(&amount_lowest, 18, NULL, 0, &needed, NULL), TOLL_OK);
    assert_true(needed == strlen(LOWEST) + 1);
    assert_true(needed <= TOLL_MONEY_TEXT_BYTES);
}

static void format_refuses_bad_digits(void **state)
{
    (void)state;
    char text[TOLL_MONEY_TEXT_BYTES] = "same";
    uint64_t needed = 5;
    toll_error err;
    assert_fault(toll_amount_format(&amount_atto, -1, text, sizeof text, &needed, &err), TOLL_E_RANGE, &err,
                 "digits_min");
    assert_fault(toll_amount_format(&amount_atto, 19, text, sizeof text, &needed, &err), TOLL_E_RANGE, &err,
                 "digits_min");
    assert_string_equal(text, "same");
    assert_true(needed == 5);
}

/* ------------------------------------------------------------------ order and sums */

static void compare_orders_by_value(void **state)
{
    (void)state;
    const toll_amount ascending[] = {
        amount_lowest, {1, INT64_MIN},  {0, -2}, {UINT64_MAX, -2}, {0, -1},        amount_minus_atto, amount_zero,
        amount_atto,   {UINT64_MAX, 0}, {0, 1},  {1, 1},           {0, INT64_MAX}, amount_highest};
    for (size_t i = 0; i < COUNT(ascending); i++) {
        for (size_t j = 0; j < COUNT(ascending); j++) {
            int32_t order = 9;
            assert_int_equal(toll_amount_compare(&ascending[i], &ascending[j], &order, NULL), TOLL_OK);
            assert_int_equal(order, (i > j) - (i < j));
        }
    }
}

typedef struct pair_case {
    toll_amount left;
    toll_amount right;
    toll_amount result;
    int fits;
} pair_case;

typedef toll_status operation(const toll_amount *, const toll_amount *, toll_amount *, toll_error *);

/* The result in a third object, over the left operand, over the right one. */
static void assert_operation(operation *run, const pair_case *expected, const char *field)
{
    for (int alias = 0; alias < 3; alias++) {
        toll_amount values[3] = {{77, 77}, expected->left, expected->right};
        toll_amount before = values[alias];
        toll_error err;
        toll_status status = run(&values[1], &values[2], &values[alias], &err);
        assert_amount(values[alias], expected->fits ? expected->result : before);
        if (expected->fits)
            assert_int_equal(status, TOLL_OK);
        else
            assert_fault(status, TOLL_E_OVERFLOW, &err, field);
    }
}

static void add_carries_and_stops_at_the_edge(void **state)
{
    (void)state;
    static const pair_case cases[] = {
        {{1, 0}, {2, 0}, {3, 0}, 1},
        {{UINT64_MAX, 0}, {1, 0}, {0, 1}, 1},
        {{UINT64_MAX, -1}, {1, 0}, {0, 0}, 1},
        {{0, -1}, {0, 1}, {0, 0}, 1},
        {{UINT64_MAX, INT64_MAX}, {0, 0}, {UINT64_MAX, INT64_MAX}, 1},
        {{UINT64_MAX, INT64_MAX}, {1, 0}, {0, 0}, 0},
        {{UINT64_MAX - 1, INT64_MAX}, {1, 0}, {UINT64_MAX, INT64_MAX}, 1},
        {{UINT64_MAX, INT64_MAX}, {UINT64_MAX, INT64_MAX}, {0, 0}, 0},
        {{UINT64_MAX, INT64_MAX}, {0, INT64_MIN}, {UINT64_MAX, -1}, 1},
        {{0, INT64_MIN}, {UINT64_MAX, -1}, {0, 0}, 0},
        {{0, INT64_MIN}, {0, INT64_MIN}, {0, 0}, 0},
        {{1, INT64_MIN}, {UINT64_MAX, -1}, {0, INT64_MIN}, 1},
        {{0, INT64_MAX}, {UINT64_MAX, 0}, {UINT64_MAX, INT64_MAX}, 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_operation(toll_amount_add, &cases[i], "sum");
        pair_case mirrored = {cases[i].right, cases[i].left, cases[i].result, cases[i].fits};
        assert_operation(toll_amount_add, &mirrored, "sum");
    }
}

static void subtract_borrows_and_stops_at_the_edge(void **state)
{
    (void)state;
    static const pair_case cases[] = {
        {{3, 0}, {2, 0}, {1, 0}, 1},
        {{0, 0}, {1, 0}, {UINT64_MAX, -1}, 1},
        {{0, 1}, {1, 0}, {UINT64_MAX, 0}, 1},
        {{0, 0}, {UINT64_MAX, INT64_MAX}, {1, INT64_MIN}, 1},
        {{0, 0}, {0, INT64_MIN}, {0, 0}, 0}, /* minus the lowest does not exist */
        {{UINT64_MAX, -1}, {0, INT64_MIN}, {UINT64_MAX, INT64_MAX}, 1},
        {{0, INT64_MIN}, {1, 0}, {0, 0}, 0},
        {{0, INT64_MIN}, {UINT64_MAX, -1}, {1, INT64_MIN}, 1},
        {{0, INT64_MIN}, {0, INT64_MIN}, {0, 0}, 1},
        {{UINT64_MAX, INT64_MAX}, {UINT64_MAX, -1}, {0, 0}, 0},
        {{UINT64_MAX, INT64_MAX}, {UINT64_MAX, INT64_MAX}, {0, 0}, 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_operation(toll_amount_subtract, &cases[i], "difference");
}

static void sum_needs_only_its_result_to_fit(void **state)
{
    (void)state;
    const toll_amount high_then_low[] = {amount_highest, amount_highest, amount_highest,
                                         amount_lowest,  amount_lowest,  amount_lowest};
    toll_amount sum = {77, 77};
    assert_int_equal(toll_amount_sum(high_then_low, 6, sizeof(toll_amount), &sum, NULL), TOLL_OK);
    assert_amount_text(sum, "-0.000000000000000003");
    toll_error err;
    sum = (toll_amount){77, 77};
    assert_fault(toll_amount_sum(high_then_low, 2, 16, &sum, &err), TOLL_E_OVERFLOW, &err, "sum");
    assert_fault(toll_amount_sum(high_then_low + 4, 2, 16, &sum, &err), TOLL_E_OVERFLOW, &err, "sum");
    assert_amount(sum, (toll_amount){77, 77});
    const toll_amount edges[] = {amount_highest, amount_atto,       amount_minus_atto,
                                 amount_lowest,  amount_minus_atto, amount_atto};
    assert_int_equal(toll_amount_sum(edges, 3, 16, &sum, NULL), TOLL_OK);
    assert_amount(sum, amount_highest);
    assert_int_equal(toll_amount_sum(edges, 2, 16, &sum, NULL), TOLL_E_OVERFLOW);
    assert_int_equal(toll_amount_sum(edges + 3, 3, 16, &sum, NULL), TOLL_OK);
    assert_amount(sum, amount_lowest);
    assert_int_equal(toll_amount_sum(edges + 3, 2, 16, &sum, NULL), TOLL_E_OVERFLOW);
}

/* A column of a table whose rows are 33 bytes: nothing is aligned, nothing between is read. */
static void sum_reads_one_column(void **state)
{
    (void)state;
    unsigned char table[5 + 10 * 33];
    memset(table, 0xff, sizeof table);
    const toll_amount tenth = amount_of("0.10");
    for (size_t i = 0; i < 10; i++)
        memcpy(table + 5 + i * 33, &tenth, sizeof tenth);
    toll_amount sum;
    assert_int_equal(toll_amount_sum(table + 5, 10, 33, &sum, NULL), TOLL_OK);
    assert_amount_text(sum, "1");
    assert_int_equal(toll_amount_sum(table + 5, 1, 16, &sum, NULL), TOLL_OK);
    assert_amount_text(sum, "0.1");
}

static void sum_of_nothing_is_zero(void **state)
{
    (void)state;
    toll_amount sum = {77, 77};
    assert_int_equal(toll_amount_sum(NULL, 0, 16, &sum, NULL), TOLL_OK);
    assert_amount(sum, amount_zero);
}

static void sum_refuses_bad_rows(void **state)
{
    (void)state;
    const toll_amount one = {1, 0};
    toll_amount sum = {77, 77};
    toll_error err;
    assert_fault(toll_amount_sum(NULL, 1, 16, &sum, &err), TOLL_E_NULL, &err, "amounts");
    assert_fault(toll_amount_sum(&one, 1, 16, NULL, &err), TOLL_E_NULL, &err, "sum");
    assert_fault(toll_amount_sum(&one, 1, 15, &sum, &err), TOLL_E_STRIDE, &err, "stride_bytes");
    assert_fault(toll_amount_sum(&one, 1, 0, &sum, &err), TOLL_E_STRIDE, &err, "stride_bytes");
    assert_fault(toll_amount_sum(&one, 0, 8, &sum, &err), TOLL_E_STRIDE, &err, "stride_bytes");
    assert_fault(toll_amount_sum(&one, UINT64_MAX, 16, &sum, &err), TOLL_E_STRIDE, &err, "stride_bytes");
    assert_fault(toll_amount_sum(&one, 2, UINT64_MAX, &sum, &err), TOLL_E_STRIDE, &err, "stride_bytes");
    assert_fault(toll_amount_sum(&one, (uint64_t)1 << 60, 16, &sum, &err), TOLL_E_STRIDE, &err, "stride_bytes");
    assert_amount(sum, (toll_amount){77, 77});
}

/* ------------------------------------------------------------------ rounding */

typedef struct round_case {
    const char *value;
    int32_t digits;
    const char *rounded[4]; /* half-even, half-up, down, up; NULL: overflow */
    int32_t inexact;
} round_case;

static const round_case rounds[] = {
    {"0.5", 0, {"0", "1", "0", "1"}, 1},
    {"-0.5", 0, {"0", "-1", "0", "-1"}, 1},
    {"1.5", 0, {"2", "2", "1", "2"}, 1},
    {"-1.5", 0, {"-2", "-2", "-1", "-2"}, 1},
    {"2.5", 0, {"2", "3", "2", "3"}, 1},
    {"-2.5", 0, {"-2", "-3", "-2", "-3"}, 1},
    {"2.499999999999999999", 0, {"2", "2", "2", "3"}, 1},
    {"2.500000000000000001", 0, {"3", "3", "2", "3"}, 1},
    {"-2.500000000000000001", 0, {"-3", "-3", "-2", "-3"}, 1},
    {"3.0864175", 2, {"3.09", "3.09", "3.08", "3.09"}, 1},
    {"0.005", 2, {"0", "0.01", "0", "0.01"}, 1},
    {"0.015", 2, {"0.02", "0.02", "0.01", "0.02"}, 1},
    {"-0.004", 2, {"0", "0", "0", "-0.01"}, 1},
    {"-0.000000000000000001", 17, {"0", "0", "0", "-0.00000000000000001"}, 1},
    {"0.000000000000000005", 17, {"0", "0.00000000000000001", "0", "0.00000000000000001"}, 1},
    {"0.000000000000000005",
     18,
     {"0.000000000000000005", "0.000000000000000005", "0.000000000000000005", "0.000000000000000005"},
     0},
    {HIGHEST, 18, {HIGHEST, HIGHEST, HIGHEST, HIGHEST}, 0},
    {LOWEST, 18, {LOWEST, LOWEST, LOWEST, LOWEST}, 0},
    {LOWEST, 17, {NULL, NULL, "-170141183460469231731.68730371588410572", NULL}, 1},
    {HIGHEST, 0, {NULL, NULL, "170141183460469231731", NULL}, 1},
    {LOWEST, 0, {NULL, NULL, "-170141183460469231731", NULL}, 1},
    {HIGHEST, -20, {NULL, NULL, "100000000000000000000", NULL}, 1},
    {"149999999999999999999.999999999999999999",
     -20,
     {"100000000000000000000", "100000000000000000000", "100000000000000000000", NULL},
     1},
    {"-150000000000000000000", -20, {NULL, NULL, "-100000000000000000000", NULL}, 1},
    {"50000000000000000000", -20, {"0", "100000000000000000000", "0", "100000000000000000000"}, 1},
    {"-0.000000000000000001", -20, {"0", "0", "0", "-100000000000000000000"}, 1},
    {"1249", -2, {"1200", "1200", "1200", "1300"}, 1},
    {"1250", -2, {"1200", "1300", "1200", "1300"}, 1},
    {"-1350", -2, {"-1400", "-1400", "-1300", "-1400"}, 1},
    {"1300", -2, {"1300", "1300", "1300", "1300"}, 0},
    {"0", -20, {"0", "0", "0", "0"}, 0},
};

static void assert_round(const round_case *expected, int32_t mode)
{
    toll_amount value = amount_of(expected->value), rounded = {77, 77};
    int32_t inexact = 9;
    toll_error err;
    toll_status status = toll_amount_round(&value, expected->digits, mode, &rounded, &inexact, &err);
    if (expected->rounded[mode] == NULL) {
        assert_fault(status, TOLL_E_OVERFLOW, &err, "rounded");
        assert_amount(rounded, (toll_amount){77, 77});
        assert_int_equal(inexact, 9);
        return;
    }
    assert_int_equal(status, TOLL_OK);
    assert_amount_text(rounded, expected->rounded[mode]);
    assert_int_equal(inexact, expected->inexact);
    assert_int_equal(toll_amount_round(&value, expected->digits, mode, &value, NULL, NULL), TOLL_OK);
    assert_amount_text(value, expected->rounded[mode]);
}

static void round_at_every_tie_in_every_mode(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rounds); i++) {
        for (int32_t mode = 0; mode < 4; mode++)
            assert_round(&rounds[i], mode);
    }
}

static void round_refuses_bad_digits_and_modes(void **state)
{
    (void)state;
    toll_amount rounded = {77, 77};
    toll_error err;
    assert_fault(toll_amount_round(&amount_atto, -21, 0, &rounded, NULL, &err), TOLL_E_RANGE, &err, "digits");
    assert_fault(toll_amount_round(&amount_atto, 19, 0, &rounded, NULL, &err), TOLL_E_RANGE, &err, "digits");
    assert_fault(toll_amount_round(&amount_atto, INT32_MIN, 0, &rounded, NULL, &err), TOLL_E_RANGE, &err, "digits");
    assert_fault(toll_amount_round(&amount_atto, 2, -1, &rounded, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_fault(toll_amount_round(&amount_atto, 18, 4, &rounded, NULL, &err), TOLL_E_RANGE, &err, "mode");
    assert_amount(rounded, (toll_amount){77, 77});
}

static void refuse_null(void **state)
{
    (void)state;
    toll_amount value = {1, 0};
    int32_t order = 0;
    char text[4] = "abc";
    toll_error err;
    assert_fault(toll_amount_parse(NULL, 1, &value, &err), TOLL_E_NULL, &err, "text");
    assert_fault(toll_amount_parse(text, 1, NULL, &err), TOLL_E_NULL, &err, "value");
    assert_fault(toll_amount_format(NULL, 0, text, 4, NULL, &err), TOLL_E_NULL, &err, "value");
    assert_fault(toll_amount_format(&value, 0, NULL, 4, NULL, &err), TOLL_E_NULL, &err, "text");
    assert_fault(toll_amount_compare(NULL, &value, &order, &err), TOLL_E_NULL, &err, "left");
    assert_fault(toll_amount_compare(&value, NULL, &order, &err), TOLL_E_NULL, &err, "right");
    assert_fault(toll_amount_compare(&value, &value, NULL, &err), TOLL_E_NULL, &err, "order");
    assert_fault(toll_amount_add(NULL, &value, &value, &err), TOLL_E_NULL, &err, "left");
    assert_fault(toll_amount_add(&value, NULL, &value, &err), TOLL_E_NULL, &err, "right");
    assert_fault(toll_amount_add(&value, &value, NULL, &err), TOLL_E_NULL, &err, "sum");
    assert_fault(toll_amount_subtract(NULL, &value, &value, &err), TOLL_E_NULL, &err, "left");
    assert_fault(toll_amount_subtract(&value, NULL, &value, &err), TOLL_E_NULL, &err, "right");
    assert_fault(toll_amount_subtract(&value, &value, NULL, &err), TOLL_E_NULL, &err, "difference");
    assert_fault(toll_amount_round(NULL, 0, 0, &value, NULL, &err), TOLL_E_NULL, &err, "value");
    assert_fault(toll_amount_round(&value, 0, 0, NULL, NULL, &err), TOLL_E_NULL, &err, "rounded");
    assert_amount(value, amount_atto);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_reads_every_digit),
        cmocka_unit_test(parse_refuses_other_syntax),
        cmocka_unit_test(parse_refuses_what_does_not_fit),
        cmocka_unit_test(format_fills_any_buffer_or_none),
        cmocka_unit_test(format_tells_the_size),
        cmocka_unit_test(format_refuses_bad_digits),
        cmocka_unit_test(compare_orders_by_value),
        cmocka_unit_test(add_carries_and_stops_at_the_edge),
        cmocka_unit_test(subtract_borrows_and_stops_at_the_edge),
        cmocka_unit_test(sum_needs_only_its_result_to_fit),
        cmocka_unit_test(sum_reads_one_column),
        cmocka_unit_test(sum_of_nothing_is_zero),
        cmocka_unit_test(sum_refuses_bad_rows),
        cmocka_unit_test(round_at_every_tie_in_every_mode),
        cmocka_unit_test(round_refuses_bad_digits_and_modes),
        cmocka_unit_test(refuse_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
