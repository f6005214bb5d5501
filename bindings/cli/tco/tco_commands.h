/* SPDX-License-Identifier: Apache-2.0 */
/* The command of scenarios. It returns an exit code. */
#ifndef TOLL_CLI_TCO_COMMANDS_H
#define TOLL_CLI_TCO_COMMANDS_H

#include "input/scenario_request.h"
#include "output/screen.h"

int command_tco(const scenario_request *r, const screen *s);

#endif
