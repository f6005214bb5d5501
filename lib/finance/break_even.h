/* SPDX-License-Identifier: Apache-2.0 */
/* Where one piecewise linear cost curve becomes cheaper than another. */
#ifndef TOLL_FINANCE_BREAK_EVEN_H
#define TOLL_FINANCE_BREAK_EVEN_H

#include <stdint.h>

#include <toll/finance.h>

/* A fleet of whole units: at least units_min, at most units_max, spares on top. */
typedef struct toll__fleet_costs {
    double unit_capacity;
    double usd_per_unit;     /* fixed, per unit of the fleet */
    double usd_per_quantity; /* marginal */
    uint64_t units_min, units_max;
    double spares;
} toll__fleet_costs;

/* Finds all changes of the cheaper curve over the quantities that both serve; writes at most `capacity` of them and
 * returns their number. *before is the cheaper curve at the low end, TOLL_CHEAPER_*. */
uint64_t toll__break_even_crossings(const toll_finance_piece *first, uint64_t n_first, const toll_finance_piece *second,
                                    uint64_t n_second, toll_finance_crossing *crossings, uint64_t capacity,
                                    uint32_t *before);

/* The fleet's cost curve: one piece a unit, units_max - units_min + 1 of them. */
void toll__break_even_fleet_curve(const toll__fleet_costs *fleet, toll_finance_piece *pieces);

#endif
