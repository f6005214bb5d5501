/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of plain arguments, and copies of the two structs that several functions of finance.h take: terms and
 * assets. */
#include "api/finance_check.h"

#include <math.h>
#include <stddef.h>

#include "api/guard.h"
#include "base/fault.h"
#include "finance/macrs.h"

toll_status toll__finance_number(toll_error *err, const char *name, double min, double max, double value)
{
    return toll__check_range(err, 0, name, -1, min, max, value);
}

toll_status toll__finance_numbers(toll_error *err, const toll__finance_limit *limits, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        toll_status status =
            toll__check_range(err, 0, limits[i].name, -1, limits[i].min, limits[i].max, limits[i].value);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll_status toll__finance_column(toll_error *err, const char *name, const double *values, uint64_t count,
                                 uint64_t count_min, double min, double max)
{
    if (count < count_min || count > FINANCE_ROWS_MAX)
        return toll__fail_range(err, 0, "count", -1, (double)count_min, FINANCE_ROWS_MAX, (double)count);
    if (values == NULL && count > 0)
        return toll__fail_null(err, name);
    for (uint64_t i = 0; i < count; i++)
        if (!(values[i] >= min && values[i] <= max))
            return toll__fail_range(err, 0, name, (int64_t)i, min, max, values[i]);
    return TOLL_OK;
}

toll_status toll__finance_code(toll_error *err, const char *name, int32_t min, int32_t max, int32_t value)
{
    if (value >= min && value <= max)
        return TOLL_OK;
    return toll__fail_range(err, 0, name, -1, min, max, value);
}

toll_status toll__finance_result(toll_error *err, const char *name, double value)
{
    if (fabs(value) <= 1e300) /* what every struct's fields hold */
        return TOLL_OK;
    return toll__fail(err, TOLL_E_OVERFLOW, 0, name, -1, "is beyond 10^300");
}

toll_status toll__finance_take_terms(const toll_finance_terms *terms, toll__discount_terms *plain, toll_error *err)
{
    toll_finance_terms full;
    toll_status status = toll__take(terms, TOLL_KIND_FINANCE_TERMS, "terms", &full, err);
    if (status != TOLL_OK)
        return status;
    *plain = (toll__discount_terms){full.rate_frac,   full.inflation_frac, full.periods_per_year, full.timing,
                                    full.compounding, full.rate_basis,     full.flow_basis};
    /* A nominal rate is shared out over the periods: -90 % a year, twice a year, is -45 % each; once in two years it
     * would be -180 %. */
    int is_shared = plain->compounding == TOLL_COMPOUND_NOMINAL;
    if (is_shared && fmin(full.rate_frac, full.inflation_frac) / full.periods_per_year < FINANCE_RATE_MIN)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_FINANCE_TERMS, "periods_per_year", -1,
                          "makes a nominal rate lose more than 99 % in a period");
    return TOLL_OK;
}

static toll_status check_asset(const toll__asset *a, toll_error *err)
{
    if (a->salvage_usd > a->cost_usd)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_FINANCE_ASSET, "salvage_usd", -1, "must be at most cost_usd");
    if (a->method == TOLL_DEPRECIATE_MACRS && toll__macrs_years(a->life_periods) == 0)
        return toll__fail(err, TOLL_E_UNSUPPORTED, TOLL_KIND_FINANCE_ASSET, "life_periods", -1,
                          "must be 3, 5, 7, 10 or 15 years for a MACRS table");
    return TOLL_OK;
}

toll_status toll__finance_take_asset(const toll_finance_asset *asset, toll__asset *plain, toll_error *err)
{
    toll_finance_asset full;
    toll_status status = toll__take(asset, TOLL_KIND_FINANCE_ASSET, "asset", &full, err);
    if (status != TOLL_OK)
        return status;
    *plain = (toll__asset){.method = full.method,
                           .convention = full.convention,
                           .cost_usd = full.cost_usd,
                           .salvage_usd = full.salvage_usd,
                           .life_periods = full.life_periods,
                           .rate_frac = full.rate_frac,
                           .balance_factor = full.balance_factor,
                           .first_period_frac = full.first_period_frac,
                           .decades_per_period = full.decades_per_period};
    return check_asset(plain, err);
}
