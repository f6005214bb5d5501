/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of one meter. What a kind costs is what its quantity costs in a record with its attributes: the tariff is asked
 * once more for each kind (select.c), by the record's totals and with the record's attributes, of which the kind's own
 * take the place. Only meters without parts have kinds, so that each base unit stays on one line.
 *
 * By hand: web_search costs 0.005, with tool=code 0.003. Five searches, two of them tool=code: the line of the record has
 * 5 - 2 = 3, so 0.015; the line of the kind 2, so 0.006. */
#include "bill/kinds.h"

#include <string.h>

#include "base/fault.h"

#define BIT(name) TOLL__METER_BIT(TOLL_METER_##name)
#define NO_KINDS  (TOLL__METER_TOKENS | BIT(REQUEST) | BIT(CREDIT) | 1u)

static toll_status refuse_kind(uint64_t kind, const char *field, toll_status status, const char *reason,
                               toll_error *err)
{
    return toll__fail(err, status, TOLL_KIND_BILL_KIND, field, (int64_t)kind, reason);
}

static toll_status check_kind(const toll_bill_kind *kind, uint64_t index, toll_error *err)
{
    if (kind->meter >= TOLL_METERS || (NO_KINDS >> kind->meter & 1) != 0)
        return refuse_kind(index, "meter", TOLL_E_RANGE,
                           "must be a meter of calls, images, pages, time and the like: no tokens, request or credit",
                           err);
    if (kind->quantity < 0)
        return toll__fail_range(err, TOLL_KIND_BILL_KIND, "quantity", (int64_t)index, 0, 9.2e18,
                                (double)kind->quantity);
    if (kind->key == 0 || kind->value == 0)
        return refuse_kind(index, kind->key == 0 ? "key" : "value", TOLL_E_CONFLICT,
                           "must be given: a kind is told by an attribute", err);
    if ((kind->second_key == 0) != (kind->second_value == 0))
        return refuse_kind(index, "second_value", TOLL_E_CONFLICT, "must be given if and only if second_key is", err);
    if (kind->second_key == kind->key)
        return refuse_kind(index, "second_key", TOLL_E_CONFLICT, "is the same attribute as key", err);
    return TOLL_OK;
}

toll_status toll__kinds_take(const toll__kinds *k, toll__usage *usage, toll_error *err)
{
    int64_t sums[TOLL_METERS] = {0};
    uint64_t named = 0;
    for (uint64_t i = 0; i < k->n_kinds; i++) {
        const toll_bill_kind *kind = &k->kinds[i];
        toll_status status = check_kind(kind, i, err);
        if (status != TOLL_OK)
            return status;
        if (kind->quantity > INT64_MAX - sums[kind->meter])
            return refuse_kind(i, "quantity", TOLL_E_OVERFLOW, "takes the meter's kinds beyond 64 bits", err);
        sums[kind->meter] += kind->quantity;
        named |= TOLL__METER_BIT(kind->meter);
        if ((usage->given >> kind->meter & 1) != 0 && sums[kind->meter] > usage->quantity[kind->meter])
            return refuse_kind(i, "quantity", TOLL_E_CONFLICT,
                               "and the kinds before it exceed the meter's total in usage", err);
    }
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        if ((named & ~usage->given) >> meter & 1)
            usage->quantity[meter] = sums[meter];
    usage->given |= named;
    return TOLL_OK;
}

uint64_t toll__kinds_take_out(const toll__kinds *k, toll__lines *lines)
{
    uint64_t has_some = 0;
    for (uint64_t i = 0; i < k->n_kinds; i++) {
        const uint32_t meter = (uint32_t)k->kinds[i].meter;
        lines->quantity[meter] -= k->kinds[i].quantity;
        has_some |= k->kinds[i].quantity != 0;
        if (lines->quantity[meter] == 0)
            lines->meters &= ~TOLL__METER_BIT(meter);
    }
    return has_some;
}

static int replaces(const toll_bill_kind *kind, uint64_t key)
{
    return key == kind->key || (kind->second_key != 0 && key == kind->second_key);
}

/* The record's attributes, but for those that the kind has: its own come first. */
static void set_attributes(const toll__context *context, const toll_bill_kind *kind, toll_bill_attribute *attributes,
                           toll__context *own)
{
    uint64_t n = 0;
    attributes[n++] = (toll_bill_attribute){kind->key, kind->value};
    if (kind->second_key != 0)
        attributes[n++] = (toll_bill_attribute){kind->second_key, kind->second_value};
    for (uint64_t i = 0; i < context->n_attributes; i++)
        if (!replaces(kind, context->attributes[i].key))
            attributes[n++] = context->attributes[i];
    *own = *context;
    own->attributes = attributes;
    own->n_attributes = n;
}

static toll_status charge_kind(const toll__kinds *k, uint64_t index, toll__counters *counters,
                               const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    const toll_bill_kind *kind = &k->kinds[index];
    const uint32_t meter = (uint32_t)kind->meter;
    toll_bill_attribute attributes[TOLL__RECORD_PAIRS];
    toll__context own;
    toll__choice choice;
    toll__lines lines;
    set_attributes(k->context, kind, attributes, &own);
    toll_status status = toll__select(k->tariff, &own, k->usage, &choice, err);
    if (status != TOLL_OK)
        return status;
    choice.flags |= TOLL_LINE_KIND;
    lines.substituted = lines.defaulted = lines.raised = lines.derived = 0;
    lines.quantity[meter] = kind->quantity;
    return toll__charge_meter(&choice, &lines, meter, counters, buffer, sums, err);
}

void toll__kinds_start(const toll__kinds *k, int64_t n_lines)
{
    for (int64_t i = 0; k->of_lines != NULL && i < n_lines; i++)
        k->of_lines[i] = 0;
}

/* Lines from `first` to `end` are of this kind; written with the lines themselves. */
static void mark_lines(const toll__kinds *k, const toll__line_buffer *buffer, int64_t first, int64_t end, uint32_t kind)
{
    for (int64_t i = first; buffer != NULL && k->of_lines != NULL && i < end; i++)
        k->of_lines[i] = kind;
}

toll_status toll__kinds_charge(const toll__kinds *k, toll__counters *counters, const toll__line_buffer *buffer,
                               toll__sums *sums, toll_error *err)
{
    for (uint64_t i = 0; i < k->n_kinds; i++) {
        const int64_t first = sums->n_lines;
        if (k->kinds[i].quantity == 0)
            continue;
        toll_status status = charge_kind(k, i, counters, buffer, sums, err);
        if (status != TOLL_OK) {
            if (err != NULL && err->row < 0 && err->struct_kind == 0)
                err->row = (int64_t)i;
            return status;
        }
        mark_lines(k, buffer, first, sums->n_lines, (uint32_t)i + 1);
    }
    return TOLL_OK;
}
