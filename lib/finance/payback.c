/* SPDX-License-Identifier: Apache-2.0 */
/* The balance is walked flow by flow, each of them discounted, until it is no longer below 0.
 *
 * Example: -100, then 60 a period: after one -40, after two +20. Paid back after 1 + 40/60 = 1.67 periods. */
#include "finance/payback.h"

#include <math.h>

#include <toll/finance.h>

/* A flow is taken to arrive evenly over its period, so the balance is a straight line within one. */
static void cross_zero(toll__payback *result, uint64_t period, double before, double flow)
{
    result->verdict = TOLL_VERDICT_REACHED;
    result->whole_periods = (int64_t)period + 1;
    result->periods = (double)period + -before / flow;
}

void toll__payback_find(double upfront_usd, const double *flows, uint64_t count, toll__discount discount,
                        toll__payback *result)
{
    double balance = upfront_usd, factor = discount.first;
    *result = (toll__payback){.verdict = balance >= 0 ? TOLL_VERDICT_AT_ONCE : TOLL_VERDICT_NEVER,
                              .is_lasting = balance >= 0,
                              .lowest_usd = balance};
    for (uint64_t i = 0; i < count; i++) {
        double before = balance, flow = flows[i] * factor;
        balance += flow;
        factor *= discount.step;
        result->lowest_usd = fmin(result->lowest_usd, balance);
        if (balance < 0)
            result->is_lasting = 0;
        if (result->verdict == TOLL_VERDICT_NEVER && balance >= 0) {
            result->is_lasting = 1;
            cross_zero(result, i, before, flow);
        }
    }
    result->balance_usd = balance;
}

/* Pan et al. (arXiv 2509.18101), Lenovo LP2368: capex / (rent - own). Without a saving no time is long enough, however
 * small the capex; a division would give a negative time. */
uint32_t toll__break_even_periods(double capex_usd, double saving_usd, double *periods)
{
    if (!(saving_usd > 0))
        return TOLL_VERDICT_NEVER;
    if (!(capex_usd > 0))
        return TOLL_VERDICT_AT_ONCE;
    *periods = capex_usd / saving_usd;
    return TOLL_VERDICT_REACHED;
}

/* fixed + u marginal = u rent. */
uint32_t toll__break_even_use(double fixed_usd_per_h, double marginal_usd_per_h, double rent_usd_per_h, double *use)
{
    double saving = rent_usd_per_h - marginal_usd_per_h;
    if (!(saving > 0))
        return TOLL_VERDICT_NEVER;
    if (!(fixed_usd_per_h > 0))
        return TOLL_VERDICT_AT_ONCE;
    *use = fixed_usd_per_h / saving;
    return *use <= 1 ? TOLL_VERDICT_REACHED : TOLL_VERDICT_BEYOND;
}
