/* SPDX-License-Identifier: Apache-2.0 */
/* Holds the packed tables of the WebAssembly builds against those of the library, cell by cell: value or text, and origin.
 * Compiled with the names of packed_facts.c changed by packed_ in front; see run.sh. */
#include <stdio.h>
#include <string.h>

#include <toll/catalog.h>

#include "catalog/facts.h"
#include "js/packed_facts.h"

toll__table packed_toll__table_get(uint32_t number);

static unsigned long cells;

static int report_other(uint32_t number, uint64_t row, const char *what)
{
    printf("table %u, row %lu: other %s\n", number, (unsigned long)row, what);
    return 0;
}

static int is_cell_same(const toll__table *a, const toll__table *b, uint64_t row, uint32_t column)
{
    const uint64_t at = row * a->n_columns + column;
    if (a->origins != NULL && a->origins[at] != b->origins[at])
        return 0;
    cells++;
    if (a->columns[column].type == TOLL__CELL_TEXT)
        return strcmp(toll__table_text(a, row, column), toll__table_text(b, row, column)) == 0;
    return toll__table_cell(a, row, column) == toll__table_cell(b, row, column) &&
           toll__table_confidence(a, row, column) == toll__table_confidence(b, row, column);
}

static int is_table_same(uint32_t number)
{
    const toll__table a = toll__table_get(number), b = packed_toll__table_get(number);
    if (a.n_rows == 0 || a.n_rows != b.n_rows || a.n_columns != b.n_columns ||
        (a.origins == NULL) != (b.origins == NULL) ||
        memcmp(a.columns, b.columns, a.n_columns * sizeof *a.columns) != 0)
        return report_other(number, 0, "rows or columns");
    for (uint64_t row = 0; row < a.n_rows; row++)
        for (uint32_t column = 0; column < a.n_columns; column++)
            if (!is_cell_same(&a, &b, row, column))
                return report_other(number, row, a.columns[column].name);
    return 1;
}

int main(void)
{
    int is_same = toll__table_get(9999).n_rows == packed_toll__table_get(9999).n_rows;
    for (uint32_t at = 0; at < toll_js_packed_tables; at++)
        is_same = is_table_same(toll_js_packed_facts[at].number) && is_same;
    printf("%u tables, %lu cells\n", toll_js_packed_tables, cells);
    return is_same && cells > 0 ? 0 : 1;
}
