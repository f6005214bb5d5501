/* SPDX-License-Identifier: Apache-2.0 */
/* What changed from one price book to another: row by row, or in the cost of records. */
#ifndef TOLL_CLI_PRICE_BOOK_DIFF_H
#define TOLL_CLI_PRICE_BOOK_DIFF_H

#include "input/args.h"
#include "output/screen.h"

#define EXIT_SAME    0 /* as diff's: nothing changed */
#define EXIT_CHANGED 1 /* something did */
#define EXIT_TROUBLE 2 /* a book or the records could not be read */

/* toll book diff OLD NEW [--usage FILE] */
int book_diff(const args *a, const screen *s);

#endif
