/* SPDX-License-Identifier: Apache-2.0 */
/* Rates and flows: conversion, net present value, levelised cost, internal rates of return, payback, sums. */
#include <toll/finance.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "api/finance_check.h"
#include "api/guard.h"
#include "base/fault.h"
#include "finance/annuity.h"
#include "finance/discount.h"
#include "finance/irr.h"
#include "finance/payback.h"

static toll_status check_form(toll_error *err, const char *compounding_name, int32_t compounding,
                              const char *periods_name, double periods)
{
    toll_status status =
        toll__finance_code(err, compounding_name, TOLL_COMPOUND_EFFECTIVE, TOLL_COMPOUND_NOMINAL, compounding);
    if (status != TOLL_OK)
        return status;
    return toll__finance_number(err, periods_name, 1e-3, FINANCE_PERIODS_MAX, periods);
}

static toll_status check_rate_frac(toll_error *err, const char *name, double rate_frac)
{
    return toll__finance_number(err, name, FINANCE_RATE_MIN, FINANCE_RATE_MAX, rate_frac);
}

toll_status toll_finance_convert_rate(double rate_frac, int32_t from_compounding, double from_periods,
                                      int32_t to_compounding, double to_periods, double *converted_frac,
                                      toll_error *err)
{
    if (converted_frac == NULL)
        return toll__fail_null(err, "converted_frac");
    toll_status status = check_rate_frac(err, "rate_frac", rate_frac);
    if (status != TOLL_OK)
        return status;
    status = check_form(err, "from_compounding", from_compounding, "from_periods", from_periods);
    if (status != TOLL_OK)
        return status;
    status = check_form(err, "to_compounding", to_compounding, "to_periods", to_periods);
    if (status != TOLL_OK)
        return status;
    const double rate_min = FINANCE_RATE_MIN * (from_compounding == TOLL_COMPOUND_NOMINAL ? fmin(1, from_periods) : 1);
    status = toll__finance_number(err, "rate_frac", rate_min, FINANCE_RATE_MAX, rate_frac);
    if (status != TOLL_OK)
        return status;
    double log_growth = toll__rate_log_growth(rate_frac, (uint32_t)from_compounding, from_periods);
    double converted = toll__rate_of_log_growth(log_growth, (uint32_t)to_compounding, to_periods);
    status = toll__finance_result(err, "converted_frac", converted);
    if (status != TOLL_OK)
        return status;
    *converted_frac = converted;
    return TOLL_OK;
}

toll_status toll_finance_convert_basis(double rate_frac, double inflation_frac, int32_t to_basis,
                                       double *converted_frac, toll_error *err)
{
    if (converted_frac == NULL)
        return toll__fail_null(err, "converted_frac");
    toll_status status = check_rate_frac(err, "rate_frac", rate_frac);
    if (status != TOLL_OK)
        return status;
    status = check_rate_frac(err, "inflation_frac", inflation_frac);
    if (status != TOLL_OK)
        return status;
    status = toll__finance_code(err, "to_basis", TOLL_BASIS_NOMINAL, TOLL_BASIS_REAL, to_basis);
    if (status != TOLL_OK)
        return status;
    /* (1 + r) / (1 + i) - 1 without the cancellation. */
    *converted_frac = to_basis == TOLL_BASIS_REAL ? (rate_frac - inflation_frac) / (1 + inflation_frac)
                                                  : rate_frac + inflation_frac + rate_frac * inflation_frac;
    return TOLL_OK;
}

static toll_status check_flows(toll_error *err, const char *name, const double *flows_usd, uint64_t count,
                               uint64_t count_min)
{
    return toll__finance_column(err, name, flows_usd, count, count_min, -FINANCE_USD_MAX, FINANCE_USD_MAX);
}

static toll_status check_upfront(toll_error *err, double upfront_usd)
{
    return toll__finance_number(err, "upfront_usd", -FINANCE_USD_MAX, FINANCE_USD_MAX, upfront_usd);
}

toll_status toll_finance_compute_npv(double upfront_usd, const double *flows_usd, uint64_t count,
                                     const toll_finance_terms *terms, double *npv_usd, toll_error *err)
{
    toll__discount_terms plain;
    if (npv_usd == NULL)
        return toll__fail_null(err, "npv_usd");
    toll_status status = check_upfront(err, upfront_usd);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_flows(err, "flows_usd", flows_usd, count, 0);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__finance_take_terms(terms, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    double npv = upfront_usd + toll__discount_sum(flows_usd, count, toll__discount_of(&plain));
    status = toll__finance_result(err, "npv_usd", npv);
    if (status != TOLL_OK)
        return status;
    *npv_usd = npv;
    return TOLL_OK;
}

static toll_status divide_present(double cost, double output, double *usd_per_unit, toll_error *err)
{
    if (!(output > 0) && isfinite(output))
        return toll__fail(err, TOLL_E_DIVIDE, 0, "output_units", -1,
                          "are all 0: there is no unit to divide the cost by");
    double levelised = cost / output;
    toll_status status = toll__finance_result(err, "usd_per_unit", levelised);
    if (status != TOLL_OK)
        return status;
    *usd_per_unit = levelised;
    return TOLL_OK;
}

toll_status toll_finance_compute_levelised(double upfront_usd, const double *costs_usd, const double *output_units,
                                           uint64_t count, const toll_finance_terms *terms, double *usd_per_unit,
                                           toll_error *err)
{
    toll__discount_terms plain;
    if (usd_per_unit == NULL)
        return toll__fail_null(err, "usd_per_unit");
    toll_status status = check_upfront(err, upfront_usd);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_flows(err, "costs_usd", costs_usd, count, 1);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__finance_column(err, "output_units", output_units, count, 1, 0, FINANCE_USD_MAX);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__finance_take_terms(terms, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__discount discount = toll__discount_of(&plain);
    return divide_present(upfront_usd + toll__discount_sum(costs_usd, count, discount),
                          toll__discount_sum(output_units, count, discount), usd_per_unit, err);
}

static int is_all_zero(const double *flows, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (flows[i] != 0)
            return 0;
    return 1;
}

static uint32_t irr_verdict(const double *flows, uint64_t count, uint32_t roots)
{
    if (is_all_zero(flows, count))
        return TOLL_IRR_ANY;
    if (roots == 0)
        return TOLL_IRR_NONE;
    return roots == 1 ? TOLL_IRR_ONE : TOLL_IRR_MANY;
}

static void give_irr(const toll__irr *found, uint32_t changes, uint32_t verdict, double *roots_frac, uint64_t capacity,
                     toll_finance_irr *result)
{
    toll_finance_irr full;
    memset(&full, 0, sizeof full);
    full.roots = found->count;
    full.sign_changes = changes;
    full.verdict = verdict;
    if (verdict == TOLL_IRR_ONE) {
        full.known = TOLL_FINANCE_IRR_RATE;
        full.rate_frac = found->roots[0];
    }
    for (uint32_t i = 0; i < found->count && i < capacity; i++)
        roots_frac[i] = found->roots[i];
    toll__give(result, TOLL_KIND_FINANCE_IRR, &full);
}

toll_status toll_finance_find_irr(const double *flows_usd, uint64_t count, double *roots_frac, uint64_t capacity,
                                  toll_finance_irr *result, toll_error *err)
{
    toll__irr found;
    if (roots_frac == NULL && capacity > 0)
        return toll__fail_null(err, "roots_frac");
    toll_status status = toll__expect(result, TOLL_KIND_FINANCE_IRR, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_flows(err, "flows_usd", flows_usd, count, 1);
    if (status != TOLL_OK)
        return toll__done(status, err);
    uint32_t changes = toll__irr_sign_changes(flows_usd, count);
    if (changes > TOLL__IRR_ROOTS)
        return toll__fail(err, TOLL_E_UNSUPPORTED, 0, "flows_usd", -1, "change sign more than 64 times");
    toll__irr_find(flows_usd, count, &found);
    give_irr(&found, changes, irr_verdict(flows_usd, count, found.count), roots_frac, capacity, result);
    return TOLL_OK;
}

toll_status toll_finance_compute_mirr(const double *flows_usd, uint64_t count, double finance_frac,
                                      double reinvest_frac, double *rate_frac, int32_t *verdict, toll_error *err)
{
    if (rate_frac == NULL)
        return toll__fail_null(err, "rate_frac");
    if (verdict == NULL)
        return toll__fail_null(err, "verdict");
    toll_status status = check_flows(err, "flows_usd", flows_usd, count, 2);
    if (status != TOLL_OK)
        return status;
    status = check_rate_frac(err, "finance_frac", finance_frac);
    if (status != TOLL_OK)
        return status;
    status = check_rate_frac(err, "reinvest_frac", reinvest_frac);
    if (status != TOLL_OK)
        return status;
    double rate = 0;
    int is_found = toll__annuity_mirr(flows_usd, count, finance_frac, reinvest_frac, &rate);
    status = toll__finance_result(err, "rate_frac", rate);
    if (status != TOLL_OK)
        return status;
    *rate_frac = rate;
    *verdict = is_found ? TOLL_IRR_ONE : TOLL_IRR_NONE;
    return TOLL_OK;
}

static void give_payback(const toll__payback *found, toll_finance_payback *result)
{
    toll_finance_payback full;
    memset(&full, 0, sizeof full);
    full.known = found->verdict == TOLL_VERDICT_NEVER ? 0 : TOLL_FINANCE_PAYBACK_TIME;
    full.periods = found->periods;
    full.whole_periods = found->whole_periods;
    full.balance_usd = found->balance_usd;
    full.lowest_usd = found->lowest_usd;
    full.verdict = found->verdict;
    full.is_lasting = found->is_lasting;
    toll__give(result, TOLL_KIND_FINANCE_PAYBACK, &full);
}

/* Without terms money counts as it is. */
static toll_status take_discount(const toll_finance_terms *terms, toll__discount *discount, toll_error *err)
{
    toll__discount_terms plain;
    *discount = (toll__discount){1, 1};
    if (terms == NULL)
        return TOLL_OK;
    toll_status status = toll__finance_take_terms(terms, &plain, err);
    if (status != TOLL_OK)
        return status;
    *discount = toll__discount_of(&plain);
    return TOLL_OK;
}

toll_status toll_finance_find_payback(double upfront_usd, const double *flows_usd, uint64_t count,
                                      const toll_finance_terms *terms, toll_finance_payback *result, toll_error *err)
{
    toll__payback found;
    toll__discount discount;
    toll_status status = toll__expect(result, TOLL_KIND_FINANCE_PAYBACK, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_upfront(err, upfront_usd);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_flows(err, "flows_usd", flows_usd, count, 0);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_discount(terms, &discount, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__payback_find(upfront_usd, flows_usd, count, discount, &found);
    status = toll__finance_result(err, "balance_usd", found.balance_usd);
    if (status != TOLL_OK)
        return status;
    give_payback(&found, result);
    return TOLL_OK;
}

toll_status toll_finance_compute_cumulative(double upfront_usd, const double *amounts_usd, uint64_t count,
                                            double *cumulative_usd, double *total_usd, double *mean_usd,
                                            toll_error *err)
{
    if (total_usd == NULL)
        return toll__fail_null(err, "total_usd");
    toll_status status = check_upfront(err, upfront_usd);
    if (status != TOLL_OK)
        return status;
    status = check_flows(err, "amounts_usd", amounts_usd, count, 0);
    if (status != TOLL_OK)
        return status;
    double sum = upfront_usd;
    for (uint64_t i = 0; i < count; i++) {
        sum += amounts_usd[i];
        if (cumulative_usd != NULL)
            cumulative_usd[i] = sum;
    }
    *total_usd = sum;
    if (mean_usd != NULL)
        *mean_usd = count > 0 ? sum / (double)count : 0;
    return TOLL_OK;
}
