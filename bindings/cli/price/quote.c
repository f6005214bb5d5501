/* SPDX-License-Identifier: Apache-2.0 */
/* Names are read by rule (toll_book_resolve), and a region that a name tells is the request's unless another one is
 * given. Every bill is verified against its lines before it is shown. */
#include "price/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/instant.h"
#include "output/give_up.h"

/* ---- One model ---- */

static toll_status find_status(quote *q, const usage_request *r, price_books *books, void *card, toll_error *err)
{
    book_hit hit;
    toll_status status = price_books_resolve(books, r->provider, q->asked, r->context.at_s, card, &hit, err);
    q->name = hit.name;
    q->book = hit.book;
    q->tariff = status == TOLL_OK ? q->name.row : -1;
    return status;
}

static bool find_model_card(quote *q, const usage_request *r, price_books *books, void *card)
{
    toll_error err;
    q->status = find_status(q, r, books, card, &err);
    if (q->status == TOLL_E_UNKNOWN_ID) {
        snprintf(q->reason, sizeof q->reason, "%s%s", err.message, price_books_hint(books));
    } else if (q->status == TOLL_E_AMBIGUOUS) {
        snprintf(q->reason, sizeof q->reason, "%s; give it as PROVIDER/MODEL", err.message);
    } else if (q->status != TOLL_OK && strcmp(err.field, "path") == 0) {
        snprintf(q->reason, sizeof q->reason, "not in the built-in book, and %s", err.message);
    } else if (q->status != TOLL_OK) {
        snprintf(q->reason, sizeof q->reason, "at %s: %s", instant_text(r->context.at_s).text, err.message);
    }
    return q->status == TOLL_OK;
}

/* Numbers of texts are a book's own. */
static bool join_book(const quote *q, const usage_request *r, const price_books *books, usage_request *own)
{
    *own = *r;
    return q->book == &books->own || usage_request_join(own, q->book);
}

static bool is_all_free(const quote *q)
{
    bool has_quantity = false;
    for (int64_t i = 0; i < q->total.n_lines; i++) {
        const toll_bill_line *line = &q->lines[i];
        has_quantity = has_quantity || line->quantity > 0;
        if (line->contracted_price.coef != 0 && (line->flags & TOLL_LINE_ALLOWANCE) == 0) {
            return false;
        }
    }
    return has_quantity;
}

/* What the request asks of every model alike can't be one model's missing price. */
static bool is_bad_request(toll_status status)
{
    return status != TOLL_OK && status != TOLL_E_MISSING;
}

uint64_t quote_region(const quote *q, const usage_request *own)
{
    uint64_t region = own->context.region;
    if (own->region[0] == 0) {
        toll_book_intern(q->book->bytes, q->book->size, q->name.region, strlen(q->name.region), &region, NULL);
    }
    return region;
}

/* Every model starts from the counters as they were given. */
static toll_status compute_bill(quote *q, const usage_request *r, const void *card, toll_error *err)
{
    toll_bill_context context = r->context;
    context.region = quote_region(q, r);
    start_struct(&q->total, sizeof q->total, TOLL_KIND_BILL_TOTAL);
    memcpy(q->counters, r->counters, sizeof q->counters);
    return toll_bill_compute(card, toll_bill_card_size(), r->usage, r->n_usage, &context, r->attributes,
                             r->n_attributes, q->counters, r->n_counters, q->lines, QUOTE_LINES, &q->total, err);
}

static const char *region_text(const quote *q, const usage_request *r)
{
    return r->region[0] != 0 ? r->region : q->name.region;
}

/* The bill says that some fact did not matter: which? */
static void find_unused(quote *q, const usage_request *r, const void *card)
{
    toll_bill_context context = r->context;
    context.region = quote_region(q, r);
    q->unused.tariff = q->tariff;
    q->unused.region = region_text(q, r);
    if ((q->total.flags & TOLL_LINE_CONTEXT) != 0) {
        toll_bill_find_unused(card, toll_bill_card_size(), &context, r->attributes, r->n_attributes,
                              &q->unused.is_region, &q->unused.attributes, NULL);
    }
}

static bool bill_quote(quote *q, const usage_request *r, const void *card)
{
    toll_error err;
    q->status = compute_bill(q, r, card, &err);
    if (is_bad_request(q->status)) {
        complain("\"%.60s\": %s", q->asked, err.message);
        return false;
    }
    if (q->status != TOLL_OK) {
        context_explain(q->tariff, r, region_text(q, r), q->book, &err, q->reason, sizeof q->reason);
        return true;
    }
    if (toll_bill_verify(q->lines, (uint64_t)q->total.n_lines, &q->total, &err) != TOLL_OK) {
        complain("\"%.60s\": the bill contradicts itself: %s", q->asked, err.message);
        return false;
    }
    q->is_free = is_all_free(q);
    find_unused(q, r, card);
    return true;
}

bool quote_card(quote *q, const usage_request *r, price_books *books, const char *name, void *card, usage_request *own)
{
    memset(q, 0, sizeof *q);
    q->asked = name;
    if (!find_model_card(q, r, books, card)) {
        complain("\"%.60s\": %s", q->asked, q->reason);
        return false;
    }
    return join_book(q, r, books, own);
}

bool quote_quietly(quote *q, const usage_request *r, const pricebook *b, const char *name, char *reason, size_t size)
{
    toll_error err;
    memset(q, 0, sizeof *q);
    q->asked = name;
    q->book = b;
    void *card = claim(toll_bill_card_size(), 1);
    q->status = pricebook_resolve(b, r->provider, name, r->context.at_s, card, &q->name, &err);
    if (q->status == TOLL_OK) {
        q->tariff = q->name.row;
        q->status = compute_bill(q, r, card, &err);
    }
    free(card);
    snprintf(reason, size, "%s", q->status == TOLL_OK ? "" : err.message);
    return q->status == TOLL_OK;
}

bool quote_find(quote *q, const usage_request *r, price_books *books, const char *name)
{
    usage_request own;
    memset(q, 0, sizeof *q);
    q->asked = name;
    void *card = claim(toll_bill_card_size(), 1);
    bool is_found = find_model_card(q, r, books, card);
    bool is_fine = !is_found || (join_book(q, r, books, &own) && bill_quote(q, &own, card));
    free(card);
    return is_fine;
}

/* ---- Many ---- */

bool quotes_rank(quote *quotes, int count)
{
    quote *cheapest = NULL;
    int32_t order = 0;
    for (int i = 0; i < count; i++) {
        if (quotes[i].status != TOLL_OK) {
            continue;
        }
        if (cheapest != NULL && strcmp(cheapest->total.currency, quotes[i].total.currency) != 0) {
            return false;
        }
        if (cheapest != NULL) {
            toll_amount_compare(&quotes[i].total.billed_cost, &cheapest->total.billed_cost, &order, NULL);
        }
        cheapest = cheapest == NULL || order < 0 ? &quotes[i] : cheapest;
    }
    for (int i = 0; cheapest != NULL && i < count; i++) {
        toll_amount_compare(&quotes[i].total.billed_cost, &cheapest->total.billed_cost, &order, NULL);
        quotes[i].is_cheapest = quotes[i].status == TOLL_OK && order == 0;
    }
    return true;
}

money money_of(const toll_amount *amount, const char *currency)
{
    money m = {"", ""};
    int32_t digits = 0, inexact;
    toll_amount rounded;
    toll_amount_format(amount, 2, m.exact, sizeof m.exact, NULL, NULL);
    if (toll_currency_get_digits(currency, strlen(currency), &digits, NULL) == TOLL_OK &&
        toll_amount_round(amount, digits, TOLL_ROUND_HALF_EVEN, &rounded, &inexact, NULL) == TOLL_OK) {
        toll_amount_format(&rounded, digits, m.rounded, sizeof m.rounded, NULL, NULL);
    }
    return m;
}

const toll_bill_row *quote_source(const quote *q, const toll_bill_line *line)
{
    const pricebook *b = q->book;
    int64_t index = q->tariff + (int64_t)line->rule;
    if (q->tariff < 0 || index >= b->n_rows) {
        return NULL;
    }
    const toll_bill_row *row = &b->rows[index];
    bool is_price = row->kind == TOLL_ROW_PRICE || row->kind == TOLL_ROW_VOLUME;
    return is_price && row->meter == line->price_meter ? row : NULL;
}

int64_t quote_date(const quote *q, const toll_bill_line *line)
{
    const toll_bill_row *row = quote_source(q, line);
    int64_t date = row != NULL ? row->source_date : 0;
    return date != 0 || q->tariff < 0 ? date : q->book->rows[q->tariff].source_date;
}
