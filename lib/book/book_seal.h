/* SPDX-License-Identifier: Apache-2.0 */
/* What marks a block as a price book: its first words and its hash. */
#ifndef TOLL_BOOK_BOOK_SEAL_H
#define TOLL_BOOK_BOOK_SEAL_H

#include "book/book_view.h"

#define TOLL__BOOK_MAGIC      "tollbook" /* 8 bytes, the NUL is not stored */
#define TOLL__BOOK_BYTE_ORDER 0x01020304u

/* SHA-256 of `size` bytes without those of the header's hash. */
void toll__book_digest(const void *memory, uint64_t size, unsigned char hash[TOLL__BOOK_HASH]);

/* Writes magic, format, byte order, size and, last, the hash; counts are there already. */
void toll__book_seal(void *memory, uint64_t size);

#endif
