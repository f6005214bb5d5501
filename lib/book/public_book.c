/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in book: words that `make book` compiles from lib/book/data, so that it needs no start-up work. */
#include "book/public_book.h"

#include "book/table/public_book.inc"

const void *toll__public_book(uint64_t *size_bytes)
{
    *size_bytes = public_book_bytes;
    return public_book_words;
}
