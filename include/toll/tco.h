/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file tco.h
 * @brief Total cost of ownership: a scenario as rows, one ledger of cost lines, two views of it.
 */
#ifndef TOLL_TCO_H
#define TOLL_TCO_H

#include <toll/base.h>

/**
 * @defgroup tco TCO
 * @brief What does it cost to serve a demand by an API, by rented units, by owned ones, or by a mixture? Estimated.
 *
 * **Scenario.** One array of ::toll_tco_row: conventions, demand, and for each option its capacity, power, staff and prices.
 * One row holds one uncertain number, `value` (P10, P50, P90), so that every input has an index: tornado, gradients, draws
 * and "what flips the decision" replace the numbers of rows, by an array `values` with one number a row. What a kind of row
 * means, its unit and its limits are data: toll_tco_get_row_kind().
 *
 * **Time.** Periods 0 .. N - 1 of `period_months` (or `period_hours`) each; hours per month and per year are inputs and are
 * echoed. Purchases, one-off costs and prepayments fall at the *start* of a period, all else *within* it. Every series has
 * N + 1 numbers: the last, slot N, is the close of the horizon, where what is left is settled: resale of what is still
 * alive, the unpaid rest of a commitment (cash), the part of a price that is not yet written down (accrual).
 *
 * **Ledger.** Every cost is one ::toll_tco_line with one amount and two dates: when it is paid, and over which periods it
 * is spread. The cash view (BilledCost of FOCUS) reads the first, the accrual view (EffectiveCost) the second. So both sum to
 * the same over the life, and a purchase can't be counted twice. Amounts are costs: income is negative.
 *
 * **Demand** in tokens, and in tasks: `tokens = tasks * tokens per attempt * token multiplier / success`, a failed attempt
 * being repeated; growth `(1 + linear * years) * (1 + compound)^years * steps`. Of the demand a share `escalation` goes to
 * an API at once. The rest goes to the option's own units, up to their capacity; what exceeds it overflows to the API where the
 * option prices remote tokens, else it is *not served*, and counted as such.
 *
 * **Sizing.** A unit is what the capacity is given for: a replica, a server. Its busy time is `input / capacity_input +
 * cached / capacity_cached + output / capacity_output`, a stream without a capacity taking no time. Units =
 * ceil(peak load * redundancy / (capacity_factor * utilisation_max)) + spares, nodes = ceil(units * unit_gpus / node_gpus).
 * Owned units are bought when the need grows beyond what is alive, and again, at the price of that day, at the end of
 * their life.
 *
 * **Power.** Provisioned W (facility, demand charge) and drawn W (`idle + load * (busy - idle)`: energy, carbon) are kept
 * apart. PUE together with a price of cooling per kWh is refused: it would count cooling twice.
 *
 * **Whose row.** A row of option 0 holds for every option. An option's own row replaces it where a kind takes one number
 * (capacity, PUE, life ...); rows of kinds that add or multiply (::TOLL_TCO_USES_MANY) count together, whoever they are for.
 * A row for a category replaces one for all.
 *
 * **Order of work.** Rows -> toll_tco_resolve() -> plan; plan and option -> toll_tco_estimate() -> account; account ->
 * summary, series, amounts by row, lines.
 *
 * **Unit costs.** `reserved`: all cost over the tokens served, the figure to compare with an API; `used`: the busy share of
 * it; `marginal`: what one more token adds. Money is in the scenario's currency, `money` in units.
 *
 * Limits: one currency of account; a demand above capacity in mid-life is served by whole units at once; no queueing: say
 * how full units may run by `utilisation_max`. Metrics of money over time (NPV, IRR, payback, break-even) are in finance.h.
 *
 * @snippet tco.c tco
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of row. Names, units, limits and meaning: toll_tco_get_row_kind(). */
#define TOLL_TCO_OPTION           1  /**< Declares option `option`; `text` is its name. */
#define TOLL_TCO_HORIZON          2  /**< Number of periods. Must be given. */
#define TOLL_TCO_PERIOD_MONTHS    3  /**< Months in a period; absent: 1. */
#define TOLL_TCO_PERIOD_HOURS     4  /**< Hours in a period, instead of months. */
#define TOLL_TCO_HOURS_PER_MONTH  5  /**< Absent: 730. */
#define TOLL_TCO_HOURS_PER_YEAR   6  /**< Absent: 8,760. */
#define TOLL_TCO_BASE_YEAR        7  /**< Year whose prices the rows state, unless a row has its own. */
#define TOLL_TCO_CURRENCY         8  /**< `currency`: the currency of account; absent: USD. */
#define TOLL_TCO_FX               9  /**< Units of the currency of account for one of `currency`, in its periods. */
#define TOLL_TCO_PRICE_INDEX      10 /**< Price level of the base year over that of `price_year`. */
#define TOLL_TCO_DISCOUNT_RATE    11 /**< Per year. */
#define TOLL_TCO_INFLATION        12 /**< Per year. */
#define TOLL_TCO_REAL_MONEY       13 /**< 1: amounts are deflated to period 0; absent: nominal. */
#define TOLL_TCO_INPUT_TOKENS     20 /**< Prompt tokens asked, not cached, per `time`. */
#define TOLL_TCO_CACHED_TOKENS    21 /**< Prompt tokens asked that are cached, per `time`. */
#define TOLL_TCO_OUTPUT_TOKENS    22 /**< Output tokens asked, per `time`. */
#define TOLL_TCO_TASKS            23 /**< Tasks to complete, per `time`. */
#define TOLL_TCO_TASK_INPUT       24 /**< Prompt tokens of one attempt. */
#define TOLL_TCO_TASK_OUTPUT      25 /**< Output tokens of one attempt. */
#define TOLL_TCO_TOKEN_MULTIPLIER 26 /**< Tokens of this option's model over those stated for a task. */
#define TOLL_TCO_SUCCESS          27 /**< Attempts that complete the task, frac. */
#define TOLL_TCO_CACHE_HIT        28 /**< Share of the prompt tokens of rows 20 and 24 that is cached. */
#define TOLL_TCO_LOAD             29 /**< Demand follows the units: busy share of their time, at the mix of the rows. */
#define TOLL_TCO_GROWTH_LINEAR    30 /**< Growth of demand per year, of the first period's. */
#define TOLL_TCO_GROWTH_COMPOUND  31 /**< Growth of demand per year, compound. */
#define TOLL_TCO_DEMAND_STEP      32 /**< Factor on demand in its periods. */
#define TOLL_TCO_PROFILE          33 /**< Weight of hour `subject` (0 .. 23) of the day; hours without a row weigh 0. */
#define TOLL_TCO_PEAK             34 /**< Peak over mean load, on top of the profile. */
#define TOLL_TCO_ESCALATION       35 /**< Share of demand that goes to the API whatever the capacity. */
#define TOLL_TCO_CAPACITY_INPUT   40 /**< Prompt tokens per second of a unit that does nothing else. */
#define TOLL_TCO_CAPACITY_CACHED  41 /**< Cached prompt tokens per second; absent: they take no time. */
#define TOLL_TCO_CAPACITY_OUTPUT  42 /**< Output tokens per second of a unit that does nothing else. */
#define TOLL_TCO_CAPACITY_TOKENS  43 /**< Tokens of all three streams per second, instead of rows 40 to 42. */
#define TOLL_TCO_CAPACITY_FACTOR  44 /**< Factor on capacity in its periods: ramp-up, derating. */
#define TOLL_TCO_UTILISATION_MAX  45 /**< Load up to which units are filled; absent: 1. */
#define TOLL_TCO_UNITS            46 /**< Fixed number of units in its periods, instead of sizing. */
#define TOLL_TCO_UNITS_MIN        47 /**< Least number of units. */
#define TOLL_TCO_UNITS_SPARE      48 /**< Units on top of the sized ones (N + 1). */
#define TOLL_TCO_UNITS_MAX        49 /**< Greatest number of units. */
#define TOLL_TCO_REDUNDANCY       50 /**< Factor on the sized units: 2 is active-active. */
#define TOLL_TCO_SIZING           51 /**< TOLL_TCO_SIZE_*; absent: peak. */
#define TOLL_TCO_UNIT_GPUS        52 /**< Accelerators of a unit; absent: 1. */
#define TOLL_TCO_NODE_GPUS        53 /**< Accelerators of a node; absent: a node is a unit. */
#define TOLL_TCO_RACK_NODES       54 /**< Nodes of a rack; absent: no racks. */
#define TOLL_TCO_DUTY             55 /**< Share of the hours in which the units run; absent: 1. */
#define TOLL_TCO_POWER_MAX        60 /**< W provisioned for each unit, accelerator or node (`basis`). */
#define TOLL_TCO_POWER_BUSY       61 /**< W drawn at full load; absent: as provisioned. */
#define TOLL_TCO_POWER_IDLE       62 /**< W drawn when idle; absent: as when busy. */
#define TOLL_TCO_ENERGY_USE       63 /**< kWh drawn per `time`, as metered, on top. */
#define TOLL_TCO_PUE              64 /**< Facility power over IT power; absent: 1. */
#define TOLL_TCO_GRID_CARBON      65 /**< kgCO2e per kWh; rows add, `quantity` is the share of each source. */
#define TOLL_TCO_EMBODIED         66 /**< kgCO2e of making one of `basis`, when it is bought; its life is `category`'s. */
#define TOLL_TCO_WATER            67 /**< Litres per kWh at the meter. */
#define TOLL_TCO_FTE              70 /**< Full-time staff, whatever the size. */
#define TOLL_TCO_GPUS_PER_FTE     71 /**< Accelerators that one more full-time person runs. */
#define TOLL_TCO_FTE_MIN          72 /**< Least staff: cover round the clock. */
#define TOLL_TCO_STORED_GB        75 /**< GB stored. */
#define TOLL_TCO_EGRESS_GB        76 /**< GB that leave per `time`. */
#define TOLL_TCO_EGRESS_PER_MTOK  77 /**< GB that leave per million tokens served. */
#define TOLL_TCO_BUY              80 /**< Purchase: price of one of `basis`, spread over the life of its category. */
#define TOLL_TCO_COST             81 /**< Price of one of `basis`, per `time` where that is a stock. */
#define TOLL_TCO_INCOME           82 /**< The same, received. */
#define TOLL_TCO_PRICE_FACTOR     83 /**< Factor on the option's costs of `category` (0: all metered and rented ones). */
#define TOLL_TCO_LIFE             84 /**< Periods after which what `category` bought is replaced; absent: the horizon. */
#define TOLL_TCO_RESIDUAL         85 /**< Resale price at the end of the life over the price paid. */
#define TOLL_TCO_DEPRECIATION     86 /**< How purchases of `category` are spread: `subject` TOLL_TCO_SPREAD_*; its rate. */
#define TOLL_TCO_CLOSE_AT_BOOK                                                                                         \
    87 /**< 1: at the close, what is alive is sold at book value; absent: at RESIDUAL's curve. */
#define TOLL_TCO_TAX_RATE       88 /**< Tax saved on costs: `subject` 0 on depreciation alone, 1 on all costs. */
#define TOLL_TCO_CURVE_RATE     90 /**< Change per year of the prices of class `subject` (TOLL_TCO_CURVE_*). */
#define TOLL_TCO_CURVE_POINT    91 /**< Price level of class `subject` from its period on, period 0 being 1. */
#define TOLL_TCO_COMMIT_UNITS   95 /**< Units, accelerators or nodes (`basis`) committed; the periods are the term. */
#define TOLL_TCO_COMMIT_PRICE   96 /**< Price of one of them per `time`; `subject` is the commitment's number. */
#define TOLL_TCO_COMMIT_UPFRONT 97 /**< Share of the term's price that is paid at its start; absent: 0. */

/* Categories of cost. */
#define TOLL_TCO_GPU         1  /**< Accelerators. */
#define TOLL_TCO_SERVER      2  /**< Servers. */
#define TOLL_TCO_NETWORK     3  /**< Fabric, cables, switches. */
#define TOLL_TCO_STORAGE     4  /**< Storage. */
#define TOLL_TCO_FACILITY    5  /**< Racks, colocation, building. */
#define TOLL_TCO_ENERGY      6  /**< Electricity. */
#define TOLL_TCO_COOLING     7  /**< Cooling priced by itself. */
#define TOLL_TCO_SOFTWARE    8  /**< Licences. */
#define TOLL_TCO_SUPPORT     9  /**< Support contracts. */
#define TOLL_TCO_MAINTENANCE 10 /**< Maintenance. */
#define TOLL_TCO_STAFF       11 /**< Staff. */
#define TOLL_TCO_COMPLIANCE  12 /**< Audits, certification. */
#define TOLL_TCO_MIGRATION   13 /**< Setting up and moving. */
#define TOLL_TCO_EGRESS      14 /**< Traffic out. */
#define TOLL_TCO_CLOUD       15 /**< Rented units on demand or spot. */
#define TOLL_TCO_COMMITMENT  16 /**< Reserved units. */
#define TOLL_TCO_API         17 /**< Tokens bought. */
#define TOLL_TCO_RESALE      18 /**< Resale of what was bought (negative). */
#define TOLL_TCO_TAX         19 /**< Tax saved (negative). */
#define TOLL_TCO_TRAINING    20 /**< Training and fine-tuning. */
#define TOLL_TCO_RISK        21 /**< Expected losses, if the user gives them. */
#define TOLL_TCO_REVENUE     22 /**< Income (negative). */
#define TOLL_TCO_OTHER       23 /**< Anything else. */

/* How many. */
#define TOLL_TCO_CATEGORIES 24 /**< One more than the greatest category. */

/* Nature of a line. */
#define TOLL_TCO_CAPEX    1 /**< A purchase. */
#define TOLL_TCO_ONE_OFF  2 /**< Paid once, not spread. */
#define TOLL_TCO_FIXED    3 /**< Runs with time, whatever the load. */
#define TOLL_TCO_VARIABLE 4 /**< Runs with tokens, tasks or load. */
#define TOLL_TCO_USED     5 /**< Of a commitment: hours used. */
#define TOLL_TCO_UNUSED   6 /**< Of a commitment: hours not used, or the rest at the close. */
#define TOLL_TCO_CREDIT   7 /**< Income, resale, tax saved. */

/* Per what. A stock is there over time; a flow happens. */
#define TOLL_TCO_PER_ONE           1  /**< Stock: one; once at the start of its periods where `time` is 0. */
#define TOLL_TCO_PER_UNIT          2  /**< Stock. */
#define TOLL_TCO_PER_GPU           3  /**< Stock: accelerator. */
#define TOLL_TCO_PER_NODE          4  /**< Stock. */
#define TOLL_TCO_PER_RACK          5  /**< Stock. */
#define TOLL_TCO_PER_KW            6  /**< Stock: kW of IT power provisioned. */
#define TOLL_TCO_PER_KW_FACILITY   7  /**< Stock: the same times PUE. */
#define TOLL_TCO_PER_FTE           8  /**< Stock: full-time person. */
#define TOLL_TCO_PER_GB            9  /**< Stock: GB stored. */
#define TOLL_TCO_PER_CAPEX         10 /**< Stock: money spent on what is alive, of category `subject` (0: all). */
#define TOLL_TCO_PER_SPEND         11 /**< Flow: money of the period's COST rows before it, of category `subject` (0: all). */
#define TOLL_TCO_PER_KWH           12 /**< Flow: kWh at the meter, PUE included. */
#define TOLL_TCO_PER_KWH_IT        13 /**< Flow: kWh drawn by IT. */
#define TOLL_TCO_PER_UNIT_HOUR     14 /**< Flow: running unit-hours beyond commitments. */
#define TOLL_TCO_PER_GPU_HOUR      15 /**< Flow: accelerator-hours beyond commitments. */
#define TOLL_TCO_PER_NODE_HOUR     16 /**< Flow: node-hours beyond commitments. */
#define TOLL_TCO_PER_MTOK_INPUT    17 /**< Flow: million uncached prompt tokens served, wherever. */
#define TOLL_TCO_PER_MTOK_CACHED   18 /**< Flow: million cached prompt tokens served. */
#define TOLL_TCO_PER_MTOK_OUTPUT   19 /**< Flow: million output tokens served. */
#define TOLL_TCO_PER_MTOK          20 /**< Flow: million tokens served, all three. */
#define TOLL_TCO_PER_LOCAL_MTOK    21 /**< Flow: million tokens that the option's units served. */
#define TOLL_TCO_PER_REMOTE_INPUT  22 /**< Flow: million uncached prompt tokens that went to the API. */
#define TOLL_TCO_PER_REMOTE_CACHED 23 /**< Flow: million cached prompt tokens that went to the API. */
#define TOLL_TCO_PER_REMOTE_OUTPUT 24 /**< Flow: million output tokens that went to the API. */
#define TOLL_TCO_PER_REMOTE_MTOK   25 /**< Flow: million tokens that went to the API. */
#define TOLL_TCO_PER_TASK          26 /**< Flow: task completed. */
#define TOLL_TCO_PER_REMOTE_TASK   27 /**< Flow: task completed by the API. */
#define TOLL_TCO_PER_GB_OUT        28 /**< Flow: GB that leave. */

/* Units of time. */
#define TOLL_TCO_ONCE   0 /**< No time: a flow, or once. */
#define TOLL_TCO_HOUR   1 /**< One hour. */
#define TOLL_TCO_DAY    2 /**< 24 hours. */
#define TOLL_TCO_MONTH  3 /**< hours_per_month hours. */
#define TOLL_TCO_YEAR   4 /**< hours_per_year hours. */
#define TOLL_TCO_PERIOD 5 /**< One period. */

/* Classes of price curves. Each category of cost has its class; one with no class of its own moves as GENERAL. */
#define TOLL_TCO_CURVE_GENERAL  0 /**< All that has no other class. */
#define TOLL_TCO_CURVE_HARDWARE 1 /**< Accelerators, servers, network, storage. */
#define TOLL_TCO_CURVE_RENTAL   2 /**< Rented and reserved units. */
#define TOLL_TCO_CURVE_API      3 /**< Tokens bought. */
#define TOLL_TCO_CURVE_ENERGY   4 /**< Electricity, cooling. */
#define TOLL_TCO_CURVE_WAGES    5 /**< Staff. */
#define TOLL_TCO_CURVE_REVENUE  6 /**< Income. */

/* Ways to size. */
#define TOLL_TCO_SIZE_PEAK  0 /**< Whole units for the busiest hour, all day. */
#define TOLL_TCO_SIZE_HOURS 1 /**< Whole units hour by hour: the mean is paid, the most is bought. */
#define TOLL_TCO_SIZE_EXACT 2 /**< Fractional units for the mean load. */

/* Ways to spread a purchase. */
#define TOLL_TCO_SPREAD_STRAIGHT  0 /**< The same in each period of the life. */
#define TOLL_TCO_SPREAD_DECLINING 1 /**< A share `rate` per year of what is left; the rest at the end of the life. */
#define TOLL_TCO_SPREAD_MACRS     2 /**< MACRS half-year tables; `rate` is the class in years: 3, 5 or 7. */

/* Series. Plus 256 times a category for one category of series 1 to 4. */
#define TOLL_TCO_SERIES_CASH          1  /**< Money paid, of the whole period. */
#define TOLL_TCO_SERIES_CASH_START    2  /**< Money paid at the start of the period. */
#define TOLL_TCO_SERIES_CASH_WITHIN   3  /**< Money paid within the period. */
#define TOLL_TCO_SERIES_ACCRUAL       4  /**< Money that belongs to the period. */
#define TOLL_TCO_SERIES_ASKED_INPUT   5  /**< Uncached prompt tokens asked. */
#define TOLL_TCO_SERIES_ASKED_CACHED  6  /**< Cached prompt tokens asked. */
#define TOLL_TCO_SERIES_ASKED_OUTPUT  7  /**< Output tokens asked. */
#define TOLL_TCO_SERIES_ASKED_TASKS   8  /**< Tasks asked. */
#define TOLL_TCO_SERIES_LOCAL_TOKENS  9  /**< Tokens that the option's units served. */
#define TOLL_TCO_SERIES_REMOTE_TOKENS 10 /**< Tokens that the API served. */
#define TOLL_TCO_SERIES_UNSERVED      11 /**< Tokens asked that nobody served. */
#define TOLL_TCO_SERIES_TASKS         12 /**< Tasks completed. */
#define TOLL_TCO_SERIES_UNITS         13 /**< Units running, mean. */
#define TOLL_TCO_SERIES_UNITS_PEAK    14 /**< Units in the busiest hour: what is bought. */
#define TOLL_TCO_SERIES_GPUS          15 /**< Accelerators, of the mean units. */
#define TOLL_TCO_SERIES_NODES         16 /**< Nodes, of the peak units. */
#define TOLL_TCO_SERIES_LOAD          17 /**< Busy share of the running units' time. */
#define TOLL_TCO_SERIES_KW            18 /**< IT kW provisioned. */
#define TOLL_TCO_SERIES_KWH           19 /**< kWh at the meter. */
#define TOLL_TCO_SERIES_CO2_USE       20 /**< kgCO2e of use. */
#define TOLL_TCO_SERIES_CO2_EMBODIED  21 /**< kgCO2e of making what is bought in the period. */
#define TOLL_TCO_SERIES_FTE           22 /**< Staff. */
#define TOLL_TCO_SERIES_SERVED_TOKENS 23 /**< Local and remote tokens together. */

/** One row of a scenario. Row: no header, its size is the stride. */
typedef struct toll_tco_row {
    uint32_t kind;         /**< TOLL_TCO_OPTION .. TOLL_TCO_COMMIT_UPFRONT. */
    uint32_t option;       /**< 1 .. 64; 0: every option. */
    int32_t from_period;   /**< First period, 0 .. 1,200. */
    int32_t to_period;     /**< One past the last; 0: to the horizon. Commitments may end beyond it. */
    uint32_t category;     /**< TOLL_TCO_GPU and so on; 0: all, or the default of the kind. */
    uint32_t basis;        /**< TOLL_TCO_PER_*; 0: the default of the kind. */
    uint32_t time;         /**< TOLL_TCO_ONCE and so on. */
    uint32_t subject;      /**< By kind: hour, class of curve, commitment, way to size or to spread, category. */
    double quantity;       /**< Fixed factor on the value, 0 .. 10^15; 1 by default. */
    double quantity_from;  /**< The row counts only where the option's nodes are at least this. */
    double quantity_below; /**< And below this; 0: no limit. */
    toll_range value;      /**< The number, low <= mid <= high. */
    int32_t price_year;    /**< Year of the price; 0: the base year. */
    uint32_t reserved;     /**< 0. */
    char currency[8];      /**< ISO 4217 code of the price; empty: the currency of account. */
    char text[48];         /**< Name of the option, or any label. */
} toll_tco_row;

/** What a kind of row is, as data: for parsers, forms and help. */
typedef struct toll_tco_row_kind {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_TCO_ROW_KIND. */
    uint64_t uses;        /**< TOLL_TCO_USES_* bits: the fields that the kind reads besides `value`. */
    uint64_t required;    /**< Those of them that must be given. */
    double min;           /**< Least value. */
    double max;           /**< Greatest value. */
    double absent_value;  /**< What holds when no such row is given; meaningless without TOLL_TCO_USES_ABSENT. */
    uint32_t code;        /**< TOLL_TCO_OPTION .. . */
    uint32_t basis;       /**< Default of `basis`. */
    uint32_t time;        /**< Default of `time` for text that states none. */
    uint32_t reserved;    /**< 0. */
    char name[24];        /**< "capacity_output" and so on: the key in a scenario file. */
    char unit[24];        /**< Unit of the value: "tokens/s", "frac", "money". */
    char help[96];        /**< One phrase. */
} toll_tco_row_kind;

/* Bits of toll_tco_row_kind.uses. */
#define TOLL_TCO_USES_OPTION     0x1u    /**< option */
#define TOLL_TCO_USES_PERIODS    0x2u    /**< from_period, to_period */
#define TOLL_TCO_USES_CATEGORY   0x4u    /**< category */
#define TOLL_TCO_USES_BASIS      0x8u    /**< basis */
#define TOLL_TCO_USES_TIME       0x10u   /**< time */
#define TOLL_TCO_USES_SUBJECT    0x20u   /**< subject */
#define TOLL_TCO_USES_QUANTITY   0x40u   /**< quantity, and for prices the two limits on nodes */
#define TOLL_TCO_USES_CURRENCY   0x80u   /**< currency */
#define TOLL_TCO_USES_PRICE_YEAR 0x100u  /**< price_year */
#define TOLL_TCO_USES_TEXT       0x200u  /**< text names something; elsewhere it is a free label */
#define TOLL_TCO_USES_FIXED      0x400u  /**< value has no range: it shapes the scenario */
#define TOLL_TCO_USES_ABSENT     0x800u  /**< absent_value is the default that holds without a row */
#define TOLL_TCO_USES_MANY       0x1000u /**< several rows may hold at once: they add (rates multiply) */

/** One line of the ledger. One amount, two dates. Frozen. */
typedef struct toll_tco_line {
    int64_t row;            /**< Index of the row that drives it. */
    uint32_t option;        /**< Option. */
    uint32_t category;      /**< TOLL_TCO_GPU and so on. */
    uint32_t nature;        /**< TOLL_TCO_CAPEX and so on. */
    uint32_t basis;         /**< Unit of the quantity: TOLL_TCO_PER_*. */
    int32_t paid_period;    /**< Period of the payment, 0 .. N; N is the close. */
    uint32_t paid_within;   /**< 0: at the start of the period; 1: within it. */
    int32_t spread_period;  /**< First period of the spread, 0 .. N. */
    int32_t spread_periods; /**< Number of periods, at least 1; what lies beyond N - 1 falls into N. */
    uint32_t spread;        /**< TOLL_TCO_SPREAD_*. */
    uint32_t reserved;      /**< 0. */
    double spread_rate;     /**< Its rate. */
    double quantity;        /**< Of the basis; times hours, months or years where that is a stock. */
    double unit_price;      /**< Amount over quantity, in the currency of account. */
    double amount;          /**< Money: cost above 0, income below. */
    char currency[8];       /**< Currency of account. */
} toll_tco_line;

/** The scenario's conventions, echoed. */
typedef struct toll_tco_conventions {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_TCO_CONVENTIONS. */
    int64_t periods;           /**< N. */
    int64_t rows;              /**< Rows of the scenario: length of `values`. */
    int64_t options;           /**< Options declared. */
    uint64_t option_bits;      /**< Bit k - 1: option k is declared. */
    uint64_t account_bytes;    /**< Bytes of an account of this plan. */
    double period_hours;       /**< Hours in a period. */
    double period_years;       /**< Years in a period. */
    double hours_per_month;    /**< Hours in a month. */
    double hours_per_year;     /**< Hours in a year. */
    double discount_rate_frac; /**< Per year; 0 when absent. */
    double inflation_frac;     /**< Per year; 0 when absent. */
    uint32_t real_money;       /**< 1: amounts are deflated to period 0. */
    int32_t base_year;         /**< Year of the prices; 0: not given. */
    char currency[8];          /**< Currency of account. */
} toll_tco_conventions;

/** An option over the horizon: totals, capacity, unit costs. `money`: in the currency of account. */
typedef struct toll_tco_summary {
    uint32_t struct_size;          /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;          /**< ::TOLL_KIND_TCO_SUMMARY. */
    uint64_t known;                /**< TOLL_TCO_KNOWN_* bits: the ratios that have a denominator. */
    uint64_t flags;                /**< TOLL_TCO_FLAG_* bits. */
    int64_t option;                /**< Option. */
    int64_t first_unserved_period; /**< First period with demand that nobody served; -1: none. */
    double hours;                  /**< Hours of the horizon. */
    double total_money;          /**< Cost less income over the horizon, the close included: the same in both views. */
    double spent_money;          /**< The same without income: what the costs per hour, token and task divide. */
    double cost_money;           /**< Of that: positive lines. */
    double credit_money;         /**< Of that: income, resale and tax saved, as a positive number. */
    double capex_money;          /**< Purchases. */
    double one_off_money;        /**< One-off costs. */
    double fixed_money;          /**< Fixed running cost. */
    double variable_money;       /**< Cost that runs with load. */
    double committed_used_money; /**< Commitments: used. */
    double committed_unused_money;  /**< Commitments: not used. */
    double overage_money;           /**< Unit-hours beyond commitments. */
    double idle_money;              /**< Share of the units' cost that pays for idle time. */
    double revenue_money;           /**< Income rows, as a positive number. */
    double margin_money;            /**< Revenue less all else: -total_money. */
    double asked_tokens;            /**< All three streams. */
    double local_tokens;            /**< Served by the option's units. */
    double remote_tokens;           /**< Served by the API. */
    double unserved_tokens;         /**< Served by nobody. */
    double output_tokens;           /**< Output tokens served. */
    double asked_tasks;             /**< Tasks asked. */
    double tasks;                   /**< Tasks completed. */
    double capacity_tokens;         /**< What the units could serve of the mix when never idle; nothing is counted of a
                                         period with a load up to 10^-12. */
    double load_frac;               /**< Busy share of the units' time. Optional. */
    double units_mean;              /**< Mean over the horizon. */
    double units_peak;              /**< Greatest. */
    double gpus_peak;               /**< Greatest. */
    double nodes_peak;              /**< Greatest. */
    double gpu_hours;               /**< Running accelerator-hours. */
    double fte_mean;                /**< Mean staff. */
    double provisioned_kw;          /**< Greatest provisioned IT kW. */
    double drawn_kw;                /**< Mean kW at the meter. */
    double kwh;                     /**< At the meter. */
    double co2_use_kg;              /**< kgCO2e of use. */
    double co2_embodied_kg;         /**< kgCO2e of making what was bought. */
    double water_l;                 /**< Litres at the meter. */
    double grid_kg_per_kwh;         /**< kgCO2e per kWh of the mix. */
    double money_per_hour;          /**< spent_money per hour. */
    double money_per_month;         /**< spent_money per month. */
    double money_per_year;          /**< spent_money per year. */
    double money_per_unit;          /**< spent_money over units_peak. Optional. */
    double money_per_gpu;           /**< spent_money over gpus_peak. Optional. */
    double money_per_node;          /**< spent_money over nodes_peak. Optional. */
    double money_per_gpu_hour;      /**< spent_money over gpu_hours. Optional. */
    double money_per_busy_hour;     /**< spent_money over busy unit-hours. Optional. */
    double reserved_money_per_mtok; /**< spent_money over million tokens served. Optional. */
    double used_money_per_mtok;     /**< spent_money less idle_money, over the same. Optional. */
    double marginal_money_per_mtok; /**< variable_money over the same. Optional. */
    double output_money_per_mtok;   /**< spent_money over million output tokens, as many reports print it. Optional. */
    double money_per_task;          /**< spent_money over tasks completed. Optional. */
    double marginal_money_per_task; /**< variable_money over the same. Optional. */
    double margin_frac;             /**< Margin over spent_money. Optional. */
} toll_tco_summary;

/* Bits of toll_tco_summary.known. What is divided by must be more than 10^-12: fewer tokens, tasks or hours are none. */
#define TOLL_TCO_KNOWN_LOAD   0x1u  /**< load_frac: there are units, and what they serve is known. */
#define TOLL_TCO_KNOWN_BUSY   0x2u  /**< money_per_busy_hour: they are used. */
#define TOLL_TCO_KNOWN_UNITS  0x4u  /**< money_per_unit, money_per_gpu, money_per_node, money_per_gpu_hour. */
#define TOLL_TCO_KNOWN_TOKENS 0x8u  /**< The costs per Mtok but that of output: some token is served. */
#define TOLL_TCO_KNOWN_OUTPUT 0x10u /**< output_money_per_mtok. */
#define TOLL_TCO_KNOWN_TASKS  0x20u /**< money_per_task, marginal_money_per_task. */
#define TOLL_TCO_KNOWN_MARGIN 0x40u /**< margin_frac: something is received and something spent. */

/* Bits of toll_tco_summary.flags. */
#define TOLL_TCO_FLAG_UNSERVED   0x1u  /**< Demand grew past what can be served. */
#define TOLL_TCO_FLAG_STRANDED   0x2u  /**< A commitment's term ends beyond the horizon: its rest is in the close. */
#define TOLL_TCO_FLAG_REPLACED   0x4u  /**< Something reached the end of its life and was bought again. */
#define TOLL_TCO_FLAG_UNUSED     0x8u  /**< Some committed hours were not used. */
#define TOLL_TCO_FLAG_ZERO_PRICE 0x10u /**< A price curve reached 0 within the horizon. */

/* Lists of codes. For toll_tco_get_name() and toll_tco_find_name(). */
#define TOLL_TCO_LIST_KIND     1 /**< Kinds of row. */
#define TOLL_TCO_LIST_CATEGORY 2 /**< Categories of cost. */
#define TOLL_TCO_LIST_NATURE   3 /**< Natures of a line. */
#define TOLL_TCO_LIST_BASIS    4 /**< TOLL_TCO_PER_*. */
#define TOLL_TCO_LIST_TIME     5 /**< Units of time. */
#define TOLL_TCO_LIST_CURVE    6 /**< Classes of price curves. */
#define TOLL_TCO_LIST_SIZE     7 /**< Ways to size. */
#define TOLL_TCO_LIST_SPREAD   8 /**< Ways to spread. */
#define TOLL_TCO_LIST_SERIES   9 /**< Series. */

/**
 * What a kind of row is.
 * @param kind TOLL_TCO_OPTION .. ; the numbers have gaps: go from 0 to toll_tco_count_names() - 1 and skip failures
 * @param[out] description the description; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_UNKNOWN_ID for a number that is no kind; any status of the struct's header.
 */
TOLL_API toll_status toll_tco_get_row_kind(uint32_t kind, toll_tco_row_kind *description, toll_error *err);

/**
 * One more than the greatest code of a list.
 * @param list TOLL_TCO_LIST_*
 * @return count, gaps included; 0 for an unknown list.
 */
TOLL_API uint32_t toll_tco_count_names(uint32_t list);

/**
 * Name of a code, as scenario files and outputs write it.
 * @param list TOLL_TCO_LIST_*
 * @param code any value
 * @return "mtok_output" and so on; "" for an unknown list or code; static.
 */
TOLL_API const char *toll_tco_get_name(uint32_t list, uint32_t code);

/**
 * Code of a name.
 * @param list TOLL_TCO_LIST_*
 * @param name text, in the case of toll_tco_get_name()
 * @param name_size its bytes
 * @param[out] code the code
 * @param[out] err names the nearest name; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for an unknown list; ::TOLL_E_UNKNOWN_ID.
 */
TOLL_API toll_status toll_tco_find_name(uint32_t list, const char *name, uint64_t name_size, uint32_t *code,
                                        toll_error *err);

/**
 * Checks a scenario: every row alone, then rows against each other.
 * @param rows the scenario
 * @param count rows, 1 .. 4,096
 * @param stride bytes from row to row
 * @param[out] err names the first wrong row and field; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_MISSING (no horizon; a price in a currency or of a year without a rate; a basis whose
 *         quantity no row gives); ::TOLL_E_CONFLICT (two rows for one number; PUE and a cooling price per kWh; months and
 *         hours of a period; a row of an option that is not declared; a field that the kind does not use);
 *         ::TOLL_E_RANGE; any status of the rows' checks. O(count^2) with a small constant.
 */
TOLL_API toll_status toll_tco_check(const toll_tco_row *rows, uint64_t count, uint64_t stride, toll_error *err);

/**
 * Bytes of the plan of a scenario.
 * @param count rows
 * @return bytes, a multiple of 8; 0 for a count outside 1 .. 4,096.
 */
TOLL_API uint64_t toll_tco_plan_size(uint64_t count);

/**
 * Prepares a scenario for evaluation, in the caller's memory: opaque words, good for any number of threads.
 * @param rows the scenario; not needed afterwards
 * @param count rows
 * @param stride bytes from row to row
 * @param[out] plan 8-byte aligned
 * @param plan_size its bytes, at least toll_tco_plan_size()
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_BUFFER; ::TOLL_E_OBJECT for memory that is not aligned; as toll_tco_check().
 */
TOLL_API toll_status toll_tco_resolve(const toll_tco_row *rows, uint64_t count, uint64_t stride, void *plan,
                                      uint64_t plan_size, toll_error *err);

/**
 * The conventions of a scenario, at the medians of its rows.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param[out] conventions header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; any status of the struct's header.
 */
TOLL_API toll_status toll_tco_get_conventions(const void *plan, uint64_t plan_size, toll_tco_conventions *conventions,
                                              toll_error *err);

/**
 * The medians of a scenario's rows: where draws and gradients start.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param[out] values one number a row
 * @param value_count rows
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for another count; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 */
TOLL_API toll_status toll_tco_get_values(const void *plan, uint64_t plan_size, double *values, uint64_t value_count,
                                         toll_error *err);

/**
 * Evaluates an option: sizes it, posts its ledger, sums both views. The result is an account, opaque words in the caller's
 * memory (toll_tco_conventions.account_bytes), to be read by the functions below.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param option a declared option
 * @param values one number a row, instead of the medians; NULL: the medians
 * @param size_values one number a row by which units are sized, all else going by `values`: for gradients at fixed sizing;
 *        NULL: as `values`
 * @param value_count rows; ignored when both are NULL
 * @param[out] account 8-byte aligned
 * @param account_size its bytes
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_RANGE and ::TOLL_E_NOT_FINITE for a value outside its kind's limits, another count, or a
 *         result beyond 10^280; ::TOLL_E_UNKNOWN_ID for an option that is not declared; ::TOLL_E_CONFLICT for a value of
 *         a row that shapes the scenario (::TOLL_TCO_USES_FIXED) and is not its own; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 *         On a result beyond 10^280 the account's memory is written, but is no account. O(rows * periods).
 */
TOLL_API toll_status toll_tco_estimate(const void *plan, uint64_t plan_size, uint32_t option, const double *values,
                                       const double *size_values, uint64_t value_count, void *account,
                                       uint64_t account_size, toll_error *err);

/**
 * Totals, capacity and unit costs of an account.
 * @param account from toll_tco_estimate()
 * @param account_size its bytes
 * @param[out] summary header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER; any status of the struct's header.
 */
TOLL_API toll_status toll_tco_get_summary(const void *account, uint64_t account_size, toll_tco_summary *summary,
                                          toll_error *err);

/**
 * A series of an account.
 * @param account from toll_tco_estimate()
 * @param account_size its bytes
 * @param series TOLL_TCO_SERIES_*; series 1 to 4 plus 256 times a category for that category alone
 * @param[out] numbers one number a period, then that of the close
 * @param number_count periods + 1
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for another count; ::TOLL_E_UNKNOWN_ID for an unknown series;
 *         ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 */
TOLL_API toll_status toll_tco_get_series(const void *account, uint64_t account_size, uint32_t series, double *numbers,
                                         uint64_t number_count, toll_error *err);

/**
 * What each row of the scenario costs over the horizon.
 * @param account from toll_tco_estimate()
 * @param account_size its bytes
 * @param[out] amounts one amount a row: the sum of its lines; 0 for rows that are no prices
 * @param amount_count rows
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for another count; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 */
TOLL_API toll_status toll_tco_get_amounts(const void *account, uint64_t account_size, double *amounts,
                                          uint64_t amount_count, toll_error *err);

/**
 * The lines of an account's ledger: purchases, commitments, then running costs, each in the order of the rows and periods;
 * tax last. Posts the account again into itself, which changes nothing in it, but means that no other thread may read it
 * meanwhile.
 * @param plan the plan of which it is an account
 * @param plan_size its bytes
 * @param[in,out] account from toll_tco_estimate()
 * @param account_size its bytes
 * @param[out] lines the lines; NULL with a capacity of 0
 * @param capacity lines that fit
 * @param[out] count lines there are, also when they do not fit
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_BUFFER when the lines do not fit (as many as fit are written) or an object is cut;
 *         ::TOLL_E_NULL; ::TOLL_E_OBJECT, also for another plan's account.
 */
TOLL_API toll_status toll_tco_get_lines(const void *plan, uint64_t plan_size, void *account, uint64_t account_size,
                                        toll_tco_line *lines, uint64_t capacity, uint64_t *count, toll_error *err);

/**
 * A view of lines: what toll_tco_get_series() gives, from the lines alone. The lines may come from anywhere.
 * @param lines the lines
 * @param count lines
 * @param series TOLL_TCO_SERIES_CASH .. TOLL_TCO_SERIES_ACCRUAL, plus 256 times a category
 * @param period_years years in a period, for spreads that go by years
 * @param[out] numbers one number a period, then that of the close
 * @param number_count periods + 1, 2 .. 1,201
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE and ::TOLL_E_NOT_FINITE (count, a field of a line, period_years);
 *         ::TOLL_E_UNKNOWN_ID for another series. O(lines + periods spread).
 */
TOLL_API toll_status toll_tco_estimate_view(const toll_tco_line *lines, uint64_t count, uint32_t series,
                                            double period_years, double *numbers, uint64_t number_count,
                                            toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
