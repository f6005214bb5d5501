/* SPDX-License-Identifier: Apache-2.0 */
/* A compiled table in memory: what a data file becomes before it is written as C. */
#ifndef TOLL_IO_GEN_TABLE_H
#define TOLL_IO_GEN_TABLE_H

#include "gen/catalog/gen_fail.h"
#include "gen/catalog/gen_schema.h"

typedef struct gen_out_column {
    const char *name;
    uint32_t type; /* TOLL__CELL_* */
    uint32_t scale;
    uint32_t note;
} gen_out_column;

typedef struct gen_table {
    const char *name; /* "hardware" */
    const char *file; /* "hardware.csv" */
    size_t n_rows, n_columns;
    gen_out_column columns[CSV_COLUMNS_MAX];
    int64_t *cells;
    uint16_t *origins; /* NULL: a table of no facts */
    char **text;       /* strings in order of first use; 0 is "" */
    uint32_t *offsets;
    size_t n_text;
    uint32_t text_size;
} gen_table;

/* Compiles a file. sources: the compiled sources.csv; NULL for that file itself. */
gen_table gen_table_compile(const toll__csv_table *csv, const gen_schema *schema, const gen_table *sources);

/* An empty table to be filled row by row (aliases). */
gen_table gen_table_new(const char *name, const char *file, size_t n_rows);
size_t gen_table_add_column(gen_table *table, const char *name, uint32_t type);

/* Offset of a string in the table's text, added when it is new. */
uint32_t gen_table_intern(gen_table *table, const char *text);

size_t gen_table_column(const gen_table *table, const char *name);
int64_t *gen_table_cell(gen_table *table, size_t row, size_t column);
const char *gen_table_text(const gen_table *table, size_t row, size_t column);

/* Row whose first column is this id, upper case read as lower case; n_rows: none. */
size_t gen_table_find(const gen_table *table, const char *id);

/* strcmp() with ASCII upper case read as lower case: the order of every table. */
int gen_compare(const char *a, const char *b);

#endif
