/* SPDX-License-Identifier: Apache-2.0 */
/* What an asset is worth as it ages: depreciation schedules and book values. */
#ifndef TOLL_FINANCE_DEPRECIATION_H
#define TOLL_FINANCE_DEPRECIATION_H

#include <stdint.h>

typedef struct toll__asset {
    uint32_t method;     /* TOLL_DEPRECIATE_* */
    uint32_t convention; /* TOLL_MACRS_* */
    double cost_usd;
    double salvage_usd;
    double life_periods;
    double rate_frac;          /* declining balance, per period */
    double balance_factor;     /* declining balance with switch: rate = factor / life */
    double first_period_frac;  /* share of the first period in use */
    double decades_per_period; /* obsolescence: value = cost 10^(-decades age) */
} toll__asset;

/* Share of the cost that declining balance leaves after a time: (1 - rate)^periods, rate per one of them. */
double toll__depreciation_declining_left(double rate_frac, double periods);

/* Charges of periods 0 .. count - 1; book values at their ends when books is not NULL. */
void toll__asset_schedule(const toll__asset *asset, double *charges, double *books, uint64_t count);

/* Periods until nothing is left to charge; 0: never (declining balance, obsolescence). */
uint64_t toll__asset_periods(const toll__asset *asset);

/* Book value at an age in periods, linear within one; smooth for declining balance and obsolescence. */
double toll__asset_value(const toll__asset *asset, double age_periods);

/* Charge per period at that age. */
double toll__asset_charge_rate(const toll__asset *asset, double age_periods);

#endif
