/* SPDX-License-Identifier: Apache-2.0 */
/* Access to the cells of a table: a cell is an index into the table's values, text is an offset. */
#include "catalog/facts.h"

#include <stddef.h>
#include <string.h>

#include <toll/catalog.h>

uint32_t toll__table_column(const toll__table *table, const char *name, uint32_t hint)
{
    for (uint32_t i = 0; i < table->n_columns; i++) {
        uint32_t column = (hint + i) % table->n_columns;
        if (strcmp(table->columns[column].name, name) == 0)
            return column;
    }
    return TOLL__NO_COLUMN;
}

int64_t toll__table_cell(const toll__table *table, uint64_t row, uint32_t column)
{
    return table->values[table->cells[row * table->n_columns + column]];
}

const char *toll__table_text(const toll__table *table, uint64_t row, uint32_t column)
{
    return table->text + toll__table_cell(table, row, column);
}

double toll__table_number(const toll__table *table, uint64_t row, uint32_t column)
{
    /* Both operands are exact in a double, so the quotient is the decimal in the file, correctly rounded. */
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    return (double)toll__table_cell(table, row, column) / powers[table->columns[column].scale];
}

uint32_t toll__table_confidence(const toll__table *table, uint64_t row, uint32_t column)
{
    const uint64_t at = row * table->n_columns + column;
    if (table->origins == NULL)
        return table->cells[at] != 0 ? TOLL_CONFIDENCE_PUBLISHED : TOLL_CONFIDENCE_MISSING;
    return table->origins[at] & 3u;
}
