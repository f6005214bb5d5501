/* SPDX-License-Identifier: Apache-2.0 */
/* Order statistics of results. */
#ifndef TOLL_RISK_QUANTILE_H
#define TOLL_RISK_QUANTILE_H

#include <stdint.h>

/* Sorts in place, ascending, without recursion or memory. */
void toll__quantile_sort(double *values, uint64_t count);

/* Quantile p of sorted values, linear between neighbours (type 7 of Hyndman and Fan 1996, what NumPy does). */
double toll__quantile_of(const double *sorted, uint64_t count, double p);

#endif
