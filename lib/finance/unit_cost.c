/* SPDX-License-Identifier: Apache-2.0 */
/* Costs by the unit, each a formula of a line or two with its source.
 *
 * Example of an owned hour: 100,000 less 10,000 of resale over 30,000 h are 3.00 an hour of life; 5 % maintenance a
 * year of 8,760 h are 0.57, so with 1.00 of power 4.57; in use half of the time, a used hour costs 9.14. */
#include "finance/unit_cost.h"

#include <math.h>

double toll__unit_cost_item(const toll_finance_item *item)
{
    return item->units * item->parts_per_unit * item->times * item->usd_per_part * item->share_frac;
}

/* Cloud Carbon Footprint, ComputeEstimator: P = P_min + u (P_max - P_min). */
double toll__unit_cost_mean_w(double idle_w, double full_w, double utilisation_frac)
{
    return idle_w + utilisation_frac * (full_w - idle_w);
}

/* Lenovo LP2368: K / life + opex, opex with maintenance as a yearly share of K. The box costs the same whether it works
 * or not, so an hour of use costs it over the share of hours in use. */
void toll__unit_cost_owned_hour(const toll__owned_terms *owned, toll_finance_hourly *hourly)
{
    hourly->amortisation_usd_per_h = (owned->capex_usd - owned->residual_usd) / owned->life_hours;
    hourly->maintenance_usd_per_h = owned->capex_usd * owned->maintenance_frac_per_year / owned->hours_per_year;
    hourly->opex_usd_per_h = owned->opex_usd_per_h + hourly->maintenance_usd_per_h;
    hourly->usd_per_h = hourly->amortisation_usd_per_h + hourly->opex_usd_per_h;
    hourly->usd_per_used_h = hourly->usd_per_h / owned->utilisation_frac;
}

double toll__unit_cost_commitment_used(const toll__commitment_terms *commitment)
{
    return fmin(commitment->committed_units, commitment->demanded_units);
}

static double sum_usage(const double *values, uint64_t count)
{
    double sum = 0;
    for (uint64_t i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

/* Part of the idle cost that falls on a tenant: OpenCost's idle by "share evenly", "share weighted" and "keep". */
static double idle_share(const double *usage, uint64_t count, double total, uint64_t i, uint32_t rule)
{
    if (rule == TOLL_IDLE_EVEN)
        return 1 / (double)count;
    if (rule == TOLL_IDLE_WEIGHTED && total > 0)
        return usage[i] / total;
    return 0;
}

double toll__unit_cost_share_idle(const double *usage, uint64_t count, double capacity, double cost_usd, uint32_t rule,
                                  double *used, double *idle)
{
    double total = sum_usage(usage, count), left = cost_usd * ((capacity - total) / capacity);
    double idle_usd = fmax(0, left);
    for (uint64_t i = 0; i < count; i++) {
        double use = usage[i];
        idle[i] = idle_usd * idle_share(usage, count, total, i, rule);
        used[i] = cost_usd * (use / capacity);
    }
    int is_borne = rule == TOLL_IDLE_EVEN || (rule == TOLL_IDLE_WEIGHTED && total > 0);
    return is_borne ? 0 : idle_usd;
}

double toll__unit_cost_scale(double from_units, double to_units, double exponent)
{
    return pow(to_units / from_units, exponent);
}

/* A change of -100 % leaves nothing after any time, and everything at none. */
double toll__unit_cost_change(double change_frac, double periods)
{
    return pow(1 + change_frac, periods);
}

static uint32_t cheaper_of(double base, double other)
{
    if (base == other)
        return TOLL_CHEAPER_NEITHER;
    return base < other ? TOLL_CHEAPER_FIRST : TOLL_CHEAPER_SECOND;
}

void toll__unit_cost_compare(double base, double other, toll_finance_comparison *comparison)
{
    comparison->difference = base - other;
    comparison->cheaper = cheaper_of(base, other);
    comparison->known = 0;
    if (other != 0) {
        comparison->known |= TOLL_FINANCE_COMPARISON_RATIO;
        comparison->ratio = base / other;
        comparison->markup_frac = (base - other) / other;
    }
    if (base != 0) {
        comparison->known |= TOLL_FINANCE_COMPARISON_SHARE;
        comparison->inverse_ratio = other / base;
        comparison->saving_frac = (base - other) / base;
    }
}
