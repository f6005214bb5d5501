/* SPDX-License-Identifier: Apache-2.0 */
/* Depreciation. A schedule is walked period by period, each charge taken from the book value that the last one left;
 * the value at an age is the closed form where there is one (declining balance, obsolescence).
 *
 *     straight line       (cost - salvage) / life
 *     declining balance   book * rate; the closed form is cost * (1 - rate)^age
 *     with switch         the larger of factor / life * book and the rest shared out evenly
 *     MACRS               the printed table, see macrs.c
 *     obsolescence        cost * 10^(-decades * age)
 *
 * Example: cost 1,000, salvage 100, life 5: 180 a period. Declining by 40 %: 400, 240, 144, ... */
#include "finance/depreciation.h"

#include <math.h>
#include <stddef.h>

#include <toll/finance.h>

#include "finance/macrs.h"

#define LN_10 2.302585092994045684 /* log(10) */

/* Where a schedule stands at the start of a period. */
typedef struct state {
    double book;
    double age; /* periods in use so far */
} state;

static double in_use(const toll__asset *a, uint64_t period)
{
    return period == 0 ? a->first_period_frac : 1;
}

/* (K - S) / n for each period in use, until n periods are charged. */
static double straight_charge(const toll__asset *a, const state *s, double use)
{
    double left = fmax(0, a->life_periods - s->age);
    return (a->cost_usd - a->salvage_usd) / a->life_periods * fmin(use, left);
}

/* Never below the salvage value. */
static double declining_charge(const toll__asset *a, const state *s, double use)
{
    return fmin(s->book * a->rate_frac * use, fmax(0, s->book - a->salvage_usd));
}

/* The larger of the declining charge and what would spread the rest over the periods left: once straight line is larger
 * it stays so (IRS Publication 946, "Figuring the deduction without the tables"). */
static double switch_charge(const toll__asset *a, const state *s, double use)
{
    double left = a->life_periods - s->age, rest = fmax(0, s->book - a->salvage_usd);
    if (!(left > use))
        return rest;
    double falling = s->book * (a->balance_factor / a->life_periods) * use;
    return fmin(rest, fmax(falling, rest / left * use));
}

static double table_charge(const toll__asset *a, uint64_t period)
{
    return a->cost_usd * toll__macrs_frac(a->life_periods, a->convention, period);
}

/* Epoch's curve: value = cost 10^(-g t); the charge is what the value loses. */
static double obsolescence_charge(const toll__asset *a, const state *s, double use)
{
    double end = a->cost_usd * exp(-LN_10 * a->decades_per_period * (s->age + use));
    return fmax(0, s->book - fmax(end, a->salvage_usd));
}

static double charge_of(const toll__asset *a, const state *s, uint64_t period)
{
    double use = in_use(a, period);
    switch (a->method) {
    case TOLL_DEPRECIATE_STRAIGHT:
        return straight_charge(a, s, use);
    case TOLL_DEPRECIATE_DECLINING:
        return declining_charge(a, s, use);
    case TOLL_DEPRECIATE_SWITCH:
        return switch_charge(a, s, use);
    case TOLL_DEPRECIATE_MACRS:
        return table_charge(a, period);
    default:
        return obsolescence_charge(a, s, use);
    }
}

/* Roundings of a long life must not take more than there is; the printed tables ignore the salvage value. */
static double charge_period(const toll__asset *a, state *s, uint64_t period)
{
    double least = a->method == TOLL_DEPRECIATE_MACRS ? 0 : a->salvage_usd;
    double charge = fmin(charge_of(a, s, period), fmax(0, s->book - least));
    s->book -= charge;
    s->age += in_use(a, period);
    return charge;
}

void toll__asset_schedule(const toll__asset *asset, double *charges, double *books, uint64_t count)
{
    state s = {asset->cost_usd, 0};
    for (uint64_t i = 0; i < count; i++) {
        charges[i] = charge_period(asset, &s, i);
        if (books != NULL)
            books[i] = s.book;
    }
}

uint64_t toll__asset_periods(const toll__asset *asset)
{
    if (asset->method == TOLL_DEPRECIATE_DECLINING || asset->method == TOLL_DEPRECIATE_OBSOLESCENCE)
        return 0;
    if (asset->method == TOLL_DEPRECIATE_MACRS)
        return toll__macrs_years(asset->life_periods);
    /* The first period may be short, and the last then takes what it left. Roundings of a whole life are no period. */
    double rest = asset->life_periods - asset->first_period_frac;
    return 1 + (uint64_t)(rest > 0 ? ceil(rest - 1e-9) : 0);
}

static int is_smooth(const toll__asset *asset)
{
    return asset->method == TOLL_DEPRECIATE_DECLINING || asset->method == TOLL_DEPRECIATE_OBSOLESCENCE;
}

double toll__depreciation_declining_left(double rate_frac, double periods)
{
    return pow(1 - rate_frac, periods);
}

/* Value at an age of an asset that is_smooth(), before the salvage value ends its fall. */
static double smooth_value(const toll__asset *a, double age_periods)
{
    if (a->method == TOLL_DEPRECIATE_DECLINING)
        return a->cost_usd * toll__depreciation_declining_left(a->rate_frac, age_periods);
    return a->cost_usd * exp(-LN_10 * a->decades_per_period * age_periods);
}

/* How fast its logarithm falls per period. */
static double smooth_rate(const toll__asset *a)
{
    return a->method == TOLL_DEPRECIATE_DECLINING ? -log1p(-a->rate_frac) : LN_10 * a->decades_per_period;
}

static double stepped_value(const toll__asset *asset, double age_periods)
{
    state s = {asset->cost_usd, 0};
    uint64_t last = toll__asset_periods(asset);
    for (uint64_t i = 0; i < last; i++) {
        double before = s.book, charge = charge_period(asset, &s, i);
        if (age_periods < (double)i + 1)
            return before - charge * (age_periods - (double)i);
    }
    return s.book;
}

double toll__asset_value(const toll__asset *asset, double age_periods)
{
    if (is_smooth(asset))
        return fmax(asset->salvage_usd, smooth_value(asset, age_periods));
    return stepped_value(asset, age_periods);
}

double toll__asset_charge_rate(const toll__asset *asset, double age_periods)
{
    if (is_smooth(asset)) {
        double value = smooth_value(asset, age_periods);
        return value > asset->salvage_usd ? smooth_rate(asset) * value : 0;
    }
    state s = {asset->cost_usd, 0};
    uint64_t last = toll__asset_periods(asset);
    for (uint64_t i = 0; i < last; i++) {
        double charge = charge_period(asset, &s, i);
        if (age_periods < (double)i + 1)
            return charge;
    }
    return 0;
}
