/* SPDX-License-Identifier: Apache-2.0 */
/* Hours of the day for people and for programs. */
#ifndef TOLL_CLI_PLAN_PLAN_DAY_TEXT_H
#define TOLL_CLI_PLAN_PLAN_DAY_TEXT_H

#include "output/json_out.h"
#include "output/screen.h"
#include "plan/plan_answer.h"

void plan_day_put(const plan_answer *a, const screen *s);
void plan_day_json(json *j, const plan_answer *a); /* member "schedule" */

#endif
