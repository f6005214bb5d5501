/* SPDX-License-Identifier: Apache-2.0 */
/* When money comes back: payback of flows, break-even of owning against renting. */
#ifndef TOLL_FINANCE_PAYBACK_H
#define TOLL_FINANCE_PAYBACK_H

#include <stdint.h>

#include "finance/discount.h"

typedef struct toll__payback {
    uint32_t verdict;      /* TOLL_VERDICT_* */
    uint32_t is_lasting;   /* 1: the balance never falls below 0 again */
    int64_t whole_periods; /* of a verdict that is reached */
    double periods;        /* the same, within its period */
    double balance_usd;    /* at the end */
    double lowest_usd;     /* deepest balance */
} toll__payback;

/* discount {1, 1} counts money as it is. */
void toll__payback_find(double upfront_usd, const double *flows, uint64_t count, toll__discount discount,
                        toll__payback *result);

/* Periods until capex is saved; *periods is written for a verdict that is reached. */
uint32_t toll__break_even_periods(double capex_usd, double saving_usd, double *periods);

/* Share of use above which owning (fixed per hour, marginal per busy hour) is cheaper than rent per busy hour. */
uint32_t toll__break_even_use(double fixed_usd_per_h, double marginal_usd_per_h, double rent_usd_per_h, double *use);

#endif
