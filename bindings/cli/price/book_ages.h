/* SPDX-License-Identifier: Apache-2.0 */
/* toll book age: how old the prices of a book are, by provider. */
#ifndef TOLL_CLI_PRICE_BOOK_AGES_H
#define TOLL_CLI_PRICE_BOOK_AGES_H

#include "input/book_request.h"
#include "output/screen.h"

/* Reads r->file, or the built-in book; returns the exit code. */
int book_ages(const book_request *r, const screen *s);

#endif
