/* SPDX-License-Identifier: Apache-2.0 */
/* The compiled facts: tables of cells, each an integer with its origin. Position-free: text and sources are offsets. */
#ifndef TOLL_CATALOG_FACTS_H
#define TOLL_CATALOG_FACTS_H

#include <stdint.h>

/* Tables besides the public TOLL_TABLE_*. */
#define TOLL__TABLE_LAYER       101 /* component classes; a model's rows follow each other */
#define TOLL__TABLE_CONSTANT    102 /* calibration constants */
#define TOLL__TABLE_SOURCE      103 /* documents */
#define TOLL__TABLE_ALIAS       104 /* alias, table, row; sorted by table, alias, row */
#define TOLL__TABLE_RUN         105 /* which engine runs what, on what */
#define TOLL__TABLE_TOKENIZER   106 /* tokens that a model makes of a kind of text */
#define TOLL__TABLE_MACHINE     107 /* machine types: id, accelerator, how many */
#define TOLL__TABLE_EPOCH       108 /* what an engine's versions change */
#define TOLL__TABLE_PART        109 /* what is loaded beside a model */
#define TOLL__TABLE_IMPLICATION 110 /* what a constraint implies */
#define TOLL__TABLE_CHECKPOINT  113 /* what a model's checkpoints keep in other bits */

/* Parts of the alias table whose "alias" is a rank: which of several rows a name without a variant means. */
#define TOLL__ALIAS_USUAL_HW    111
#define TOLL__ALIAS_USUAL_MODEL 112

/* What a column's cells hold. */
#define TOLL__CELL_TEXT   1 /* offset into the table's text */
#define TOLL__CELL_NUMBER 2 /* value * 10^scale */
#define TOLL__CELL_CODE   3 /* a TOLL_* constant, or several or-ed together */
#define TOLL__CELL_DATE   4 /* yyyymmdd, dd or mmdd 00 where not stated */

#define TOLL__NO_COLUMN UINT32_MAX

typedef struct toll__column {
    char name[32];  /* as the public struct's field, where there is one */
    uint32_t type;  /* TOLL__CELL_* */
    uint32_t scale; /* decimal places of a number */
    uint32_t note;  /* column of the note on this one; 0 (the id): none */
} toll__column;

typedef struct toll__table {
    uint64_t n_rows;
    uint32_t n_columns;
    const toll__column *columns; /* column 0 is the id, sorted (bytes, ASCII upper case as lower case) */
    const int64_t *values;       /* what the cells hold, each value once; the first is 0, "not known" */
    const uint16_t *cells;   /* row by row: index of the value; most cells are 0 or like others, so this is a third */
    const uint16_t *origins; /* row by row: source << 2 | TOLL_CONFIDENCE_*; NULL for layers, sources and aliases */
    const char *text;        /* NUL-terminated strings; offset 0 is "" */
} toll__table;

/* A table by its number; no rows for an unknown one. */
toll__table toll__table_get(uint32_t number);

/* Column by name; TOLL__NO_COLUMN: none. The search starts at `hint`, so that walking in order costs O(1) each. */
uint32_t toll__table_column(const toll__table *table, const char *name, uint32_t hint);

/* A cell as it is stored: what it holds depends on its column's type. */
int64_t toll__table_cell(const toll__table *table, uint64_t row, uint32_t column);

/* A cell of a text column; "" where not known. */
const char *toll__table_text(const toll__table *table, uint64_t row, uint32_t column);

/* A cell of a number column in its unit. */
double toll__table_number(const toll__table *table, uint64_t row, uint32_t column);

/* TOLL_CONFIDENCE_* of a cell; without origins: published, or missing. */
uint32_t toll__table_confidence(const toll__table *table, uint64_t row, uint32_t column);

#endif
