/* SPDX-License-Identifier: Apache-2.0 */
/* The command of invoices. It answers on stdout and returns an exit code. */
#ifndef TOLL_CLI_RECONCILE_RECONCILE_COMMANDS_H
#define TOLL_CLI_RECONCILE_RECONCILE_COMMANDS_H

#include "input/priced_sink.h"
#include "input/reconcile_request.h"
#include "output/screen.h"

/* `biller` bills the logs of the request. */
int command_reconcile(reconcile_request *r, log_biller biller, const screen *s);

#endif
