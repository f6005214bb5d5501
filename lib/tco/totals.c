/* SPDX-License-Identifier: Apache-2.0 */
/* Sums over the periods of an account, and its series by name. Idle money is the held money times the share of time in
 * which it is not used, plus the unused share of commitments. */
#include "tco/totals.h"

#include <math.h>
#include <string.h>

#include "tco/sizing.h"

double toll__totals_sum(const toll__account *account, int array)
{
    const double *values = toll__account_read(account, array);
    double total = 0;
    for (int32_t t = 0; t < account->conventions.periods; t++)
        total += values[t];
    return total;
}

double toll__totals_served(const toll__account *account)
{
    return toll__totals_sum(account, TOLL__A_LOCAL_TOKENS) + toll__totals_sum(account, TOLL__A_REMOTE_TOKENS);
}

static double greatest_period(const toll__account *account, int array)
{
    const double *values = toll__account_read(account, array);
    double most = 0;
    for (int32_t t = 0; t < account->conventions.periods; t++)
        most = fmax(most, values[t]);
    return most;
}

static double product_sum(const toll__account *account, int first, int second)
{
    const double *a = toll__account_read(account, first), *b = toll__account_read(account, second);
    double total = 0;
    for (int32_t t = 0; t < account->conventions.periods; t++)
        total += a[t] * b[t];
    return total;
}

/* Money paid whether used or not, for the share of time without use. The close goes by the mean. */
static double idle_money(const toll__account *account, const toll__totals *totals)
{
    const double *held = toll__account_read(account, TOLL__A_HELD), *load = toll__account_read(account, TOLL__A_LOAD);
    const int32_t periods = account->conventions.periods;
    double idle = account->nature[TOLL_TCO_UNUSED];
    if (!account->has_load || !(totals->unit_hours > 0))
        return idle;
    for (int32_t t = 0; t < periods; t++)
        idle += held[t] * (1 - load[t]);
    return idle + held[periods] * (1 - totals->busy_hours / totals->unit_hours);
}

static void read_tokens(const toll__account *account, toll__totals *t)
{
    t->asked = toll__totals_sum(account, TOLL__A_TOKENS);
    t->local = toll__totals_sum(account, TOLL__A_LOCAL_TOKENS);
    t->remote = toll__totals_sum(account, TOLL__A_REMOTE_TOKENS);
    t->unserved = toll__totals_sum(account, TOLL__A_UNSERVED);
    t->output =
        product_sum(account, TOLL__A_OUTPUT, TOLL__A_LOCAL) + product_sum(account, TOLL__A_OUTPUT, TOLL__A_REMOTE);
    t->asked_tasks = toll__totals_sum(account, TOLL__A_TASKS);
    t->tasks = toll__totals_sum(account, TOLL__A_TASKS_DONE);
    const double *unserved = toll__account_read(account, TOLL__A_UNSERVED);
    const double *asked = toll__account_read(account, TOLL__A_TOKENS);
    t->first_unserved = -1;
    for (int32_t p = account->conventions.periods - 1; p >= 0; p--)
        if (unserved[p] > asked[p] * TOLL__WHOLE_TOLERANCE) /* as for the flag */
            t->first_unserved = p;
}

static void read_fleet(const toll__account *account, toll__totals *t)
{
    const double *units = toll__account_read(account, TOLL__A_UNITS),
                 *hours = toll__account_read(account, TOLL__A_HOURS);
    const double *load = toll__account_read(account, TOLL__A_LOAD);
    const double *served = toll__account_read(account, TOLL__A_LOCAL_TOKENS);
    for (int32_t p = 0; p < account->conventions.periods; p++) {
        t->unit_hours += units[p] * hours[p];
        t->busy_hours += units[p] * hours[p] * load[p];
        t->capacity += load[p] > TOLL__NONE ? served[p] / load[p] : 0;
    }
    t->gpu_hours = product_sum(account, TOLL__A_GPUS, TOLL__A_HOURS);
    t->units_mean = toll__totals_sum(account, TOLL__A_UNITS) / account->conventions.periods;
    t->units_peak = greatest_period(account, TOLL__A_UNITS_PEAK);
    t->gpus_peak = greatest_period(account, TOLL__A_GPUS_PEAK);
    t->nodes_peak = greatest_period(account, TOLL__A_NODES_PEAK);
    t->fte_mean = toll__totals_sum(account, TOLL__A_STAFF) / account->conventions.periods;
}

void toll__totals_read(const toll__account *account, toll__totals *t)
{
    memset(t, 0, sizeof *t);
    t->hours = account->conventions.period_hours * account->conventions.periods;
    read_tokens(account, t);
    read_fleet(account, t);
    t->idle = idle_money(account, t);
    t->kw = greatest_period(account, TOLL__A_KW);
    t->kwh = toll__totals_sum(account, TOLL__A_KWH);
    t->co2_use = toll__totals_sum(account, TOLL__A_CO2_USE);
    t->co2_embodied = toll__totals_sum(account, TOLL__A_CO2_EMBODIED);
    t->water = product_sum(account, TOLL__A_KWH, TOLL__SLOT_WATER);
    t->grid = toll__totals_sum(account, TOLL__SLOT_GRID) / account->conventions.periods;
}

/* ---- series ---- */

static int array_of(uint32_t series)
{
    static const int16_t arrays[] = {
        [TOLL_TCO_SERIES_ASKED_INPUT] = TOLL__A_INPUT,
        [TOLL_TCO_SERIES_ASKED_CACHED] = TOLL__A_CACHED,
        [TOLL_TCO_SERIES_ASKED_OUTPUT] = TOLL__A_OUTPUT,
        [TOLL_TCO_SERIES_ASKED_TASKS] = TOLL__A_TASKS,
        [TOLL_TCO_SERIES_LOCAL_TOKENS] = TOLL__A_LOCAL_TOKENS,
        [TOLL_TCO_SERIES_REMOTE_TOKENS] = TOLL__A_REMOTE_TOKENS,
        [TOLL_TCO_SERIES_UNSERVED] = TOLL__A_UNSERVED,
        [TOLL_TCO_SERIES_TASKS] = TOLL__A_TASKS_DONE,
        [TOLL_TCO_SERIES_UNITS] = TOLL__A_UNITS,
        [TOLL_TCO_SERIES_UNITS_PEAK] = TOLL__A_UNITS_PEAK,
        [TOLL_TCO_SERIES_GPUS] = TOLL__A_GPUS,
        [TOLL_TCO_SERIES_NODES] = TOLL__A_NODES_PEAK,
        [TOLL_TCO_SERIES_LOAD] = TOLL__A_LOAD,
        [TOLL_TCO_SERIES_KW] = TOLL__A_KW,
        [TOLL_TCO_SERIES_KWH] = TOLL__A_KWH,
        [TOLL_TCO_SERIES_CO2_USE] = TOLL__A_CO2_USE,
        [TOLL_TCO_SERIES_CO2_EMBODIED] = TOLL__A_CO2_EMBODIED,
        [TOLL_TCO_SERIES_FTE] = TOLL__A_STAFF,
        [TOLL_TCO_SERIES_SERVED_TOKENS] = TOLL__A_SERVED,
    };
    return series < sizeof arrays / sizeof arrays[0] ? arrays[series] : 0;
}

static void add_view(const toll__account *account, uint32_t view, uint32_t category, double *numbers)
{
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++) {
        const double *money = toll__account_read(account, (int)(TOLL__A_MONEY + view * TOLL_TCO_CATEGORIES + c));
        if (category != 0 && category != c)
            continue;
        for (int32_t t = 0; t <= account->conventions.periods; t++)
            numbers[t] += money[t];
    }
}

int toll__totals_series(const toll__account *account, uint32_t series, double *numbers)
{
    const uint32_t category = series / 256, name = series % 256;
    const uint64_t bytes = ((uint64_t)account->conventions.periods + 1) * sizeof(double);
    int array = array_of(name);
    if (category >= TOLL_TCO_CATEGORIES || name == 0 ||
        (name > TOLL_TCO_SERIES_ACCRUAL && (category != 0 || array == 0)))
        return 0;
    if (array != 0) {
        memcpy(numbers, toll__account_read(account, array), (size_t)bytes);
        return 1;
    }
    memset(numbers, 0, (size_t)bytes);
    if (name == TOLL_TCO_SERIES_CASH || name == TOLL_TCO_SERIES_CASH_START)
        add_view(account, 0, category, numbers);
    if (name == TOLL_TCO_SERIES_CASH || name == TOLL_TCO_SERIES_CASH_WITHIN)
        add_view(account, 1, category, numbers);
    if (name == TOLL_TCO_SERIES_ACCRUAL)
        add_view(account, 2, category, numbers);
    return 1;
}
