/* SPDX-License-Identifier: Apache-2.0 */
#include "bill/compute.h"

#include <stddef.h>

#include "base/fault.h"
#include "base/line_cost.h"
#include "bill/fast_path.h"

static toll_status charge_usage(const toll__choice *choice, const toll__usage *usage, toll__counters *counters,
                                const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    const toll__pricing pricing = toll__pricing_of(choice);
    toll__lines lines;
    toll_status status = toll__split(&pricing, usage, &lines, err);
    if (status != TOLL_OK)
        return status;
    return toll__charge(choice, &lines, counters, buffer, sums, err);
}

toll_status toll__compute(const toll__tariff *tariff, const toll__context *context, const toll_bill_usage *pairs,
                          uint64_t n_pairs, toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                          toll_error *err)
{
    toll__usage usage;
    toll__choice choice;
    toll_status status = toll__usage_take(pairs, n_pairs, &usage, err);
    if (status == TOLL_OK)
        status = toll__usage_check(&usage, err);
    if (status == TOLL_OK)
        status = toll__select(tariff, context, &usage, &choice, err);
    return status == TOLL_OK ? charge_usage(&choice, &usage, counters, buffer, sums, err) : status;
}

/* ---- columns ---- */

/* Prices of one context, chosen once when no rule counts. */
typedef struct plan {
    const toll__card_view *card;
    const toll__context *context;
    const toll__columns *columns;
    toll__choice choice;
    uint32_t is_fixed;                  /* 1: the choice holds for every row */
    uint32_t is_linear;                 /* 1: a row costs the sum of quantity * unit */
    uint64_t units[TOLL__RECORD_PAIRS]; /* attos per base unit of each column */
} plan;

static toll_status check_meters(const toll__columns *columns, uint64_t *set, toll_error *err)
{
    *set = 0;
    for (uint64_t i = 0; i < columns->n_meters; i++) {
        uint32_t meter = columns->meters[i];
        if (meter == 0 || meter >= TOLL_METERS)
            return toll__fail_range(err, 0, "meters", (int64_t)i, 1, TOLL_METERS - 1, meter);
        if ((*set & TOLL__METER_BIT(meter)) != 0)
            return toll__fail(err, TOLL_E_CONFLICT, 0, "meters", (int64_t)i, "is given twice");
        *set |= TOLL__METER_BIT(meter);
    }
    return TOLL_OK;
}

/* Totals without parts need no splitting. */
static int find_units(plan *p)
{
    for (uint64_t i = 0; i < p->columns->n_meters; i++) {
        uint32_t meter = p->columns->meters[i];
        if (toll__meter_get(meter)->parent != 0)
            return 0;
        p->units[i] = toll__charge_unit(&p->choice, meter);
        if (p->units[i] == UINT64_MAX)
            return 0;
    }
    return 1;
}

static toll_status start_plan(plan *p, toll_error *err)
{
    static const toll__usage nothing;
    uint64_t set = 0;
    toll_status status = check_meters(p->columns, &set, err);
    if (status == TOLL_OK)
        status = toll__select(&p->card->tariff, p->context, &nothing, &p->choice, err);
    if (status != TOLL_OK)
        return status;
    p->is_fixed = (p->choice.kinds & TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNT)) == 0;
    p->is_linear = p->is_fixed && (p->choice.kinds & TOLL__KINDS_EXTRA) == 0 && find_units(p);
    return TOLL_OK;
}

static toll_status compute_row(plan *p, uint64_t row, toll_amount *billed, toll_error *err)
{
    const toll__columns *c = p->columns;
    const toll__line_buffer nowhere = {NULL, 0};
    toll__counters counters = {.counters = NULL, .count = 0};
    toll_bill_usage pairs[TOLL__RECORD_PAIRS];
    toll__usage usage;
    toll__sums sums;
    for (uint64_t i = 0; i < c->n_meters; i++)
        pairs[i] = (toll_bill_usage){c->meters[i], c->quantities[i * c->count + row]};
    if (toll__fast_path_bill(&p->card->sheet, &p->card->tariff, p->context, pairs, c->n_meters, &nowhere, &sums)) {
        *billed = sums.billed;
        return TOLL_OK;
    }
    toll_status status = toll__usage_take(pairs, c->n_meters, &usage, err);
    if (status == TOLL_OK)
        status = toll__usage_check(&usage, err);
    if (status == TOLL_OK && !p->is_fixed)
        status = toll__select(&p->card->tariff, p->context, &usage, &p->choice, err);
    if (status == TOLL_OK)
        status = charge_usage(&p->choice, &usage, &counters, &nowhere, &sums, err);
    if (status == TOLL_OK)
        *billed = sums.billed;
    return status;
}

static toll_status write_row(plan *p, uint64_t row, toll_error *err)
{
    const toll__columns *c = p->columns;
    toll_amount billed = {0, 0};
    toll_status status = compute_row(p, row, &billed, err);
    c->billed[row] = billed;
    if (c->statuses != NULL)
        c->statuses[row] = status;
    if (status != TOLL_OK && err != NULL)
        err->row = (int64_t)row;
    return status;
}

/* Rows up to the first that has a negative quantity: returns its number, or count. */
static uint64_t write_linear(const plan *p, uint64_t row)
{
    const toll__columns *c = p->columns;
    for (; row < c->count; row++) {
        toll_amount sum = {0, 0};
        int64_t sign = 0;
        for (uint64_t i = 0; i < c->n_meters; i++) {
            int64_t quantity = c->quantities[i * c->count + row];
            sign |= quantity;
            sum = toll__cost_plus(sum, toll__cost_times(quantity, p->units[i]));
        }
        if (sign < 0)
            return row;
        c->billed[row] = sum;
        if (c->statuses != NULL)
            c->statuses[row] = TOLL_OK;
    }
    return row;
}

toll_status toll__compute_columns(const toll__card_view *card, const toll__context *context,
                                  const toll__columns *columns, toll_error *err)
{
    plan p = {.card = card, .context = context, .columns = columns};
    toll_status first = start_plan(&p, err);
    if (first != TOLL_OK)
        return first;
    for (uint64_t row = 0; row < columns->count; row++) {
        if (p.is_linear)
            row = write_linear(&p, row);
        if (row == columns->count)
            break;
        toll_status status = write_row(&p, row, first == TOLL_OK ? err : NULL);
        if (first == TOLL_OK)
            first = status;
    }
    return first;
}
