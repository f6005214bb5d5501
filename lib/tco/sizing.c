/* SPDX-License-Identifier: Apache-2.0 */
/* Units that an option holds, and the shares of the demand that they, an API or nobody serves.
 *
 *     busy  = unit-seconds asked / unit-seconds of one unit in the period
 *     need  = busy * peak * redundancy / utilisation_max
 *     units = min(units_max, max(units_min, ceil(need * busiest hour) + spares))
 *
 * Sized by hours, each hour of the day has its own units; sized exactly, units are fractions that follow the load.
 * Demand beyond units * utilisation_max in an hour overflows. Example: 1.5 units busy in the mean, peak 2, utilisation
 * 0.8: 1.5 * 2 / 0.8 = 3.75, so 4 units. */
#include "tco/sizing.h"

#include "base/extrema.h"
#include "tco/demand.h"
#include "tco/option_inputs.h"

/* Seconds in a period in which a unit works. */
static double unit_s(const toll__account *account, int32_t t)
{
    return account->conventions.period_hours * 3600 * toll__account_read(account, TOLL__SLOT_DUTY)[t] *
           toll__account_read(account, TOLL__SLOT_CAP_FACTOR)[t];
}

void toll__sizing_fill_busy(toll__account *account)
{
    const double *escalation = toll__account_array(account, TOLL__SLOT_ESCALATION);
    double *busy = toll__account_array(account, TOLL__A_BUSY);
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        double available_s = unit_s(account, t);
        double busy_s = toll__demand_busy_s(account, t) * (1 - escalation[t]);
        busy[t] = available_s > 0 ? busy_s / available_s : 0;
    }
}

/* Spares come on top of what the load needs; the limits hold for both together. */
static double limit_units(const toll__account *account, int32_t t, double need)
{
    double units =
        (account->is_exact ? need : toll__sizing_whole(need)) + toll__account_read(account, TOLL__SLOT_SPARE)[t];
    units = toll__max(units, toll__account_read(account, TOLL__SLOT_UNITS_MIN)[t]);
    return toll__min(units, toll__account_read(account, TOLL__SLOT_UNITS_MAX)[t]);
}

static double hour_units(const toll__account *account, int32_t t, int hour)
{
    return limit_units(account, t, toll__account_read(account, TOLL__A_NEED)[t] * account->profile[hour]);
}

static void size_hours(toll__account *account, int32_t t)
{
    double sum = 0, peak = 0;
    for (int h = 0; h < 24; h++) {
        double units = hour_units(account, t, h);
        sum += units;
        peak = toll__max(peak, units);
    }
    toll__account_array(account, TOLL__A_UNITS)[t] = sum / 24;
    toll__account_array(account, TOLL__A_UNITS_PEAK)[t] = peak;
}

static void size_period(toll__account *account, int32_t t)
{
    double need = toll__account_read(account, TOLL__A_NEED)[t];
    double *units = toll__account_array(account, TOLL__A_UNITS);
    double *peak = toll__account_array(account, TOLL__A_UNITS_PEAK);
    if (account->sizing == TOLL_TCO_SIZE_HOURS) {
        size_hours(account, t);
        return;
    }
    peak[t] = limit_units(account, t, need * account->profile_peak);
    units[t] = account->is_exact ? limit_units(account, t, need) : peak[t];
}

/* Share of a period in which a supply is there. */
static double there(const toll__account *account, uint32_t supply, int32_t t)
{
    return toll__max(0, toll__min(1, account->ends[supply] - t));
}

/* Units are there from their delivery until the end of their supply. */
static int has_units(const toll__account *account, int32_t t)
{
    return t >= account->delay && there(account, TOLL_TCO_SUPPLY_UNITS, t) > 0;
}

void toll__sizing_fill(toll__account *account)
{
    const double *fixed = toll__account_array(account, TOLL__SLOT_UNITS);
    const double *peak = toll__account_array(account, TOLL__SLOT_PEAK);
    const double *redundancy = toll__account_array(account, TOLL__SLOT_REDUNDANCY);
    const double *fill = toll__account_array(account, TOLL__SLOT_UTILISATION);
    const double *busy = toll__account_array(account, TOLL__A_BUSY);
    double *need = toll__account_array(account, TOLL__A_NEED), *units = toll__account_array(account, TOLL__A_UNITS);
    int is_fixed = toll__option_inputs_has(account, TOLL__SLOT_UNITS);
    toll__sizing_fill_busy(account);
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        need[t] = busy[t] * (account->is_exact ? 1 : peak[t]) * redundancy[t] / fill[t];
        if (account->is_api || !has_units(account, t)) /* spares of nothing are nothing */
            units[t] = toll__account_array(account, TOLL__A_UNITS_PEAK)[t] = 0;
        else if (!is_fixed)
            size_period(account, t);
        else
            units[t] = toll__account_array(account, TOLL__A_UNITS_PEAK)[t] = fixed[t];
    }
}

/* Mean over the hours of the day of what units can take of a load, both in busy units. Sized hour by hour, each hour
 * has its own units; sized exactly, units follow the load. */
static double taken(const toll__account *account, int32_t t, double busy)
{
    const double fill = toll__account_read(account, TOLL__SLOT_UTILISATION)[t];
    const double units = toll__account_read(account, TOLL__A_UNITS)[t];
    int is_fixed = toll__option_inputs_has(account, TOLL__SLOT_UNITS);
    double sum = 0;
    if (!(units > 0)) /* none are there, whatever an hour would need */
        return 0;
    if (account->profile_peak == 1 || (account->is_exact && !is_fixed))
        return toll__min(busy, units * fill);
    for (int h = 0; h < 24; h++) {
        int by_hour = account->sizing == TOLL_TCO_SIZE_HOURS && !is_fixed;
        sum += toll__min(busy * account->profile[h], (by_hour ? hour_units(account, t, h) : units) * fill);
    }
    return sum / 24;
}

void toll__sizing_hours(const toll__account *account, int32_t t, double units[24], double busy[24])
{
    const int is_fixed = toll__option_inputs_has(account, TOLL__SLOT_UNITS);
    const int is_known = toll__demand_has_capacity(account);
    const double held = toll__account_read(account, TOLL__A_UNITS)[t],
                 mean = toll__account_read(account, TOLL__A_BUSY)[t];
    const double fill = toll__account_read(account, TOLL__SLOT_UTILISATION)[t];
    for (int h = 0; h < 24; h++) {
        units[h] = held;
        if (account->is_exact && !is_fixed)
            units[h] = held * account->profile[h];
        else if (account->sizing == TOLL_TCO_SIZE_HOURS && !is_fixed && held > 0)
            units[h] = hour_units(account, t, h);
        busy[h] = is_known ? toll__min(mean * account->profile[h], units[h] * fill) : units[h];
    }
}

/* Share that the units serve of the demand meant for them. */
static double local_share(const toll__account *account, int32_t t)
{
    double busy = toll__account_read(account, TOLL__A_BUSY)[t];
    double units = toll__account_read(account, TOLL__A_UNITS)[t];
    if (account->is_api)
        return 0;
    if (!toll__demand_has_capacity(account))
        return units > 0 ? 1 : 0;
    if (busy > 0) {
        double share = taken(account, t, busy) / busy;
        return share > 1 - TOLL__WHOLE_TOLERANCE ? 1 : share; /* a rest of rounding is no overflow */
    }
    return unit_s(account, t) > 0 && units > 0 ? 1 : 0;
}

static double load_of(const toll__account *account, int32_t t, double share)
{
    double units = toll__account_read(account, TOLL__A_UNITS)[t];
    if (toll__demand_has_capacity(account))
        return units > 0 ? toll__account_read(account, TOLL__A_BUSY)[t] * share / units : 0;
    return toll__option_inputs_has(account, TOLL__SLOT_LOAD) ? toll__account_read(account, TOLL__SLOT_LOAD)[t] : 1;
}

static void serve_period(toll__account *account, int32_t t)
{
    double escalation = toll__account_read(account, TOLL__SLOT_ESCALATION)[t];
    double tokens = toll__account_read(account, TOLL__A_TOKENS)[t],
           tasks = toll__account_read(account, TOLL__A_TASKS)[t];
    double share = local_share(account, t) * there(account, TOLL_TCO_SUPPLY_UNITS, t);
    double local = share * (1 - escalation), api = there(account, TOLL_TCO_SUPPLY_API, t);
    double remote = account->is_api ? 1 : account->has_remote ? 1 - local : 0;
    double nobody = account->is_api || account->has_remote ? remote * (1 - api) : 1 - local;
    if ((remote > 0 && api < 1) || (!account->is_api && there(account, TOLL_TCO_SUPPLY_UNITS, t) < 1))
        account->flags |= TOLL_TCO_FLAG_ENDS;
    remote *= api;
    toll__account_array(account, TOLL__A_LOCAL)[t] = local;
    toll__account_array(account, TOLL__A_REMOTE)[t] = remote;
    toll__account_array(account, TOLL__A_SERVED_SHARE)[t] = local + remote;
    toll__account_array(account, TOLL__A_LOAD)[t] = load_of(account, t, share);
    toll__account_array(account, TOLL__A_LOCAL_TOKENS)[t] = tokens * local;
    toll__account_array(account, TOLL__A_REMOTE_TOKENS)[t] = tokens * remote;
    toll__account_array(account, TOLL__A_SERVED)[t] = tokens * (local + remote);
    toll__account_array(account, TOLL__A_UNSERVED)[t] = tokens * nobody;
    toll__account_array(account, TOLL__A_TASKS_DONE)[t] = tasks * (local + remote);
    if (tokens * nobody > tokens * TOLL__WHOLE_TOLERANCE)
        account->flags |= TOLL_TCO_FLAG_UNSERVED;
}

void toll__sizing_serve(toll__account *account)
{
    for (int32_t t = 0; t < account->conventions.periods; t++)
        serve_period(account, t);
}
