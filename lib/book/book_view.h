/* SPDX-License-Identifier: Apache-2.0 */
/* The format of a price book, and its view: pointers to the sections of one that lies in memory.
 *
 * A book is one block of little-endian words without pointers:
 *   header | tariffs | versions | matches | holidays | entries | slots | pool | hashes | rows
 * Sections follow one another on 8-byte boundaries, so the counts of the header alone say where each begins. All before
 * the rows is the index: it is checked when the book is opened, the rows of a tariff when its card is made. Only
 * structs and their accessors are here; what validates a book (row_rules, tariff_rules, book_index) includes nothing
 * above this header. */
#ifndef TOLL_BOOK_BOOK_VIEW_H
#define TOLL_BOOK_BOOK_VIEW_H

#include <toll/book.h>

#include "book/tariff_row.h"

#define TOLL__BOOK_FORMAT   3u
#define TOLL__BOOK_ROWS_MAX 10000000u
#define TOLL__BOOK_HASH     32u /* bytes of SHA-256 */
#define TOLL__TEXT_STANDARD 1u  /* every book interns "standard", the tier that 0 means as well, under this number */
#define TOLL__TEXT_BYTES    96u /* of the longest text, NUL included */
#define TOLL__TEXT_SHORT    16u /* of a currency */

/* Kinds of patterns that are looked up by the lengths that their clauses have. */
enum { TOLL__LENGTHS_PREFIX, TOLL__LENGTHS_SUFFIX, TOLL__LENGTHS_INFIX, TOLL__LENGTHS };

typedef struct toll__book_header {
    char magic[8];
    uint32_t format;
    uint32_t byte_order;
    uint64_t size;
    unsigned char hash[TOLL__BOOK_HASH]; /* of the content: over the hashes of the tariffs, tariff_hash.h */
    uint64_t sum;                        /* of the index, book_seal.h */
    uint32_t n_rows, n_tariffs, n_matches, n_holidays;
    uint32_t n_entries, n_slots;
    uint64_t pool_bytes;
    uint64_t lengths[TOLL__LENGTHS][2]; /* by kind of pattern; bit L of its 128: some clause of it has L bytes */
} toll__book_header;

/* One tariff: rows first_row .. first_row + n_rows - 1, and the sum of their bytes. */
typedef struct toll__span {
    uint32_t first_row, n_rows;
    uint64_t sum; /* book_seal.h */
} toll__span;

/* One row of kind TOLL_ROW_MATCH and the tariff that it belongs to. */
typedef struct toll__match {
    uint32_t row, tariff;
} toll__match;

/* One interned text; its number is its index. Its clauses, from first_match: n_exact names and aliases, then n_patterns
 * patterns of any kind (the row's op says which), both in the order of the rows. */
typedef struct toll__text_entry {
    uint32_t offset, length; /* in the pool, without the NUL */
    uint32_t hash;
    uint32_t is_list; /* 1: a holiday list of this name has days */
    uint32_t first_match, n_exact, n_patterns;
    uint32_t reserved;
} toll__text_entry;

/* The interned texts: what every look-up by text reads. */
typedef struct toll__texts {
    const toll__text_entry *entries;
    const uint32_t *slots; /* open addressing: number of an entry, 0: free */
    const char *pool;
    uint64_t pool_bytes;
    uint32_t n_entries, n_slots;
} toll__texts;

/* Where everything is. Counts and offsets have been checked against the size, so that an index below a count is in
 * bounds; what the sections hold may still change under us, so every number read from one is compared before it is an
 * index (or a divisor) again. */
typedef struct toll__book {
    const toll__book_header *header;
    const toll__row *rows;
    const toll__span *tariffs;
    const uint32_t *versions; /* tariffs by SKU, provider, layer, from_s */
    const toll__match *matches;
    const uint32_t *holidays; /* rows of kind TOLL_ROW_HOLIDAY, which bills by any tariff may read */
    toll__texts texts;
    const unsigned char *hashes; /* TOLL__BOOK_HASH bytes a tariff */
    uint64_t size;
    uint32_t n_rows, n_tariffs, n_matches, n_holidays;
} toll__book;

/* The text of a number: NUL-terminated, "" for a number that the book does not have. It is copied, because what lies
 * in the book may change. */
void toll__book_text(const toll__book *book, uint32_t id, char text[TOLL__TEXT_BYTES]);

/* The same of a short one: "" for a longer text. */
void toll__book_short_text(const toll__book *book, uint32_t id, char text[TOLL__TEXT_SHORT]);

/* The tariff of an index, cut to the book's rows. */
toll__tariff toll__book_tariff(const toll__book *book, uint32_t index);

/* 64 hexadecimal digits and a NUL. */
void toll__book_hash_text(const unsigned char hash[TOLL__BOOK_HASH], char text[65]);

#endif
