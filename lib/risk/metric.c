/* SPDX-License-Identifier: Apache-2.0 */
/* One figure of an evaluated option: a total, a present value, or a cost per unit.
 *
 *     NPV        sum of the cash flows, discounted (finance/discount.c)
 *     EAC        the equal yearly payment of the same present value (finance/annuity.c)
 *     levelised  present value / discounted tokens
 *
 * Example: 1,000 paid now and nothing later, 10 % a year, 36 months: NPV 1,000, EAC 402.11 a year. */
#include "risk/metric.h"

#include <math.h>

#include <toll/finance.h>
#include <toll/risk.h>

#include "finance/annuity.h"
#include "finance/discount.h"
#include "tco/totals.h"

#define TOK_PER_MTOK 1e6

/* The rate is nominal and effective per year. Money that is deflated to period 0 is discounted at the real rate. */
static toll__discount discount_of(const toll__account *account, double rate_frac, uint32_t timing)
{
    return toll__discount_of(
        &(toll__discount_terms){.rate_frac = rate_frac,
                                .inflation_frac = account->inflation,
                                .periods_per_year = 1 / account->conventions.period_years,
                                .timing = timing,
                                .compounding = TOLL_COMPOUND_EFFECTIVE,
                                .rate_basis = TOLL_BASIS_NOMINAL,
                                .flow_basis = account->conventions.real_money ? TOLL_BASIS_REAL : TOLL_BASIS_NOMINAL});
}

/* Real money within a period is deflated in its middle (price_curves.c). Payments at another time of the period are
 * deflated there, too: otherwise a rate and an inflation that cancel would leave half a period of inflation. */
static toll__discount restate_within(const toll__account *account, toll__discount d, uint32_t timing)
{
    const double at = timing == TOLL_TIMING_START ? 0 : timing == TOLL_TIMING_MID ? 0.5 : 1;
    if (account->conventions.real_money)
        d.first *= pow(1 + account->inflation, (0.5 - at) * account->conventions.period_years);
    return d;
}

static const double *money_of(const toll__account *account, uint32_t view, uint32_t category)
{
    return toll__account_read(account, TOLL__A_MONEY + (int)(view * TOLL_TCO_CATEGORIES + category));
}

/* Cost less income. Money paid at the start of a period waits for whole periods only. Money paid at the close, in
 * slot N of either view, falls at the end of the horizon whatever the timing. */
static double present_cost(const toll__account *account, toll__discount d, uint32_t timing)
{
    const toll__discount at_start = {1, d.step}, within_period = restate_within(account, d, timing);
    const uint64_t n = (uint64_t)account->conventions.periods;
    double sum = 0;
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++) {
        if (((account->posted[0] | account->posted[1]) >> c & 1) == 0)
            continue;
        const double *start = money_of(account, 0, c), *within = money_of(account, 1, c);
        sum += toll__discount_sum_closing(start, n, start[n] + within[n], at_start);
        sum += toll__discount_sum(within, n, within_period);
    }
    return sum;
}

static int divide_cost(double cost, double units, double per, double *answer)
{
    if (!(units > TOLL__NONE))
        return 0;
    *answer = cost / (units / per);
    return 1;
}

/* Without a row of power or energy there is no figure, which is not a figure of 0. */
static int has_energy(const toll__account *account)
{
    return account->has_power || (account->seen >> TOLL__SLOT_ENERGY & 1) != 0;
}

static int unit_cost(const toll__account *account, uint32_t metric, double *answer)
{
    const double spent =
        account->positive + account->negative + account->revenue; /* income lowers no cost of a token */
    switch (metric) {
    case TOLL_RISK_MTOK:
        return divide_cost(spent, toll__totals_served(account), TOK_PER_MTOK, answer);
    case TOLL_RISK_MARGINAL:
        return divide_cost(account->nature[TOLL_TCO_VARIABLE], toll__totals_served(account), TOK_PER_MTOK, answer);
    case TOLL_RISK_TASK:
        return divide_cost(spent, toll__totals_sum(account, TOLL__A_TASKS_DONE), 1, answer);
    case TOLL_RISK_KWH:
        *answer = toll__totals_sum(account, TOLL__A_KWH);
        return has_energy(account);
    default:
        *answer = toll__totals_sum(account, TOLL__A_CO2_USE) + toll__totals_sum(account, TOLL__A_CO2_EMBODIED);
        return account->has_carbon || (has_energy(account) && (account->seen >> TOLL__SLOT_GRID & 1) != 0);
    }
}

static int value_over_time(const toll__account *account, uint32_t metric, double rate_frac, uint32_t timing,
                           double *answer)
{
    const int32_t n = account->conventions.periods;
    const double years = account->conventions.period_years;
    const toll__discount d = discount_of(account, rate_frac, timing);
    const double present = present_cost(account, d, timing);
    switch (metric) {
    case TOLL_RISK_NPV:
        *answer = present;
        return 1;
    case TOLL_RISK_EAC:
        *answer = toll__annuity_payment(present, 0, 1 / pow(d.step, 1 / years) - 1, n * years, 0);
        return 1;
    default:
        return divide_cost(present * TOK_PER_MTOK,
                           toll__discount_sum(toll__account_read(account, TOLL__A_SERVED), (uint64_t)n, d), 1, answer);
    }
}

int toll__metric_read(const toll__account *account, uint32_t metric, double rate_frac, uint32_t timing, double *answer)
{
    switch (metric) {
    case TOLL_RISK_TOTAL:
        *answer = account->positive + account->negative;
        return 1;
    case TOLL_RISK_NPV:
    case TOLL_RISK_EAC:
    case TOLL_RISK_LEVELISED:
        return value_over_time(account, metric, rate_frac, timing, answer);
    default:
        return unit_cost(account, metric, answer);
    }
}
