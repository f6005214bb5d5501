/* SPDX-License-Identifier: Apache-2.0 */
/* toll book verify FILE. */
#ifndef TOLL_CLI_PRICE_VERIFY_BOOK_H
#define TOLL_CLI_PRICE_VERIFY_BOOK_H

#include "input/book_request.h"

/* Returns EXIT_FINE for a book whose every row and hash is right, else EXIT_BAD_INPUT. */
int verify_book(const book_request *r);

#endif
