/* SPDX-License-Identifier: Apache-2.0 */
/* A name is looked up as PROVIDER/MODEL where the book has that provider, then whole: "openai/gpt-5" is gpt-5 of
 * openai, but a book may also list "meta/llama" as one name. Every bill is verified against its lines before it is
 * shown. */
#include "price/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/instant.h"
#include "output/give_up.h"

/* ---- One model ---- */

/* A name as the library takes it: "openai/gpt-5" is model gpt-5 of openai, unless a book lists the whole as a name. */
typedef struct model_name {
    char provider[PROVIDER_BYTES];
    const char *model;
} model_name;

static bool split_name(const pricebook *b, const char *name, const char *provider, model_name *split)
{
    const char *slash = strchr(name, '/');
    snprintf(split->provider, sizeof split->provider, "%s", provider);
    split->model = name;
    if (slash == NULL || !pricebook_has_provider(b, name, (size_t)(slash - name))) {
        return false;
    }
    if (provider[0] != 0 &&
        (strlen(provider) != (size_t)(slash - name) || strncmp(provider, name, strlen(provider)) != 0)) {
        return false; /* another provider's name */
    }
    snprintf(split->provider, sizeof split->provider, "%.*s", (int)(slash - name), name);
    split->model = slash + 1;
    return true;
}

static toll_status find_card(const pricebook *b, const model_name *n, int64_t at_s, void *card, toll_error *err)
{
    return toll_book_find(b->bytes, b->size, n->provider, strlen(n->provider), n->model, strlen(n->model), at_s, card,
                          toll_bill_card_size(), err);
}

/* By the name as it was asked for, then as one name; *name is what was found. */
static toll_status find_status(quote *q, const usage_request *r, const pricebook *b, void *card, model_name *name,
                               toll_error *err)
{
    bool is_split = split_name(b, q->asked, r->provider, name);
    toll_status status = find_card(b, name, r->context.at_s, card, err);
    if (status == TOLL_E_UNKNOWN_ID && is_split) {
        toll_error whole;
        *name = (model_name){"", q->asked};
        status = find_card(b, name, r->context.at_s, card, &whole);
        *err = status != TOLL_E_UNKNOWN_ID ? whole : *err; /* the provider's own error has the nearer names */
    }
    q->tariff = status == TOLL_OK ? pricebook_tariff(b, name->provider, name->model, r->context.at_s) : -1;
    return status;
}

static bool find_model_card(quote *q, const usage_request *r, const pricebook *b, void *card)
{
    model_name name;
    toll_error err;
    q->status = find_status(q, r, b, card, &name, &err);
    if (q->status == TOLL_E_UNKNOWN_ID) {
        snprintf(q->reason, sizeof q->reason, "%s", err.message);
    } else if (q->status == TOLL_E_AMBIGUOUS) {
        snprintf(q->reason, sizeof q->reason, "%s; give it as PROVIDER/MODEL", err.message);
    } else if (q->status != TOLL_OK) {
        snprintf(q->reason, sizeof q->reason, "at %s: %s", instant_text(r->context.at_s).text, err.message);
    }
    return q->status == TOLL_OK;
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

/* Every model starts from the counters as they were given. */
static toll_status compute_bill(quote *q, const usage_request *r, const void *card, toll_error *err)
{
    start_struct(&q->total, sizeof q->total, TOLL_KIND_BILL_TOTAL);
    memcpy(q->counters, r->counters, sizeof q->counters);
    return toll_bill_compute(card, toll_bill_card_size(), r->usage, r->n_usage, &r->context, r->attributes,
                             r->n_attributes, q->counters, r->n_counters, q->lines, QUOTE_LINES, &q->total, err);
}

/* The bill says that some fact did not matter: which? */
static void find_unused(quote *q, const usage_request *r, const void *card)
{
    q->unused.tariff = q->tariff;
    if ((q->total.flags & TOLL_LINE_CONTEXT) != 0) {
        toll_bill_find_unused(card, toll_bill_card_size(), &r->context, r->attributes, r->n_attributes,
                              &q->unused.is_region, &q->unused.attributes, NULL);
    }
}

static bool bill_quote(quote *q, const usage_request *r, const pricebook *b, const void *card)
{
    toll_error err;
    q->status = compute_bill(q, r, card, &err);
    if (is_bad_request(q->status)) {
        complain("\"%.60s\": %s", q->asked, err.message);
        return false;
    }
    if (q->status != TOLL_OK) {
        context_explain(q->tariff, r, b, &err, q->reason, sizeof q->reason);
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

bool quote_card(quote *q, const usage_request *r, const pricebook *b, const char *name, void *card)
{
    memset(q, 0, sizeof *q);
    q->asked = name;
    bool is_found = find_model_card(q, r, b, card);
    if (!is_found) {
        complain("\"%.60s\": %s", q->asked, q->reason);
    }
    return is_found;
}

bool quote_quietly(quote *q, const usage_request *r, const pricebook *b, const char *name, char *reason, size_t size)
{
    model_name found;
    toll_error err;
    memset(q, 0, sizeof *q);
    q->asked = name;
    void *card = claim(toll_bill_card_size(), 1);
    q->status = find_status(q, r, b, card, &found, &err);
    if (q->status == TOLL_OK) {
        q->status = compute_bill(q, r, card, &err);
    }
    free(card);
    snprintf(reason, size, "%s", q->status == TOLL_OK ? "" : err.message);
    return q->status == TOLL_OK;
}

bool quote_find(quote *q, const usage_request *r, const pricebook *b, const char *name)
{
    memset(q, 0, sizeof *q);
    q->asked = name;
    void *card = claim(toll_bill_card_size(), 1);
    bool is_fine = !find_model_card(q, r, b, card) || bill_quote(q, r, b, card);
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

const toll_bill_row *quote_source(const quote *q, const pricebook *b, const toll_bill_line *line)
{
    int64_t index = q->tariff + (int64_t)line->rule;
    if (q->tariff < 0 || index >= b->n_rows) {
        return NULL;
    }
    const toll_bill_row *row = &b->rows[index];
    bool is_price = row->kind == TOLL_ROW_PRICE || row->kind == TOLL_ROW_VOLUME;
    return is_price && row->meter == line->price_meter ? row : NULL;
}
