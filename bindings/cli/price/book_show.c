/* SPDX-License-Identifier: Apache-2.0 */
/* toll book show: the list of a book's tariffs, or the rows of those that a name means. */
#include "price/book_show.h"

#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "input/meters.h"
#include "output/figure_text.h"
#include "output/table.h"
#include "price/book_answer.h"
#include "price/book_text.h"

#define SOURCES 32

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
    book_answer_start(&j, "book show", b->name, b->hash, toll_book_count(b->bytes, b->size));
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

/* The name itself where the first book has it, else the SKU that it means by rule in one of them; NULL after a
 * complaint. */
static const char *name_to_show(price_books *books, const char *asked, book_hit *hit)
{
    toll_error err;
    hit->book = &books->own;
    if (count_named(hit->book, asked) > 0) {
        return asked;
    }
    if (price_books_resolve(books, "", asked, instant_now(), NULL, hit, &err) != TOLL_OK) {
        complain("%s%s", err.message, price_books_hint(books));
        return NULL;
    }
    return count_named(hit->book, asked) > 0 ? asked : hit->name.sku;
}

static void put_tariffs(const pricebook *b, const char *name, const screen *s)
{
    int left = count_named(b, name);
    for (int64_t first = 0; first < b->n_rows; first = book_tariff_end(b, first)) {
        if (is_tariff_named(b, first, name)) {
            put_tariff_rows(b, first, s);
            left--;
            if (left > 0) {
                screen_newline(s);
            }
        }
    }
}

static void put_full_book(const pricebook *b, const screen *s)
{
    screen_newline(s);
    screen_paragraph(s, STYLE_DIM, "Price book: ", b->name);
}

int book_show(const book_request *r, const screen *s, price_books *books)
{
    book_hit hit = {.book = &books->own};
    const char *name = r->name != NULL ? name_to_show(books, r->name, &hit) : NULL;
    if (r->name != NULL && name == NULL) {
        return EXIT_BAD_INPUT;
    }
    if (r->output.is_json) {
        json_tariffs(hit.book, name);
    } else if (name == NULL) {
        put_tariff_list(hit.book, s);
    } else {
        put_tariffs(hit.book, name, s);
    }
    if (hit.book == &books->full && !r->output.is_json) {
        put_full_book(hit.book, s);
    }
    return EXIT_FINE;
}
