/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of a book that follow from its rows: written once, compared on opening. */
#ifndef TOLL_BOOK_BOOK_INDEX_H
#define TOLL_BOOK_BOOK_INDEX_H

#include "book/book_view.h"

/* The same sections, writable. */
typedef struct toll__index {
    toll__span *tariffs;
    uint32_t *versions;
    toll__match *matches;
    uint32_t *holidays;
    toll__text_entry *entries;
    toll__book_header *header;
} toll__index;

/* Whether a clause of this op names a set of texts, and not its text alone. */
int toll__match_is_pattern(uint32_t op);

/* The set of lengths of the header that clauses of this op are in; TOLL__LENGTHS: in none. */
uint32_t toll__match_lengths(uint32_t op);

/* Fills every section from rows that toll__tariffs_check() has passed; book is the view of the same memory. */
void toll__index_write(const toll__book *book, const toll__index *index);

/* TOLL_OK when the sections are those of the rows. */
toll_status toll__index_check(const toll__book *book, toll_error *err);

/* TOLL_E_CONFLICT when two versions of one SKU overlap in one layer, or the order is none. Any memory is safe. */
toll_status toll__versions_check(const toll__book *book, toll_error *err);

#endif
