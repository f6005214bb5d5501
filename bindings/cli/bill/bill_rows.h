/* SPDX-License-Identifier: Apache-2.0 */
/* Records as rows of CSV: --csv. Without it the functions do nothing. */
#ifndef TOLL_CLI_BILL_BILL_ROWS_H
#define TOLL_CLI_BILL_BILL_ROWS_H

#include "bill/run_state.h"

void bill_row_heads(const bill_run *run);
void bill_row_priced(const bill_run *run, const placed_record *record, const named_tariff *t, const priced_record *p);
void bill_row_refused(const bill_run *run, const placed_record *record, const char *reason);

#endif
