/* SPDX-License-Identifier: Apache-2.0 */
/* Accrual of a line over its life: straight line, declining balance or a MACRS table. The schedules are finance's; here
 * a line's amount is shared out by them, and what outlives the horizon falls into its close.
 *
 * Example: 40 % a year declining, months. After 6 months 1 - 0.6^0.5 = 22.5 % belongs to the past. By the MACRS table
 * of 5 years, 20 % + half of 32 % = 36 % does after 18 months. */
#include "tco/amortise.h"

#include "finance/depreciation.h"
#include "finance/macrs.h"

double toll__amortise_done(uint32_t method, double rate, double period_years, int32_t age, int32_t life)
{
    if (age >= life)
        return 1;
    if (method == TOLL_TCO_SPREAD_DECLINING)
        return 1 - toll__depreciation_declining_left(rate, age * period_years);
    if (method == TOLL_TCO_SPREAD_MACRS)
        return toll__macrs_done(rate, age * period_years);
    return (double)age / life;
}

static void add_even(const toll_tco_line *line, int32_t end, double *array)
{
    const double share = line->amount / line->spread_periods;
    for (int32_t t = line->spread_period; t < end; t++)
        array[t] += share;
}

static void add_uneven(const toll_tco_line *line, double period_years, int32_t end, double *array)
{
    double before = 0;
    for (int32_t t = line->spread_period; t < end; t++) {
        double done = toll__amortise_done(line->spread, line->spread_rate, period_years, t + 1 - line->spread_period,
                                          line->spread_periods);
        array[t] += line->amount * (done - before);
        before = done;
    }
}

void toll__amortise_add(const toll_tco_line *line, double period_years, int32_t periods, double *array)
{
    const int32_t from = line->spread_period, life = line->spread_periods;
    const int32_t end = from >= periods || life >= periods - from ? periods : from + life;
    if (from >= periods) {
        array[periods] += line->amount;
        return;
    }
    if (life == 1) {
        array[from] += line->amount;
        return;
    }
    if (line->spread == TOLL_TCO_SPREAD_STRAIGHT)
        add_even(line, end, array);
    else
        add_uneven(line, period_years, end, array);
    if (life > end - from)
        array[periods] +=
            line->amount * (1 - toll__amortise_done(line->spread, line->spread_rate, period_years, end - from, life));
}
