/* SPDX-License-Identifier: Apache-2.0 */
/* What a request may cost at most: admission. */
#include <toll/bill.h>

#include <stddef.h>
#include <string.h>

#include "api/bill_inputs.h"
#include "api/guard.h"
#include "base/fault.h"
#include "book/tariff_card.h"
#include "bound/bound.h"

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
    scope->context.facts = &card->facts;
    return TOLL_OK;
}

static toll_status set_attributes(const toll_bill_attribute *attributes, uint64_t count, toll__scope *scope,
                                  toll_error *err)
{
    scope->context.attributes = attributes;
    scope->context.n_attributes = count;
    return toll__bill_check_array(attributes, count, "attributes", "n_attributes", err);
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
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1,
                          "is less than the number of usage pairs; one for each meter is always enough");
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
static toll_status name_scope(toll_status status, toll_error *err)
{
    if (status != TOLL_OK && err != NULL && err->struct_kind == TOLL_KIND_BILL_CONTEXT)
        err->struct_kind = TOLL_KIND_BILL_SCOPE;
    return status;
}

/* The question in plain values. */
typedef struct bound_request {
    toll__scope scope;
    toll__counters account;
    toll__box box;
    uint64_t limited; /* set of the meters with a limit */
} bound_request;

static toll_status take_limits(const toll_bill_limit *limits, uint64_t n_limits, bound_request *r, toll_error *err)
{
    toll_status status = toll__bill_check_array(limits, n_limits, "limits", "n_limits", err);
    if (status != TOLL_OK)
        return status;
    return toll__limits_take(limits, n_limits, &r->box, &r->limited, err);
}

static toll_status find_bounds(const toll__card_view *card, const bound_request *r, toll_bill_usage *worst,
                               uint64_t capacity, toll_bill_bounds *bounds, toll_error *err)
{
    toll__bounds found;
    toll_status status = toll__bound(&card->tariff, &r->scope, &r->box, r->limited, &r->account, &found, err);
    if (status != TOLL_OK)
        return status;
    status = give_worst(&found.usage, worst, capacity, err);
    if (status != TOLL_OK)
        return status;
    give_bounds(&found, card, bounds);
    return TOLL_OK;
}

toll_status toll_bill_bound(const void *card, uint64_t card_size, const toll_bill_limit *limits, uint64_t n_limits,
                            const toll_bill_scope *scope, const toll_bill_attribute *attributes, uint64_t n_attributes,
                            const toll_bill_counter *counters, uint64_t n_counters, toll_bill_usage *worst,
                            uint64_t capacity, toll_bill_bounds *bounds, toll_error *err)
{
    const toll__card_view *view = NULL;
    bound_request r;
    toll_status status = toll__card_open(card, card_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_limits(limits, n_limits, &r, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = set_scope(scope, view, &r.scope, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = set_attributes(attributes, n_attributes, &r.scope, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__bill_take_counters(counters, n_counters, &r.account, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    r.scope.context.counters = counters;
    r.scope.context.n_counters = n_counters;
    status = check_outputs(worst, capacity, bounds, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = find_bounds(view, &r, worst, capacity, bounds, err);
    return toll__done(name_scope(status, err), err);
}
