/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a price book from rows, in the caller's memory alone.
 *
 * Nothing is known of the texts in advance, so each section first gets the room that it can need at most
 * (toll__sections_most()); rows and texts are appended there. At the end the sections move together, the index is
 * written, the whole is validated by what also validates a book that is opened, and sums and hashes seal it. */
#include "book/book_compile.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/book_index.h"
#include "book/calendar_rules.h"
#include "book/context_text.h"
#include "book/book_seal.h"
#include "book/sections.h"
#include "book/tariff_rules.h"

uint64_t toll__compile_size(uint64_t n_rows)
{
    toll__book_header most;
    toll__sections sections;
    if (n_rows > TOLL__BOOK_ROWS_MAX)
        return 0;
    toll__sections_most(n_rows, &most);
    toll__sections_make(&most, &sections);
    return sections.size;
}

void toll__compile_start(toll__writer *writer, void *memory, uint64_t n_rows)
{
    toll__book_header most;
    toll__sections at;
    toll__sections_most(n_rows, &most);
    toll__sections_make(&most, &at);
    writer->memory = memory;
    writer->rows = (toll__row *)(void *)(writer->memory + at.rows);
    writer->n_rows = 0;
    memset(memory, 0, sizeof(toll__book_header));
    memset(writer->memory + at.slots, 0, most.n_slots * sizeof(uint32_t));
    toll__intern_start(&writer->interner, (toll__text_entry *)(void *)(writer->memory + at.entries),
                       (uint32_t *)(void *)(writer->memory + at.slots), most.n_slots,
                       (char *)(writer->memory + at.pool));
}

static uint32_t intern_text(toll__writer *writer, const char *text)
{
    return toll__intern_add(&writer->interner, text, toll__text_length(text, TOLL__TEXT_BYTES - 1));
}

toll_status toll__compile_add(toll__writer *writer, const toll__source *source, toll_error *err)
{
    toll__row row = source->row;
    row.key = intern_text(writer, source->key);
    row.value = intern_text(writer, source->value);
    row.text = intern_text(writer, source->text);
    row.source = intern_text(writer, source->source);
    if (row.key == TOLL_INTERN_OTHER || row.value == TOLL_INTERN_OTHER || row.text == TOLL_INTERN_OTHER ||
        row.source == TOLL_INTERN_OTHER)
        return toll__fail(err, TOLL_E_UNSUPPORTED, TOLL_KIND_BILL_ROW, "text", writer->n_rows,
                          "is one of too many texts that hash alike");
    toll__context_text_note(writer->interner.entries, &row);
    writer->rows[writer->n_rows++] = row;
    return TOLL_OK;
}

/* Counts of the rows and texts that are there. */
static void count_rows(const toll__writer *writer, toll__book_header *counts)
{
    memset(counts, 0, sizeof *counts);
    counts->n_rows = writer->n_rows;
    for (uint32_t i = 0; i < writer->n_rows; i++) {
        counts->n_tariffs += writer->rows[i].kind == TOLL_ROW_TARIFF;
        counts->n_matches += writer->rows[i].kind == TOLL_ROW_MATCH;
        counts->n_holidays += toll__is_calendar_row(writer->rows[i].kind) ? 1 : 0;
    }
    counts->n_entries = writer->interner.texts.n_entries;
    counts->n_slots = counts->n_entries * TOLL__SLOTS_PER_ENTRY;
    counts->pool_bytes = writer->interner.texts.pool_bytes;
}

/* Sections stand in the order of the work layout and none is larger, so moving them down from first to last never
 * overwrites what is still to be moved. Only then is what lies between them cleared. */
static void move_together(toll__writer *writer, const toll__sections *at, const toll__book_header *counts)
{
    toll__interner *interner = &writer->interner;
    unsigned char *memory = writer->memory;
    memmove(memory + at->entries, interner->entries, counts->n_entries * sizeof(toll__text_entry));
    memmove(memory + at->pool, interner->pool, (size_t)counts->pool_bytes);
    memmove(memory + at->rows, writer->rows, counts->n_rows * sizeof(toll__row));
    memset(memory + at->tariffs, 0, (size_t)(at->entries - at->tariffs));
    memset(memory + at->slots, 0, (size_t)(at->pool - at->slots));
    memset(memory + at->pool + counts->pool_bytes, 0, (size_t)(at->rows - at->pool - counts->pool_bytes));
    memcpy(memory, counts, sizeof *counts);
}

static int place_entries(toll__writer *writer, const toll__sections *at, const toll__book_header *counts)
{
    const toll__text_entry *entries = (const toll__text_entry *)(const void *)(writer->memory + at->entries);
    uint32_t *slots = (uint32_t *)(void *)(writer->memory + at->slots);
    for (uint32_t id = 1; id < counts->n_entries; id++)
        if (!toll__intern_place(slots, counts->n_slots, entries[id].hash, id))
            return 0;
    return 1;
}

static toll_status write_index(toll__writer *writer, const toll__sections *at, const toll__book *book, toll_error *err)
{
    unsigned char *memory = writer->memory;
    const toll__index index = {
        (toll__span *)(void *)(memory + at->tariffs),       (uint32_t *)(void *)(memory + at->versions),
        (toll__match *)(void *)(memory + at->matches),      (uint32_t *)(void *)(memory + at->holidays),
        (toll__text_entry *)(void *)(memory + at->entries), (toll__book_header *)(void *)memory};
    toll__index_write(book, &index);
    return toll__versions_check(book, err);
}

toll_status toll__compile_end(toll__writer *writer, uint64_t *used_bytes, toll_error *err)
{
    toll__book_header counts;
    toll__sections at;
    toll__book book;
    count_rows(writer, &counts);
    toll__sections_make(&counts, &at);
    move_together(writer, &at, &counts);
    toll__sections_view(writer->memory, &counts, &book);
    if (!place_entries(writer, &at, &counts))
        return toll__fail(err, TOLL_E_UNSUPPORTED, 0, "rows", -1, "have too many texts that hash alike");
    toll_status status = toll__tariffs_check(&book, err);
    if (status != TOLL_OK)
        return status;
    status = toll__calendar_rows_check(&book, err);
    if (status != TOLL_OK)
        return status;
    status = write_index(writer, &at, &book, err);
    if (status != TOLL_OK)
        return status;
    toll__book_seal(writer->memory, &book);
    *used_bytes = at.size;
    return TOLL_OK;
}
