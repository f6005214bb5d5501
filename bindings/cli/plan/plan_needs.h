/* SPDX-License-Identifier: Apache-2.0 */
/* Several needs: a plan of each, and the sum. */
#ifndef TOLL_CLI_PLAN_PLAN_NEEDS_H
#define TOLL_CLI_PLAN_PLAN_NEEDS_H

#include "input/needs_request.h"
#include "plan/plan_answer.h"

/* Builds the answer of one request, as toll plan has it; plan_options_free(&a->options) in every case. False after a
 * complaint. */
bool plan_build(plan_answer *a, plan_request *r);

#endif
