/* SPDX-License-Identifier: Apache-2.0 */
/* Where a tariff and a scope make too many cases to try each: a figure that needs no case. A base unit of a record
 * costs at most the dearest price that the tariff has for its side of the record (for anything, when fall-backs are
 * declared) times every factor above 1; minimum and step add what they may add once for each meter that has one. Every
 * fee is added, and every floor as if nothing else were paid; a cap is left out. */
#include <string.h>

#include "base/amount.h"
#include "base/decimal.h"
#include "base/fault.h"
#include "bound/bound.h"
#include "base/line_cost.h"

typedef struct crude {
    const toll__tariff *tariff;
    toll_decimal factor;
    int has_fallbacks;
    toll_amount total;
    uint32_t unlimited; /* a root of which there may be any number, some of its parts at a price */
    uint32_t reserved;
} crude;

static const toll_decimal one = {1, 0, 0};

static toll_status find_factor(crude *c, toll_error *err)
{
    c->factor = one;
    for (uint32_t i = 0; i < c->tariff->n_rows; i++) {
        const toll__row *row = &c->tariff->rows[i];
        int32_t order = 0;
        c->has_fallbacks |= row->kind == TOLL_ROW_FALLBACK;
        if (row->kind != TOLL_ROW_MULTIPLIER)
            continue;
        toll_status status = toll_decimal_compare(&row->number, &one, &order, err);
        if (status != TOLL_OK)
            return status;
        if (order > 0)
            status = toll__decimal_multiply(c->factor, row->number, &c->factor, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static uint32_t root_of(uint32_t meter)
{
    while (toll__meter_get(meter)->parent != 0)
        meter = toll__meter_get(meter)->parent;
    return meter;
}

/* A book may change under us: what no validated one has is no price. */
static int may_price(const crude *c, const toll__row *row, uint32_t root)
{
    if (row->kind != TOLL_ROW_PRICE && row->kind != TOLL_ROW_VOLUME)
        return 0;
    if (row->per < 1 || row->number.scale < 0 || row->number.scale > TOLL_DECIMAL_SCALE_MAX)
        return 0;
    return c->has_fallbacks || root_of(row->meter & TOLL__METER_MASK) == root;
}

/* Base units of a root, and what minima and steps of it and its parts may add. */
static int64_t count_most(const crude *c, const toll__box *box, uint32_t root)
{
    int64_t sum = box->most[root];
    if (sum <= 0)
        return sum;
    for (uint32_t i = 0; i < c->tariff->n_rows; i++) {
        const toll__row *row = &c->tariff->rows[i];
        int adds = (row->kind == TOLL_ROW_MINIMUM || row->kind == TOLL_ROW_STEP) &&
                   root_of(row->meter & TOLL__METER_MASK) == root;
        int64_t added = adds && row->quantity > 0 ? row->quantity : 0;
        sum = sum > INT64_MAX - added ? INT64_MAX : sum + added;
    }
    return sum;
}

/* The dearest cost of so many base units of a root, rounded up; each of at most 25 lines of a side may be rounded. */
static toll_status add_root(crude *c, const toll__box *box, uint32_t root, toll_error *err)
{
    int64_t quantity = count_most(c, box, root);
    toll_amount most = {0, 0};
    if (quantity <= 0)
        return TOLL_OK;
    for (uint32_t i = 0; i < c->tariff->n_rows; i++) {
        const toll__row *row = &c->tariff->rows[i];
        toll_amount cost = {0, 0};
        int32_t inexact = 0;
        if (!may_price(c, row, root) || row->number.coef == 0)
            continue;
        if (box->most[root] == INT64_MAX) {
            c->unlimited = root;
            return TOLL_OK;
        }
        if (!toll__cost(quantity, row->number, row->per, c->factor, &cost, &inexact))
            return toll__meter_fail_cost(root, quantity, err);
        if (toll__amount_compare(cost, most) > 0)
            most = cost;
    }
    if (toll__amount_compare(most, (toll_amount){0, 0}) == 0)
        return TOLL_OK;
    toll_status status = toll__amount_add(c->total, most, &c->total, err);
    if (status != TOLL_OK)
        return status;
    return toll__amount_add(c->total, (toll_amount){32, 0}, &c->total, err);
}

static toll_status add_roots(crude *c, const toll__box *box, toll_error *err)
{
    for (uint32_t root = 1; root < TOLL_METERS; root++) {
        if (toll__meter_get(root)->parent != 0)
            continue;
        toll_status status = add_root(c, box, root, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* Credits that may be negative: the least is what the dearest price makes of the most negative quantity. */
static toll_status find_lowest(const crude *c, const toll__box *box, toll_amount *lowest, toll_error *err)
{
    *lowest = (toll_amount){0, 0};
    for (uint32_t i = 0; i < c->tariff->n_rows; i++) {
        const toll__row *row = &c->tariff->rows[i];
        toll_amount cost = {0, 0};
        int32_t inexact = 0;
        if (box->least[TOLL_METER_CREDIT] >= 0 || !may_price(c, row, TOLL_METER_CREDIT))
            continue;
        if (!toll__cost(box->least[TOLL_METER_CREDIT], row->number, row->per, c->factor, &cost, &inexact))
            return toll__meter_fail_cost(TOLL_METER_CREDIT, box->least[TOLL_METER_CREDIT], err);
        if (toll__amount_compare(cost, *lowest) < 0)
            *lowest = cost;
    }
    return TOLL_OK;
}

/* Fees, and floors: a floor lifts a bill to itself, so it adds no more than itself. */
static toll_status add_amounts(crude *c, toll_error *err)
{
    for (uint32_t i = 0; i < c->tariff->n_rows; i++) {
        const toll__row *row = &c->tariff->rows[i];
        toll_amount cost = {0, 0};
        int32_t inexact = 0;
        if ((row->kind != TOLL_ROW_FEE && row->kind != TOLL_ROW_FLOOR) || toll__row_period(row) != TOLL_PERIOD_RECORD)
            continue;
        if (row->number.scale < 0 || row->number.scale > TOLL_DECIMAL_SCALE_MAX ||
            !toll__cost(1, row->number, 1, c->factor, &cost, &inexact))
            return toll__meter_fail_cost(TOLL_METER_REQUEST, 1, err);
        cost = toll__cost_plus(cost, (toll_amount){1, 0}); /* it may be rounded */
        toll_status status = toll__amount_add(c->total, cost, &c->total, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll_status toll__bound_crudely(const toll__tariff *tariff, const toll__box *box, toll__bounds *bounds, toll_error *err)
{
    crude c = {.tariff = tariff};
    toll_status status = find_factor(&c, err);
    if (status != TOLL_OK)
        return status;
    status = add_roots(&c, box, err);
    if (status != TOLL_OK)
        return status;
    status = add_amounts(&c, err);
    if (status != TOLL_OK)
        return status;
    status = find_lowest(&c, box, &bounds->lowest, err);
    if (status != TOLL_OK)
        return status;
    memset(&bounds->usage, 0, sizeof bounds->usage);
    bounds->meter = c.unlimited;
    bounds->verdict = c.unlimited != 0 ? TOLL_CEILING_UNBOUNDED : TOLL_CEILING_ABOVE;
    bounds->relaxed = TOLL_RELAXED_CASES;
    bounds->billed = bounds->contracted = bounds->list = c.total;
    bounds->attained = bounds->lowest;
    return TOLL_OK;
}
