/* SPDX-License-Identifier: Apache-2.0 */
/* Inverse questions over all offers: the most load within caps, the lowest price, the load from which it is that cheap. */
#ifndef TOLL_CLI_PLAN_PLAN_MOST_H
#define TOLL_CLI_PLAN_PLAN_MOST_H

#include "plan/plan_choices.h"

/* The best answer of all offers. */
typedef struct plan_most {
    bool is_found;
    toll_plan_option found;
    toll_plan_reach reach;
    const plan_accelerator *accelerator;
    const plan_offer *offer;
} plan_most;

/* All that a plan was asked the other way round. */
typedef struct plan_inverse {
    bool has_most; /* a budget, a power or a number of GPUs is given */
    plan_most most;
    bool has_price; /* --usd-per-mtok */
    plan_most from;
    plan_most lowest; /* where nothing is that cheap */
} plan_inverse;

/* One question. With `has_searched` only accelerators are asked that have met the need of the last search, or needed too
 * many GPUs for it: the others can't at any rate. False after a complaint. */
bool plan_most_find(plan_options *o, const toll_plan_need *need, const toll_plan_most *asked, bool has_searched,
                    plan_most *best);

/* Of the request: before the search, since the load may follow from it. False after a complaint. */
bool plan_inverse_find(plan_options *o, const toll_plan_need *need, plan_inverse *inverse);

/* The load to plan for where none is given: what the caps carry, else the one from which it is as cheap as asked, else the
 * one of the lowest price; 0: nothing carries any. */
double plan_inverse_rate(const plan_inverse *inverse);

#endif
