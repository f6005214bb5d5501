/* SPDX-License-Identifier: Apache-2.0 */
/* Money over time: rates, discount factors, net present value, levelised cost. */
#ifndef TOLL_FINANCE_DISCOUNT_H
#define TOLL_FINANCE_DISCOUNT_H

#include <stdint.h>

typedef struct toll__discount_terms {
    double rate_frac;        /* per year */
    double inflation_frac;   /* per year */
    double periods_per_year; /* of the flows */
    uint32_t timing;         /* TOLL_TIMING_* */
    uint32_t compounding;    /* TOLL_COMPOUND_* of both rates */
    uint32_t rate_basis;     /* TOLL_BASIS_* */
    uint32_t flow_basis;     /* TOLL_BASIS_* */
} toll__discount_terms;

/* Factors on flows: first for flow 0, then `step` times more for each later one. */
typedef struct toll__discount {
    double first;
    double step;
} toll__discount;

/* Logarithm of the growth over a year, by compounding and compoundings a year. */
double toll__rate_log_growth(double rate_frac, uint32_t compounding, double periods);

/* Its inverse: the rate that grows by exp(log_growth) in a year. */
double toll__rate_of_log_growth(double log_growth, uint32_t compounding, double periods);

toll__discount toll__discount_of(const toll__discount_terms *terms);

/* Sum of the discounted flows; 0 flows are 0. */
double toll__discount_sum(const double *flows, uint64_t count, toll__discount discount);

/* The same with one more flow after the last, paid when the horizon closes. */
double toll__discount_sum_closing(const double *flows, uint64_t count, double closing, toll__discount discount);

#endif
