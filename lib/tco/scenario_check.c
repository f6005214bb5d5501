/* SPDX-License-Identifier: Apache-2.0 */
/* Rows against each other.
 *
 * Most checks ask whether some row of a kind holds for an option, which sets of kinds answer (scenario_kinds.c). Three
 * ask for single rows, and few rows need them: whether an earlier row gives the same number, whether a commitment has
 * its price, and whether a foreign currency has a rate in all periods. For those the caller relates the row to the
 * others. */
#include "tco/scenario_check.h"

#include <stddef.h>
#include <string.h>

#include <toll/tco.h>

#include "base/fault.h"
#include "tco/row_kinds.h"

#define KIND TOLL_KIND_TCO_ROW

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

static toll_status check_twice(const toll__row_relations *relations, uint64_t index, toll_error *err)
{
    if (!relations->repeats_earlier)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_CONFLICT, KIND, "kind", (int64_t)index,
                      "repeats an earlier row for the same periods");
}

/* ---- rows that need others ---- */

static int is_given(const toll__scenario *scenario, const toll__tco_input *row, uint32_t first, uint32_t last)
{
    return toll__scenario_kinds_has(&scenario->kinds, row, first, last);
}

static int gives_units(const toll__scenario *scenario, const toll__tco_input *row)
{
    return is_given(scenario, row, TOLL_TCO_CAPACITY_INPUT, TOLL_TCO_CAPACITY_TOKENS) ||
           is_given(scenario, row, TOLL_TCO_UNITS, TOLL_TCO_UNITS_MIN);
}

static int gives_tokens(const toll__scenario *scenario, const toll__tco_input *row)
{
    return is_given(scenario, row, TOLL_TCO_INPUT_TOKENS, TOLL_TCO_TASKS) ||
           is_given(scenario, row, TOLL_TCO_LOAD, TOLL_TCO_LOAD);
}

/* NULL: the quantity of the basis is given; else the reason why not. */
static const char *lacks(const toll__scenario *scenario, const toll__tco_input *row)
{
    const uint32_t basis = row->basis;
    if (((basis >= TOLL_TCO_PER_UNIT && basis <= TOLL_TCO_PER_RACK) ||
         (basis >= TOLL_TCO_PER_UNIT_HOUR && basis <= TOLL_TCO_PER_NODE_HOUR)) &&
        !gives_units(scenario, row))
        return "needs a number of units: add units or a capacity";
    if (basis == TOLL_TCO_PER_RACK && !is_given(scenario, row, TOLL_TCO_RACK_NODES, TOLL_TCO_RACK_NODES))
        return "needs the nodes of a rack: add rack_nodes";
    if ((basis == TOLL_TCO_PER_KW || basis == TOLL_TCO_PER_KW_FACILITY) &&
        !is_given(scenario, row, TOLL_TCO_POWER_MAX, TOLL_TCO_POWER_BUSY))
        return "needs a power: add power_max";
    if ((basis == TOLL_TCO_PER_KWH || basis == TOLL_TCO_PER_KWH_IT) &&
        !is_given(scenario, row, TOLL_TCO_POWER_MAX, TOLL_TCO_ENERGY_USE))
        return "needs an energy: add power_max, power_busy or energy_use";
    if (basis == TOLL_TCO_PER_FTE && !is_given(scenario, row, TOLL_TCO_FTE, TOLL_TCO_FTE_MIN))
        return "needs a number of people: add fte, gpus_per_fte or fte_min";
    if (basis == TOLL_TCO_PER_GB && !is_given(scenario, row, TOLL_TCO_STORED_GB, TOLL_TCO_STORED_GB))
        return "needs an amount of data: add stored_gb";
    if (basis == TOLL_TCO_PER_GB_OUT && !is_given(scenario, row, TOLL_TCO_EGRESS_GB, TOLL_TCO_EGRESS_PER_MTOK))
        return "needs an amount of data: add egress_gb or egress_per_mtok";
    if (basis >= TOLL_TCO_PER_MTOK_INPUT && basis <= TOLL_TCO_PER_REMOTE_MTOK && !gives_tokens(scenario, row))
        return "needs a demand: add input_tokens, output_tokens or tasks";
    if ((basis == TOLL_TCO_PER_TASK || basis == TOLL_TCO_PER_REMOTE_TASK) &&
        !is_given(scenario, row, TOLL_TCO_TASKS, TOLL_TCO_TASKS))
        return "needs a number of tasks: add tasks";
    return NULL;
}

static toll_status fail_missing_row(const char *field, uint64_t index, const char *reason, toll_error *err)
{
    return toll__fail(err, TOLL_E_MISSING, KIND, field, (int64_t)index, reason);
}

static toll_status check_needs(const toll__scenario *scenario, uint64_t index, const toll__tco_input *row,
                               const toll__row_relations *relations, toll_error *err)
{
    const char *lack = lacks(scenario, row);
    if (lack != NULL)
        return fail_missing_row("basis", index, lack, err);
    if (row->kind == TOLL_TCO_ESCALATION && !is_given(scenario, row, TOLL__HAS_REMOTE_PRICE, TOLL__HAS_REMOTE_PRICE))
        return fail_missing_row("kind", index, "needs a price of tokens that go to the API (basis remote_...)", err);
    if (row->kind == TOLL_TCO_LOAD && !is_given(scenario, row, TOLL_TCO_UNITS, TOLL_TCO_UNITS))
        return fail_missing_row("kind", index, "needs a fixed number of units: add units", err);
    if (row->kind == TOLL_TCO_COMMIT_UNITS && !relations->has_commit_price)
        return fail_missing_row("subject", index, "is a commitment without a price: add a row of kind commit_price",
                                err);
    if (row->kind == TOLL_TCO_LOAN && !relations->has_commit_price)
        return fail_missing_row("kind", index, "needs its rate: add a row of kind loan_rate; 0 says none", err);
    if (row->kind == TOLL_TCO_REAL_MONEY && row->mid > 0 &&
        !is_given(scenario, row, TOLL_TCO_INFLATION, TOLL_TCO_INFLATION))
        return fail_missing_row("kind", index, "needs a row of kind inflation", err);
    return TOLL_OK;
}

/* ---- money ---- */

/* 1: the row has a price in another currency than the scenario's. */
static int is_foreign(const toll__scenario *scenario, const toll__tco_input *row)
{
    return (toll__row_kind_find(row->kind)->uses & TOLL_TCO_USES_CURRENCY) != 0 && row->kind != TOLL_TCO_FX &&
           row->kind != TOLL_TCO_CURRENCY && !toll__conventions_is_own(&scenario->conventions, row->currency);
}

/* 1: the row has a price of another year than the base year. */
static int is_of_other_year(const toll__scenario *scenario, const toll__tco_input *row)
{
    return (toll__row_kind_find(row->kind)->uses & TOLL_TCO_USES_PRICE_YEAR) != 0 &&
           row->kind != TOLL_TCO_PRICE_INDEX && row->price_year != 0 &&
           row->price_year != scenario->conventions.base_year;
}

static int is_indexed(const toll__scenario *scenario, int32_t year)
{
    return (scenario->indexed_years[year / 64] >> year % 64 & 1) != 0;
}

static toll_status check_money(const toll__scenario *scenario, uint64_t index, const toll__tco_input *row,
                               const toll__row_relations *relations, toll_error *err)
{
    const int32_t end = toll__tco_input_end(row, scenario->conventions.periods);
    if (is_foreign(scenario, row) && relations->rates_until < end)
        return fail_missing_row("currency", index, "differs from the scenario's, and no row of kind fx gives its rate",
                                err);
    if (is_of_other_year(scenario, row) && !is_indexed(scenario, row->price_year))
        return fail_missing_row("price_year", index,
                                "differs from the base year, and no row of kind price_index converts it", err);
    return TOLL_OK;
}

/* ---- rows that contradict each other ---- */

static int is_code_of(uint32_t kind, uint32_t first, uint32_t last)
{
    return kind >= first && kind <= last;
}

/* Rows of a code of the first range contradict rows of a code of the second. Lenovo's papers price cooling per kWh; PUE
 * counts the same electricity. */
static const struct {
    uint8_t a, a_last, b, b_last;
    char reason[76];
} contradictions[] = {
    {TOLL__HAS_COOLING_PER_KWH, TOLL__HAS_COOLING_PER_KWH, TOLL__HAS_PUE_ABOVE_1, TOLL__HAS_PUE_ABOVE_1,
     "counts cooling twice: by a PUE above 1 and by a price of cooling per kWh"},
    {TOLL_TCO_PERIOD_MONTHS, TOLL_TCO_PERIOD_MONTHS, TOLL_TCO_PERIOD_HOURS, TOLL_TCO_PERIOD_HOURS,
     "is a second length of the period: give months or hours, not both"},
    {TOLL_TCO_CAPACITY_TOKENS, TOLL_TCO_CAPACITY_TOKENS, TOLL_TCO_CAPACITY_INPUT, TOLL_TCO_CAPACITY_OUTPUT,
     "is a second capacity: give that of all tokens or of each stream, not both"},
    {TOLL_TCO_UNITS, TOLL_TCO_UNITS, TOLL_TCO_UNITS_MIN, TOLL_TCO_REDUNDANCY,
     "sizes the units, but a row of kind units fixes their number"},
    {TOLL_TCO_UNITS, TOLL_TCO_UNITS, TOLL_TCO_SIZING, TOLL_TCO_SIZING,
     "sizes the units, but a row of kind units fixes their number"},
};

static int is_coded(const toll__tco_input *row, uint32_t first, uint32_t last)
{
    return is_code_of(row->kind, first, last) || is_code_of(toll__scenario_kinds_code(row), first, last);
}

static toll_status check_agreement(const toll__scenario *scenario, uint64_t index, const toll__tco_input *row,
                                   toll_error *err)
{
    const toll__scenario_kinds *earlier = &scenario->earlier;
    for (size_t i = 0; i < sizeof contradictions / sizeof contradictions[0]; i++) {
        const uint32_t a = contradictions[i].a, a_last = contradictions[i].a_last;
        const uint32_t b = contradictions[i].b, b_last = contradictions[i].b_last;
        if ((is_coded(row, a, a_last) && toll__scenario_kinds_has(earlier, row, b, b_last)) ||
            (is_coded(row, b, b_last) && toll__scenario_kinds_has(earlier, row, a, a_last)))
            return toll__fail(err, TOLL_E_CONFLICT, KIND, "kind", (int64_t)index, contradictions[i].reason);
    }
    return TOLL_OK;
}

/* ---- places ---- */

static toll_status check_position(const toll__conventions *conventions, uint64_t index, const toll__tco_input *row,
                                  toll_error *err)
{
    const int64_t i = (int64_t)index;
    if (row->option != 0 && (conventions->option_bits >> (row->option - 1) & 1) == 0)
        return toll__fail(err, TOLL_E_CONFLICT, KIND, "option", i, "is not declared: add a row of kind option");
    if (row->from >= conventions->periods)
        return toll__fail_range(err, KIND, "from_period", i, 0, conventions->periods - 1, row->from);
    if (row->to > conventions->periods && row->kind != TOLL_TCO_COMMIT_UNITS)
        return toll__fail_range(err, KIND, "to_period", i, 0, conventions->periods, row->to);
    return TOLL_OK;
}

/* ---- the scenario ---- */

void toll__scenario_start(toll__scenario *scenario)
{
    memset(scenario, 0, sizeof *scenario);
    toll__conventions_start(&scenario->conventions, &scenario->period_length);
}

void toll__scenario_add(toll__scenario *scenario, const toll__tco_input *row)
{
    toll__conventions_add(&scenario->conventions, &scenario->period_length, row);
    toll__scenario_kinds_add(&scenario->kinds, row);
    if (row->kind == TOLL_TCO_PRICE_INDEX)
        scenario->indexed_years[row->price_year / 64] |= UINT64_C(1) << row->price_year % 64;
}

toll_status toll__scenario_close(toll__scenario *scenario, toll_error *err)
{
    toll_status status = toll__conventions_close(&scenario->conventions, &scenario->period_length, err);
    if (status != TOLL_OK)
        return status;
    if (scenario->conventions.options == 0)
        return toll__fail(err, TOLL_E_MISSING, 0, "rows", -1, "must have a row of kind option");
    return TOLL_OK;
}

static int may_repeat(const toll__scenario *scenario, const toll__tco_input *row)
{
    return (toll__row_kind_find(row->kind)->uses & TOLL_TCO_USES_MANY) == 0 &&
           toll__scenario_kinds_repeats(&scenario->earlier, row);
}

int toll__scenario_start_relations(const toll__scenario *scenario, const toll__tco_input *row,
                                   toll__row_relations *relations)
{
    *relations = (toll__row_relations){.rates_until = row->from};
    return may_repeat(scenario, row) || row->kind == TOLL_TCO_COMMIT_UNITS || row->kind == TOLL_TCO_LOAN ||
           is_foreign(scenario, row);
}

int toll__scenario_relate(const toll__tco_input *row, const toll__tco_input *other, int is_earlier,
                          toll__row_relations *relations)
{
    const int32_t until = relations->rates_until, end = other->to == 0 ? INT32_MAX : other->to;
    if (is_earlier && (toll__row_kind_find(row->kind)->uses & TOLL_TCO_USES_MANY) == 0 && is_second(other, row))
        relations->repeats_earlier = 1;
    const uint32_t price = row->kind == TOLL_TCO_LOAN ? TOLL_TCO_LOAN_RATE : TOLL_TCO_COMMIT_PRICE;
    if (other->kind == price && other->subject == row->subject && toll__tco_input_is_for(other, row->option))
        relations->has_commit_price = 1;
    if (other->kind != TOLL_TCO_FX || memcmp(other->currency, row->currency, sizeof row->currency) != 0 ||
        other->from > until || end <= until)
        return 0;
    relations->rates_until = end;
    return 1;
}

toll_status toll__scenario_check_next(toll__scenario *scenario, uint64_t index, const toll__tco_input *row,
                                      const toll__row_relations *relations, toll_error *err)
{
    toll_status status = check_position(&scenario->conventions, index, row, err);
    if (status != TOLL_OK)
        return status;
    status = check_twice(relations, index, err);
    if (status != TOLL_OK)
        return status;
    status = check_agreement(scenario, index, row, err);
    if (status != TOLL_OK)
        return status;
    status = check_needs(scenario, index, row, relations, err);
    if (status != TOLL_OK)
        return status;
    toll__scenario_kinds_add(&scenario->earlier, row);
    return check_money(scenario, index, row, relations, err);
}
