/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of toll bill, for people and as JSON. */
#ifndef TOLL_CLI_BILL_BILL_ANSWER_H
#define TOLL_CLI_BILL_BILL_ANSWER_H

#include "bill/run_state.h"
#include "output/json_out.h"
#include "output/screen.h"

void bill_table(const bill_run *run, const screen *s);
void bill_json(const bill_run *run);

/* The same usage priced again. */
void bill_as_table(const bill_run *run, const screen *s);
void bill_as_json(json *j, const bill_run *run);

/* Names without a price, on the screen with what heads them, and as elements of an open array; the nearest names where
 * the book lacks them. */
void bill_show_unpriced(const bill_problems *p, const pricebook *book, const char *head, const screen *s);
void bill_json_unpriced(json *j, const bill_problems *p, const pricebook *book);

/* Notes on how the records were read, one at a time from 0; false beyond the last. */
bool bill_note(const bill_run *run, int index, char *text, size_t size);

/* Whether the total lacks records. */
bool bill_is_incomplete(const bill_run *run);

#endif
