/* SPDX-License-Identifier: Apache-2.0 */
/* Cost by the unit: budgets, mixes, energy, owned hours, output, commitments, idle, hybrids, comparisons, scaling. */
#include <toll/finance.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "api/finance_check.h"
#include "api/guard.h"
#include "base/fault.h"
#include "finance/unit_cost.h"

#define W_PER_KW   1000.
#define S_PER_HOUR 3600.

static toll__finance_limit share_of_1(const char *name, double value)
{
    return (toll__finance_limit){name, 0, 1, value};
}

static toll__finance_limit some_units(const char *name, double value)
{
    return (toll__finance_limit){name, 0, FINANCE_UNITS_MAX, value};
}

static toll__finance_limit some_usd(const char *name, double value)
{
    return (toll__finance_limit){name, 0, FINANCE_USD_MAX, value};
}

static toll__finance_limit above_0(const char *name, double max, double value)
{
    return (toll__finance_limit){name, FINANCE_ABOVE_0, max, value};
}

/* A line is often written as a literal, whose untouched fields are 0. Nobody means a unit of no parts, or a line that does
 * not count: 0 there says that the factor was not set, and would make the cost nothing. No units and no time are sums
 * like others. */
static toll_status check_item_factor(const char *field, double value, int64_t row, toll_error *err)
{
    if (value == 0)
        return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_FINANCE_ITEM, field, row,
                          "must be above 0; toll_struct_init() sets 1");
    return toll__check_range(err, TOLL_KIND_FINANCE_ITEM, field, row, FINANCE_ABOVE_0, FINANCE_UNITS_MAX, value);
}

static toll_status check_item(const toll_finance_item *item, int64_t row, toll_error *err)
{
    const uint32_t kind = TOLL_KIND_FINANCE_ITEM;
    toll_status status = toll__check_range(err, kind, "units", row, 0, FINANCE_UNITS_MAX, item->units);
    if (status != TOLL_OK)
        return status;
    status = check_item_factor("parts_per_unit", item->parts_per_unit, row, err);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, kind, "times", row, 0, FINANCE_UNITS_MAX, item->times);
    if (status != TOLL_OK)
        return status;
    status = check_item_factor("share_frac", item->share_frac, row, err);
    if (status != TOLL_OK)
        return status;
    return toll__check_range(err, kind, "usd_per_part", row, -FINANCE_UNITS_MAX, FINANCE_UNITS_MAX, item->usd_per_part);
}

toll_status toll_finance_compute_budget(const toll_finance_item *items, uint64_t count, double *costs_usd,
                                        double *total_usd, toll_error *err)
{
    if (total_usd == NULL)
        return toll__fail_null(err, "total_usd");
    if (count < 1 || count > FINANCE_ROWS_MAX)
        return toll__fail_range(err, 0, "count", -1, 1, FINANCE_ROWS_MAX, (double)count);
    if (items == NULL)
        return toll__fail_null(err, "items");
    double total = 0;
    for (uint64_t i = 0; i < count; i++) {
        toll_status status = check_item(&items[i], (int64_t)i, err);
        if (status != TOLL_OK)
            return toll__done(status, err);
        total += toll__unit_cost_item(&items[i]);
    }
    for (uint64_t i = 0; i < count && costs_usd != NULL; i++)
        costs_usd[i] = toll__unit_cost_item(&items[i]);
    *total_usd = total;
    return TOLL_OK;
}

toll_status toll_finance_compute_mix(const double *weights, const double *values, uint64_t count, double *sum,
                                     double *mean, toll_error *err)
{
    if (sum == NULL)
        return toll__fail_null(err, "sum");
    if (mean == NULL)
        return toll__fail_null(err, "mean");
    toll_status status = toll__finance_column(err, "weights", weights, count, 1, 0, FINANCE_UNITS_MAX);
    if (status != TOLL_OK)
        return status;
    status = toll__finance_column(err, "values", values, count, 1, -FINANCE_UNITS_MAX, FINANCE_UNITS_MAX);
    if (status != TOLL_OK)
        return status;
    double weight = 0, product = 0;
    for (uint64_t i = 0; i < count; i++) {
        weight += weights[i];
        product += weights[i] * values[i];
    }
    if (!(weight > 0))
        return toll__fail(err, TOLL_E_DIVIDE, 0, "weights", -1, "are all 0");
    *sum = product;
    *mean = product / weight;
    return TOLL_OK;
}

static toll_status take_power(const toll_finance_power *power, const toll_finance_energy *energy,
                              toll_finance_power *full, toll_error *err)
{
    toll_status status = toll__take(power, TOLL_KIND_FINANCE_POWER, "power", full, err);
    if (status != TOLL_OK)
        return status;
    status = toll__expect(energy, TOLL_KIND_FINANCE_ENERGY, "energy", err);
    if (status != TOLL_OK)
        return status;
    if (full->idle_w_per_unit > full->w_per_unit)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_FINANCE_POWER, "idle_w_per_unit", -1,
                          "must be at most w_per_unit");
    return TOLL_OK;
}

toll_status toll_finance_compute_energy(const toll_finance_power *power, toll_finance_energy *energy, toll_error *err)
{
    toll_finance_power p;
    toll_finance_energy e;
    memset(&e, 0, sizeof e);
    toll_status status = take_power(power, energy, &p, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    double kw =
        p.units * toll__unit_cost_mean_w(p.idle_w_per_unit, p.w_per_unit, p.utilisation_frac) * p.pue / W_PER_KW;
    e.known = p.known;
    e.facility_w = kw * W_PER_KW;
    e.kwh = kw * p.hours;
    e.usd = e.kwh * p.usd_per_kwh; /* 0 when the tariff is not given, and then not known either */
    e.usd_per_h = kw * p.usd_per_kwh;
    e.kg = e.kwh * p.kg_per_kwh;
    toll__give(energy, TOLL_KIND_FINANCE_ENERGY, &e);
    return TOLL_OK;
}

static toll_status take_owned(const toll_finance_owned *owned, toll_finance_owned *full, toll_error *err)
{
    toll_status status = toll__take(owned, TOLL_KIND_FINANCE_OWNED, "owned", full, err);
    if (status != TOLL_OK)
        return status;
    if (full->residual_usd > full->capex_usd)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_FINANCE_OWNED, "residual_usd", -1,
                          "must be at most capex_usd");
    return TOLL_OK;
}

toll_status toll_finance_compute_owned(const toll_finance_owned *owned, toll_finance_hourly *hourly, toll_error *err)
{
    toll_finance_owned o;
    toll_finance_hourly found;
    if (hourly == NULL)
        return toll__fail_null(err, "hourly");
    toll_status status = take_owned(owned, &o, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    const toll__owned_terms plain = {.capex_usd = o.capex_usd,
                                     .residual_usd = o.residual_usd,
                                     .life_hours = o.life_hours,
                                     .maintenance_frac_per_year = o.maintenance_frac_per_year,
                                     .hours_per_year = o.hours_per_year,
                                     .opex_usd_per_h = o.opex_usd_per_h,
                                     .utilisation_frac = o.utilisation_frac};
    toll__unit_cost_owned_hour(&plain, &found);
    status = toll__finance_result(err, "usd_per_used_h", found.usd_per_used_h);
    if (status != TOLL_OK)
        return status;
    *hourly = found;
    return TOLL_OK;
}

toll_status toll_finance_compute_output(double units_per_s, double hours, double utilisation_frac, double *units,
                                        toll_error *err)
{
    if (units == NULL)
        return toll__fail_null(err, "units");
    const toll__finance_limit limits[] = {some_units("units_per_s", units_per_s),
                                          {"hours", 0, 1e9, hours},
                                          share_of_1("utilisation_frac", utilisation_frac)};
    toll_status status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    *units = units_per_s * S_PER_HOUR * hours * utilisation_frac;
    return TOLL_OK;
}

toll_status toll_finance_compute_unit_cost(double usd_per_h, double units_per_s, double utilisation_frac,
                                           double success_frac, double per_units, double *usd, toll_error *err)
{
    if (usd == NULL)
        return toll__fail_null(err, "usd");
    const toll__finance_limit limits[] = {
        some_usd("usd_per_h", usd_per_h), above_0("units_per_s", FINANCE_UNITS_MAX, units_per_s),
        above_0("utilisation_frac", 1, utilisation_frac), above_0("success_frac", 1, success_frac),
        above_0("per_units", FINANCE_UNITS_MAX, per_units)};
    toll_status status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    double good_per_h = units_per_s * S_PER_HOUR * utilisation_frac * success_frac;
    double cost = toll__finance_quotient(usd_per_h, good_per_h) * per_units;
    status = toll__finance_result(err, "usd", cost);
    if (status != TOLL_OK)
        return status;
    *usd = cost;
    return TOLL_OK;
}

static void fill_commitment(const toll__commitment_terms *c, toll_finance_commitment *r)
{
    r->committed_usd = c->committed_units * c->usd_per_unit;
    r->upfront_usd = r->committed_usd * c->upfront_frac;
    r->recurring_usd = r->committed_usd - r->upfront_usd;
    r->used_units = toll__unit_cost_commitment_used(c);
    r->unused_units = c->committed_units - r->used_units;
    r->used_usd = r->used_units * c->usd_per_unit;
    r->unused_usd = r->committed_usd - r->used_usd;
    r->used_frac = r->used_units / c->committed_units;
    r->overage_units = c->demanded_units - r->used_units;
    r->overage_usd = r->overage_units * c->overage_usd_per_unit;
    r->total_usd = r->committed_usd + r->overage_usd;
    if (!(c->demanded_units > 0))
        return;
    r->known = TOLL_FINANCE_COMMITMENT_UNIT;
    r->usd_per_demanded_unit = r->total_usd / c->demanded_units;
}

toll_status toll_finance_compute_commitment(double committed_units, double usd_per_unit, double upfront_frac,
                                            double demanded_units, double overage_usd_per_unit,
                                            toll_finance_commitment *result, toll_error *err)
{
    const toll__commitment_terms c = {committed_units, usd_per_unit, upfront_frac, demanded_units,
                                      overage_usd_per_unit};
    const toll__finance_limit limits[] = {
        above_0("committed_units", FINANCE_UNITS_MAX, committed_units), some_units("usd_per_unit", usd_per_unit),
        share_of_1("upfront_frac", upfront_frac), some_units("demanded_units", demanded_units),
        some_units("overage_usd_per_unit", overage_usd_per_unit)};
    toll_finance_commitment full;
    memset(&full, 0, sizeof full);
    toll_status status = toll__expect(result, TOLL_KIND_FINANCE_COMMITMENT, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    fill_commitment(&c, &full);
    status = toll__finance_result(err, "usd_per_demanded_unit", full.usd_per_demanded_unit);
    if (status != TOLL_OK)
        return status;
    toll__give(result, TOLL_KIND_FINANCE_COMMITMENT, &full);
    return TOLL_OK;
}

static toll_status check_idle(const double *usage, uint64_t count, double capacity, double cost_usd, int32_t rule,
                              toll_error *err)
{
    double total = 0;
    const toll__finance_limit limits[] = {above_0("capacity", FINANCE_UNITS_MAX, capacity),
                                          some_usd("cost_usd", cost_usd)};
    toll_status status = toll__finance_column(err, "usage", usage, count, 1, 0, FINANCE_UNITS_MAX);
    if (status != TOLL_OK)
        return status;
    status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    status = toll__finance_code(err, "rule", TOLL_IDLE_KEPT, TOLL_IDLE_WEIGHTED, rule);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < count; i++)
        total += usage[i];
    if (total <= capacity * (1 + 1e-12)) /* uses that were meant to fill it may miss by roundings */
        return TOLL_OK;
    return toll__fail(err, TOLL_E_CONFLICT, 0, "usage", -1, "sums to more than the capacity");
}

toll_status toll_finance_allocate_idle(const double *usage, uint64_t count, double capacity, double cost_usd,
                                       int32_t rule, double *used_usd, double *idle_usd, double *unallocated_usd,
                                       toll_error *err)
{
    if (used_usd == NULL)
        return toll__fail_null(err, "used_usd");
    if (idle_usd == NULL)
        return toll__fail_null(err, "idle_usd");
    if (unallocated_usd == NULL)
        return toll__fail_null(err, "unallocated_usd");
    toll_status status = check_idle(usage, count, capacity, cost_usd, rule, err);
    if (status != TOLL_OK)
        return status;
    *unallocated_usd = toll__unit_cost_share_idle(usage, count, capacity, cost_usd, (uint32_t)rule, used_usd, idle_usd);
    return TOLL_OK;
}

toll_status toll_finance_compute_hybrid(double fixed_usd_per_h, double requests_per_h, double own_usd_per_request,
                                        double escalated_frac, double api_usd_per_request, double *usd_per_request,
                                        toll_error *err)
{
    if (usd_per_request == NULL)
        return toll__fail_null(err, "usd_per_request");
    const toll__finance_limit limits[] = {
        some_usd("fixed_usd_per_h", fixed_usd_per_h), above_0("requests_per_h", FINANCE_UNITS_MAX, requests_per_h),
        some_units("own_usd_per_request", own_usd_per_request), share_of_1("escalated_frac", escalated_frac),
        some_units("api_usd_per_request", api_usd_per_request)};
    toll_status status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    double cost = fixed_usd_per_h / requests_per_h + own_usd_per_request + escalated_frac * api_usd_per_request;
    status = toll__finance_result(err, "usd_per_request", cost);
    if (status != TOLL_OK)
        return status;
    *usd_per_request = cost;
    return TOLL_OK;
}

toll_status toll_finance_compare(double base, double other, toll_finance_comparison *comparison, toll_error *err)
{
    toll_finance_comparison found;
    memset(&found, 0, sizeof found);
    if (comparison == NULL)
        return toll__fail_null(err, "comparison");
    const toll__finance_limit limits[] = {{"base", -FINANCE_USD_MAX, FINANCE_USD_MAX, base},
                                          {"other", -FINANCE_USD_MAX, FINANCE_USD_MAX, other}};
    toll_status status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    toll__unit_cost_compare(base, other, &found);
    status = toll__finance_result(err, "ratio", found.ratio);
    if (status != TOLL_OK)
        return status;
    status = toll__finance_result(err, "inverse_ratio", found.inverse_ratio);
    if (status != TOLL_OK)
        return status;
    *comparison = found;
    return TOLL_OK;
}

toll_status toll_finance_scale_price(double price_usd, double from_units, double to_units, double exponent,
                                     double change_frac, double periods, double *scaled_usd, toll_error *err)
{
    if (scaled_usd == NULL)
        return toll__fail_null(err, "scaled_usd");
    const toll__finance_limit limits[] = {some_usd("price_usd", price_usd),
                                          above_0("from_units", FINANCE_UNITS_MAX, from_units),
                                          some_units("to_units", to_units),
                                          {"exponent", 0, 10, exponent},
                                          {"change_frac", -1, FINANCE_RATE_MAX, change_frac},
                                          {"periods", 0, FINANCE_PERIODS_MAX, periods}};
    toll_status status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    double scaled = price_usd * toll__unit_cost_scale(from_units, to_units, exponent) *
                    toll__unit_cost_change(change_frac, periods);
    status = toll__finance_result(err, "scaled_usd", scaled);
    if (status != TOLL_OK)
        return status;
    *scaled_usd = scaled;
    return TOLL_OK;
}
