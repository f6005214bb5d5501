/* SPDX-License-Identifier: Apache-2.0 */
/* Compares two books tariff by tariff, row by row. A tariff's twin has the same SKU, provider, layer and first instant.
 * Rows are compared by what they say, as a multiset: two equal rows against one are one row removed. */
#include "price/book_diff.h"

#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/give_up.h"
#include "output/json_out.h"
#include "output/outside_text.h"
#include "price/book_text.h"
#include "price/records_diff.h"
#include "price/rows_file.h"

/* ---- Books: a compiled one, rows, or the built-in one ---- */

static bool open_rows(pricebook *b, const char *path)
{
    toll__tariff_rows rows = {0};
    uint64_t size = 0;
    void *bytes = rows_file_add(&rows, path) ? rows_compile(&rows, &size) : NULL;
    toll__tariff_rows_release(&rows);
    return bytes != NULL && pricebook_take(b, path, bytes, size);
}

static bool open_book_side(pricebook *b, const char *path)
{
    if (is_rows_file(path)) {
        return open_rows(b, path);
    }
    return pricebook_read(b, strcmp(path, "built-in") == 0 ? NULL : path);
}

/* ---- Rows ---- */

/* The tariff of the other book that is the same version of the same SKU; -1: none. */
static int64_t find_twin(const pricebook *b, const toll_bill_row *head)
{
    for (int64_t i = 0; i < b->n_rows; i++) {
        const toll_bill_row *row = &b->rows[i];
        if (row->kind == TOLL_ROW_TARIFF && strcmp(row->text, head->text) == 0 && strcmp(row->key, head->key) == 0 &&
            row->layer == head->layer && row->from_s == head->from_s) {
            return i;
        }
    }
    return -1;
}

/* One side of a comparison: a tariff's rows; first -1: there is none. */
typedef struct book_side {
    const pricebook *book;
    int64_t first, end;
} book_side;

static book_side book_side_of(const pricebook *b, int64_t first)
{
    return (book_side){b, first, first < 0 ? first : book_tariff_end(b, first)};
}

static void row_text(const toll_bill_row *row, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "%s ", book_row_word(row->kind));
    book_row_describe(row, text + used, size - used);
}

/* How many rows of a side say this; what a row says is all but its source. */
static int count_saying(const book_side *s, int64_t until, const char *text)
{
    char other[440];
    int n = 0;
    for (int64_t i = s->first; s->first >= 0 && i < until; i++) {
        row_text(&s->book->rows[i], other, sizeof other);
        n += strcmp(other, text) == 0;
    }
    return n;
}

/* Where differences go. */
typedef struct diff_report {
    json *out; /* NULL: for people */
    const char *open;
    int found;
} diff_report;

static void put_changed_row(diff_report *r, const toll_bill_row *head, char sign, const char *text)
{
    r->found++;
    if (r->out != NULL) {
        json_object(r->out, NULL);
        json_text(r->out, "tariff", head->text);
        json_text(r->out, "change", sign == '+' ? "added" : "removed");
        json_text(r->out, "row", text);
        json_close(r->out);
        return;
    }
    if (r->open != head->text) {
        if (r->open != NULL) {
            putchar('\n');
        }
        outside_line("%s", head->text);
        r->open = head->text;
    }
    outside_line("%c %s", sign, text);
}

/* Rows of one side that the other lacks: the n-th of several that say the same needs an n-th there. */
static void put_missing(diff_report *r, const book_side *here, const book_side *there, const toll_bill_row *head,
                        char sign)
{
    char text[440];
    for (int64_t i = here->first; here->first >= 0 && i < here->end; i++) {
        row_text(&here->book->rows[i], text, sizeof text);
        int mine = count_saying(here, i + 1, text), theirs = count_saying(there, there->end, text);
        if (mine > theirs) {
            put_changed_row(r, head, sign, text);
        }
    }
}

static void compare_tariffs(diff_report *r, const book_side *before, const book_side *after)
{
    const book_side *named = before->first >= 0 ? before : after;
    const toll_bill_row *head = &named->book->rows[named->first];
    put_missing(r, before, after, head, '-');
    put_missing(r, after, before, head, '+');
}

static void compare_books(diff_report *r, const pricebook *before, const pricebook *after)
{
    for (int64_t i = 0; i < before->n_rows; i = book_tariff_end(before, i)) {
        book_side a = book_side_of(before, i), b = book_side_of(after, find_twin(after, &before->rows[i]));
        compare_tariffs(r, &a, &b);
    }
    for (int64_t i = 0; i < after->n_rows; i = book_tariff_end(after, i)) {
        if (find_twin(before, &after->rows[i]) < 0) {
            book_side a = book_side_of(before, -1), b = book_side_of(after, i);
            compare_tariffs(r, &a, &b);
        }
    }
}

void book_diff_versions(json *out, const pricebook *before, int64_t first, const pricebook *after, int64_t second)
{
    diff_report r = {out, NULL, 0};
    book_side a = book_side_of(before, first), b = book_side_of(after, second);
    a.first++;
    b.first++;
    put_missing(&r, &a, &b, &before->rows[first], '-');
    put_missing(&r, &b, &a, &before->rows[first], '+');
}

static int diff_rows(bool is_json, const pricebook *before, const pricebook *after)
{
    json j;
    diff_report r = {NULL, NULL, 0};
    if (!is_json) {
        compare_books(&r, before, after);
        return r.found == 0 ? EXIT_SAME : EXIT_CHANGED;
    }
    r.out = &j;
    records_json_books(&j, before, after);
    json_array(&j, "rows");
    compare_books(&r, before, after);
    json_close(&j);
    json_close(&j);
    return r.found == 0 ? EXIT_SAME : EXIT_CHANGED;
}

int book_diff(const book_request *r, const screen *s)
{
    pricebook before, after;
    give_up_code(EXIT_TROUBLE);
    if (!open_book_side(&before, r->before)) {
        return EXIT_TROUBLE;
    }
    if (!open_book_side(&after, r->after)) {
        pricebook_close(&before);
        return EXIT_TROUBLE;
    }
    int code = r->records != NULL ? records_diff(r, s, &before, &after) : diff_rows(r->output.is_json, &before, &after);
    pricebook_close(&before);
    pricebook_close(&after);
    return code;
}
