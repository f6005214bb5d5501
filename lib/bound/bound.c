/* SPDX-License-Identifier: Apache-2.0 */
/* A bill depends on the record through verdicts and through quantities. The verdicts (which predicates hold) take
 * finitely many values: service tiers, regions and attributes that the tariff names, instants at which its calendar
 * differs (bound/bound_instants.c), boxes of quantities between the thresholds that it counts by
 * (bound/bound_cuts.c). Each such case fixes every price, and its extreme is that of a linear program
 * (bound/bound_case.c); the extreme of all bills is the extreme over the cases. Nothing is assumed to be monotone in
 * anything but, within one case, the quantity of a line: a cheaper tier above a threshold, a cache write dearer than
 * plain input, a rule that makes reasoning dearer than an answer are cases or cells like any other.
 *
 * What a case gives is never below a bill of the case. Whether it is reached is not argued but shown: the usage that
 * the extreme stands for is billed by toll__compute(), and the figure is called attained only where that bill is it. */
#include "bound/bound.h"

#include <string.h>

#include "base/amount.h"
#include "base/fault.h"
#include "bound/bound_cuts.h"
#include "bill/compute.h"
#include "bill/derive.h"

#define CASES_MAX 4096 /* about 20 microseconds each: at most a tenth of a second */

typedef struct bound_search {
    const toll__tariff *tariff;
    const toll__scope *scope;
    const toll__box *box;
    const toll__counters *counters;
    toll__bounds *bounds;
    toll__context context; /* of the case */
    toll__usage cheapest;  /* what `lowest` stands for, and where */
    toll__context cheapest_context;
    uint64_t implied;    /* meters without a limit of which every record has one */
    toll_status refused; /* of a case that can't be billed; the others are */
    toll_error refusal;
    int has_case; /* some usage can be billed */
} bound_search;

/* ---- what must be limited ---- */

/* A row by which a meter costs something. */
static int costs(const toll__row *row)
{
    if (row->kind == TOLL_ROW_FALLBACK)
        return row->other_meter != 0;
    return (row->kind == TOLL_ROW_PRICE || row->kind == TOLL_ROW_VOLUME) && row->number.coef != 0;
}

static uint32_t find_unlimited(const toll__tariff *tariff, uint64_t limited)
{
    for (uint32_t i = 0; i < tariff->n_rows; i++) {
        uint32_t meter = tariff->rows[i].meter & TOLL__METER_MASK;
        if (costs(&tariff->rows[i]) && (toll__meter_ancestors(meter) & limited) == 0)
            return meter;
    }
    return 0;
}

/* ---- one case ---- */

static int is_above(toll_amount a, toll_amount b)
{
    return toll__amount_compare(a, b) > 0;
}

static void keep_highest(toll_amount *highest, toll_amount amount, int has_case)
{
    if (!has_case || is_above(amount, *highest))
        *highest = amount;
}

/* Without negotiated prices, and without multipliers of their own, the three figures are one. */
static int is_one_figure(const toll__choice *choice)
{
    for (uint32_t i = 0; i < choice->n_multipliers; i++)
        if (choice->rows[choice->multipliers[i]].op != TOLL_FACTOR_LIST)
            return 0;
    return choice->has_contract == 0 && (choice->fees[1] | choice->floor_row[1] | choice->cap_row[1]) == 0;
}

static toll_status solve_others(bound_search *h, const toll__case *c, toll_amount billed, toll_error *err)
{
    toll__extreme extreme = {.amount = billed};
    toll_status status = TOLL_OK;
    int is_one = is_one_figure(c->choice);
    for (uint32_t figure = TOLL__FIGURE_CONTRACTED; figure <= TOLL__FIGURE_LIST; figure++) {
        if (!is_one)
            status = toll__case_solve(c, (toll__goal){figure, 1}, &extreme, err);
        if (status != TOLL_OK)
            return status;
        keep_highest(figure == TOLL__FIGURE_LIST ? &h->bounds->list : &h->bounds->contracted, extreme.amount,
                     h->has_case);
        h->bounds->relaxed |= extreme.relaxed;
    }
    status = toll__case_solve(c, (toll__goal){TOLL__FIGURE_BILLED, -1}, &extreme, err);
    if (status != TOLL_OK)
        return status;
    if ((!h->has_case || is_above(h->bounds->lowest, extreme.amount))) {
        h->bounds->lowest = extreme.amount;
        h->cheapest = extreme.usage;
        h->cheapest_context = h->context;
    }
    h->bounds->relaxed |= extreme.relaxed;
    return TOLL_OK;
}

static toll_status solve_case(bound_search *h, const toll__case *c, toll_error *err)
{
    toll__extreme extreme;
    toll_status status = toll__case_solve(c, (toll__goal){TOLL__FIGURE_BILLED, 1}, &extreme, err);
    if (status != TOLL_OK || !extreme.is_feasible)
        return status;
    if (!h->has_case || is_above(extreme.amount, h->bounds->billed)) {
        h->bounds->billed = extreme.amount;
        h->bounds->usage = extreme.usage;
        h->bounds->context = h->context;
    }
    h->bounds->relaxed |= extreme.relaxed;
    status = solve_others(h, c, extreme.amount, err);
    h->has_case = 1;
    return status;
}

/* ---- all of them ---- */

/* Counts of the box, for predicates: no threshold lies inside of it, so any of its usages says what all say. */
static void count_box(const toll__box *box, toll__usage *usage)
{
    memset(usage, 0, sizeof *usage);
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        usage->quantity[meter] = box->least[meter];
}

/* What every record has is there where the case prices it. */
static void imply_box(const bound_search *h, const toll__choice *choice, toll__box *box)
{
    if (h->implied == 0)
        return;
    const int64_t count = (h->implied & (choice->has_list | choice->has_contract)) != 0;
    box->least[TOLL_METER_REQUEST] = box->most[TOLL_METER_REQUEST] = count;
}

/* A case that a bill would refuse (a region that is not sold, a day beyond the holidays, a text where a number is
 * compared) costs nothing: it is passed over, unless no case is left. */
static void keep_refusal(bound_search *h, toll_status status, const toll_error *refusal)
{
    if (h->refused != TOLL_OK)
        return;
    h->refused = status;
    h->refusal = *refusal;
}

static toll_status give_refusal(toll_status status, const toll_error *refusal, toll_error *err)
{
    if (err != NULL)
        *err = *refusal;
    return status;
}

static toll_status try_boxes(bound_search *h, const toll__cuts *cuts, toll_error *err)
{
    for (uint64_t i = 0; i < cuts->n_boxes; i++) {
        toll__box box;
        toll__usage usage;
        toll__choice choice;
        toll__cells cells;
        toll__cuts_box(cuts, h->box, i, &box);
        count_box(&box, &usage);
        toll_error refusal;
        toll_status status = toll__select(h->tariff, &h->context, &usage, &choice, &refusal);
        if (status == TOLL_E_MISSING || status == TOLL_E_RANGE) {
            keep_refusal(h, status, &refusal);
            continue;
        }
        if (status != TOLL_OK)
            return give_refusal(status, &refusal, err);
        imply_box(h, &choice, &box);
        toll__cells_map(&choice, &cells);
        const toll__case c = {&choice, &cells, &box, h->counters};
        status = solve_case(h, &c, err);
        if (status != TOLL_OK)
            return status;
        h->bounds->n_cases++;
    }
    return TOLL_OK;
}

static toll_status try_situations(bound_search *h, const toll__situations *situations, const toll__cuts *cuts,
                                  toll_error *err)
{
    toll_bill_attribute attributes[TOLL__RECORD_PAIRS + TOLL__SCOPE_KEYS];
    for (uint64_t i = 0; i < situations->n_situations; i++) {
        toll__situations_get(situations, h->scope, i, attributes, &h->context);
        toll_status status = try_boxes(h, cuts, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* ---- what is attained ---- */

static toll_status bill_usage(const bound_search *h, const toll__usage *usage, const toll__context *context,
                              toll_amount *billed)
{
    toll_bill_usage pairs[TOLL_METERS];
    toll__counters counters = *h->counters;
    toll__sums sums;
    const toll__line_buffer nowhere = {NULL, 0};
    uint64_t n = 0;
    const uint64_t given = usage->given | TOLL__USAGE_IMPLIED; /* what is not named would be implied */
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        if ((given >> meter & 1) != 0)
            pairs[n++] = (toll_bill_usage){meter, usage->quantity[meter]};
    toll_status status = toll__compute(h->tariff, context, pairs, n, &counters, &nowhere, &sums, NULL);
    if (status != TOLL_OK)
        return status;
    *billed = sums.billed;
    return TOLL_OK;
}

static int is_same_case(const toll__context *a, const toll__context *b)
{
    return a->at_s == b->at_s && a->service_tier == b->service_tier && a->region == b->region;
}

/* Whether a usage is billed so much in its case; *nearest is its bill, the highest where attributes are open: those of
 * the case were in a buffer that is gone, so all are tried. */
static int is_billed(const bound_search *h, const toll__situations *situations, const toll__usage *usage,
                     const toll__context *wanted, toll_amount amount, toll_amount *nearest)
{
    toll_bill_attribute attributes[TOLL__RECORD_PAIRS + TOLL__SCOPE_KEYS];
    toll__context context;
    toll_amount billed;
    int has_bill = 0, is_reached = 0;
    for (uint64_t i = 0; i < situations->n_situations; i++) {
        toll__situations_get(situations, h->scope, i, attributes, &context);
        if (!is_same_case(&context, wanted) || bill_usage(h, usage, &context, &billed) != TOLL_OK)
            continue;
        is_reached |= toll__amount_compare(billed, amount) == 0;
        keep_highest(nearest, billed, has_bill);
        has_bill = 1;
    }
    return is_reached;
}

static void judge_attained(bound_search *h, const toll__situations *situations)
{
    toll__bounds *b = h->bounds;
    toll_amount ignored;
    b->attained = b->lowest;
    int is_reached = is_billed(h, situations, &b->usage, &b->context, b->billed, &b->attained);
    b->verdict = is_reached ? TOLL_CEILING_ATTAINED : TOLL_CEILING_ABOVE;
    if (!is_reached && (b->relaxed & (TOLL_RELAXED_TIERS | TOLL_RELAXED_ROUNDING)) == 0)
        b->relaxed |= TOLL_RELAXED_OVERLAP;
    if (!is_billed(h, situations, &h->cheapest, &h->cheapest_context, b->lowest, &ignored))
        b->relaxed |= TOLL_RELAXED_LOWEST;
    b->context.attributes = NULL;
    b->context.n_attributes = 0;
}

static toll_status try_all(bound_search *h, toll_error *err)
{
    toll__situations situations;
    toll__cuts cuts;
    if (!toll__situations_find(h->tariff, h->scope, &situations) || !toll__cuts_find(h->tariff, h->box, &cuts) ||
        situations.n_situations > CASES_MAX || cuts.n_boxes > CASES_MAX ||
        situations.n_situations * cuts.n_boxes > CASES_MAX)
        return toll__bound_crudely(h->tariff, h->box, h->bounds, err);
    toll_status status = try_situations(h, &situations, &cuts, err);
    if (status == TOLL_E_UNSUPPORTED)
        return toll__bound_crudely(h->tariff, h->box, h->bounds, err);
    if (status != TOLL_OK)
        return status;
    if (h->bounds->n_cases == 0 && h->refused != TOLL_OK)
        return give_refusal(h->refused, &h->refusal, err);
    if (h->has_case)
        judge_attained(h, &situations);
    return TOLL_OK;
}

/* ---- derived quantities ---- */

static int64_t add_most(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/* The most that a row may derive is added to its meter and all of its totals, whatever holds and whatever is stated. A
 * meter without a limit is only what is derived. */
static int widen_box(const toll__tariff *tariff, const toll__box *box, uint64_t limited, toll__box *wide)
{
    int has_derived = 0;
    for (uint32_t i = 1; i < tariff->n_rows; i++) {
        const toll__row *row = &tariff->rows[i];
        const uint32_t meter = row->meter & TOLL__METER_MASK, other = row->other_meter & TOLL__METER_MASK;
        if (row->kind != TOLL_ROW_DERIVE || meter >= TOLL_METERS || other >= TOLL_METERS)
            continue;
        const int64_t most = box->most[other];
        const int64_t part = most == INT64_MAX ? -1 : toll__derive_quantity(row, most, INT64_MAX);
        if (!has_derived++)
            *wide = *box;
        for (uint32_t total = 1; total < TOLL_METERS; total++) {
            if ((toll__meter_ancestors(meter) >> total & 1) == 0)
                continue;
            const int is_open = wide->most[total] == INT64_MAX && (toll__meter_ancestors(total) & limited) == 0;
            wide->most[total] = add_most(is_open ? 0 : wide->most[total], part < 0 ? INT64_MAX : part);
        }
    }
    return has_derived;
}

/* Meters that rows derive have a limit by the meters that they are derived of. */
static uint64_t find_derived(const toll__tariff *tariff)
{
    uint64_t derived = 0;
    for (uint32_t i = 1; i < tariff->n_rows; i++)
        if (tariff->rows[i].kind == TOLL_ROW_DERIVE)
            derived |= toll__meter_ancestors(tariff->rows[i].meter & TOLL__METER_MASK);
    return derived;
}

toll_status toll__bound(const toll__tariff *tariff, const toll__scope *scope, const toll__box *box, uint64_t limited,
                        const toll__counters *counters, toll__bounds *bounds, toll_error *err)
{
    toll__box own = *box;
    bound_search h = {.tariff = tariff, .scope = scope, .box = &own, .counters = counters, .bounds = bounds};
    memset(bounds, 0, sizeof *bounds);
    bounds->verdict = TOLL_CEILING_NONE;
    h.implied = TOLL__USAGE_IMPLIED & ~limited;
    if (h.implied != 0)
        own.least[TOLL_METER_REQUEST] = own.most[TOLL_METER_REQUEST] = 1;
    limited |= h.implied;
    bounds->meter = find_unlimited(tariff, limited | find_derived(tariff));
    toll__box wide;
    if (bounds->meter == 0 && widen_box(tariff, &own, limited, &wide))
        return toll__bound_crudely(tariff, &wide, bounds, err);
    if (bounds->meter == 0)
        return try_all(&h, err);
    bounds->verdict = TOLL_CEILING_UNBOUNDED;
    return TOLL_OK;
}
