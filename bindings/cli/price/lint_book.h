/* SPDX-License-Identifier: Apache-2.0 */
/* toll book lint. */
#ifndef TOLL_CLI_PRICE_LINT_BOOK_H
#define TOLL_CLI_PRICE_LINT_BOOK_H

#include "input/book_request.h"

/* Lints r->file, rows or a book; returns the exit code. */
int lint_book(const book_request *r);

#endif
