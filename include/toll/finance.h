/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file finance.h
 * @brief Money over time and cost by the unit: NPV, IRR, payback, break-even, annuities, depreciation, energy, owned
 *        hours, tokens, commitments, idle.
 */
#ifndef TOLL_FINANCE_H
#define TOLL_FINANCE_H

#include <toll/base.h>

/**
 * @defgroup finance Finance
 * @brief The arithmetic of decisions: pure functions of plain numbers, each with its convention stated.
 *
 * Which question each part answers:
 * - *What is it worth today?* NPV = upfront + sum of flow[k] / (1 + i)^(k + t0), where t0 is 1, 1/2 or 0 for flows at the
 *   end, middle or start of their period. i is the rate per period: (1 + r)^(1/m) - 1 for an effective yearly rate r, r / m
 *   for a nominal one, m periods a year. Nominal and real money are joined by Fisher's
 *   (1 + nominal) = (1 + real) (1 + inflation).
 * - *At which rate is it worth nothing?* IRR: every real rate above -1, found by Rolle's theorem on sum of c[k] e^(-k s),
 *   s = log(1 + r): none is missed, and the number of sign changes bounds their number (Descartes).
 *   MIRR = (FV(in, reinvestment) / -PV(out, finance))^(1/(n-1)) - 1.
 * - *When is it paid back?* The first time at which the (discounted) balance is not below 0, with money arriving evenly
 *   within a period. Break-even of owning against renting: h = capex / (rent - own) (Lenovo LP2368; Pan et al., arXiv
 *   2509.18101); use u = fixed / (rent - marginal). Without a saving the answer is "never", not a negative time.
 * - *At which demand?* All crossings of two piecewise linear cost curves over the demand that both can serve: with whole
 *   servers there can be many, and a closed form finds one.
 * - *What is it a month?* Payment = (K - S v^n) i / (1 - v^n), v = 1 / (1 + i). With K = NPV of all costs this is the
 *   equivalent annual cost. Levelised cost = PV(costs) / PV(output): both are discounted.
 * - *What is left of it?* Straight line, declining balance with and without switch, the printed MACRS tables (IRS
 *   Publication 946), and value = K 10^(-g t) (Epoch AI's curve of hardware price performance).
 * - *What is one of it?* Energy = P hours PUE; hour owned = (K - S) / life + opex; USD per Mtok = USD per hour /
 *   (3600 tokens/s u) 10^6; commitments used and unused; idle capacity shared; a fixed fleet with overflow to an API.
 *
 * Signs: a flow is positive when money comes in. Costs of things (prices, capex, tariffs) are positive numbers. The
 * currency is the caller's; "usd" stands for one currency unit of one price year throughout. Amounts lie within +-10^30.
 * Shares and rates are fractions: 0.08, not 8.
 *
 * Everything is in double and good to a few roundings (1e-12); bills are made in money.h and bill.h. Nothing is written on
 * failure. "Never" is an answer (TOLL_VERDICT_NEVER), not a failure.
 * A result beyond +-10^300 is ::TOLL_E_OVERFLOW.
 *
 * Limits: equally spaced flows; no taxes but depreciation's shield; a perpetuity is the caller's.
 *
 * @snippet finance.c finance
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* When the flow of a period happens. */
#define TOLL_TIMING_END   0 /**< At the end of its period. */
#define TOLL_TIMING_MID   1 /**< In the middle: money that comes and goes all through it. */
#define TOLL_TIMING_START 2 /**< At its start; the first flow is at time 0. */

/* What a rate's number means. */
#define TOLL_COMPOUND_EFFECTIVE 0 /**< The growth over a year (or, in toll_finance_convert_rate(), over one period). */
#define TOLL_COMPOUND_NOMINAL   1 /**< Quoted a year, compounded every period: 12 % monthly is 1 % a month. */

/* Which money a rate or a flow speaks of. */
#define TOLL_BASIS_NOMINAL 0 /**< Money of its day. */
#define TOLL_BASIS_REAL    1 /**< Money of time 0: without inflation. */

/* Answers to "when?" and "from which use on?". */
#define TOLL_VERDICT_REACHED 1 /**< At the time or use given. */
#define TOLL_VERDICT_AT_ONCE 2 /**< From the beginning: there is nothing to earn back. */
#define TOLL_VERDICT_NEVER   3 /**< Not within the flows given; for a break-even, not in any time. */
#define TOLL_VERDICT_BEYOND  4 /**< Only above 100 % use, or above 24 hours a day: the figure says how far. */

/* How many internal rates of return there are. */
#define TOLL_IRR_NONE 1 /**< The flows are worth more (or less) than nothing at every rate. */
#define TOLL_IRR_ONE  2 /**< One. */
#define TOLL_IRR_MANY 3 /**< Several: none of them may be called the return; use NPV. */
#define TOLL_IRR_ANY  4 /**< All flows are 0: every rate will do. */

/* Which of two is cheaper. */
#define TOLL_CHEAPER_NEITHER 0 /**< They cost the same. */
#define TOLL_CHEAPER_FIRST   1 /**< The first, or the base. */
#define TOLL_CHEAPER_SECOND  2 /**< The second, or the other. */

/* How an asset loses value. */
#define TOLL_DEPRECIATE_STRAIGHT     1 /**< (cost - salvage) / life. */
#define TOLL_DEPRECIATE_DECLINING    2 /**< rate_frac of the book value each period, down to the salvage value. */
#define TOLL_DEPRECIATE_SWITCH       3 /**< balance_factor / life of the book value, straight line once that is more. */
#define TOLL_DEPRECIATE_MACRS        4 /**< Printed percentages; life 3, 5, 7, 10 or 15 years; salvage is ignored. */
#define TOLL_DEPRECIATE_OBSOLESCENCE 5 /**< value = cost 10^(-decades_per_period age). */

/* When property is taken to be placed in service, for ::TOLL_DEPRECIATE_MACRS. */
#define TOLL_MACRS_HALF_YEAR 0 /**< In the middle of the year (Table A-1). */
#define TOLL_MACRS_QUARTER_1 1 /**< In the middle of the first quarter (Table A-2). */
#define TOLL_MACRS_QUARTER_2 2 /**< Of the second (A-3). */
#define TOLL_MACRS_QUARTER_3 3 /**< Of the third (A-4). */
#define TOLL_MACRS_QUARTER_4 4 /**< Of the fourth (A-5). */

/* Who bears idle capacity. */
#define TOLL_IDLE_KEPT     0 /**< Nobody: it stays a line of its own. */
#define TOLL_IDLE_EVEN     1 /**< Every tenant the same. */
#define TOLL_IDLE_WEIGHTED 2 /**< By use; kept when nobody uses anything. */

/** What discounting needs to know. */
typedef struct toll_finance_terms {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_FINANCE_TERMS. */
    double rate_frac;        /**< Discount rate per year, -0.99 .. 1000. Default 0. */
    double inflation_frac;   /**< Per year, -0.99 .. 1000; used only where rate and flows differ in basis. Default 0. */
    double periods_per_year; /**< Of the flows, 0.001 .. 10^5. Default 12: months. */
    uint32_t timing;         /**< TOLL_TIMING_*. Default end. */
    uint32_t compounding;    /**< TOLL_COMPOUND_*, of both rates. Default effective. */
    uint32_t rate_basis;     /**< TOLL_BASIS_* of rate_frac. Default nominal. */
    uint32_t flow_basis;     /**< TOLL_BASIS_* of the flows. Default nominal. */
} toll_finance_terms;

/** Internal rates of return. */
typedef struct toll_finance_irr {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_FINANCE_IRR. */
    uint64_t known;       /**< ::TOLL_FINANCE_IRR_RATE. */
    double rate_frac;     /**< The rate per period, when there is exactly one. */
    int64_t roots;        /**< Distinct rates above -1. */
    int64_t sign_changes; /**< In the sequence of flows: no fewer than the roots. */
    uint32_t verdict;     /**< TOLL_IRR_*. */
    uint32_t reserved;    /**< 0. */
} toll_finance_irr;

#define TOLL_FINANCE_IRR_RATE 0x1u /**< rate_frac is given. */

/** When flows pay back. */
typedef struct toll_finance_payback {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_FINANCE_PAYBACK. */
    uint64_t known;        /**< ::TOLL_FINANCE_PAYBACK_TIME. */
    double periods;        /**< From time 0 to the moment, money arriving evenly within a period. 0 for "at once". */
    int64_t whole_periods; /**< The same for money that arrives at the end: the period in which it happens, from 1. */
    double balance_usd;    /**< All flows together, discounted when terms are given. */
    double lowest_usd;     /**< The deepest balance on the way. */
    uint32_t verdict;      /**< TOLL_VERDICT_*. */
    uint32_t is_lasting;   /**< 1: the balance does not fall below 0 again. */
} toll_finance_payback;

#define TOLL_FINANCE_PAYBACK_TIME 0x1u /**< periods and whole_periods are given: it is reached, or at once. */

/** Owning against renting at a steady use. */
typedef struct toll_finance_contest {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_FINANCE_CONTEST. */
    uint64_t known;       /**< ::TOLL_FINANCE_CONTEST_LIFE. */
    double capex_usd;     /**< Paid at once for owning, less what is got back; 0 .. 10^30. */
    double
        own_usd_per_period; /**< Running cost of owning, per period; 0 .. 10^30. Never amortisation: that is capex. */
    double rent_usd_per_period; /**< Cost of renting or of an API for the same work, per period; 0 .. 10^30. */
    double period_hours;        /**< Hours in a period: 1 for hourly prices, hours_per_month for monthly. Default 1. */
    double hours_per_month;     /**< Default 730. */
    double days_per_year;       /**< Days on which it is used; a year has 24 times as many hours. Default 365. */
    double use_hours_per_day;   /**< Hours of use a day, above 0 .. 24. Default 24. */
    double life_years;          /**< Life of what is owned. Optional. */
} toll_finance_contest;

#define TOLL_FINANCE_CONTEST_LIFE 0x1u /**< life_years is given. */

/** When owning becomes cheaper. */
typedef struct toll_finance_breakeven {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_FINANCE_BREAKEVEN. */
    uint64_t known;                 /**< TOLL_FINANCE_BREAKEVEN_* bits. */
    double saving_usd_per_period;   /**< rent - own; not above 0: never. */
    double periods;                 /**< capex / saving. */
    double hours;                   /**< Hours of use until then. */
    double months;                  /**< The same in months of continuous use. */
    double years;                   /**< The same in years of continuous use. */
    double years_at_use;            /**< In years of use_hours_per_day on days_per_year. */
    double threshold_hours_per_day; /**< Owned runs all day, rent is paid for hours of use: above this many, owning is
                                       cheaper over its life. */
    uint32_t verdict;               /**< TOLL_VERDICT_*, of the times. */
    uint32_t threshold_verdict;     /**< TOLL_VERDICT_*, of the threshold; 0 without a life. */
} toll_finance_breakeven;

#define TOLL_FINANCE_BREAKEVEN_TIMES     0x1u /**< periods, hours, months, years are given: reached, or at once. */
#define TOLL_FINANCE_BREAKEVEN_THRESHOLD 0x2u /**< threshold_hours_per_day is given: reached, at once, or beyond. */

/** Something that loses value. */
typedef struct toll_finance_asset {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_FINANCE_ASSET. */
    uint32_t method;       /**< TOLL_DEPRECIATE_*. Default straight line. */
    uint32_t convention;   /**< TOLL_MACRS_*. Default half-year. */
    double cost_usd;       /**< 0 .. 10^30. */
    double salvage_usd;    /**< Value at the end, 0 .. cost. Default 0. */
    double life_periods;   /**< Life, above 0 .. 10^5, whole or not; MACRS: 3, 5, 7, 10 or 15 years. Default 5. */
    double rate_frac;      /**< Declining balance: share of the book value per period, 0 .. below 1. Default 0.4. */
    double balance_factor; /**< Declining balance with switch: 2 is the "200 %" method. Default 2. */
    double
        first_period_frac; /**< Share of the first period in use, above 0 .. 1: 0.5 is the half-year convention, 0.875
                                  to 0.125 mid-quarter. Default 1. */
    double decades_per_period; /**< Obsolescence: powers of ten of price performance per period, 0 .. 100. Default 0.14
                                  (a year; Epoch AI, training-cost-trends, 2024). */
} toll_finance_asset;

/** A number of machines that run. */
typedef struct toll_finance_power {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_FINANCE_POWER. */
    uint64_t known;          /**< TOLL_FINANCE_POWER_* bits. */
    double units;            /**< Machines, 0 .. 10^12. Default 1. */
    double w_per_unit;       /**< Power of one at full use, 0 .. 10^12. */
    double idle_w_per_unit;  /**< Power of one at no use, 0 .. w_per_unit. Default 0. */
    double utilisation_frac; /**< Share of full use, 0 .. 1: power is idle + share (full - idle). Default 1. */
    double hours;            /**< Hours that they run, 0 .. 10^15; of one unit, or accelerator-hours with units = 1. */
    double pue;              /**< Facility energy over machines' energy, 1 .. 10. Default 1. */
    double usd_per_kwh;      /**< Tariff, -1000 .. 1000. Optional. */
    double kg_per_kwh;       /**< Carbon intensity of the grid, kgCO2e/kWh, 0 .. 1000. Optional. */
} toll_finance_power;

#define TOLL_FINANCE_POWER_TARIFF 0x1u /**< usd_per_kwh is given. */
#define TOLL_FINANCE_POWER_CARBON 0x2u /**< kg_per_kwh is given. */

/** What they use. */
typedef struct toll_finance_energy {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_FINANCE_ENERGY. */
    uint64_t known;       /**< TOLL_FINANCE_POWER_* bits. */
    double facility_w;    /**< Mean power of all, with PUE. */
    double kwh;           /**< Energy. */
    double usd;           /**< Its cost. Optional. */
    double usd_per_h;     /**< Cost of an hour. Optional. */
    double kg; /**< Carbon of use, kgCO2e, by the intensity given (location or market: the caller's). Optional. */
} toll_finance_energy;

/** Something that is owned and stands there around the clock. */
typedef struct toll_finance_owned {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_FINANCE_OWNED. */
    double capex_usd;      /**< 0 .. 10^30. */
    double residual_usd;   /**< What it sells for at the end of its life, 0 .. capex. Default 0. */
    double life_hours;     /**< Hours over which it is spread, above 0 .. 10^9. Default 43,800: five years. */
    double opex_usd_per_h; /**< Running cost an hour, 0 .. 10^30. Default 0. */
    double maintenance_frac_per_year; /**< Share of capex a year, 0 .. 10. Default 0. */
    double hours_per_year;            /**< 1 .. 10^4. Default 8,760. */
    double utilisation_frac;          /**< Share of the hours with useful work, above 0 .. 1. Default 1. */
} toll_finance_owned;

/** A stretch of a cost curve: straight from one quantity to another. Frozen. */
typedef struct toll_finance_piece {
    double from_quantity; /**< 0 or more; that of the first piece is where the curve begins. */
    double to_quantity;   /**< Above from_quantity; that of the last piece is the capacity. */
    double usd_at_from;   /**< Cost just above from_quantity. */
    double usd_per_unit;  /**< What one more costs. */
} toll_finance_piece;

/** Where the cheaper of two curves changes. Frozen. */
typedef struct toll_finance_crossing {
    double quantity;   /**< Where. */
    uint32_t before;   /**< TOLL_CHEAPER_*, just below. */
    uint32_t after;    /**< TOLL_CHEAPER_*, just above. */
    uint32_t is_jump;  /**< 1: a curve jumps here, so the costs differ on both sides; 0: they are equal here. */
    uint32_t reserved; /**< 0. */
} toll_finance_crossing;

/** A line of a budget: units x parts x times x price x share. Frozen. */
typedef struct toll_finance_item {
    double units;          /**< How many: nodes, requests, kWh. */
    double parts_per_unit; /**< Parts in each: GPUs in a node, tokens in a request; 1 where there are none. */
    double times;          /**< How often or how long: hours, months; 1 for once. */
    double usd_per_part;   /**< Price of one part once. */
    double share_frac;     /**< Share that counts: 1 for all, 0.5 for a deposit of half. */
} toll_finance_item;

/** Cost of an hour. Frozen. */
typedef struct toll_finance_hourly {
    double amortisation_usd_per_h; /**< (capex - residual) / life. */
    double maintenance_usd_per_h;  /**< Maintenance alone. */
    double opex_usd_per_h;         /**< Running cost with maintenance. */
    double usd_per_h;              /**< Amortisation and running cost: the hour that passes. */
    double usd_per_used_h;         /**< The hour that works: usd_per_h / utilisation. */
} toll_finance_hourly;

/** Two figures side by side. Frozen. */
typedef struct toll_finance_comparison {
    uint64_t known;       /**< TOLL_FINANCE_COMPARISON_* bits. */
    double difference;    /**< base - other. */
    double ratio;         /**< base / other. */
    double inverse_ratio; /**< other / base: a share, when other is a part of base. */
    double saving_frac;   /**< (base - other) / base: a cut, a saving, a margin. */
    double markup_frac;   /**< (base - other) / other: a profit on cost, when base is the revenue. */
    uint32_t cheaper;     /**< TOLL_CHEAPER_*: base is the first. */
    uint32_t reserved;    /**< 0. */
} toll_finance_comparison;

#define TOLL_FINANCE_COMPARISON_RATIO 0x1u /**< ratio and markup_frac are given: other is not 0. */
#define TOLL_FINANCE_COMPARISON_SHARE 0x2u /**< inverse_ratio and saving_frac are given: base is not 0. */

/** A promise to buy. Billed cost is what is paid and when; effective cost is what the units bear (FOCUS). */
typedef struct toll_finance_commitment {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_FINANCE_COMMITMENT. */
    uint64_t known;               /**< ::TOLL_FINANCE_COMMITMENT_UNIT. */
    double committed_usd;         /**< committed_units x price: paid whether used or not. */
    double upfront_usd;           /**< The part paid in advance. */
    double recurring_usd;         /**< The rest, paid over the term. */
    double used_units;            /**< Committed units that are demanded. */
    double unused_units;          /**< Committed units that are not. */
    double used_usd;              /**< Effective cost of the used units. */
    double unused_usd;            /**< Effective cost of the unused ones; used + unused = committed. */
    double used_frac;             /**< used / committed units. */
    double overage_units;         /**< Demand beyond the commitment. */
    double overage_usd;           /**< Its cost. */
    double total_usd;             /**< committed + overage. */
    double usd_per_demanded_unit; /**< total / demand. Optional: there is none without demand. */
} toll_finance_commitment;

#define TOLL_FINANCE_COMMITMENT_UNIT 0x1u /**< usd_per_demanded_unit is given. */

/* ---- rates ---- */

/**
 * Says the same rate in another form: 12 % nominal, monthly, is 12.68 % effective a year and 0.949 % effective a month.
 * @param rate_frac the rate: per period of 1 / from_periods years when effective, per year when nominal; -0.99 .. 1000
 * @param from_compounding TOLL_COMPOUND_*
 * @param from_periods periods a year, 0.001 .. 10^5
 * @param to_compounding TOLL_COMPOUND_*
 * @param to_periods periods a year, 0.001 .. 10^5
 * @param[out] converted_frac the rate in the other form
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_convert_rate(double rate_frac, int32_t from_compounding, double from_periods,
                                               int32_t to_compounding, double to_periods, double *converted_frac,
                                               toll_error *err);

/**
 * Turns a nominal rate into a real one or back (Fisher).
 * @param rate_frac the rate, -0.99 .. 1000
 * @param inflation_frac inflation over the same time, -0.99 .. 1000
 * @param to_basis ::TOLL_BASIS_REAL: (1 + rate) / (1 + inflation) - 1; ::TOLL_BASIS_NOMINAL: the product
 * @param[out] converted_frac the other rate
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE.
 */
TOLL_API toll_status toll_finance_convert_basis(double rate_frac, double inflation_frac, int32_t to_basis,
                                                double *converted_frac, toll_error *err);

/* ---- flows ---- */

/**
 * Net present value, in money of time 0 (where nominal and real are the same).
 * @param upfront_usd flow at time 0, not discounted; capex is negative; +-10^30
 * @param flows_usd `count` flows, one a period, +-10^30; NULL only when count is 0
 * @param count 0 .. 10^6
 * @param terms rate and conventions
 * @param[out] npv_usd the value
 * @param[out] err detail on failure, row = the flow; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW; any status of the struct's
 *         checks. O(count).
 */
TOLL_API toll_status toll_finance_compute_npv(double upfront_usd, const double *flows_usd, uint64_t count,
                                              const toll_finance_terms *terms, double *npv_usd, toll_error *err);

/**
 * Levelised cost of a unit: PV(costs) / PV(output). The output is discounted like money; without that a late unit would
 * count as much as an early one.
 * @param upfront_usd cost at time 0, positive; +-10^30
 * @param costs_usd `count` costs, positive; +-10^30
 * @param output_units `count` outputs (Mtok, completed tasks), 0 .. 10^30
 * @param count 1 .. 10^6
 * @param terms rate and conventions
 * @param[out] usd_per_unit the levelised cost
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_DIVIDE (no output at all);
 *         ::TOLL_E_OVERFLOW; any status of the struct's checks. O(count).
 */
TOLL_API toll_status toll_finance_compute_levelised(double upfront_usd, const double *costs_usd,
                                                    const double *output_units, uint64_t count,
                                                    const toll_finance_terms *terms, double *usd_per_unit,
                                                    toll_error *err);

/**
 * All internal rates of return above -1, per period. Flow 0 is at time 0.
 * @param flows_usd `count` flows, +-10^30
 * @param count 1 .. 10^6
 * @param[out] roots_frac the first `capacity` rates, ascending; NULL when capacity is 0
 * @param capacity cells of roots_frac; the number found is result->roots, whether they fit or not
 * @param[out] result verdict and counts; header set by the caller
 * @param[out] err detail on failure, row = the flow; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_UNSUPPORTED (more than 64 sign
 *         changes); any status of the struct's checks. O(count x sign changes^3).
 */
TOLL_API toll_status toll_finance_find_irr(const double *flows_usd, uint64_t count, double *roots_frac,
                                           uint64_t capacity, toll_finance_irr *result, toll_error *err);

/**
 * Modified internal rate of return per period. Flow 0 is at time 0.
 * @param flows_usd `count` flows, +-10^30
 * @param count 2 .. 10^6
 * @param finance_frac rate per period at which what is paid is borrowed, -0.99 .. 1000
 * @param reinvest_frac rate per period at which what comes in is lent, -0.99 .. 1000
 * @param[out] rate_frac the rate; 0 for ::TOLL_IRR_NONE
 * @param[out] verdict ::TOLL_IRR_ONE, or ::TOLL_IRR_NONE when the flows do not have both signs
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW. O(count).
 */
TOLL_API toll_status toll_finance_compute_mirr(const double *flows_usd, uint64_t count, double finance_frac,
                                               double reinvest_frac, double *rate_frac, int32_t *verdict,
                                               toll_error *err);

/**
 * Payback: simple without terms, discounted with them.
 * @param upfront_usd flow at time 0; capex is negative; +-10^30
 * @param flows_usd `count` flows, +-10^30; NULL only when count is 0
 * @param count 0 .. 10^6
 * @param terms rate and conventions; NULL: money counts as it is
 * @param[out] result the payback; header set by the caller
 * @param[out] err detail on failure, row = the flow; NULL allowed
 * @return ::TOLL_OK, also for "never"; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW; any status of
 *         the structs' checks. O(count).
 */
TOLL_API toll_status toll_finance_find_payback(double upfront_usd, const double *flows_usd, uint64_t count,
                                               const toll_finance_terms *terms, toll_finance_payback *result,
                                               toll_error *err);

/**
 * Running sums, undiscounted: the curve of cumulative cost.
 * @param upfront_usd amount at time 0, +-10^30
 * @param amounts_usd `count` amounts, +-10^30; NULL only when count is 0
 * @param count 0 .. 10^6
 * @param[out] cumulative_usd `count` sums, the upfront amount in each; NULL allowed
 * @param[out] total_usd the last of them
 * @param[out] mean_usd total / count; 0 when count is 0; NULL allowed
 * @param[out] err detail on failure, row = the amount; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE. O(count).
 */
TOLL_API toll_status toll_finance_compute_cumulative(double upfront_usd, const double *amounts_usd, uint64_t count,
                                                     double *cumulative_usd, double *total_usd, double *mean_usd,
                                                     toll_error *err);

/* ---- break-even ---- */

/**
 * When owning becomes cheaper than renting, at a steady use.
 * @param contest the two costs and the calendar
 * @param[out] result times and threshold; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK, also for "never"; ::TOLL_E_NULL; ::TOLL_E_OVERFLOW; any status of the structs' checks.
 */
TOLL_API toll_status toll_finance_find_breakeven(const toll_finance_contest *contest, toll_finance_breakeven *result,
                                                 toll_error *err);

/**
 * The share of use above which owning is cheaper: fixed / (rent - marginal).
 * @param fixed_usd_per_h cost of an hour owned, used or not; 0 .. 10^30
 * @param marginal_usd_per_h what an hour of use adds, 0 .. 10^30
 * @param rent_usd_per_h price of an hour of use rented, 0 .. 10^30
 * @param[out] use_frac the share; above 1 for ::TOLL_VERDICT_BEYOND, 0 for "at once" and for "never"
 * @param[out] verdict TOLL_VERDICT_*
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_find_use(double fixed_usd_per_h, double marginal_usd_per_h, double rent_usd_per_h,
                                           double *use_frac, int32_t *verdict, toll_error *err);

/**
 * The cost curve of a fleet of whole machines: it jumps where one more is needed, and ends at its capacity.
 * @param unit_capacity quantity that one machine serves, above 0 .. 10^30
 * @param usd_per_machine fixed cost of one, spares included; 0 .. 10^30
 * @param usd_per_unit marginal cost of a unit of quantity, 0 .. 10^30
 * @param machines_min machines at the least demand, 1 .. machines_max
 * @param machines_max machines at the most, 1 .. 10^6
 * @param spares machines on top that serve nothing (N + 1: 1), 0 .. 10^6
 * @param[out] pieces machines_max - machines_min + 1 pieces; NULL when capacity is 0
 * @param capacity cells of pieces
 * @param[out] count pieces needed; set on success and on ::TOLL_E_BUFFER
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_BUFFER (no piece is written).
 */
TOLL_API toll_status toll_finance_compute_fleet(double unit_capacity, double usd_per_machine, double usd_per_unit,
                                                int64_t machines_min, int64_t machines_max, int64_t spares,
                                                toll_finance_piece *pieces, uint64_t capacity, uint64_t *count,
                                                toll_error *err);

/**
 * Every demand at which the cheaper of two cost curves changes, over the demand that both serve. No crossing is an answer:
 * then `cheapest` is cheaper (or equal) throughout.
 * @param first `n_first` pieces, joined end to end, in order
 * @param n_first 1 .. 10^6
 * @param second `n_second` pieces likewise
 * @param n_second 1 .. 10^6
 * @param[out] crossings the first `capacity` of them, ascending; NULL when capacity is 0
 * @param capacity cells of crossings
 * @param[out] count crossings found, whether they fit or not
 * @param[out] cheapest TOLL_CHEAPER_* at the least demand
 * @param[out] err detail on failure, row = the piece; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_CONFLICT (pieces that do not join, or
 *         curves that serve no demand in common). O(n_first + n_second).
 */
TOLL_API toll_status toll_finance_find_crossings(const toll_finance_piece *first, uint64_t n_first,
                                                 const toll_finance_piece *second, uint64_t n_second,
                                                 toll_finance_crossing *crossings, uint64_t capacity, uint64_t *count,
                                                 int32_t *cheapest, toll_error *err);

/* ---- capital ---- */

/**
 * The equal payment worth an amount now, less an amount at the end: an annuity, a lease rate, or, for the NPV of all costs,
 * the equivalent annual cost.
 * @param present_usd amount at time 0, +-10^30
 * @param future_usd amount got back at the end (residual value), +-10^30
 * @param rate_frac rate per period, -0.99 .. 1000
 * @param periods number of payments, above 0 .. 10^5
 * @param timing ::TOLL_TIMING_END or ::TOLL_TIMING_START
 * @param[out] payment_usd the payment; payment x periods - (present - future) is the interest
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_compute_payment(double present_usd, double future_usd, double rate_frac,
                                                  double periods, int32_t timing, double *payment_usd, toll_error *err);

/**
 * Periods of a depreciation schedule until nothing is left to charge.
 * @param asset the asset
 * @param[out] count periods; 0 for a method that never ends (declining balance, obsolescence)
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_CONFLICT and ::TOLL_E_UNSUPPORTED as for
 *         toll_finance_compute_depreciation(); any status of the struct's checks.
 */
TOLL_API toll_status toll_finance_count_periods(const toll_finance_asset *asset, uint64_t *count, toll_error *err);

/**
 * A depreciation schedule. It affects accrual views and taxes alone: cash went out when the asset was bought.
 * @param asset the asset
 * @param count periods wanted, 1 .. 10^6; beyond the life the charges are 0
 * @param[out] charges_usd `count` charges
 * @param[out] books_usd `count` book values at the periods' ends; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_CONFLICT (salvage above cost; a life shorter than the first
 *         period's share); ::TOLL_E_UNSUPPORTED (a MACRS life without a table); any status of the struct's checks. O(count).
 */
TOLL_API toll_status toll_finance_compute_depreciation(const toll_finance_asset *asset, uint64_t count,
                                                       double *charges_usd, double *books_usd, toll_error *err);

/**
 * What an asset is worth at an age, and what it loses per period just then: Epoch's V g ln 10 for obsolescence.
 * @param asset the asset; first_period_frac is heeded by the methods with a schedule
 * @param age_periods age, 0 .. 10^5
 * @param[out] value_usd book value, linear within a period of a schedule
 * @param[out] charge_usd_per_period the charge at that age; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_CONFLICT and ::TOLL_E_UNSUPPORTED as for
 *         toll_finance_compute_depreciation(); any status of the struct's checks.
 */
TOLL_API toll_status toll_finance_compute_value(const toll_finance_asset *asset, double age_periods, double *value_usd,
                                                double *charge_usd_per_period, toll_error *err);

/**
 * Present value of the tax that depreciation saves: tax rate x charge, discounted.
 * @param charges_usd `count` charges, 0 .. 10^30
 * @param count 1 .. 10^6
 * @param tax_frac tax rate, 0 .. 1
 * @param terms rate and conventions
 * @param[out] shield_usd the value
 * @param[out] err detail on failure, row = the charge; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW; any status of the struct's
 *         checks. O(count).
 */
TOLL_API toll_status toll_finance_compute_shield(const double *charges_usd, uint64_t count, double tax_frac,
                                                 const toll_finance_terms *terms, double *shield_usd, toll_error *err);

/* ---- cost by the unit ---- */

/**
 * Costs of the lines of a budget, and their sum.
 * @param items `count` lines, every number 0 .. 10^18 but the price, +-10^18
 * @param count 1 .. 10^6
 * @param[out] costs_usd `count` costs; NULL allowed
 * @param[out] total_usd their sum
 * @param[out] err detail on failure, row = the line; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE. O(count).
 */
TOLL_API toll_status toll_finance_compute_budget(const toll_finance_item *items, uint64_t count, double *costs_usd,
                                                 double *total_usd, toll_error *err);

/**
 * Weighted sum and mean: the blended price of a token mix, the intensity of a grid mix.
 * @param weights `count` weights, 0 .. 10^18: shares, tokens
 * @param values `count` values, +-10^18
 * @param count 1 .. 10^6
 * @param[out] sum sum of weight x value: the mean when the weights are shares that sum to 1
 * @param[out] mean sum / sum of weights
 * @param[out] err detail on failure, row = the weight; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_DIVIDE (all weights 0). O(count).
 */
TOLL_API toll_status toll_finance_compute_mix(const double *weights, const double *values, uint64_t count, double *sum,
                                              double *mean, toll_error *err);

/**
 * Energy, its cost and its carbon.
 * @param power what runs
 * @param[out] energy what it uses; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_CONFLICT (idle power above full power); any status of the structs' checks.
 */
TOLL_API toll_status toll_finance_compute_energy(const toll_finance_power *power, toll_finance_energy *energy,
                                                 toll_error *err);

/**
 * What an hour of something owned costs.
 * @param owned what is owned
 * @param[out] hourly the cost of an hour
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_CONFLICT (residual above capex); ::TOLL_E_OVERFLOW; any status of the struct's
 *         checks.
 */
TOLL_API toll_status toll_finance_compute_owned(const toll_finance_owned *owned, toll_finance_hourly *hourly,
                                                toll_error *err);

/**
 * What something produces in some hours: tokens, tasks.
 * @param units_per_s rate at full use, 0 .. 10^18
 * @param hours hours, 0 .. 10^9
 * @param utilisation_frac share of full use, 0 .. 1
 * @param[out] units the output
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE.
 */
TOLL_API toll_status toll_finance_compute_output(double units_per_s, double hours, double utilisation_frac,
                                                 double *units, toll_error *err);

/**
 * Cost of `per_units` units of what an hour of something produces: USD per Mtok with per_units 10^6. With the whole hourly
 * cost and the true utilisation this is the reservation cost, idle included, that an API price is compared with; with the
 * hourly cost that use adds and utilisation 1 it is the marginal cost.
 * @param usd_per_h cost of an hour, 0 .. 10^30
 * @param units_per_s rate at full use, above 0 .. 10^18
 * @param utilisation_frac share of full use, above 0 .. 1
 * @param success_frac share of the units that count (completed tasks, accepted answers), above 0 .. 1
 * @param per_units units of the price, above 0 .. 10^18
 * @param[out] usd the cost
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_compute_unit_cost(double usd_per_h, double units_per_s, double utilisation_frac,
                                                    double success_frac, double per_units, double *usd,
                                                    toll_error *err);

/**
 * What a commitment costs, used and unused.
 * @param committed_units units promised (hours; or currency units at price 1 for a spend commitment), above 0 .. 10^18
 * @param usd_per_unit their price, 0 .. 10^18
 * @param upfront_frac share paid in advance, 0 .. 1
 * @param demanded_units units that are needed, 0 .. 10^18
 * @param overage_usd_per_unit price of those beyond the commitment, 0 .. 10^18
 * @param[out] result the costs; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; any status of the struct's checks.
 */
TOLL_API toll_status toll_finance_compute_commitment(double committed_units, double usd_per_unit, double upfront_frac,
                                                     double demanded_units, double overage_usd_per_unit,
                                                     toll_finance_commitment *result, toll_error *err);

/**
 * Shares the cost of a capacity among its tenants: each pays its use, and idle capacity by the rule. Together with what
 * stays unallocated the parts sum to the cost, up to roundings.
 * @param usage `count` uses, in the capacity's unit, 0 .. 10^18
 * @param count 1 .. 10^6
 * @param capacity what is paid for, above 0 .. 10^18
 * @param cost_usd its cost, 0 .. 10^30
 * @param rule TOLL_IDLE_*
 * @param[out] used_usd `count` costs of use
 * @param[out] idle_usd `count` parts of the idle cost
 * @param[out] unallocated_usd idle cost that nobody bears
 * @param[out] err detail on failure, row = the tenant; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_CONFLICT (more used than there is).
 *         O(count).
 */
TOLL_API toll_status toll_finance_allocate_idle(const double *usage, uint64_t count, double capacity, double cost_usd,
                                                int32_t rule, double *used_usd, double *idle_usd,
                                                double *unallocated_usd, toll_error *err);

/**
 * Cost of a request in a hybrid: a fixed fleet serves it, or it fails there and is escalated to an API on top.
 * @param fixed_usd_per_h cost of the fleet an hour, 0 .. 10^30
 * @param requests_per_h requests an hour, above 0 .. 10^18
 * @param own_usd_per_request what each adds in the fleet, 0 .. 10^18
 * @param escalated_frac share that goes to the API as well, 0 .. 1
 * @param api_usd_per_request price of one there, 0 .. 10^18
 * @param[out] usd_per_request fixed / requests + own + share x price
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_compute_hybrid(double fixed_usd_per_h, double requests_per_h,
                                                 double own_usd_per_request, double escalated_frac,
                                                 double api_usd_per_request, double *usd_per_request, toll_error *err);

/**
 * Two figures side by side: difference, ratio, share, saving.
 * @param base the figure compared with, +-10^30
 * @param other the other one, +-10^30
 * @param[out] comparison the result
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_compare(double base, double other, toll_finance_comparison *comparison,
                                          toll_error *err);

/**
 * A price for another size or another time: price x (to / from)^exponent x (1 + change)^periods.
 * @param price_usd price of `from_units`, 0 .. 10^30
 * @param from_units size that has this price, above 0 .. 10^18
 * @param to_units size wanted, 0 .. 10^18
 * @param exponent 1: in proportion; 0: the size does not matter; below 1: economies of scale; 0 .. 10
 * @param change_frac change per period, -1 .. 1000; -1 is a price that falls to 0
 * @param periods periods from the price's date, 0 .. 10^5
 * @param[out] scaled_usd the price
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_scale_price(double price_usd, double from_units, double to_units, double exponent,
                                              double change_frac, double periods, double *scaled_usd, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
