/* SPDX-License-Identifier: Apache-2.0 */
/* The catalog of the WebAssembly builds: the tables of lib/catalog/fact_tables.c, packed until one is asked for.
 *
 * Rows of a column are alike, and so are texts that follow each other in it. So pack_facts.py writes a table column by
 * column, as four runs of bytes (numbers as in packed_number.h):
 *
 *     references  a number for each cell: 0 the value above, 1 the column's next new value, n + 2 its value n, where value
 *                 0 is "not known" and 1 is the first new one
 *     numbers     the new values of number columns, zigzag: 0, -1, 1, -2 are 0, 1, 2, 3
 *     texts       the new values of text columns: 1 + how many bytes are those of the text before, then the other bytes; the
 *                 next text's count, below 32, ends it
 *     origins     a number for each cell: 0 the origin above, or 1 + the origin
 *
 * Example: the texts "a100", "a100 pcie", "h100" are 01 a100 05 _pcie 01 h100 01. The 509,161 bytes of 2026-12-01 become
 * 272,000, and 74,000 instead of 116,000 when brotli has packed the module. The first deployment of a module takes 3 to 5 ms
 * rather than 2, those after it 0.2 ms as before. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "js/packed_facts.h"
#include "js/packed_number.h"

/* Where the table that is unpacked stands in each of its runs and in what it becomes. */
typedef struct facts_reader {
    packed_facts at;
    const char *text_before;
    uint32_t n_values;
    uint32_t text_bytes;
} facts_reader;

/* A text's offset in the table. */
static int64_t unpack_text(facts_reader *r)
{
    const unsigned char **from = &r->at.packed_texts;
    const uint32_t start = r->text_bytes, shared = *(*from)++ - 1u;
    char *to = r->at.text + start;
    memmove(to, r->text_before, shared);
    r->text_before = to;
    for (to += shared; **from >= 32;)
        *to++ = (char)*(*from)++;
    *to++ = '\0';
    r->text_bytes = (uint32_t)(to - r->at.text);
    return start;
}

static int64_t unpack_zigzag(const unsigned char **from)
{
    const uint64_t number = packed_number(from);
    return (int64_t)(number >> 1) ^ -(int64_t)(number & 1u);
}

static void unpack_cells(facts_reader *r, uint32_t column)
{
    const int is_text = r->at.columns[column].type == TOLL__CELL_TEXT;
    const uint32_t first = r->n_values;
    uint16_t above = 0;
    r->text_before = "";
    for (uint32_t row = 0; row < r->at.n_rows; row++) {
        const uint32_t reference = (uint32_t)packed_number(&r->at.packed_references);
        if (reference == 1) {
            above = (uint16_t)r->n_values;
            r->at.values[r->n_values++] = is_text ? unpack_text(r) : unpack_zigzag(&r->at.packed_numbers);
        } else if (reference > 1)
            above = (uint16_t)(reference == 2 ? 0 : first + reference - 3);
        r->at.cells[row * r->at.n_columns + column] = above;
    }
}

static void unpack_origins(facts_reader *r, uint32_t column)
{
    uint16_t above = 0;
    for (uint32_t row = 0; row < r->at.n_rows; row++) {
        const uint32_t origin = (uint32_t)packed_number(&r->at.packed_origins);
        if (origin != 0)
            above = (uint16_t)(origin - 1);
        r->at.origins[row * r->at.n_columns + column] = above;
    }
}

/* Value 0 is 0, "not known", and text 0 is "", so the first of each stays as it is. */
static void unpack_table(const packed_facts *packed)
{
    facts_reader r = {*packed, "", 1, 1};
    for (uint32_t column = 0; column < packed->n_columns; column++) {
        unpack_cells(&r, column);
        if (packed->origins != NULL)
            unpack_origins(&r, column);
    }
}

toll__table toll__table_get(uint32_t number)
{
    uint32_t at = 0;
    while (at < toll_js_packed_tables && toll_js_packed_facts[at].number != number)
        at++;
    if (at == toll_js_packed_tables)
        return (toll__table){0, 0, NULL, NULL, NULL, NULL, ""};
    const packed_facts *t = &toll_js_packed_facts[at];
    if (!toll_js_is_unpacked[at])
        unpack_table(t);
    toll_js_is_unpacked[at] = 1;
    return (toll__table){t->n_rows, t->n_columns, t->columns, t->values, t->cells, t->origins, t->text};
}
