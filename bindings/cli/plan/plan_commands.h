/* SPDX-License-Identifier: Apache-2.0 */
/* The command that plans. It returns an exit code. */
#ifndef TOLL_CLI_PLAN_PLAN_COMMANDS_H
#define TOLL_CLI_PLAN_PLAN_COMMANDS_H

#include "input/plan_request.h"
#include "output/screen.h"

int command_plan(plan_request *r, const screen *s);

#endif
