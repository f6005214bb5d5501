/* SPDX-License-Identifier: Apache-2.0 */
/* Opens price books: the check of the header that every call makes, and the validation of the whole. */
#ifndef TOLL_BOOK_BOOK_H
#define TOLL_BOOK_BOOK_H

#include "book/book_view.h"

/* Checks the header against the size, which must be the book's, O(1), and fills the view; TOLL_E_OBJECT, or TOLL_E_UNSUPPORTED on a big-endian
 * host. */
toll_status toll__book_view(const void *memory, uint64_t size, toll__book *book, toll_error *err);

/* Validates the index, so that every tariff is found and no use reads outside: counts, sum, texts, names, versions. */
toll_status toll__book_open(const void *memory, uint64_t size, toll_error *err);

/* 1 when words of this machine are those of a book. */
int toll__book_host_is_little(void);

#endif
