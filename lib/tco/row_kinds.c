/* SPDX-License-Identifier: Apache-2.0 */
/* The table of row kinds. To add a kind, give it a code in tco.h and a line here; rows that fill an array by period
 * need nothing else than a slot. */
#include "tco/row_kinds.h"

#include <stddef.h>

#define OPTION     TOLL_TCO_USES_OPTION
#define PERIODS    TOLL_TCO_USES_PERIODS
#define CATEGORY   TOLL_TCO_USES_CATEGORY
#define BASIS      TOLL_TCO_USES_BASIS
#define TIME       TOLL_TCO_USES_TIME
#define SUBJECT    TOLL_TCO_USES_SUBJECT
#define QUANTITY   TOLL_TCO_USES_QUANTITY
#define CURRENCY   TOLL_TCO_USES_CURRENCY
#define PRICE_YEAR TOLL_TCO_USES_PRICE_YEAR
#define TEXT       TOLL_TCO_USES_TEXT
#define FIXED      TOLL_TCO_USES_FIXED
#define ABSENT     TOLL_TCO_USES_ABSENT
#define MANY       TOLL_TCO_USES_MANY

/* code, uses, required, default basis and time, slot, combine, least, greatest, absent, name, unit, help */
static const toll__row_kind kinds[] = {
    {TOLL_TCO_OPTION, OPTION | TEXT | FIXED, OPTION | TEXT, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1, 0,
     "option", "", "declares an option; its text is the name"},
    {TOLL_TCO_HORIZON, FIXED, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 1, 1200, 0, "horizon", "periods",
     "number of periods"},
    {TOLL_TCO_PERIOD_MONTHS, FIXED | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0.001, 1200, 1,
     "period_months", "months", "months in a period"},
    {TOLL_TCO_PERIOD_HOURS, FIXED, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0.001, 10000000.0, 0,
     "period_hours", "hours", "hours in a period, instead of months"},
    {TOLL_TCO_HOURS_PER_MONTH, FIXED | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 1, 8784, 730,
     "hours_per_month", "hours", "hours in a month"},
    {TOLL_TCO_HOURS_PER_YEAR, FIXED | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 1, 8784, 8760,
     "hours_per_year", "hours", "hours in a year"},
    {TOLL_TCO_BASE_YEAR, FIXED, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 1900, 2200, 0, "base_year", "year",
     "year whose prices the rows state"},
    {TOLL_TCO_CURRENCY, CURRENCY | FIXED, CURRENCY, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1, 0, "currency",
     "", "currency of account; USD when absent"},
    {TOLL_TCO_FX, PERIODS | CURRENCY, CURRENCY, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 1e-09, 1000000000.0, 0,
     "fx", "money", "units of the currency of account for one of this currency"},
    {TOLL_TCO_PRICE_INDEX, PRICE_YEAR, PRICE_YEAR, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 1e-06, 1000000.0, 0,
     "price_index", "ratio", "price level of the base year over that of the price year"},
    {TOLL_TCO_DISCOUNT_RATE, ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, -0.99, 100, 0, "discount_rate",
     "frac/year", "cost of capital per year"},
    {TOLL_TCO_INFLATION, ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, -0.99, 100, 0, "inflation",
     "frac/year", "general inflation per year"},
    {TOLL_TCO_REAL_MONEY, FIXED | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1, 0, "real_money", "",
     "1: amounts are deflated to period 0"},
    {TOLL_TCO_INPUT_TOKENS, OPTION | PERIODS | TIME | QUANTITY | ABSENT | MANY, TIME, 0, TOLL_TCO_MONTH,
     TOLL__SLOT_INPUT, TOLL__ADD, 0, 1e+24, 0, "input_tokens", "tokens", "uncached prompt tokens per time"},
    {TOLL_TCO_CACHED_TOKENS, OPTION | PERIODS | TIME | QUANTITY | ABSENT | MANY, TIME, 0, TOLL_TCO_MONTH,
     TOLL__SLOT_CACHED, TOLL__ADD, 0, 1e+24, 0, "cached_tokens", "tokens", "cached prompt tokens per time"},
    {TOLL_TCO_OUTPUT_TOKENS, OPTION | PERIODS | TIME | QUANTITY | ABSENT | MANY, TIME, 0, TOLL_TCO_MONTH,
     TOLL__SLOT_OUTPUT, TOLL__ADD, 0, 1e+24, 0, "output_tokens", "tokens", "output tokens per time"},
    {TOLL_TCO_TASKS, OPTION | PERIODS | TIME | QUANTITY | ABSENT | MANY, TIME, 0, TOLL_TCO_MONTH, TOLL__SLOT_TASKS,
     TOLL__ADD, 0, 1e+18, 0, "tasks", "tasks", "tasks to complete per time"},
    {TOLL_TCO_TASK_INPUT, OPTION | PERIODS | QUANTITY | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_TASK_INPUT,
     TOLL__ADD, 0, 1000000000000.0, 0, "task_input", "tokens", "prompt tokens of one attempt at a task"},
    {TOLL_TCO_TASK_OUTPUT, OPTION | PERIODS | QUANTITY | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_TASK_OUTPUT,
     TOLL__ADD, 0, 1000000000000.0, 0, "task_output", "tokens", "output tokens of one attempt at a task"},
    {TOLL_TCO_TOKEN_MULTIPLIER, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_MULTIPLIER, TOLL__SET, 0,
     1000000.0, 1, "token_multiplier", "ratio", "tokens of this option's model for a task, over those stated"},
    {TOLL_TCO_SUCCESS, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_SUCCESS, TOLL__SET, 1e-06, 1, 1,
     "success", "frac", "share of attempts that complete the task"},
    {TOLL_TCO_CACHE_HIT, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_CACHE_HIT, TOLL__SET, 0, 1, 0,
     "cache_hit", "frac", "share of the prompt tokens of input_tokens and task_input that is cached"},
    {TOLL_TCO_LOAD, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_LOAD, TOLL__SET, 0, 1, 0, "load", "frac",
     "busy share of the units' time; the demand then follows from it"},
    {TOLL_TCO_GROWTH_LINEAR, OPTION | PERIODS | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__ADD, -10,
     10000.0, 0, "growth_linear", "frac/year", "growth of demand per year, of the first period's demand"},
    {TOLL_TCO_GROWTH_COMPOUND, OPTION | PERIODS | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__MULTIPLY,
     -0.999, 10000.0, 0, "growth_compound", "frac/year", "growth of demand per year, compound"},
    {TOLL_TCO_DEMAND_STEP, OPTION | PERIODS | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_STEP, TOLL__MULTIPLY, 0,
     1000000000.0, 1, "demand_step", "ratio", "factor on demand in its periods"},
    {TOLL_TCO_PROFILE, OPTION | SUBJECT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1000000000.0, 0, "profile",
     "weight", "weight of an hour of the day; the subject is the hour, 0 to 23"},
    {TOLL_TCO_PEAK, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_PEAK, TOLL__SET, 1, 1000000.0, 1, "peak",
     "ratio", "peak over mean load, on top of the profile"},
    {TOLL_TCO_ESCALATION, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_ESCALATION, TOLL__SET, 0, 1, 0,
     "escalation", "frac", "share of demand that always goes to the API"},
    {TOLL_TCO_CAPACITY_INPUT, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_CAP_INPUT, TOLL__SET, 1e-06,
     1000000000000000.0, 0, "capacity_input", "tokens/s", "prompt tokens per second of a unit that does nothing else"},
    {TOLL_TCO_CAPACITY_CACHED, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_CAP_CACHED, TOLL__SET, 1e-06,
     1000000000000000.0, 0, "capacity_cached", "tokens/s",
     "cached prompt tokens per second; absent: they take no time"},
    {TOLL_TCO_CAPACITY_OUTPUT, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_CAP_OUTPUT, TOLL__SET, 1e-06,
     1000000000000000.0, 0, "capacity_output", "tokens/s", "output tokens per second of a unit that does nothing else"},
    {TOLL_TCO_CAPACITY_TOKENS, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_CAP_TOKENS, TOLL__SET, 1e-06,
     1000000000000000.0, 0, "capacity_tokens", "tokens/s", "tokens per second of a unit, all streams together"},
    {TOLL_TCO_CAPACITY_FACTOR, OPTION | PERIODS | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_CAP_FACTOR,
     TOLL__MULTIPLY, 0.001, 1000.0, 1, "capacity_factor", "ratio",
     "factor on capacity in its periods: ramp-up, derating"},
    {TOLL_TCO_UTILISATION_MAX, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_UTILISATION, TOLL__SET, 0.001,
     1, 1, "utilisation_max", "frac", "load up to which units are filled"},
    {TOLL_TCO_UNITS, OPTION | PERIODS | QUANTITY | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_UNITS, TOLL__ADD, 0,
     1000000000.0, 0, "units", "units", "fixed number of units, instead of sizing"},
    {TOLL_TCO_UNITS_MIN, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_UNITS_MIN, TOLL__SET, 0,
     1000000000.0, 0, "units_min", "units", "least number of units"},
    {TOLL_TCO_UNITS_SPARE, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_SPARE, TOLL__SET, 0, 1000000000.0,
     0, "units_spare", "units", "spare units, added to the sized ones"},
    {TOLL_TCO_UNITS_MAX, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_UNITS_MAX, TOLL__SET, 0, 1000000000.0, 0,
     "units_max", "units", "greatest number of units"},
    {TOLL_TCO_REDUNDANCY, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_REDUNDANCY, TOLL__SET, 1, 100, 1,
     "redundancy", "ratio", "factor on the sized units: 2 is active-active"},
    {TOLL_TCO_SIZING, OPTION | SUBJECT | FIXED | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 2, 0,
     "sizing", "", "how units are sized; the subject is peak, hours or exact"},
    {TOLL_TCO_UNIT_GPUS, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_UNIT_GPUS, TOLL__SET, 0.001,
     1000000.0, 1, "unit_gpus", "gpus", "accelerators of a unit"},
    {TOLL_TCO_NODE_GPUS, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NODE_GPUS, TOLL__SET, 0.001, 1000000.0, 0,
     "node_gpus", "gpus", "accelerators of a node; absent: a node is a unit"},
    {TOLL_TCO_RACK_NODES, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_RACK_NODES, TOLL__SET, 0.001, 1000000.0, 0,
     "rack_nodes", "nodes", "nodes of a rack"},
    {TOLL_TCO_DUTY, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_DUTY, TOLL__SET, 0, 1, 1, "duty", "frac",
     "share of the hours in which the units run"},
    {TOLL_TCO_ENDS, OPTION | SUBJECT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 12000, 0, "ends", "periods",
     "periods until a supply ends: api, units, or all; then another serves, or nobody"},
    {TOLL_TCO_POWER_MAX, OPTION | PERIODS | BASIS | QUANTITY | MANY, 0, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE,
     TOLL__SLOT_NONE, TOLL__ADD, 0, 1000000000000.0, 0, "power_max", "W",
     "W provisioned for each unit, accelerator or node"},
    {TOLL_TCO_POWER_BUSY, OPTION | PERIODS | BASIS | QUANTITY | MANY, 0, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE,
     TOLL__SLOT_NONE, TOLL__ADD, 0, 1000000000000.0, 0, "power_busy", "W",
     "W drawn at full load; absent: as provisioned"},
    {TOLL_TCO_POWER_IDLE, OPTION | PERIODS | BASIS | QUANTITY | MANY, 0, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE,
     TOLL__SLOT_NONE, TOLL__ADD, 0, 1000000000000.0, 0, "power_idle", "W", "W drawn when idle; absent: as when busy"},
    {TOLL_TCO_ENERGY_USE, OPTION | PERIODS | TIME | QUANTITY | ABSENT | MANY, TIME, 0, TOLL_TCO_MONTH,
     TOLL__SLOT_ENERGY, TOLL__ADD, 0, 1000000000000000.0, 0, "energy_use", "kWh",
     "metered IT energy per time, added to that of the units"},
    {TOLL_TCO_PUE, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_PUE, TOLL__SET, 1, 10, 1, "pue", "ratio",
     "facility power over IT power"},
    {TOLL_TCO_GRID_CARBON, OPTION | PERIODS | QUANTITY | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_GRID, TOLL__ADD,
     0, 100, 0, "grid_carbon", "kgCO2e/kWh", "carbon per kWh; rows add, quantity is the share of a source"},
    {TOLL_TCO_EMBODIED, OPTION | PERIODS | BASIS | CATEGORY | QUANTITY | MANY, 0, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE,
     TOLL__SLOT_NONE, TOLL__ADD, 0, 1000000000000.0, 0, "embodied", "kgCO2e",
     "embodied carbon of one, booked at purchase; life: the category's"},
    {TOLL_TCO_WATER, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_WATER, TOLL__SET, 0, 1000.0, 0, "water",
     "L/kWh", "litres per kWh at the meter"},
    {TOLL_TCO_FTE, OPTION | PERIODS | QUANTITY | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_FTE, TOLL__ADD, 0,
     10000000.0, 0, "fte", "FTE", "full-time staff, whatever the size"},
    {TOLL_TCO_GPUS_PER_FTE, OPTION | PERIODS, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_GPUS_PER_FTE, TOLL__SET, 0.001,
     1000000000.0, 0, "gpus_per_fte", "gpus/FTE", "accelerators for each further full-time person"},
    {TOLL_TCO_FTE_MIN, OPTION | PERIODS | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_FTE_MIN, TOLL__SET, 0, 10000000.0, 0,
     "fte_min", "FTE", "least staff: cover round the clock"},
    {TOLL_TCO_STORED_GB, OPTION | PERIODS | QUANTITY | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_STORED, TOLL__ADD,
     0, 1e+18, 0, "stored_gb", "GB", "GB stored"},
    {TOLL_TCO_EGRESS_GB, OPTION | PERIODS | TIME | QUANTITY | ABSENT | MANY, TIME, 0, TOLL_TCO_MONTH, TOLL__SLOT_EGRESS,
     TOLL__ADD, 0, 1e+18, 0, "egress_gb", "GB", "GB that leave per time"},
    {TOLL_TCO_EGRESS_PER_MTOK, OPTION | PERIODS | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_EGRESS_MTOK, TOLL__ADD,
     0, 1000000000.0, 0, "egress_per_mtok", "GB/Mtok", "GB that leave per million tokens served"},
    {TOLL_TCO_BUY, OPTION | PERIODS | CATEGORY | BASIS | SUBJECT | QUANTITY | CURRENCY | PRICE_YEAR | MANY,
     CATEGORY | BASIS, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__ADD, 0, 1e+18, 0, "buy", "money",
     "price of one of the basis, bought when needed, spread over its life"},
    {TOLL_TCO_COST, OPTION | PERIODS | CATEGORY | BASIS | TIME | SUBJECT | QUANTITY | CURRENCY | PRICE_YEAR | MANY,
     CATEGORY | BASIS, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__ADD, 0, 1e+18, 0, "cost", "money",
     "price of one of the basis; per time if the basis is a stock"},
    {TOLL_TCO_INCOME, OPTION | PERIODS | BASIS | TIME | SUBJECT | QUANTITY | CURRENCY | PRICE_YEAR | MANY, BASIS, 0,
     TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__ADD, 0, 1e+18, 0, "income", "money", "the same, received"},
    {TOLL_TCO_PRICE_FACTOR, OPTION | PERIODS | CATEGORY | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE,
     TOLL__MULTIPLY, 0, 1000000.0, 1, "price_factor", "ratio",
     "factor on the costs of a category; without one, on all metered costs"},
    {TOLL_TCO_LIFE, OPTION | CATEGORY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 1, 1200, 0, "life", "periods",
     "periods after which what the category bought is replaced"},
    {TOLL_TCO_RESIDUAL, OPTION | CATEGORY | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1, 0,
     "residual", "frac", "resale price at the end of the life over the price paid"},
    {TOLL_TCO_DEPRECIATION, OPTION | CATEGORY | SUBJECT | FIXED, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 20,
     0, "depreciation", "frac/year or years", "how purchases are spread: subject straight, declining, macrs"},
    {TOLL_TCO_CLOSE_AT_BOOK, OPTION | FIXED | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1, 0,
     "close_at_book", "", "1: at the close what is alive is sold at book value"},
    {TOLL_TCO_TAX_RATE, OPTION | PERIODS | SUBJECT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1, 0,
     "tax_rate", "frac", "tax saved: subject 0 on depreciation alone, 1 on all costs"},
    {TOLL_TCO_CURVE_RATE, OPTION | PERIODS | SUBJECT | ABSENT | MANY, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE,
     TOLL__MULTIPLY, -0.999999, 10000.0, 0, "curve_rate", "frac/year", "change per year of the prices of a class"},
    {TOLL_TCO_CURVE_POINT, OPTION | PERIODS | SUBJECT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1000000000.0,
     0, "curve_point", "ratio", "price level of a class from a period on, period 0 being 1"},
    {TOLL_TCO_COMMIT_UNITS, OPTION | PERIODS | BASIS | SUBJECT | MANY, 0, TOLL_TCO_PER_UNIT, TOLL_TCO_ONCE,
     TOLL__SLOT_NONE, TOLL__ADD, 0, 1000000000.0, 0, "commit_units", "units",
     "units, accelerators or nodes committed; the periods are the term"},
    {TOLL_TCO_COMMIT_PRICE, OPTION | TIME | SUBJECT | QUANTITY | CURRENCY | PRICE_YEAR, TIME, 0, TOLL_TCO_HOUR,
     TOLL__SLOT_NONE, TOLL__SET, 0, 1000000000000000.0, 0, "commit_price", "money",
     "price of a committed one per time; the subject is the commitment"},
    {TOLL_TCO_COMMIT_UPFRONT, OPTION | SUBJECT | ABSENT, 0, 0, TOLL_TCO_ONCE, TOLL__SLOT_NONE, TOLL__SET, 0, 1, 0,
     "commit_upfront", "frac", "share of the term's price paid at its start"},
};

#define KINDS (sizeof kinds / sizeof kinds[0])

uint32_t toll__row_kind_limit(void)
{
    return kinds[KINDS - 1].code + 1;
}

/* Codes ascend with few gaps, so a row's place is at most its code: search back from there. */
const toll__row_kind *toll__row_kind_find(uint32_t code)
{
    if (code == 0 || code >= toll__row_kind_limit())
        return NULL;
    uint32_t at = code < KINDS ? code : (uint32_t)KINDS;
    while (at > 0 && kinds[at - 1].code > code)
        at--;
    return at > 0 && kinds[at - 1].code == code ? &kinds[at - 1] : NULL;
}
