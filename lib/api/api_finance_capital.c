/* SPDX-License-Identifier: Apache-2.0 */
/* Capital: equal payments, depreciation, residual value, tax shield. */
#include <toll/finance.h>

#include <stddef.h>

#include "api/finance_check.h"
#include "api/guard.h"
#include "base/fault.h"
#include "finance/annuity.h"
#include "finance/depreciation.h"
#include "finance/discount.h"

static toll_status check_payment(double present_usd, double future_usd, double rate_frac, double periods,
                                 int32_t timing, toll_error *err)
{
    const toll__finance_limit limits[] = {{"present_usd", -FINANCE_USD_MAX, FINANCE_USD_MAX, present_usd},
                                          {"future_usd", -FINANCE_USD_MAX, FINANCE_USD_MAX, future_usd},
                                          {"rate_frac", FINANCE_RATE_MIN, FINANCE_RATE_MAX, rate_frac},
                                          {"periods", FINANCE_ABOVE_0, FINANCE_PERIODS_MAX, periods}};
    toll_status status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    if (timing != TOLL_TIMING_END && timing != TOLL_TIMING_START)
        return toll__fail(err, TOLL_E_RANGE, 0, "timing", -1, "must be TOLL_TIMING_END or TOLL_TIMING_START");
    return TOLL_OK;
}

toll_status toll_finance_compute_payment(double present_usd, double future_usd, double rate_frac, double periods,
                                         int32_t timing, double *payment_usd, toll_error *err)
{
    if (payment_usd == NULL)
        return toll__fail_null(err, "payment_usd");
    toll_status status = check_payment(present_usd, future_usd, rate_frac, periods, timing, err);
    if (status != TOLL_OK)
        return status;
    double payment = toll__annuity_payment(present_usd, future_usd, rate_frac, periods, timing == TOLL_TIMING_START);
    status = toll__finance_result(err, "payment_usd", payment);
    if (status != TOLL_OK)
        return status;
    *payment_usd = payment;
    return TOLL_OK;
}

toll_status toll_finance_count_periods(const toll_finance_asset *asset, uint64_t *count, toll_error *err)
{
    toll__asset plain;
    if (count == NULL)
        return toll__fail_null(err, "count");
    toll_status status = toll__finance_take_asset(asset, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *count = toll__asset_periods(&plain);
    return TOLL_OK;
}

toll_status toll_finance_compute_depreciation(const toll_finance_asset *asset, uint64_t count, double *charges_usd,
                                              double *books_usd, toll_error *err)
{
    toll__asset plain;
    if (charges_usd == NULL)
        return toll__fail_null(err, "charges_usd");
    if (count < 1 || count > FINANCE_ROWS_MAX)
        return toll__fail_range(err, 0, "count", -1, 1, FINANCE_ROWS_MAX, (double)count);
    toll_status status = toll__finance_take_asset(asset, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__asset_schedule(&plain, charges_usd, books_usd, count);
    return TOLL_OK;
}

toll_status toll_finance_compute_value(const toll_finance_asset *asset, double age_periods, double *value_usd,
                                       double *charge_usd_per_period, toll_error *err)
{
    toll__asset plain;
    if (value_usd == NULL)
        return toll__fail_null(err, "value_usd");
    toll_status status = toll__finance_take_asset(asset, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__finance_number(err, "age_periods", 0, FINANCE_PERIODS_MAX, age_periods);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *value_usd = toll__asset_value(&plain, age_periods);
    if (charge_usd_per_period != NULL)
        *charge_usd_per_period = toll__asset_charge_rate(&plain, age_periods);
    return TOLL_OK;
}

toll_status toll_finance_compute_shield(const double *charges_usd, uint64_t count, double tax_frac,
                                        const toll_finance_terms *terms, double *shield_usd, toll_error *err)
{
    toll__discount_terms plain;
    if (shield_usd == NULL)
        return toll__fail_null(err, "shield_usd");
    toll_status status = toll__finance_column(err, "charges_usd", charges_usd, count, 1, 0, FINANCE_USD_MAX);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__finance_number(err, "tax_frac", 0, 1, tax_frac);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__finance_take_terms(terms, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    double shield = tax_frac * toll__discount_sum(charges_usd, count, toll__discount_of(&plain));
    status = toll__finance_result(err, "shield_usd", shield);
    if (status != TOLL_OK)
        return status;
    *shield_usd = shield;
    return TOLL_OK;
}
