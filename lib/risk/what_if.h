/* SPDX-License-Identifier: Apache-2.0 */
/* A question about a plan, answered again and again with other numbers in its rows. */
#ifndef TOLL_RISK_WHAT_IF_H
#define TOLL_RISK_WHAT_IF_H

#include <toll/risk.h>

#include "tco/account.h"
#include "tco/tco_plan.h"

/* No answer is larger: the deviation of two at both ends, sqrt(2) times it, must lie within a struct's 10^300. */
#define TOLL__ANSWER_MAX 1e299

typedef struct toll__what_if {
    const toll__tco_plan *plan;
    uint32_t option, against, metric, timing;
    toll__account *account;
    double *values;        /* one a row, to be changed */
    const double *medians; /* one a row; also what sizes the units where sizing is fixed */
    int fixed_sizing;
} toll__what_if;

uint64_t toll__what_if_size(const toll__tco_plan *plan);

/* Divides work memory of that size, and fills values and medians. */
void toll__what_if_start(const toll__tco_plan *plan, void *work, toll__what_if *what_if);

#define TOLL__METRICS_MAX TOLL_RISK_CO2_KG /* as many as there are */

/* `count` metrics, 1 .. TOLL__METRICS_MAX, of one evaluation at what_if->values; NaN for one without a value. */
toll_status toll__what_if_outcome(const toll__what_if *what_if, const uint32_t *metrics, uint64_t count,
                                  double *answers, toll_error *err);

/* The answer for what_if->values, which have been checked against their rows' limits. E_OVERFLOW beyond
 * TOLL__ANSWER_MAX. */
toll_status toll__what_if_answer(const toll__what_if *what_if, double *answer, toll_error *err);

/* The same with one row's number replaced, which is put back. */
toll_status toll__what_if_answer_with(const toll__what_if *what_if, uint64_t row, double value, double *answer,
                                      toll_error *err);

/* Rows that are moved together from their medians: all to one number, or each to its median times a factor. */
typedef struct toll__what_if_dial {
    const uint64_t *rows;
    uint64_t count;
    int is_factor;
    int turns_own, turns_other; /* filled: some row is for the option, or for the other */
    double own, other;          /* filled: their metrics at the medians */
} toll__what_if_dial;

/* Fills the rest of a dial whose rows are given; what_if->values are the medians. */
toll_status toll__what_if_dial_start(const toll__what_if *what_if, toll__what_if_dial *dial, toll_error *err);

/* The answer with the dial at a number, after which the values are the medians again. NaN where it has no value. */
toll_status toll__what_if_answer_at(const toll__what_if *what_if, const toll__what_if_dial *dial, double at,
                                    double *answer, toll_error *err);

/* 1: the row shapes the scenario, so its number can't be another. */
int toll__what_if_is_fixed(const toll__what_if *what_if, uint64_t row);

#endif
