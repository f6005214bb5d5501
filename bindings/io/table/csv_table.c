/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a CSV file into rows of text (RFC 4180, without line breaks inside quotes).
 *
 * Lines end in LF or CRLF. Comment lines ("#") may stand before the header. Each row must have as many cells as the
 * header. Cells are unquoted and ended by NUL where they stand, so a table takes the file's bytes and an offset a cell.
 * Row and cell give the place back: a row is one line, and a cell begins at its offset, one byte earlier where the byte
 * before it is its quote. Example: in the line a,"b" the cells have the offsets 0 and 3, hence the columns 1 and 3. */
#include "table/csv_table.h"

#include <stdlib.h>
#include <string.h>

#include "text/io_error.h"
#include "text/text_check.h"

#define PATH_SHOWN 64u /* bytes of a path in a message of 192 */

/* The end of a long path tells more than its beginning. */
static const char *path_end(const char *path)
{
    const size_t length = strlen(path);
    return length > PATH_SHOWN ? path + length - (PATH_SHOWN - 3) : path;
}

toll_status toll__csv_fail(toll_error *err, toll__csv_place place, const char *message, const char *detail)
{
    const char *path = path_end(place.path);
    return toll__io_fail(err, TOLL_E_SYNTAX, "file", "%s%s:%u:%u: %s%s%s%s", path != place.path ? "..." : "", path,
                         place.line, place.column, message, detail != NULL ? ": '" : "", detail != NULL ? detail : "",
                         detail != NULL ? "'" : "");
}

/* Puts the name before what the door says of the file. */
static toll_status name_file(const char *name, toll_status status, toll_error *err)
{
    if (err == NULL)
        return status;
    const toll_error said = *err;
    const char *path = path_end(name);
    return toll__io_fail(err, status, "file", "%s%s: %s", path != name ? "..." : "", path, said.message);
}

/* ---- reading ---- */

/* How far a file's text has been read. It ends with a NUL, and holds no other one but those of finished cells. */
typedef struct csv_reader {
    toll__csv_table *csv;
    char *at, *line_start;
    uint32_t line;
    size_t n_cells; /* of all rows so far */
    toll_error *err;
} csv_reader;

static toll_status refuse_csv(const csv_reader *r, const char *message)
{
    const toll__csv_place place = {r->csv->name, r->line, (uint32_t)(r->at - r->line_start) + 1};
    return toll__csv_fail(r->err, place, message, NULL);
}

static int is_line_end(char c)
{
    return c == '\n' || c == '\r' || c == '\0';
}

/* Passes over a quoted cell and moves its text together: "" is one quote. */
static toll_status read_quoted(csv_reader *r)
{
    char *to = ++r->at;
    for (; *r->at != '"' || r->at[1] == '"'; r->at++) {
        if (is_line_end(*r->at))
            return refuse_csv(r, "quote is not closed on its line");
        if (*r->at == '"')
            r->at++;
        *to++ = *r->at;
    }
    r->at++;
    if (*r->at != ',' && !is_line_end(*r->at))
        return refuse_csv(r, "text after a closing quote");
    *to = '\0';
    return TOLL_OK;
}

static toll_status read_cell(csv_reader *r)
{
    char *at = r->at;
    if (*at == '"') {
        r->csv->cells[r->n_cells++] = (uint32_t)(at + 1 - r->csv->file.bytes);
        return read_quoted(r);
    }
    r->csv->cells[r->n_cells++] = (uint32_t)(at - r->csv->file.bytes);
    while (*at != ',' && *at != '"' && !is_line_end(*at))
        at++;
    r->at = at;
    return *at == '"' ? refuse_csv(r, "quote inside an unquoted cell") : TOLL_OK;
}

/* A text has no CR without LF. */
static void next_line(csv_reader *r, char end)
{
    r->at += end == '\r' ? 2 : end == '\n' ? 1 : 0;
    r->line_start = r->at;
    r->line++;
}

/* The cells of one line. The comma or line end behind a cell becomes its NUL once it has been looked at. */
static toll_status read_line(csv_reader *r, size_t *n_cells)
{
    for (*n_cells = 1;; ++*n_cells) {
        if (*n_cells > CSV_COLUMNS_MAX)
            return refuse_csv(r, "too many columns");
        const toll_status status = read_cell(r);
        if (status != TOLL_OK)
            return status;
        const char end = *r->at;
        *r->at = '\0';
        if (end != ',') {
            next_line(r, end);
            return TOLL_OK;
        }
        r->at++;
    }
}

static void skip_comments(csv_reader *r)
{
    while (*r->at == '#') {
        r->at += strcspn(r->at, "\r\n");
        next_line(r, *r->at);
    }
}

static toll_status read_data(csv_reader *r, const char *end)
{
    toll__csv_table *csv = r->csv;
    size_t n_cells = 0;
    for (csv->n_rows = 0; r->at < end; csv->n_rows++) {
        const toll_status status = read_line(r, &n_cells);
        if (status != TOLL_OK)
            return status;
        if (n_cells != csv->n_columns)
            return toll__csv_fail(r->err, (toll__csv_place){csv->name, r->line - 1, 0},
                                  "row has another number of cells than the header",
                                  csv->file.bytes + csv->cells[r->n_cells - n_cells]);
    }
    return TOLL_OK;
}

/* No more cells than commas and lines. */
static size_t count_cells(const char *text, uint64_t length)
{
    size_t n = 1;
    for (uint64_t i = 0; i < length; i++)
        n += (size_t)(text[i] == ',') + (size_t)(text[i] == '\n');
    return n;
}

static toll_status read_rows(toll__csv_table *csv, toll__io_span text, toll_error *err)
{
    char *start = csv->file.bytes + (text.bytes - csv->file.bytes);
    csv_reader r = {.csv = csv, .at = start, .line_start = start, .line = 1, .err = err};
    skip_comments(&r);
    if (*r.at == '\0')
        return refuse_csv(&r, text.length == 0 ? "file is empty" : "file has no header");
    csv->cells = malloc(count_cells(text.bytes, text.length) * sizeof *csv->cells);
    if (csv->cells == NULL)
        return name_file(csv->name, toll__io_fail(err, TOLL_E_BUFFER, "file", "out of memory"), err);
    csv->header_line = r.line;
    const toll_status status = read_line(&r, &csv->n_columns);
    return status != TOLL_OK ? status : read_data(&r, text.bytes + text.length);
}

toll_status toll__csv_read(const char *path, const char *name, uint64_t limit, toll__csv_table *csv, toll_error *err)
{
    toll__io_span text = {0};
    *csv = (toll__csv_table){.name = name};
    const uint64_t most = limit < UINT32_MAX - 1 ? limit : UINT32_MAX - 1; /* offsets have 32 bits */
    toll_status status = toll__io_read_file(path, most, &csv->file, err);
    if (status != TOLL_OK)
        return name_file(name, status, err);
    status = toll__io_text_check(csv->file.bytes, csv->file.length, &text, err);
    status = status != TOLL_OK ? name_file(name, status, err) : read_rows(csv, text, err);
    if (status != TOLL_OK)
        toll__csv_release(csv);
    return status;
}

void toll__csv_release(toll__csv_table *csv)
{
    toll__io_release(&csv->file);
    free(csv->cells);
    *csv = (toll__csv_table){0};
}

/* ---- cells ---- */

const char *toll__csv_text(const toll__csv_table *csv, size_t row, size_t column)
{
    return csv->file.bytes + csv->cells[row * csv->n_columns + column];
}

/* Offset at which a cell begins, its quote included. */
static uint32_t cell_start(const toll__csv_table *csv, size_t row, size_t column)
{
    const uint32_t at = csv->cells[row * csv->n_columns + column];
    return at > 0 && csv->file.bytes[at - 1] == '"' ? at - 1 : at;
}

toll__csv_place toll__csv_place_of(const toll__csv_table *csv, size_t row, size_t column)
{
    toll__csv_place place = toll__csv_line(csv, row);
    place.column = cell_start(csv, row, column) - cell_start(csv, row, 0) + 1;
    return place;
}

toll__csv_place toll__csv_line(const toll__csv_table *csv, size_t row)
{
    return (toll__csv_place){csv->name, csv->header_line + (uint32_t)row, 0};
}

toll_status toll__csv_find_column(const toll__csv_table *csv, const char *name, size_t *column, toll_error *err)
{
    for (*column = 0; *column < csv->n_columns; ++*column)
        if (strcmp(toll__csv_text(csv, 0, *column), name) == 0)
            return TOLL_OK;
    toll__csv_fail(err, toll__csv_line(csv, 0), "column is absent", name);
    return TOLL_E_MISSING;
}
