/* SPDX-License-Identifier: Apache-2.0 */
/* toll book build: rows compiled to a book, alone or over another one, whose open versions they end. */
#include "price/build_book.h"

#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/out_file.h"
#include "output/outside_text.h"
#include "price/book_answer.h"
#include "price/book_diff.h"
#include "price/book_text.h"
#include "price/close_versions.h"
#include "price/rows_file.h"

/* The rows laid over an open book; NULL after a complaint. */
static void *overlay_rows(const toll__tariff_rows *rows, const pricebook *base, uint64_t *size)
{
    toll_error err;
    uint64_t capacity = 0;
    if (toll_book_overlay_size(base->bytes, base->size, rows->rows, rows->n_rows, sizeof *rows->rows, &capacity,
                               &err) != TOLL_OK) {
        rows_complain(rows, &err);
        return NULL;
    }
    void *bytes = claim(capacity, 1);
    if (toll_book_overlay(base->bytes, base->size, rows->rows, rows->n_rows, sizeof *rows->rows, bytes, capacity, size,
                          &err) != TOLL_OK) {
        complain_error(&err); /* its row is one of both books together, not a line of a file */
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* All rows of the base, as they are now, and the rows over it; NULL after a complaint. */
static void *compile_both(const toll__tariff_rows *rows, const pricebook *base, uint64_t *size)
{
    toll_error err;
    uint64_t n_base = (uint64_t)base->n_rows, n_rows = n_base + rows->n_rows, capacity = toll_book_size(n_rows);
    toll_bill_row *all = claim((size_t)n_rows, sizeof *all);
    void *bytes = claim(capacity, 1);
    memcpy(all, base->rows, n_base * sizeof *all);
    memcpy(all + n_base, rows->rows, rows->n_rows * sizeof *all);
    toll_status status = toll_book_compile(all, n_rows, sizeof *all, bytes, capacity, size, &err);
    free(all);
    if (status != TOLL_OK) {
        err.row = err.row >= base->n_rows ? err.row - base->n_rows : -1;
        rows_complain(rows, &err);
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* ---- What a build over a book did to it ---- */

/* null for the end of a version without one */
static void json_time(json *j, const char *key, int64_t at_s)
{
    instant shown;
    bool is_date = at_s != TOLL_TIME_MIN && at_s != TOLL_TIME_MAX;
    json_maybe_text(j, key, is_date ? book_time_text(at_s, &shown) : "");
}

static void json_closings(json *j, const toll__tariff_rows *rows, const pricebook *base, const closings *made)
{
    json_array(j, "closed");
    for (int i = 0; i < made->count; i++) {
        const closing *c = &made->list[i];
        const toll__csv_place *place = &rows->places[c->own_row];
        char by[280];
        snprintf(by, sizeof by, "%s:%u", place->path, place->line);
        json_object(j, NULL);
        json_text(j, "tariff", base->rows[c->base_row].text);
        json_time(j, "from", base->rows[c->base_row].from_s);
        json_time(j, "until", c->ends_s);
        json_text(j, "by", by);
        json_time(j, "unpriced_from", c->gap_s);
        json_close(j);
    }
    json_close(j);
}

/* What the newer versions change: rows of the old one that they lack, and rows that they add. */
static void put_version_changes(json *out, const toll__tariff_rows *rows, const pricebook *base, const closings *made)
{
    const pricebook own = {.name = "rows", .rows = rows->rows, .n_rows = (int64_t)rows->n_rows};
    for (int i = 0; i < made->count; i++) {
        if (out == NULL) {
            putchar('\n');
        }
        book_diff_versions(out, base, made->list[i].base_row, &own, made->list[i].own_row);
    }
}

static void put_closings(const toll__tariff_rows *rows, const pricebook *base, const closings *made)
{
    char text[400];
    for (int i = 0; i < made->count; i++) {
        closing_describe(made, i, rows, base, text, sizeof text);
        outside_line("%s", text);
    }
    put_version_changes(NULL, rows, base, made);
}

static bool write_book_file(const char *path, const void *bytes, uint64_t size)
{
    toll_error err = {0};
    FILE *file = out_file_open(path, &err);
    bool is_written = file != NULL;
    if (is_written) {
        fwrite(bytes, 1, size, file); /* a failure stays with the stream, and closing tells it */
        is_written = out_file_close(&err);
    }
    return is_written || complain("%s: %s", path, err.message) == EXIT_FINE;
}

static void json_built(json *j, const book_request *r, const void *bytes, uint64_t size)
{
    char hash[72];
    toll_book_get_hash(bytes, size, hash, sizeof hash, NULL);
    book_answer_start(j, "book build", r->out, hash, toll_book_count(bytes, size));
    json_integer(j, "size_bytes", (int64_t)size);
}

static void put_built(const book_request *r, const void *bytes, uint64_t size)
{
    char hash[72];
    toll_book_get_hash(bytes, size, hash, sizeof hash, NULL);
    outside_line("%s: %s tariffs, %s bytes, SHA-256 %s", r->out,
                 figure_count((int64_t)toll_book_count(bytes, size)).text, figure_count((int64_t)size).text, hash);
}

static void put_built_over(const book_request *r, const toll__tariff_rows *rows, const pricebook *base,
                           const closings *made, const void *bytes, uint64_t size)
{
    if (!r->output.is_json) {
        put_built(r, bytes, size);
        put_closings(rows, base, made);
        return;
    }
    json j;
    json_built(&j, r, bytes, size);
    json_closings(&j, rows, base, made);
    json_array(&j, "changes");
    put_version_changes(&j, rows, base, made);
    json_close(&j);
    json_close(&j);
}

static int build_on_base(const book_request *r, const toll__tariff_rows *rows, pricebook *base)
{
    closings made;
    uint64_t size = 0;
    void *bytes = NULL;
    if (versions_close(rows, base, &made)) {
        bytes = made.count > 0 ? compile_both(rows, base, &size) : overlay_rows(rows, base, &size);
    }
    bool is_built = bytes != NULL && write_book_file(r->out, bytes, size);
    if (is_built) {
        put_built_over(r, rows, base, &made, bytes, size);
    }
    free(bytes);
    closings_release(&made);
    return is_built ? EXIT_FINE : EXIT_BAD_INPUT;
}

static int build_over(const book_request *r, const toll__tariff_rows *rows)
{
    pricebook base;
    if (!pricebook_read(&base, strcmp(r->over, "built-in") == 0 ? NULL : r->over)) {
        return EXIT_BAD_INPUT;
    }
    int code = build_on_base(r, rows, &base);
    pricebook_close(&base);
    return code;
}

static int build_from(const book_request *r, const toll__tariff_rows *rows)
{
    uint64_t size = 0;
    void *bytes = rows_compile(rows, &size);
    bool is_built = bytes != NULL && write_book_file(r->out, bytes, size);
    if (is_built && r->output.is_json) {
        json j;
        json_built(&j, r, bytes, size);
        json_close(&j);
    } else if (is_built) {
        put_built(r, bytes, size);
    }
    free(bytes);
    return is_built ? EXIT_FINE : EXIT_BAD_INPUT;
}

int build_book(const book_request *r)
{
    toll__tariff_rows rows = {0};
    bool is_read = true;
    for (int i = 0; is_read && i < r->n_rows; i++) {
        is_read = rows_file_add(&rows, r->rows[i]);
    }
    int code = EXIT_BAD_INPUT;
    if (is_read) {
        code = r->over != NULL ? build_over(r, &rows) : build_from(r, &rows);
    }
    toll__tariff_rows_release(&rows);
    return code;
}
