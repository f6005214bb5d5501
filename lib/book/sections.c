/* SPDX-License-Identifier: Apache-2.0 */
/* Offsets of the sections from the counts of the header, in the order of the format (book_view.h).
 *
 * By hand: 3 rows, 1 tariff, 1 name, 4 texts in 40 bytes. Tariffs begin at 144, versions at 144 + 16 = 160, matches at
 * 168 (one word of 4 bytes, rounded up to 8), holidays and entries at 176, slots at 176 + 4 * 32 = 304, the pool at
 * 304 + 8 * 4 = 336, hashes at 376, rows at 376 + 32 = 408. The book ends at 408 + 3 * 120 = 768. */
#include "book/sections.h"

#include <stddef.h>
#include <string.h>

_Static_assert(sizeof(toll__book_header) == 144, "the format has no padding of the compiler's");
_Static_assert(sizeof(toll__row) == 120, "the format has no padding of the compiler's");
_Static_assert(sizeof(toll__span) == 16 && sizeof(toll__match) == 8 && sizeof(toll__text_entry) == 32, "nor here");

/* Each section begins on 8 bytes. */
static uint64_t place_section(uint64_t *end, uint64_t count, uint64_t bytes)
{
    uint64_t at = *end;
    *end = at + (count * bytes + 7) / 8 * 8;
    return at;
}

void toll__sections_make(const toll__book_header *counts, toll__sections *sections)
{
    uint64_t end = sizeof(toll__book_header);
    sections->tariffs = place_section(&end, counts->n_tariffs, sizeof(toll__span));
    sections->versions = place_section(&end, counts->n_tariffs, sizeof(uint32_t));
    sections->matches = place_section(&end, counts->n_matches, sizeof(toll__match));
    sections->holidays = place_section(&end, counts->n_holidays, sizeof(uint32_t));
    sections->entries = place_section(&end, counts->n_entries, sizeof(toll__text_entry));
    sections->slots = place_section(&end, counts->n_slots, sizeof(uint32_t));
    sections->pool = place_section(&end, counts->pool_bytes, 1);
    sections->hashes = place_section(&end, counts->n_tariffs, TOLL__BOOK_HASH);
    sections->rows = place_section(&end, counts->n_rows, sizeof(toll__row));
    sections->size = end;
}

void toll__sections_most(uint64_t n_rows, toll__book_header *counts)
{
    uint32_t n = (uint32_t)n_rows;
    memset(counts, 0, sizeof *counts);
    counts->n_rows = counts->n_tariffs = counts->n_matches = counts->n_holidays = n;
    counts->n_entries = n * TOLL__TEXTS_PER_ROW + TOLL__TEXTS_FIXED;
    counts->n_slots = counts->n_entries * TOLL__SLOTS_PER_ENTRY;
    counts->pool_bytes = n_rows * TOLL__POOL_PER_ROW + TOLL__POOL_FIXED;
}

int toll__sections_fit(const toll__book_header *counts)
{
    toll__book_header most;
    if (counts->n_rows > TOLL__BOOK_ROWS_MAX)
        return 0;
    toll__sections_most(counts->n_rows, &most);
    if (counts->n_tariffs > most.n_tariffs || counts->n_matches > most.n_matches)
        return 0;
    if (counts->n_holidays > most.n_holidays || counts->n_entries > most.n_entries)
        return 0;
    if (counts->n_entries < TOLL__TEXTS_FIXED || counts->n_slots != counts->n_entries * TOLL__SLOTS_PER_ENTRY)
        return 0;
    return counts->pool_bytes >= TOLL__POOL_FIXED && counts->pool_bytes <= most.pool_bytes;
}

void toll__sections_view(const void *memory, const toll__book_header *counts, toll__book *book)
{
    const unsigned char *base = memory;
    toll__sections at;
    toll__sections_make(counts, &at);
    book->header = memory;
    book->rows = (const toll__row *)(const void *)(base + at.rows);
    book->tariffs = (const toll__span *)(const void *)(base + at.tariffs);
    book->versions = (const uint32_t *)(const void *)(base + at.versions);
    book->matches = (const toll__match *)(const void *)(base + at.matches);
    book->holidays = (const uint32_t *)(const void *)(base + at.holidays);
    book->hashes = base + at.hashes;
    book->texts.entries = (const toll__text_entry *)(const void *)(base + at.entries);
    book->texts.slots = (const uint32_t *)(const void *)(base + at.slots);
    book->texts.pool = (const char *)(base + at.pool);
    book->texts.pool_bytes = counts->pool_bytes;
    book->texts.n_entries = counts->n_entries;
    book->texts.n_slots = counts->n_slots;
    book->size = at.size;
    book->n_rows = counts->n_rows;
    book->n_tariffs = counts->n_tariffs;
    book->n_matches = counts->n_matches;
    book->n_holidays = counts->n_holidays;
}
