/* SPDX-License-Identifier: Apache-2.0 */
/* Commands on usage logs. Each answers on stdout and returns an exit code. */
#ifndef TOLL_CLI_BILL_BILL_COMMANDS_H
#define TOLL_CLI_BILL_BILL_COMMANDS_H

#include "input/bill_request.h"
#include "output/screen.h"

int command_bill(bill_request *r, const screen *s);

#endif
