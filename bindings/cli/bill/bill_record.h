/* SPDX-License-Identifier: Apache-2.0 */
/* One record: its tariff, its bill, its place in the sums. */
#ifndef TOLL_CLI_BILL_BILL_RECORD_H
#define TOLL_CLI_BILL_BILL_RECORD_H

#include "bill/run_state.h"

/* Bills a record, adds it to the sums or to the problems, and writes its row with --csv. */
void bill_one_record(bill_run *run, const placed_record *record);

/* Lists a record that can't be billed, and writes its row with --csv. */
void bill_refuse_record(bill_run *run, const placed_record *record, const char *reason);

#endif
