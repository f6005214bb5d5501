/* SPDX-License-Identifier: Apache-2.0 */
/* The one product of billing: quantity / per * price * factor, exact, rounded once. */
#ifndef TOLL_BASE_LINE_COST_H
#define TOLL_BASE_LINE_COST_H

#include <toll/money.h>

#include "base/wide.h"

/* Half-even at 10^-18. Decimals are checked, per is 1 or more. 1 when it fits an amount, else 0. *inexact becomes 1
 * when digits were dropped and stays else. */
int toll__cost(int64_t quantity, toll_decimal price, int64_t per, toll_decimal factor, toll_amount *cost,
               int32_t *inexact);

/* k where per is 10^k, 0 .. 16; -1 for anything else. */
int32_t toll__cost_digits(int64_t per);

#define TOLL__COST_UNIT_MAX ((uint64_t)1 << 56) /* times 2^63 base units, summed over 64 lines: below 2^126 */

/* Attos per base unit where price * factor / per is a whole number of them below TOLL__COST_UNIT_MAX and no division is
 * needed to see it; else UINT64_MAX. */
uint64_t toll__cost_unit(toll_decimal price, int64_t per, toll_decimal factor);

/* quantity * unit for quantity >= 0 and such a unit. */
static inline toll_amount toll__cost_times(int64_t quantity, uint64_t unit)
{
    uint64_t high = 0;
    const uint64_t low = toll__wide_product((uint64_t)quantity, unit, &high);
    return (toll_amount){low, (int64_t)high};
}

/* left + right for amounts that toll__cost_times() and such sums make: no overflow. */
static inline toll_amount toll__cost_plus(toll_amount left, toll_amount right)
{
    uint64_t low = left.low + right.low;
    return (toll_amount){low, left.high + right.high + (low < left.low)};
}

/* left - right for those of them that are not less. */
static inline toll_amount toll__cost_minus(toll_amount left, toll_amount right)
{
    return (toll_amount){left.low - right.low, left.high - right.high - (left.low < right.low)};
}

/* A sum of such products. Some processors add with carry, which C11 cannot say. */
#if defined(__SIZEOF_INT128__) && (defined(__x86_64__) || defined(__aarch64__))
__extension__ typedef unsigned __int128 toll__cost_sum;

static inline toll__cost_sum toll__cost_start(void)
{
    return 0;
}

static inline toll_amount toll__cost_end(toll__cost_sum sum)
{
    return (toll_amount){(uint64_t)sum, (int64_t)(sum >> 64)};
}

/* sum += quantity * unit; returns the product. */
static inline toll_amount toll__cost_add(toll__cost_sum *sum, int64_t quantity, uint64_t unit)
{
    const toll__cost_sum product = (toll__cost_sum)(uint64_t)quantity * unit;
    *sum += product;
    return toll__cost_end(product);
}
static inline toll__cost_sum toll__cost_of(toll_amount amount)
{
    return (toll__cost_sum)(uint64_t)amount.high << 64 | amount.low;
}

/* sum += quantity * coef for quantity >= 0 and a coef of either sign, modulo 2^128. */
static inline void toll__cost_add_signed(toll__cost_sum *sum, int64_t quantity, int64_t coef)
{
    __extension__ typedef __int128 signed_product;
    *sum += (toll__cost_sum)((signed_product)quantity * coef);
}
#else
typedef toll_amount toll__cost_sum;

static inline toll__cost_sum toll__cost_start(void)
{
    return (toll_amount){0, 0};
}

static inline toll_amount toll__cost_end(toll__cost_sum sum)
{
    return sum;
}

static inline toll_amount toll__cost_add(toll__cost_sum *sum, int64_t quantity, uint64_t unit)
{
    const toll_amount product = toll__cost_times(quantity, unit);
    *sum = toll__cost_plus(*sum, product);
    return product;
}

static inline toll__cost_sum toll__cost_of(toll_amount amount)
{
    return amount;
}

static inline void toll__cost_add_signed(toll__cost_sum *sum, int64_t quantity, int64_t coef)
{
    if (coef < 0)
        *sum = toll__cost_minus(*sum, toll__cost_times(quantity, (uint64_t)-coef));
    else
        *sum = toll__cost_plus(*sum, toll__cost_times(quantity, (uint64_t)coef));
}
#endif

#endif
