/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that make a book, yet look like a slip: what a person should look at before it bills anyone. */
#ifndef TOLL_CLI_PRICE_BOOK_LINT_H
#define TOLL_CLI_PRICE_BOOK_LINT_H

#include "price/lint_run.h"

/* Returns how many findings there are. */
int lint_rows(const toll_bill_row *rows, int64_t n_rows, lint_report *report, void *target);

#endif
