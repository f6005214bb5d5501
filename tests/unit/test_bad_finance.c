/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of finance.h. Numbers that are passed by value get their cases from one table of limits. */
#include "bad_input.h"

#include <toll/finance.h>

static toll_finance_terms terms;
static toll_finance_contest contest;
static toll_finance_asset asset;
static toll_finance_power power;
static toll_finance_owned owned;
static const double flows[3] = {-100, 60, 70};
static const double amounts[3] = {10, 20, 30};
static const toll_finance_piece steps[2] = {{0, 100, 50, 0.1}, {100, 200, 110, 0.1}};
static const toll_finance_piece line[1] = {{0, 1000, 0, 1}};
static const toll_finance_item items[2] = {{4, 8, 24, 2.5, 1}, {1, 1, 1, 100, 0.5}};

static double number(const bad_frame *f, unsigned i)
{
    double value;
    memcpy(&value, &f->v[i], sizeof value);
    return value;
}

static uint64_t bits(double value)
{
    uint64_t word;
    memcpy(&word, &value, sizeof word);
    return word;
}

static toll_status call_rate(const bad_frame *f, toll_error *err)
{
    return toll_finance_convert_rate(number(f, 0), (int32_t)f->v[1], number(f, 2), (int32_t)f->v[3], number(f, 4),
                                     f->p[5], err);
}

static toll_status call_basis(const bad_frame *f, toll_error *err)
{
    return toll_finance_convert_basis(number(f, 0), number(f, 1), (int32_t)f->v[2], f->p[3], err);
}

static toll_status call_npv(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_npv(number(f, 0), f->p[1], f->v[2], f->p[3], f->p[4], err);
}

static toll_status call_levelised(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_levelised(number(f, 0), f->p[1], f->p[2], f->v[3], f->p[4], f->p[5], err);
}

static toll_status call_irr(const bad_frame *f, toll_error *err)
{
    return toll_finance_find_irr(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], err);
}

static toll_status call_mirr(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_mirr(f->p[0], f->v[1], number(f, 2), number(f, 3), f->p[4], f->p[5], err);
}

static toll_status call_payback(const bad_frame *f, toll_error *err)
{
    return toll_finance_find_payback(number(f, 0), f->p[1], f->v[2], f->p[3], f->p[4], err);
}

static toll_status call_cumulative(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_cumulative(number(f, 0), f->p[1], f->v[2], f->p[3], f->p[4], f->p[5], err);
}

static toll_status call_breakeven(const bad_frame *f, toll_error *err)
{
    return toll_finance_find_breakeven(f->p[0], f->p[1], err);
}

static toll_status call_use(const bad_frame *f, toll_error *err)
{
    return toll_finance_find_use(number(f, 0), number(f, 1), number(f, 2), f->p[3], f->p[4], err);
}

static toll_status call_fleet(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_fleet(number(f, 0), number(f, 1), number(f, 2), (int64_t)f->v[3], (int64_t)f->v[4],
                                      (int64_t)f->v[5], f->p[6], f->v[7], f->p[8], err);
}

static toll_status call_crossings(const bad_frame *f, toll_error *err)
{
    return toll_finance_find_crossings(f->p[0], f->v[1], f->p[2], f->v[3], f->p[4], f->v[5], f->p[6], f->p[7], err);
}

static toll_status call_payment(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_payment(number(f, 0), number(f, 1), number(f, 2), number(f, 3), (int32_t)f->v[4],
                                        f->p[5], err);
}

static toll_status call_periods(const bad_frame *f, toll_error *err)
{
    return toll_finance_count_periods(f->p[0], f->p[1], err);
}

static toll_status call_depreciation(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_depreciation(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_value(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_value(f->p[0], number(f, 1), f->p[2], f->p[3], err);
}

static toll_status call_shield(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_shield(f->p[0], f->v[1], number(f, 2), f->p[3], f->p[4], err);
}

static toll_status call_budget(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_budget(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_mix(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_mix(f->p[0], f->p[1], f->v[2], f->p[3], f->p[4], err);
}

static toll_status call_energy(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_energy(f->p[0], f->p[1], err);
}

static toll_status call_owned(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_owned(f->p[0], f->p[1], err);
}

static toll_status call_output(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_output(number(f, 0), number(f, 1), number(f, 2), f->p[3], err);
}

static toll_status call_unit_cost(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_unit_cost(number(f, 0), number(f, 1), number(f, 2), number(f, 3), number(f, 4), f->p[5],
                                          err);
}

static toll_status call_commitment(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_commitment(number(f, 0), number(f, 1), number(f, 2), number(f, 3), number(f, 4),
                                           f->p[5], err);
}

static toll_status call_idle(const bad_frame *f, toll_error *err)
{
    return toll_finance_allocate_idle(f->p[0], f->v[1], number(f, 2), number(f, 3), (int32_t)f->v[4], f->p[5], f->p[6],
                                      f->p[7], err);
}

static toll_status call_hybrid(const bad_frame *f, toll_error *err)
{
    return toll_finance_compute_hybrid(number(f, 0), number(f, 1), number(f, 2), number(f, 3), number(f, 4), f->p[5],
                                       err);
}

static toll_status call_compare(const bad_frame *f, toll_error *err)
{
    return toll_finance_compare(number(f, 0), number(f, 1), f->p[2], err);
}

static toll_status call_scale(const bad_frame *f, toll_error *err)
{
    return toll_finance_scale_price(number(f, 0), number(f, 1), number(f, 2), number(f, 3), number(f, 4), number(f, 5),
                                    f->p[6], err);
}

/* Editors of columns and rows: row 1 of argument 0, 1 or 2. */
static void spoil(bad_frame *f, unsigned i, double value)
{
    ((double *)f->p[i])[1] = value;
}

static void nan_0(bad_frame *f)
{
    spoil(f, 0, (double)NAN);
}
static void nan_1(bad_frame *f)
{
    spoil(f, 1, (double)NAN);
}
static void infinite_1(bad_frame *f)
{
    spoil(f, 1, (double)INFINITY);
}
static void huge_0(bad_frame *f)
{
    spoil(f, 0, 1.1e30);
}
static void huge_1(bad_frame *f)
{
    spoil(f, 1, -1.1e30);
}
static void negative_0(bad_frame *f)
{
    spoil(f, 0, -1);
}
static void negative_2(bad_frame *f)
{
    spoil(f, 2, -1);
}

static void no_output(bad_frame *f)
{
    memset(f->p[2], 0, sizeof amounts);
}

static void no_weights(bad_frame *f)
{
    memset(f->p[0], 0, sizeof amounts);
}

static void nearly_all_lost(bad_frame *f) /* a nominal -90 % every ten years: -900 % in a period */
{
    toll_finance_terms *t = f->p[f->p[3] != NULL ? 3 : 4];
    t->rate_frac = -0.9;
    t->periods_per_year = 0.1;
    t->compounding = TOLL_COMPOUND_NOMINAL;
}

static void sixty_five_changes(bad_frame *f)
{
    double *many = (double *)bad_resize(f, 0, 66 * sizeof(double));
    for (int i = 0; i < 66; i++)
        many[i] = i % 2 == 0 ? 1 : -1;
    f->v[1] = 66;
}

static void overflows(bad_frame *f) /* 0.01^-300 */
{
    double *many = (double *)bad_resize(f, 1, 300 * sizeof(double));
    toll_finance_terms *t = f->p[3];
    for (int i = 0; i < 300; i++)
        many[i] = 1;
    f->v[2] = 300;
    t->rate_frac = -0.99;
    t->periods_per_year = 1;
}

static void salvage_above_cost(bad_frame *f)
{
    toll_finance_asset *a = f->p[0];
    a->salvage_usd = a->cost_usd + 1;
}

static void no_such_table(bad_frame *f)
{
    toll_finance_asset *a = f->p[0];
    a->method = TOLL_DEPRECIATE_MACRS;
    a->life_periods = 4;
}

static void idle_above_full(bad_frame *f)
{
    ((toll_finance_power *)f->p[0])->idle_w_per_unit = 701;
}

static void residual_above_capex(bad_frame *f)
{
    ((toll_finance_owned *)f->p[0])->residual_usd = 1001;
}

static void gap_between_pieces(bad_frame *f)
{
    ((toll_finance_piece *)f->p[0])[1].from_quantity = 101;
}

static void piece_backwards(bad_frame *f)
{
    ((toll_finance_piece *)f->p[0])[1].to_quantity = 50;
}

static void piece_empty(bad_frame *f)
{
    ((toll_finance_piece *)f->p[0])[1].to_quantity = 100;
}

static void piece_nan(bad_frame *f)
{
    ((toll_finance_piece *)f->p[0])[1].usd_per_unit = (double)NAN;
}

static void nothing_in_common(bad_frame *f)
{
    *(toll_finance_piece *)f->p[2] = (toll_finance_piece){200, 300, 0, 1};
}

static void item_negative(bad_frame *f)
{
    ((toll_finance_item *)f->p[0])[1].units = -1;
}

static void item_without_parts(bad_frame *f)
{
    ((toll_finance_item *)f->p[0])[1].parts_per_unit = 0;
}

static void item_without_share(bad_frame *f)
{
    ((toll_finance_item *)f->p[0])[1].share_frac = 0;
}

static void item_price_nan(bad_frame *f)
{
    ((toll_finance_item *)f->p[0])[1].usd_per_part = (double)NAN;
}

#define EDIT(edit, status, kind, name, row)                                                                            \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, kind, name, row, 0                                                                                 \
        }                                                                                                              \
    }
#define COLUMN(edit, status, name) EDIT(edit, status, 0, name, 1)
#define NUMBER(n)                                                                                                      \
    {                                                                                                                  \
        BAD_VALUE, #n, NULL, 0, 0, IS_NUMBER                                                                           \
    }
#define IS_NUMBER 77u /* partner of a value that is a double */

/* Cases that no limit gives. */
static const bad_case npv_cases[] = {
    COLUMN(nan_1, TOLL_E_NOT_FINITE, "flows_usd"), COLUMN(infinite_1, TOLL_E_NOT_FINITE, "flows_usd"),
    COLUMN(huge_1, TOLL_E_RANGE, "flows_usd"), EDIT(overflows, TOLL_E_OVERFLOW, 0, "npv_usd", -1),
    EDIT(nearly_all_lost, TOLL_E_CONFLICT, TOLL_KIND_FINANCE_TERMS, "periods_per_year", -1)};
static const bad_case levelised_cases[] = {COLUMN(nan_1, TOLL_E_NOT_FINITE, "costs_usd"),
                                           COLUMN(negative_2, TOLL_E_RANGE, "output_units"),
                                           EDIT(no_output, TOLL_E_DIVIDE, 0, "output_units", -1)};
static const bad_case irr_cases[] = {COLUMN(nan_0, TOLL_E_NOT_FINITE, "flows_usd"),
                                     COLUMN(huge_0, TOLL_E_RANGE, "flows_usd"),
                                     EDIT(sixty_five_changes, TOLL_E_UNSUPPORTED, 0, "flows_usd", -1)};
static const bad_case mirr_cases[] = {COLUMN(nan_0, TOLL_E_NOT_FINITE, "flows_usd")};
static const bad_case payback_cases[] = {COLUMN(nan_1, TOLL_E_NOT_FINITE, "flows_usd")};
static const bad_case cumulative_cases[] = {COLUMN(nan_1, TOLL_E_NOT_FINITE, "amounts_usd")};
static const bad_case crossing_cases[] = {
    EDIT(gap_between_pieces, TOLL_E_CONFLICT, 0, "first", 1), EDIT(piece_backwards, TOLL_E_RANGE, 0, "first", 1),
    EDIT(piece_empty, TOLL_E_CONFLICT, 0, "first", 1), EDIT(piece_nan, TOLL_E_NOT_FINITE, 0, "first", 1),
    EDIT(nothing_in_common, TOLL_E_CONFLICT, 0, "second", -1)};
static const bad_case fleet_cases[] = {{7, 2, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 1u << 8}},
                                       {7, 0, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 1u << 8}}};
static const bad_case asset_cases[] = {
    EDIT(salvage_above_cost, TOLL_E_CONFLICT, TOLL_KIND_FINANCE_ASSET, "salvage_usd", -1),
    EDIT(no_such_table, TOLL_E_UNSUPPORTED, TOLL_KIND_FINANCE_ASSET, "life_periods", -1)};
static const bad_case shield_cases[] = {COLUMN(nan_0, TOLL_E_NOT_FINITE, "charges_usd"),
                                        COLUMN(negative_0, TOLL_E_RANGE, "charges_usd")};
static const bad_case budget_cases[] = {
    EDIT(item_negative, TOLL_E_RANGE, TOLL_KIND_FINANCE_ITEM, "units", 1),
    EDIT(item_without_parts, TOLL_E_RANGE, TOLL_KIND_FINANCE_ITEM, "parts_per_unit", 1),
    EDIT(item_without_share, TOLL_E_RANGE, TOLL_KIND_FINANCE_ITEM, "share_frac", 1),
    EDIT(item_price_nan, TOLL_E_NOT_FINITE, TOLL_KIND_FINANCE_ITEM, "usd_per_part", 1)};
static const bad_case mix_cases[] = {COLUMN(negative_0, TOLL_E_RANGE, "weights"),
                                     COLUMN(nan_1, TOLL_E_NOT_FINITE, "values"),
                                     EDIT(no_weights, TOLL_E_DIVIDE, 0, "weights", -1)};
static const bad_case energy_cases[] = {
    EDIT(idle_above_full, TOLL_E_CONFLICT, TOLL_KIND_FINANCE_POWER, "idle_w_per_unit", -1)};
static const bad_case owned_cases[] = {
    EDIT(residual_above_capex, TOLL_E_CONFLICT, TOLL_KIND_FINANCE_OWNED, "residual_usd", -1)};
static const bad_case idle_cases[] = {
    COLUMN(negative_0, TOLL_E_RANGE, "usage"),
    {2, 0x403d800000000000u /* 29.5: one half less than is used */, NULL, {TOLL_E_CONFLICT, 0, "usage", -1, 0}}};

#define TERMS  BAD_IN_STRUCT, "terms", &terms, sizeof terms, TOLL_KIND_FINANCE_TERMS, 0
#define ASSET  BAD_IN_STRUCT, "asset", &asset, sizeof asset, TOLL_KIND_FINANCE_ASSET, 0
#define OUT(n) BAD_OUT, #n, NULL, 8, 0, 0
#define CODE(n)                                                                                                        \
    {                                                                                                                  \
        BAD_VALUE, #n, NULL, 0, 0, 0                                                                                   \
    }

static bad_function table[] = {
    {"toll_finance_convert_rate",
     call_rate,
     NULL,
     {NUMBER(rate_frac),
      CODE(from_compounding),
      NUMBER(from_periods),
      CODE(to_compounding),
      NUMBER(to_periods),
      {OUT(converted_frac)}},
     NULL,
     0},
    {"toll_finance_convert_basis",
     call_basis,
     NULL,
     {NUMBER(rate_frac), NUMBER(inflation_frac), CODE(to_basis), {OUT(converted_frac)}},
     NULL,
     0},
    {"toll_finance_compute_npv",
     call_npv,
     NULL,
     {NUMBER(upfront_usd),
      {BAD_IN, "flows_usd", flows, sizeof flows, 0, 0},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      {TERMS},
      {OUT(npv_usd)}},
     BAD_CASES(npv_cases)},
    {"toll_finance_compute_levelised",
     call_levelised,
     NULL,
     {NUMBER(upfront_usd),
      {BAD_IN, "costs_usd", amounts, sizeof amounts, 0, 0},
      {BAD_IN, "output_units", amounts, sizeof amounts, 0, 0},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      {TERMS},
      {OUT(usd_per_unit)}},
     BAD_CASES(levelised_cases)},
    {"toll_finance_find_irr",
     call_irr,
     NULL,
     {{BAD_IN, "flows_usd", flows, sizeof flows, 0, 0},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      {BAD_OUT, "roots_frac", NULL, 16, 0, 0},
      {BAD_VALUE, "capacity", NULL, 2, 0, 0},
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_finance_irr), TOLL_KIND_FINANCE_IRR, 0}},
     BAD_CASES(irr_cases)},
    {"toll_finance_compute_mirr",
     call_mirr,
     NULL,
     {{BAD_IN, "flows_usd", flows, sizeof flows, 0, 0},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      NUMBER(finance_frac),
      NUMBER(reinvest_frac),
      {OUT(rate_frac)},
      {BAD_OUT, "verdict", NULL, 4, 0, 0}},
     BAD_CASES(mirr_cases)},
    {"toll_finance_find_payback",
     call_payback,
     NULL,
     {NUMBER(upfront_usd),
      {BAD_IN, "flows_usd", flows, sizeof flows, 0, 0},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      {BAD_IN_OPTIONAL, "terms", &terms, sizeof terms, 0, 0},
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_finance_payback), TOLL_KIND_FINANCE_PAYBACK, 0}},
     BAD_CASES(payback_cases)},
    {"toll_finance_compute_cumulative",
     call_cumulative,
     NULL,
     {NUMBER(upfront_usd),
      {BAD_IN, "amounts_usd", flows, sizeof flows, 0, 0},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      {BAD_OUT_OPTIONAL, "cumulative_usd", NULL, 24, 0, 0},
      {OUT(total_usd)},
      {BAD_OUT_OPTIONAL, "mean_usd", NULL, 8, 0, 0}},
     BAD_CASES(cumulative_cases)},
    {"toll_finance_find_breakeven",
     call_breakeven,
     NULL,
     {{BAD_IN_STRUCT, "contest", &contest, sizeof contest, TOLL_KIND_FINANCE_CONTEST, 0},
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_finance_breakeven), TOLL_KIND_FINANCE_BREAKEVEN, 0}},
     NULL,
     0},
    {"toll_finance_find_use",
     call_use,
     NULL,
     {NUMBER(fixed_usd_per_h),
      NUMBER(marginal_usd_per_h),
      NUMBER(rent_usd_per_h),
      {OUT(use_frac)},
      {BAD_OUT, "verdict", NULL, 4, 0, 0}},
     NULL,
     0},
    {"toll_finance_compute_fleet",
     call_fleet,
     NULL,
     {NUMBER(unit_capacity),
      NUMBER(usd_per_machine),
      NUMBER(usd_per_unit),
      {BAD_VALUE, "machines_min", NULL, 2, 0, 0},
      {BAD_VALUE, "machines_max", NULL, 4, 0, 0},
      {BAD_VALUE, "spares", NULL, 1, 0, 0},
      {BAD_OUT, "pieces", NULL, 3 * sizeof(toll_finance_piece), 0, 0},
      {BAD_VALUE, "capacity", NULL, 3, 0, 0},
      {OUT(count)}},
     BAD_CASES(fleet_cases)},
    {"toll_finance_find_crossings",
     call_crossings,
     NULL,
     {{BAD_IN, "first", steps, sizeof steps, 0, 0},
      {BAD_VALUE, "n_first", NULL, 2, 0, 0},
      {BAD_IN, "second", line, sizeof line, 0, 0},
      {BAD_VALUE, "n_second", NULL, 1, 0, 0},
      {BAD_OUT, "crossings", NULL, 4 * sizeof(toll_finance_crossing), 0, 0},
      {BAD_VALUE, "capacity", NULL, 4, 0, 0},
      {OUT(count)},
      {BAD_OUT, "cheapest", NULL, 4, 0, 0}},
     BAD_CASES(crossing_cases)},
    {"toll_finance_compute_payment",
     call_payment,
     NULL,
     {NUMBER(present_usd), NUMBER(future_usd), NUMBER(rate_frac), NUMBER(periods), CODE(timing), {OUT(payment_usd)}},
     NULL,
     0},
    {"toll_finance_count_periods", call_periods, NULL, {{ASSET}, {OUT(count)}}, BAD_CASES(asset_cases)},
    {"toll_finance_compute_depreciation",
     call_depreciation,
     NULL,
     {{ASSET},
      {BAD_VALUE, "count", NULL, 2, 0, 0},
      {BAD_OUT, "charges_usd", NULL, 16, 0, 0},
      {BAD_OUT_OPTIONAL, "books_usd", NULL, 16, 0, 0}},
     BAD_CASES(asset_cases)},
    {"toll_finance_compute_value",
     call_value,
     NULL,
     {{ASSET}, NUMBER(age_periods), {OUT(value_usd)}, {BAD_OUT_OPTIONAL, "charge_usd_per_period", NULL, 8, 0, 0}},
     BAD_CASES(asset_cases)},
    {"toll_finance_compute_shield",
     call_shield,
     NULL,
     {{BAD_IN, "charges_usd", amounts, sizeof amounts, 0, 0},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      NUMBER(tax_frac),
      {TERMS},
      {OUT(shield_usd)}},
     BAD_CASES(shield_cases)},
    {"toll_finance_compute_budget",
     call_budget,
     NULL,
     {{BAD_IN, "items", items, sizeof items, 0, 0},
      {BAD_VALUE, "count", NULL, 2, 0, 0},
      {BAD_OUT_OPTIONAL, "costs_usd", NULL, 16, 0, 0},
      {OUT(total_usd)}},
     BAD_CASES(budget_cases)},
    {"toll_finance_compute_mix",
     call_mix,
     NULL,
     {{BAD_IN, "weights", amounts, sizeof amounts, 0, 0},
      {BAD_IN, "values", amounts, sizeof amounts, 0, 0},
      {BAD_VALUE, "count", NULL, 3, 0, 0},
      {OUT(sum)},
      {OUT(mean)}},
     BAD_CASES(mix_cases)},
    {"toll_finance_compute_energy",
     call_energy,
     NULL,
     {{BAD_IN_STRUCT, "power", &power, sizeof power, TOLL_KIND_FINANCE_POWER, 0},
      {BAD_OUT_STRUCT, "energy", NULL, sizeof(toll_finance_energy), TOLL_KIND_FINANCE_ENERGY, 0}},
     BAD_CASES(energy_cases)},
    {"toll_finance_compute_owned",
     call_owned,
     NULL,
     {{BAD_IN_STRUCT, "owned", &owned, sizeof owned, TOLL_KIND_FINANCE_OWNED, 0},
      {BAD_OUT, "hourly", NULL, sizeof(toll_finance_hourly), 0, 0}},
     BAD_CASES(owned_cases)},
    {"toll_finance_compute_output",
     call_output,
     NULL,
     {NUMBER(units_per_s), NUMBER(hours), NUMBER(utilisation_frac), {OUT(units)}},
     NULL,
     0},
    {"toll_finance_compute_unit_cost",
     call_unit_cost,
     NULL,
     {NUMBER(usd_per_h),
      NUMBER(units_per_s),
      NUMBER(utilisation_frac),
      NUMBER(success_frac),
      NUMBER(per_units),
      {OUT(usd)}},
     NULL,
     0},
    {"toll_finance_compute_commitment",
     call_commitment,
     NULL,
     {NUMBER(committed_units),
      NUMBER(usd_per_unit),
      NUMBER(upfront_frac),
      NUMBER(demanded_units),
      NUMBER(overage_usd_per_unit),
      {BAD_OUT_STRUCT, "result", NULL, sizeof(toll_finance_commitment), TOLL_KIND_FINANCE_COMMITMENT, 0}},
     NULL,
     0},
    {"toll_finance_allocate_idle",
     call_idle,
     NULL,
     {{BAD_IN, "usage", amounts, 16, 0, 0},
      {BAD_VALUE, "count", NULL, 2, 0, 0},
      NUMBER(capacity),
      NUMBER(cost_usd),
      CODE(rule),
      {BAD_OUT, "used_usd", NULL, 16, 0, 0},
      {BAD_OUT, "idle_usd", NULL, 16, 0, 0},
      {OUT(unallocated_usd)}},
     BAD_CASES(idle_cases)},
    {"toll_finance_compute_hybrid",
     call_hybrid,
     NULL,
     {NUMBER(fixed_usd_per_h),
      NUMBER(requests_per_h),
      NUMBER(own_usd_per_request),
      NUMBER(escalated_frac),
      NUMBER(api_usd_per_request),
      {OUT(usd_per_request)}},
     NULL,
     0},
    {"toll_finance_compare",
     call_compare,
     NULL,
     {NUMBER(base), NUMBER(other), {BAD_OUT, "comparison", NULL, sizeof(toll_finance_comparison), 0, 0}},
     NULL,
     0},
    {"toll_finance_scale_price",
     call_scale,
     NULL,
     {NUMBER(price_usd),
      NUMBER(from_units),
      NUMBER(to_units),
      NUMBER(exponent),
      NUMBER(change_frac),
      NUMBER(periods),
      {OUT(scaled_usd)}},
     NULL,
     0},
};

/* Limits of finance.h for every number passed by value, with a valid value; a name means the same wherever it stands. */
static const struct limit {
    const char *name;
    double min, max, valid;
} limits[] = {
    {"upfront_usd", -1e30, 1e30, -5},
    {"rate_frac", -0.99, 1000, 0.1},
    {"inflation_frac", -0.99, 1000, 0.02},
    {"from_periods", 1e-3, 1e5, 12},
    {"to_periods", 1e-3, 1e5, 1},
    {"finance_frac", -0.99, 1000, 0.1},
    {"reinvest_frac", -0.99, 1000, 0.1},
    {"fixed_usd_per_h", 0, 1e30, 20},
    {"marginal_usd_per_h", 0, 1e30, 1},
    {"rent_usd_per_h", 0, 1e30, 66},
    {"unit_capacity", 1e-300, 1e30, 100},
    {"usd_per_machine", 0, 1e30, 90},
    {"present_usd", -1e30, 1e30, 1000},
    {"future_usd", -1e30, 1e30, 100},
    {"periods", 1e-300, 1e5, 5},
    {"age_periods", 0, 1e5, 1.5},
    {"tax_frac", 0, 1, 0.25},
    {"units_per_s", 0, 1e18, 200},
    {"hours", 0, 1e9, 176},
    {"utilisation_frac", 0, 1, 0.5},
    {"usd_per_h", 0, 1e30, 3},
    {"success_frac", 1e-300, 1, 0.9},
    {"per_units", 1e-300, 1e18, 1e6},
    {"committed_units", 1e-300, 1e18, 24},
    {"upfront_frac", 0, 1, 0.5},
    {"demanded_units", 0, 1e18, 18},
    {"overage_usd_per_unit", 0, 1e18, 2},
    {"capacity", 1e-300, 1e18, 100},
    {"cost_usd", 0, 1e30, 50},
    {"requests_per_h", 1e-300, 1e18, 1000},
    {"own_usd_per_request", 0, 1e18, 0},
    {"escalated_frac", 0, 1, 0.2},
    {"api_usd_per_request", 0, 1e18, 0.01},
    {"base", -1e30, 1e30, 100},
    {"other", -1e30, 1e30, 60},
    {"price_usd", 0, 1e30, 100},
    {"from_units", 1e-300, 1e18, 8},
    {"to_units", 0, 1e18, 4},
    {"exponent", 0, 10, 1},
    {"change_frac", -1, 1000, -0.1},
    {"usd_per_unit", 0, 1e18, 0.1},
};

/* Codes: their largest. */
static const struct code {
    const char *name;
    int32_t max;
} codes[] = {{"from_compounding", 1}, {"to_compounding", 1}, {"to_basis", 1}, {"rule", 2}, {"timing", 2}};

static double least_of(const bad_function *f, const struct limit *limit) /* a divisor is above 0 */
{
    int divides = strcmp(f->name, "toll_finance_compute_unit_cost") == 0;
    int is_divisor = strcmp(limit->name, "units_per_s") == 0 || strcmp(limit->name, "utilisation_frac") == 0;
    int is_time = strcmp(f->name, "toll_finance_scale_price") == 0 && strcmp(limit->name, "periods") == 0;
    if (is_time)
        return 0;
    return divides && is_divisor ? 1e-300 : limit->min;
}

static double most_of(const bad_function *f, const struct limit *limit)
{
    int is_fleet = strcmp(f->name, "toll_finance_compute_fleet") == 0;
    return is_fleet && strcmp(limit->name, "usd_per_unit") == 0 ? 1e30 : limit->max;
}

static const struct limit *limit_of(const bad_argument *a)
{
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (a->role == BAD_VALUE && a->partner == IS_NUMBER && strcmp(limits[i].name, a->name) == 0)
            return &limits[i];
    return NULL;
}

/* One number at a time: not finite, and the nearest double beyond each limit. */
static int walk_number(const bad_function *f, unsigned i, const struct limit *limit)
{
    const double least = least_of(f, limit), most = most_of(f, limit);
    const double values[] = {(double)NAN,
                             (double)INFINITY,
                             -(double)INFINITY,
                             nextafter(least, -(double)INFINITY),
                             nextafter(most, (double)INFINITY),
                             -2e30};
    for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {
        bad_frame frame;
        bad_open(f, &frame);
        bad_describe(f, limit->name, "=", values[k]);
        frame.v[i] = bits(values[k]);
        bad_refuse(f, &frame, (bad_verdict){k < 3 ? TOLL_E_NOT_FINITE : TOLL_E_RANGE, 0, limit->name, -1, 0});
    }
    return 1;
}

static void walk_codes(const bad_function *f, unsigned i)
{
    for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++) {
        const int32_t values[] = {-1, codes[c].max + 1, INT32_MAX, INT32_MIN};
        for (size_t k = 0; k < 4 && strcmp(codes[c].name, f->arguments[i].name) == 0; k++) {
            bad_frame frame;
            bad_open(f, &frame);
            bad_describe(f, codes[c].name, "=", values[k]);
            frame.v[i] = (uint32_t)values[k];
            bad_refuse(f, &frame, (bad_verdict){TOLL_E_RANGE, 0, codes[c].name, -1, 0});
        }
    }
}

/* Counts: none where one is needed, and more than 10^6. */
static void walk_count(const bad_function *f, unsigned i)
{
    const char *name = f->arguments[i].name;
    int is_count = strcmp(name, "count") == 0 || strcmp(name, "n_first") == 0 || strcmp(name, "n_second") == 0;
    for (uint64_t value = 1000001; is_count && value != 0; value = value == 1000001 ? UINT64_MAX : 0) {
        bad_frame frame;
        bad_open(f, &frame);
        bad_describe(f, name, "=", (double)value);
        frame.v[i] = value;
        bad_refuse(f, &frame, (bad_verdict){TOLL_E_RANGE, 0, name, -1, 0});
    }
}

static void refuses_numbers(void **state)
{
    (void)state;
    int walked = 0;
    for (size_t k = 0; k < sizeof table / sizeof table[0]; k++)
        for (unsigned i = 0; i < bad_count(&table[k]); i++) {
            if (table[k].arguments[i].role != BAD_VALUE)
                continue;
            const struct limit *limit = limit_of(&table[k].arguments[i]);
            walked += limit != NULL && walk_number(&table[k], i, limit);
            walk_codes(&table[k], i);
            walk_count(&table[k], i);
        }
    assert_int_equal(walked, 51);
}

static void refuses_machines(void **state)
{
    (void)state;
    const bad_function *fleet = NULL;
    for (size_t k = 0; k < sizeof table / sizeof table[0]; k++)
        if (strcmp(table[k].name, "toll_finance_compute_fleet") == 0)
            fleet = &table[k];
    const struct {
        unsigned argument;
        int64_t value;
        const char *field;
    } cases[] = {{3, 0, "machines_min"},  {3, 5, "machines_min"},       {3, INT64_MIN, "machines_min"},
                 {4, 0, "machines_max"},  {4, 1000001, "machines_max"}, {5, -1, "spares"},
                 {5, INT64_MAX, "spares"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bad_frame frame;
        bad_open(fleet, &frame);
        frame.v[cases[i].argument] = (uint64_t)cases[i].value;
        bad_refuse(fleet, &frame, (bad_verdict){TOLL_E_RANGE, 0, cases[i].field, -1, 0});
    }
}

static void no_flows_need_no_column(void **state)
{
    (void)state;
    double value = 0, mean = 7;
    assert_int_equal(toll_finance_compute_npv(-5, NULL, 0, &terms, &value, NULL), TOLL_OK);
    assert_true(value == -5);
    assert_int_equal(toll_finance_compute_cumulative(3, NULL, 0, NULL, &value, &mean, NULL), TOLL_OK);
    assert_true(value == 3 && mean == 0);
}

static void middle_is_no_payment_date(void **state)
{
    (void)state;
    double payment = 7;
    toll_error err;
    assert_int_equal(toll_finance_compute_payment(1, 0, 0, 1, TOLL_TIMING_MID, &payment, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "timing");
    assert_true(payment == 7);
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_finance_");
}

/* Numbers get their valid values; codes 0 is valid everywhere. */
static int set_up(void **state)
{
    (void)state;
    toll_struct_init(&terms, sizeof terms, TOLL_KIND_FINANCE_TERMS, NULL);
    toll_struct_init(&contest, sizeof contest, TOLL_KIND_FINANCE_CONTEST, NULL);
    toll_struct_init(&asset, sizeof asset, TOLL_KIND_FINANCE_ASSET, NULL);
    toll_struct_init(&power, sizeof power, TOLL_KIND_FINANCE_POWER, NULL);
    toll_struct_init(&owned, sizeof owned, TOLL_KIND_FINANCE_OWNED, NULL);
    contest.known = TOLL_FINANCE_CONTEST_LIFE;
    contest.capex_usd = contest.life_years = 5;
    contest.rent_usd_per_period = 2;
    asset.cost_usd = 100;
    power.known = TOLL_FINANCE_POWER_TARIFF | TOLL_FINANCE_POWER_CARBON;
    power.w_per_unit = 700;
    power.hours = 24;
    power.usd_per_kwh = 0.1;
    power.kg_per_kwh = 0.4;
    owned.capex_usd = 1000;
    for (size_t k = 0; k < sizeof table / sizeof table[0]; k++)
        for (unsigned i = 0; i < bad_count(&table[k]); i++) {
            const struct limit *limit = limit_of(&table[k].arguments[i]);
            if (limit != NULL)
                table[k].arguments[i].size = bits(limit->valid);
        }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked), cmocka_unit_test(refuses_numbers),
        cmocka_unit_test(refuses_machines),         cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(no_flows_need_no_column),  cmocka_unit_test(middle_is_no_payment_date),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
