/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario of five years by the month: an owned cluster with 30 lines of cost (option 1) against an API (option 2). */
#ifndef TOLL_TESTS_SAMPLE_SCENARIO_H
#define TOLL_TESTS_SAMPLE_SCENARIO_H

#include <string.h>

#include <toll/tco.h>

#define SAMPLE_ROWS    96
#define SAMPLE_OWN     1
#define SAMPLE_API     2
#define SAMPLE_PERIODS 60

typedef struct sample_scenario {
    toll_tco_row rows[SAMPLE_ROWS];
    uint64_t count;
} sample_scenario;

static inline toll_tco_row *sample_add(sample_scenario *s, uint32_t kind, uint32_t option, double value, double spread)
{
    toll_tco_row *row = &s->rows[s->count++];
    memset(row, 0, sizeof *row);
    row->kind = kind;
    row->option = option;
    row->quantity = 1;
    row->value = (toll_range){value * (1 - spread), value, value * (1 + spread)};
    return row;
}

/* A price: what of, per what, per which time. */
static inline void sample_price(sample_scenario *s, uint32_t kind, uint32_t option, uint32_t category, uint32_t basis,
                                uint32_t time, double value, double spread)
{
    toll_tco_row *row = sample_add(s, kind, option, value, spread);
    row->category = category;
    row->basis = basis;
    row->time = time;
}

static inline void sample_demand(sample_scenario *s)
{
    sample_add(s, TOLL_TCO_HORIZON, 0, SAMPLE_PERIODS, 0);
    sample_add(s, TOLL_TCO_DISCOUNT_RATE, 0, 0.08, 0.25);
    sample_add(s, TOLL_TCO_INPUT_TOKENS, 0, 60e9, 0.3)->time = TOLL_TCO_MONTH;
    sample_add(s, TOLL_TCO_OUTPUT_TOKENS, 0, 20e9, 0.3)->time = TOLL_TCO_MONTH;
    sample_add(s, TOLL_TCO_GROWTH_COMPOUND, 0, 0.2, 0.5);
}

static inline void sample_own(sample_scenario *s)
{
    const uint32_t own = SAMPLE_OWN;
    strcpy(sample_add(s, TOLL_TCO_OPTION, own, 0, 0)->text, "own");
    sample_add(s, TOLL_TCO_CAPACITY_INPUT, own, 60000, 0.15);
    sample_add(s, TOLL_TCO_CAPACITY_OUTPUT, own, 8000, 0.15);
    sample_add(s, TOLL_TCO_UTILISATION_MAX, own, 0.7, 0.1);
    sample_add(s, TOLL_TCO_UNITS_SPARE, own, 1, 0);
    sample_add(s, TOLL_TCO_UNIT_GPUS, own, 8, 0);
    sample_add(s, TOLL_TCO_POWER_MAX, own, 10200, 0);
    sample_add(s, TOLL_TCO_POWER_BUSY, own, 7500, 0.1);
    sample_add(s, TOLL_TCO_POWER_IDLE, own, 2500, 0.2);
    sample_add(s, TOLL_TCO_PUE, own, 1.3, 0.05);
    sample_add(s, TOLL_TCO_GRID_CARBON, own, 0.37, 0.1);
    sample_add(s, TOLL_TCO_FTE, own, 1.5, 0.3);
    sample_add(s, TOLL_TCO_STORED_GB, own, 50000, 0.2);
    sample_price(s, TOLL_TCO_BUY, own, TOLL_TCO_GPU, TOLL_TCO_PER_GPU, TOLL_TCO_ONCE, 25000, 0.15);
    sample_price(s, TOLL_TCO_BUY, own, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 50000, 0.15);
    sample_price(s, TOLL_TCO_BUY, own, TOLL_TCO_NETWORK, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE, 30000, 0.3);
    sample_price(s, TOLL_TCO_COST, own, TOLL_TCO_ENERGY, TOLL_TCO_PER_KWH, TOLL_TCO_ONCE, 0.12, 0.25);
    sample_price(s, TOLL_TCO_COST, own, TOLL_TCO_FACILITY, TOLL_TCO_PER_KW, TOLL_TCO_MONTH, 150, 0.2);
    sample_price(s, TOLL_TCO_COST, own, TOLL_TCO_STAFF, TOLL_TCO_PER_FTE, TOLL_TCO_YEAR, 180000, 0.15);
    sample_price(s, TOLL_TCO_COST, own, TOLL_TCO_STORAGE, TOLL_TCO_PER_GB, TOLL_TCO_MONTH, 0.02, 0.2);
    sample_price(s, TOLL_TCO_COST, own, TOLL_TCO_MAINTENANCE, TOLL_TCO_PER_CAPEX, TOLL_TCO_YEAR, 0.06, 0.3);
    sample_price(s, TOLL_TCO_COST, own, TOLL_TCO_SOFTWARE, TOLL_TCO_PER_GPU, TOLL_TCO_YEAR, 500, 0.3);
    sample_price(s, TOLL_TCO_COST, own, TOLL_TCO_MIGRATION, TOLL_TCO_PER_ONE, TOLL_TCO_ONCE, 100000, 0.4);
    /* the rest of 30 lines: small contracts by the unit, the month and the year */
    for (uint32_t i = 0; i < 20; i++)
        sample_price(s, TOLL_TCO_COST, own, TOLL_TCO_OTHER, i % 2 == 0 ? TOLL_TCO_PER_ONE : TOLL_TCO_PER_UNIT,
                     i % 3 == 0 ? TOLL_TCO_YEAR : TOLL_TCO_MONTH, 100 + 10 * i, 0.1);
    sample_add(s, TOLL_TCO_RESIDUAL, own, 0.15, 0.5)->category = TOLL_TCO_GPU;
}

static inline void sample_api(sample_scenario *s)
{
    const uint32_t api = SAMPLE_API;
    strcpy(sample_add(s, TOLL_TCO_OPTION, api, 0, 0)->text, "api");
    sample_price(s, TOLL_TCO_COST, api, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_INPUT, TOLL_TCO_ONCE, 0.6, 0.2);
    sample_price(s, TOLL_TCO_COST, api, TOLL_TCO_API, TOLL_TCO_PER_REMOTE_OUTPUT, TOLL_TCO_ONCE, 2.4, 0.2);
    sample_add(s, TOLL_TCO_CURVE_RATE, api, -0.15, 0)->subject = TOLL_TCO_CURVE_API;
}

static inline void sample_fill(sample_scenario *s)
{
    s->count = 0;
    sample_demand(s);
    sample_own(s);
    sample_api(s);
}

#endif
