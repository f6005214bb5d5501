/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts: two's complement in 128 bits, counted in 10^-18 (attos).
 *
 * Sums carry from the low to the high limb and detect overflow by signs; products and roundings go through
 * magnitudes in 192 bits (wide.c). The sum over rows is taken in 192 bits too, so that its order never matters. By
 * hand: 1.5 is 1.5 * 10^18 attos, below 2^64: low 1500000000000000000, high 0; -1.5 is the complement, high -1. */
#include "base/amount.h"

#include <string.h>

#include "base/fault.h"
#include "base/numeral.h"
#include "base/rounding.h"

#define HALF_RANGE ((uint64_t)1 << 63) /* high limb of 2^127, the magnitude of the most negative amount */

toll__wide toll__amount_magnitude(toll_amount value)
{
    uint64_t high = (uint64_t)value.high;
    if (value.high >= 0)
        return (toll__wide){{value.low, high, 0}};
    return (toll__wide){{0u - value.low, ~high + (value.low == 0), 0}};
}

int toll__amount_make(const toll__wide *magnitude, int negative, toll_amount *value)
{
    uint64_t low = magnitude->limb[0], high = magnitude->limb[1];
    int is_lowest = negative && high == HALF_RANGE && low == 0;
    if (magnitude->limb[2] != 0 || (high >= HALF_RANGE && !is_lowest))
        return 0;
    if (negative) {
        high = ~high + (low == 0);
        low = 0u - low;
    }
    *value = (toll_amount){low, toll__wide_signed(high)};
    return 1;
}

toll_status toll__amount_fail(const char *result, int64_t row, toll_error *err)
{
    return toll__fail(err, TOLL_E_OVERFLOW, 0, result, row, "needs more than 128 bits at 18 digits after the point");
}

int32_t toll__amount_compare(toll_amount left, toll_amount right)
{
    if (left.high != right.high)
        return left.high < right.high ? -1 : 1;
    if (left.low != right.low)
        return left.low < right.low ? -1 : 1;
    return 0;
}

toll_status toll__amount_add(toll_amount left, toll_amount right, toll_amount *sum, toll_error *err)
{
    uint64_t low = left.low + right.low;
    int64_t high = toll__wide_signed((uint64_t)left.high + (uint64_t)right.high + (low < left.low));
    if ((left.high < 0) == (right.high < 0) && (high < 0) != (left.high < 0))
        return toll__amount_fail("sum", -1, err);
    *sum = (toll_amount){low, high};
    return TOLL_OK;
}

toll_status toll__amount_subtract(toll_amount left, toll_amount right, toll_amount *difference, toll_error *err)
{
    uint64_t low = left.low - right.low;
    int64_t high = toll__wide_signed((uint64_t)left.high - (uint64_t)right.high - (left.low < right.low));
    if ((left.high < 0) != (right.high < 0) && (high < 0) != (left.high < 0))
        return toll__amount_fail("difference", -1, err);
    *difference = (toll_amount){low, high};
    return TOLL_OK;
}

toll_status toll__amount_sum(const void *amounts, uint64_t count, uint64_t stride, toll_amount *sum, toll_error *err)
{
    /* Two's complement in 192 bits: 2^64 amounts of 2^127 just fit. */
    const unsigned char *bytes = amounts;
    toll__wide total = {{0, 0, 0}};
    for (uint64_t i = 0; i < count; i++) {
        toll_amount row;
        memcpy(&row, bytes + i * stride, sizeof row);
        toll__wide extended = {{row.low, (uint64_t)row.high, row.high < 0 ? UINT64_MAX : 0}};
        toll__wide_add(&total, &extended);
    }
    int64_t high = toll__wide_signed(total.limb[1]);
    if (total.limb[2] != (high < 0 ? UINT64_MAX : 0))
        return toll__amount_fail("sum", -1, err);
    *sum = (toll_amount){total.limb[0], high};
    return TOLL_OK;
}

toll_status toll__amount_multiply(toll_amount amount, toll_decimal factor, int32_t mode, toll_amount *product,
                                  int32_t *inexact, toll_error *err)
{
    const toll__wide unit = toll__wide_make(1, (uint32_t)factor.scale);
    toll__wide exact = toll__amount_magnitude(amount), x;
    (void)toll__wide_multiply(&exact, toll__wide_magnitude(factor.coef), 0); /* 2^127 * 2^63 fits 192 bits */
    int32_t dropped = toll__rounding_divide(&exact, &unit, mode, &x);
    if (!toll__amount_make(&x, (amount.high < 0) != (factor.coef < 0), product))
        return toll__amount_fail("product", -1, err);
    *inexact = dropped;
    return TOLL_OK;
}

toll_status toll__amount_round(toll_amount value, int32_t digits, int32_t mode, toll_amount *rounded, int32_t *inexact,
                               toll_error *err)
{
    const uint32_t exponent = (uint32_t)(TOLL_AMOUNT_DIGITS - digits);
    const toll__wide unit = toll__wide_make(1, exponent);
    toll__wide exact = toll__amount_magnitude(value), x;
    int32_t dropped = toll__rounding_divide(&exact, &unit, mode, &x);
    (void)toll__wide_scale(&x, exponent); /* at most 2^127 + 10^38 */
    if (!toll__amount_make(&x, value.high < 0, rounded))
        return toll__amount_fail("rounded", -1, err);
    *inexact = dropped;
    return TOLL_OK;
}

toll_status toll__amount_parse(const char *text, uint64_t length, toll_amount *value, toll_error *err)
{
    toll__numeral numeral;
    toll_status status = toll__numeral_read(text, length, &numeral, err);
    if (status != TOLL_OK)
        return status;
    toll__numeral_trim(&numeral, TOLL_AMOUNT_DIGITS);
    if (numeral.fraction > TOLL_AMOUNT_DIGITS)
        return toll__fail(err, TOLL_E_OVERFLOW, 0, "text", -1, "must have only zeros beyond 18 digits after the point");
    toll__wide magnitude;
    if (toll__numeral_value(&numeral, &magnitude) ||
        toll__wide_scale(&magnitude, TOLL_AMOUNT_DIGITS - numeral.fraction) ||
        !toll__amount_make(&magnitude, numeral.negative, value))
        return toll__amount_fail("text", -1, err);
    return TOLL_OK;
}

toll_status toll__amount_format(toll_amount value, int32_t digits_min, char *text, uint64_t capacity, uint64_t *needed,
                                toll_error *err)
{
    toll__numeral numeral;
    toll__wide magnitude = toll__amount_magnitude(value);
    toll__numeral_make(&magnitude, value.high < 0, TOLL_AMOUNT_DIGITS, &numeral);
    toll__numeral_trim(&numeral, (uint32_t)digits_min);
    return toll__numeral_write(&numeral, text, capacity, needed, err);
}
