/* SPDX-License-Identifier: Apache-2.0 */
/* Stocks and flows of an option's units: accelerators, nodes, racks, power, energy, carbon, staff, traffic.
 *
 *     nodes = ceil(units * unit_gpus / node_gpus)      racks = ceil(nodes / rack_nodes)
 *     W     = idle + load * (busy - idle)              kWh   = W * hours / 1000 * PUE
 *
 * Purchases, provisioned power and staff go by the peak units; hours and energy go by the mean units. Power: Cloud
 * Carbon Footprint, ComputeEstimator. Example: 8 GPUs of 200 W idle and 700 W busy at a load of 0.6 draw 8 * (200 + 0.6
 * * 500) = 4 kW. */
#include "tco/fleet.h"

#include "base/extrema.h"
#include "tco/option_inputs.h"
#include "tco/sizing.h"

static double whole_stock(const toll__account *account, double count)
{
    return account->is_exact ? count : toll__sizing_whole(count);
}

static void fill_counts(toll__account *account)
{
    const double *units = toll__account_array(account, TOLL__A_UNITS);
    const double *peak = toll__account_array(account, TOLL__A_UNITS_PEAK);
    const double *unit_gpus = toll__account_array(account, TOLL__SLOT_UNIT_GPUS);
    const double *node_gpus = toll__account_array(account, TOLL__SLOT_NODE_GPUS);
    const double *rack_nodes = toll__account_array(account, TOLL__SLOT_RACK_NODES);
    double *gpus = toll__account_array(account, TOLL__A_GPUS),
           *gpus_peak = toll__account_array(account, TOLL__A_GPUS_PEAK);
    double *nodes = toll__account_array(account, TOLL__A_NODES);
    double *nodes_peak = toll__account_array(account, TOLL__A_NODES_PEAK);
    double *racks = toll__account_array(account, TOLL__A_RACKS), *hours = toll__account_array(account, TOLL__A_HOURS);
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        gpus[t] = units[t] * unit_gpus[t];
        gpus_peak[t] = peak[t] * unit_gpus[t];
        nodes_peak[t] = node_gpus[t] > 0 ? whole_stock(account, gpus_peak[t] / node_gpus[t]) : peak[t];
        nodes[t] = peak[t] > 0 ? nodes_peak[t] * (units[t] / peak[t]) : 0;
        racks[t] = rack_nodes[t] > 0 ? whole_stock(account, nodes_peak[t] / rack_nodes[t]) : 0;
        hours[t] = account->conventions.period_hours * toll__account_array(account, TOLL__SLOT_DUTY)[t];
    }
}

/* ---- power ---- */

static const double *count_of(const toll__account *account, uint32_t basis, int is_peak)
{
    if (basis == TOLL_TCO_PER_GPU)
        return toll__account_read(account, is_peak ? TOLL__A_GPUS_PEAK : TOLL__A_GPUS);
    if (basis == TOLL_TCO_PER_NODE)
        return toll__account_read(account, is_peak ? TOLL__A_NODES_PEAK : TOLL__A_NODES);
    return toll__account_read(account, is_peak ? TOLL__A_UNITS_PEAK : TOLL__A_UNITS);
}

static void add_watts(const toll__tco_input *row, double value, const toll__account *account, int is_peak,
                      double *watts)
{
    const double *count = count_of(account, row->basis, is_peak);
    const int32_t end = toll__tco_input_end(row, account->conventions.periods);
    for (int32_t t = row->from; t < end; t++)
        watts[t] += value * row->quantity * count[t];
}

/* Sums the rows of one kind; 0: there is none. */
static int sum_watts(const toll__tco_plan *plan, const double *values, const toll__account *account, uint32_t kind,
                     int is_peak, double *watts)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    int found = 0;
    for (int32_t t = 0; t <= account->conventions.periods; t++)
        watts[t] = 0;
    for (uint64_t i = 0; toll__tco_plan_has_kind(plan, kind) && i < plan->count; i++) {
        if (rows[i].kind != kind || !toll__tco_input_is_for(&rows[i], account->option))
            continue;
        add_watts(&rows[i], values[i], account, is_peak, watts);
        found = 1;
    }
    return found;
}

static void copy_watts(double *to, const double *from, int32_t periods)
{
    for (int32_t t = 0; t <= periods; t++)
        to[t] = from[t];
}

/* Provisioned power is that of the peak units; drawn power that of the mean ones, and falls back on what is
 * provisioned. */
static void fill_watts(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    double *kw = toll__account_array(account, TOLL__A_KW);
    double *busy = toll__account_array(account, TOLL__A_W_BUSY), *idle = toll__account_array(account, TOLL__A_W_IDLE);
    const int32_t periods = account->conventions.periods;
    account->has_power = sum_watts(plan, values, account, TOLL_TCO_POWER_BUSY, 0, busy) ||
                         sum_watts(plan, values, account, TOLL_TCO_POWER_MAX, 0, busy);
    if (!sum_watts(plan, values, account, TOLL_TCO_POWER_IDLE, 0, idle))
        copy_watts(idle, busy, periods);
    if (!sum_watts(plan, values, account, TOLL_TCO_POWER_MAX, 1, kw))
        (void)sum_watts(plan, values, account, TOLL_TCO_POWER_BUSY, 1, kw);
    for (int32_t t = 0; t < periods; t++)
        kw[t] /= 1000;
}

/* Mean of the factors of the hours, weighted; 1 where nothing weighs. */
static double weighted(const double factors[24], const double weights[24])
{
    double sum = 0, whole = 0;
    for (int h = 0; h < 24; h++) {
        sum += factors[h] * weights[h];
        whole += weights[h];
    }
    return whole > 0 ? sum / whole : 1;
}

/* Energy of a period in three parts, each with hours of its own. */
typedef struct energy_parts {
    double idle, moved, metered; /* kWh of IT */
} energy_parts;

static double sum_parts(energy_parts e, const double factors[24], const double units[24], const double busy[24])
{
    static const double evenly[24] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    return e.idle * weighted(factors, units) + e.moved * weighted(factors, busy) +
           e.metered * weighted(factors, evenly);
}

/* Prices of energy and carbon by the hours in which it is drawn. Power that falls with load is no part of its own. */
static void weigh_hours(toll__account *account, int32_t t, energy_parts e, double *carbon)
{
    double units[24], busy[24];
    toll__sizing_hours(account, t, units, busy);
    const double whole = e.idle + e.moved + e.metered;
    const energy_parts rest = {e.idle, toll__min(e.moved, 0), e.metered};
    const double left = rest.idle + rest.moved + rest.metered;
    toll__account_array(account, TOLL__A_PRICE_MOVED)[t] = weighted(account->energy_hours, busy);
    toll__account_array(account, TOLL__A_PRICE_REST)[t] =
        left > 0 ? sum_parts(rest, account->energy_hours, units, busy) / left : 1;
    *carbon *= whole > 0 ? sum_parts(e, account->carbon_hours, units, busy) / whole : 1;
}

/* P = idle + load (busy - idle): Cloud Carbon Footprint, ComputeEstimator. Power that falls with load has no variable
 * part. */
static void fill_fleet_energy(toll__account *account)
{
    const double *busy = toll__account_array(account, TOLL__A_W_BUSY),
                 *idle = toll__account_array(account, TOLL__A_W_IDLE);
    const double *load = toll__account_array(account, TOLL__A_LOAD),
                 *hours = toll__account_array(account, TOLL__A_HOURS);
    const double *pue = toll__account_array(account, TOLL__SLOT_PUE),
                 *grid = toll__account_array(account, TOLL__SLOT_GRID);
    const double *metered = toll__account_array(account, TOLL__SLOT_ENERGY);
    double *it = toll__account_array(account, TOLL__A_KWH_IT), *kwh = toll__account_array(account, TOLL__A_KWH);
    double *variable = toll__account_array(account, TOLL__A_KWH_VARIABLE);
    double *co2 = toll__account_array(account, TOLL__A_CO2_USE);
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        double moved = load[t] * (busy[t] - idle[t]);
        it[t] = (idle[t] + moved) * hours[t] / 1000 + metered[t];
        kwh[t] = it[t] * pue[t];
        variable[t] = toll__max(moved, 0) * hours[t] / 1000;
        co2[t] = kwh[t] * grid[t];
        if (account->has_hours)
            weigh_hours(account, t, (energy_parts){idle[t] * hours[t] / 1000, moved * hours[t] / 1000, metered[t]},
                        &co2[t]);
    }
}

static void fill_staff(toll__account *account)
{
    const double *gpus = toll__account_array(account, TOLL__A_GPUS_PEAK);
    const double *fixed = toll__account_array(account, TOLL__SLOT_FTE);
    const double *each = toll__account_array(account, TOLL__SLOT_GPUS_PER_FTE);
    const double *least = toll__account_array(account, TOLL__SLOT_FTE_MIN);
    double *staff = toll__account_array(account, TOLL__A_STAFF);
    for (int32_t t = 0; t < account->conventions.periods; t++)
        staff[t] = toll__max(fixed[t] + (each[t] > 0 ? gpus[t] / each[t] : 0), least[t]);
}

static void fill_traffic(toll__account *account)
{
    const double *fixed = toll__account_array(account, TOLL__SLOT_EGRESS);
    const double *each = toll__account_array(account, TOLL__SLOT_EGRESS_MTOK);
    const double *served = toll__account_array(account, TOLL__A_SERVED);
    double *out = toll__account_array(account, TOLL__A_GB_OUT);
    for (int32_t t = 0; t < account->conventions.periods; t++)
        out[t] = fixed[t] + each[t] * served[t] / 1e6;
}

void toll__fleet_fill(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    fill_counts(account);
    fill_watts(plan, values, account);
    fill_fleet_energy(account);
    fill_staff(account);
    fill_traffic(account);
}

static int fill_first(toll__account *account, int array, int factor)
{
    double *first = toll__account_array(account, TOLL__A_FIRST);
    for (int32_t t = 0; t < account->conventions.periods; t++)
        first[t] = (array < 0 ? 1 : toll__account_array(account, array)[t]) *
                   (factor < 0 ? 1 : toll__account_array(account, factor)[t]);
    return TOLL__A_FIRST;
}

int toll__fleet_stock(toll__account *account, uint32_t basis)
{
    switch (basis) {
    case TOLL_TCO_PER_ONE:
        return fill_first(account, -1, -1);
    case TOLL_TCO_PER_UNIT:
        return TOLL__A_UNITS_PEAK;
    case TOLL_TCO_PER_GPU:
        return TOLL__A_GPUS_PEAK;
    case TOLL_TCO_PER_NODE:
        return TOLL__A_NODES_PEAK;
    case TOLL_TCO_PER_RACK:
        return TOLL__A_RACKS;
    case TOLL_TCO_PER_KW:
        return TOLL__A_KW;
    case TOLL_TCO_PER_KW_FACILITY:
        return fill_first(account, TOLL__A_KW, TOLL__SLOT_PUE);
    case TOLL_TCO_PER_FTE:
        return TOLL__A_STAFF;
    case TOLL_TCO_PER_GB:
        return TOLL__SLOT_STORED;
    default:
        return -1;
    }
}
