/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of money.h. */
#include "bad_input.h"

#include <toll/money.h>

static const char text[] = {'1', '.', '5', '0'};
static const toll_decimal price = {150, 2, 0};
static const toll_decimal tenth = {1, 1, 0};
static const toll_amount amount = {1500000000000000000, 0};
static const toll_amount pair[2] = {{1500000000000000000, 0}, {5, -1}};
static const int64_t quantities[2] = {10, INT64_MAX};
static const int64_t weights[3] = {1, 2, 3};
static const char usd[] = {'u', 's', 'D'};

static toll_status call_decimal_parse(const bad_frame *f, toll_error *err)
{
    return toll_decimal_parse(f->p[0], f->v[1], f->p[2], err);
}

static toll_status call_decimal_format(const bad_frame *f, toll_error *err)
{
    return toll_decimal_format(f->p[0], f->p[1], f->v[2], f->p[3], err);
}

static toll_status call_decimal_compare(const bad_frame *f, toll_error *err)
{
    return toll_decimal_compare(f->p[0], f->p[1], f->p[2], err);
}

static toll_status call_decimal_add(const bad_frame *f, toll_error *err)
{
    return toll_decimal_add(f->p[0], f->p[1], f->p[2], err);
}

static toll_status call_decimal_multiply(const bad_frame *f, toll_error *err)
{
    return toll_decimal_multiply(f->p[0], f->p[1], f->p[2], err);
}

static toll_status call_decimal_round(const bad_frame *f, toll_error *err)
{
    return toll_decimal_round(f->p[0], (int32_t)f->v[1], (int32_t)f->v[2], f->p[3], f->p[4], err);
}

static toll_status call_amount_parse(const bad_frame *f, toll_error *err)
{
    return toll_amount_parse(f->p[0], f->v[1], f->p[2], err);
}

static toll_status call_amount_format(const bad_frame *f, toll_error *err)
{
    return toll_amount_format(f->p[0], (int32_t)f->v[1], f->p[2], f->v[3], f->p[4], err);
}

static toll_status call_amount_convert(const bad_frame *f, toll_error *err)
{
    return toll_amount_convert(f->p[0], (int32_t)f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_amount_compare(const bad_frame *f, toll_error *err)
{
    return toll_amount_compare(f->p[0], f->p[1], f->p[2], err);
}

static toll_status call_amount_add(const bad_frame *f, toll_error *err)
{
    return toll_amount_add(f->p[0], f->p[1], f->p[2], err);
}

static toll_status call_amount_subtract(const bad_frame *f, toll_error *err)
{
    return toll_amount_subtract(f->p[0], f->p[1], f->p[2], err);
}

static toll_status call_amount_sum(const bad_frame *f, toll_error *err)
{
    return toll_amount_sum(f->p[0], f->v[1], f->v[2], f->p[3], err);
}

static toll_status call_amount_compute(const bad_frame *f, toll_error *err)
{
    return toll_amount_compute(f->p[0], (int64_t)f->v[1], (int64_t)f->v[2], (int32_t)f->v[3], f->p[4], f->p[5], err);
}

static toll_status call_amount_columns(const bad_frame *f, toll_error *err)
{
    return toll_amount_compute_columns(f->p[0], (int64_t)f->v[1], (int32_t)f->v[2], f->p[3], f->v[4], f->p[5], f->p[6],
                                       f->p[7], err);
}

static toll_status call_amount_multiply(const bad_frame *f, toll_error *err)
{
    return toll_amount_multiply(f->p[0], f->p[1], (int32_t)f->v[2], f->p[3], f->p[4], err);
}

static toll_status call_amount_round(const bad_frame *f, toll_error *err)
{
    return toll_amount_round(f->p[0], (int32_t)f->v[1], (int32_t)f->v[2], f->p[3], f->p[4], err);
}

static toll_status call_currency(const bad_frame *f, toll_error *err)
{
    return toll_currency_get_digits(f->p[0], f->v[1], f->p[2], err);
}

static toll_status call_allocate(const bad_frame *f, toll_error *err)
{
    return toll_amount_allocate(f->p[0], f->p[1], f->v[2], (int32_t)f->v[3], f->p[4], err);
}

/* Editors of decimals at argument 0 and 1. */
static void scale_below(bad_frame *f)
{
    ((toll_decimal *)f->p[0])->scale = -1;
}

static void scale_above(bad_frame *f)
{
    ((toll_decimal *)f->p[0])->scale = 37;
}

static void scale_huge(bad_frame *f)
{
    ((toll_decimal *)f->p[0])->scale = INT32_MIN;
}

static void reserved_set(bad_frame *f)
{
    ((toll_decimal *)f->p[0])->reserved = 0x80000000;
}

static void right_scale_above(bad_frame *f)
{
    ((toll_decimal *)f->p[1])->scale = INT32_MAX;
}

static void right_reserved_set(bad_frame *f)
{
    ((toll_decimal *)f->p[1])->reserved = 1;
}

static void both_decimals_huge(bad_frame *f)
{
    *(toll_decimal *)f->p[0] = *(toll_decimal *)f->p[1] = (toll_decimal){INT64_MAX, 0, 0};
}

static void decimal_huge(bad_frame *f)
{
    *(toll_decimal *)f->p[0] = (toll_decimal){INT64_MAX, 0, 0};
}

static void factor_huge(bad_frame *f)
{
    *(toll_amount *)f->p[0] = (toll_amount){UINT64_MAX, INT64_MAX};
    *(toll_decimal *)f->p[1] = (toll_decimal){INT64_MIN, 0, 0};
}

static void both_amounts_huge(bad_frame *f)
{
    *(toll_amount *)f->p[0] = *(toll_amount *)f->p[1] = (toll_amount){UINT64_MAX, INT64_MAX};
}

static void amounts_far_apart(bad_frame *f)
{
    *(toll_amount *)f->p[0] = (toll_amount){UINT64_MAX, INT64_MAX};
    *(toll_amount *)f->p[1] = (toll_amount){0, INT64_MIN};
}

static void amount_huge(bad_frame *f)
{
    *(toll_amount *)f->p[0] = (toll_amount){UINT64_MAX, INT64_MAX};
}

static void column_huge(bad_frame *f)
{
    toll_amount *rows = f->p[0];
    rows[0] = rows[1] = (toll_amount){UINT64_MAX, INT64_MAX};
}

static void compute_huge(bad_frame *f)
{
    decimal_huge(f);
    f->v[1] = (uint64_t)INT64_MIN;
}

static void columns_huge(bad_frame *f)
{
    decimal_huge(f);
    f->v[1] = 1;
}

static void put_text(bad_frame *f, const char *bytes, uint64_t length)
{
    memcpy(bad_resize(f, 0, length), bytes, (size_t)length);
    f->v[1] = length;
}

static void text_nul(bad_frame *f)
{
    put_text(f, "1\0", 2);
}

static void text_exponent(bad_frame *f)
{
    put_text(f, "1e5", 3);
}

static void text_sign_only(bad_frame *f)
{
    put_text(f, "-", 1);
}

static void text_point_last(bad_frame *f)
{
    put_text(f, "15.", 3);
}

static void text_wide_digit(bad_frame *f)
{
    put_text(f, "\xef\xbc\x91", 3); /* U+FF11, a digit to isdigit() of some locales */
}

static void text_huge(bad_frame *f)
{
    put_text(f, "9223372036854775808", 19);
}

static void text_fine_scale(bad_frame *f)
{
    put_text(f, "0.0000000000000000000000000000000000001", 39);
}

static void text_huge_amount(bad_frame *f)
{
    put_text(f, "170141183460469231732", 21);
}

static void text_fine_amount(bad_frame *f)
{
    put_text(f, "0.0000000000000000001", 21);
}

static void currency_unknown(bad_frame *f)
{
    memcpy(f->p[0], "XYZ", 3);
}

static void currency_gold(bad_frame *f)
{
    memcpy(f->p[0], "XAU", 3);
}

static void weight_negative(bad_frame *f)
{
    ((int64_t *)f->p[1])[2] = INT64_MIN;
}

static void weights_zero(bad_frame *f)
{
    memset(f->p[1], 0, 3 * sizeof(int64_t));
}

static void weights_huge(bad_frame *f)
{
    ((int64_t *)f->p[1])[1] = INT64_MAX;
}

static void total_too_fine(bad_frame *f)
{
    ((toll_amount *)f->p[0])->low += 1;
}

#define RANGE(argument, value)                                                                                         \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            TOLL_E_RANGE, 0, NULL, -1, 0                                                                               \
        }                                                                                                              \
    }
#define EDIT(edit, status, kind, name)                                                                                 \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, kind, name, -1, 0                                                                                  \
        }                                                                                                              \
    }
#define MODES(argument) RANGE(argument, UINT64_MAX), RANGE(argument, 4), RANGE(argument, 0x7fffffff)
#define LEFT                                                                                                           \
    EDIT(scale_below, TOLL_E_RANGE, TOLL_KIND_DECIMAL, "scale"),                                                       \
        EDIT(scale_above, TOLL_E_RANGE, TOLL_KIND_DECIMAL, "scale"),                                                   \
        EDIT(scale_huge, TOLL_E_RANGE, TOLL_KIND_DECIMAL, "scale"),                                                    \
        EDIT(reserved_set, TOLL_E_RANGE, TOLL_KIND_DECIMAL, "reserved")
#define RIGHT                                                                                                          \
    EDIT(right_scale_above, TOLL_E_RANGE, TOLL_KIND_DECIMAL, "scale"),                                                 \
        EDIT(right_reserved_set, TOLL_E_RANGE, TOLL_KIND_DECIMAL, "reserved")
#define SYNTAX(edit) EDIT(edit, TOLL_E_SYNTAX, 0, "text")
#define LENGTH(value)                                                                                                  \
    {                                                                                                                  \
        1, value, NULL,                                                                                                \
        {                                                                                                              \
            TOLL_E_SYNTAX, 0, "text", -1, 0                                                                            \
        }                                                                                                              \
    }
#define TEXTS                                                                                                          \
    LENGTH(0), LENGTH(65), LENGTH(TOLL_NUL - 1), SYNTAX(text_nul), SYNTAX(text_exponent), SYNTAX(text_sign_only),      \
        SYNTAX(text_point_last), SYNTAX(text_wide_digit)
#define OVERFLOW(edit, name) EDIT(edit, TOLL_E_OVERFLOW, 0, name)
#define CAPACITY(argument, value, needed)                                                                              \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            TOLL_E_BUFFER, 0, "capacity", -1, 1u << (needed)                                                           \
        }                                                                                                              \
    }

static const bad_case decimal_parse_cases[] = {TEXTS, OVERFLOW(text_huge, "text"), OVERFLOW(text_fine_scale, "text")};
static const bad_case decimal_format_cases[] = {
    LEFT, CAPACITY(2, 0, 3), CAPACITY(2, 1, 3), CAPACITY(2, 2, 3), CAPACITY(2, 3, 3), CAPACITY(2, 4, 3)};
static const bad_case decimal_pair_cases[] = {LEFT, RIGHT};
static const bad_case decimal_add_cases[] = {LEFT, RIGHT, OVERFLOW(both_decimals_huge, "sum")};
static const bad_case decimal_multiply_cases[] = {LEFT, RIGHT, OVERFLOW(both_decimals_huge, "product")};
static const bad_case decimal_round_cases[] = {
    LEFT, MODES(2), RANGE(1, UINT64_MAX), RANGE(1, 37), RANGE(1, 0x80000000), OVERFLOW(decimal_huge, "rounded")};
static const bad_case amount_parse_cases[] = {TEXTS, OVERFLOW(text_huge_amount, "text"),
                                              OVERFLOW(text_fine_amount, "text")};
static const bad_case amount_format_cases[] = {RANGE(1, UINT64_MAX), RANGE(1, 19),      RANGE(1, 0x80000000),
                                               CAPACITY(3, 0, 4),    CAPACITY(3, 1, 4), CAPACITY(3, 2, 4),
                                               CAPACITY(3, 3, 4),    CAPACITY(3, 4, 4)};
static const bad_case amount_convert_cases[] = {LEFT, MODES(1)}; /* 2^63 units always fit 2^127 attos */
static const bad_case amount_add_cases[] = {OVERFLOW(both_amounts_huge, "sum")};
static const bad_case amount_subtract_cases[] = {OVERFLOW(amounts_far_apart, "difference")};
#define STRIDE(argument, value)                                                                                        \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            TOLL_E_STRIDE, 0, "stride_bytes", -1, 0                                                                    \
        }                                                                                                              \
    }
static const bad_case amount_sum_cases[] = {
    STRIDE(2, 0),
    STRIDE(2, 8),
    STRIDE(2, 15),
    STRIDE(2, UINT64_MAX),
    STRIDE(2, UINT64_MAX / 2 + 1),
    STRIDE(1, UINT64_MAX),
    STRIDE(1, UINT64_MAX / 16 + 1),
    OVERFLOW(column_huge, "sum"),
};
static const bad_case amount_compute_cases[] = {
    LEFT, RANGE(2, 0), RANGE(2, UINT64_MAX), RANGE(2, 1ull << 63), MODES(3), OVERFLOW(compute_huge, "amount")};
/* A row that fails: the others are computed all the same. */
#define OUTPUTS (1u << 5 | 1u << 6 | 1u << 7)
static const bad_case amount_columns_cases[] = {
    LEFT,
    RANGE(1, 0),
    RANGE(1, UINT64_MAX),
    MODES(2),
    RANGE(4, UINT64_MAX),
    RANGE(4, UINT64_MAX / 2 + 1),
    {0, 0, columns_huge, {TOLL_E_OVERFLOW, 0, "amounts", 1, OUTPUTS}},
};
static const bad_case amount_multiply_cases[] = {RIGHT, MODES(2), OVERFLOW(factor_huge, "product")};
static const bad_case amount_round_cases[] = {RANGE(1, 19), RANGE(1, 0x7fffffff), RANGE(1, (uint64_t)-21), MODES(2),
                                              OVERFLOW(amount_huge, "rounded")};
#define UNKNOWN(argument, value)                                                                                       \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            TOLL_E_UNKNOWN_ID, 0, "code", -1, 0                                                                        \
        }                                                                                                              \
    }
static const bad_case currency_cases[] = {UNKNOWN(1, 0),
                                          UNKNOWN(1, 2),
                                          UNKNOWN(1, 4),
                                          UNKNOWN(1, TOLL_NUL - 1),
                                          EDIT(currency_unknown, TOLL_E_UNKNOWN_ID, 0, "code"),
                                          EDIT(currency_gold, TOLL_E_UNKNOWN_ID, 0, "code")};
static const bad_case allocate_cases[] = {
    RANGE(2, 0),
    RANGE(2, (1ull << 32) + 1),
    RANGE(2, UINT64_MAX),
    RANGE(3, 19),
    RANGE(3, (uint64_t)-21),
    {0, 0, weight_negative, {TOLL_E_RANGE, 0, "weights", 2, 0}},
    {0, 0, weights_zero, {TOLL_E_RANGE, 0, "weights", -1, 0}},
    {0, 0, weights_huge, {TOLL_E_OVERFLOW, 0, "weights", 1, 0}},
    EDIT(total_too_fine, TOLL_E_CONFLICT, 0, "total"),
};

#define IN(name, memory)                                                                                               \
    {                                                                                                                  \
        BAD_IN, name, memory, sizeof *(memory), 0, 0                                                                   \
    }
#define IN_ARRAY(name, memory)                                                                                         \
    {                                                                                                                  \
        BAD_IN, name, memory, sizeof(memory), 0, 0                                                                     \
    }
#define VALUE(name, value)                                                                                             \
    {                                                                                                                  \
        BAD_VALUE, name, NULL, value, 0, 0                                                                             \
    }
#define OUT(name, size)                                                                                                \
    {                                                                                                                  \
        BAD_OUT, name, NULL, size, 0, 0                                                                                \
    }
#define OPTIONAL(name, size)                                                                                           \
    {                                                                                                                  \
        BAD_OUT_OPTIONAL, name, NULL, size, 0, 0                                                                       \
    }
#define DECIMAL sizeof(toll_decimal)
#define AMOUNT  sizeof(toll_amount)
#define WORD    sizeof(int32_t)

static const bad_function table[] = {
    {"toll_decimal_parse",
     call_decimal_parse,
     NULL,
     {IN_ARRAY("text", text), VALUE("length", sizeof text), OUT("value", DECIMAL)},
     BAD_CASES(decimal_parse_cases)},
    {"toll_decimal_format",
     call_decimal_format,
     NULL,
     {IN("value", &price), OUT("text", 5), VALUE("capacity", 5), OPTIONAL("needed", 8)},
     BAD_CASES(decimal_format_cases)},
    {"toll_decimal_compare",
     call_decimal_compare,
     NULL,
     {IN("left", &price), IN("right", &tenth), OUT("order", WORD)},
     BAD_CASES(decimal_pair_cases)},
    {"toll_decimal_add",
     call_decimal_add,
     NULL,
     {IN("left", &price), IN("right", &tenth), OUT("sum", DECIMAL)},
     BAD_CASES(decimal_add_cases)},
    {"toll_decimal_multiply",
     call_decimal_multiply,
     NULL,
     {IN("left", &price), IN("right", &tenth), OUT("product", DECIMAL)},
     BAD_CASES(decimal_multiply_cases)},
    {"toll_decimal_round",
     call_decimal_round,
     NULL,
     {IN("value", &price), VALUE("digits", 1), VALUE("mode", TOLL_ROUND_UP), OUT("rounded", DECIMAL),
      OPTIONAL("inexact", WORD)},
     BAD_CASES(decimal_round_cases)},
    {"toll_amount_parse",
     call_amount_parse,
     NULL,
     {IN_ARRAY("text", text), VALUE("length", sizeof text), OUT("value", AMOUNT)},
     BAD_CASES(amount_parse_cases)},
    {"toll_amount_format",
     call_amount_format,
     NULL,
     {IN("value", &amount), VALUE("digits_min", 2), OUT("text", 5), VALUE("capacity", 5), OPTIONAL("needed", 8)},
     BAD_CASES(amount_format_cases)},
    {"toll_amount_convert",
     call_amount_convert,
     NULL,
     {IN("value", &price), VALUE("mode", TOLL_ROUND_DOWN), OUT("amount", AMOUNT), OPTIONAL("inexact", WORD)},
     BAD_CASES(amount_convert_cases)},
    {"toll_amount_compare",
     call_amount_compare,
     NULL,
     {IN("left", &pair[0]), IN("right", &pair[1]), OUT("order", WORD)},
     NULL,
     0},
    {"toll_amount_add",
     call_amount_add,
     NULL,
     {IN("left", &pair[0]), IN("right", &pair[1]), OUT("sum", AMOUNT)},
     BAD_CASES(amount_add_cases)},
    {"toll_amount_subtract",
     call_amount_subtract,
     NULL,
     {IN("left", &pair[0]), IN("right", &pair[1]), OUT("difference", AMOUNT)},
     BAD_CASES(amount_subtract_cases)},
    {"toll_amount_sum",
     call_amount_sum,
     NULL,
     {IN_ARRAY("amounts", pair), VALUE("count", 2), VALUE("stride_bytes", AMOUNT), OUT("sum", AMOUNT)},
     BAD_CASES(amount_sum_cases)},
    {"toll_amount_compute",
     call_amount_compute,
     NULL,
     {IN("price", &price), VALUE("quantity", 1234), VALUE("per", 1000000), VALUE("mode", 0), OUT("amount", AMOUNT),
      OPTIONAL("inexact", WORD)},
     BAD_CASES(amount_compute_cases)},
    {"toll_amount_compute_columns",
     call_amount_columns,
     NULL,
     {IN("price", &price), VALUE("per", 1000000), VALUE("mode", 0), IN_ARRAY("quantities", quantities),
      VALUE("count", 2), OUT("amounts", 2 * AMOUNT), OPTIONAL("inexact", 2 * WORD), OPTIONAL("statuses", 2 * WORD)},
     BAD_CASES(amount_columns_cases)},
    {"toll_amount_multiply",
     call_amount_multiply,
     NULL,
     {IN("amount", &amount), IN("factor", &tenth), VALUE("mode", 0), OUT("product", AMOUNT), OPTIONAL("inexact", WORD)},
     BAD_CASES(amount_multiply_cases)},
    {"toll_amount_round",
     call_amount_round,
     NULL,
     {IN("value", &amount), VALUE("digits", (uint64_t)-20), VALUE("mode", TOLL_ROUND_UP), OUT("rounded", AMOUNT),
      OPTIONAL("inexact", WORD)},
     BAD_CASES(amount_round_cases)},
    {"toll_currency_get_digits",
     call_currency,
     NULL,
     {IN_ARRAY("code", usd), VALUE("length", 3), OUT("digits", WORD)},
     BAD_CASES(currency_cases)},
    {"toll_amount_allocate",
     call_allocate,
     NULL,
     {IN("total", &amount), IN_ARRAY("weights", weights), VALUE("count", 3), VALUE("digits", 2),
      OUT("parts", 3 * AMOUNT)},
     BAD_CASES(allocate_cases)},
};

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_decimal_");
    bad_check_complete(BAD_CASES(table), "toll_amount_");
    bad_check_complete(BAD_CASES(table), "toll_currency_");
}

/* Too small a buffer reports what it needs; no buffer at all asks for it. */
static void needed_is_reported(void **state)
{
    (void)state;
    char buffer[5];
    for (uint64_t capacity = 0; capacity < sizeof buffer; capacity++) {
        uint64_t needed = 0;
        assert_int_equal(toll_decimal_format(&price, buffer, capacity, &needed, NULL), TOLL_E_BUFFER);
        assert_int_equal(needed, sizeof buffer);
        needed = 0;
        assert_int_equal(toll_amount_format(&amount, 2, buffer, capacity, &needed, NULL), TOLL_E_BUFFER);
        assert_int_equal(needed, sizeof buffer);
    }
    uint64_t asked = 0;
    assert_int_equal(toll_decimal_format(&price, NULL, 0, &asked, NULL), TOLL_OK);
    assert_int_equal(asked, sizeof buffer);
    asked = 0;
    assert_int_equal(toll_amount_format(&amount, 2, NULL, 0, &asked, NULL), TOLL_OK);
    assert_int_equal(asked, sizeof buffer);
}

static void no_rows_need_no_columns(void **state)
{
    (void)state;
    toll_amount sum = {1, 1};
    assert_int_equal(toll_amount_sum(NULL, 0, sizeof sum, &sum, NULL), TOLL_OK);
    assert_true(sum.low == 0 && sum.high == 0);
    assert_int_equal(toll_amount_compute_columns(&price, 1, 0, NULL, 0, NULL, NULL, NULL, NULL), TOLL_OK);
}

/* A failed row is zero, its neighbours are not, and every row has its status. */
static void failed_row_is_zero(void **state)
{
    (void)state;
    const toll_decimal one = {1, 0, 0};
    const int64_t three[3] = {2, INT64_MAX, -3};
    toll_amount amounts[3] = {{7, 7}, {7, 7}, {7, 7}};
    int32_t statuses[3] = {7, 7, 7}, inexact[3] = {7, 7, 7};
    const toll_status status = toll_amount_compute_columns(&one, 1, 0, three, 3, amounts, inexact, statuses, NULL);
    assert_int_equal(status, TOLL_OK); /* 2^63 units still fit 2^127 attos */
    const toll_decimal hundred = {100, 0, 0};
    assert_int_equal(toll_amount_compute_columns(&hundred, 1, 0, three, 3, amounts, inexact, statuses, NULL),
                     TOLL_E_OVERFLOW);
    assert_true(statuses[0] == TOLL_OK && statuses[1] == TOLL_E_OVERFLOW && statuses[2] == TOLL_OK);
    assert_true(amounts[1].low == 0 && amounts[1].high == 0 && inexact[1] == 0);
    assert_true(amounts[0].low != 0 && amounts[2].high < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked), cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(needed_is_reported),       cmocka_unit_test(no_rows_need_no_columns),
        cmocka_unit_test(failed_row_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
