/* SPDX-License-Identifier: Apache-2.0 */
/* toll book show. */
#ifndef TOLL_CLI_PRICE_BOOK_SHOW_H
#define TOLL_CLI_PRICE_BOOK_SHOW_H

#include "input/book_request.h"
#include "input/price_books.h"
#include "output/screen.h"

/* The books are read. The list is of the first book, a name's tariffs are of the book that knows it. Returns the exit
 * code. */
int book_show(const book_request *r, const screen *s, price_books *books);

#endif
