/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/metric.h"

#include <math.h>

#include <toll/finance.h>
#include <toll/risk.h>

#include "finance/annuity.h"
#include "tco/totals.h"

#define TOK_PER_MTOK 1e6

/* Factors of one period: on what is paid at its start they grow by `step`; what is paid within it is later by `later`. */
typedef struct discounting {
    double step, later;
} discounting;

/* Fisher: money that is deflated to period 0 is discounted at the real rate. */
static discounting discounting_of(const toll__account *account, double rate_frac, uint32_t timing)
{
    double growth = log1p(rate_frac) - (account->frame.real_money ? log1p(account->inflation) : 0);
    double period = growth * account->frame.period_years;
    double part = timing == TOLL_TIMING_START ? 0 : timing == TOLL_TIMING_MID ? 0.5 : 1;
    return (discounting){exp(-period), exp(-period * part)};
}

/* Horner over the periods, the close first: it falls at the end of the horizon. */
static double present_of(const double *numbers, int32_t periods, double step, double close)
{
    double sum = close;
    for (int32_t t = periods - 1; t >= 0; t--)
        sum = sum * step + numbers[t];
    return sum;
}

static const double *money(const toll__account *account, uint32_t view, uint32_t category)
{
    return toll__account_read(account, TOLL__A_MONEY + (int)(view * TOLL_TCO_CATEGORIES + category));
}

/* Cost less income. What is paid at the close, in slot N of either view, is neither early nor late in a period. */
static double present_cost(const toll__account *account, discounting d)
{
    const int32_t n = account->frame.periods;
    double sum = 0;
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++) {
        const double *start = money(account, 0, c), *within = money(account, 1, c);
        sum += present_of(start, n, d.step, start[n] + within[n]);
        sum += d.later * present_of(within, n, d.step, 0);
    }
    return sum;
}

static int divide(double cost, double units, double per, double *answer)
{
    if (!(units > TOLL__NONE))
        return 0;
    *answer = cost / (units / per);
    return 1;
}

static int unit_cost(const toll__account *account, uint32_t metric, double *answer)
{
    toll__totals totals;
    toll__totals_read(account, &totals);
    double spent = account->positive + account->negative + account->revenue; /* income is no lower cost of a token */
    double tokens = totals.local + totals.remote;
    switch (metric) {
    case TOLL_RISK_MTOK:
        return divide(spent, tokens, TOK_PER_MTOK, answer);
    case TOLL_RISK_MARGINAL:
        return divide(account->nature[TOLL_TCO_VARIABLE], tokens, TOK_PER_MTOK, answer);
    case TOLL_RISK_TASK:
        return divide(spent, totals.tasks, 1, answer);
    case TOLL_RISK_KWH:
        *answer = totals.kwh;
        return 1;
    default:
        *answer = totals.co2_use + totals.co2_embodied;
        return 1;
    }
}

int toll__metric_read(const toll__account *account, uint32_t metric, double rate_frac, uint32_t timing, double *answer)
{
    const int32_t n = account->frame.periods;
    discounting d = discounting_of(account, rate_frac, timing);
    switch (metric) {
    case TOLL_RISK_TOTAL:
        *answer = account->positive + account->negative;
        return 1;
    case TOLL_RISK_NPV:
        *answer = present_cost(account, d);
        return 1;
    case TOLL_RISK_EAC:
        *answer = toll__annuity(present_cost(account, d), 0, 1 / pow(d.step, 1 / account->frame.period_years) - 1,
                                n * account->frame.period_years, 0);
        return 1;
    case TOLL_RISK_LEVELISED:
        return divide(present_cost(account, d) * TOK_PER_MTOK,
                      d.later * present_of(toll__account_read(account, TOLL__A_SERVED), n, d.step, 0), 1, answer);
    default:
        return unit_cost(account, metric, answer);
    }
}
