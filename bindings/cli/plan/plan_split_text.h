/* SPDX-License-Identifier: Apache-2.0 */
/* Pools of prefill and decode for people and for programs. */
#ifndef TOLL_CLI_PLAN_PLAN_SPLIT_TEXT_H
#define TOLL_CLI_PLAN_PLAN_SPLIT_TEXT_H

#include "output/json_out.h"
#include "output/screen.h"
#include "plan/plan_answer.h"

void plan_split_put(const plan_answer *a, const screen *s);
void plan_split_json(json *j, const plan_answer *a); /* member "split_pools" */

#endif
