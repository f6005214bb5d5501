/* SPDX-License-Identifier: Apache-2.0 */
/* amount = coef * 10^-scale * quantity / per, counted in 10^-18:
 *     coef * 10^(18 - scale) * quantity / per              for scale <= 18: at most 63 + 60 + 63 bits over 63 bits
 *     coef * quantity / (per * 10^(scale - 18))            above: at most 63 + 63 bits over 63 + 60 bits */
#include "base/rate.h"

#include "base/amount.h"
#include "base/rounding.h"

/* k for 10^k, 0 .. 18; -1 for anything else. */
static int32_t power_of_ten(int64_t per)
{
    int64_t power = 1;
    for (int32_t k = 0; k < 18; k++, power *= 10) {
        if (per <= power)
            return per == power ? k : -1;
    }
    return per == power ? 18 : -1;
}

/* Cancels the denominator when the division has no remainder. */
static void cancel_denominator(toll__rate *rate)
{
    toll__wide quotient, remainder;
    toll__wide_divide(&rate->numerator, &rate->denominator, &quotient, &remainder);
    if (!toll__wide_is_zero(&remainder))
        return;
    rate->numerator = quotient;
    rate->whole = 1;
}

void toll__rate_make(toll_decimal price, int64_t per, toll__rate *rate)
{
    int32_t shift = power_of_ten(per); /* a power of ten only moves the point */
    int32_t exponent = TOLL_AMOUNT_DIGITS - price.scale - (shift > 0 ? shift : 0);
    uint64_t divisor = shift >= 0 ? 1 : (uint64_t)per;
    rate->numerator = (toll__wide){{toll__wide_magnitude(price.coef), 0, 0}};
    rate->denominator = (toll__wide){{divisor, 0, 0}};
    rate->negative = price.coef < 0;
    rate->whole = divisor == 1 && exponent >= 0;
    if (exponent > 0)
        (void)toll__wide_scale(&rate->numerator, (uint32_t)exponent);
    if (exponent < 0)
        (void)toll__wide_scale(&rate->denominator, (uint32_t)-exponent);
    if (!rate->whole)
        cancel_denominator(rate);
}

int toll__rate_price(const toll__rate *rate, int64_t quantity, int32_t mode, toll_amount *amount, int32_t *inexact)
{
    toll__wide exact = rate->numerator, rounded;
    int negative = rate->negative != (quantity < 0);
    (void)toll__wide_multiply(&exact, toll__wide_magnitude(quantity), 0);
    int32_t dropped = 0;
    if (!rate->whole)
        dropped = toll__rounding_divide(&exact, &rate->denominator, mode, &rounded);
    if (!toll__amount_make(rate->whole ? &exact : &rounded, negative, amount))
        return 0;
    *inexact = dropped;
    return 1;
}
