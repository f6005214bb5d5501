/* SPDX-License-Identifier: Apache-2.0 */
/* The answers to inverse questions, for people and for programs. */
#ifndef TOLL_CLI_PLAN_PLAN_MOST_SHOW_H
#define TOLL_CLI_PLAN_PLAN_MOST_SHOW_H

#include "output/json_out.h"
#include "output/screen.h"
#include "plan/plan_most.h"

void plan_inverse_put(const plan_inverse *inverse, const plan_request *r, const toll_plan_need *need, const screen *s);
void plan_inverse_json(json *j, const plan_inverse *inverse, const plan_request *r, const toll_plan_need *need);

#endif
