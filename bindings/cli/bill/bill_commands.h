/* SPDX-License-Identifier: Apache-2.0 */
/* Commands on usage logs. Each answers on stdout and returns an exit code. */
#ifndef TOLL_CLI_BILL_BILL_COMMANDS_H
#define TOLL_CLI_BILL_BILL_COMMANDS_H

#include "input/bill_request.h"
#include "input/priced_sink.h"
#include "output/screen.h"

int command_bill(bill_request *r, const screen *s);

/* Bills the logs of a request for another command. */
bool bill_into_sink(bill_request *r, const priced_sink *sink, log_summary *summary);

#endif
