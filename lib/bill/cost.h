/* SPDX-License-Identifier: Apache-2.0 */
/* The one product of billing: quantity / per * price * factor, exact, rounded once. */
#ifndef TOLL_BILL_COST_H
#define TOLL_BILL_COST_H

#include <toll/money.h>

/* Half-even at 10^-18. Decimals are checked, per is 1 or more. 1 when it fits an amount, else 0. *inexact becomes 1
 * when digits were dropped and stays else. */
int toll__cost(int64_t quantity, toll_decimal price, int64_t per, toll_decimal factor, toll_amount *cost,
               int32_t *inexact);

#define TOLL__COST_UNIT_MAX ((uint64_t)1 << 56) /* times 2^63 base units, summed over 64 lines: below 2^126 */

/* Attos per base unit where price * factor / per is a whole number of them below TOLL__COST_UNIT_MAX and no division is
 * needed to see it; else UINT64_MAX. */
uint64_t toll__cost_unit(toll_decimal price, int64_t per, toll_decimal factor);

/* quantity * unit for quantity >= 0 and such a unit. */
static inline toll_amount toll__cost_times(int64_t quantity, uint64_t unit)
{
    const uint64_t mask = 0xffffffffu;
    uint64_t q = (uint64_t)quantity, low = q & mask, high = q >> 32;
    uint64_t first = low * (unit & mask), middle = low * (unit >> 32);
    uint64_t carry = 0;
    if (high != 0) {
        uint64_t cross = high * (unit & mask);
        middle += cross; /* each below 2^32 * 2^32 - 2^32, and unit >> 32 < 2^24: no carry out of 64 bits */
        carry = high * (unit >> 32);
    }
    uint64_t sum = first + (middle << 32);
    return (toll_amount){sum, (int64_t)(carry + (middle >> 32) + (sum < first))};
}

/* left + right for amounts that toll__cost_times() and such sums make: no overflow. */
static inline toll_amount toll__cost_plus(toll_amount left, toll_amount right)
{
    uint64_t low = left.low + right.low;
    return (toll_amount){low, left.high + right.high + (low < left.low)};
}

#endif
