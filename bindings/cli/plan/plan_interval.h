/* SPDX-License-Identifier: Apache-2.0 */
/* Intervals of the shadow prices. */
#ifndef TOLL_CLI_PLAN_PLAN_INTERVAL_H
#define TOLL_CLI_PLAN_PLAN_INTERVAL_H

#include "plan/plan_answer.h"

/* Candidates of all searches of one plan. */
typedef struct plan_candidates {
    toll_plan_candidate *rows;
    uint64_t count, capacity;
} plan_candidates;

/* Adds the cheapest options and the APIs that a search without the constraints of `drop` has found; 0: with all of
 * them. `asked` is the answer under all constraints. False after a complaint. */
bool plan_interval_add(plan_candidates *c, const plan_answer *asked, const plan_answer *found, uint64_t drop);

/* Sets the intervals of the answer's shadows and frees the candidates. False after a complaint. */
bool plan_interval_finish(plan_candidates *c, plan_answer *a);

#endif
