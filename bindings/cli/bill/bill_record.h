/* SPDX-License-Identifier: Apache-2.0 */
/* One record: its tariff, its bill, its place in the sums. */
#ifndef TOLL_CLI_BILL_BILL_RECORD_H
#define TOLL_CLI_BILL_BILL_RECORD_H

#include "bill/bill_run.h"

/* Bills a record, adds it to the sums or to the problems, and writes its row with --csv. */
void bill_one_record(bill_run *run, const placed_record *record);

#endif
