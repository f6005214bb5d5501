/* SPDX-License-Identifier: Apache-2.0 */
/* An empty public book, for the generator of the public book: it links the library that the generated file is part
 * of. */
#include "book/public_book.h"

const void *toll__public_book(uint64_t *size_bytes)
{
    *size_bytes = 0;
    return NULL;
}
