/* SPDX-License-Identifier: Apache-2.0 */
/* A CSV file compiled by its schema to a table of 64-bit cells.
 *
 * A fact is written VALUE [?|~] [@SOURCE]: "?" marks an unverified, "~" a derived figure, and @SOURCE names another
 * source than the row's. The table keeps the value; source and confidence go to `origins`, as source * 4 +
 * confidence. */
#include "gen/catalog/gen_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll/catalog.h>

#include "catalog/facts.h"
#include "gen/catalog/gen_number.h"

/* What one file's compilation needs at hand. */
typedef struct context {
    const toll__csv_table *csv;
    const gen_schema *schema;
    const gen_table *sources;
    gen_table *table;
    size_t from[CSV_COLUMNS_MAX]; /* schema column -> column of the file */
    size_t to[CSV_COLUMNS_MAX];   /* schema column -> column of the table */
} context;

/* A fact cell taken apart. */
typedef struct fact {
    char *value;
    uint32_t confidence;
    size_t source;
} fact;

static int fold(int c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

int gen_compare(const char *a, const char *b)
{
    while (*a && fold((unsigned char)*a) == fold((unsigned char)*b)) {
        a++;
        b++;
    }
    return fold((unsigned char)*a) - fold((unsigned char)*b);
}

uint32_t gen_table_intern(gen_table *table, const char *text)
{
    for (size_t i = 0; i < table->n_text; i++)
        if (strcmp(table->text[i], text) == 0)
            return table->offsets[i];
    if (table->n_text % 1024 == 0) {
        char **larger = gen_alloc(table->n_text + 1024, sizeof *larger);
        uint32_t *offsets = gen_alloc(table->n_text + 1024, sizeof *offsets);
        if (table->n_text) {
            memcpy(larger, table->text, table->n_text * sizeof *larger);
            memcpy(offsets, table->offsets, table->n_text * sizeof *offsets);
        }
        table->text = larger;
        table->offsets = offsets;
    }
    table->text[table->n_text] = gen_copy(text, strlen(text));
    table->offsets[table->n_text++] = table->text_size;
    table->text_size += (uint32_t)strlen(text) + 1;
    return table->text_size - (uint32_t)strlen(text) - 1;
}

gen_table gen_table_new(const char *name, const char *file, size_t n_rows)
{
    gen_table table = {.name = name, .file = file, .n_rows = n_rows};
    table.cells = gen_alloc(n_rows * CSV_COLUMNS_MAX, sizeof *table.cells);
    gen_table_intern(&table, "");
    return table;
}

size_t gen_table_add_column(gen_table *table, const char *name, uint32_t type)
{
    table->columns[table->n_columns] = (gen_out_column){.name = name, .type = type};
    return table->n_columns++;
}

size_t gen_table_column(const gen_table *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    fprintf(stderr, "catalog_gen: table %s has no column %s\n", table->name, name);
    exit(1);
}

/* While a table is being filled its rows are CSV_COLUMNS_MAX apart, so that columns may still be added. */
int64_t *gen_table_cell(gen_table *table, size_t row, size_t column)
{
    return &table->cells[row * CSV_COLUMNS_MAX + column];
}

const char *gen_table_text(const gen_table *table, size_t row, size_t column)
{
    uint32_t offset = (uint32_t)table->cells[row * CSV_COLUMNS_MAX + column];
    size_t i = 0;
    while (table->offsets[i] != offset)
        i++;
    return table->text[i];
}

size_t gen_table_find(const gen_table *table, const char *id)
{
    for (size_t row = 0; row < table->n_rows; row++)
        if (gen_compare(gen_table_text(table, row, 0), id) == 0)
            return row;
    return table->n_rows;
}

/* ---- columns ---- */

static uint32_t cell_type(gen_type type)
{
    switch (type) {
    case GEN_NUMBER:
    case GEN_SOURCE:
        return TOLL__CELL_NUMBER;
    case GEN_CODE:
    case GEN_FLAGS:
        return TOLL__CELL_CODE;
    case GEN_DATE:
        return TOLL__CELL_DATE;
    default:
        return TOLL__CELL_TEXT;
    }
}

static void refuse_unknown_columns(const toll__csv_table *csv, const gen_schema *schema)
{
    for (size_t i = 0; i < csv->n_columns; i++) {
        const char *name = toll__csv_text(csv, 0, i);
        size_t known = 0;
        for (size_t k = 0; k < schema->n_columns; k++)
            known += strcmp(schema->columns[k].name, name) == 0;
        if (!known)
            gen_fail(toll__csv_place_of(csv, 0, i), "column is unknown", name);
        for (size_t k = 0; k < i; k++)
            if (strcmp(toll__csv_text(csv, 0, k), name) == 0)
                gen_fail(toll__csv_place_of(csv, 0, i), "column stands twice", name);
    }
}

static void add_columns(context *c)
{
    refuse_unknown_columns(c->csv, c->schema);
    for (size_t i = 0; i < c->schema->n_columns; i++) {
        const gen_column *column = &c->schema->columns[i];
        c->from[i] = gen_csv_column(c->csv, column->name);
        if (column->type == GEN_IGNORE)
            continue;
        c->to[i] =
            gen_table_add_column(c->table, column->field ? column->field : column->name, cell_type(column->type));
        c->table->columns[c->to[i]].scale = column->scale;
    }
    for (size_t i = 0; i < c->schema->n_columns; i++)
        if (c->schema->columns[i].note)
            c->table->columns[c->to[i]].note = (uint32_t)gen_table_column(c->table, c->schema->columns[i].note);
}

/* ---- cells ---- */

static size_t find_source(const context *c, toll__csv_place place, const char *id)
{
    size_t row = gen_table_find(c->sources, id);
    if (row == c->sources->n_rows)
        gen_fail(place, "source is not in sources.csv", id);
    return row;
}

/* VALUE [?|~] [@SOURCE] */
static fact split_fact(const context *c, toll__csv_place place, const char *text, size_t row_source)
{
    const char *at = strrchr(text, '@');
    size_t length = at ? (size_t)(at - text) : strlen(text);
    fact f = {NULL, TOLL_CONFIDENCE_PUBLISHED, at ? find_source(c, place, at + 1) : row_source};
    if (length && text[length - 1] == '?')
        f.confidence = TOLL_CONFIDENCE_UNVERIFIED;
    else if (length && text[length - 1] == '~')
        f.confidence = TOLL_CONFIDENCE_DERIVED;
    f.value = gen_copy(text, length - (f.confidence != TOLL_CONFIDENCE_PUBLISHED));
    if (!f.value[0])
        gen_fail(place, "has a mark or source but no value", text);
    return f;
}

static int64_t text_cell(context *c, const gen_column *column, toll__csv_place place, const char *text)
{
    if (column->size && strlen(text) >= column->size)
        gen_fail(place, "text does not fit the public field", text);
    return gen_table_intern(c->table, text);
}

static int64_t code_cell(const gen_column *column, toll__csv_place place, const char *text)
{
    int64_t all = 0;
    for (const char *at = text;; at++) {
        int64_t value = 0;
        size_t length = column->type == GEN_FLAGS ? strcspn(at, "|") : strlen(at);
        if (!gen_schema_find_name(column->names, at, length, &value))
            gen_fail(place, "name is unknown", text);
        all |= value;
        at += length;
        if (!*at)
            return all;
    }
}

static int64_t value_cell(context *c, const gen_column *column, toll__csv_place place, const char *text)
{
    int64_t value = 0;
    const char *wrong = NULL;
    switch (column->type) {
    case GEN_NUMBER:
        wrong = gen_number_parse(text, column->scale, &value);
        break;
    case GEN_DATE:
        wrong = gen_number_parse_date(text, &value);
        break;
    case GEN_CODE:
    case GEN_FLAGS:
        return code_cell(column, place, text);
    case GEN_SOURCE:
        return (int64_t)find_source(c, place, text);
    default:
        return text_cell(c, column, place, text);
    }
    if (wrong)
        gen_fail(place, wrong, text);
    return value;
}

/* Text of the file for a row of the table; the header is row 0 of the file. */
static const char *file_cell(const context *c, size_t row, size_t schema_column)
{
    return toll__csv_text(c->csv, row + 1, c->from[schema_column]);
}

static int is_fact(gen_type type)
{
    return type != GEN_PLAIN && type != GEN_SOURCE;
}

static void compile_cell(context *c, size_t row, size_t i, size_t row_source)
{
    const gen_column *column = &c->schema->columns[i];
    toll__csv_place place = toll__csv_place_of(c->csv, row + 1, c->from[i]);
    const char *text = file_cell(c, row, i);
    size_t at = row * CSV_COLUMNS_MAX + c->to[i];
    if (!text[0])
        return;
    if (!c->sources || !is_fact(column->type)) {
        c->table->cells[at] = value_cell(c, column, place, text);
        if (c->table->origins && column->type == GEN_PLAIN)
            c->table->origins[at] = (uint16_t)(row_source << 2 | TOLL_CONFIDENCE_PUBLISHED);
        return;
    }
    fact f = split_fact(c, place, text, row_source);
    c->table->cells[at] = value_cell(c, column, place, f.value);
    c->table->origins[at] = (uint16_t)(f.source << 2 | f.confidence);
}

/* The row's own source; 0 where the file has no such column. */
static size_t default_source(const context *c, size_t row)
{
    for (size_t i = 0; i < c->schema->n_columns; i++)
        if (c->schema->columns[i].type == GEN_SOURCE)
            return find_source(c, toll__csv_place_of(c->csv, row + 1, c->from[i]), file_cell(c, row, i));
    return 0;
}

/* Order of two rows by their key columns; numbers by value. */
static int compare_keys(const context *c, size_t a, size_t b)
{
    for (size_t i = 0; i < c->schema->n_keys; i++) {
        const char *left = file_cell(c, a, i), *right = file_cell(c, b, i);
        int order = gen_compare(left, right);
        if (c->schema->columns[i].type == GEN_NUMBER && strlen(left) != strlen(right))
            order = strlen(left) < strlen(right) ? -1 : 1;
        if (order)
            return order;
    }
    return 0;
}

static void check_order(const context *c, size_t row)
{
    const char *key = file_cell(c, row, 0);
    toll__csv_place place = toll__csv_place_of(c->csv, row + 1, c->from[0]);
    if (!key[0])
        gen_fail(place, "key is empty", NULL);
    if (row == 0)
        return;
    int order = compare_keys(c, row - 1, row);
    if (order >= 0)
        gen_fail(place, order ? "row is out of order" : "row stands twice", key);
}

gen_table gen_table_compile(const toll__csv_table *csv, const gen_schema *schema, const gen_table *sources)
{
    gen_table table = gen_table_new(schema->table, schema->file, csv->n_rows);
    if (sources)
        table.origins = gen_alloc(csv->n_rows * CSV_COLUMNS_MAX, sizeof *table.origins);
    context c = {.csv = csv, .schema = schema, .sources = sources, .table = &table};
    add_columns(&c);
    for (size_t row = 0; row < csv->n_rows; row++) {
        check_order(&c, row);
        size_t source = sources ? default_source(&c, row) : 0;
        for (size_t i = 0; i < schema->n_columns; i++)
            if (schema->columns[i].type != GEN_IGNORE)
                compile_cell(&c, row, i, source);
    }
    return table;
}
