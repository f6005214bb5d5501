/* SPDX-License-Identifier: Apache-2.0 */
/* Rows against each other. */
#include "tco/scenario_check.h"

#include <stddef.h>
#include <string.h>

#include <toll/tco.h>

#include "base/fault.h"
#include "tco/row_kinds.h"

#define KIND TOLL_KIND_TCO_ROW

static int is_for_same(const toll__tco_input *a, const toll__tco_input *b)
{
    return a->option == 0 || b->option == 0 || a->option == b->option;
}

/* ---- two rows for one number ---- */

static int do_overlap(const toll__tco_input *a, const toll__tco_input *b)
{
    int32_t end_a = a->to == 0 ? INT32_MAX : a->to, end_b = b->to == 0 ? INT32_MAX : b->to;
    if (a->kind == TOLL_TCO_CURVE_POINT)
        return a->from == b->from;
    return a->from < end_b && b->from < end_a;
}

static int is_same_number(const toll__tco_input *a, const toll__tco_input *b)
{
    return a->kind == b->kind && a->option == b->option && a->category == b->category && a->subject == b->subject &&
           a->price_year == b->price_year && memcmp(a->currency, b->currency, sizeof a->currency) == 0 &&
           do_overlap(a, b);
}

/* Sums of tokens may be split over rows; a sizing is one, whatever its subject. */
static int is_second(const toll__tco_input *a, const toll__tco_input *b)
{
    int is_alone = a->kind == TOLL_TCO_SIZING || a->kind == TOLL_TCO_CURRENCY || a->kind == TOLL_TCO_DEPRECIATION ||
                   a->kind == TOLL_TCO_TAX_RATE;
    if (is_alone)
        return a->kind == b->kind && a->option == b->option && a->category == b->category && do_overlap(a, b);
    return is_same_number(a, b);
}

static toll_status check_twice(const toll__tco_inputs *source, uint64_t index, const toll__tco_input *row,
                               toll_error *err)
{
    if ((toll__row_kind_find(row->kind)->uses & TOLL_TCO_USES_MANY) != 0)
        return TOLL_OK;
    for (uint64_t i = 0; i < index; i++) {
        toll__tco_input other = toll__tco_input_at(source, i);
        if (is_second(&other, row))
            return toll__fail(err, TOLL_E_CONFLICT, KIND, "kind", (int64_t)index,
                              "gives a number that an earlier row gives for the same periods");
    }
    return TOLL_OK;
}

/* ---- what a row needs of others ---- */

/* 1: a row of one of the kinds holds for the option of `row` (for any, where that is 0). */
static int has_kind(const toll__tco_inputs *source, const toll__tco_input *row, uint32_t first, uint32_t last)
{
    for (uint64_t i = 0; i < source->count; i++) {
        toll__tco_input other = toll__tco_input_at(source, i);
        if (other.kind >= first && other.kind <= last && is_for_same(&other, row))
            return 1;
    }
    return 0;
}

static int has_units(const toll__tco_inputs *source, const toll__tco_input *row)
{
    return has_kind(source, row, TOLL_TCO_CAPACITY_INPUT, TOLL_TCO_CAPACITY_TOKENS) ||
           has_kind(source, row, TOLL_TCO_UNITS, TOLL_TCO_UNITS_MIN);
}

static int has_tokens(const toll__tco_inputs *source, const toll__tco_input *row)
{
    return has_kind(source, row, TOLL_TCO_INPUT_TOKENS, TOLL_TCO_TASKS) ||
           has_kind(source, row, TOLL_TCO_LOAD, TOLL_TCO_LOAD);
}

/* NULL: the quantity of the basis is given; else what is lacking. */
static const char *lacks(const toll__tco_inputs *source, const toll__tco_input *row)
{
    const uint32_t basis = row->basis;
    if (((basis >= TOLL_TCO_PER_UNIT && basis <= TOLL_TCO_PER_RACK) ||
         (basis >= TOLL_TCO_PER_UNIT_HOUR && basis <= TOLL_TCO_PER_NODE_HOUR)) &&
        !has_units(source, row))
        return "has no quantity: give units or a capacity";
    if (basis == TOLL_TCO_PER_RACK && !has_kind(source, row, TOLL_TCO_RACK_NODES, TOLL_TCO_RACK_NODES))
        return "has no quantity: give rack_nodes";
    if ((basis == TOLL_TCO_PER_KW || basis == TOLL_TCO_PER_KW_FACILITY) &&
        !has_kind(source, row, TOLL_TCO_POWER_MAX, TOLL_TCO_POWER_BUSY))
        return "has no quantity: give power_max";
    if ((basis == TOLL_TCO_PER_KWH || basis == TOLL_TCO_PER_KWH_IT) &&
        !has_kind(source, row, TOLL_TCO_POWER_MAX, TOLL_TCO_ENERGY_USE))
        return "has no quantity: give power_max, power_busy or energy_use";
    if (basis == TOLL_TCO_PER_FTE && !has_kind(source, row, TOLL_TCO_FTE, TOLL_TCO_FTE_MIN))
        return "has no quantity: give fte, gpus_per_fte or fte_min";
    if (basis == TOLL_TCO_PER_GB && !has_kind(source, row, TOLL_TCO_STORED_GB, TOLL_TCO_STORED_GB))
        return "has no quantity: give stored_gb";
    if (basis == TOLL_TCO_PER_GB_OUT && !has_kind(source, row, TOLL_TCO_EGRESS_GB, TOLL_TCO_EGRESS_PER_MTOK))
        return "has no quantity: give egress_gb or egress_per_mtok";
    if (basis >= TOLL_TCO_PER_MTOK_INPUT && basis <= TOLL_TCO_PER_REMOTE_MTOK && !has_tokens(source, row))
        return "has no quantity: give input_tokens, output_tokens or tasks";
    if ((basis == TOLL_TCO_PER_TASK || basis == TOLL_TCO_PER_REMOTE_TASK) &&
        !has_kind(source, row, TOLL_TCO_TASKS, TOLL_TCO_TASKS))
        return "has no quantity: give tasks";
    return NULL;
}

static toll_status missing(const char *field, uint64_t index, const char *reason, toll_error *err)
{
    return toll__fail(err, TOLL_E_MISSING, KIND, field, (int64_t)index, reason);
}

static int has_subject(const toll__tco_inputs *source, const toll__tco_input *row, uint32_t kind)
{
    for (uint64_t i = 0; i < source->count; i++) {
        toll__tco_input other = toll__tco_input_at(source, i);
        if (other.kind == kind && other.subject == row->subject && (other.option == 0 || other.option == row->option))
            return 1;
    }
    return 0;
}

static int has_remote_price(const toll__tco_inputs *source, const toll__tco_input *row)
{
    for (uint64_t i = 0; i < source->count; i++) {
        toll__tco_input other = toll__tco_input_at(source, i);
        int is_remote = (other.basis >= TOLL_TCO_PER_REMOTE_INPUT && other.basis <= TOLL_TCO_PER_REMOTE_MTOK) ||
                        other.basis == TOLL_TCO_PER_REMOTE_TASK;
        if (other.kind == TOLL_TCO_COST && is_remote && is_for_same(&other, row))
            return 1;
    }
    return 0;
}

static toll_status check_needs(const toll__tco_inputs *source, uint64_t index, const toll__tco_input *row,
                               toll_error *err)
{
    const char *lack = lacks(source, row);
    if (lack != NULL)
        return missing("basis", index, lack, err);
    if (row->kind == TOLL_TCO_ESCALATION && !has_remote_price(source, row))
        return missing("kind", index, "needs a price of tokens that go to the API (basis remote_...)", err);
    if (row->kind == TOLL_TCO_LOAD && !has_kind(source, row, TOLL_TCO_UNITS, TOLL_TCO_UNITS))
        return missing("kind", index, "needs fixed units, whose load it is", err);
    if (row->kind == TOLL_TCO_COMMIT_UNITS && !has_subject(source, row, TOLL_TCO_COMMIT_PRICE))
        return missing("subject", index, "is a commitment without a row of kind commit_price", err);
    if (row->kind == TOLL_TCO_REAL_MONEY && row->mid > 0 &&
        !has_kind(source, row, TOLL_TCO_INFLATION, TOLL_TCO_INFLATION))
        return missing("kind", index, "needs a row of kind inflation", err);
    return TOLL_OK;
}

/* ---- money ---- */

/* The period up to which rows of kind fx give a rate without a gap; they do not overlap, so each pass takes one. */
static int32_t covered_until(const toll__tco_inputs *source, const toll__tco_input *row, int32_t from)
{
    for (uint64_t i = 0; i < source->count; i++) {
        toll__tco_input other = toll__tco_input_at(source, i);
        int is_rate = other.kind == TOLL_TCO_FX && memcmp(other.currency, row->currency, sizeof row->currency) == 0;
        if (is_rate && other.from <= from && (other.to == 0 || other.to > from))
            return other.to == 0 ? INT32_MAX : other.to;
    }
    return from;
}

static toll_status check_currency(const toll__tco_inputs *source, const toll__conventions *conventions, uint64_t index,
                                  const toll__tco_input *row, toll_error *err)
{
    const int32_t end = toll__tco_input_end(row, conventions->periods);
    int32_t at = row->from;
    if (toll__conventions_is_own(conventions, row->currency))
        return TOLL_OK;
    while (at < end) {
        int32_t next = covered_until(source, row, at);
        if (next == at)
            return missing("currency", index, "is not that of the scenario, and rows of kind fx lack its rate", err);
        at = next;
    }
    return TOLL_OK;
}

static toll_status check_year(const toll__tco_inputs *source, const toll__conventions *conventions, uint64_t index,
                              const toll__tco_input *row, toll_error *err)
{
    if (row->price_year == 0 || row->price_year == conventions->base_year)
        return TOLL_OK;
    for (uint64_t i = 0; i < source->count; i++) {
        toll__tco_input other = toll__tco_input_at(source, i);
        if (other.kind == TOLL_TCO_PRICE_INDEX && other.price_year == row->price_year)
            return TOLL_OK;
    }
    return missing("price_year", index, "is not the base year, and no row of kind price_index converts it", err);
}

static toll_status check_money(const toll__tco_inputs *source, const toll__conventions *conventions, uint64_t index,
                               const toll__tco_input *row, toll_error *err)
{
    uint32_t uses = toll__row_kind_find(row->kind)->uses;
    toll_status status = TOLL_OK;
    if ((uses & TOLL_TCO_USES_CURRENCY) != 0 && row->kind != TOLL_TCO_FX && row->kind != TOLL_TCO_CURRENCY)
        status = check_currency(source, conventions, index, row, err);
    if (status == TOLL_OK && (uses & TOLL_TCO_USES_PRICE_YEAR) != 0 && row->kind != TOLL_TCO_PRICE_INDEX)
        status = check_year(source, conventions, index, row, err);
    return status;
}

/* ---- rows that contradict each other ---- */

static int is_cooling_per_kwh(const toll__tco_input *row)
{
    return row->kind == TOLL_TCO_COST && row->category == TOLL_TCO_COOLING &&
           (row->basis == TOLL_TCO_PER_KWH || row->basis == TOLL_TCO_PER_KWH_IT);
}

/* Lenovo's papers price cooling per kWh; PUE counts the same electricity. */
static int is_cooled_twice(const toll__tco_input *a, const toll__tco_input *b)
{
    return is_cooling_per_kwh(a) && b->kind == TOLL_TCO_PUE && b->high > 1 && is_for_same(a, b);
}

static int is_timed_twice(const toll__tco_input *a, const toll__tco_input *b)
{
    return a->kind == TOLL_TCO_PERIOD_MONTHS && b->kind == TOLL_TCO_PERIOD_HOURS;
}

static int is_rated_twice(const toll__tco_input *a, const toll__tco_input *b)
{
    return a->kind == TOLL_TCO_CAPACITY_TOKENS && b->kind >= TOLL_TCO_CAPACITY_INPUT &&
           b->kind <= TOLL_TCO_CAPACITY_OUTPUT && is_for_same(a, b);
}

static int is_sized_twice(const toll__tco_input *a, const toll__tco_input *b)
{
    return a->kind == TOLL_TCO_UNITS && is_for_same(a, b) &&
           ((b->kind >= TOLL_TCO_UNITS_MIN && b->kind <= TOLL_TCO_REDUNDANCY) || b->kind == TOLL_TCO_SIZING);
}

/* NULL: they agree. */
static const char *contradiction(const toll__tco_input *a, const toll__tco_input *b)
{
    if (is_cooled_twice(a, b) || is_cooled_twice(b, a))
        return "counts cooling twice: PUE above 1 and a price of cooling per kWh";
    if (is_timed_twice(a, b) || is_timed_twice(b, a))
        return "gives a second length of the period: months or hours, not both";
    if (is_rated_twice(a, b) || is_rated_twice(b, a))
        return "gives a second capacity: of all tokens, or of each stream, not both";
    if (is_sized_twice(a, b) || is_sized_twice(b, a))
        return "sizes units that another row fixes";
    return NULL;
}

static toll_status check_agreement(const toll__tco_inputs *source, uint64_t index, const toll__tco_input *row,
                                   toll_error *err)
{
    for (uint64_t i = 0; i < index; i++) {
        toll__tco_input other = toll__tco_input_at(source, i);
        const char *reason = contradiction(&other, row);
        if (reason != NULL)
            return toll__fail(err, TOLL_E_CONFLICT, KIND, "kind", (int64_t)index, reason);
    }
    return TOLL_OK;
}

/* ---- places ---- */

static toll_status check_place(const toll__conventions *conventions, uint64_t index, const toll__tco_input *row,
                               toll_error *err)
{
    const int64_t i = (int64_t)index;
    if (row->option != 0 && (conventions->option_bits >> (row->option - 1) & 1) == 0)
        return toll__fail(err, TOLL_E_CONFLICT, KIND, "option", i, "is not declared by a row of kind option");
    if (row->from >= conventions->periods)
        return toll__fail_range(err, KIND, "from_period", i, 0, conventions->periods - 1, row->from);
    if (row->to > conventions->periods && row->kind != TOLL_TCO_COMMIT_UNITS)
        return toll__fail_range(err, KIND, "to_period", i, 0, conventions->periods, row->to);
    return TOLL_OK;
}

toll_status toll__scenario_check(const toll__tco_inputs *source, toll__conventions *conventions, toll_error *err)
{
    toll_status status = toll__conventions_read(source, conventions, err);
    if (status == TOLL_OK && conventions->options == 0)
        return toll__fail(err, TOLL_E_MISSING, 0, "rows", -1, "hold no row of kind option");
    for (uint64_t i = 0; status == TOLL_OK && i < source->count; i++) {
        toll__tco_input row = toll__tco_input_at(source, i);
        status = check_place(conventions, i, &row, err);
        if (status == TOLL_OK)
            status = check_twice(source, i, &row, err);
        if (status == TOLL_OK)
            status = check_agreement(source, i, &row, err);
        if (status == TOLL_OK)
            status = check_needs(source, i, &row, err);
        if (status == TOLL_OK)
            status = check_money(source, conventions, i, &row, err);
    }
    return status;
}
