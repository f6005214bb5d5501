/* SPDX-License-Identifier: Apache-2.0 */
/* Break-even: in time, in use, in demand. */
#include <toll/finance.h>

#include <stddef.h>
#include <string.h>

#include "api/finance_check.h"
#include "api/guard.h"
#include "base/fault.h"
#include "finance/break_even.h"
#include "finance/payback.h"

#define HOURS_PER_DAY 24.

static void fill_break_even_times(const toll_finance_contest *c, double periods, toll_finance_breakeven *b)
{
    double hours = periods * c->period_hours;
    b->known |= TOLL_FINANCE_BREAKEVEN_TIMES;
    b->periods = periods;
    b->hours = hours;
    b->months = hours / c->hours_per_month;
    b->years = toll__finance_quotient(hours, HOURS_PER_DAY * c->days_per_year);
    b->years_at_use = toll__finance_quotient(hours, c->use_hours_per_day * c->days_per_year);
}

/* Lenovo LP2368: H = (K + own 24 days years) / (rent days years), the owned machine powered all day. */
static void fill_threshold(const toll_finance_contest *c, toll_finance_breakeven *b)
{
    double days = c->days_per_year * c->life_years, own = c->own_usd_per_period / c->period_hours;
    double fixed = toll__finance_quotient(c->capex_usd, HOURS_PER_DAY * days) + own, use = 0;
    b->threshold_verdict = toll__break_even_use(fixed, 0, c->rent_usd_per_period / c->period_hours, &use);
    if (b->threshold_verdict == TOLL_VERDICT_NEVER)
        return;
    b->known |= TOLL_FINANCE_BREAKEVEN_THRESHOLD;
    b->threshold_hours_per_day = use * HOURS_PER_DAY;
}

toll_status toll_finance_find_breakeven(const toll_finance_contest *contest, toll_finance_breakeven *result,
                                        toll_error *err)
{
    toll_finance_contest c;
    toll_finance_breakeven b;
    memset(&b, 0, sizeof b);
    toll_status status = toll__take(contest, TOLL_KIND_FINANCE_CONTEST, "contest", &c, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(result, TOLL_KIND_FINANCE_BREAKEVEN, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    double periods = 0;
    b.saving_usd_per_period = c.rent_usd_per_period - c.own_usd_per_period;
    b.verdict = toll__break_even_periods(c.capex_usd, b.saving_usd_per_period, &periods);
    if (b.verdict != TOLL_VERDICT_NEVER)
        fill_break_even_times(&c, periods, &b);
    if ((c.known & TOLL_FINANCE_CONTEST_LIFE) != 0)
        fill_threshold(&c, &b);
    status = toll__finance_result(err, "hours", b.hours);
    if (status != TOLL_OK)
        return status;
    status = toll__finance_result(err, "threshold_hours_per_day", b.threshold_hours_per_day);
    if (status != TOLL_OK)
        return status;
    toll__give(result, TOLL_KIND_FINANCE_BREAKEVEN, &b);
    return TOLL_OK;
}

toll_status toll_finance_find_use(double fixed_usd_per_h, double marginal_usd_per_h, double rent_usd_per_h,
                                  double *use_frac, int32_t *verdict, toll_error *err)
{
    if (use_frac == NULL)
        return toll__fail_null(err, "use_frac");
    if (verdict == NULL)
        return toll__fail_null(err, "verdict");
    const toll__finance_limit limits[] = {{"fixed_usd_per_h", 0, FINANCE_USD_MAX, fixed_usd_per_h},
                                          {"marginal_usd_per_h", 0, FINANCE_USD_MAX, marginal_usd_per_h},
                                          {"rent_usd_per_h", 0, FINANCE_USD_MAX, rent_usd_per_h}};
    toll_status status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    double use = 0;
    uint32_t found = toll__break_even_use(fixed_usd_per_h, marginal_usd_per_h, rent_usd_per_h, &use);
    status = toll__finance_result(err, "use_frac", use);
    if (status != TOLL_OK)
        return status;
    *use_frac = use;
    *verdict = (int32_t)found;
    return TOLL_OK;
}

toll_status toll_finance_compute_fleet(double unit_capacity, double usd_per_machine, double usd_per_unit,
                                       int64_t machines_min, int64_t machines_max, int64_t spares,
                                       toll_finance_piece *pieces, uint64_t capacity, uint64_t *count, toll_error *err)
{
    if (count == NULL)
        return toll__fail_null(err, "count");
    if (pieces == NULL && capacity > 0)
        return toll__fail_null(err, "pieces");
    const toll__finance_limit limits[] = {{"unit_capacity", FINANCE_ABOVE_0, FINANCE_USD_MAX, unit_capacity},
                                          {"usd_per_machine", 0, FINANCE_USD_MAX, usd_per_machine},
                                          {"usd_per_unit", 0, FINANCE_USD_MAX, usd_per_unit},
                                          {"machines_max", 1, FINANCE_ROWS_MAX, (double)machines_max},
                                          {"machines_min", 1, (double)machines_max, (double)machines_min},
                                          {"spares", 0, FINANCE_ROWS_MAX, (double)spares}};
    toll_status status = toll__finance_numbers(err, limits, FINANCE_COUNT(limits));
    if (status != TOLL_OK)
        return status;
    *count = (uint64_t)(machines_max - machines_min) + 1;
    if (capacity < *count)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is less than the number of pieces of the curve");
    const toll__fleet_costs fleet = {unit_capacity,          usd_per_machine,        usd_per_unit,
                                     (uint64_t)machines_min, (uint64_t)machines_max, (double)spares};
    toll__break_even_fleet_curve(&fleet, pieces);
    return TOLL_OK;
}

static toll_status check_piece(const toll_finance_piece *piece, const char *name, int64_t row, toll_error *err)
{
    const struct {
        double min, value;
    } fields[] = {{0, piece->from_quantity},
                  {piece->from_quantity, piece->to_quantity},
                  {-FINANCE_USD_MAX, piece->usd_at_from},
                  {-FINANCE_USD_MAX, piece->usd_per_unit}};
    for (size_t i = 0; i < FINANCE_COUNT(fields); i++) {
        toll_status status = toll__check_range(err, 0, name, row, fields[i].min, FINANCE_USD_MAX, fields[i].value);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status check_curve(const toll_finance_piece *pieces, uint64_t count, const char *name,
                               const char *count_name, toll_error *err)
{
    if (count < 1 || count > FINANCE_ROWS_MAX)
        return toll__fail_range(err, 0, count_name, -1, 1, FINANCE_ROWS_MAX, (double)count);
    if (pieces == NULL)
        return toll__fail_null(err, name);
    for (uint64_t i = 0; i < count; i++) {
        toll_status status = check_piece(&pieces[i], name, (int64_t)i, err);
        if (status != TOLL_OK)
            return status;
        int is_joined = i == 0 || pieces[i].from_quantity == pieces[i - 1].to_quantity;
        if (!is_joined || pieces[i].from_quantity == pieces[i].to_quantity)
            return toll__fail(err, TOLL_E_CONFLICT, 0, name, (int64_t)i,
                              "must begin where the previous piece ends, and be longer than 0");
    }
    return TOLL_OK;
}

static int have_common_demand(const toll_finance_piece *a, uint64_t n_a, const toll_finance_piece *b, uint64_t n_b)
{
    return a[0].from_quantity < b[n_b - 1].to_quantity && b[0].from_quantity < a[n_a - 1].to_quantity;
}

toll_status toll_finance_find_crossings(const toll_finance_piece *first, uint64_t n_first,
                                        const toll_finance_piece *second, uint64_t n_second,
                                        toll_finance_crossing *crossings, uint64_t capacity, uint64_t *count,
                                        int32_t *cheapest, toll_error *err)
{
    if (crossings == NULL && capacity > 0)
        return toll__fail_null(err, "crossings");
    if (count == NULL)
        return toll__fail_null(err, "count");
    if (cheapest == NULL)
        return toll__fail_null(err, "cheapest");
    toll_status status = check_curve(first, n_first, "first", "n_first", err);
    if (status != TOLL_OK)
        return status;
    status = check_curve(second, n_second, "second", "n_second", err);
    if (status != TOLL_OK)
        return status;
    if (!have_common_demand(first, n_first, second, n_second))
        return toll__fail(err, TOLL_E_CONFLICT, 0, "second", -1, "has no demand in common with the first curve");
    uint32_t before = TOLL_CHEAPER_NEITHER;
    *count = toll__break_even_crossings(first, n_first, second, n_second, crossings, capacity, &before);
    *cheapest = (int32_t)before;
    return TOLL_OK;
}
