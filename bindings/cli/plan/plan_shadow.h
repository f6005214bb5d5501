/* SPDX-License-Identifier: Apache-2.0 */
/* What the constraints cost: the cheapest answer without them, and what to give up where they leave nothing. */
#ifndef TOLL_CLI_PLAN_PLAN_SHADOW_H
#define TOLL_CLI_PLAN_PLAN_SHADOW_H

#include "plan/plan_answer.h"

/* Fills shadows, relax and n_back. Complains and returns false on a mistake. */
bool plan_shadow_find(plan_answer *a, price_books *books);

#endif
