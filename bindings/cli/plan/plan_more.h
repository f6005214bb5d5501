/* SPDX-License-Identifier: Apache-2.0 */
/* What is searched for once the answer is known: what would flip it, and what would make it cheaper. */
#ifndef TOLL_CLI_PLAN_PLAN_MORE_H
#define TOLL_CLI_PLAN_PLAN_MORE_H

#include "plan/plan_flips.h"
#include "plan/plan_levers.h"
#include "plan/plan_waiting.h"

typedef struct plan_more {
    plan_flips flips;
    plan_levers levers;
    plan_waiting waiting;
} plan_more;

#endif
