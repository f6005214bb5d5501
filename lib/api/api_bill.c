/* SPDX-License-Identifier: Apache-2.0 */
/* Meters, bills and their replay. */
#include <toll/bill.h>

#include <stddef.h>
#include <string.h>

#include "api/bill_inputs.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "book/tariff_card.h"
#include "bill/compute.h"
#include "bill/context_facts.h"
#include "book/meter.h"
#include "bill/fast_path.h"
#include "bill/verify.h"

uint32_t toll_bill_meter_count(void)
{
    return TOLL_METERS - 1;
}

toll_status toll_bill_meter_get(uint32_t meter, toll_bill_meter *description, toll_error *err)
{
    toll_status status = toll__expect(description, TOLL_KIND_BILL_METER, "description", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__check_range(err, 0, "meter", -1, 1, TOLL_METERS - 1, meter);
    if (status != TOLL_OK)
        return toll__done(status, err);
    const toll__meter *known = toll__meter_get(meter);
    toll_bill_meter full;
    memset(&full, 0, sizeof full);
    full.meter = meter;
    full.side = known->side;
    full.parent = known->parent;
    full.second_parent = known->second_parent;
    full.fallback = known->fallback;
    full.is_token = known->is_token;
    full.base_units_per_unit = known->base_units_per_unit;
    memcpy(full.name, known->name, sizeof full.name);
    memcpy(full.unit, known->unit, sizeof full.unit);
    toll__give(description, TOLL_KIND_BILL_METER, &full);
    return TOLL_OK;
}

#define METER_NAME_MAX (sizeof((toll_bill_meter *)0)->name - 1)

toll_status toll_bill_meter_find(const char *name, uint64_t length, uint32_t *meter, toll_error *err)
{
    if (name == NULL)
        return toll__fail_null(err, "name");
    if (meter == NULL)
        return toll__fail_null(err, "meter");
    length = toll__text_measure(name, length, METER_NAME_MAX);
    uint32_t found = length <= METER_NAME_MAX ? toll__meter_find(name, length) : 0;
    if (found == 0)
        return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "name", -1, "is not the name of a meter");
    *meter = found;
    return TOLL_OK;
}

/* Today's context without a fault, which it nearly always is. */
static int is_plain(const toll_bill_context *c)
{
    return toll__is_aligned(c) && c->struct_size == sizeof *c && c->struct_kind == TOLL_KIND_BILL_CONTEXT &&
           (c->known == TOLL_CONTEXT_AT || (c->known | (uint64_t)c->at_s) == 0) &&
           ((uint64_t)c->is_aggregate | (uint64_t)c->allow_aggregate) <= 1;
}

/* A plain context is read in place; the field table words what is wrong with any other. */
static toll_status take_context(const toll_bill_context **context, toll_bill_context *full, toll_error *err)
{
    if (*context != NULL && is_plain(*context))
        return TOLL_OK;
    toll_status status = toll__take(*context, TOLL_KIND_BILL_CONTEXT, "context", full, err);
    *context = full;
    return status;
}

toll_status toll__bill_set_context(const toll_bill_context *given, const toll_bill_attribute *attributes,
                                   uint64_t n_attributes, const toll__card_view *card, toll__context *context,
                                   toll_error *err)
{
    toll_bill_context full;
    toll_status status = take_context(&given, &full, err);
    if (status != TOLL_OK)
        return status;
    status = toll__bill_check_array(attributes, n_attributes, "attributes", "n_attributes", err);
    if (status != TOLL_OK)
        return status;
    context->at_s = given->at_s;
    context->has_instant = (given->known & TOLL_CONTEXT_AT) != 0;
    context->service_tier = given->service_tier == TOLL__TEXT_STANDARD ? 0 : given->service_tier;
    context->region = given->region;
    context->is_aggregate = given->is_aggregate != 0;
    context->allow_aggregate = given->allow_aggregate != 0;
    context->attributes = attributes;
    context->n_attributes = n_attributes;
    context->facts = &card->facts;
    return TOLL_OK;
}

#define SAME_PLACE(sum, cost)                                                                                          \
    (offsetof(toll__sums, sum) + offsetof(toll_bill_total, input_cost) == offsetof(toll_bill_total, cost))

_Static_assert(SAME_PLACE(output, output_cost) && SAME_PLACE(other, other_cost) && SAME_PLACE(billed, billed_cost) &&
                   SAME_PLACE(contracted, contracted_cost) && SAME_PLACE(list, list_cost) && SAME_PLACE(flags, flags) &&
                   SAME_PLACE(n_lines, n_lines),
               "sums are a part of today's totals");

/* Where today's totals have their sums: the fast path writes them in place. */
static toll__sums *sums_of(toll_bill_total *total)
{
    return (toll__sums *)(void *)&total->input_cost;
}

static void fill_texts(const toll__card_view *card, toll_bill_total *total)
{
    memcpy(total->currency, card->currency, sizeof total->currency);
    memcpy(total->book_hash, card->hash, sizeof total->book_hash);
    total->matched_by = card->matched_by;
}

/* All but the header. */
static void fill_total(const toll__sums *sums, const toll__card_view *card, toll_bill_total *total)
{
    fill_texts(card, total);
    total->input_cost = sums->input;
    total->output_cost = sums->output;
    total->other_cost = sums->other;
    total->billed_cost = sums->billed;
    total->contracted_cost = sums->contracted;
    total->list_cost = sums->list;
    total->flags = sums->flags;
    total->n_lines = sums->n_lines;
}

static int is_of_today(const toll_bill_total *total)
{
    return toll__is_aligned(total) && total->struct_size == sizeof *total && total->struct_kind == TOLL_KIND_BILL_TOTAL;
}

static inline void give_total(const toll__sums *sums, const toll__card_view *card, toll_bill_total *total)
{
    toll_bill_total full;
    if (is_of_today(total)) {
        fill_total(sums, card, total);
        return;
    }
    memset(&full, 0, sizeof full);
    fill_total(sums, card, &full);
    toll__give(total, TOLL_KIND_BILL_TOTAL, &full);
}

/* Today's totals have their sums by now. */
static void finish_total(const toll__sums *sums, const toll__card_view *card, toll_bill_total *total)
{
    if (is_of_today(total))
        fill_texts(card, total);
    else
        give_total(sums, card, total);
}

static inline toll_status check_outputs(const toll_bill_line *lines, uint64_t capacity, const toll_bill_total *total,
                                        toll_error *err)
{
    if (lines == NULL && capacity != 0)
        return toll__fail_null(err, "lines");
    if (total != NULL && is_of_today(total))
        return TOLL_OK;
    return toll__expect(total, TOLL_KIND_BILL_TOTAL, "total", err);
}

toll_status toll_bill_compute(const void *card, uint64_t card_size, const toll_bill_usage *usage, uint64_t n_usage,
                              const toll_bill_context *context, const toll_bill_attribute *attributes,
                              uint64_t n_attributes, toll_bill_counter *counters, uint64_t n_counters,
                              toll_bill_line *lines, uint64_t capacity, toll_bill_total *total, toll_error *err)
{
    const toll__card_view *view = NULL;
    toll__context plain;
    toll__counters account;
    toll__sums sums;
    const toll__line_buffer buffer = {lines, capacity};
    toll_status status = toll__card_open(card, card_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__bill_check_array(usage, n_usage, "usage", "n_usage", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__bill_set_context(context, attributes, n_attributes, view, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    account.counters = NULL;
    account.count = 0;
    if (n_counters != 0) /* most records have none: a call that they can do without */
        status = toll__bill_take_counters(counters, n_counters, &account, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_outputs(lines, capacity, total, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__sums *place = is_of_today(total) ? sums_of(total) : &sums;
    if (toll__fast_path_bill(&view->compiled, &view->tariff, &plain, usage, n_usage, &buffer, place)) {
        finish_total(place, view, total);
        return TOLL_OK;
    }
    plain.counters = counters;
    plain.n_counters = n_counters;
    status = toll__compute(&view->tariff, &plain, usage, n_usage, &account, &buffer, &sums, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < n_counters; i++)
        counters[i].used = account.used[i];
    give_total(&sums, view, total);
    return TOLL_OK;
}

/* Room for a kind's own attributes. */
static toll_status check_kinds(const toll_bill_kind *kinds, uint64_t n_kinds, uint64_t n_attributes, toll_error *err)
{
    toll_status status = toll__bill_check_array(kinds, n_kinds, "kinds", "n_kinds", err);
    if (status != TOLL_OK)
        return status;
    return n_attributes > TOLL__RECORD_PAIRS - TOLL__KIND_ATTRIBUTES
               ? toll__fail_range(err, 0, "n_attributes", -1, 0, TOLL__RECORD_PAIRS - TOLL__KIND_ATTRIBUTES,
                                  (double)n_attributes)
               : TOLL_OK;
}

toll_status toll_bill_compute_kinds(const void *card, uint64_t card_size, const toll_bill_usage *usage,
                                    uint64_t n_usage, const toll_bill_kind *kinds, uint64_t n_kinds,
                                    const toll_bill_context *context, const toll_bill_attribute *attributes,
                                    uint64_t n_attributes, toll_bill_counter *counters, uint64_t n_counters,
                                    toll_bill_line *lines, uint32_t *line_kinds, uint64_t capacity,
                                    toll_bill_total *total, toll_error *err)
{
    const toll__card_view *view = NULL;
    const toll__line_buffer buffer = {lines, capacity};
    toll__context plain;
    toll__counters account;
    toll__sums sums;
    toll_status status = toll__card_open(card, card_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__bill_check_array(usage, n_usage, "usage", "n_usage", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_kinds(kinds, n_kinds, n_attributes, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__bill_set_context(context, attributes, n_attributes, view, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__bill_take_counters(counters, n_counters, &account, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_outputs(lines, capacity, total, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    plain.counters = counters;
    plain.n_counters = n_counters;
    toll__kinds own = {&view->tariff, &plain, NULL, kinds, n_kinds, lines != NULL ? line_kinds : NULL};
    status = toll__compute_kinds(&own, usage, n_usage, &account, &buffer, &sums, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < n_counters; i++)
        counters[i].used = account.used[i];
    give_total(&sums, view, total);
    return TOLL_OK;
}

toll_status toll_bill_find_unused(const void *card, uint64_t card_size, const toll_bill_context *context,
                                  const toll_bill_attribute *attributes, uint64_t n_attributes,
                                  uint64_t *is_region_unused, uint64_t *unused_attributes, toll_error *err)
{
    const toll__card_view *view = NULL;
    toll__context plain;
    toll__unused unused;
    toll_status status = toll__card_open(card, card_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__bill_set_context(context, attributes, n_attributes, view, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (is_region_unused == NULL)
        return toll__fail_null(err, "is_region_unused");
    if (unused_attributes == NULL)
        return toll__fail_null(err, "unused_attributes");
    plain.counters = NULL;
    plain.n_counters = 0;
    status = toll__facts_check(view->tariff.rows, view->tariff.n_rows, &plain, &unused, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *is_region_unused = unused.region;
    *unused_attributes = unused.attributes;
    return TOLL_OK;
}

/* Today's totals without a fault. */
static int is_plain_total(const toll_bill_total *t)
{
    return is_of_today(t) && (t->flags & ~(uint64_t)TOLL__LINE_FLAGS) == 0 &&
           t->matched_by < 2 * (uint64_t)TOLL_NAME_INFIX && t->n_lines >= 0 && t->n_lines <= INT32_MAX &&
           toll__text_is_plain(t->currency, sizeof t->currency) &&
           toll__text_is_plain(t->book_hash, sizeof t->book_hash);
}

/* As for a context: what is plain is read in place. */
static toll_status take_total(const toll_bill_total **total, toll_bill_total *full, toll_error *err)
{
    if (*total != NULL && is_plain_total(*total))
        return TOLL_OK;
    toll_status status = toll__take(*total, TOLL_KIND_BILL_TOTAL, "total", full, err);
    *total = full;
    return status;
}

toll_status toll_bill_verify(const toll_bill_line *lines, uint64_t n_lines, const toll_bill_total *total,
                             toll_error *err)
{
    toll_bill_total full;
    if (lines == NULL && n_lines != 0)
        return toll__fail_null(err, "lines");
    if (n_lines > INTPTR_MAX / sizeof *lines)
        return toll__fail(err, TOLL_E_RANGE, 0, "n_lines", -1, "exceeds the address space");
    toll_status status = take_total(&total, &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    const toll__sums sums = {total->input_cost,      total->output_cost, total->other_cost, total->billed_cost,
                             total->contracted_cost, total->list_cost,   total->flags,      total->n_lines};
    return toll__done(toll__verify(lines, n_lines, &sums, err), err);
}
