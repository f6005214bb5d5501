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
 * @brief What does it cost to serve a demand by an API, by rented units, by owned units, or by a mixture? Estimated.
 *
 * ## Order of work
 *
 * 1. Fill an array of ::toll_tco_row: the scenario.
 * 2. toll_tco_resolve() makes a plan of it.
 * 3. toll_tco_estimate() evaluates one option of the plan into an account.
 * 4. Read the account: toll_tco_get_summary(), toll_tco_get_series(), toll_tco_get_amounts(), toll_tco_get_lines().
 *
 * For NPV, IRR, payback and break-even give the series to finance.h. For error bars and sensitivities give the plan to
 * risk.h.
 *
 * ## Scenario
 *
 * Rows state conventions, demand, and for each option its capacity, power, staff and prices. A row holds one uncertain
 * number, `value` (P10, P50, P90). So every input has an index, and tornado, gradients, draws and flips can replace the
 * numbers by an array `values` with one number a row. The meaning, unit and limits of each kind of row are data, too:
 * toll_tco_get_row_kind().
 *
 * A row of option 0 holds for every option. For kinds that take one number (capacity, PUE, life ...) an option's own
 * row replaces it, and a row for a category replaces one for all categories. Rows of kinds that add or multiply
 * (::TOLL_TCO_USES_MANY) all count, whether for one option or for all.
 *
 * ## Time
 *
 * The horizon has N periods, 0 .. N - 1, of `period_months` or `period_hours` each. Purchases, one-off costs and
 * prepayments fall at the start of a period; everything else falls within it.
 *
 * What grows or moves by a yearly rate takes, in a period of several months, the mean over the starts of its months:
 * demand, and prices paid within the period. With 35 % growth a year a first year is 1.152 of its first month. Units
 * are sized for that mean, and a demand and a price that both move are multiplied as means: take months where it
 * matters.
 *
 * Every series has N + 1 numbers. The last one, slot N, is the close of the horizon. There the rest is settled: resale
 * of assets that are still in service, the unpaid rest of a commitment (cash), and the part of a price that is not yet
 * written down (accrual).
 *
 * ## Ledger and its two views
 *
 * Every cost is one ::toll_tco_line with one amount, the date of its payment, and the periods over which it is spread.
 * The cash view (BilledCost of FOCUS) reads the date. The accrual view (EffectiveCost) reads the spread. Both views
 * therefore have the same sum, and a purchase cannot be counted twice. Costs are positive, income is negative.
 *
 * With REAL_MONEY each payment is deflated on its own day: at the start of its period, in its middle, or at the close.
 * Tax is a share of nominal books, as depreciation is of the price once paid. The NPV is that of nominal money.
 *
 * Example: an accelerator for 1,200 with a life of 6 periods, in a horizon of 4.
 *
 *     slot        0     1    2    3    4 (close)
 *     cash     1200     0    0    0    0
 *     accrual   200   200  200  200  400
 *
 * ## Demand
 *
 * Demand is stated in tokens, in tasks, or in both:
 *
 *     tokens = tasks * tokens per attempt * token multiplier / success
 *     growth = (1 + linear * years) * (1 + compound)^years * steps
 *
 * A failed attempt is repeated, so demand is divided by the success rate. The share `escalation` goes to an API at
 * once. The rest goes to the option's own units, up to their capacity. Demand beyond that overflows to the API if the
 * option prices remote tokens; otherwise it is unserved, and reported as unserved. An option without units is all API.
 *
 * A supply may end within the horizon (ENDS): an API whose model is retired, units whose rent runs out. What it served
 * goes to the other supply, or is unserved. Units are given up in the first period that begins after their end; in the
 * one before it, a part of which they serve, they are paid whole. Example: an API that ends after 4.5 periods serves
 * all of periods 0 to 3, half of period 4 and nothing later.
 *
 * Options of a scenario must ask for the same. One that asks for less tasks, prompt or output tokens than another one,
 * in some period, must not be ranked. Token multiplier, success and cache hit may differ: they belong to a model.
 *
 * ## Sizing
 *
 * A unit is the thing that the capacity is stated for: a replica or a server.
 *
 *     busy  = (input / capacity_input + cached / capacity_cached + output / capacity_output)
 *             / (seconds in the period * duty * capacity_factor)
 *     units = ceil(busy * peak * redundancy / utilisation_max) + spares
 *     nodes = ceil(units * unit_gpus / node_gpus)
 *
 * A stream without a capacity takes no time; reason_bits of the summary then says so. The peak is that of the hourly
 * profile times the row PEAK. SIZE_HOURS applies the formula hour by hour; SIZE_EXACT leaves out ceil and peak.
 * UNITS_MIN and UNITS_MAX limit the units, spares included. Owned units are bought when the need exceeds the units in
 * service. At the end of their life they are bought again, at the price of that day.
 *
 * Example: 12 x 10^9 output tokens a month on units of 15,000 tokens/s keep 0.304 units busy, so 1 unit is bought. At
 * 300,000 plus 3,000 of staff a month it costs 408,000 in 36 months: 0.944 per Mtok. An API at 1.20 costs 518,400.
 *
 * ## Power
 *
 * Provisioned power (facility, demand charge) and drawn power (energy, carbon) are separate numbers:
 *
 *     drawn W = idle + load * (busy - idle)
 *
 * Prices of energy and the grid's carbon may move over the day (ENERGY_HOUR, CARBON_HOUR). They are weighted by the
 * hours in which energy is drawn. What idle units draw goes by the units of the hour, what runs with load by the
 * load of the hour, metered energy evenly. Example: a tariff is 2 from 8 to 20 and 0 in the other hours. For units
 * that work in those hours alone the factor is 2 on what runs with load, and 1 on what they draw idle.
 *
 * PUE above 1 together with a price of cooling per kWh is refused, because cooling would be counted twice.
 *
 * ## Shares of money
 *
 * A price can be a share of other money:
 *
 * - COST per CAPEX: a share per `time` of the price of the assets in service (maintenance, insurance).
 * - BUY per CAPEX: a share of the purchases that rows before it make in the same period (cabling, spare parts).
 * - COST per SPEND: a share of the money paid within the period by COST rows before it, by commitments and by leases.
 *   Purchases, one-off costs, loans and income are not in it.
 *
 * ## Delivery, leases, loans
 *
 * What takes DELIVERY periods is ordered and paid that long before it must serve, at the price of that day. Units of
 * which a part is bought or leased serve from then on; until then the API does, or nobody.
 *
 * A LEASE is signed when the need exceeds what is on lease. Its payment is fixed for the term; what is owed beyond the
 * horizon is in the close, as the rest of a commitment is. Then pieces go back, or are bought at LEASE_BUYOUT and serve
 * for the rest of the life of their category. Example: 600 a month for 24 months and then 2,000 are 16,400 for each.
 *
 * A LOAN is received at the start of a period and repaid at the end of each period of its term, in equal payments. Cash
 * holds both; the accrual holds the interest alone. A loan of basis capex is a share of the purchases that serve from a
 * period on, of `category` or of all, and is received with their delivery. What is owed at the close is paid there.
 * Example: 120,000 at 6 % over 12 months are 12 payments of 10,327.97, of which 3,935.66 are interest.
 *
 * ## Unit costs
 *
 * - `reserved`: all cost over the tokens served. Compare this figure with an API price.
 * - `used`: the same without the cost of idle time.
 * - `marginal`: the cost that one more token adds.
 *
 * Resale and saved tax lower these costs; income does not. In the example: 0.944, 0.288 and 0 per Mtok. Fields that end
 * in `_money` are in units of the currency of account.
 *
 * ## Not modelled
 *
 * There is one currency of account. There is no queueing: limit the load of a unit by UTILISATION_MAX. New units start
 * at once, as whole units, in the period that needs them, unless their delivery takes time. A lease is accrued as it is
 * paid: right-of-use assets (IFRS 16) are not shown.
 *
 * @snippet tco.c tco
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of row. Names, units, limits and meaning: toll_tco_get_row_kind(). */
#define TOLL_TCO_OPTION           1  /**< Declares option `option`; `text` is its name. At least one. */
#define TOLL_TCO_HORIZON          2  /**< Number of periods, 1 .. 1,200. Required. */
#define TOLL_TCO_PERIOD_MONTHS    3  /**< Months in a period; absent: 1. */
#define TOLL_TCO_PERIOD_HOURS     4  /**< Hours in a period, instead of months. */
#define TOLL_TCO_HOURS_PER_MONTH  5  /**< Absent: 730. */
#define TOLL_TCO_HOURS_PER_YEAR   6  /**< Absent: 8,760. */
#define TOLL_TCO_BASE_YEAR        7  /**< Year of the prices in rows without a `price_year`. */
#define TOLL_TCO_CURRENCY         8  /**< `currency`: the currency of account; absent: USD. */
#define TOLL_TCO_FX               9  /**< Units of the currency of account for one of `currency`, in its periods. */
#define TOLL_TCO_PRICE_INDEX      10 /**< Price level of the base year over that of `price_year`. */
#define TOLL_TCO_DISCOUNT_RATE    11 /**< Per year; absent: 0. */
#define TOLL_TCO_INFLATION        12 /**< Per year; absent: 0. */
#define TOLL_TCO_REAL_MONEY       13 /**< 1: money of period 0, by INFLATION; absent: nominal. */
#define TOLL_TCO_INPUT_TOKENS     20 /**< Prompt tokens asked, not cached, per `time`. */
#define TOLL_TCO_CACHED_TOKENS    21 /**< Cached prompt tokens asked, per `time`. */
#define TOLL_TCO_OUTPUT_TOKENS    22 /**< Output tokens asked, per `time`. */
#define TOLL_TCO_TASKS            23 /**< Tasks to complete, per `time`. */
#define TOLL_TCO_TASK_INPUT       24 /**< Prompt tokens of one attempt. */
#define TOLL_TCO_TASK_OUTPUT      25 /**< Output tokens of one attempt. */
#define TOLL_TCO_TOKEN_MULTIPLIER 26 /**< Tokens of this option's model over those stated for a task; absent: 1. */
#define TOLL_TCO_SUCCESS          27 /**< Share of attempts that complete the task; absent: 1. */
#define TOLL_TCO_CACHE_HIT        28 /**< Share of the prompt tokens of rows 20 and 24 that is cached; absent: 0. */
#define TOLL_TCO_LOAD             29 /**< Load of fixed UNITS, 0 .. 1. Demand follows it, at the mix of the rows. */
#define TOLL_TCO_GROWTH_LINEAR    30 /**< Growth of demand per year, as a share of the first period's demand. */
#define TOLL_TCO_GROWTH_COMPOUND  31 /**< Growth of demand per year, compound. */
#define TOLL_TCO_DEMAND_STEP      32 /**< Factor on demand in its periods. */
#define TOLL_TCO_PROFILE          33 /**< Weight of hour `subject` (0 .. 23) of the day; hours without a row weigh 0. */
#define TOLL_TCO_PEAK             34 /**< Peak over mean load, on top of the profile; absent: 1. */
#define TOLL_TCO_ESCALATION       35 /**< Share of demand that goes to the API whatever the capacity; absent: 0. */
#define TOLL_TCO_CAPACITY_INPUT   40 /**< Prompt tokens per second of a unit that does nothing else. */
#define TOLL_TCO_CAPACITY_CACHED  41 /**< Cached prompt tokens per second; absent: they take no time. */
#define TOLL_TCO_CAPACITY_OUTPUT  42 /**< Output tokens per second of a unit that does nothing else. */
#define TOLL_TCO_CAPACITY_TOKENS  43 /**< Tokens of all three streams per second, instead of rows 40 to 42. */
#define TOLL_TCO_CAPACITY_FACTOR  44 /**< Factor on capacity in its periods: ramp-up, derating. */
#define TOLL_TCO_UTILISATION_MAX  45 /**< Load up to which units are filled; absent: 1. */
#define TOLL_TCO_UNITS            46 /**< Fixed number of units in its periods, instead of sizing. */
#define TOLL_TCO_UNITS_MIN        47 /**< Lowest number of units; absent: 0. */
#define TOLL_TCO_UNITS_SPARE      48 /**< Units on top of the sized ones (N + 1); absent: 0. */
#define TOLL_TCO_UNITS_MAX        49 /**< Highest number of units; absent: no limit. */
#define TOLL_TCO_REDUNDANCY       50 /**< Factor on the sized units: 2 is active-active; absent: 1. */
#define TOLL_TCO_SIZING           51 /**< `subject` is TOLL_TCO_SIZE_*; absent: peak. */
#define TOLL_TCO_UNIT_GPUS        52 /**< Accelerators of a unit; absent: 1. */
#define TOLL_TCO_NODE_GPUS        53 /**< Accelerators of a node; absent: a node is a unit. */
#define TOLL_TCO_RACK_NODES       54 /**< Nodes of a rack; absent: no racks. */
#define TOLL_TCO_DUTY             55 /**< Share of the hours in which the units run; absent: 1. */
#define TOLL_TCO_ENDS             56 /**< Periods until a supply ends; `subject` is TOLL_TCO_SUPPLY_*. */
#define TOLL_TCO_POWER_MAX        60 /**< W provisioned for each unit, accelerator or node (`basis`). */
#define TOLL_TCO_POWER_BUSY       61 /**< W drawn at full load; absent: POWER_MAX. */
#define TOLL_TCO_POWER_IDLE       62 /**< W drawn when idle; absent: as when busy. */
#define TOLL_TCO_ENERGY_USE       63 /**< Metered kWh of IT per `time`, on top of the power rows. */
#define TOLL_TCO_PUE              64 /**< Facility power over IT power; absent: 1. */
#define TOLL_TCO_GRID_CARBON      65 /**< kgCO2e per kWh; rows add, `quantity` is the share of each source. */
#define TOLL_TCO_EMBODIED         66 /**< kgCO2e of making one of `basis`, when bought; its life is `category`'s. */
#define TOLL_TCO_WATER            67 /**< Litres per kWh at the meter. */
#define TOLL_TCO_ENERGY_HOUR      68 /**< Factor on prices of ENERGY per kWh in hour `subject` of the day; others: 1. */
#define TOLL_TCO_CARBON_HOUR      69 /**< Factor on GRID_CARBON in hour `subject` of the day; others: 1. */
#define TOLL_TCO_FTE              70 /**< Full-time staff, independent of size. */
#define TOLL_TCO_GPUS_PER_FTE     71 /**< Accelerators that one more full-time person runs. */
#define TOLL_TCO_FTE_MIN          72 /**< Lowest staff: cover round the clock. */
#define TOLL_TCO_STORED_GB        75 /**< GB stored. */
#define TOLL_TCO_EGRESS_GB        76 /**< GB of egress per `time`. */
#define TOLL_TCO_EGRESS_PER_MTOK  77 /**< GB of egress per million tokens served. */
#define TOLL_TCO_BUY              80 /**< Purchase: price of one of `basis`, spread over the life of its category. */
#define TOLL_TCO_COST             81 /**< Price of one of `basis`, per `time` where the basis is a stock. */
#define TOLL_TCO_INCOME           82 /**< Income: as COST, with the opposite sign. */
#define TOLL_TCO_PRICE_FACTOR     83 /**< Factor on COST rows of `category`; 0: on all with basis kWh or later. */
#define TOLL_TCO_LIFE             84 /**< Periods until purchases of `category` are replaced; absent: the horizon. */
#define TOLL_TCO_RESIDUAL         85 /**< Resale price at the end of the life over the price paid; absent: 0. */
#define TOLL_TCO_DEPRECIATION     86 /**< Rate at which `category` is spread; `subject` is TOLL_TCO_SPREAD_*. */
#define TOLL_TCO_CLOSE_AT_BOOK    87 /**< 1: at the close assets sell at book value; absent: on RESIDUAL's curve. */
#define TOLL_TCO_TAX_RATE         88 /**< Tax saved on costs: `subject` 0 on depreciation alone, 1 on all costs. */
#define TOLL_TCO_DELIVERY         89 /**< Periods from the order of what `category` buys to its service; absent: 0. */
#define TOLL_TCO_CURVE_RATE       90 /**< Change per year of the prices of class `subject` (TOLL_TCO_CURVE_*). */
#define TOLL_TCO_CURVE_POINT      91 /**< Price level of class `subject` from its period on; period 0 is 1. */
#define TOLL_TCO_COMMIT_UNITS     95 /**< Units, accelerators or nodes (`basis`) committed; the periods are the term. */
#define TOLL_TCO_COMMIT_PRICE     96 /**< Price of one of them per `time`; `subject` is the commitment's number. */
#define TOLL_TCO_COMMIT_UPFRONT   97 /**< Share of the term's price that is paid at its start; absent: 0. */
#define TOLL_TCO_LEASE            98 /**< Lease payment for one of `basis` per `time`, fixed at the signing. */
#define TOLL_TCO_LEASE_TERM       99 /**< Periods of a lease of `category`; absent: the horizon. */
#define TOLL_TCO_LEASE_BUYOUT     100 /**< Price of one at the end of its lease; absent: it goes back. */
#define TOLL_TCO_LOAN             101 /**< Principal of loan `subject`; of basis capex: a share of the purchases. */
#define TOLL_TCO_LOAN_RATE        102 /**< Interest of loan `subject`, nominal per year. */
#define TOLL_TCO_LOAN_TERM        103 /**< Periods over which loan `subject` is repaid; absent: to the horizon. */

/* Categories of cost. */
#define TOLL_TCO_GPU         1  /**< Accelerators. */
#define TOLL_TCO_SERVER      2  /**< Servers. */
#define TOLL_TCO_NETWORK     3  /**< Fabric, cables, switches. */
#define TOLL_TCO_STORAGE     4  /**< Storage. */
#define TOLL_TCO_FACILITY    5  /**< Racks, colocation, building. */
#define TOLL_TCO_ENERGY      6  /**< Electricity. */
#define TOLL_TCO_COOLING     7  /**< Cooling, where it has a price of its own. */
#define TOLL_TCO_SOFTWARE    8  /**< Licences. */
#define TOLL_TCO_SUPPORT     9  /**< Support contracts. */
#define TOLL_TCO_MAINTENANCE 10 /**< Maintenance. */
#define TOLL_TCO_STAFF       11 /**< Staff. */
#define TOLL_TCO_COMPLIANCE  12 /**< Audits, certification. */
#define TOLL_TCO_MIGRATION   13 /**< Setting up and moving. */
#define TOLL_TCO_EGRESS      14 /**< Network traffic out. */
#define TOLL_TCO_CLOUD       15 /**< Rented units, on demand or spot. */
#define TOLL_TCO_COMMITMENT  16 /**< Reserved units. */
#define TOLL_TCO_API         17 /**< Tokens bought. */
#define TOLL_TCO_RESALE      18 /**< Resale of purchases (negative). */
#define TOLL_TCO_TAX         19 /**< Tax saved (negative). */
#define TOLL_TCO_TRAINING    20 /**< Training and fine-tuning. */
#define TOLL_TCO_RISK        21 /**< Expected losses, if the user gives them. */
#define TOLL_TCO_REVENUE     22 /**< Income (negative). */
#define TOLL_TCO_OTHER       23 /**< Anything else. */
#define TOLL_TCO_INSURANCE   24 /**< Insurance, such as a share per year of the assets (::TOLL_TCO_PER_CAPEX). */

/* How many. */
#define TOLL_TCO_CATEGORIES 25 /**< One more than the greatest category. */

/* Nature of a line. */
#define TOLL_TCO_CAPEX    1 /**< A purchase. */
#define TOLL_TCO_ONE_OFF  2 /**< Paid once, not spread. */
#define TOLL_TCO_FIXED    3 /**< Runs with time, independent of load. */
#define TOLL_TCO_VARIABLE 4 /**< Runs with tokens, tasks or load. */
#define TOLL_TCO_USED     5 /**< Commitment: hours used. */
#define TOLL_TCO_UNUSED   6 /**< Commitment: hours not used, or the rest at the close. */
#define TOLL_TCO_CREDIT   7 /**< Income, resale, tax saved. */

/* Per what. A stock is there over time; a flow happens. */
#define TOLL_TCO_PER_ONE           1  /**< Stock: one. Where `time` is 0: once, at the start of its periods. */
#define TOLL_TCO_PER_UNIT          2  /**< Stock: unit. */
#define TOLL_TCO_PER_GPU           3  /**< Stock: accelerator. */
#define TOLL_TCO_PER_NODE          4  /**< Stock: node. */
#define TOLL_TCO_PER_RACK          5  /**< Stock: rack. */
#define TOLL_TCO_PER_KW            6  /**< Stock: kW of IT power provisioned. */
#define TOLL_TCO_PER_KW_FACILITY   7  /**< Stock: kW of IT power provisioned, times PUE. */
#define TOLL_TCO_PER_FTE           8  /**< Stock: full-time person. */
#define TOLL_TCO_PER_GB            9  /**< Stock: GB stored. */
#define TOLL_TCO_PER_CAPEX         10 /**< Stock: price of the assets in service, of category `subject` (0: all). */
#define TOLL_TCO_PER_SPEND         11 /**< Flow: running cost before this row, of category `subject` (0: all). */
#define TOLL_TCO_PER_KWH           12 /**< Flow: kWh at the meter, PUE included. */
#define TOLL_TCO_PER_KWH_IT        13 /**< Flow: kWh drawn by IT. */
#define TOLL_TCO_PER_UNIT_HOUR     14 /**< Flow: running unit-hours beyond commitments. */
#define TOLL_TCO_PER_GPU_HOUR      15 /**< Flow: accelerator-hours beyond commitments. */
#define TOLL_TCO_PER_NODE_HOUR     16 /**< Flow: node-hours beyond commitments. */
#define TOLL_TCO_PER_MTOK_INPUT    17 /**< Flow: million uncached prompt tokens served, by units or API. */
#define TOLL_TCO_PER_MTOK_CACHED   18 /**< Flow: million cached prompt tokens served, by units or API. */
#define TOLL_TCO_PER_MTOK_OUTPUT   19 /**< Flow: million output tokens served, by units or API. */
#define TOLL_TCO_PER_MTOK          20 /**< Flow: million tokens of all three streams served, by units or API. */
#define TOLL_TCO_PER_LOCAL_MTOK    21 /**< Flow: million tokens that the option's units served. */
#define TOLL_TCO_PER_REMOTE_INPUT  22 /**< Flow: million uncached prompt tokens that went to the API. */
#define TOLL_TCO_PER_REMOTE_CACHED 23 /**< Flow: million cached prompt tokens that went to the API. */
#define TOLL_TCO_PER_REMOTE_OUTPUT 24 /**< Flow: million output tokens that went to the API. */
#define TOLL_TCO_PER_REMOTE_MTOK   25 /**< Flow: million tokens that went to the API. */
#define TOLL_TCO_PER_TASK          26 /**< Flow: task completed. */
#define TOLL_TCO_PER_REMOTE_TASK   27 /**< Flow: task completed by the API. */
#define TOLL_TCO_PER_GB_OUT        28 /**< Flow: GB of egress. */

/* Units of time. */
#define TOLL_TCO_ONCE   0 /**< No time: for a flow, or paid once. */
#define TOLL_TCO_HOUR   1 /**< One hour. */
#define TOLL_TCO_DAY    2 /**< 24 hours. */
#define TOLL_TCO_MONTH  3 /**< hours_per_month hours. */
#define TOLL_TCO_YEAR   4 /**< hours_per_year hours. */
#define TOLL_TCO_PERIOD 5 /**< One period. */

/* Classes of price curves. Each category of cost has its class; one with no class of its own moves as GENERAL. */
#define TOLL_TCO_CURVE_GENERAL  0 /**< Every category without another class. */
#define TOLL_TCO_CURVE_HARDWARE 1 /**< Accelerators, servers, network, storage. */
#define TOLL_TCO_CURVE_RENTAL   2 /**< Rented and reserved units. */
#define TOLL_TCO_CURVE_API      3 /**< Tokens bought. */
#define TOLL_TCO_CURVE_ENERGY   4 /**< Electricity, cooling. */
#define TOLL_TCO_CURVE_WAGES    5 /**< Staff. */
#define TOLL_TCO_CURVE_REVENUE  6 /**< Income. */

/* Ways to size. */
#define TOLL_TCO_SIZE_PEAK  0 /**< Whole units for the busiest hour, all day. */
#define TOLL_TCO_SIZE_HOURS 1 /**< Whole units hour by hour: the mean is paid, the peak is bought. */
#define TOLL_TCO_SIZE_EXACT 2 /**< Fractional units for the mean load. */

/* Supplies that may end. */
#define TOLL_TCO_SUPPLY_ALL   0 /**< The API and the units. */
#define TOLL_TCO_SUPPLY_API   1 /**< The API: its model is retired. */
#define TOLL_TCO_SUPPLY_UNITS 2 /**< The units: their rent, licence or support ends, and they are given up. */

/* Ways to spread a purchase. */
#define TOLL_TCO_SPREAD_STRAIGHT  0 /**< Straight line: the same in each period of the life. */
#define TOLL_TCO_SPREAD_DECLINING 1 /**< Declining balance: a share `rate` per year; the rest at the end of the life. */
#define TOLL_TCO_SPREAD_MACRS     2 /**< MACRS half-year tables; `rate` is the class in years: 3, 5 or 7. */

/* Series. Plus 256 times a category for one category of series 1 to 4. */
#define TOLL_TCO_SERIES_CASH          1  /**< Money paid in the whole period. */
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
#define TOLL_TCO_SERIES_UNITS_PEAK    14 /**< Units in the busiest hour: the number that is bought. */
#define TOLL_TCO_SERIES_GPUS          15 /**< Accelerators of the mean units. */
#define TOLL_TCO_SERIES_NODES         16 /**< Nodes of the peak units. */
#define TOLL_TCO_SERIES_LOAD          17 /**< Busy share of the running units' time. */
#define TOLL_TCO_SERIES_KW            18 /**< IT kW provisioned. */
#define TOLL_TCO_SERIES_KWH           19 /**< kWh at the meter. */
#define TOLL_TCO_SERIES_CO2_USE       20 /**< kgCO2e of use. */
#define TOLL_TCO_SERIES_CO2_EMBODIED  21 /**< kgCO2e of making the purchases of the period. */
#define TOLL_TCO_SERIES_FTE           22 /**< Staff. */
#define TOLL_TCO_SERIES_SERVED_TOKENS 23 /**< Local and remote tokens together. */

/**
 * One row of a scenario. A row has no header: its size is the stride. A field that the kind does not use must keep its
 * default; toll_tco_get_row_kind() lists the fields that a kind uses. A row may be written as a literal: give it a
 * `quantity` where the kind uses it.
 */
typedef struct toll_tco_row {
    uint32_t kind;        /**< TOLL_TCO_OPTION .. TOLL_TCO_LOAN_TERM. Default 1. */
    uint32_t option;      /**< Option that the row is for, 1 .. 64; 0: every option. */
    int32_t from_period;  /**< First period, 0 .. N - 1. */
    int32_t to_period;    /**< One past the last period, to N; 0: to the horizon. A commitment may end later. */
    uint32_t category;    /**< TOLL_TCO_GPU and so on; 0: all categories, or the default of the kind. */
    uint32_t basis;       /**< TOLL_TCO_PER_*; 0: the default of the kind. */
    uint32_t time;        /**< TOLL_TCO_ONCE .. TOLL_TCO_PERIOD; 0 is once, or a flow. */
    uint32_t subject;     /**< By kind: hour, class of curve, commitment, way to size or to spread, category. */
    double quantity;      /**< Fixed factor on the value, above 0 .. 10^15; 0 is refused. Kinds that do not use it take
                               1 or 0. Default 1. */
    double quantity_from; /**< BUY, COST, INCOME: the row counts from this number of nodes on, 0 .. 10^15. */
    /** BUY, COST, INCOME: the row counts below this number of nodes, to 10^15; 0: no limit. Other kinds of row that use
     * `quantity` ignore both limits. */
    double quantity_below;
    toll_range value;   /**< The number, low <= mid <= high, in the unit and within the limits of the kind. */
    int32_t price_year; /**< Year of the price, to 2200; 0: the base year. */
    uint32_t reserved;  /**< 0. */
    char currency[8];   /**< ISO 4217 code of the price; empty: the currency of account. */
    char text[48];      /**< Name of the option; for other kinds a free label. */
} toll_tco_row;

/** Description of a kind of row, as data: for parsers, forms and help. */
typedef struct toll_tco_row_kind {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_TCO_ROW_KIND. */
    uint64_t uses;        /**< TOLL_TCO_USES_* bits: fields that the kind reads, and properties of the kind. */
    uint64_t required;    /**< TOLL_TCO_USES_* bits: fields that must be given. */
    double min;           /**< Lowest value allowed. */
    double max;           /**< Highest value allowed. */
    double absent_value;  /**< Value without a row of this kind; meaningless unless `uses` says that there is one. */
    uint32_t code;        /**< TOLL_TCO_OPTION .. TOLL_TCO_LOAN_TERM. */
    uint32_t basis;       /**< Basis of a row with `basis` 0; 0: none. */
    uint32_t time;        /**< Unit of time for text that states none. */
    uint32_t reserved;    /**< 0. */
    char name[24];        /**< Key in a scenario file: "capacity_output" and so on. */
    char unit[24];        /**< Unit of the value: "tokens/s", "frac", "money". */
    char help[96];        /**< Meaning, in one phrase. */
} toll_tco_row_kind;

/* Bits of toll_tco_row_kind.uses. */
#define TOLL_TCO_USES_OPTION     0x1u    /**< option */
#define TOLL_TCO_USES_PERIODS    0x2u    /**< from_period, to_period */
#define TOLL_TCO_USES_CATEGORY   0x4u    /**< category */
#define TOLL_TCO_USES_BASIS      0x8u    /**< basis */
#define TOLL_TCO_USES_TIME       0x10u   /**< time */
#define TOLL_TCO_USES_SUBJECT    0x20u   /**< subject */
#define TOLL_TCO_USES_QUANTITY   0x40u   /**< quantity, and for prices quantity_from and quantity_below */
#define TOLL_TCO_USES_CURRENCY   0x80u   /**< currency */
#define TOLL_TCO_USES_PRICE_YEAR 0x100u  /**< price_year */
#define TOLL_TCO_USES_TEXT       0x200u  /**< text names something; elsewhere it is a free label */
#define TOLL_TCO_USES_FIXED      0x400u  /**< value has no range, because it shapes the scenario */
#define TOLL_TCO_USES_ABSENT     0x800u  /**< absent_value holds without a row */
#define TOLL_TCO_USES_MANY       0x1000u /**< several rows may hold at once: they add, or multiply if they are rates */

/** One line of the ledger: one amount, the date of its payment, and its spread. Frozen. */
typedef struct toll_tco_line {
    int64_t row;            /**< Index of the row that causes it. */
    uint32_t option;        /**< Option, 1 .. 64. Default 1. */
    uint32_t category;      /**< TOLL_TCO_GPU .. TOLL_TCO_OTHER. Default 1. */
    uint32_t nature;        /**< TOLL_TCO_CAPEX .. TOLL_TCO_CREDIT. Default 1. */
    uint32_t basis;         /**< Unit of the quantity: TOLL_TCO_PER_*. */
    int32_t paid_period;    /**< Period of the payment, 0 .. N; N is the close. */
    uint32_t paid_within;   /**< 0: paid at the start of the period; 1: paid within it. */
    int32_t spread_period;  /**< First period of the spread, 0 .. 1,200; N or later falls into the close. */
    int32_t spread_periods; /**< Number of periods, 1 .. 12,000; those beyond N - 1 fall into the close. Default 1. */
    uint32_t spread;        /**< TOLL_TCO_SPREAD_*; 0 is straight line. */
    uint32_t reserved;      /**< 0. */
    double spread_rate;     /**< Rate of the spread, 0 .. 20: per year, at most 1; for MACRS the class in years. */
    double quantity;        /**< In units of the basis; for a stock, times hours, months or years. */
    double unit_price;      /**< amount / quantity, in the currency of account; 0 for a quantity up to 10^-12. */
    double amount;          /**< Money: a cost is above 0, income below. */
    char currency[8];       /**< Currency of account. */
} toll_tco_line;

/** Conventions of a scenario, echoed. */
typedef struct toll_tco_conventions {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_TCO_CONVENTIONS. */
    int64_t periods;           /**< N. */
    int64_t rows;              /**< Rows of the scenario: the length of `values`. */
    int64_t options;           /**< Options declared. */
    uint64_t option_bits;      /**< Bit k - 1: option k is declared. */
    uint64_t account_bytes;    /**< Bytes of an account of this plan. */
    double period_hours;       /**< Hours in a period. */
    double period_years;       /**< Years in a period. */
    double hours_per_month;    /**< Hours in a month. */
    double hours_per_year;     /**< Hours in a year. */
    double discount_rate_frac; /**< Per year; 0 if there is no row. */
    double inflation_frac;     /**< Per year; 0 if there is no row. */
    uint32_t real_money;       /**< 1: amounts are deflated to period 0. */
    int32_t base_year;         /**< Year of the prices; 0: not given. */
    char currency[8];          /**< Currency of account. */
} toll_tco_conventions;

/** An option over the horizon: totals, capacity, unit costs. Fields `_money` are in the currency of account. */
typedef struct toll_tco_summary {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_TCO_SUMMARY. */
    uint64_t known;                 /**< TOLL_TCO_KNOWN_* bits: what has a denominator, or a row. */
    uint64_t flags;                 /**< TOLL_TCO_FLAG_* bits. */
    int64_t option;                 /**< Option. */
    int64_t first_unserved_period;  /**< First period with unserved demand; -1: none. */
    double hours;                   /**< Hours of the horizon. */
    double total_money;             /**< Cost less income, the close included; the same in both views. */
    double spent_money;             /**< The same without income: numerator of the costs per hour, token and task. */
    double cost_money;              /**< Sum of the positive lines. */
    double credit_money;            /**< Income, resale and tax saved, as a positive number. */
    double capex_money;             /**< Purchases. */
    double one_off_money;           /**< One-off costs. */
    double fixed_money;             /**< Fixed running cost. */
    double variable_money;          /**< Cost that runs with load. */
    double committed_used_money;    /**< Commitments: used. */
    double committed_unused_money;  /**< Commitments: not used. */
    double overage_money;           /**< Unit-, accelerator- and node-hours beyond commitments. */
    double idle_money;              /**< Share of the cost of the units that pays for idle time. */
    double revenue_money;           /**< INCOME rows, as a positive number. */
    double margin_money;            /**< Revenue less all else: -total_money. */
    double asked_tokens;            /**< Tokens asked, all three streams. */
    double local_tokens;            /**< Tokens served by the option's units. */
    double remote_tokens;           /**< Tokens served by the API. */
    double unserved_tokens;         /**< Tokens served by nobody. */
    double output_tokens;           /**< Output tokens served. */
    double asked_tasks;             /**< Tasks asked. */
    double tasks;                   /**< Tasks completed. */
    double capacity_tokens;         /**< Tokens of this mix that the units could serve; no load adds 0. Optional. */
    double load_frac;               /**< Busy share of the units' time. Optional. */
    double units_mean;              /**< Units, mean over the horizon. */
    double units_peak;              /**< Units, highest. */
    double gpus_peak;               /**< Accelerators, highest. */
    double nodes_peak;              /**< Nodes, highest. */
    double gpu_hours;               /**< Running accelerator-hours. */
    double fte_mean;                /**< Staff, mean. Optional. */
    double provisioned_kw;          /**< Provisioned IT kW, highest. Optional. */
    double drawn_kw;                /**< kW at the meter, mean. Optional. */
    double kwh;                     /**< kWh at the meter. Optional. */
    double co2_use_kg;              /**< kgCO2e of use. Optional. */
    double co2_embodied_kg;         /**< kgCO2e of making the purchases. Optional. */
    double water_l;                 /**< Litres at the meter. Optional. */
    double grid_kg_per_kwh;         /**< kgCO2e per kWh of the grid mix, mean of the periods. Optional. */
    double money_per_hour;          /**< spent_money per hour. */
    double money_per_month;         /**< spent_money per month. */
    double money_per_year;          /**< spent_money per year. */
    double money_per_unit;          /**< spent_money over units_peak. Optional. */
    double money_per_gpu;           /**< spent_money over gpus_peak. Optional. */
    double money_per_node;          /**< spent_money over nodes_peak. Optional. */
    double money_per_gpu_hour;      /**< spent_money over gpu_hours. Optional. */
    double money_per_busy_hour;     /**< spent_money over busy unit-hours. Optional. */
    double reserved_money_per_mtok; /**< spent_money over million tokens served. Optional. */
    double used_money_per_mtok;     /**< spent_money less idle_money, over million tokens served. Optional. */
    double marginal_money_per_mtok; /**< variable_money over million tokens served. Optional. */
    double output_money_per_mtok;   /**< spent_money over million output tokens, as many reports print it. Optional. */
    double money_per_task;          /**< spent_money over tasks completed. Optional. */
    double marginal_money_per_task; /**< variable_money over tasks completed. Optional. */
    double margin_frac;             /**< (revenue - spent_money) / spent_money. Optional. */
    uint64_t reason_bits;           /**< TOLL_TCO_REASON_* bits: why the option must not be ranked; 0: it may. */
} toll_tco_summary;

/* Bits of toll_tco_summary.known. A divisor must be above 10^-12: fewer tokens, tasks or hours count as none. */
#define TOLL_TCO_KNOWN_LOAD   0x1u  /**< load_frac: there are units, and their capacity or load is given. */
#define TOLL_TCO_KNOWN_BUSY   0x2u  /**< money_per_busy_hour: the units are used. */
#define TOLL_TCO_KNOWN_UNITS  0x4u  /**< money_per_unit, money_per_gpu, money_per_node, money_per_gpu_hour. */
#define TOLL_TCO_KNOWN_TOKENS 0x8u  /**< The costs per Mtok except output_money_per_mtok: some token is served. */
#define TOLL_TCO_KNOWN_OUTPUT 0x10u /**< output_money_per_mtok. */
#define TOLL_TCO_KNOWN_TASKS  0x20u /**< money_per_task, marginal_money_per_task. */
#define TOLL_TCO_KNOWN_MARGIN 0x40u /**< margin_frac: there is revenue, and money is spent. */
/* Bits of quantities that are 0 and unknown unless a row of the option gives them. */
#define TOLL_TCO_KNOWN_ENERGY   0x80u   /**< kwh, drawn_kw: power of the units, or energy, is given. */
#define TOLL_TCO_KNOWN_POWER    0x100u  /**< provisioned_kw: power of the units is given. */
#define TOLL_TCO_KNOWN_GRID     0x200u  /**< grid_kg_per_kwh. */
#define TOLL_TCO_KNOWN_CO2_USE  0x400u  /**< co2_use_kg: energy and grid are given. */
#define TOLL_TCO_KNOWN_CO2_MADE 0x800u  /**< co2_embodied_kg. */
#define TOLL_TCO_KNOWN_WATER    0x1000u /**< water_l: energy and water are given. */
#define TOLL_TCO_KNOWN_STAFF    0x2000u /**< fte_mean. */
#define TOLL_TCO_KNOWN_CAPACITY 0x4000u /**< capacity_tokens: a capacity or a load is given. */

/* Bits of toll_tco_summary.flags. */
#define TOLL_TCO_FLAG_UNSERVED   0x1u  /**< Demand exceeded the supply: some of it is unserved. */
#define TOLL_TCO_FLAG_STRANDED   0x2u  /**< A commitment's term ends after the horizon: its rest is in the close. */
#define TOLL_TCO_FLAG_REPLACED   0x4u  /**< An asset reached the end of its life and was bought again. */
#define TOLL_TCO_FLAG_UNUSED     0x8u  /**< Some committed hours were not used. */
#define TOLL_TCO_FLAG_ZERO_PRICE 0x10u /**< A price curve reached 0 within the horizon. */
#define TOLL_TCO_FLAG_LOWER_PEAK 0x20u /**< Its units are sized for a flatter day than those of another option. */
#define TOLL_TCO_FLAG_ENDS       0x40u /**< A supply that it uses ends within the horizon. */

/* Bits of toll_tco_summary.reason_bits: why the option must not be ranked. A row with the literal value 0 says that a
 * thing is free, and then counts as given. Bit k has its name in TOLL_TCO_LIST_REASON and a sentence in
 * TOLL_TCO_LIST_ADVICE, both under code k. */
#define TOLL_TCO_REASON_SERVES_NOTHING  0x1u      /**< It serves none of the demand. */
#define TOLL_TCO_REASON_SERVES_LESS     0x2u      /**< It serves less than the demand. */
#define TOLL_TCO_REASON_NO_DEMAND       0x4u      /**< It has no demand, and another option of the scenario has. */
#define TOLL_TCO_REASON_TASKS_ASKED     0x8u      /**< Of tasks and the two streams of a task one is missing. */
#define TOLL_TCO_REASON_INPUT_ASKED     0x10u     /**< Prompt tokens have a price or capacity and no demand. */
#define TOLL_TCO_REASON_CACHED_ASKED    0x20u     /**< Cached tokens have a price or capacity and no demand. */
#define TOLL_TCO_REASON_OUTPUT_ASKED    0x40u     /**< Output tokens have a price or capacity and no demand. */
#define TOLL_TCO_REASON_INPUT_PRICE     0x80u     /**< Prompt tokens go to the API without a price. */
#define TOLL_TCO_REASON_CACHED_PRICE    0x100u    /**< Cached prompt tokens go to the API without a price. */
#define TOLL_TCO_REASON_OUTPUT_PRICE    0x200u    /**< Output tokens go to the API without a price. */
#define TOLL_TCO_REASON_TASK_PRICE      0x400u    /**< Tasks without tokens go to the API without a price. */
#define TOLL_TCO_REASON_INPUT_CAPACITY  0x800u    /**< Prompt tokens take no time on the option's units. */
#define TOLL_TCO_REASON_CACHED_CAPACITY 0x1000u   /**< Cached prompt tokens take no time on the option's units. */
#define TOLL_TCO_REASON_OUTPUT_CAPACITY 0x2000u   /**< Output tokens take no time on the option's units. */
#define TOLL_TCO_REASON_UNIT_PRICE      0x4000u   /**< Units that no purchase, rent or commitment pays for. */
#define TOLL_TCO_REASON_ENERGY_PRICE    0x8000u   /**< Energy without a price per kWh. */
#define TOLL_TCO_REASON_STAFF_PRICE     0x10000u  /**< Staff without a price. */
#define TOLL_TCO_REASON_STORAGE_PRICE   0x20000u  /**< Stored data without a price. */
#define TOLL_TCO_REASON_EGRESS_PRICE    0x40000u  /**< Egress without a price. */
#define TOLL_TCO_REASON_POWER_MAX       0x80000u  /**< A price per provisioned kW, and only drawn power is given. */
#define TOLL_TCO_REASON_ASKS_LESS       0x100000u /**< It asks for less than another option, in some period. */
#define TOLL_TCO_REASON_SUPPLY_ENDS     0x200000u /**< A supply ends, and nothing serves what it served. */

/* Lists of codes. For toll_tco_get_name() and toll_tco_find_name(). */
#define TOLL_TCO_LIST_KIND     1  /**< Kinds of row. */
#define TOLL_TCO_LIST_CATEGORY 2  /**< Categories of cost. */
#define TOLL_TCO_LIST_NATURE   3  /**< Natures of a line. */
#define TOLL_TCO_LIST_BASIS    4  /**< TOLL_TCO_PER_*. */
#define TOLL_TCO_LIST_TIME     5  /**< Units of time. */
#define TOLL_TCO_LIST_CURVE    6  /**< Classes of price curves. */
#define TOLL_TCO_LIST_SIZE     7  /**< Ways to size. */
#define TOLL_TCO_LIST_SPREAD   8  /**< Ways to spread. */
#define TOLL_TCO_LIST_SERIES   9  /**< Series. */
#define TOLL_TCO_LIST_REASON   10 /**< Reasons not to rank an option: code k is bit k of TOLL_TCO_REASON_*. */
#define TOLL_TCO_LIST_ADVICE   11 /**< What to add, as sentences; toll_tco_find_name() refuses this list. */
#define TOLL_TCO_LIST_SUPPLY   12 /**< Supplies that may end. */

/**
 * Describes a kind of row: its fields, unit and limits.
 *
 * Use it to build a form, a parser or help without a table of your own.
 *
 * @param kind TOLL_TCO_OPTION .. TOLL_TCO_LOAN_TERM. The codes have gaps: to list all kinds, go from 0 to
 *        toll_tco_count_names() - 1 and skip ::TOLL_E_UNKNOWN_ID
 * @param[out] description the description; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_UNKNOWN_ID for a code without a kind; ::TOLL_E_NULL; ::TOLL_E_STRUCT_KIND;
 *         ::TOLL_E_STRUCT_SIZE.
 */
TOLL_API toll_status toll_tco_get_row_kind(uint32_t kind, toll_tco_row_kind *description, toll_error *err);

/**
 * Returns one more than the greatest code of a list.
 *
 * Use it as the end of a loop over codes.
 *
 * @param list TOLL_TCO_LIST_*
 * @return the count, gaps included; 0 for an unknown list.
 */
TOLL_API uint32_t toll_tco_count_names(uint32_t list);

/**
 * Returns the name of a code, as scenario files and outputs write it.
 *
 * Use it to print a code; toll_tco_find_name() is the inverse.
 *
 * @param list TOLL_TCO_LIST_*
 * @param code any number
 * @return the name, such as "mtok_output"; "" for an unknown list or code. Static.
 */
TOLL_API const char *toll_tco_get_name(uint32_t list, uint32_t code);

/**
 * Finds the code of a name.
 *
 * Use it to read a scenario file.
 *
 * @param list TOLL_TCO_LIST_*
 * @param name text, in the same letter case as toll_tco_get_name()
 * @param name_size its bytes
 * @param[out] code the code
 * @param[out] err suggests the nearest name; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for an unknown list; ::TOLL_E_UNKNOWN_ID for an unknown name.
 */
TOLL_API toll_status toll_tco_find_name(uint32_t list, const char *name, uint64_t name_size, uint32_t *code,
                                        toll_error *err);

/**
 * Checks a scenario: every row alone, then rows against each other.
 *
 * Use it to validate input without memory for a plan. toll_tco_resolve() makes the same checks.
 *
 * @param rows the scenario
 * @param count number of rows, 1 .. 4,096
 * @param stride_bytes bytes from row to row: sizeof(toll_tco_row)
 * @param[out] err names the first wrong row and field; may be NULL
 * @return
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: no horizon; no option; a required field; a price in a currency or of a year without a rate; a
 *   basis whose quantity no row gives; an escalation, load, commitment, loan or real money without the rows it needs
 * - ::TOLL_E_CONFLICT: two rows for one number; PUE above 1 and a cooling price per kWh; months and hours of a period;
 *   a capacity of all tokens and one of a stream; fixed units and sizing; an option that is not declared; a field that
 *   the kind does not use, or that contradicts another field of the row
 * - ::TOLL_E_UNKNOWN_ID: no such kind
 * - ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE: a number outside the limits of the field or kind; a period beyond the horizon
 * - ::TOLL_E_NULL, ::TOLL_E_STRIDE, ::TOLL_E_STRUCT_NEWER, ::TOLL_E_STRING: the array or the form of a row
 *
 * Cost: O(count), and O(count) more for each row that may repeat another one, or that needs a rate of exchange or the
 * price of a commitment.
 */
TOLL_API toll_status toll_tco_check(const toll_tco_row *rows, uint64_t count, uint64_t stride_bytes, toll_error *err);

/**
 * Returns the bytes of the plan of a scenario.
 *
 * Use it to allocate the memory for toll_tco_resolve().
 *
 * @param count number of rows
 * @return bytes, a multiple of 8; 0 for a count outside 1 .. 4,096.
 */
TOLL_API uint64_t toll_tco_plan_size(uint64_t count);

/**
 * Resolves a scenario into a plan, in the caller's memory.
 *
 * Use it once per scenario. Any number of threads may then evaluate the plan. A plan is opaque and belongs to one build
 * of the library: do not store it.
 *
 * @param rows the scenario; not needed afterwards
 * @param count number of rows, 1 .. 4,096
 * @param stride_bytes bytes from row to row: sizeof(toll_tco_row)
 * @param[out] plan the plan; 8-byte aligned memory
 * @param plan_size its bytes, at least toll_tco_plan_size()
 * @param[out] err names the first wrong row and field; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_BUFFER if plan_size is too small; ::TOLL_E_OBJECT for memory that is not aligned; any
 *         status of toll_tco_check().
 *
 * Cost: as toll_tco_check().
 */
TOLL_API toll_status toll_tco_resolve(const toll_tco_row *rows, uint64_t count, uint64_t stride_bytes, void *plan,
                                      uint64_t plan_size, toll_error *err);

/**
 * Reads the conventions of a scenario, at the medians of its rows.
 *
 * Use it for the number of periods, the options, and the bytes of an account.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param[out] conventions the conventions; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OBJECT for a damaged plan; ::TOLL_E_BUFFER; ::TOLL_E_STRUCT_KIND;
 *         ::TOLL_E_STRUCT_SIZE.
 */
TOLL_API toll_status toll_tco_get_conventions(const void *plan, uint64_t plan_size, toll_tco_conventions *conventions,
                                              toll_error *err);

/**
 * Reads the medians of a scenario's rows.
 *
 * Use it as the start of an array `values` in which you change a few numbers.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param[out] values one number a row
 * @param value_count number of rows, exactly
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for another count; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 *
 * Cost: O(rows).
 */
TOLL_API toll_status toll_tco_get_values(const void *plan, uint64_t plan_size, double *values, uint64_t value_count,
                                         toll_error *err);

/**
 * Evaluates an option: sizes it, posts its ledger and sums both views.
 *
 * Use it once per option and set of numbers. The result is an account in the caller's memory; the functions below read
 * it. Unserved demand is no failure: see toll_tco_summary.flags.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param option an option that the scenario declares
 * @param values one number a row, instead of the medians; NULL: the medians
 * @param size_values one number a row for sizing alone; NULL: as `values`. Use it for gradients at a fixed sizing
 * @param value_count number of rows, exactly; ignored when both are NULL
 * @param[out] account the account; 8-byte aligned memory
 * @param account_size its bytes, at least toll_tco_conventions.account_bytes
 * @param[out] err detail on failure; may be NULL
 * @return
 * - ::TOLL_OK
 * - ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE: a value outside the limits of its kind; another count; a result beyond 10^280
 * - ::TOLL_E_UNKNOWN_ID: the option is not declared
 * - ::TOLL_E_CONFLICT: another value than its own for a row that shapes the scenario (::TOLL_TCO_USES_FIXED)
 * - ::TOLL_E_NULL, ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: the memory of the plan or of the account
 *
 * A result beyond 10^280 is found late: the account's memory is then written, but is no account.
 *
 * Cost: O(rows x periods).
 */
TOLL_API toll_status toll_tco_estimate(const void *plan, uint64_t plan_size, uint32_t option, const double *values,
                                       const double *size_values, uint64_t value_count, void *account,
                                       uint64_t account_size, toll_error *err);

/**
 * Reads totals, capacity and unit costs of an account.
 *
 * Use it for a report of one option. Test `known` before you read a ratio, and `reason_bits` before you compare
 * options: an option that leaves demand, or uses what has no price, looks cheap because its scenario is cut short.
 *
 * @param account from toll_tco_estimate()
 * @param account_size its bytes
 * @param[out] summary the summary; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OBJECT for a damaged account; ::TOLL_E_BUFFER; ::TOLL_E_STRUCT_KIND;
 *         ::TOLL_E_STRUCT_SIZE.
 *
 * Cost: O(periods).
 */
TOLL_API toll_status toll_tco_get_summary(const void *account, uint64_t account_size, toll_tco_summary *summary,
                                          toll_error *err);

/**
 * Reads a series of an account: one number a period, and the close.
 *
 * Use it for a chart, or for the flows of finance.h. ::TOLL_TCO_SERIES_CASH_START and ::TOLL_TCO_SERIES_CASH_WITHIN
 * keep the two payment dates apart, for exact discounting.
 *
 * @param account from toll_tco_estimate()
 * @param account_size its bytes
 * @param series TOLL_TCO_SERIES_*. To series 1 to 4 add 256 times a category for that category alone
 * @param[out] numbers one number a period, then that of the close
 * @param number_count N + 1, exactly
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for another count; ::TOLL_E_UNKNOWN_ID for an unknown series;
 *         ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 *
 * Cost: O(periods).
 */
TOLL_API toll_status toll_tco_get_series(const void *account, uint64_t account_size, uint32_t series, double *numbers,
                                         uint64_t number_count, toll_error *err);

/**
 * Reads the cost that each row of the scenario causes over the horizon.
 *
 * Use it to see which prices matter.
 *
 * @param account from toll_tco_estimate()
 * @param account_size its bytes
 * @param[out] amounts one amount a row: the sum of its lines; 0 for rows that cause no line
 * @param amount_count number of rows, exactly
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE for another count; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 *
 * Cost: O(rows).
 */
TOLL_API toll_status toll_tco_get_amounts(const void *account, uint64_t account_size, double *amounts,
                                          uint64_t amount_count, toll_error *err);

/**
 * Reads the lines of an account's ledger.
 *
 * Use it for an audit or an export. The order is purchases, commitments, leases, loans, running costs, tax; within
 * each, rows and then periods. It posts the account again into itself. The account is the same afterwards, but no
 * other thread may read it meanwhile.
 *
 * @param plan the plan of the account
 * @param plan_size its bytes
 * @param[in,out] account from toll_tco_estimate()
 * @param account_size its bytes
 * @param[out] lines the lines; NULL if capacity is 0
 * @param capacity lines that fit
 * @param[out] count lines in all; also written on ::TOLL_E_BUFFER, so a call with capacity 0 asks for it
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_BUFFER if the lines do not fit (the first `capacity` are written) or an object is cut;
 *         ::TOLL_E_NULL; ::TOLL_E_OBJECT for a damaged object, or an account of another plan.
 *
 * Cost: O(rows x periods).
 */
TOLL_API toll_status toll_tco_get_lines(const void *plan, uint64_t plan_size, void *account, uint64_t account_size,
                                        toll_tco_line *lines, uint64_t capacity, uint64_t *count, toll_error *err);

/**
 * Computes a view from lines alone, as toll_tco_get_series() does from an account.
 *
 * Use it for lines that were filtered, edited or made elsewhere.
 *
 * @param lines `count` lines; NULL only if count is 0
 * @param count number of lines
 * @param series TOLL_TCO_SERIES_CASH .. TOLL_TCO_SERIES_ACCRUAL, plus 256 times a category for that category alone
 * @param period_years years in a period, 10^-9 .. 1000; for spreads whose rate is per year
 * @param[out] numbers one number a period, then that of the close
 * @param number_count N + 1, 2 .. 1,201
 * @param[out] err detail on failure, row = the line; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE and ::TOLL_E_NOT_FINITE (a count, a field of a line, period_years);
 *         ::TOLL_E_STRING for a currency that is no text; ::TOLL_E_UNKNOWN_ID for another series.
 *
 * Cost: O(lines + periods of their spreads).
 */
TOLL_API toll_status toll_tco_estimate_view(const toll_tco_line *lines, uint64_t count, uint32_t series,
                                            double period_years, double *numbers, uint64_t number_count,
                                            toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
