/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that plan, and that set two options side by side. They return an exit code. */
#ifndef TOLL_CLI_PLAN_PLAN_COMMANDS_H
#define TOLL_CLI_PLAN_PLAN_COMMANDS_H

#include "input/needs_request.h"
#include "input/plan_request.h"
#include "input/vs_request.h"
#include "output/screen.h"

int command_plan(plan_request *r, const screen *s);
int command_plan_needs(needs_request *r, const screen *s);
int command_vs(vs_request *r, const screen *s);

#endif
