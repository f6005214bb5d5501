/* SPDX-License-Identifier: Apache-2.0 */
/* The program full_gen: compiles the reviewed tariff files and the imported ones to one price book, full.book.
 *
 *     full_gen OUT_FILE REVIEWED.csv... -- IMPORTED.csv...
 *
 * The reviewed rows win. Where both have a model of one provider, the imported prices are dropped, but for the time before
 * the first reviewed version; the imported names that lead nowhere yet become names of the reviewed model:
 *
 *     reviewed   openai/gpt-5 from 2026-01-01: gpt-5
 *     imported   openai/gpt-5:                 gpt-5, gpt-5-2025-08-07
 *     full.book  openai/gpt-5 until 2026-01-01, the imported prices: gpt-5, gpt-5-2025-08-07
 *                openai/gpt-5 from 2026-01-01, the reviewed ones:    gpt-5, gpt-5-2025-08-07
 *
 * The same files give the same bytes on every machine. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/tariff_file.h"
#include "text/output_file.h"

/* Rows of one tariff in a list. */
typedef struct tariff_span {
    size_t first, end;
} tariff_span;

typedef struct full_book {
    toll__tariff_rows reviewed, imported, merged;
    size_t capacity;               /* of merged */
    size_t n_replaced, n_imported; /* imported tariffs that a reviewed model replaces, and that are kept */
} full_book;

/* ---- rows ---- */

static tariff_span span_at(const toll__tariff_rows *list, size_t first)
{
    tariff_span span = {first, first + 1};
    while (span.end < list->n_rows && list->rows[span.end].kind != TOLL_ROW_TARIFF)
        span.end++;
    return span;
}

static int is_exact(const toll_bill_row *row)
{
    return row->kind == TOLL_ROW_MATCH && (row->op == TOLL_MATCH_EXACT || row->op == TOLL_MATCH_ALIAS);
}

/* First row of the reviewed tariff of a provider that has the name; SIZE_MAX: none. */
static size_t find_reviewed(const full_book *b, const char *provider, const char *name)
{
    size_t head = 0;
    for (size_t i = 0; i < b->reviewed.n_rows; i++) {
        const toll_bill_row *row = &b->reviewed.rows[i];
        head = row->kind == TOLL_ROW_TARIFF ? i : head;
        if (is_exact(row) && strcmp(row->text, name) == 0 && strcmp(b->reviewed.rows[head].key, provider) == 0)
            return head;
    }
    return SIZE_MAX;
}

/* The reviewed tariff of the same model: by the name in its SKU, else by any of its names; SIZE_MAX: none. */
static size_t find_same_model(const full_book *b, tariff_span span)
{
    const toll_bill_row *head = &b->imported.rows[span.first];
    const char *slash = strchr(head->text, '/');
    size_t found = slash != NULL ? find_reviewed(b, head->key, slash + 1) : SIZE_MAX;
    for (size_t i = span.first + 1; i < span.end && found == SIZE_MAX; i++)
        if (is_exact(&b->imported.rows[i]))
            found = find_reviewed(b, head->key, b->imported.rows[i].text);
    return found;
}

/* Start of the first reviewed version of the SKU of a row. */
static int64_t first_start(const full_book *b, size_t head)
{
    int64_t first_s = TOLL_TIME_MAX;
    for (size_t i = 0; i < b->reviewed.n_rows; i++) {
        const toll_bill_row *row = &b->reviewed.rows[i];
        const int is_same = row->kind == TOLL_ROW_TARIFF && strcmp(row->text, b->reviewed.rows[head].text) == 0;
        if (is_same && row->from_s < first_s)
            first_s = row->from_s;
    }
    return first_s;
}

/* ---- merging ---- */

static toll_status push_row(full_book *b, const toll_bill_row *row, toll__csv_place place, toll_error *err)
{
    toll__tariff_rows *to = &b->merged;
    if (to->n_rows == b->capacity) {
        const size_t wanted = b->capacity == 0 ? 65536 : b->capacity * 2;
        toll_bill_row *rows = realloc(to->rows, wanted * sizeof *rows);
        to->rows = rows != NULL ? rows : to->rows;
        toll__csv_place *places = rows != NULL ? realloc(to->places, wanted * sizeof *places) : NULL;
        if (places == NULL)
            return toll__csv_fail(err, place, "out of memory", NULL);
        to->places = places;
        b->capacity = wanted;
    }
    to->rows[to->n_rows] = *row;
    to->places[to->n_rows++] = place;
    return TOLL_OK;
}

/* Has the merged tariff that began at `first` the name already? */
static int has_merged_name(const full_book *b, size_t first, const toll_bill_row *name)
{
    for (size_t i = first; i < b->merged.n_rows; i++) {
        const toll_bill_row *row = &b->merged.rows[i];
        if (row->kind == TOLL_ROW_MATCH && strcmp(row->text, name->text) == 0 &&
            (is_exact(name) || row->op == name->op))
            return 1;
    }
    return 0;
}

/* Names of one imported tariff for the reviewed one that replaces it. A pattern stays one; other names are aliases. */
static toll_status push_names(full_book *b, tariff_span span, size_t first, toll_error *err)
{
    const char *provider = b->imported.rows[span.first].key;
    for (size_t i = span.first + 1; i < span.end; i++) {
        toll_bill_row row = b->imported.rows[i];
        if (row.kind != TOLL_ROW_MATCH || has_merged_name(b, first, &row) ||
            (is_exact(&row) && find_reviewed(b, provider, row.text) != SIZE_MAX))
            continue;
        row.op = is_exact(&row) ? TOLL_MATCH_ALIAS : row.op;
        const toll_status status = push_row(b, &row, b->imported.places[i], err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* Names of all imported tariffs that the reviewed tariff of this SKU replaces; same[] is by the imported row. */
static toll_status push_all_names(full_book *b, size_t head, const size_t *same, size_t first, toll_error *err)
{
    for (tariff_span span = {0, 0}; span.end < b->imported.n_rows;) {
        span = span_at(&b->imported, span.end);
        const size_t of = same[span.first];
        if (of == SIZE_MAX || strcmp(b->reviewed.rows[of].text, b->reviewed.rows[head].text) != 0)
            continue;
        const toll_status status = push_names(b, span, first, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* A reviewed tariff: its opening row and names, the imported names, then the rest. */
static toll_status push_reviewed(full_book *b, tariff_span span, const size_t *same, toll_error *err)
{
    const size_t first = b->merged.n_rows;
    size_t i = span.first;
    toll_status status = TOLL_OK;
    for (; i < span.end && status == TOLL_OK; i++) {
        if (i > span.first && b->reviewed.rows[i].kind != TOLL_ROW_MATCH)
            break;
        status = push_row(b, &b->reviewed.rows[i], b->reviewed.places[i], err);
    }
    if (status != TOLL_OK)
        return status;
    status = push_all_names(b, span.first, same, first, err);
    for (; i < span.end && status == TOLL_OK; i++)
        status = push_row(b, &b->reviewed.rows[i], b->reviewed.places[i], err);
    return status;
}

/* An imported tariff, as it is, or up to the first reviewed version under the reviewed SKU. */
static toll_status push_imported(full_book *b, tariff_span span, size_t same, toll_error *err)
{
    toll_bill_row head = b->imported.rows[span.first];
    if (same != SIZE_MAX) {
        const int64_t start_s = first_start(b, same);
        b->n_replaced++;
        if (head.from_s >= start_s || strcmp(head.text, b->reviewed.rows[same].text) != 0)
            return TOLL_OK;
        head.until_s = head.until_s < start_s ? head.until_s : start_s;
    }
    b->n_imported++;
    toll_status status = push_row(b, &head, b->imported.places[span.first], err);
    for (size_t i = span.first + 1; i < span.end && status == TOLL_OK; i++)
        status = push_row(b, &b->imported.rows[i], b->imported.places[i], err);
    return status;
}

static toll_status merge_with(full_book *b, const size_t *same, toll_error *err)
{
    toll_status status = TOLL_OK;
    for (tariff_span span = {0, 0}; span.end < b->reviewed.n_rows && status == TOLL_OK;) {
        span = span_at(&b->reviewed, span.end);
        status = push_reviewed(b, span, same, err);
    }
    for (tariff_span span = {0, 0}; span.end < b->imported.n_rows && status == TOLL_OK;) {
        span = span_at(&b->imported, span.end);
        status = push_imported(b, span, same[span.first], err);
    }
    return status;
}

static toll_status merge_rows(full_book *b, toll_error *err)
{
    size_t *same = malloc((b->imported.n_rows + 1) * sizeof *same);
    if (same == NULL)
        return toll__csv_fail(err, (toll__csv_place){"all files", 0, 0}, "out of memory", NULL);
    for (tariff_span span = {0, 0}; span.end < b->imported.n_rows;) {
        span = span_at(&b->imported, span.end);
        same[span.first] = find_same_model(b, span);
    }
    const toll_status status = merge_with(b, same, err);
    free(same);
    return status;
}

/* ---- files ---- */

static toll_status read_tariff_file(const char *path, toll__tariff_rows *tariffs, toll_error *err)
{
    toll__csv_table csv;
    toll_status status = toll__csv_read(path, path, CSV_BYTES_MAX, &csv, err);
    if (status != TOLL_OK)
        return status;
    status = toll__tariff_rows_add(tariffs, &csv, err);
    toll__csv_release(&csv);
    return status;
}

static toll_status read_files(full_book *b, int argc, char **argv, toll_error *err)
{
    toll__tariff_rows *to = &b->reviewed;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            to = &b->imported;
            continue;
        }
        const toll_status status = read_tariff_file(argv[i], to, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status write_bytes(const char *path, const void *bytes, uint64_t size, toll_error *err)
{
    toll__io_output out;
    const toll_status status = toll__io_output_open(path, &out, err);
    if (status != TOLL_OK)
        return status;
    fwrite(bytes, 1, (size_t)size, out.stream); /* a failure stays with the stream; commit tells it */
    return toll__io_output_commit(&out, err);
}

static toll_status compile_rows(const full_book *b, void *bytes, uint64_t capacity, uint64_t *size, toll_error *err)
{
    toll_error found = {0};
    const toll__tariff_rows *list = &b->merged;
    if (toll_book_compile(list->rows, list->n_rows, sizeof *list->rows, bytes, capacity, size, &found) == TOLL_OK)
        return TOLL_OK;
    const int is_row = found.row >= 0 && (uint64_t)found.row < list->n_rows;
    return toll__csv_fail(err, is_row ? list->places[found.row] : (toll__csv_place){"all files", 0, 0}, found.message,
                          NULL);
}

static toll_status write_full_book(const full_book *b, const char *path, toll_error *err)
{
    uint64_t size = 0;
    const uint64_t capacity = toll_book_size(b->merged.n_rows);
    void *bytes = calloc((size_t)(capacity / 8 + 1), 8);
    if (bytes == NULL)
        return toll__csv_fail(err, (toll__csv_place){path, 0, 0}, "out of memory", NULL);
    toll_status status = compile_rows(b, bytes, capacity, &size, err);
    const uint64_t tariffs = status == TOLL_OK ? toll_book_count(bytes, size) : 0;
    status = status == TOLL_OK ? write_bytes(path, bytes, size, err) : status;
    free(bytes);
    if (status != TOLL_OK)
        return status;
    printf("%s: %" PRIu64 " tariffs, %" PRIu64 " bytes; %zu imported, %zu replaced by reviewed ones\n", path, tariffs,
           size, b->n_imported, b->n_replaced);
    return TOLL_OK;
}

static toll_status make_book(full_book *b, int argc, char **argv, toll_error *err)
{
    toll_status status = read_files(b, argc, argv, err);
    if (status != TOLL_OK)
        return status;
    status = merge_rows(b, err);
    return status != TOLL_OK ? status : write_full_book(b, argv[1], err);
}

int main(int argc, char **argv)
{
    full_book b = {0};
    toll_error err = {0};
    if (argc < 5) {
        fputs("usage: full_gen OUT_FILE REVIEWED.csv... -- IMPORTED.csv...\n", stderr);
        return 2;
    }
    const toll_status status = make_book(&b, argc, argv, &err);
    if (status != TOLL_OK)
        fprintf(stderr, "%s\n", err.message);
    toll__tariff_rows_release(&b.reviewed);
    toll__tariff_rows_release(&b.imported);
    toll__tariff_rows_release(&b.merged);
    return status == TOLL_OK ? 0 : 1;
}
