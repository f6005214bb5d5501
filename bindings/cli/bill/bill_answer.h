/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of toll bill, for people and as JSON. */
#ifndef TOLL_CLI_BILL_BILL_ANSWER_H
#define TOLL_CLI_BILL_BILL_ANSWER_H

#include "bill/run_state.h"
#include "output/screen.h"

void bill_table(const bill_run *run, const screen *s);
void bill_json(const bill_run *run);

/* Notes on how the records were read, one at a time from 0; false beyond the last. */
bool bill_note(const bill_run *run, int index, char *text, size_t size);

/* Whether the total lacks records. */
bool bill_is_incomplete(const bill_run *run);

#endif
