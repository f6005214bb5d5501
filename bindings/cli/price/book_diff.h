/* SPDX-License-Identifier: Apache-2.0 */
/* What changed from one price book to another: row by row, or in the cost of records. */
#ifndef TOLL_CLI_PRICE_BOOK_DIFF_H
#define TOLL_CLI_PRICE_BOOK_DIFF_H

#include "input/book_request.h"
#include "input/price_book.h"
#include "output/json_out.h"
#include "output/screen.h"

/* Rows of one version of an SKU that the next version has not, and the other way round, but for the rows that open them:
 * lines under the SKU, or objects of an open array. */
void book_diff_versions(json *out, const pricebook *before, int64_t first, const pricebook *after, int64_t second);

/* Returns EXIT_SAME, EXIT_CHANGED or EXIT_TROUBLE. */
int book_diff(const book_request *r, const screen *s);

#endif
