/* SPDX-License-Identifier: Apache-2.0 */
#include "price/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/figures.h"
#include "input/instant.h"
#include "input/catalog_lookup.h"

#define PROVIDER_BYTES 32

/* ---- The request ---- */

static bool add_usage(request *r, uint32_t meter, int64_t quantity)
{
    if (r->n_usage == QUOTE_PAIRS) {
        complain("at most %d quantities in one request", QUOTE_PAIRS);
        return false;
    }
    r->usage[r->n_usage++] = (toll_bill_usage){meter, quantity};
    return true;
}

static void complain_meter(const char *option_name, const char *name, size_t length)
{
    toll_bill_meter meters[TOLL_METERS];
    const char *names[TOLL_METERS];
    char wanted[40];
    int n_names = 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        meters[n_names] = meter_of(meter);
        names[n_names] = meters[n_names].name;
        n_names++;
    }
    snprintf(wanted, sizeof wanted, "%.*s", (int)length, name);
    const char *nearest = nearest_name(wanted, names, n_names);
    complain(nearest != NULL ? "%s: no meter \"%s\"; did you mean %s?" : "%s: no meter \"%s\"", option_name, wanted,
             nearest);
}

/* METER=N */
static bool read_usage(request *r, const char *pair)
{
    const char *equals = strchr(pair, '=');
    int64_t quantity;
    uint32_t meter;
    if (equals == NULL || equals == pair || !figure_parse_count(equals + 1, &quantity)) {
        complain("--usage takes METER=N, as in web_search=3, got \"%.60s\"", pair);
        return false;
    }
    if (toll_bill_meter_find(pair, (uint64_t)(equals - pair), &meter, NULL) != TOLL_OK) {
        complain_meter("--usage", pair, (size_t)(equals - pair));
        return false;
    }
    return add_usage(r, meter, quantity);
}

static bool intern(const pricebook *b, const char *option_name, const char *text, size_t length, uint64_t *id)
{
    toll_error err;
    if (toll_book_intern(b->bytes, b->size, text, length, id, &err) != TOLL_OK) {
        complain("%s: %s", option_name, err.message);
        return false;
    }
    return true;
}

/* KEY=VALUE */
static bool read_attribute(request *r, const pricebook *b, const char *pair)
{
    const char *equals = strchr(pair, '=');
    toll_bill_attribute *attribute = &r->attributes[r->n_attributes++];
    if (equals == NULL || equals == pair || equals[1] == 0) {
        complain("--attribute takes KEY=VALUE, as in speed=fast, got \"%.60s\"", pair);
        return false;
    }
    return intern(b, "--attribute", pair, (size_t)(equals - pair), &attribute->key) &&
           intern(b, "--attribute", equals + 1, strlen(equals + 1), &attribute->value);
}

/* METER=A..B, or METER=B for 0..B */
static bool read_limit(request *r, const char *pair)
{
    char number[40];
    const char *equals = strchr(pair, '='), *dots = equals != NULL ? strstr(equals, "..") : NULL;
    const char *most = dots != NULL ? dots + 2 : equals != NULL ? equals + 1 : "";
    toll_bill_limit *limit = &r->limits[r->n_limits];
    uint32_t meter;
    snprintf(number, sizeof number, "%.*s", dots != NULL ? (int)(dots - equals - 1) : 1,
             dots != NULL ? equals + 1 : "0");
    if (equals == NULL || equals == pair || !figure_parse_count(number, &limit->least) ||
        !figure_parse_count(most, &limit->most)) {
        complain("--limit takes METER=LEAST..MOST, as in output=0..500, got \"%.60s\"", pair);
        return false;
    }
    if (toll_bill_meter_find(pair, (uint64_t)(equals - pair), &meter, NULL) != TOLL_OK) {
        complain_meter("--limit", pair, (size_t)(equals - pair));
        return false;
    }
    limit->meter = meter;
    r->n_limits++;
    return true;
}

/* With --bound a quantity is the most that there may be; --limit says it of others, or says more. */
static bool read_limits(request *r, const args *a)
{
    for (int i = 0; i < a->n_limits; i++) {
        if (r->n_limits == TOLL_METERS || !read_limit(r, a->limits[i])) {
            return false;
        }
    }
    for (uint64_t i = 0; i < r->n_usage; i++) {
        if (r->n_limits == TOLL_METERS) {
            return false;
        }
        int64_t quantity = r->usage[i].quantity;
        r->limits[r->n_limits++] = (toll_bill_limit){r->usage[i].meter, quantity < 0 ? quantity : 0, quantity};
    }
    return true;
}

/* NAME=N */
static bool read_counter(request *r, const pricebook *b, const char *pair)
{
    const char *equals = strchr(pair, '=');
    toll_bill_counter *counter = &r->counters[r->n_counters];
    if (equals == NULL || equals == pair || !figure_parse_count(equals + 1, &counter->used) || counter->used < 0) {
        complain("--counter takes NAME=N, as in searches=120, got \"%.60s\"", pair);
        return false;
    }
    r->counter_names[r->n_counters++] = pair;
    return intern(b, "--counter", pair, (size_t)(equals - pair), &counter->key);
}

static bool read_quantities(request *r, const args *a)
{
    static const struct {
        option which;
        uint32_t meter;
    } counts[] = {{OPTION_INPUT_TOKENS, TOLL_METER_INPUT},      {OPTION_CACHE_READ, TOLL_METER_CACHE_READ},
                  {OPTION_CACHE_WRITE, TOLL_METER_CACHE_WRITE}, {OPTION_CACHE_WRITE_1H, TOLL_METER_CACHE_WRITE_1H},
                  {OPTION_OUTPUT_TOKENS, TOLL_METER_OUTPUT},    {OPTION_REASONING, TOLL_METER_REASONING}};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (args_has(a, counts[i].which) && !add_usage(r, counts[i].meter, a->count[counts[i].which])) {
            return false;
        }
    }
    for (int i = 0; i < a->n_usages; i++) {
        if (!read_usage(r, a->usages[i])) {
            return false;
        }
    }
    bool is_bound = args_has(a, OPTION_BOUND);
    if (is_bound) {
        return read_limits(r, a);
    }
    if (a->n_limits > 0) {
        complain("--limit goes with --bound");
        return false;
    }
    if (r->n_usage == 0) {
        complain("give what was used: --input N --output N, or --usage METER=N");
    }
    return r->n_usage > 0;
}

static const char *text_or_empty(const args *a, option which)
{
    return args_has(a, which) ? a->text[which] : "";
}

void request_start(request *r)
{
    memset(r, 0, sizeof *r);
    start_struct(&r->context, sizeof r->context, TOLL_KIND_BILL_CONTEXT);
    r->context.known = TOLL_CONTEXT_AT;
    r->tier = r->region = r->provider = "";
}

bool request_join(request *r, const pricebook *b)
{
    return intern(b, "tier", r->tier, strlen(r->tier), &r->context.service_tier) &&
           intern(b, "region", r->region, strlen(r->region), &r->context.region);
}

bool request_read(request *r, const args *a, const pricebook *b)
{
    request_start(r);
    r->tier = text_or_empty(a, OPTION_TIER);
    r->region = text_or_empty(a, OPTION_REGION);
    r->provider = text_or_empty(a, OPTION_PROVIDER);
    r->context.at_s = instant_now();
    bool is_any = args_has(a, OPTION_BOUND) && args_has(a, OPTION_AT) && strcmp(a->text[OPTION_AT], "any") == 0;
    if (args_has(a, OPTION_AT) && !is_any && !instant_parse(a->text[OPTION_AT], &r->context.at_s)) {
        complain("--at takes an instant such as 2026-08-21 or 2026-08-21T09:30:00Z, got \"%.40s\"", a->text[OPTION_AT]);
        return false;
    }
    if (strlen(r->provider) >= PROVIDER_BYTES) {
        complain("--provider takes at most %d bytes", PROVIDER_BYTES - 1);
        return false;
    }
    for (int i = 0; i < a->n_attributes; i++) {
        if (!read_attribute(r, b, a->attributes[i])) {
            return false;
        }
    }
    for (int i = 0; i < a->n_counters; i++) {
        if (!read_counter(r, b, a->counters[i])) {
            return false;
        }
    }
    return intern(b, "--tier", r->tier, strlen(r->tier), &r->context.service_tier) &&
           intern(b, "--region", r->region, strlen(r->region), &r->context.region) && read_quantities(r, a);
}

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
    if (provider[0] != 0 || slash == NULL || !pricebook_has_provider(b, name, (size_t)(slash - name))) {
        return false;
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

/* By the name as it was asked for, then as one name; *name is what was found, or what the nearest names are near to. */
static toll_status find_status(quote *q, const request *r, const pricebook *b, void *card, model_name *name,
                               toll_error *err)
{
    bool is_split = split_name(b, q->asked, r->provider, name);
    toll_status status = find_card(b, name, r->context.at_s, card, err);
    if (status == TOLL_E_UNKNOWN_ID && is_split) {
        *name = (model_name){"", q->asked};
        status = find_card(b, name, r->context.at_s, card, err);
        name->model = status != TOLL_E_UNKNOWN_ID ? name->model : strchr(q->asked, '/') + 1;
    }
    q->tariff = status == TOLL_OK ? pricebook_tariff(b, name->provider, name->model, r->context.at_s) : -1;
    return status;
}

static bool find_model(quote *q, const request *r, const pricebook *b, void *card)
{
    model_name name;
    toll_error err;
    toll_status status = find_status(q, r, b, card, &name, &err);
    if (status == TOLL_E_UNKNOWN_ID) {
        pricebook_complain_unknown(b, name.model);
    } else if (status == TOLL_E_AMBIGUOUS) {
        complain("\"%.60s\": %s; name one as PROVIDER/MODEL", q->asked, err.message);
    } else if (status != TOLL_OK) {
        complain("\"%.60s\" at %s: %s", q->asked, instant_text(r->context.at_s).text, err.message);
    }
    return status == TOLL_OK;
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
static toll_status compute(quote *q, const request *r, const void *card, toll_error *err)
{
    start_struct(&q->total, sizeof q->total, TOLL_KIND_BILL_TOTAL);
    memcpy(q->counters, r->counters, sizeof q->counters);
    return toll_bill_compute(card, toll_bill_card_size(), r->usage, r->n_usage, &r->context, r->attributes,
                             r->n_attributes, q->counters, r->n_counters, q->lines, QUOTE_LINES, &q->total, err);
}

static bool bill(quote *q, const request *r, const void *card)
{
    toll_error err;
    q->status = compute(q, r, card, &err);
    if (is_bad_request(q->status)) {
        complain("\"%.60s\": %s", q->asked, err.message);
        return false;
    }
    if (q->status != TOLL_OK) {
        snprintf(q->reason, sizeof q->reason, "%s", err.message);
        return true;
    }
    if (toll_bill_verify(q->lines, (uint64_t)q->total.n_lines, &q->total, &err) != TOLL_OK) {
        complain("\"%.60s\": the bill contradicts itself: %s", q->asked, err.message);
        return false;
    }
    q->is_free = is_all_free(q);
    return true;
}

bool quote_card(quote *q, const request *r, const pricebook *b, const char *name, void *card)
{
    memset(q, 0, sizeof *q);
    q->asked = name;
    return find_model(q, r, b, card);
}

bool quote_quietly(quote *q, const request *r, const pricebook *b, const char *name, char *reason, size_t size)
{
    model_name found;
    toll_error err;
    memset(q, 0, sizeof *q);
    q->asked = name;
    void *card = malloc(toll_bill_card_size());
    if (card == NULL) {
        abort();
    }
    q->status = find_status(q, r, b, card, &found, &err);
    if (q->status == TOLL_OK) {
        q->status = compute(q, r, card, &err);
    }
    free(card);
    snprintf(reason, size, "%s", q->status == TOLL_OK ? "" : err.message);
    return q->status == TOLL_OK;
}

bool quote_find(quote *q, const request *r, const pricebook *b, const char *name)
{
    memset(q, 0, sizeof *q);
    q->asked = name;
    void *card = malloc(toll_bill_card_size());
    if (card == NULL) {
        abort();
    }
    bool is_found = find_model(q, r, b, card) && bill(q, r, card);
    free(card);
    return is_found;
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

toll_bill_meter meter_of(uint32_t meter)
{
    toll_bill_meter m;
    start_struct(&m, sizeof m, TOLL_KIND_BILL_METER);
    if (toll_bill_meter_get(meter, &m, NULL) != TOLL_OK) {
        snprintf(m.name, sizeof m.name, "meter %u", (unsigned)meter);
    }
    return m;
}
