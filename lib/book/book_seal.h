/* SPDX-License-Identifier: Apache-2.0 */
/* What marks a block as a price book, and what shows damage: sums of the index and of each tariff, and the hash.
 *
 * A sum is cheap enough to be taken whenever a book is opened or a card is made. It shows damage, not an attacker. */
#ifndef TOLL_BOOK_BOOK_SEAL_H
#define TOLL_BOOK_BOOK_SEAL_H

#include "book/book_view.h"

#define TOLL__BOOK_MAGIC      "tollbook" /* 8 bytes, the NUL is not stored */
#define TOLL__BOOK_BYTE_ORDER 0x01020304u

/* Part of the format: goes on from `sum` over whole words of 8 bytes. Any one changed word changes it. */
uint64_t toll__book_sum(uint64_t sum, const void *words, uint64_t n_words);

/* What header->sum must be: over the header (its sum as 0), the index and the rows that tariffs share. */
uint64_t toll__book_index_sum(const toll__book *book);

/* What span->sum must be. */
uint64_t toll__book_tariff_sum(const toll__tariff *tariff);

/* Writes sums, hashes and the first words of a book in this memory, whose counts, rows and index are there already. Any
 * memory with a sound view is safe. */
void toll__book_seal(void *memory, const toll__book *book);

#endif
