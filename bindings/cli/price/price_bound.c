/* SPDX-License-Identifier: Apache-2.0 */
/* One toll_bill_bound() a model, over the tariff that holds at the instant asked for. "any" as tier, region or instant
 * leaves it open, and the bound covers all of them. */
#include "price/price_bound.h"

#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/meters.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/json_out.h"
#include "output/table.h"
#include "price/quote.h"

/* One model's answer. */
typedef struct model_bound {
    quote found;
    toll_bill_bounds bounds;
    toll_bill_usage worst[TOLL_METERS];
} model_bound;

static bool is_any(const char *text)
{
    return strcmp(text, "any") == 0;
}

/* "any" opens what is not known yet; an instant is that second, and none given means now. */
static void fill_scope(toll_bill_scope *scope, const usage_request *r)
{
    start_struct(scope, sizeof *scope, TOLL_KIND_BILL_SCOPE);
    scope->open = (is_any(r->tier) ? TOLL_OPEN_TIER : 0) | (is_any(r->region) ? TOLL_OPEN_REGION : 0);
    scope->service_tier = is_any(r->tier) ? 0 : r->context.service_tier;
    scope->region = is_any(r->region) ? 0 : r->context.region;
    if (r->is_any_instant) {
        return;
    }
    scope->known = TOLL_SCOPE_FROM | TOLL_SCOPE_UNTIL;
    scope->from_s = r->context.at_s;
    scope->until_s = r->context.at_s + 1;
}

static bool find_model_bound(model_bound *c, const usage_request *asked, price_books *books, const char *name,
                             void *card)
{
    usage_request own;
    const usage_request *r = &own;
    toll_bill_scope scope;
    toll_error err;
    start_struct(&c->bounds, sizeof c->bounds, TOLL_KIND_BILL_BOUNDS);
    if (!quote_card(&c->found, asked, books, name, card, &own)) {
        return false;
    }
    fill_scope(&scope, r);
    if (!is_any(r->region)) {
        scope.region = quote_region(&c->found, r);
    }
    toll_status status =
        toll_bill_bound(card, toll_bill_card_size(), r->limits, r->n_limits, &scope, r->attributes, r->n_attributes,
                        r->counters, r->n_counters, c->worst, TOLL_METERS, &c->bounds, &err);
    if (status != TOLL_OK) {
        complain("\"%.60s\": %s", name, err.message);
    }
    return status == TOLL_OK;
}

static bool is_bounded(const toll_bill_bounds *bounds)
{
    return bounds->verdict == TOLL_CEILING_ATTAINED || bounds->verdict == TOLL_CEILING_ABOVE;
}

/* ---- For people ---- */

static void worst_text(const model_bound *c, char *text, size_t size)
{
    text[0] = 0;
    for (int64_t i = 0; i < c->bounds.n_usage; i++) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s %s", i == 0 ? "" : ", ", meter_of((uint32_t)c->worst[i].meter).name,
                 figure_count(c->worst[i].quantity).text);
    }
}

static void remark_text(const toll_bill_bounds *bounds, char *text, size_t size)
{
    toll_amount over;
    snprintf(text, size, "reached");
    if (bounds->verdict == TOLL_CEILING_UNBOUNDED) {
        snprintf(text, size, "%s has no limit: give --limit %s=0..N", meter_of(bounds->meter).name,
                 meter_of(bounds->meter).name);
    } else if (bounds->verdict == TOLL_CEILING_NONE) {
        snprintf(text, size, "no meter within the limits has a price");
    } else if (bounds->verdict == TOLL_CEILING_ABOVE &&
               toll_amount_subtract(&bounds->highest_billed, &bounds->attained_billed, &over, NULL) == TOLL_OK) {
        snprintf(text, size, "at most %s too high", money_of(&over, bounds->currency).exact);
    }
}

static void add_bound_row(table *t, const model_bound *c)
{
    char remark[200];
    const toll_bill_bounds *bounds = &c->bounds;
    remark_text(bounds, remark, sizeof remark);
    table_cell(t, STYLE_PLAIN, "%s", c->found.asked);
    if (is_bounded(bounds)) {
        table_cell(t, STYLE_PLAIN, "%s %s", money_of(&bounds->highest_billed, bounds->currency).exact,
                   bounds->currency);
        table_cell(t, STYLE_DIM, "%s", money_of(&bounds->lowest_billed, bounds->currency).exact);
    } else {
        table_cell(t, STYLE_WARN, "unbounded");
        table_cell(t, STYLE_DIM, " ");
    }
    table_cell(t, bounds->verdict == TOLL_CEILING_ATTAINED ? STYLE_DIM : STYLE_WARN, "%s", remark);
}

static bool is_first_of_book(const model_bound *all, int index)
{
    for (int i = 0; i < index; i++) {
        if (all[i].found.book == all[index].found.book) {
            return false;
        }
    }
    return true;
}

static void put_bounds_table(const model_bound *all, int count, const screen *s)
{
    char text[1024];
    table t;
    table_start(&t, "lrrl", 1);
    table_head(&t, 0, "model");
    table_head(&t, 1, "at most");
    table_head(&t, 2, "at least");
    table_head(&t, 3, "");
    for (int i = 0; i < count; i++) {
        add_bound_row(&t, &all[i]);
    }
    table_finish(&t, s);
    for (int i = 0; i < count; i++) {
        if (is_bounded(&all[i].bounds)) {
            worst_text(&all[i], text, sizeof text);
            screen_paragraph(s, STYLE_DIM, "  dearest: ", text);
        }
    }
    for (int i = 0; i < count; i++) {
        const pricebook *b = all[i].found.book;
        if (is_first_of_book(all, i)) {
            screen_put(s, STYLE_DIM, "Price book: %s, SHA-256 %s", b->name, b->hash);
            screen_newline(s);
        }
    }
}

/* ---- For programs ---- */

static void json_bound_amount(json *j, const char *key, const toll_bill_bounds *bounds, const toll_amount *amount)
{
    json_maybe_text(j, key, is_bounded(bounds) ? money_of(amount, bounds->currency).exact : "");
}

static void json_model_bound(json *j, const model_bound *c)
{
    static const char *const verdicts[] = {"?", "attained", "above", "unbounded", "none"};
    const toll_bill_bounds *bounds = &c->bounds;
    json_object(j, NULL);
    json_text(j, "model", c->found.asked);
    json_text(j, "book", c->found.book->name);
    json_text(j, "book_hash", c->found.book->hash);
    json_text(j, "verdict", verdicts[bounds->verdict <= TOLL_CEILING_NONE ? bounds->verdict : 0]);
    json_maybe_text(j, "meter_without_limit", bounds->meter != 0 ? meter_of(bounds->meter).name : "");
    json_text(j, "currency", bounds->currency);
    json_bound_amount(j, "at_most", bounds, &bounds->highest_billed);
    json_bound_amount(j, "at_most_contracted", bounds, &bounds->highest_contracted);
    json_bound_amount(j, "at_most_list", bounds, &bounds->highest_list);
    json_bound_amount(j, "at_least", bounds, &bounds->lowest_billed);
    json_bound_amount(j, "dearest_found", bounds, &bounds->attained_billed);
    json_integer(j, "cases", bounds->n_cases);
    json_object(j, "dearest_usage");
    for (int64_t i = 0; i < bounds->n_usage; i++) {
        json_integer(j, meter_of((uint32_t)c->worst[i].meter).name, c->worst[i].quantity);
    }
    json_close(j);
    json_close(j);
}

static void json_bounds(const model_bound *all, int count)
{
    json j;
    bool is_one = true;
    for (int i = 1; i < count; i++) {
        is_one = is_one && all[i].found.book == all[0].found.book;
    }
    json_answer(&j, "price");
    json_maybe_text(&j, "book", is_one ? all[0].found.book->name : "");
    json_maybe_text(&j, "book_hash", is_one ? all[0].found.book->hash : "");
    json_array(&j, "models");
    for (int i = 0; i < count; i++) {
        json_model_bound(&j, &all[i]);
    }
    json_close(&j);
    json_close(&j);
}

/* ---- Answer ---- */

static bool find_model_bounds(model_bound *all, price_request *r)
{
    bool is_fine = true;
    void *card = claim(toll_bill_card_size(), 1);
    for (int i = 0; is_fine && i < r->n_models; i++) {
        is_fine = find_model_bound(&all[i], &r->usage, &r->books, r->models[i], card);
    }
    free(card);
    return is_fine;
}

int price_bound_answer(price_request *r, const screen *s)
{
    model_bound *all = claim((size_t)r->n_models, sizeof *all);
    bool is_fine = find_model_bounds(all, r);
    if (is_fine && r->output.is_json) {
        json_bounds(all, r->n_models);
    } else if (is_fine) {
        put_bounds_table(all, r->n_models, s);
    }
    free(all);
    return is_fine ? EXIT_FINE : EXIT_BAD_INPUT;
}
