/* SPDX-License-Identifier: Apache-2.0 */
/* Equal payments: annuities, equivalent annual cost, modified internal rate of return. */
#ifndef TOLL_FINANCE_ANNUITY_H
#define TOLL_FINANCE_ANNUITY_H

#include <stdint.h>

/* The equal payment over `periods` that is worth present_usd now less future_usd at the end. */
double toll__annuity_payment(double present_usd, double future_usd, double rate_frac, double periods, int at_start);

/* Modified internal rate of return per period; 0: the flows lack one of the two signs. */
int toll__annuity_mirr(const double *flows, uint64_t count, double finance_frac, double reinvest_frac,
                       double *rate_frac);

#endif
