/* SPDX-License-Identifier: Apache-2.0 */
/* toll book find NAME...: each name by rule, to provider, model and tariff, and how it was matched. "-" stands for the
 * lines of stdin, so that the names of a log can be looked up at once. A name that is not known is an answer too: why,
 * and what is near to it. */
#include "price/book_find.h"

#include <string.h>

#include "input/exit_codes.h"
#include "input/file_input.h"
#include "input/instant.h"
#include "input/price_books.h"
#include "output/json_out.h"
#include "price/book_name.h"

/* Where answers go, and how many names had none. */
typedef struct name_report {
    const book_request *asked;
    price_books *books;
    const screen *screen;
    json out;
    int unknown;
} name_report;

static const char *status_word(toll_status status, const toll_error *err)
{
    if (status != TOLL_OK && strcmp(err->field, "path") == 0) {
        return "unreadable";
    }
    return status == TOLL_E_AMBIGUOUS ? "ambiguous" : status == TOLL_E_MISSING ? "not valid" : "unknown";
}

/* ---- For people ---- */

static void put_found(name_report *f, const char *asked, const book_hit *hit)
{
    const toll_book_name *name = &hit->name;
    char text[512], end[320];
    size_t used = 0;
    book_name_end(name, end, sizeof end);
    snprintf(text, sizeof text, "%s of %s", name->sku, name->provider);
    used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%s%s%s", name->matched_text[0] != 0 ? "; matched by: " : "",
             name->matched_text, name->region[0] != 0 ? "; region " : "", name->region);
    screen_put(f->screen, STYLE_PLAIN, "%s", asked);
    screen_newline(f->screen);
    screen_paragraph(f->screen, STYLE_DIM, "  ", text);
    if (hit->book == &f->books->full) {
        screen_paragraph(f->screen, STYLE_DIM, "  by ", hit->book->name);
    }
    if (end[0] != 0) {
        screen_paragraph(f->screen, STYLE_WARN, "  ", end);
    }
}

static void put_unknown(name_report *f, const char *asked, toll_status status, const toll_error *err)
{
    char text[384];
    snprintf(text, sizeof text, "%s: %s%s", status_word(status, err), err->message,
             status == TOLL_E_UNKNOWN_ID ? price_books_hint(f->books) : "");
    screen_put(f->screen, STYLE_WARN, "%s", asked);
    screen_newline(f->screen);
    screen_paragraph(f->screen, STYLE_WARN, "  ", text);
}

/* ---- For programs ---- */

static void json_found(name_report *f, const book_hit *hit)
{
    const toll_book_name *name = &hit->name;
    json *j = &f->out;
    json_text(j, "book", hit->book->name);
    json_text(j, "book_hash", hit->book->hash);
    json_text(j, "provider", name->provider);
    json_text(j, "model", name->model);
    json_text(j, "tariff", name->sku);
    book_name_json(j, name);
    json_maybe_text(j, "from", name->from_s != TOLL_TIME_MIN ? instant_text(name->from_s).text : "");
    json_maybe_text(j, "until", name->until_s != TOLL_TIME_MAX ? instant_text(name->until_s).text : "");
    json_integer(j, "tariffs", name->n_tariffs);
}

static void json_unknown(name_report *f, const char *asked, toll_status status, const toll_error *err)
{
    toll_book_candidate near[PRICEBOOK_NEAR];
    int count = price_books_suggest(f->books, f->asked->provider, asked, near);
    json *j = &f->out;
    json_text(j, "status", status_word(status, err));
    json_text(j, "reason", err->message);
    json_array(j, "nearest");
    for (int i = 0; i < count; i++) {
        json_object(j, NULL);
        json_text(j, "provider", near[i].provider);
        json_text(j, "model", near[i].model);
        json_close(j);
    }
    json_close(j);
}

/* ---- Names ---- */

static void answer_name(name_report *f, const char *asked)
{
    book_hit hit;
    toll_error err;
    toll_status status = price_books_resolve(f->books, f->asked->provider, asked, f->asked->at_s, NULL, &hit, &err);
    bool is_found = status == TOLL_OK;
    f->unknown += is_found ? 0 : 1;
    if (!f->asked->output.is_json) {
        is_found ? put_found(f, asked, &hit) : put_unknown(f, asked, status, &err);
        return;
    }
    json_object(&f->out, NULL);
    json_text(&f->out, "name", asked);
    json_bool(&f->out, "is_found", is_found);
    is_found ? json_found(f, &hit) : json_unknown(f, asked, status, &err);
    json_close(&f->out);
}

/* Cuts the text into lines; empty ones are no names. */
static void answer_lines(name_report *f, char *text)
{
    for (char *line = text; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end = 0;
        }
        line[strcspn(line, "\r")] = 0;
        if (line[0] != 0) {
            answer_name(f, line);
        }
        line = end != NULL ? end + 1 : NULL;
    }
}

static bool answer_names(name_report *f)
{
    for (int i = 0; i < f->asked->n_names; i++) {
        toll__io_bytes file;
        if (strcmp(f->asked->names[i], "-") != 0) {
            answer_name(f, f->asked->names[i]);
            continue;
        }
        if (!input_read("-", BOOK_BYTES_MAX, &file)) {
            return false;
        }
        answer_lines(f, file.bytes);
        toll__io_release(&file);
    }
    return true;
}

static void start_report(name_report *f)
{
    json_answer(&f->out, "book find");
    json_text(&f->out, "book", f->books->own.name);
    json_text(&f->out, "book_hash", f->books->own.hash);
    json_text(&f->out, "at", instant_text(f->asked->at_s).text);
    json_array(&f->out, "names");
}

static void finish_report(name_report *f)
{
    json_close(&f->out);
    json_integer(&f->out, "unknown", f->unknown);
    json_close(&f->out);
}

static int find_names(const book_request *r, price_books *books, const screen *s)
{
    name_report f = {.asked = r, .books = books, .screen = s};
    if (r->output.is_json) {
        start_report(&f);
    }
    bool is_read = answer_names(&f);
    if (r->output.is_json) {
        finish_report(&f);
    }
    return is_read && f.unknown == 0 ? EXIT_FINE : EXIT_BAD_INPUT;
}

int book_find(const book_request *r, const screen *s)
{
    price_books books;
    bool is_open = r->book != NULL ? price_books_read(&books, r->book) : price_books_open(&books, NULL);
    int code = is_open ? find_names(r, &books, s) : EXIT_BAD_INPUT;
    price_books_close(&books);
    return code;
}
