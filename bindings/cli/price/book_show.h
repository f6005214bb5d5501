/* SPDX-License-Identifier: Apache-2.0 */
/* toll book show. */
#ifndef TOLL_CLI_PRICE_BOOK_SHOW_H
#define TOLL_CLI_PRICE_BOOK_SHOW_H

#include "input/book_request.h"
#include "input/price_book.h"
#include "output/screen.h"

/* All rows of the book are read. Returns the exit code. */
int book_show(const book_request *r, const screen *s, const pricebook *b);

#endif
