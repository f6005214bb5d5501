/* SPDX-License-Identifier: Apache-2.0 */
/* toll price: one request at the API prices of several models. */
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "input/meters.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/json_out.h"
#include "output/table.h"
#include "price/book_name.h"
#include "price/price_bound.h"
#include "price/price_commands.h"
#include "price/quote.h"

/* All that an answer speaks of. */
typedef struct price_answer {
    price_books *books;
    const usage_request *asked;
    quote *quotes;
    int count;
    bool is_comparable; /* one currency */
    fact_ages ages;
} price_answer;

static const char *tariff_name(const quote *q)
{
    return q->tariff < 0 ? "" : q->book->rows[q->tariff].text;
}

static bool is_book_used(const price_answer *r, const pricebook *b)
{
    for (int i = 0; i < r->count; i++) {
        if (r->quotes[i].status == TOLL_OK && r->quotes[i].book == b) {
            return true;
        }
    }
    return false;
}

/* The books of the prices, the first book first; NULL behind the last. */
static const pricebook *next_book(const price_answer *r, const pricebook *before)
{
    const pricebook *own = &r->books->own, *full = &r->books->full;
    if (before == NULL && is_book_used(r, own)) {
        return own;
    }
    return before != full && is_book_used(r, full) ? full : NULL;
}

static void decimal_text(const toll_decimal *value, char *text)
{
    if (toll_decimal_format(value, text, TOLL_MONEY_TEXT_BYTES, NULL, NULL) != TOLL_OK) {
        strcpy(text, "?");
    }
}

/* ---- For people ---- */

static void append_word(char *text, size_t size, const char *word)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used == 0 ? "" : ", ", word);
}

static void put_question(const price_answer *r, const screen *s)
{
    char text[1024] = "", item[128];
    for (uint64_t i = 0; i < r->asked->n_usage; i++) {
        const toll_bill_usage *u = &r->asked->usage[i];
        snprintf(item, sizeof item, "%s %s", meter_of((uint32_t)u->meter).name, figure_count(u->quantity).text);
        append_word(text, sizeof text, item);
    }
    screen_paragraph(s, STYLE_TITLE, "One request: ", text);
    snprintf(text, sizeof text, "at %s, tier %s", instant_text(r->asked->context.at_s).text,
             r->asked->tier[0] != 0 ? r->asked->tier : "standard");
    if (r->asked->region[0] != 0) {
        snprintf(item, sizeof item, "region %s", r->asked->region);
        append_word(text, sizeof text, item);
    }
    screen_put(s, STYLE_DIM, "%s", text);
    screen_newline(s);
    screen_newline(s);
}

static const char *remark(const price_answer *r, const quote *q)
{
    if (q->is_free) {
        return "free";
    }
    return q->is_cheapest && r->count > 1 ? "cheapest" : "";
}

static void add_total_row(table *t, const price_answer *r, const quote *q)
{
    table_cell(t, q->is_cheapest ? STYLE_GOOD : STYLE_PLAIN, "%s", q->asked);
    table_cell(t, STYLE_DIM, "%s", tariff_name(q));
    if (q->status != TOLL_OK) {
        table_cell(t, STYLE_WARN, "unknown");
        table_cell(t, STYLE_PLAIN, " ");
        table_cell(t, STYLE_WARN, "no price");
        return;
    }
    money m = money_of(&q->total.billed_cost, q->total.currency);
    table_cell(t, STYLE_PLAIN, "%s %s", m.exact, q->total.currency);
    table_cell(t, STYLE_PLAIN, "%s", m.rounded[0] != 0 ? m.rounded : "-");
    table_cell(t, STYLE_GOOD, "%s", remark(r, q));
}

static void put_totals(const price_answer *r, const screen *s)
{
    static const char *const heads[] = {"model", "tariff", "cost, exact", "rounded", ""};
    table t;
    table_start(&t, "llrrl", 1);
    for (int i = 0; i < 4; i++) {
        table_head(&t, i, heads[i]);
    }
    for (int i = 0; i < r->count; i++) {
        add_total_row(&t, r, &r->quotes[i]);
    }
    table_finish(&t, s);
    if (!r->is_comparable) {
        screen_put(s, STYLE_WARN, "  Several currencies: not compared.");
        screen_newline(s);
    }
}

/* What the library flags, in words. */
static void line_notes(const toll_bill_line *line, char *text, size_t size)
{
    static const struct {
        uint32_t flag;
        const char *note;
    } notes[] = {{TOLL_LINE_INEXACT, "rounded at 18 digits"},
                 {TOLL_LINE_MINIMUM, "minimum"},
                 {TOLL_LINE_STEP, "in steps"},
                 {TOLL_LINE_ALLOWANCE, "free allowance"},
                 {TOLL_LINE_VOLUME, "volume tier"},
                 {TOLL_LINE_DEFAULT_PART, "default kind"},
                 {TOLL_LINE_FEE, "fee"},
                 {TOLL_LINE_FLOOR, "up to the least amount"},
                 {TOLL_LINE_CAP, "down to the most amount"},
                 {TOLL_LINE_ESTIMATED, "estimate"},
                 {TOLL_LINE_IMPLIED, "one request"},
                 {TOLL_LINE_DERIVED, "derived quantity"},
                 {TOLL_LINE_KIND, "kind of its own"},
                 {TOLL_LINE_REDIRECTED, "redirected"}};
    text[0] = 0;
    if ((line->flags & TOLL_LINE_FALLBACK) != 0) {
        bool is_own = line->price_meter == line->meter; /* the price of the rest stands in for a part */
        snprintf(text, size, "%s the price of %s", is_own ? "parts at" : "at", meter_of(line->price_meter).name);
    }
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        if ((line->flags & notes[i].flag) != 0) {
            append_word(text, size, notes[i].note);
        }
    }
}

static void add_line_row(table *t, const quote *q, const toll_bill_line *line)
{
    char price[TOLL_MONEY_TEXT_BYTES], factor[TOLL_MONEY_TEXT_BYTES], notes[128];
    decimal_text(&line->contracted_price, price);
    decimal_text(&line->bill_factor, factor);
    line_notes(line, notes, sizeof notes);
    table_cell(t, STYLE_PLAIN, "%s", meter_of(line->meter).name);
    table_cell(t, STYLE_PLAIN, "%s", figure_count(line->quantity).text);
    table_cell(t, STYLE_PLAIN, "%s / %s", price, figure_count(line->per).text);
    table_cell(t, STYLE_PLAIN, "%s", factor);
    table_cell(t, STYLE_PLAIN, "%s", money_of(&line->billed_cost, q->total.currency).exact);
    table_cell(t, STYLE_DIM, "%s", notes);
}

static void put_lines(const quote *q, const screen *s)
{
    static const char *const heads[] = {"meter", "quantity", "unit price", "multiplier", "cost"};
    table t;
    table_start(&t, "lrrrrl", 1);
    for (int i = 0; i < 5; i++) {
        table_head(&t, i, heads[i]);
    }
    for (int64_t i = 0; i < q->total.n_lines; i++) {
        add_line_row(&t, q, &q->lines[i]);
    }
    table_finish(&t, s);
}

/* Has an earlier line named this source? */
static bool is_source_named(const quote *q, int64_t line, const toll_bill_row *source)
{
    for (int64_t i = 0; i < line; i++) {
        const toll_bill_row *earlier = quote_source(q, &q->lines[i]);
        if (earlier != NULL && strcmp(earlier->source, source->source) == 0 &&
            earlier->source_date == source->source_date) {
            return true;
        }
    }
    return false;
}

static void put_sources(const price_answer *r, const quote *q, const screen *s)
{
    char text[240];
    for (int64_t i = 0; i < q->total.n_lines; i++) {
        const toll_bill_row *row = quote_source(q, &q->lines[i]);
        if (row != NULL && !is_source_named(q, i, row)) {
            age_text age = fact_age_text(&r->ages, row->source_date);
            snprintf(text, sizeof text, "%s, %s%s%s", row->source[0] != 0 ? row->source : "source not stated",
                     figure_date((int32_t)row->source_date).text, age.text[0] != 0 ? ", " : "", age.text);
            screen_paragraph(s, STYLE_DIM, "  prices from: ", text);
        }
    }
}

/* "NAME=N" of the command line: its name. */
static int name_length(const char *pair)
{
    return (int)(strchr(pair, '=') - pair);
}

static void put_counters(const price_answer *r, const quote *q, const screen *s)
{
    char text[160];
    for (uint64_t i = 0; i < r->asked->n_counters; i++) {
        const char *pair = r->asked->counter_names[i];
        snprintf(text, sizeof text, "%.*s=%lld", name_length(pair), pair, (long long)q->counters[i].used);
        screen_paragraph(s, STYLE_DIM, "  counter after: ", text);
    }
}

static void put_unused(const price_answer *r, const quote *q, const screen *s)
{
    context_fact fact;
    char text[240];
    for (int i = 0; context_unused(&q->unused, r->asked, q->book, i, &fact); i++) {
        snprintf(text, sizeof text, "%s %.60s (no price of this tariff depends on it%s%.60s)", fact.name, fact.value,
                 fact.nearest != NULL ? "; did you mean " : "", fact.nearest != NULL ? fact.nearest : "");
        screen_paragraph(s, STYLE_WARN, "  did not matter: ", text);
    }
}

static void put_quote(const price_answer *r, const quote *q, const screen *s)
{
    screen_newline(s);
    screen_put(s, STYLE_TITLE, "%s", q->asked);
    screen_put(s, STYLE_DIM, "  %s", tariff_name(q));
    screen_newline(s);
    book_name_remarks(&q->name, s);
    if (q->status != TOLL_OK) {
        screen_paragraph(s, STYLE_WARN, "  price not known: ", q->reason);
        return;
    }
    put_lines(q, s);
    put_unused(r, q, s);
    put_counters(r, q, s);
    put_sources(r, q, s);
}

static void put_book_line(const pricebook *b, const screen *s)
{
    char text[BOOK_PATH_BYTES + 8];
    snprintf(text, sizeof text, "%s", b->name);
    screen_paragraph(s, STYLE_DIM, "Price book: ", text);
    screen_put(s, STYLE_DIM, "  SHA-256 %s", b->hash);
    screen_newline(s);
}

static void put_books(const price_answer *r, const screen *s)
{
    for (const pricebook *b = next_book(r, NULL); b != NULL; b = next_book(r, b)) {
        put_book_line(b, s);
    }
}

static void put_answer(const price_answer *r, const screen *s)
{
    put_question(r, s);
    put_totals(r, s);
    for (int i = 0; i < r->count; i++) {
        put_quote(r, &r->quotes[i], s);
    }
    screen_newline(s);
    put_books(r, s);
}

/* ---- For programs: money and prices are strings, so that no reader rounds them. ---- */

static void json_decimal(json *j, const char *key, const toll_decimal *value)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    decimal_text(value, text);
    json_text(j, key, text);
}

static void json_line_amount(json *j, const char *key, const toll_amount *amount, const char *currency)
{
    json_text(j, key, money_of(amount, currency).exact);
}

/* What the cost of a line brings the sum to, where it is no product. */
static const char *adjusts_to(uint32_t flags)
{
    return (flags & TOLL_LINE_FLOOR) != 0 ? "floor" : (flags & TOLL_LINE_CAP) != 0 ? "cap" : "";
}

static void json_line(json *j, const quote *q, const toll_bill_line *line)
{
    const toll_bill_row *row = quote_source(q, line);
    json_object(j, NULL);
    json_text(j, "meter", meter_of(line->meter).name);
    json_integer(j, "quantity", line->quantity);
    json_text(j, "price_of", meter_of(line->price_meter).name);
    json_decimal(j, "list_price", &line->list_price);
    json_decimal(j, "contracted_price", &line->contracted_price);
    json_integer(j, "per", line->per);
    json_decimal(j, "list_factor", &line->list_factor);
    json_decimal(j, "contract_factor", &line->contract_factor);
    json_decimal(j, "bill_factor", &line->bill_factor);
    json_line_amount(j, "list_cost", &line->list_cost, q->total.currency);
    json_line_amount(j, "contracted_cost", &line->contracted_cost, q->total.currency);
    json_line_amount(j, "cost", &line->billed_cost, q->total.currency);
    json_bool(j, "is_exact", (line->flags & TOLL_LINE_INEXACT) == 0);
    json_bool(j, "is_fallback", (line->flags & TOLL_LINE_FALLBACK) != 0);
    json_bool(j, "is_default_part", (line->flags & TOLL_LINE_DEFAULT_PART) != 0);
    json_maybe_text(j, "adjusts_to", adjusts_to(line->flags));
    json_bool(j, "is_estimated", (line->flags & TOLL_LINE_ESTIMATED) != 0);
    json_bool(j, "is_implied", (line->flags & TOLL_LINE_IMPLIED) != 0);
    json_maybe_text(j, "source", row != NULL ? row->source : "");
    json_date(j, "source_date", row != NULL ? (int32_t)row->source_date : 0);
    json_close(j);
}

/* Facts of the question that did not matter to this price. */
static void json_unused(json *j, const price_answer *r, const quote *q)
{
    context_fact fact;
    json_array(j, "unused_facts");
    for (int i = 0; context_unused(&q->unused, r->asked, q->book, i, &fact); i++) {
        json_object(j, NULL);
        json_text(j, "name", fact.name);
        json_text(j, "value", fact.value);
        json_maybe_text(j, "nearest", fact.nearest != NULL ? fact.nearest : "");
        json_close(j);
    }
    json_close(j);
}

static void json_bill(json *j, const price_answer *r, const quote *q)
{
    const toll_bill_total *total = &q->total;
    money m = money_of(&total->billed_cost, total->currency);
    json_text(j, "currency", total->currency);
    json_text(j, "cost", m.exact);
    json_maybe_text(j, "cost_rounded", m.rounded);
    json_line_amount(j, "list_cost", &total->list_cost, total->currency);
    json_line_amount(j, "contracted_cost", &total->contracted_cost, total->currency);
    json_line_amount(j, "input_cost", &total->input_cost, total->currency);
    json_line_amount(j, "output_cost", &total->output_cost, total->currency);
    json_line_amount(j, "other_cost", &total->other_cost, total->currency);
    if (r->asked->n_counters > 0) {
        json_object(j, "counters");
        for (uint64_t i = 0; i < r->asked->n_counters; i++) {
            char name[128];
            const char *pair = r->asked->counter_names[i];
            snprintf(name, sizeof name, "%.*s", name_length(pair), pair);
            json_integer(j, name, q->counters[i].used);
        }
        json_close(j);
    }
    json_bool(j, "is_free", q->is_free);
    json_bool(j, "is_cheapest", q->is_cheapest);
    json_unused(j, r, q);
    json_array(j, "lines");
    for (int64_t i = 0; i < total->n_lines; i++) {
        json_line(j, q, &q->lines[i]);
    }
    json_close(j);
}

static void json_question(json *j, const usage_request *asked)
{
    json_object(j, "question");
    json_text(j, "at", instant_text(asked->context.at_s).text);
    json_text(j, "tier", asked->tier[0] != 0 ? asked->tier : "standard");
    json_maybe_text(j, "region", asked->region);
    json_object(j, "usage");
    for (uint64_t i = 0; i < asked->n_usage; i++) {
        json_integer(j, meter_of((uint32_t)asked->usage[i].meter).name, asked->usage[i].quantity);
    }
    json_close(j);
    json_close(j);
}

static void json_quote_of(json *j, const price_answer *r, const quote *q)
{
    bool is_known = q->status == TOLL_OK;
    json_object(j, NULL);
    json_text(j, "model", q->asked);
    json_maybe_text(j, "tariff", tariff_name(q));
    json_bool(j, "is_known", is_known);
    json_maybe_text(j, "reason", q->reason);
    json_maybe_text(j, "book", is_known ? q->book->name : "");
    json_maybe_text(j, "book_hash", is_known ? q->book->hash : "");
    if (is_known) {
        json_bill(j, r, q);
    }
    book_name_json(j, &q->name);
    json_close(j);
}

/* One name and hash where there is one book; else they stand with each model. */
static void json_books(json *j, const price_answer *r)
{
    const pricebook *first = next_book(r, NULL), *second = next_book(r, first);
    json_maybe_text(j, "book", second == NULL ? first->name : "");
    json_maybe_text(j, "book_hash", second == NULL ? first->hash : "");
    json_array(j, "books");
    for (const pricebook *b = first; b != NULL; b = next_book(r, b)) {
        json_object(j, NULL);
        json_text(j, "book", b->name);
        json_text(j, "book_hash", b->hash);
        json_close(j);
    }
    json_close(j);
}

static void json_quotes(const price_answer *r)
{
    json j;
    json_answer(&j, "price");
    json_question(&j, r->asked);
    json_books(&j, r);
    fact_ages_json(&j, &r->ages);
    json_array(&j, "models");
    for (int i = 0; i < r->count; i++) {
        json_quote_of(&j, r, &r->quotes[i]);
    }
    json_close(&j);
    json_close(&j);
}

/* ---- Command ---- */

static bool find_quotes(price_answer *r, const price_request *asked)
{
    for (r->count = 0; r->count < asked->n_models; r->count++) {
        if (!quote_find(&r->quotes[r->count], r->asked, r->books, asked->models[r->count])) {
            return false;
        }
    }
    r->is_comparable = quotes_rank(r->quotes, r->count);
    return true;
}

static void find_ages(price_answer *r)
{
    for (int i = 0; i < r->count; i++) {
        const quote *q = &r->quotes[i];
        for (int64_t k = 0; q->status == TOLL_OK && k < q->total.n_lines; k++) {
            fact_ages_add(&r->ages, quote_date(q, &q->lines[k]));
        }
    }
}

/* No model of them has a price: an error, never an answer of $0. */
static bool has_price(const price_answer *r)
{
    for (int i = 0; i < r->count; i++) {
        if (r->quotes[i].status == TOLL_OK) {
            return true;
        }
    }
    for (int i = 0; i < r->count; i++) {
        complain("\"%.60s\": price not known: %s", r->quotes[i].asked, r->quotes[i].reason);
    }
    return false;
}

/* Some are answered, others are not: the answer says which, and so does the exit code. */
static bool has_all_prices(const price_answer *r)
{
    for (int i = 0; i < r->count; i++) {
        if (r->quotes[i].status != TOLL_OK) {
            return false;
        }
    }
    return true;
}

int command_price(price_request *r, const screen *s)
{
    if (r->is_bound) {
        return price_bound_answer(r, s);
    }
    price_answer all = {.books = &r->books, .asked = &r->usage};
    all.quotes = claim((size_t)r->n_models, sizeof *all.quotes);
    all.ages = r->ages;
    bool is_fine = find_quotes(&all, r) && has_price(&all);
    find_ages(&all);
    if (is_fine && r->output.is_json) {
        json_quotes(&all);
    } else if (is_fine) {
        put_answer(&all, s);
    }
    is_fine = is_fine && has_all_prices(&all);
    free(all.quotes);
    return fact_ages_exit(&all.ages, is_fine ? EXIT_FINE : EXIT_BAD_INPUT);
}
