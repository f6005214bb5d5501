/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of amounts in which an overflow is remembered.
 *
 * Rounding by hand: three lines printed to cents may be off by less than 0.03 together, so 1.23 and 1.2599 are near, and
 * 1.23 and 1.26 are not. */
#include "reconcile/invoice_sum.h"

#include <stddef.h>

#include "base/amount.h"
#include "base/rounding.h"

toll_amount toll__invoice_plus(toll_amount left, toll_amount right, int32_t *overflow)
{
    toll_amount sum = {0, 0};
    *overflow |= toll__amount_add(left, right, &sum, NULL) != TOLL_OK;
    return sum;
}

toll_amount toll__invoice_minus(toll_amount left, toll_amount right, int32_t *overflow)
{
    toll_amount difference = {0, 0};
    *overflow |= toll__amount_subtract(left, right, &difference, NULL) != TOLL_OK;
    return difference;
}

toll_amount toll__invoice_times(toll_amount amount, toll_decimal factor, int32_t *inexact, int32_t *overflow)
{
    toll_amount product = {0, 0};
    int32_t dropped = 0;
    *overflow |= toll__amount_multiply(amount, factor, TOLL_ROUND_HALF_EVEN, &product, &dropped, NULL) != TOLL_OK;
    *inexact |= dropped;
    return product;
}

/* The product has at most 2^127 * 2^63 = 2^190. */
toll_amount toll__invoice_scale(toll_amount amount, int64_t numerator, int64_t denominator, int32_t *inexact,
                                int32_t *overflow)
{
    toll__wide product = toll__amount_magnitude(amount), quotient;
    const toll__wide divisor = toll__wide_make((uint64_t)denominator, 0);
    toll_amount result = {0, 0};
    toll__wide_multiply(&product, (uint64_t)numerator, 0);
    *inexact |= toll__rounding_divide(&product, &divisor, TOLL_ROUND_HALF_EVEN, &quotient);
    *overflow |= !toll__amount_make(&quotient, amount.high < 0, &result);
    return result;
}

int toll__invoice_is_zero(toll_amount amount)
{
    return amount.low == 0 && amount.high == 0;
}

int toll__invoice_is_near(toll_amount left, toll_amount right, int64_t lines, int32_t digits, int32_t inexact)
{
    int32_t overflow = 0;
    const toll_amount difference = toll__invoice_minus(left, right, &overflow);
    const toll__wide distance = toll__amount_magnitude(difference);
    toll__wide limit = toll__wide_make(1, (uint32_t)(TOLL_AMOUNT_DIGITS - digits));
    toll__wide_multiply(&limit, (uint64_t)lines, inexact ? 2 : 0); /* two products were rounded at the 18th digit */
    return !overflow && toll__wide_compare(&distance, &limit) < 0;
}
