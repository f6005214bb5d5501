/* SPDX-License-Identifier: Apache-2.0 */
/* Aligned tables: a label column and groups of columns, broken into several tables when the screen is narrow. */
#ifndef TOLL_CLI_OUTPUT_TABLE_H
#define TOLL_CLI_OUTPUT_TABLE_H

#include "output/screen.h"

#define TABLE_COLUMNS 32
#define TABLE_INDENT  2

typedef struct table_cell_data {
    char *text;
    style look;
} table_cell_data;

typedef struct table {
    int columns;
    int group;                            /* columns that stay together, after the label column; 1: each alone */
    char align[TABLE_COLUMNS];            /* 'l' or 'r' */
    int gap[TABLE_COLUMNS];               /* blanks before the column */
    table_cell_data heads[TABLE_COLUMNS]; /* a head spans its group when group > 1: only first columns have one */
    table_cell_data *cells;               /* columns x rows */
    int used;
    int capacity;
} table;

/* align: one letter a column, l(eft) or r(ight), upper case: close to the column before; its length is the number of
 * columns. */
void table_start(table *t, const char *align, int group);

void table_head(table *t, int column, const char *text);

/* Appends the next cell, row by row. */
void table_cell(table *t, style look, const char *format, ...);

/* A row of nothing: one blank line. Call it at the start of a row. */
void table_gap(table *t);

/* Frees without printing. */
void table_drop(table *t);

/* Prints and frees. */
void table_finish(table *t, const screen *s);

#endif
