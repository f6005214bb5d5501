/* SPDX-License-Identifier: Apache-2.0 */
/* A mixed fleet for people and for programs. */
#ifndef TOLL_CLI_PLAN_PLAN_MIX_TEXT_H
#define TOLL_CLI_PLAN_PLAN_MIX_TEXT_H

#include "output/json_out.h"
#include "output/screen.h"
#include "plan/plan_answer.h"

void plan_mix_put(const plan_mix *mix, const screen *s);
void plan_mix_json(json *j, const plan_mix *mix); /* member "mixed_fleet" */

#endif
