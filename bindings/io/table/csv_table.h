/* SPDX-License-Identifier: Apache-2.0 */
/* CSV files as rows of text, each cell with its place. The command and the generators read their CSV files with it. */
#ifndef TOLL_IO_CSV_TABLE_H
#define TOLL_IO_CSV_TABLE_H

#include <stddef.h>

#include "table/csv_error.h"

#define CSV_COLUMNS_MAX 64u

typedef struct csv_row {
    unsigned line;
    size_t n_cells;
    char *text[CSV_COLUMNS_MAX];
    unsigned column[CSV_COLUMNS_MAX]; /* byte in the line at which the cell begins, from 1 */
} csv_row;

typedef struct csv_table {
    const char *path;
    csv_row header;
    size_t n_rows;
    csv_row *rows;
} csv_table;

csv_table csv_table_read(const char *directory, const char *name);

/* Where cell `index` of a row stands. */
csv_place csv_table_place(const csv_table *csv, const csv_row *row, size_t index);

/* Position of a column in the header; it must be there. */
size_t csv_table_column(const csv_table *csv, const char *name);

#endif
