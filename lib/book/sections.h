/* SPDX-License-Identifier: Apache-2.0 */
/* Where the sections of a book begin, from its counts alone. */
#ifndef TOLL_BOOK_SECTIONS_H
#define TOLL_BOOK_SECTIONS_H

#include "book/book_view.h"

#define TOLL__SLOTS_PER_ENTRY 2u  /* half of the slots stay free: 1.5 probes for a text that is there (Knuth, 6.4) */
#define TOLL__TEXTS_PER_ROW   4u  /* key, value, text, source */
#define TOLL__TEXTS_FIXED     2u  /* "" and "standard" */
#define TOLL__POOL_PER_ROW    240 /* 32 + 16 + 96 + 96 bytes of the public row's texts */
#define TOLL__POOL_FIXED      10  /* "" and "standard" with their NULs */

typedef struct toll__sections {
    uint64_t tariffs, versions, matches, holidays, entries, slots, pool, hashes, rows; /* offsets */
    uint64_t size;
} toll__sections;

/* Counts within the limits of toll__book_view(), so nothing wraps. */
void toll__sections_make(const toll__book_header *counts, toll__sections *sections);

/* The counts that no book of so many rows exceeds. */
void toll__sections_most(uint64_t n_rows, toll__book_header *counts);

/* 1 when no count exceeds those of its rows and slots follow from entries. */
int toll__sections_fit(const toll__book_header *counts);

/* The view of a block with these counts; size of the view is that of its sections. */
void toll__sections_view(const void *memory, const toll__book_header *counts, toll__book *book);

#endif
