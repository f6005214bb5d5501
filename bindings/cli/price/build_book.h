/* SPDX-License-Identifier: Apache-2.0 */
/* toll book build. */
#ifndef TOLL_CLI_PRICE_BUILD_BOOK_H
#define TOLL_CLI_PRICE_BUILD_BOOK_H

#include "input/book_request.h"

/* Writes the book to r->out; returns the exit code. */
int build_book(const book_request *r);

#endif
