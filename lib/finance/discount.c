/* SPDX-License-Identifier: Apache-2.0 */
/* Rates and discounting. A flow at the time t (in periods) is worth flow * exp(-g t) now, g being the logarithm of the
 * growth in one period, less the inflation where the flows are real and the rate is not (Fisher).
 *
 * Example: 12 % a year, effective, monthly flows: a month is worth 1.12^(-1/12) = 0.99060 of the one before. In the
 * middle of its month the first flow is worth 1.12^(-1/24) = 0.99529. */
#include "finance/discount.h"

#include <math.h>

#include <toll/finance.h>

/* An effective rate is the growth over its own period, a nominal one is a yearly quotation shared out over p periods:
 * 12 % nominal a year, monthly, is 1 % a month and 12.68 % a year. log1p and expm1 keep the digits of small rates,
 * which the growth itself, near 1, would lose. */
double toll__rate_log_growth(double rate_frac, uint32_t compounding, double periods)
{
    double per_period = compounding == TOLL_COMPOUND_NOMINAL ? rate_frac / periods : rate_frac;
    return periods * log1p(per_period);
}

double toll__rate_of_log_growth(double log_growth, uint32_t compounding, double periods)
{
    double per_period = expm1(log_growth / periods);
    return compounding == TOLL_COMPOUND_NOMINAL ? per_period * periods : per_period;
}

/* Logarithm of the growth in one period of the flows. */
static double log_growth(double rate_frac, const toll__discount_terms *t)
{
    if (t->compounding == TOLL_COMPOUND_NOMINAL)
        return log1p(rate_frac / t->periods_per_year);
    return log1p(rate_frac) / t->periods_per_year;
}

/* Fisher: (1 + nominal) = (1 + real) (1 + inflation). Flows and rate must speak of the same money; where they don't,
 * inflation turns the rate into the flows' kind. */
static double log_discount(const toll__discount_terms *t)
{
    double rate = log_growth(t->rate_frac, t), inflation = log_growth(t->inflation_frac, t);
    if (t->rate_basis == t->flow_basis)
        return rate;
    return t->flow_basis == TOLL_BASIS_REAL ? rate - inflation : rate + inflation;
}

/* Time of flow 0 in periods: a flow at the end of its period is a whole one away, at its middle half of one. */
static double time_of_first(uint32_t timing)
{
    if (timing == TOLL_TIMING_START)
        return 0;
    return timing == TOLL_TIMING_MID ? 0.5 : 1;
}

toll__discount toll__discount_of(const toll__discount_terms *terms)
{
    double g = log_discount(terms);
    return (toll__discount){exp(-g * time_of_first(terms->timing)), exp(-g)};
}

/* Horner from the last flow: no power is formed, so only a sum that is itself too large overflows. */
double toll__discount_sum_closing(const double *flows, uint64_t count, double closing, toll__discount discount)
{
    double sum = closing;
    for (uint64_t i = count; i > 0; i--)
        sum = sum * discount.step + flows[i - 1];
    return sum * discount.first;
}

double toll__discount_sum(const double *flows, uint64_t count, toll__discount discount)
{
    return toll__discount_sum_closing(flows, count, 0, discount);
}
