/* SPDX-License-Identifier: Apache-2.0 */
/* What changed from one price book to another: row by row, or in the cost of records. */
#ifndef TOLL_CLI_PRICE_BOOK_DIFF_H
#define TOLL_CLI_PRICE_BOOK_DIFF_H

#include "input/book_request.h"
#include "output/screen.h"

/* Returns EXIT_SAME, EXIT_CHANGED or EXIT_TROUBLE. */
int book_diff(const book_request *r, const screen *s);

#endif
