/* SPDX-License-Identifier: Apache-2.0 */
/* Equal payments of the same present value, and the modified internal rate of return.
 *
 * Example: 1,000 over 3 years at 10 %: 1,000 * 0.1 / (1 - 1.1^-3) = 402.11 a year. */
#include "finance/annuity.h"

#include <math.h>

/* PMT = (K - S v^n) i / (1 - v^n), v = 1 / (1 + i). expm1 keeps 1 - v^n exact where i n is small; where i or
 * i n is nothing the limit is (K - S) / n. */
double toll__annuity_payment(double present_usd, double future_usd, double rate_frac, double periods, int at_start)
{
    double paid_off = -expm1(-periods * log1p(rate_frac)); /* 1 - v^n */
    if (paid_off == 0)
        return (present_usd - future_usd) / periods;
    double payment = (present_usd - future_usd * (1 - paid_off)) * rate_frac / paid_off;
    return at_start ? payment / (1 + rate_frac) : payment;
}

/* MIRR = (FV of what comes in at the reinvestment rate / -PV of what goes out at the finance rate)^(1/n) - 1, with n
 * one less than the number of flows (Lin 1976). */
int toll__annuity_mirr(const double *flows, uint64_t count, double finance_frac, double reinvest_frac,
                       double *rate_frac)
{
    double in = 0, out = 0;
    for (uint64_t i = 0; i < count; i++)
        in = in * (1 + reinvest_frac) + fmax(flows[i], 0);
    for (uint64_t i = count; i > 0; i--)
        out = out / (1 + finance_frac) + fmin(flows[i - 1], 0);
    if (!(in > 0 && out < 0))
        return 0;
    *rate_frac = expm1((log(in) - log(-out)) / (double)(count - 1));
    return 1;
}
