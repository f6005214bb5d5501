/* SPDX-License-Identifier: Apache-2.0 */
/* Scenario rows in, conventions and summaries out. Rows are converted one at a time: there is no memory for a copy
 * before all of them have been checked. */
#include "api/convert_tco.h"

#include <stddef.h>
#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "tco/row_kinds.h"
#include "tco/scenario_check.h"

/* A row written as a literal leaves 0 in a field that its kind does not use: that is the default, too. Where the kind
 * uses it, 0 stays and is refused. */
static double quantity_of(const toll__row_kind *kind, double quantity)
{
    const int is_used = kind != NULL && (kind->uses & TOLL_TCO_USES_QUANTITY) != 0;
    return quantity != 0 || is_used ? quantity : 1;
}

/* A basis that is not given is the kind's own. */
static void fill_input(const toll_tco_row *from, toll__tco_input *input)
{
    const toll__row_kind *kind = toll__row_kind_find(from->kind);
    memset(input, 0, sizeof *input);
    input->kind = from->kind;
    input->option = from->option;
    input->from = from->from_period;
    input->to = from->to_period;
    input->category = from->category;
    input->basis = from->basis == 0 && kind != NULL ? kind->basis : from->basis;
    input->time = from->time;
    input->subject = from->subject;
    input->quantity = quantity_of(kind, from->quantity);
    input->nodes_from = from->quantity_from;
    input->nodes_below = from->quantity_below;
    input->low = from->value.low;
    input->mid = from->value.mid;
    input->high = from->value.high;
    input->price_year = from->price_year;
    memcpy(input->currency, from->currency, sizeof input->currency);
}

/* A row that was checked before: the copy can't fail. */
static toll__tco_input input_at(const toll_tco_row *rows, uint64_t index, uint64_t stride)
{
    toll_tco_row full;
    toll__tco_input input;
    const unsigned char *row = (const unsigned char *)rows + index * stride;
    (void)toll__structs_copy_in(toll__fields_layout(TOLL_KIND_TCO_ROW), row, stride, &full, NULL);
    fill_input(&full, &input);
    return input;
}

static toll_status take_input(const toll_tco_row *rows, uint64_t index, uint64_t stride, toll__tco_input *input,
                              toll_error *err)
{
    toll_tco_row full;
    toll_status status = toll__take_row(rows, index, stride, TOLL_KIND_TCO_ROW, &full, err);
    if (status != TOLL_OK)
        return status;
    const toll__row_kind *kind = toll__row_kind_find(full.kind);
    if (kind != NULL && (kind->required & TOLL_TCO_USES_TEXT) != 0 && full.text[0] == '\0')
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_TCO_ROW, "text", (int64_t)index, "must be given");
    fill_input(&full, input);
    return toll__scenario_check_row(input, (int64_t)index, err);
}

/* Each row by itself, and what all of them together say. */
static toll_status add_rows(const toll_tco_row *rows, uint64_t count, uint64_t stride, toll__scenario *scenario,
                            toll_error *err)
{
    toll__scenario_start(scenario);
    for (uint64_t i = 0; i < count; i++) {
        toll__tco_input input;
        toll_status status = take_input(rows, i, stride, &input, err);
        if (status != TOLL_OK)
            return status;
        toll__scenario_add(scenario, &input);
    }
    return toll__scenario_close(scenario, err);
}

static void relate_to_others(const toll_tco_row *rows, uint64_t count, uint64_t stride, uint64_t index,
                             const toll__tco_input *input, toll__row_relations *relations)
{
    int grew = 1;
    while (grew) {
        grew = 0;
        for (uint64_t i = 0; i < count; i++) {
            const toll__tco_input other = input_at(rows, i, stride);
            grew |= toll__scenario_relate(input, &other, i < index, relations);
        }
    }
}

toll_status toll__tco_check_rows(const toll_tco_row *rows, uint64_t count, uint64_t stride,
                                 toll__conventions *conventions, toll_error *err)
{
    toll__scenario scenario;
    if (count < 1 || count > TOLL__TCO_ROWS_MAX)
        return toll__fail_range(err, 0, "count", -1, 1, TOLL__TCO_ROWS_MAX, (double)count);
    toll_status status = toll__take_rows(rows, count, stride, TOLL_KIND_TCO_ROW, "rows", err);
    if (status != TOLL_OK)
        return status;
    status = add_rows(rows, count, stride, &scenario, err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < count; i++) {
        const toll__tco_input input = input_at(rows, i, stride);
        toll__row_relations relations;
        if (toll__scenario_start_relations(&scenario, &input, &relations))
            relate_to_others(rows, count, stride, i, &input, &relations);
        status = toll__scenario_check_next(&scenario, i, &input, &relations, err);
        if (status != TOLL_OK)
            return status;
    }
    *conventions = scenario.conventions;
    return TOLL_OK;
}

void toll__tco_copy_rows(const toll_tco_row *rows, uint64_t count, uint64_t stride, toll__tco_input *inputs)
{
    for (uint64_t i = 0; i < count; i++)
        inputs[i] = input_at(rows, i, stride);
}

void toll__tco_fill_conventions(const toll__tco_plan *plan, toll_tco_conventions *out)
{
    const toll__conventions *conventions = &plan->conventions;
    memset(out, 0, sizeof *out);
    out->periods = conventions->periods;
    out->rows = (int64_t)plan->count;
    out->options = conventions->options;
    out->option_bits = conventions->option_bits;
    out->account_bytes = toll__account_size(plan->count, conventions->periods);
    out->period_hours = conventions->period_hours;
    out->period_years = conventions->period_years;
    out->hours_per_month = conventions->hours_per_month;
    out->hours_per_year = conventions->hours_per_year;
    out->discount_rate_frac = conventions->discount_rate;
    out->inflation_frac = conventions->inflation;
    out->real_money = conventions->real_money;
    out->base_year = conventions->base_year;
    memcpy(out->currency, conventions->currency, sizeof out->currency);
}

/* ---- summary ---- */

static void fill_money(const toll__account *account, const toll__totals *t, toll_tco_summary *out)
{
    out->total_money = account->positive + account->negative;
    out->spent_money = out->total_money + account->revenue;
    out->cost_money = account->positive;
    out->credit_money = -account->negative;
    out->capex_money = account->nature[TOLL_TCO_CAPEX];
    out->one_off_money = account->nature[TOLL_TCO_ONE_OFF];
    out->fixed_money = account->nature[TOLL_TCO_FIXED];
    out->variable_money = account->nature[TOLL_TCO_VARIABLE];
    out->committed_used_money = account->nature[TOLL_TCO_USED];
    out->committed_unused_money = account->nature[TOLL_TCO_UNUSED];
    out->overage_money = account->overage;
    out->idle_money = t->idle;
    out->revenue_money = account->revenue;
    out->margin_money = -out->total_money;
}

static void fill_demand(const toll__totals *t, toll_tco_summary *out)
{
    out->hours = t->hours;
    out->asked_tokens = t->asked;
    out->local_tokens = t->local;
    out->remote_tokens = t->remote;
    out->unserved_tokens = t->unserved;
    out->output_tokens = t->output;
    out->asked_tasks = t->asked_tasks;
    out->tasks = t->tasks;
    out->first_unserved_period = t->first_unserved;
}

static void fill_fleet(const toll__totals *t, toll_tco_summary *out)
{
    out->capacity_tokens = t->capacity;
    out->units_mean = t->units_mean;
    out->units_peak = t->units_peak;
    out->gpus_peak = t->gpus_peak;
    out->nodes_peak = t->nodes_peak;
    out->gpu_hours = t->gpu_hours;
    out->fte_mean = t->fte_mean;
    out->provisioned_kw = t->kw;
    out->drawn_kw = t->kwh / t->hours;
    out->kwh = t->kwh;
    out->co2_use_kg = t->co2_use;
    out->co2_embodied_kg = t->co2_embodied;
    out->water_l = t->water;
    out->grid_kg_per_kwh = t->grid;
}

static void set_known(toll_tco_summary *out, uint64_t bit, int is_known)
{
    out->known |= is_known ? bit : 0;
}

static double known_ratio(const toll_tco_summary *s, uint64_t bit, double above, double below)
{
    return (s->known & bit) != 0 ? above / below : 0;
}

static int has_unit_counts(const toll__totals *t)
{
    return t->units_peak > TOLL__NONE && t->gpus_peak > TOLL__NONE && t->nodes_peak > TOLL__NONE &&
           t->gpu_hours > TOLL__NONE;
}

/* Unit costs compare cost less resale and tax saved. Income is left out. */
static void fill_ratios(const toll__account *account, const toll__totals *t, toll_tco_summary *s)
{
    const double cost = s->spent_money, tokens = t->local + t->remote, served = tokens / 1e6, used = cost - t->idle;
    set_known(s, TOLL_TCO_KNOWN_LOAD, account->has_load && t->unit_hours > TOLL__NONE);
    set_known(s, TOLL_TCO_KNOWN_BUSY, account->has_load && t->busy_hours > TOLL__NONE);
    set_known(s, TOLL_TCO_KNOWN_UNITS, has_unit_counts(t));
    set_known(s, TOLL_TCO_KNOWN_TOKENS, tokens > TOLL__NONE);
    set_known(s, TOLL_TCO_KNOWN_OUTPUT, t->output > TOLL__NONE);
    set_known(s, TOLL_TCO_KNOWN_TASKS, t->tasks > TOLL__NONE);
    set_known(s, TOLL_TCO_KNOWN_MARGIN, account->revenue > 0 && cost > TOLL__NONE);
    s->load_frac = known_ratio(s, TOLL_TCO_KNOWN_LOAD, t->busy_hours, t->unit_hours);
    s->money_per_busy_hour = known_ratio(s, TOLL_TCO_KNOWN_BUSY, cost, t->busy_hours);
    s->money_per_unit = known_ratio(s, TOLL_TCO_KNOWN_UNITS, cost, t->units_peak);
    s->money_per_gpu = known_ratio(s, TOLL_TCO_KNOWN_UNITS, cost, t->gpus_peak);
    s->money_per_node = known_ratio(s, TOLL_TCO_KNOWN_UNITS, cost, t->nodes_peak);
    s->money_per_gpu_hour = known_ratio(s, TOLL_TCO_KNOWN_UNITS, cost, t->gpu_hours);
    s->reserved_money_per_mtok = known_ratio(s, TOLL_TCO_KNOWN_TOKENS, cost, served);
    s->used_money_per_mtok = known_ratio(s, TOLL_TCO_KNOWN_TOKENS, used, served);
    s->marginal_money_per_mtok = known_ratio(s, TOLL_TCO_KNOWN_TOKENS, s->variable_money, served);
    s->output_money_per_mtok = known_ratio(s, TOLL_TCO_KNOWN_OUTPUT, cost, t->output / 1e6);
    s->money_per_task = known_ratio(s, TOLL_TCO_KNOWN_TASKS, cost, t->tasks);
    s->marginal_money_per_task = known_ratio(s, TOLL_TCO_KNOWN_TASKS, s->variable_money, t->tasks);
    s->margin_frac = known_ratio(s, TOLL_TCO_KNOWN_MARGIN, account->revenue - cost, cost);
}

static int has(const toll__account *account, uint64_t slot)
{
    return (account->seen >> slot & 1) != 0;
}

/* Quantities that some row must give: without one they are unknown, which is not 0. */
static void fill_given(const toll__account *account, toll_tco_summary *s)
{
    const int has_energy = account->has_power || has(account, TOLL__SLOT_ENERGY);
    set_known(s, TOLL_TCO_KNOWN_ENERGY, has_energy);
    set_known(s, TOLL_TCO_KNOWN_POWER, account->has_power != 0);
    set_known(s, TOLL_TCO_KNOWN_GRID, has(account, TOLL__SLOT_GRID));
    set_known(s, TOLL_TCO_KNOWN_CO2_USE, has_energy && has(account, TOLL__SLOT_GRID));
    set_known(s, TOLL_TCO_KNOWN_CO2_MADE, account->has_carbon != 0);
    set_known(s, TOLL_TCO_KNOWN_WATER, has_energy && has(account, TOLL__SLOT_WATER));
    set_known(s, TOLL_TCO_KNOWN_STAFF,
              has(account, TOLL__SLOT_FTE) || has(account, TOLL__SLOT_GPUS_PER_FTE) ||
                  has(account, TOLL__SLOT_FTE_MIN));
    set_known(s, TOLL_TCO_KNOWN_CAPACITY, account->has_load != 0);
    if (account->has_load == 0)
        s->capacity_tokens = 0; /* units without capacity or load are taken as busy all the time */
}

void toll__tco_fill_summary(const toll__account *account, toll_tco_summary *out)
{
    toll__totals t;
    toll__totals_read(account, &t);
    memset(out, 0, sizeof *out);
    out->flags = account->flags;
    out->reason_bits = account->reasons;
    out->option = account->option;
    fill_money(account, &t, out);
    fill_demand(&t, out);
    fill_fleet(&t, out);
    out->money_per_hour = out->spent_money / t.hours;
    out->money_per_month = out->money_per_hour * account->conventions.hours_per_month;
    out->money_per_year = out->money_per_hour * account->conventions.hours_per_year;
    fill_ratios(account, &t, out);
    fill_given(account, out);
}
