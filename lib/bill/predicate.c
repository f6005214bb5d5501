/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluates the predicates of a rule or multiplier: those on different things are ANDed, those on the same thing (two
 * tiers, two regions, two windows, two values of one attribute) are ORed. A count and an interval stand alone. */
#include "bill/predicate.h"

#include "base/fault.h"
#include "book/book_view.h"
#include "bill/calendar.h"
#include "book/meter.h"

#define NAMES_TIER   1u
#define NAMES_REGION 2u
#define NAMES_TIME   4u /* windows and holidays: alternatives to one another */

static int count_holds(uint32_t op, int64_t quantity, int64_t threshold)
{
    switch (op) {
    case TOLL_OP_GT:
        return quantity > threshold;
    case TOLL_OP_GE:
        return quantity >= threshold;
    case TOLL_OP_LT:
        return quantity < threshold;
    default:
        return quantity <= threshold;
    }
}

/* One value of those that the block lists for this attribute is enough. */
static int attribute_holds(const toll__row *rows, uint32_t n_rows, uint32_t first, uint32_t index,
                           const toll__context *context)
{
    uint32_t key = rows[index].key;
    if (toll__context_has(context, key, rows[index].text))
        return 1;
    for (uint32_t i = first; i < n_rows && rows[i].kind != TOLL_ROW_RULE && rows[i].kind != TOLL_ROW_MULTIPLIER; i++) {
        if (rows[i].kind == TOLL_ROW_WHEN_ATTRIBUTE && rows[i].key == key &&
            toll__context_has(context, key, rows[i].text))
            return 1;
    }
    return 0;
}

static void note_thing(toll__verdict *verdict, uint32_t thing, int holds)
{
    verdict->named |= thing;
    verdict->held |= holds ? thing : 0;
}

static int tier_matches(uint32_t named, uint64_t served)
{
    return named == TOLL__TEXT_STANDARD ? served == 0 : named == served;
}

static toll_status take_time(const toll__row *row, const toll__context *context, toll__verdict *verdict,
                             toll_error *err)
{
    if (context->has_instant == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "at_s", -1,
                          "must be given: the tariff depends on the time");
    if (row->kind == TOLL_ROW_WHEN_TIME)
        note_thing(verdict, NAMES_TIME, toll__calendar_in_window(row, context));
    else if (row->kind == TOLL_ROW_WHEN_HOLIDAY)
        note_thing(verdict, NAMES_TIME, toll__calendar_is_holiday(row, context));
    else
        verdict->failed |= !toll__calendar_in_interval(row, context);
    return TOLL_OK;
}

toll_status toll__predicate_take(const toll__row *rows, uint32_t n_rows, uint32_t first, uint32_t index,
                                 const toll__context *context, const toll__usage *usage, toll__verdict *verdict,
                                 toll_error *err)
{
    const toll__row *row = &rows[index];
    switch (row->kind) {
    case TOLL_ROW_WHEN_COUNT: {
        uint32_t meter = row->meter < TOLL_METERS ? row->meter : 0;
        verdict->failed |= !count_holds(row->op, usage->quantity[meter], row->quantity);
        return TOLL_OK;
    }
    case TOLL_ROW_WHEN_TIER:
        note_thing(verdict, NAMES_TIER, tier_matches(row->text, context->service_tier));
        return TOLL_OK;
    case TOLL_ROW_WHEN_REGION:
        note_thing(verdict, NAMES_REGION, row->text == context->region);
        return TOLL_OK;
    case TOLL_ROW_WHEN_ATTRIBUTE:
        verdict->failed |= !attribute_holds(rows, n_rows, first, index, context);
        return TOLL_OK;
    default:
        return take_time(row, context, verdict, err);
    }
}
