/* SPDX-License-Identifier: Apache-2.0 */
/* A log on its way from files to sums. */
#ifndef TOLL_CLI_BILL_BILL_RUN_H
#define TOLL_CLI_BILL_BILL_RUN_H

#include "bill/run_state.h"

/* Reads and bills all logs; sink NULL: none. False after a complaint: nothing can be answered. */
bool bill_run_logs(bill_run *run, bill_request *asked, const priced_sink *sink);
void bill_run_free(bill_run *run);

#endif
