/* SPDX-License-Identifier: Apache-2.0 */
/* What the answers of many draws say: mean, deviation, quantiles, and how often one option is below another. */
#include <toll/risk.h>

#include <math.h>
#include <string.h>

#include "api/guard.h"
#include "base/fault.h"
#include "risk/quantile.h"
#include "risk/what_if.h"

#define COUNT_MAX UINT64_C(1000000000)
#define P_LOW     0.1
#define P_MID     0.5
#define P_HIGH    0.9

static toll_status check_results(const char *name, const double *results, uint64_t count, toll_error *err)
{
    if (count < 1 || count > COUNT_MAX)
        return toll__fail_range(err, 0, "count", -1, 1, (double)COUNT_MAX, (double)count);
    if (results == NULL)
        return toll__fail_null(err, name);
    for (uint64_t i = 0; i < count; i++)
        if (!isnan(results[i]) && !(fabs(results[i]) <= TOLL__ANSWER_MAX))
            return toll__fail_range(err, 0, name, (int64_t)i, -TOLL__ANSWER_MAX, TOLL__ANSWER_MAX, results[i]);
    return TOLL_OK;
}

/* Deviations from the least, so that large results that lie close keep their digits; in units of the range where their
 * squares would overflow: 10^9 of (10^140)^2 are 10^289. */
static void fill_moments(const double *sorted, uint64_t count, toll_risk_spread *moments)
{
    const double n = (double)count, least = sorted[0], range = sorted[count - 1] - least;
    const double unit = range > 1e140 ? range : 1;
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < count; i++)
        sum += (sorted[i] - least) / n;
    for (uint64_t i = 0; i < count; i++)
        squares += (sorted[i] - least - sum) / unit * ((sorted[i] - least - sum) / unit);
    moments->mean = least + sum;
    moments->deviation = count > 1 ? unit * sqrt(squares / (n - 1)) : 0;
    moments->mean_error = moments->deviation / sqrt(n);
}

/* The results that have a value, in their order; returns how many. */
static uint64_t keep_values(const double *results, uint64_t count, double *kept)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < count; i++)
        if (!isnan(results[i]))
            kept[n++] = results[i];
    return n;
}

static void fill_spread(double *values, uint64_t count, toll_risk_spread *spread)
{
    toll__quantile_sort(values, count);
    fill_moments(values, count, spread);
    spread->count = (int64_t)count;
    spread->least = values[0];
    spread->greatest = values[count - 1];
    spread->quantiles = (toll_range){toll__quantile_of(values, count, P_LOW), toll__quantile_of(values, count, P_MID),
                                     toll__quantile_of(values, count, P_HIGH)};
}

toll_status toll_risk_compute_spread(const double *results, uint64_t count, double *sorted, toll_risk_spread *spread,
                                     toll_error *err)
{
    toll_risk_spread full;
    memset(&full, 0, sizeof full);
    if (sorted == NULL)
        return toll__fail_null(err, "sorted");
    toll_status status = toll__expect(spread, TOLL_KIND_RISK_SPREAD, "spread", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_results("results", results, count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    const uint64_t kept = keep_values(results, count, sorted);
    if (kept == 0)
        return toll__fail(err, TOLL_E_DIVIDE, 0, "results", -1, "has no value at all: every draw is NaN");
    fill_spread(sorted, kept, &full);
    full.without = (int64_t)(count - kept);
    toll__give(spread, TOLL_KIND_RISK_SPREAD, &full);
    return TOLL_OK;
}

toll_status toll_risk_compute_odds(const double *first, const double *second, uint64_t count, double *below_frac,
                                   double *tie_frac, double *error_frac, toll_error *err)
{
    if (below_frac == NULL)
        return toll__fail_null(err, "below_frac");
    toll_status status = check_results("first", first, count, err);
    if (status != TOLL_OK)
        return status;
    status = check_results("second", second, count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    uint64_t below = 0, ties = 0;
    for (uint64_t i = 0; i < count; i++) {
        below += first[i] < second[i];
        ties += first[i] == second[i];
    }
    const double share = (double)below / (double)count;
    *below_frac = share;
    if (tie_frac != NULL)
        *tie_frac = (double)ties / (double)count;
    if (error_frac != NULL)
        *error_frac = sqrt(share * (1 - share) / (double)count);
    return TOLL_OK;
}
