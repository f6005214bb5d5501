/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a CSV file (RFC 4180, comment lines before the header) into rows of text, each cell with its place. */
#ifndef TOLL_GEN_CSV_H
#define TOLL_GEN_CSV_H

#include <stddef.h>

#include "gen_error.h"

#define GEN_COLUMNS_MAX 64u

typedef struct gen_row {
    unsigned line;
    size_t n_cells;
    char *text[GEN_COLUMNS_MAX];
    unsigned column[GEN_COLUMNS_MAX]; /* byte in the line at which the cell begins, from 1 */
} gen_row;

typedef struct gen_csv {
    const char *path;
    gen_row header;
    size_t n_rows;
    gen_row *rows;
} gen_csv;

gen_csv gen_csv_read(const char *directory, const char *name);

/* Where cell `index` of a row stands. */
gen_place gen_csv_place(const gen_csv *csv, const gen_row *row, size_t index);

/* Position of a column in the header; it must be there. */
size_t gen_csv_column(const gen_csv *csv, const char *name);

#endif
