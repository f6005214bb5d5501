/* SPDX-License-Identifier: Apache-2.0 */
/* What a cache saved is a difference of bills: the same tokens, all of them plain input, less what they cost. What it could
 * have saved at best is the plain bill less one in which all of the input is read from the cache.
 *
 * Example: 1,532 tokens of input at 3 USD per million, of which 1,111 are read at 0.30 and 418 written at 3.75, cost
 * 0.0019098. Plain they cost 0.004596, so the cache saved 0.0026862. Read at 0.30 they cost 0.0004596: 0.0041364 at
 * best. */
#include "bill/record_bill.h"

#include <stdio.h>
#include <string.h>

static bool intern_text(const pricebook *b, const char *text, uint64_t *id)
{
    return toll_book_intern(b->bytes, b->size, text, strlen(text), id, NULL) == TOLL_OK;
}

static bool add_attribute(bill_question *q, const pricebook *b, const char *key, const char *value)
{
    toll_bill_attribute *a = &q->attributes[q->n_attributes++];
    return intern_text(b, key, &a->key) && intern_text(b, value, &a->value);
}

static bool has_attribute(const toll_io_usage *u, const char *key)
{
    for (int64_t i = 0; i < u->n_attributes; i++) {
        if (strcmp(u->attributes[i].key, key) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_kinds(bill_question *q, const pricebook *b, const toll_io_usage *u)
{
    bool is_known = true;
    q->n_kinds = 0;
    for (int64_t i = 0; i < u->n_kinds; i++) {
        toll_bill_kind *kind = &q->kinds[q->n_kinds++];
        *kind = (toll_bill_kind){u->kinds[i].meter, u->kinds[i].quantity, 0, 0, 0, 0};
        is_known =
            intern_text(b, u->kinds[i].key, &kind->key) && intern_text(b, u->kinds[i].value, &kind->value) && is_known;
    }
    return is_known;
}

static bool intern_tier(const pricebook *b, const char *text, uint64_t *id)
{
    return toll_book_intern_tier(b->bytes, b->size, text, strlen(text), id, NULL) == TOLL_OK;
}

bool record_context(bill_question *q, const bill_request *asked, const toll_io_usage *u, const named_tariff *t)
{
    const char *region = u->region[0] != 0 ? u->region : t->region;
    const pricebook *b = t->book;
    q->context = (toll_bill_context){.struct_size = sizeof q->context,
                                     .struct_kind = TOLL_KIND_BILL_CONTEXT,
                                     .known = TOLL_CONTEXT_AT,
                                     .at_s = u->at_s};
    q->n_attributes = 0;
    bool is_known = u->tier[0] == 0 || intern_tier(b, u->tier, &q->context.service_tier);
    is_known = add_kinds(q, b, u) && is_known;
    is_known = (region[0] == 0 || intern_text(b, region, &q->context.region)) && is_known;
    for (int64_t i = 0; i < u->n_attributes; i++) {
        is_known = add_attribute(q, b, u->attributes[i].key, u->attributes[i].value) && is_known;
    }
    for (int i = 0; i < asked->n_attributes; i++) {
        if (!has_attribute(u, asked->attributes[i].name)) {
            is_known = add_attribute(q, b, asked->attributes[i].name, asked->attributes[i].value) && is_known;
        }
    }
    return is_known;
}

toll_status record_bill_lines(bill_question *q, const named_tariff *t, const toll_bill_usage *usage, uint64_t n_usage,
                              toll_bill_line *lines, uint64_t capacity, toll_error *err)
{
    q->total.struct_size = sizeof q->total;
    q->total.struct_kind = TOLL_KIND_BILL_TOTAL;
    toll_bill_counter *counters = t->n_counters > 0 ? q->counters : NULL;
    if (q->n_kinds > 0) {
        return toll_bill_compute_kinds(t->card, toll_bill_card_size(), usage, n_usage, q->kinds, q->n_kinds,
                                       &q->context, q->attributes, q->n_attributes, counters, (uint64_t)t->n_counters,
                                       lines, NULL, capacity, &q->total, err);
    }
    return toll_bill_compute(t->card, toll_bill_card_size(), usage, n_usage, &q->context, q->attributes,
                             q->n_attributes, counters, (uint64_t)t->n_counters, lines, capacity, &q->total, err);
}

toll_status record_bill(bill_question *q, const named_tariff *t, const toll_bill_usage *usage, uint64_t n_usage,
                        toll_error *err)
{
    return record_bill_lines(q, t, usage, n_usage, NULL, 0, err);
}

void record_bill_explain(const named_tariff *t, const char *tier, const toll_error *err, char *text, size_t size)
{
    char tiers[120];
    if (strcmp(err->field, "service_tier") != 0 || t->tariff < 0) {
        snprintf(text, size, "%s", err->message);
        return;
    }
    pricebook_tiers(t->book, t->tariff, tiers, sizeof tiers);
    snprintf(text, size, "tier \"%.40s\" is not sold; sold are: %s", tier, tiers);
}

bool is_cache_meter(uint64_t meter)
{
    return (meter >= TOLL_METER_CACHE_READ && meter <= TOLL_METER_CACHE_WRITE_1H) ||
           (meter >= TOLL_METER_CACHE_READ_AUDIO && meter <= TOLL_METER_CACHE_READ_VIDEO) ||
           meter == TOLL_METER_CACHE_WRITE_12H;
}

bool record_convert(const dated_rate *rate, const toll_amount *amount, toll_amount *converted, int32_t *inexact)
{
    if (rate == NULL) {
        *converted = *amount;
        return true;
    }
    const toll_bill_rate *r = &rate->rate;
    return toll_bill_convert(amount, r->from_currency, strlen(r->from_currency), r->from_s, r, TOLL_ROUND_HALF_EVEN,
                             converted, inexact, NULL) == TOLL_OK;
}

bool record_bill_uncached(const bill_question *q, const named_tariff *t, const dated_rate *rate,
                          const toll_bill_usage *usage, uint64_t n_usage, toll_amount *uncached, toll_amount *at_best)
{
    toll_bill_usage other[SUM_METERS + 1];
    bill_question plain = *q, read = *q;
    uint64_t n = 0;
    int64_t input = 0;
    for (uint64_t i = 0; i < n_usage; i++) {
        other[n] = usage[i];
        input = usage[i].meter == TOLL_METER_INPUT ? usage[i].quantity : input;
        n += !is_cache_meter(usage[i].meter);
    }
    if (input == 0 || record_bill(&plain, t, other, n, NULL) != TOLL_OK) {
        return false;
    }
    if (!record_convert(rate, &plain.total.billed_cost, uncached, NULL)) {
        return false;
    }
    other[n] = (toll_bill_usage){TOLL_METER_CACHE_READ, input};
    if (record_bill(&read, t, other, n + 1, NULL) == TOLL_OK) {
        record_convert(rate, &read.total.billed_cost, at_best, NULL);
    }
    return true;
}
