/* SPDX-License-Identifier: Apache-2.0 */
/* In units of 10^-18:  |q| * |price| * |factor| * 10^(18 - scales) / per. Most prices are a whole number of those
 * per base unit, which leaves one product. In general the product of the three coefficients is at most 2^189. A
 * power of ten that carries it beyond 192 bits makes a cost of at least 2^192 / 2^63 = 2^129 attos: too much for an
 * amount. A divisor beyond 192 bits leaves less than 1/8 atto. */
#include "base/line_cost.h"

#include "base/amount.h"
#include "base/rounding.h"

#define SMALL (INT64_C(1) << 31) /* two such factors fit 62 bits */

/* The largest coefficient that 10^k may multiply, k 0 .. 16 (10^16 is the greatest below TOLL__COST_UNIT_MAX): 2^56
 * / 10^k, rounded down. */
static const uint64_t limits[17] = {
    72057594037927936u,
    7205759403792793u,
    720575940379279u,
    72057594037927u,
    7205759403792u,
    720575940379u,
    72057594037u,
    7205759403u,
    720575940u,
    72057594u,
    7205759u,
    720575u,
    72057u,
    7205u,
    720u,
    72u,
    7u,
};

/* The usual ones first. */
int32_t toll__cost_digits(int64_t per)
{
    if (per == 1000000)
        return 6;
    if (per == 1)
        return 0;
    if (per == 1000)
        return 3;
    for (int32_t k = 1; k < 17; k++)
        if ((uint64_t)per == toll__wide_power((uint32_t)k))
            return k;
    return -1;
}

uint64_t toll__cost_unit(toll_decimal price, int64_t per, toll_decimal factor)
{
    int32_t digits = toll__cost_digits(per);
    int32_t exponent = TOLL_AMOUNT_DIGITS - price.scale - factor.scale - digits;
    if (digits < 0 || exponent < 0 || price.coef < 0 || price.coef >= SMALL || factor.coef < 0 || factor.coef >= SMALL)
        return UINT64_MAX;
    uint64_t coef = (uint64_t)(price.coef * factor.coef);
    if (coef == 0)
        return 0;
    if (exponent > 16 || coef >= limits[exponent])
        return UINT64_MAX;
    return coef * toll__wide_power((uint32_t)exponent);
}

/* Of 192 bits, whatever the operands. */
static int cost_widely(int64_t quantity, toll_decimal price, int64_t per, toll_decimal factor, toll_amount *cost,
                       int32_t *inexact)
{
    int negative = ((quantity < 0) != (price.coef < 0)) != (factor.coef < 0);
    int32_t exponent = TOLL_AMOUNT_DIGITS - price.scale - factor.scale;
    toll__wide exact = {{toll__wide_magnitude(quantity), 0, 0}}, rounded = {{0, 0, 0}};
    toll__wide divisor = {{(uint64_t)per, 0, 0}};
    (void)toll__wide_multiply(&exact, toll__wide_magnitude(price.coef), 0);
    (void)toll__wide_multiply(&exact, toll__wide_magnitude(factor.coef), 0);
    if (toll__wide_is_zero(&exact)) {
        *cost = (toll_amount){0, 0};
        return 1;
    }
    if (exponent > 0 && toll__wide_scale(&exact, (uint32_t)exponent))
        return 0;
    int32_t dropped = 1;
    if (exponent >= 0 || !toll__wide_scale(&divisor, (uint32_t)-exponent))
        dropped = toll__rounding_divide(&exact, &divisor, TOLL_ROUND_HALF_EVEN, &rounded);
    if (!toll__amount_make(&rounded, negative, cost))
        return 0;
    *inexact |= dropped;
    return 1;
}

int toll__cost(int64_t quantity, toll_decimal price, int64_t per, toll_decimal factor, toll_amount *cost,
               int32_t *inexact)
{
    const uint64_t unit = quantity >= 0 ? toll__cost_unit(price, per, factor) : UINT64_MAX;
    if (unit == UINT64_MAX)
        return cost_widely(quantity, price, per, factor, cost, inexact);
    *cost = toll__cost_times(quantity, unit);
    return 1;
}
