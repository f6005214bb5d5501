/* SPDX-License-Identifier: Apache-2.0 */
/* A compiled table as C source: const arrays without pointers, so that the library needs no relocations for them. */
#include "gen/catalog/gen_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOOL "bindings/io/gen/catalog"

static FILE *start_file(const char *directory, const char *name, const char *from)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s_table.inc", directory, name);
    FILE *out = fopen(path, "wb");
    if (!out)
        gen_fail((toll__csv_place){path, 0, 0}, "cannot be written", NULL);
    fprintf(out, "/* SPDX-License-Identifier: Apache-2.0 */\n");
    fprintf(out, "/* Generated from lib/catalog/data/%s by " TOOL ", do not edit: run `make catalog`. */\n", from);
    return out;
}

static void end_file(FILE *out, const char *name)
{
    if (fclose(out) == 0)
        return;
    fprintf(stderr, "catalog_gen: %s_table.inc cannot be written\n", name);
    exit(1);
}

/* Quotes, backslashes and bytes beyond ASCII escaped; octal escapes are three digits long and so never swallow what
 * follows. */
static void write_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at == '"' || *at == '\\' || *at == '?')
            fprintf(out, "\\%c", *at);
        else if (*at < ' ' || *at > '~')
            fprintf(out, "\\%03o", *at);
        else
            fputc(*at, out);
    }
    fputc('"', out);
}

/* One struct member a string: the compiler lays them end to end, so an offset into the struct finds any of them. One
 * long literal would exceed the 4,095 bytes that C11 promises, and an array of pointers needs relocations. */
static void write_text(FILE *out, const gen_table *table)
{
    fprintf(out, "\nstatic const struct %s_text {\n", table->name);
    for (size_t i = 0; i < table->n_text; i++)
        fprintf(out, "    char at_%u[%zu];\n", table->offsets[i], strlen(table->text[i]) + 1);
    fprintf(out, "} %s_text = {\n", table->name);
    for (size_t i = 0; i < table->n_text; i++) {
        fputs("    ", out);
        write_string(out, table->text[i]);
        fputs(",\n", out);
    }
    fputs("};\n", out);
}

static void write_columns(FILE *out, const gen_table *table)
{
    fprintf(out, "\nstatic const toll__column %s_columns[] = {\n", table->name);
    for (size_t i = 0; i < table->n_columns; i++) {
        const gen_out_column *column = &table->columns[i];
        fprintf(out, "    {\"%s\", %u, %u, %u},\n", column->name, column->type, column->scale, column->note);
    }
    fputs("};\n", out);
}

/* The row's first text, so that a changed fact is recognised in a diff. */
static void start_row(FILE *out, const gen_table *table, size_t row)
{
    const char *id = gen_table_text(table, row, 0);
    fputs("    ", out);
    if (!strstr(id, "*/") && !strstr(id, "/*"))
        fprintf(out, "/* %s */ ", id);
}

#define VALUES_MAX 65536u /* as many as a cell of 16 bits tells apart */

/* The distinct values of a table, in the order in which they are met; 0 first. */
typedef struct value_list {
    int64_t values[VALUES_MAX];
    size_t count;
} value_list;

static size_t index_of(value_list *list, int64_t value, const gen_table *table)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->values[i] == value)
            return i;
    if (list->count == VALUES_MAX)
        gen_fail((toll__csv_place){table->file, 0, 0}, "more than 65,536 distinct values", NULL);
    list->values[list->count] = value;
    return list->count++;
}

static void write_values(FILE *out, const gen_table *table, const value_list *list)
{
    fprintf(out, "\nstatic const int64_t %s_values[] = {\n", table->name);
    for (size_t i = 0; i < list->count; i++)
        fprintf(out, "%s%" PRId64 ",%s", i % 8 == 0 ? "    " : "", list->values[i],
                i % 8 == 7 || i + 1 == list->count ? "\n" : " ");
    fputs("};\n", out);
}

static void write_cells(FILE *out, const gen_table *table)
{
    static value_list list;
    list.count = 0;
    index_of(&list, 0, table);
    fprintf(out, "\nstatic const uint16_t %s_cells[] = {\n", table->name);
    for (size_t row = 0; row < table->n_rows; row++) {
        start_row(out, table, row);
        for (size_t i = 0; i < table->n_columns; i++)
            fprintf(out, "%zu,%s", index_of(&list, table->cells[row * CSV_COLUMNS_MAX + i], table),
                    i + 1 < table->n_columns ? " " : "\n");
    }
    fputs(table->n_rows ? "};\n" : "    0};\n", out);
    write_values(out, table, &list);
}

static void write_origins(FILE *out, const gen_table *table)
{
    fprintf(out, "\nstatic const uint16_t %s_origins[] = {\n", table->name);
    for (size_t row = 0; row < table->n_rows; row++) {
        fputs("    ", out);
        for (size_t i = 0; i < table->n_columns; i++)
            fprintf(out, "%u,%s", table->origins[row * CSV_COLUMNS_MAX + i], i + 1 < table->n_columns ? " " : "\n");
    }
    fputs(table->n_rows ? "};\n" : "    0};\n", out);
}

void gen_write_table(const char *directory, const gen_table *table)
{
    FILE *out = start_file(directory, table->name, table->file);
    fprintf(out, "\nenum { %s_rows = %zu };\n", table->name, table->n_rows);
    write_text(out, table);
    write_columns(out, table);
    write_cells(out, table);
    if (table->origins)
        write_origins(out, table);
    end_file(out, table->name);
}

void gen_write_date(const char *directory, const char *date)
{
    FILE *out = start_file(directory, "date", "date.csv");
    fputs("\nstatic const char catalog_date[] = ", out);
    write_string(out, date);
    fputs(";\n", out);
    end_file(out, "date");
}
