/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios for tests: rows added one by one, evaluated in memory of their own. */
#ifndef TOLL_TESTS_TCO_ROWS_H
#define TOLL_TESTS_TCO_ROWS_H

#include <stdio.h>
#include <string.h>

#include <toll/tco.h>

#define TCO_ROWS    128
#define TCO_PERIODS 121
#define TCO_LINES   20000

typedef struct tco_scenario {
    toll_tco_row rows[TCO_ROWS];
    uint64_t count;
    uint64_t plan[4096];
    uint64_t account[64000];
    toll_tco_conventions conventions;
    toll_tco_summary summary;
    toll_error err;
} tco_scenario;

static inline toll_tco_row *tco_add(tco_scenario *s, uint32_t kind, double value)
{
    toll_tco_row *row = &s->rows[s->count++];
    (void)toll_struct_init(row, sizeof *row, TOLL_KIND_TCO_ROW, NULL);
    row->kind = kind;
    row->value = (toll_range){value, value, value};
    return row;
}

/* The same for one option. */
static inline toll_tco_row *tco_add_for(tco_scenario *s, uint32_t option, uint32_t kind, double value)
{
    toll_tco_row *row = tco_add(s, kind, value);
    row->option = option;
    return row;
}

static inline toll_tco_row *tco_price(tco_scenario *s, uint32_t kind, uint32_t category, uint32_t basis, uint32_t time,
                                      double value)
{
    toll_tco_row *row = tco_add(s, kind, value);
    row->category = category;
    row->basis = basis;
    row->time = time;
    return row;
}

/* A scenario of `periods` months with one option. */
static inline void tco_start(tco_scenario *s, double periods)
{
    memset(s, 0, sizeof *s);
    tco_add(s, TOLL_TCO_HORIZON, periods);
    (void)snprintf(tco_add_for(s, 1, TOLL_TCO_OPTION, 0)->text, sizeof s->rows[0].text, "one");
}

static inline toll_status tco_resolve(tco_scenario *s)
{
    (void)toll_struct_init(&s->conventions, sizeof s->conventions, TOLL_KIND_TCO_CONVENTIONS, NULL);
    (void)toll_struct_init(&s->summary, sizeof s->summary, TOLL_KIND_TCO_SUMMARY, NULL);
    toll_status status = toll_tco_resolve(s->rows, s->count, sizeof s->rows[0], s->plan, sizeof s->plan, &s->err);
    if (status == TOLL_OK)
        status = toll_tco_get_conventions(s->plan, sizeof s->plan, &s->conventions, &s->err);
    return status;
}

static inline toll_status tco_evaluate(tco_scenario *s, uint32_t option, const double *values,
                                       const double *size_values)
{
    toll_status status = toll_tco_estimate(s->plan, sizeof s->plan, option, values, size_values, s->count, s->account,
                                           sizeof s->account, &s->err);
    return status == TOLL_OK ? toll_tco_get_summary(s->account, sizeof s->account, &s->summary, &s->err) : status;
}

/* Resolves, and evaluates option 1 at the medians. */
static inline toll_status tco_run(tco_scenario *s)
{
    toll_status status = tco_resolve(s);
    return status == TOLL_OK ? tco_evaluate(s, 1, NULL, NULL) : status;
}

/* Five years by month of an owned cluster that grows, with 30 prices: what the bar on speed is about. */
static inline void tco_cluster(tco_scenario *s)
{
    tco_start(s, 60);
    tco_add(s, TOLL_TCO_INPUT_TOKENS, 4e12)->time = TOLL_TCO_MONTH;
    tco_add(s, TOLL_TCO_OUTPUT_TOKENS, 8e11)->time = TOLL_TCO_MONTH;
    tco_add(s, TOLL_TCO_CACHE_HIT, 0.5);
    tco_add(s, TOLL_TCO_GROWTH_COMPOUND, 0.4);
    for (uint32_t hour = 0; hour < 24; hour++)
        tco_add(s, TOLL_TCO_PROFILE, hour < 8 ? 0.4 : 1.2)->subject = hour;
    tco_add(s, TOLL_TCO_CAPACITY_INPUT, 73700);
    tco_add(s, TOLL_TCO_CAPACITY_OUTPUT, 14800);
    tco_add(s, TOLL_TCO_UTILISATION_MAX, 0.7);
    tco_add(s, TOLL_TCO_UNITS_SPARE, 1);
    tco_add(s, TOLL_TCO_UNIT_GPUS, 8);
    tco_add(s, TOLL_TCO_RACK_NODES, 4);
    tco_add(s, TOLL_TCO_POWER_MAX, 10200);
    tco_add(s, TOLL_TCO_POWER_BUSY, 8500);
    tco_add(s, TOLL_TCO_POWER_IDLE, 2500);
    tco_add(s, TOLL_TCO_PUE, 1.3);
    tco_add(s, TOLL_TCO_GRID_CARBON, 0.37);
    tco_add(s, TOLL_TCO_GPUS_PER_FTE, 100);
    tco_add(s, TOLL_TCO_FTE_MIN, 5);
    tco_add(s, TOLL_TCO_STORED_GB, 1e5);
    tco_add(s, TOLL_TCO_EGRESS_PER_MTOK, 0.005);
    tco_add(s, TOLL_TCO_LIFE, 48)->category = TOLL_TCO_GPU;
    tco_add(s, TOLL_TCO_RESIDUAL, 0.15)->category = TOLL_TCO_GPU;
    tco_add(s, TOLL_TCO_CURVE_RATE, -0.2)->subject = TOLL_TCO_CURVE_HARDWARE;
    tco_add(s, TOLL_TCO_CURVE_RATE, 0.03)->subject = TOLL_TCO_CURVE_WAGES;
    tco_add(s, TOLL_TCO_CURVE_RATE, 0.02)->subject = TOLL_TCO_CURVE_ENERGY;
    tco_price(s, TOLL_TCO_BUY, TOLL_TCO_GPU, TOLL_TCO_PER_GPU, TOLL_TCO_ONCE, 30000);
    tco_price(s, TOLL_TCO_BUY, TOLL_TCO_SERVER, TOLL_TCO_PER_NODE, TOLL_TCO_ONCE, 60000);
    tco_price(s, TOLL_TCO_BUY, TOLL_TCO_NETWORK, TOLL_TCO_PER_NODE, TOLL_TCO_ONCE, 15000)->quantity_below = 64;
    tco_price(s, TOLL_TCO_BUY, TOLL_TCO_NETWORK, TOLL_TCO_PER_NODE, TOLL_TCO_ONCE, 30000)->quantity_from = 64;
    tco_price(s, TOLL_TCO_BUY, TOLL_TCO_FACILITY, TOLL_TCO_PER_RACK, TOLL_TCO_ONCE, 8000);
    tco_price(s, TOLL_TCO_BUY, TOLL_TCO_STORAGE, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 200000);
    for (int i = 0; i < 4; i++) {
        tco_price(s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.02 + 0.01 * i);
        tco_price(s, TOLL_TCO_COST, TOLL_TCO_ENERGY, TOLL_TCO_PER_KW_FACILITY, TOLL_TCO_MONTH, 3 + i);
        tco_price(s, TOLL_TCO_COST, TOLL_TCO_STAFF, TOLL_TCO_PER_FTE, TOLL_TCO_YEAR, 60000);
        tco_price(s, TOLL_TCO_COST, TOLL_TCO_SOFTWARE, TOLL_TCO_PER_GPU, TOLL_TCO_YEAR, 1000);
        tco_price(s, TOLL_TCO_COST, TOLL_TCO_MAINTENANCE, TOLL_TCO_PER_CAPEX, TOLL_TCO_YEAR, 0.02);
        tco_price(s, TOLL_TCO_COST, TOLL_TCO_EGRESS, TOLL_TCO_PER_GB_OUT, TOLL_TCO_ONCE, 0.02);
    }
}

#endif
