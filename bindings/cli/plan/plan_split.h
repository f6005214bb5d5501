/* SPDX-License-Identifier: Apache-2.0 */
/* Prefill and decode apart, for the best few options. */
#ifndef TOLL_CLI_PLAN_PLAN_SPLIT_H
#define TOLL_CLI_PLAN_PLAN_SPLIT_H

#include "plan/plan_choices.h"

#define PLAN_SPLITS_MAX 3 /* the cheapest option of as many accelerators */

typedef struct plan_split_row {
    const plan_choice *choice;
    toll_plan_pools pools;
} plan_split_row;

typedef struct plan_split {
    int n_rows;         /* 0: it was not asked about, or no option meets the need */
    bool has_no_decode; /* answers of one token */
    plan_split_row rows[PLAN_SPLITS_MAX];
} plan_split;

/* False after a complaint. Looks only where --split-pools is given. */
bool plan_split_find(plan_split *split, const plan_options *options, const toll_plan_need *need);

/* Splitting carries the rate with fewer GPUs than one pool does by the same means. */
bool plan_split_is_smaller(const toll_plan_pools *pools);

#endif
