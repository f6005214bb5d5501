/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that show the catalog. Each returns an exit code. */
#ifndef TOLL_CLI_FACTS_COMMANDS_H
#define TOLL_CLI_FACTS_COMMANDS_H

#include "input/facts_request.h"
#include "input/offering_request.h"
#include "output/screen.h"

int command_hw(const facts_request *r, const screen *s);
int command_model(const facts_request *r, const screen *s);
int command_precision(const facts_request *r, const screen *s);
int command_engine(const facts_request *r, const screen *s);
int command_offerings(const offering_request *r, const screen *s);
int command_defaults(const facts_request *r, const screen *s);

#endif
