/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a CSV file into rows of text (RFC 4180, without line breaks inside quotes).
 *
 * Lines end in LF. Comment lines ("#") may stand before the header. Each row must have as many cells as the header.
 * Every cell keeps its line and column, so that whoever interprets it can point at it. */
#include "table/csv_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The file's text and how far it has been read. */
typedef struct csv_reader {
    const char *path;
    const char *at;
    const char *line_start;
    unsigned line;
} csv_reader;

static csv_place reader_place(const csv_reader *r)
{
    return (csv_place){r->path, r->line, (unsigned)(r->at - r->line_start) + 1};
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        csv_fail((csv_place){path, 0, 0}, "cannot be opened", NULL);
    size_t capacity = 1u << 16, length = 0, got;
    char *text = csv_alloc(capacity + 1, 1);
    while ((got = fread(text + length, 1, capacity - length, file)) > 0) {
        length += got;
        if (length < capacity)
            continue;
        char *larger = csv_alloc(2 * capacity + 1, 1);
        memcpy(larger, text, length);
        free(text);
        text = larger;
        capacity *= 2;
    }
    fclose(file);
    if (memchr(text, '\r', length))
        csv_fail((csv_place){path, 0, 0}, "has CR line ends; LF is wanted", NULL);
    return text;
}

static char *read_quoted(csv_reader *r)
{
    char *text = csv_alloc(strlen(r->at) < 4096 ? strlen(r->at) + 1 : 4096, 1);
    size_t length = 0;
    for (r->at++; *r->at != '"' || r->at[1] == '"'; r->at++) {
        if (*r->at == '\0' || *r->at == '\n')
            csv_fail(reader_place(r), "quote is not closed on its line", NULL);
        if (length > 4000)
            csv_fail(reader_place(r), "cell is longer than 4,000 bytes", NULL);
        if (*r->at == '"')
            r->at++;
        text[length++] = *r->at;
    }
    r->at++;
    return text;
}

static char *read_cell(csv_reader *r)
{
    if (*r->at == '"')
        return read_quoted(r);
    size_t length = strcspn(r->at, ",\n\"");
    char *text = csv_copy(r->at, length);
    r->at += length;
    if (*r->at == '"')
        csv_fail(reader_place(r), "quote inside an unquoted cell", NULL);
    return text;
}

static void next_line(csv_reader *r)
{
    if (*r->at == '\n')
        r->at++;
    r->line_start = r->at;
    r->line++;
}

static void read_csv_row(csv_reader *r, csv_row *row)
{
    memset(row, 0, sizeof *row);
    row->line = r->line;
    for (;;) {
        if (row->n_cells == CSV_COLUMNS_MAX)
            csv_fail(reader_place(r), "too many columns", NULL);
        row->column[row->n_cells] = (unsigned)(r->at - r->line_start) + 1;
        row->text[row->n_cells++] = read_cell(r);
        if (*r->at != ',')
            break;
        r->at++;
    }
    if (*r->at != '\n' && *r->at != '\0')
        csv_fail(reader_place(r), "text after a closing quote", NULL);
    next_line(r);
}

static void skip_comments(csv_reader *r)
{
    while (*r->at == '#') {
        r->at += strcspn(r->at, "\n");
        next_line(r);
    }
}

static size_t count_lines(const char *text)
{
    size_t n = 1;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

csv_table csv_table_read(const char *directory, const char *name)
{
    size_t length = strlen(directory) + strlen(name) + 2;
    char *path = csv_alloc(length, 1);
    snprintf(path, length, "%s/%s", directory, name);
    char *text = read_all(path);
    csv_reader r = {name, text, text, 1};
    csv_table csv = {.path = name, .rows = csv_alloc(count_lines(text), sizeof(csv_row))};
    skip_comments(&r);
    read_csv_row(&r, &csv.header);
    while (*r.at) {
        csv_row *row = &csv.rows[csv.n_rows++];
        read_csv_row(&r, row);
        if (row->n_cells != csv.header.n_cells)
            csv_fail((csv_place){name, row->line, 0}, "row has another number of cells than the header", row->text[0]);
    }
    return csv;
}

csv_place csv_table_place(const csv_table *csv, const csv_row *row, size_t index)
{
    return (csv_place){csv->path, row->line, row->column[index]};
}

size_t csv_table_column(const csv_table *csv, const char *name)
{
    for (size_t i = 0; i < csv->header.n_cells; i++)
        if (strcmp(csv->header.text[i], name) == 0)
            return i;
    csv_fail((csv_place){csv->path, csv->header.line, 0}, "column is absent", name);
}
