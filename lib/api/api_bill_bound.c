/* SPDX-License-Identifier: Apache-2.0 */
/* What a request may cost at most: admission. */
#include <toll/bill.h>

#include <stddef.h>
#include <string.h>

#include "api/guard.h"
#include "base/fault.h"
#include "book/tariff_card.h"
#include "bound/bound.h"

static toll_status check_array(const void *rows, uint64_t count, const char *argument, const char *counter,
                               toll_error *err)
{
    if (count > TOLL__RECORD_PAIRS)
        return toll__fail_range(err, 0, counter, -1, 0, TOLL__RECORD_PAIRS, (double)count);
    return rows == NULL && count != 0 ? toll__fail_null(err, argument) : TOLL_OK;
}

static toll_status set_scope(const toll_bill_scope *given, const toll__card_view *card, toll__scope *scope,
                             toll_error *err)
{
    toll_bill_scope full;
    toll_status status = toll__take(given, TOLL_KIND_BILL_SCOPE, "scope", &full, err);
    if (status != TOLL_OK)
        return status;
    memset(scope, 0, sizeof *scope);
    scope->has_from = (full.known & TOLL_SCOPE_FROM) != 0;
    scope->has_until = (full.known & TOLL_SCOPE_UNTIL) != 0;
    if (scope->has_from && scope->has_until && full.from_s >= full.until_s)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_BILL_SCOPE, "until_s", -1,
                          "must be above from_s: the interval is empty");
    scope->from_s = full.from_s;
    scope->until_s = full.until_s;
    scope->open = full.open;
    scope->context.service_tier = full.service_tier == TOLL__TEXT_STANDARD ? 0 : full.service_tier;
    scope->context.region = full.region;
    scope->context.book_rows = card->book_rows;
    scope->context.n_book_rows = card->n_book_rows;
    scope->context.holidays = card->holidays;
    scope->context.n_holidays = card->n_holidays;
    return TOLL_OK;
}

static toll_status set_attributes(const toll_bill_attribute *attributes, uint64_t count, toll__scope *scope,
                                  toll_error *err)
{
    scope->context.attributes = attributes;
    scope->context.n_attributes = count;
    return check_array(attributes, count, "attributes", "n_attributes", err);
}

static toll_status set_counters(const toll_bill_counter *given, uint64_t count, toll__counters *counters,
                                toll_error *err)
{
    counters->counters = given;
    counters->count = count;
    toll_status status = check_array(given, count, "counters", "n_counters", err);
    for (uint64_t i = 0; status == TOLL_OK && i < count; i++) {
        counters->used[i] = given[i].used;
        if (given[i].used < 0)
            status =
                toll__fail_range(err, TOLL_KIND_BILL_COUNTER, "used", (int64_t)i, 0, 9.2e18, (double)given[i].used);
    }
    return status;
}

static uint64_t count_pairs(uint64_t given)
{
    uint64_t n = 0;
    for (; given != 0; given &= given - 1)
        n++;
    return n;
}

static toll_status check_outputs(const toll_bill_usage *worst, uint64_t capacity, const toll_bill_bounds *bounds,
                                 toll_error *err)
{
    if (worst == NULL && capacity != 0)
        return toll__fail_null(err, "worst");
    return toll__expect(bounds, TOLL_KIND_BILL_BOUNDS, "bounds", err);
}

static toll_status give_worst(const toll__usage *usage, toll_bill_usage *worst, uint64_t capacity, toll_error *err)
{
    uint64_t n = 0;
    if (worst == NULL)
        return TOLL_OK;
    if (count_pairs(usage->given) > capacity)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is below the pairs of the usage: 33 are enough");
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        if ((usage->given >> meter & 1) != 0)
            worst[n++] = (toll_bill_usage){meter, usage->quantity[meter]};
    return TOLL_OK;
}

static void give_bounds(const toll__bounds *found, const toll__card_view *card, toll_bill_bounds *bounds)
{
    toll_bill_bounds full;
    memset(&full, 0, sizeof full);
    full.verdict = found->verdict;
    full.meter = found->meter;
    full.n_cases = (int64_t)found->n_cases;
    memcpy(full.currency, card->currency, sizeof full.currency);
    memcpy(full.book_hash, card->hash, sizeof full.book_hash);
    if (found->verdict == TOLL_CEILING_ATTAINED || found->verdict == TOLL_CEILING_ABOVE) {
        full.relaxed = found->relaxed;
        full.highest_billed = found->billed;
        full.highest_contracted = found->contracted;
        full.highest_list = found->list;
        full.lowest_billed = found->lowest;
        full.attained_billed = found->attained;
        full.n_usage = (int64_t)count_pairs(found->usage.given);
        full.at_s = found->context.at_s;
        full.service_tier = found->context.service_tier;
        full.region = found->context.region;
    }
    toll__give(bounds, TOLL_KIND_BILL_BOUNDS, &full);
}

/* What the room says of a context is said of the scope here: their fields have the same names. */
static void name_scope(toll_error *err)
{
    if (err != NULL && err->struct_kind == TOLL_KIND_BILL_CONTEXT)
        err->struct_kind = TOLL_KIND_BILL_SCOPE;
}

toll_status toll_bill_bound(const void *card, uint64_t card_size, const toll_bill_limit *limits, uint64_t n_limits,
                            const toll_bill_scope *scope, const toll_bill_attribute *attributes, uint64_t n_attributes,
                            const toll_bill_counter *counters, uint64_t n_counters, toll_bill_usage *worst,
                            uint64_t capacity, toll_bill_bounds *bounds, toll_error *err)
{
    const toll__card_view *view = NULL;
    toll__scope plain;
    toll__counters account;
    toll__box box;
    toll__bounds found;
    uint64_t limited = 0;
    toll_status status = toll__card_open(card, card_size, &view, err);
    if (status == TOLL_OK)
        status = check_array(limits, n_limits, "limits", "n_limits", err);
    if (status == TOLL_OK)
        status = toll__limits_take(limits, n_limits, &box, &limited, err);
    if (status == TOLL_OK)
        status = set_scope(scope, view, &plain, err);
    if (status == TOLL_OK)
        status = set_attributes(attributes, n_attributes, &plain, err);
    if (status == TOLL_OK)
        status = set_counters(counters, n_counters, &account, err);
    if (status == TOLL_OK)
        status = check_outputs(worst, capacity, bounds, err);
    if (status == TOLL_OK)
        status = toll__bound(&view->tariff, &plain, &box, limited, &account, &found, err);
    if (status == TOLL_OK)
        status = give_worst(&found.usage, worst, capacity, err);
    if (status != TOLL_OK) {
        name_scope(err);
        return toll__done(status, err);
    }
    give_bounds(&found, view, bounds);
    return TOLL_OK;
}
