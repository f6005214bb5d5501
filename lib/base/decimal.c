/* SPDX-License-Identifier: Apache-2.0 */
/* Sign and magnitude throughout, so that INT64_MIN needs no care. */
#include "base/decimal.h"

#include "base/fault.h"
#include "base/numeral.h"
#include "base/rounding.h"
#include "base/text.h"
#include "base/wide.h"

/* "scale of right must be in 0 .. 36, got 40": the field stays findable, the message says which operand. */
static toll_status fail_field(const char *field, const char *argument, int64_t max, int64_t got, toll_error *err)
{
    char reason[96];
    toll__text out;
    toll__text_start(&out, reason, sizeof reason);
    toll__text_put(&out, "of ");
    toll__text_put(&out, argument);
    toll__text_put(&out, " must be in 0 .. ");
    toll__text_put_i64(&out, max);
    toll__text_put(&out, ", got ");
    toll__text_put_i64(&out, got);
    (void)toll__text_end(&out);
    return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_DECIMAL, field, -1, reason);
}

toll_status toll__decimal_check(const toll_decimal *value, const char *argument, toll_error *err)
{
    if (value->scale < 0 || value->scale > TOLL_DECIMAL_SCALE_MAX)
        return fail_field("scale", argument, TOLL_DECIMAL_SCALE_MAX, value->scale, err);
    if (value->reserved != 0)
        return fail_field("reserved", argument, 0, value->reserved, err);
    return TOLL_OK;
}

/* magnitude * 10^-scale with a sign; returns 1 when it fits a coefficient, else 0 and *value stays. */
static int make_decimal(const toll__wide *magnitude, int negative, int32_t scale, toll_decimal *value)
{
    uint64_t limit = (uint64_t)INT64_MAX + (negative != 0); /* one more below zero: two's complement */
    if ((magnitude->limb[1] | magnitude->limb[2]) != 0 || magnitude->limb[0] > limit)
        return 0;
    uint64_t bits = negative ? 0u - magnitude->limb[0] : magnitude->limb[0];
    *value = (toll_decimal){toll__wide_signed(bits), scale, 0};
    return 1;
}

static toll_status fail_overflow(const char *result, toll_error *err)
{
    return toll__fail(err, TOLL_E_OVERFLOW, 0, result, -1, "needs a coefficient beyond 64 bits");
}

/* |value| in units of 10^-scale, scale >= value.scale. */
static toll__wide scale_to(toll_decimal value, int32_t scale)
{
    return toll__wide_make(toll__wide_magnitude(value.coef), (uint32_t)(scale - value.scale));
}

static int32_t larger_scale(toll_decimal left, toll_decimal right)
{
    return left.scale > right.scale ? left.scale : right.scale;
}

int32_t toll__decimal_compare(toll_decimal left, toll_decimal right)
{
    if ((left.coef < 0) != (right.coef < 0))
        return left.coef < 0 ? -1 : 1;
    int32_t scale = larger_scale(left, right);
    toll__wide x = scale_to(left, scale);
    toll__wide y = scale_to(right, scale);
    return left.coef < 0 ? toll__wide_compare(&y, &x) : toll__wide_compare(&x, &y);
}

/* Adds two signed magnitudes to the first. */
static void add_signed(toll__wide *x, int *x_negative, toll__wide y, int y_negative)
{
    if (*x_negative == y_negative) {
        toll__wide_add(x, &y);
        return;
    }
    if (toll__wide_compare(x, &y) >= 0) {
        toll__wide_subtract(x, &y);
        return;
    }
    toll__wide_subtract(&y, x);
    *x = y;
    *x_negative = y_negative;
}

toll_status toll__decimal_add(toll_decimal left, toll_decimal right, toll_decimal *sum, toll_error *err)
{
    int32_t scale = larger_scale(left, right);
    toll__wide x = scale_to(left, scale);
    int negative = left.coef < 0;
    add_signed(&x, &negative, scale_to(right, scale), right.coef < 0);
    return make_decimal(&x, negative, scale, sum) ? TOLL_OK : fail_overflow("sum", err);
}

toll_status toll__decimal_multiply(toll_decimal left, toll_decimal right, toll_decimal *product, toll_error *err)
{
    toll__wide x = toll__wide_make(toll__wide_magnitude(left.coef), 0);
    (void)toll__wide_multiply(&x, toll__wide_magnitude(right.coef), 0);
    const toll__wide ten = {{10, 0, 0}};
    int negative = (left.coef < 0) != (right.coef < 0);
    int32_t scale = left.scale + right.scale;
    while (scale > TOLL_DECIMAL_SCALE_MAX || !make_decimal(&x, negative, scale, product)) {
        toll__wide quotient, remainder;
        toll__wide_divide(&x, &ten, &quotient, &remainder);
        if (scale == 0 || !toll__wide_is_zero(&remainder))
            return toll__fail(err, TOLL_E_OVERFLOW, 0, "product", -1,
                              "needs a coefficient beyond 64 bits or a scale beyond 36");
        x = quotient;
        scale--;
    }
    return TOLL_OK;
}

toll_status toll__decimal_round(toll_decimal value, int32_t digits, int32_t mode, toll_decimal *rounded,
                                int32_t *inexact, toll_error *err)
{
    uint64_t magnitude = toll__wide_magnitude(value.coef);
    toll__wide x = toll__wide_make(magnitude, digits > value.scale ? (uint32_t)(digits - value.scale) : 0);
    int32_t dropped = 0;
    if (digits < value.scale) {
        toll__wide unit = toll__wide_make(1, (uint32_t)(value.scale - digits));
        toll__wide exact = x;
        dropped = toll__rounding_divide(&exact, &unit, mode, &x);
    }
    if (!make_decimal(&x, value.coef < 0, digits, rounded))
        return fail_overflow("rounded", err);
    *inexact = dropped;
    return TOLL_OK;
}

toll_status toll__decimal_parse(const char *text, uint64_t length, toll_decimal *value, toll_error *err)
{
    toll__numeral numeral;
    toll_status status = toll__numeral_read(text, length, &numeral, err);
    if (status != TOLL_OK)
        return status;
    if (numeral.fraction > TOLL_DECIMAL_SCALE_MAX)
        return toll__fail(err, TOLL_E_OVERFLOW, 0, "text", -1, "must have at most 36 digits after the point");
    toll__wide magnitude;
    if (toll__numeral_value(&numeral, &magnitude) ||
        !make_decimal(&magnitude, numeral.negative, (int32_t)numeral.fraction, value))
        return fail_overflow("text", err);
    return TOLL_OK;
}

toll_status toll__decimal_format(toll_decimal value, char *text, uint64_t capacity, uint64_t *needed, toll_error *err)
{
    toll__numeral numeral;
    toll__wide magnitude = toll__wide_make(toll__wide_magnitude(value.coef), 0);
    toll__numeral_make(&magnitude, value.coef < 0, (uint32_t)value.scale, &numeral);
    return toll__numeral_write(&numeral, text, capacity, needed, err);
}
