/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluates one option of a scenario into an account.
 *
 *     inputs      rows -> a number per period and slot            option_inputs.c
 *     demand      tokens and tasks asked per period               demand.c
 *     sizing      units that the demand needs; who serves it      sizing.c
 *     fleet       accelerators, nodes, power, energy, staff       fleet.c
 *     prices      how prices move over the periods                price_curves.c
 *     posting     purchases, commitments, leases, loans,          purchase.c, commitment.c, lease.c, loan.c,
 *                 operating costs, tax                            operating_costs.c
 *     views       each line in cash and in accrual                ledger.c, amortise.c
 *
 * The stages run in this order. Each reads the series that earlier ones filled; all series lie in the account. With
 * size_values the units are sized by one set of numbers, and everything else is evaluated with another.
 *
 * Example: two months of 730 h, 10^9 output tokens a month, units of 8 GPUs at 20,000 each that make 500 tokens/s, 700
 * W a GPU, 0.10 per kWh.
 *
 *     busy     10^9 / 500 / (730 * 3600) = 0.761 units    -> 1 unit, 8 GPUs
 *     bought   8 * 20,000 = 160,000, paid in month 0, 80,000 in the accrual of each month (life = horizon)
 *     energy   8 * 0.7 kW * 730 h = 4,088 kWh, 408.80 a month (without power_idle, idle draws as much as busy)
 *     total    160,000 + 2 * 408.80 = 160,817.60, which is 80.41 per million tokens */
#include "tco/evaluate.h"

#include <math.h>
#include <string.h>

#include "base/fault.h"
#include "tco/commitment.h"
#include "tco/price_curves.h"
#include "tco/demand.h"
#include "tco/fleet.h"
#include "tco/incomplete.h"
#include "tco/lease.h"
#include "tco/loan.h"
#include "tco/purchase.h"
#include "tco/operating_costs.h"
#include "tco/option_inputs.h"
#include "tco/sizing.h"
#include "tco/unequal_demand.h"

#define MOST      1e280  /* results beyond are refused: the sum of any number of them must be finite */
#define WORTHLESS 1e-290 /* with room for products of amounts above the least double, 2e-308 */

toll_status toll__evaluate_check(const toll__tco_plan *plan, const double *values, const char *argument,
                                 toll_error *err)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    for (uint64_t i = 0; i < plan->count; i++) {
        if (!(values[i] >= rows[i].least && values[i] <= rows[i].greatest))
            return toll__fail_range(err, 0, argument, (int64_t)i, rows[i].least, rows[i].greatest, values[i]);
        if (rows[i].is_fixed && values[i] != rows[i].mid)
            return toll__fail(err, TOLL_E_CONFLICT, 0, argument, (int64_t)i,
                              "must be the row's own value: this kind of row shapes the scenario");
    }
    return TOLL_OK;
}

/* Demand that the units don't serve goes to an API where the option prices one. An option without units is all API. */
static void find_supply(const toll__tco_plan *plan, toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    int has_units = toll__option_inputs_has(account, TOLL__SLOT_UNITS) || toll__demand_has_capacity(account) ||
                    toll__option_inputs_has(account, TOLL__SLOT_UNITS_MIN);
    account->is_api = !has_units;
    account->has_load = toll__demand_has_capacity(account) || toll__option_inputs_has(account, TOLL__SLOT_LOAD);
    account->has_remote = 0;
    for (uint64_t i = 0; i < plan->count; i++) {
        int is_remote = (rows[i].basis >= TOLL_TCO_PER_REMOTE_INPUT && rows[i].basis <= TOLL_TCO_PER_REMOTE_MTOK) ||
                        rows[i].basis == TOLL_TCO_PER_REMOTE_TASK;
        if (is_remote && rows[i].kind == TOLL_TCO_COST && toll__tco_input_is_for(&rows[i], account->option))
            account->has_remote = 1;
    }
}

static void fill_asked(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    toll__option_inputs_fill(plan, values, account);
    find_supply(plan, account);
    toll__demand_fill(plan, values, account);
    if (toll__option_inputs_has(account, TOLL__SLOT_LOAD) && toll__demand_has_capacity(account))
        toll__demand_follow(account);
}

static void clear_arrays(toll__account *account, int first, int count)
{
    uint64_t bytes = (uint64_t)count * ((uint64_t)account->conventions.periods + 1) * sizeof(double);
    memset(toll__account_array(account, first), 0, (size_t)bytes);
}

/* Flags that posting sets; the others belong to demand and prices. */
#define POSTING_FLAGS (TOLL_TCO_FLAG_STRANDED | TOLL_TCO_FLAG_REPLACED | TOLL_TCO_FLAG_UNUSED)

/* Everything that posting adds to starts from nothing, so that posting twice gives the same. */
static void clear_ledger(toll__account *account)
{
    memset(toll__account_amounts(account), 0, (size_t)(account->rows * sizeof(double)));
    clear_arrays(account, TOLL__A_RATE, TOLL__A_SECOND - TOLL__A_RATE + 1);
    memset(account->nature, 0, sizeof account->nature);
    account->positive = account->negative = account->revenue = account->overage = 0;
    account->flags &= ~(uint64_t)POSTING_FLAGS;
    clear_arrays(account, TOLL__A_MONEY, TOLL__ARRAYS - TOLL__A_MONEY);
    clear_arrays(account, TOLL__A_CHARGE, TOLL__A_BOOK_CAPEX - TOLL__A_CHARGE + 1);
}

static void post_lines(toll__posting *posting)
{
    double *uncovered = toll__account_array(posting->account, TOLL__A_UNCOVERED);
    for (int32_t t = 0; t <= posting->account->conventions.periods; t++)
        uncovered[t] = 1;
    toll__purchase_post(posting);
    toll__commitment_post(posting);
    toll__lease_post(posting);
    toll__loan_post(posting);
    toll__operating_costs_post(posting);
    toll__operating_costs_post_tax(posting);
}

/* A sum in four parts, so that no addition waits for the one before it. */
static double sum_sizes(const double *values, int32_t count)
{
    double parts[4] = {0, 0, 0, 0};
    int32_t t = 0;
    for (; t + 4 <= count; t += 4)
        for (int i = 0; i < 4; i++)
            parts[i] += fabs(values[t + i]);
    for (; t < count; t++)
        parts[0] += fabs(values[t]);
    return (parts[0] + parts[1]) + (parts[2] + parts[3]);
}

/* One sum over all that is reported: it is finite and moderate only when every part is. */
static toll_status check_result(const toll__account *account, toll_error *err)
{
    double size = fabs(account->positive) + fabs(account->negative);
    for (int array = TOLL__A_INPUT; array <= TOLL__A_GB_OUT; array++)
        size += sum_sizes(toll__account_read(account, array), account->conventions.periods);
    if (size <= MOST)
        return TOLL_OK;
    return toll__fail_range(err, 0, "account", -1, -MOST, MOST, size);
}

/* Amounts are divided by what money is worth, which a double can't hold any more after 160 years of 10,000 %: 101^-160. */
static toll_status check_deflators(const toll__account *account, toll_error *err)
{
    const int32_t last = account->conventions.periods;
    const double least = fmin(toll__account_deflator(account, last, 0), toll__account_deflator(account, last, 1));
    if (least > WORTHLESS)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_RANGE, 0, "account", -1,
                      "has an inflation that leaves money no value at the horizon");
}

static void fill_values(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    double *own = toll__account_values(account);
    for (uint64_t i = 0; i < plan->count; i++)
        own[i] = values == NULL ? rows[i].mid : values[i];
}

/* Fills an account that holds nothing of another evaluation. */
static toll_status fill_account(const toll__tco_plan *plan, const double *values, const double *size_values,
                                toll__account *account, toll_error *err)
{
    double *own = toll__account_values(account);
    fill_values(plan, values, account);
    fill_asked(plan, size_values == NULL ? own : size_values, account);
    toll__sizing_fill(account);
    if (size_values != NULL) {
        fill_asked(plan, own, account);
        toll__sizing_fill_busy(account);
    }
    toll__sizing_serve(account);
    toll__fleet_fill(plan, own, account);
    toll__purchase_carbon(plan, own, account);
    toll__price_curves_fill(plan, own, account);
    toll_status status = check_deflators(account, err);
    if (status != TOLL_OK)
        return status;
    clear_arrays(account, TOLL__A_RATE, TOLL__A_SECOND - TOLL__A_RATE + 1);
    toll__posting posting = {.plan = plan, .values = own, .account = account, .is_silent = 1};
    post_lines(&posting);
    return check_result(account, err);
}

toll_status toll__evaluate_again(const toll__tco_plan *plan, uint32_t option, const double *values,
                                 const double *size_values, toll__account *account, toll_error *err)
{
    toll__account_restart(plan, option, account);
    return fill_account(plan, values, size_values, account, err);
}

/* The most that any option asks for, kept in the account while it is filled for one after the other. */
static void gather_demands(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    fill_values(plan, values, account);
    for (uint32_t option = 1; option <= TOLL__TCO_OPTIONS_MAX; option++) {
        if (!toll__tco_plan_has_option(plan, option))
            continue;
        toll__account_restart(plan, option, account);
        fill_asked(plan, toll__account_values(account), account);
        toll__unequal_demand_gather(account);
    }
}

toll_status toll__evaluate(const toll__tco_plan *plan, uint32_t option, const double *values, const double *size_values,
                           toll__account *account, toll_error *err)
{
    toll__account_start(plan, option, account);
    if (toll__unequal_demand_may(plan)) {
        gather_demands(plan, values, account);
        toll__account_restart(plan, option, account);
    }
    toll_status status = fill_account(plan, values, size_values, account, err);
    if (status != TOLL_OK)
        return status;
    account->reasons = toll__incomplete_find(plan, account);
    account->flags |= toll__unequal_demand_flags(account);
    toll__account_close(account);
    return TOLL_OK;
}

void toll__evaluate_lines(const toll__tco_plan *plan, toll__account *account, toll_tco_line *lines, uint64_t capacity,
                          uint64_t *count)
{
    toll__posting posting = {plan, toll__account_values(account), account, lines, capacity, 0, 0};
    clear_ledger(account);
    post_lines(&posting);
    *count = posting.count;
}
