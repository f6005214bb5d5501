/* SPDX-License-Identifier: Apache-2.0 */
/* Where a cell comes from: its own source, or else its row's; likewise the date. */
#include "catalog/origin.h"

#include <toll/catalog.h>

#include <stddef.h>

/* Columns of the source table. */
enum { SOURCE_ID, SOURCE_TEXT, SOURCE_AS_OF, SOURCE_NOTE };

/* A row may date its own source's facts; a cell with another source has that one's date. */
static int64_t find_date(const toll__table *table, uint64_t row, int64_t cell_source, int64_t source_date)
{
    uint32_t source = toll__table_column(table, "source", 0), as_of = toll__table_column(table, "as_of", 0);
    if (source == TOLL__NO_COLUMN || toll__table_cell(table, row, source) != cell_source)
        return source_date;
    int64_t row_date = toll__table_cell(table, row, as_of);
    return row_date != 0 ? row_date : source_date;
}

void toll__origin_get(const toll__table *table, uint64_t row, uint32_t column, toll__origin *origin)
{
    *origin = (toll__origin){TOLL_CONFIDENCE_MISSING, 0, "", {"", ""}};
    uint32_t note = table->columns[column].note;
    if (note != 0)
        origin->notes[1] = toll__table_text(table, row, note);
    origin->confidence = toll__table_confidence(table, row, column);
    if (origin->confidence == TOLL_CONFIDENCE_MISSING || table->origins == NULL)
        return;
    toll__table sources = toll__table_get(TOLL__TABLE_SOURCE);
    uint64_t source = (uint64_t)table->origins[row * table->n_columns + column] >> 2;
    origin->source = toll__table_text(&sources, source, SOURCE_TEXT);
    origin->notes[0] = toll__table_text(&sources, source, SOURCE_NOTE);
    int64_t date = toll__table_cell(&sources, source, SOURCE_AS_OF);
    origin->as_of = (int32_t)find_date(table, row, (int64_t)source, date);
}
