/* SPDX-License-Identifier: Apache-2.0 */
/* A record's lines, and the lines of the same record under other prices. Another bill is made by the library from the same
 * usage, so thresholds, minima and tiers of context hold in it too; a record that has no such price has no such bill.
 *
 *   gpt-5 in the standard tier --> our lines; tier batch; tier flex; the prices before 2026-08-01
 *
 * Of another bill the difference is given, meter by meter: other prices may put tokens on other lines. */
#include "bill/bill_feed.h"

#include <stdio.h>
#include <string.h>

#include "bill/record_bill.h"
#include "input/instant.h"

#define FEED_LINES   128
#define FEED_REGIONS 8

/* A record on its way into the sink. */
typedef struct feed_record {
    bill_run *run;
    const toll_io_usage *u;
    const named_tariff *t;
    const bill_question *q;
    priced_item item;
    toll_amount ours[SUM_METERS]; /* by meter */
    bool has[SUM_METERS];
} feed_record;

static int feed_lines(const feed_record *f, const named_tariff *t, const bill_question *q, toll_bill_line *lines)
{
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_bill_counter counters[NAME_COUNTERS];
    memcpy(counters, q->counters, sizeof counters);
    toll_status status = toll_bill_compute(
        t->card, toll_bill_card_size(), f->u->usage, (uint64_t)f->u->n_usage, &q->context, q->attributes,
        q->n_attributes, t->n_counters > 0 ? counters : NULL, (uint64_t)t->n_counters, lines, FEED_LINES, &total, NULL);
    bool is_same = strcmp(total.currency, f->q->total.currency) == 0;
    return status == TOLL_OK && is_same ? (int)total.n_lines : -1;
}

static void give_ours(feed_record *f)
{
    toll_bill_line lines[FEED_LINES];
    int n = feed_lines(f, f->t, f->q, lines);
    for (int i = 0; i < n; i++) {
        const uint32_t meter = lines[i].meter % SUM_METERS;
        f->item.meter = lines[i].meter;
        f->item.quantity = lines[i].quantity > 0 ? lines[i].quantity : 0;
        f->item.amount = lines[i].billed_cost;
        f->has[meter] = true;
        toll_amount_add(&f->ours[meter], &lines[i].billed_cost, &f->ours[meter], NULL);
        f->run->sink->take(f->run->sink->context, &f->item);
    }
}

/* ---- other bills ---- */

static void give_difference(feed_record *f, uint32_t meter, const toll_amount *other)
{
    f->item.meter = meter;
    f->item.quantity = 0;
    if (toll_amount_subtract(other, &f->ours[meter], &f->item.amount, NULL) == TOLL_OK &&
        (f->item.amount.low != 0 || f->item.amount.high != 0)) {
        f->run->sink->take(f->run->sink->context, &f->item);
    }
}

static void give_other(feed_record *f, const named_tariff *t, const bill_question *q, uint32_t cause,
                       const char *variant)
{
    toll_bill_line lines[FEED_LINES];
    toll_amount other[SUM_METERS] = {{0, 0}};
    if (t->book != f->t->book) { /* the question is in numbers of this record's book */
        return;
    }
    int n = feed_lines(f, t, q, lines);
    f->item.cause = cause;
    f->item.variant = variant;
    for (int i = 0; i < n; i++) {
        const uint32_t meter = lines[i].meter % SUM_METERS;
        toll_amount_add(&other[meter], &lines[i].billed_cost, &other[meter], NULL);
    }
    for (uint32_t meter = 0; n >= 0 && meter < SUM_METERS; meter++) {
        give_difference(f, meter, &other[meter]);
    }
}

/* The tariff that holds at another instant, under the name that the record's tariff has. */
static void give_version(feed_record *f, int64_t at_s, const char *label, int64_t edge_s)
{
    char variant[64];
    const named_tariff *t = f->t;
    named_tariff *other = price_names_find(&f->run->names, t->provider, t->model, t->maker, at_s);
    bill_question q = *f->q;
    if (other->status != TOLL_OK || other->card == NULL || strcmp(other->sold_by, t->sold_by) != 0) {
        return;
    }
    q.context.at_s = at_s;
    snprintf(variant, sizeof variant, "%s %.10s", label, instant_text(edge_s).text);
    give_other(f, other, &q, TOLL_CAUSE_PRICE, variant);
}

static void give_versions(feed_record *f)
{
    const toll_bill_row *row = f->t->tariff >= 0 ? &f->t->book->rows[f->t->tariff] : NULL;
    if (row == NULL) {
        return;
    }
    const int64_t from_s = row->from_s, until_s = row->until_s;
    if (from_s != TOLL_TIME_MIN) {
        give_version(f, from_s - 1, "before", from_s);
    }
    if (until_s != TOLL_TIME_MAX) {
        give_version(f, until_s, "from", until_s);
    }
}

static void give_tier(feed_record *f, const char *tier)
{
    char variant[64];
    bill_question q = *f->q;
    const pricebook *b = f->t->book;
    bool is_standard = strcmp(tier, "standard") == 0;
    q.context.service_tier = 0;
    if (strcmp(tier, f->item.tier) == 0 ||
        (!is_standard &&
         toll_book_intern_tier(b->bytes, b->size, tier, strlen(tier), &q.context.service_tier, NULL) != TOLL_OK)) {
        return;
    }
    snprintf(variant, sizeof variant, "tier %.40s", tier);
    give_other(f, f->t, &q, TOLL_CAUSE_TIER, variant);
}

static void give_tiers(feed_record *f)
{
    char tiers[120] = "";
    if (f->t->tariff < 0) {
        return;
    }
    pricebook_tiers(f->t->book, f->t->tariff, tiers, sizeof tiers);
    for (char *tier = strtok(tiers, ", "); tier != NULL; tier = strtok(NULL, ", ")) {
        give_tier(f, tier);
    }
}

static void give_region(feed_record *f, const char *region)
{
    char variant[64];
    bill_question q = *f->q;
    const pricebook *b = f->t->book;
    q.context.region = 0;
    if (strcmp(region, f->item.region) == 0 ||
        (region[0] != 0 &&
         toll_book_intern(b->bytes, b->size, region, strlen(region), &q.context.region, NULL) != TOLL_OK)) {
        return;
    }
    snprintf(variant, sizeof variant, "region %.40s", region[0] != 0 ? region : "none");
    give_other(f, f->t, &q, TOLL_CAUSE_REGION, variant);
}

/* Regions that a predicate of the tariff names as they are. */
static void give_regions(feed_record *f)
{
    const pricebook *b = f->t->book;
    int n = 0;
    if (f->t->tariff < 0) {
        return;
    }
    give_region(f, "");
    for (int64_t i = f->t->tariff + 1; i < b->n_rows && b->rows[i].kind != TOLL_ROW_TARIFF && n < FEED_REGIONS; i++) {
        if (b->rows[i].kind == TOLL_ROW_WHEN_REGION && (b->rows[i].op == 0 || b->rows[i].op == TOLL_OP_IS)) {
            give_region(f, b->rows[i].text);
            n++;
        }
    }
}

/* ---- the doors ---- */

static feed_record feed_start(bill_run *run, const toll_io_usage *u, const named_tariff *t, const bill_question *q)
{
    const char *region = u->region[0] != 0 ? u->region : t->region;
    feed_record f = {.run = run, .u = u, .t = t, .q = q};
    f.item = (priced_item){.model = t->sold_as,
                           .provider = t->sold_by,
                           .day = run->day,
                           .tier = u->tier[0] != 0 ? u->tier : "standard",
                           .region = region,
                           .currency = q != NULL ? q->total.currency : "",
                           .has_amount = q != NULL};
    return f;
}

void bill_feed_priced(bill_run *run, const toll_io_usage *u, const named_tariff *t, const bill_question *q)
{
    feed_record f = feed_start(run, u, t, q);
    give_ours(&f);
    give_tiers(&f);
    give_regions(&f);
    give_versions(&f);
}

void bill_feed_unpriced(bill_run *run, const toll_io_usage *u, const named_tariff *t)
{
    feed_record f = feed_start(run, u, t, NULL);
    f.item.model = t->model[0] != 0 ? t->model : "(no model)";
    f.item.provider = t->provider;
    for (int64_t i = 0; i < u->n_usage; i++) {
        f.item.meter = (uint32_t)u->usage[i].meter;
        f.item.quantity = u->usage[i].quantity > 0 ? u->usage[i].quantity : 0;
        run->sink->take(run->sink->context, &f.item);
    }
}
