/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluates the predicates of a rule or multiplier: those on different things are ANDed, those on the same thing (two
 * tiers, two regions, two windows, two values of one attribute) are ORed. A negated one stands alone, as counts, numbers
 * and intervals do, so that two of them are neither.
 *
 * What a record does not state matches nothing. By hand: "region is not global" and "region is not eu" hold for us; for
 * eu the second fails; for a record without a region both fail. */
#include "bill/predicate.h"

#include <stddef.h>

#include "base/decimal.h"
#include "base/fault.h"
#include "base/text.h"
#include "bill/calendar.h"
#include "book/context_text.h"
#include "book/meter.h"

#define NAMES_TIER   1u
#define NAMES_REGION 2u
#define NAMES_TIME   4u /* windows and holidays: alternatives to one another */

/* ---- one question ---- */

/* The sign of left - right, against an op. */
static int order_holds(uint32_t op, int order)
{
    switch (op) {
    case TOLL_OP_GT:
        return order > 0;
    case TOLL_OP_GE:
        return order >= 0;
    case TOLL_OP_LT:
        return order < 0;
    default:
        return order <= 0;
    }
}

static int order_of(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

int toll__predicate_is_negated(uint32_t op)
{
    return op == TOLL_OP_IS_NOT || op == TOLL_OP_NOT_PREFIX || op == TOLL_OP_NOT_SUFFIX;
}

int toll__predicate_matches(const toll__row *row, uint64_t id, const toll__context *context)
{
    switch (row->op) {
    case TOLL_OP_PREFIX:
    case TOLL_OP_NOT_PREFIX:
        return toll__context_text_begins(toll__context_texts(context), id, row->text);
    case TOLL_OP_SUFFIX:
    case TOLL_OP_NOT_SUFFIX:
        return toll__context_text_ends(toll__context_texts(context), id, row->text);
    default:
        return row->text == id;
    }
}

static int tier_matches(uint32_t named, uint64_t served)
{
    return named == TOLL__TEXT_STANDARD ? served == 0 : named == served;
}

/* ---- alternatives ---- */

static void note_thing(toll__verdict *verdict, uint32_t thing, int holds)
{
    verdict->named |= thing;
    verdict->held |= holds ? thing : 0;
}

/* A positive predicate is one of the thing's alternatives; a negated one must hold by itself. */
static void take_match(const toll__row *row, uint32_t thing, int is_stated, int matches, toll__verdict *verdict)
{
    if (toll__predicate_is_negated(row->op))
        verdict->failed |= !is_stated || matches;
    else
        note_thing(verdict, thing, is_stated && matches);
}

/* Whether some value that the record has for this attribute matches. */
static int value_matches(const toll__row *row, const toll__context *context)
{
    for (uint64_t i = 0; i < context->n_attributes; i++)
        if (context->attributes[i].key == row->key &&
            toll__predicate_matches(row, context->attributes[i].value, context))
            return 1;
    return 0;
}

static int is_attribute_stated(uint32_t key, const toll__context *context)
{
    for (uint64_t i = 0; i < context->n_attributes; i++)
        if (context->attributes[i].key == key && context->attributes[i].value != 0)
            return 1;
    return 0;
}

/* One of the values that the block lists for this attribute is enough. */
static int some_value_matches(const toll__row *rows, uint32_t n_rows, uint32_t first, uint32_t index,
                              const toll__context *context)
{
    const uint32_t key = rows[index].key;
    if (value_matches(&rows[index], context))
        return 1;
    for (uint32_t i = first; i < n_rows && rows[i].kind != TOLL_ROW_RULE && rows[i].kind != TOLL_ROW_MULTIPLIER; i++) {
        if (rows[i].kind == TOLL_ROW_WHEN_ATTRIBUTE && rows[i].key == key && !toll__predicate_is_negated(rows[i].op) &&
            value_matches(&rows[i], context))
            return 1;
    }
    return 0;
}

static int attribute_holds(const toll__row *rows, uint32_t n_rows, uint32_t first, uint32_t index,
                           const toll__context *context)
{
    const toll__row *row = &rows[index];
    if (!is_attribute_stated(row->key, context))
        return 0;
    if (toll__predicate_is_negated(row->op))
        return !value_matches(row, context);
    return some_value_matches(rows, n_rows, first, index, context);
}

/* ---- numbers ---- */

/* "resolution must be a number ..." */
static toll_status fail_name(uint32_t name, const toll__context *context, toll_status status, const char *fallback,
                             const char *reason, toll_error *err)
{
    char text[TOLL__TEXT_BYTES] = "";
    if (toll__context_texts(context) != NULL)
        toll__texts_get(toll__context_texts(context), name, text);
    return toll__fail(err, status, 0, text[0] != '\0' ? text : fallback, -1, reason);
}

static toll_status take_number(const toll__row *row, const toll__context *context, toll__verdict *verdict,
                               toll_error *err)
{
    toll_decimal number;
    int holds = 0;
    for (uint64_t i = 0; i < context->n_attributes; i++) {
        const toll_bill_attribute *attribute = &context->attributes[i];
        if (attribute->key != row->key || attribute->value == 0)
            continue;
        if (!toll__context_text_number(toll__context_texts(context), attribute->value, &number))
            return fail_name(row->key, context, TOLL_E_RANGE, "value",
                             "must be a number such as 1080 or 1.5, of at most 17 digits: the tariff compares it", err);
        holds |= order_holds(row->op, toll__decimal_compare(number, row->number));
    }
    verdict->failed |= !holds;
    return TOLL_OK;
}

static toll_status take_counter(const toll__row *row, const toll__context *context, toll__verdict *verdict,
                                toll_error *err)
{
    for (uint64_t i = 0; i < context->n_counters; i++) {
        if (context->counters[i].key != row->key)
            continue;
        verdict->failed |= !order_holds(row->op, order_of(context->counters[i].used, row->quantity));
        return TOLL_OK;
    }
    return fail_name(row->key, context, TOLL_E_MISSING, "counters",
                     "is a counter that must be passed: the price depends on it", err);
}

/* ---- time ---- */

static toll_status take_time(const toll__row *rows, uint32_t index, const toll__context *context,
                             toll__verdict *verdict, toll_error *err)
{
    const toll__row *row = &rows[index];
    if (context->has_instant == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "at_s", -1,
                          "must be given: the tariff depends on the time");
    if (row->kind == TOLL_ROW_WHEN_INSTANT) {
        verdict->failed |= !toll__calendar_in_interval(row, context);
        return TOLL_OK;
    }
    const int answer = row->kind == TOLL_ROW_WHEN_TIME ? toll__calendar_in_window(row, context)
                                                       : toll__calendar_is_holiday(row, context);
    if (answer == TOLL__CALENDAR_UNKNOWN)
        verdict->unknown = index;
    note_thing(verdict, NAMES_TIME, answer == 1);
    return TOLL_OK;
}

/* ---- blocks ---- */

toll_status toll__predicate_take(const toll__row *rows, uint32_t n_rows, uint32_t first, uint32_t index,
                                 const toll__context *context, const toll__usage *usage, toll__verdict *verdict,
                                 toll_error *err)
{
    const toll__row *row = &rows[index];
    switch (row->kind) {
    case TOLL_ROW_WHEN_COUNT: {
        uint32_t meter = row->meter < TOLL_METERS ? row->meter : 0;
        verdict->failed |= !order_holds(row->op, order_of(usage->quantity[meter], row->quantity));
        return TOLL_OK;
    }
    case TOLL_ROW_WHEN_TIER:
        take_match(row, NAMES_TIER, 1, tier_matches(row->text, context->service_tier), verdict);
        return TOLL_OK;
    case TOLL_ROW_WHEN_REGION:
        take_match(row, NAMES_REGION, context->region != 0, toll__predicate_matches(row, context->region, context),
                   verdict);
        return TOLL_OK;
    case TOLL_ROW_WHEN_ATTRIBUTE:
        verdict->failed |= !attribute_holds(rows, n_rows, first, index, context);
        return TOLL_OK;
    case TOLL_ROW_WHEN_NUMBER:
        return take_number(row, context, verdict, err);
    case TOLL_ROW_WHEN_COUNTER:
        return take_counter(row, context, verdict, err);
    default:
        return take_time(rows, index, context, verdict, err);
    }
}

toll_status toll__predicate_judge(const toll__verdict *verdict, const toll__row *rows, const toll__context *context,
                                  int *holds, toll_error *err)
{
    const uint32_t open = verdict->named & ~verdict->held;
    *holds = verdict->failed == 0 && open == 0;
    if (verdict->failed != 0 || open != NAMES_TIME || verdict->unknown == 0)
        return TOLL_OK;
    return toll__calendar_fail(&rows[verdict->unknown], context, err);
}
