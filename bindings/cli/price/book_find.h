/* SPDX-License-Identifier: Apache-2.0 */
/* toll book find: what names mean in the books. */
#ifndef TOLL_CLI_PRICE_BOOK_FIND_H
#define TOLL_CLI_PRICE_BOOK_FIND_H

#include "input/book_request.h"
#include "output/screen.h"

/* Returns an exit code: bad input when a name is not known. */
int book_find(const book_request *r, const screen *s);

#endif
