/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of an invoice as rows of a reconciliation. */
#ifndef TOLL_CLI_RECONCILE_THEIR_ROWS_H
#define TOLL_CLI_RECONCILE_THEIR_ROWS_H

#include "input/price_books.h"
#include "reconcile/our_rows.h"
#include "table/statement_file.h"

/* Adds a row a line; lines[row - first] is its line. A line of usage whose model neither the log nor the book has becomes
 * one that is not understood. at_s: the instant at which names are looked up. False after a complaint: the lines are in
 * several currencies. */
bool their_rows_add(our_rows *r, toll__statement *statement, price_books *books, int64_t at_s);

#endif
