/* SPDX-License-Identifier: Apache-2.0 */
/* What things cost by the unit: budgets, energy, owned hours, tokens, commitments, idle, hybrids. */
#ifndef TOLL_FINANCE_UNIT_COST_H
#define TOLL_FINANCE_UNIT_COST_H

#include <stdint.h>

#include <toll/finance.h>

double toll__unit_cost_item(const toll_finance_item *item);

/* Mean power of a unit between idle and full. */
double toll__unit_cost_mean_w(double idle_w, double full_w, double utilisation_frac);

typedef struct toll__owned_terms {
    double capex_usd, residual_usd, life_hours;
    double maintenance_frac_per_year, hours_per_year;
    double opex_usd_per_h, utilisation_frac;
} toll__owned_terms;

void toll__unit_cost_owned_hour(const toll__owned_terms *owned, toll_finance_hourly *hourly);

/* A commitment of units, of which some are demanded; overage is bought at another price. */
typedef struct toll__commitment_terms {
    double committed_units, usd_per_unit, upfront_frac;
    double demanded_units, overage_usd_per_unit;
} toll__commitment_terms;

double toll__unit_cost_commitment_used(const toll__commitment_terms *commitment);

/* Shares a cost by use of a capacity: used[i] is what tenant i uses pays, idle[i] its part of the rest by the rule.
 * Returns what is left unallocated (TOLL_IDLE_KEPT, or nobody to bear it). */
double toll__unit_cost_share_idle(const double *usage, uint64_t count, double capacity, double cost_usd, uint32_t rule,
                                  double *used, double *idle);

/* (to / from)^exponent, and (1 + change)^periods; both exact where the exponent is 0 or 1. */
double toll__unit_cost_scale(double from_units, double to_units, double exponent);
double toll__unit_cost_change(double change_frac, double periods);

/* *comparison is all zero; fields that would divide by zero stay so, without their bit. */
void toll__unit_cost_compare(double base, double other, toll_finance_comparison *comparison);

#endif
