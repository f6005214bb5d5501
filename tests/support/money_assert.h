/* SPDX-License-Identifier: Apache-2.0 */
/* Short words for tests of money. */
#ifndef TOLL_TESTS_MONEY_ASSERT_H
#define TOLL_TESTS_MONEY_ASSERT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <toll/money.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const toll_amount amount_lowest = {0, INT64_MIN};
static const toll_amount amount_highest = {UINT64_MAX, INT64_MAX};
static const toll_amount amount_zero = {0, 0};
static const toll_amount amount_atto = {1, 0};
static const toll_amount amount_minus_atto = {UINT64_MAX, -1};

static inline toll_decimal decimal_of(const char *text)
{
    toll_decimal value;
    assert_int_equal(toll_decimal_parse(text, strlen(text), &value, NULL), TOLL_OK);
    return value;
}

static inline toll_amount amount_of(const char *text)
{
    toll_amount value;
    assert_int_equal(toll_amount_parse(text, strlen(text), &value, NULL), TOLL_OK);
    return value;
}

static inline void assert_decimal(toll_decimal got, int64_t coef, int32_t scale)
{
    assert_true(got.coef == coef);
    assert_int_equal(got.scale, scale);
    assert_int_equal(got.reserved, 0);
}

static inline void assert_amount(toll_amount got, toll_amount want)
{
    assert_true(got.low == want.low && got.high == want.high);
}

static inline void assert_amount_text(toll_amount got, const char *want)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    assert_int_equal(toll_amount_format(&got, 0, text, sizeof text, NULL, NULL), TOLL_OK);
    assert_string_equal(text, want);
}

static inline void assert_decimal_text(toll_decimal got, const char *want)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    assert_int_equal(toll_decimal_format(&got, text, sizeof text, NULL, NULL), TOLL_OK);
    assert_string_equal(text, want);
}

/* The call failed as documented and the error names the argument and its row. */
static inline void assert_row_fault(toll_status got, toll_status want, const toll_error *err, const char *field,
                                    int64_t row)
{
    assert_int_equal(got, want);
    assert_int_equal(err->code, want);
    assert_string_equal(err->field, field);
    assert_memory_equal(err->message, field, strlen(field));
    assert_int_equal(err->struct_kind, 0);
    assert_true(err->field_offset == -1);
    assert_true(err->row == row);
}

static inline void assert_fault(toll_status got, toll_status want, const toll_error *err, const char *field)
{
    assert_row_fault(got, want, err, field, -1);
}

/* The decimal given as that argument has a bad scale or a tail that is not zero. */
static inline void assert_decimal_fault(toll_status got, const toll_error *err, const char *field, const char *argument)
{
    const int is_scale = strcmp(field, "scale") == 0;
    assert_int_equal(got, TOLL_E_RANGE);
    assert_int_equal(err->code, TOLL_E_RANGE);
    assert_string_equal(err->field, field);
    assert_int_equal(err->struct_kind, TOLL_KIND_DECIMAL);
    assert_true(err->field_offset == (is_scale ? 8 : 12));
    assert_true(err->row == -1);
    assert_non_null(strstr(err->message, argument));
    assert_non_null(strstr(err->message, is_scale ? " must be in 0 .. 36, got " : " must be in 0 .. 0, got "));
}

/* Every byte is still what memset() made it. */
static inline void assert_untouched(const void *bytes, size_t size, unsigned char fill)
{
    for (size_t i = 0; i < size; i++)
        assert_int_equal(((const unsigned char *)bytes)[i], fill);
}

#endif
