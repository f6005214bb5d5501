/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a struct by the field table: a column of a field's name gives its value, its `known` and its `unverified`
 * bit. */
#include "api/catalog_fill.h"

#include <string.h>

#include <toll/catalog.h>

#include "api/fields.h"
#include "base/fault.h"
#include "base/text.h"

/* The struct being filled, and the bits that collect on the way. */
typedef struct filling {
    const toll__table *table;
    uint64_t row;
    unsigned char *target;
    uint64_t known;
    uint64_t unverified;
    toll__fill_rest rest;
    uint32_t first; /* column: 1 leaves the id of the row that it is laid over */
} filling;

static void store_text(const filling *f, const toll__field *field, uint32_t column)
{
    const char *text = toll__table_text(f->table, f->row, column);
    memcpy(f->target + field->offset_bytes, text, (size_t)toll__text_length(text, (uint64_t)field->size_bytes - 1));
}

static void store_cell(const filling *f, const toll__field *field, uint32_t column)
{
    int64_t wide = toll__table_cell(f->table, f->row, column);
    int32_t narrow = (int32_t)wide;
    double number = toll__table_number(f->table, f->row, column);
    unsigned char *at = f->target + field->offset_bytes;
    if (field->type == TOLL_TYPE_CHARS)
        store_text(f, field, column);
    else if (field->type == TOLL_TYPE_F64)
        memcpy(at, &number, sizeof number);
    else if (field->size_bytes == 8)
        memcpy(at, &wide, sizeof wide);
    else
        memcpy(at, &narrow, sizeof narrow);
}

static void fill_field(filling *f, const toll__field *field, uint32_t column)
{
    uint32_t confidence = toll__table_confidence(f->table, f->row, column);
    if (confidence == TOLL_CONFIDENCE_MISSING)
        return;
    store_cell(f, field, column);
    uint64_t bit = field->known_bit >= 0 ? 1ull << field->known_bit : 0;
    f->known |= bit;
    if (confidence == TOLL_CONFIDENCE_UNVERIFIED)
        f->unverified |= bit != 0 || field->type == TOLL_TYPE_CHARS ? bit : f->rest;
}

/* Header, known and unverified come first in every struct that has them; rows have none of the four. */
static void store_head(const filling *f, uint32_t kind, const toll__field *fields)
{
    const toll__layout *layout = toll__fields_layout(kind);
    if (!layout->has_header)
        return;
    memcpy(f->target, &layout->size, sizeof layout->size);
    memcpy(f->target + sizeof layout->size, &kind, sizeof kind);
    if (strcmp(toll__field_name(&fields[2]), "known") != 0)
        return;
    memcpy(f->target + fields[2].offset_bytes, &f->known, sizeof f->known);
    memcpy(f->target + fields[3].offset_bytes, &f->unverified, sizeof f->unverified);
}

static const toll__field *fill_fields(filling *f, uint32_t kind)
{
    uint32_t count = 0, column = 0;
    const toll__field *fields = toll__fields_of(kind, &count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t found = toll__table_column(f->table, toll__field_name(&fields[i]), column);
        if (found == TOLL__NO_COLUMN || found < f->first)
            continue;
        fill_field(f, &fields[i], found);
        column = found + 1;
    }
    return fields;
}

void toll__catalog_fill(uint32_t kind, const toll__table *table, uint64_t row, toll__fill_rest rest, void *target)
{
    filling f = {table, row, target, 0, 0, rest, 0};
    memset(target, 0, toll__fields_layout(kind)->size);
    store_head(&f, kind, fill_fields(&f, kind));
}

void toll__catalog_overlay(uint32_t kind, const toll__table *table, uint64_t row, void *target)
{
    filling f = {table, row, target, 0, 0, 0, 1};
    fill_fields(&f, kind);
}

toll_status toll__catalog_open(uint32_t number, uint64_t row, toll__table *table, toll_error *err)
{
    *table = toll__table_get(number);
    if (row < table->n_rows)
        return TOLL_OK;
    return toll__fail_range(err, 0, "index", -1, 0, (double)table->n_rows - 1, (double)row);
}
