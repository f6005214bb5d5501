/* SPDX-License-Identifier: Apache-2.0 */
/* toll book: price books, read and compiled. */
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "input/meters.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/json_out.h"
#include "output/out_file.h"
#include "output/outside_text.h"
#include "output/table.h"
#include "price/book_diff.h"
#include "price/book_find.h"
#include "price/book_lint.h"
#include "price/book_text.h"
#include "price/book_vocabulary.h"
#include "price/close_versions.h"
#include "price/price_commands.h"
#include "price/rows_file.h"
#include "price/verify_book.h"

#define SOURCES 32

/* ---- Hash ---- */

static void json_book(json *j, const char *command, const char *name, const char *hash, uint64_t tariffs)
{
    json_answer(j, command);
    json_text(j, "book", name);
    json_text(j, "book_hash", hash);
    json_integer(j, "tariffs", (int64_t)tariffs);
}

static int put_hash(bool is_json, const pricebook *b)
{
    if (is_json) {
        json j;
        json_book(&j, "book hash", b->name, b->hash, toll_book_count(b->bytes, b->size));
        json_close(&j);
    } else {
        printf("%s\n", b->hash);
    }
    return EXIT_FINE;
}

/* ---- Show ---- */

/* "anthropic/claude-sonnet-4-5" or one of the names that it prices. */
static bool is_tariff_named(const pricebook *b, int64_t first, const char *name)
{
    for (int64_t i = first; i < book_tariff_end(b, first); i++) {
        bool has_name = i == first || b->rows[i].kind == TOLL_ROW_MATCH;
        if (has_name && strcmp(b->rows[i].text, name) == 0) {
            return true;
        }
    }
    return false;
}

static void put_tariff_rows(const pricebook *b, int64_t first, const screen *s)
{
    const toll_bill_row *sources[SOURCES];
    int n_sources = 0;
    char text[400];
    table t;
    book_row_describe(&b->rows[first], text, sizeof text);
    screen_paragraph(s, STYLE_TITLE, "", text);
    table_start(&t, "llR", 1);
    for (int64_t i = first + 1; i < book_tariff_end(b, first); i++) {
        const toll_bill_row *row = &b->rows[i];
        int found = 0;
        while (found < n_sources &&
               (strcmp(sources[found]->source, row->source) != 0 || sources[found]->source_date != row->source_date)) {
            found++;
        }
        if (found == n_sources && n_sources < SOURCES) {
            sources[n_sources++] = row;
        }
        book_row_describe(row, text, sizeof text);
        table_cell(&t, STYLE_DIM, "%s", book_row_word(row->kind));
        table_cell(&t, STYLE_PLAIN, "%s", text);
        table_cell(&t, STYLE_DIM, "[%d]", found + 1);
    }
    table_finish(&t, s);
    for (int i = 0; i < n_sources; i++) {
        char lead[16];
        snprintf(lead, sizeof lead, "  [%d] ", i + 1);
        snprintf(text, sizeof text, "%s, %s", sources[i]->source[0] != 0 ? sources[i]->source : "source not stated",
                 figure_date((int32_t)sources[i]->source_date).text);
        screen_paragraph(s, STYLE_DIM, lead, text);
    }
}

static void put_tariff_list(const pricebook *b, const screen *s)
{
    table t;
    instant from, until;
    table_start(&t, "llll", 1);
    table_head(&t, 0, "tariff");
    table_head(&t, 1, "");
    table_head(&t, 2, "from");
    table_head(&t, 3, "until");
    for (int64_t i = 0; i < b->n_rows; i = book_tariff_end(b, i)) {
        table_cell(&t, STYLE_PLAIN, "%s", b->rows[i].text);
        table_cell(&t, STYLE_DIM, "%s", b->rows[i].value);
        table_cell(&t, STYLE_PLAIN, "%.10s", book_time_text(b->rows[i].from_s, &from));
        table_cell(&t, STYLE_PLAIN, "%.10s",
                   b->rows[i].until_s == TOLL_TIME_MAX ? "" : book_time_text(b->rows[i].until_s, &until));
    }
    table_finish(&t, s);
}

static void json_book_row(json *j, const toll_bill_row *row)
{
    char text[400];
    book_row_describe(row, text, sizeof text);
    json_object(j, NULL);
    json_text(j, "kind", book_row_word(row->kind));
    json_text(j, "says", text);
    json_maybe_text(j, "meter", row->meter != 0 ? meter_of(row->meter).name : "");
    if (row->kind == TOLL_ROW_PRICE || row->kind == TOLL_ROW_VOLUME || row->kind == TOLL_ROW_MULTIPLIER ||
        row->kind == TOLL_ROW_DERIVE || (row->kind >= TOLL_ROW_FEE && row->kind <= TOLL_ROW_CAP)) {
        char number[TOLL_MONEY_TEXT_BYTES] = "";
        toll_decimal_format(&row->number, number, sizeof number, NULL, NULL);
        json_text(j, "number", number);
        json_maybe_integer(j, "per", row->per, row->per > 0);
    }
    json_maybe_text(j, "source", row->source);
    json_date(j, "source_date", (int32_t)row->source_date);
    json_close(j);
}

static void json_tariffs(const pricebook *b, const char *name)
{
    json j;
    json_book(&j, "book show", b->name, b->hash, toll_book_count(b->bytes, b->size));
    json_array(&j, "rows");
    for (int64_t first = 0; first < b->n_rows; first = book_tariff_end(b, first)) {
        for (int64_t i = first; i < book_tariff_end(b, first) && (name == NULL || is_tariff_named(b, first, name));
             i++) {
            json_book_row(&j, &b->rows[i]);
        }
    }
    json_close(&j);
    json_close(&j);
}

static int count_named(const pricebook *b, const char *name)
{
    int found = 0;
    for (int64_t first = 0; first < b->n_rows; first = book_tariff_end(b, first)) {
        found += is_tariff_named(b, first, name);
    }
    return found;
}

/* The name itself where the book has it, else the SKU that it means by rule; NULL after a complaint. */
static const char *name_to_show(const pricebook *b, const char *asked, toll_book_name *meant)
{
    toll_error err;
    if (count_named(b, asked) > 0) {
        return asked;
    }
    if (pricebook_resolve(b, "", asked, instant_now(), NULL, meant, &err) != TOLL_OK) {
        complain("%s", err.message);
        return NULL;
    }
    return meant->sku;
}

static int show_tariffs(const book_request *r, const screen *s, const pricebook *b)
{
    toll_book_name meant;
    const char *name = r->name != NULL ? name_to_show(b, r->name, &meant) : NULL;
    if (r->name != NULL && name == NULL) {
        return EXIT_BAD_INPUT;
    }
    int found = name != NULL ? count_named(b, name) : 0;
    if (r->output.is_json) {
        json_tariffs(b, name);
        return EXIT_FINE;
    }
    if (name == NULL) {
        put_tariff_list(b, s);
        return EXIT_FINE;
    }
    for (int64_t first = 0; first < b->n_rows; first = book_tariff_end(b, first)) {
        if (is_tariff_named(b, first, name)) {
            put_tariff_rows(b, first, s);
            found--;
            if (found > 0) {
                screen_newline(s);
            }
        }
    }
    return EXIT_FINE;
}

/* ---- Build ---- */

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
    json_book(j, "book build", r->out, hash, toll_book_count(bytes, size));
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

static int build_book(const book_request *r)
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

/* ---- Lint ---- */

/* Where findings go. */
typedef struct findings {
    const char *file;
    const toll__csv_place *places; /* NULL: rows of a book */
    const toll_bill_row *rows;
    json *out; /* NULL: for people */
} findings;

static void put_finding(void *target, int64_t row, const char *finding)
{
    const findings *f = target;
    char place[256];
    int64_t head = row;
    if (f->places != NULL) {
        snprintf(place, sizeof place, "%s:%u", f->places[row].path, f->places[row].line);
    } else {
        while (head > 0 && f->rows[head].kind != TOLL_ROW_TARIFF) {
            head--;
        }
        snprintf(place, sizeof place, "%.100s %s row %lld", f->file, f->rows[head].text, (long long)(row - head));
    }
    if (f->out == NULL) {
        outside_line("%s: %s", place, finding);
        return;
    }
    json_object(f->out, NULL);
    json_text(f->out, "place", place);
    json_text(f->out, "finding", finding);
    json_close(f->out);
}

static int put_findings(bool is_json, findings *f, const toll_bill_row *rows, int64_t n_rows)
{
    json j;
    if (!is_json) {
        int found = lint_rows(rows, n_rows, put_finding, f);
        if (found == 0) {
            outside_line("%s: %s rows, nothing to remark", f->file, figure_count(n_rows).text);
        }
        return found == 0 ? EXIT_FINE : EXIT_BAD_INPUT;
    }
    f->out = &j;
    json_answer(&j, "book lint");
    json_text(&j, "file", f->file);
    json_array(&j, "findings");
    int found = lint_rows(rows, n_rows, put_finding, f);
    json_close(&j);
    json_close(&j);
    return found == 0 ? EXIT_FINE : EXIT_BAD_INPUT;
}

static int lint_book(const book_request *r)
{
    findings f = {r->file, NULL, NULL, NULL};
    pricebook b;
    if (!pricebook_read(&b, r->file)) {
        return EXIT_BAD_INPUT;
    }
    f.rows = b.rows;
    int code = put_findings(r->output.is_json, &f, b.rows, b.n_rows);
    pricebook_close(&b);
    return code;
}

/* Rows must make a book first: compiling refuses more than lint finds. */
static int lint_rows_file(const book_request *r)
{
    toll__tariff_rows rows = {0};
    uint64_t size;
    int code = EXIT_BAD_INPUT;
    void *bytes = rows_file_add(&rows, r->file) ? rows_compile(&rows, &size) : NULL;
    if (bytes != NULL) {
        findings f = {r->file, rows.places, rows.rows, NULL};
        code = put_findings(r->output.is_json, &f, rows.rows, (int64_t)rows.n_rows);
    }
    free(bytes);
    toll__tariff_rows_release(&rows);
    return code;
}

/* ---- Command ---- */

static int answer_of_book(const book_request *r, const screen *s)
{
    pricebook b;
    if (!pricebook_read(&b, r->book)) {
        return EXIT_BAD_INPUT;
    }
    int code = r->action == BOOK_HASH   ? put_hash(r->output.is_json, &b)
               : r->action == BOOK_FIND ? book_find(r, &b, s)
               : r->is_vocabulary       ? book_vocabulary(&b, r->output.is_json, s)
                                        : show_tariffs(r, s, &b);
    pricebook_close(&b);
    return code;
}

int command_book(const book_request *r, const screen *s)
{
    switch (r->action) {
    case BOOK_BUILD:
        return build_book(r);
    case BOOK_LINT:
        return is_rows_file(r->file) ? lint_rows_file(r) : lint_book(r);
    case BOOK_DIFF:
        return book_diff(r, s);
    case BOOK_VERIFY:
        return verify_book(r);
    default:
        return answer_of_book(r, s);
    }
}
