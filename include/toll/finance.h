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
 * @brief What is an investment worth, when does it pay back, and what does one unit cost?
 *
 * Pure functions of plain numbers, each with its convention stated. Use them where you have the cash flows already.
 * tco.h builds the flows of a whole scenario; risk.h puts error bars on them.
 *
 * ## Conventions
 *
 * - Signs: a flow is positive when money comes in. Prices, capex and costs are positive numbers.
 * - Currency: the caller's. "usd" stands for one unit of one currency in the prices of one year.
 * - Limits: amounts lie within +-10^30. Shares and rates are fractions: 0.08, not 8.
 * - Precision: results are in double, good to a few roundings (1e-12). Exact bills are made by bill.h.
 *
 * ## Present value: NPV
 *
 *     NPV = upfront + sum of flow[k] / (1 + i)^(k + t0)
 *
 * - i: rate per period. (1 + r)^(1/m) - 1 for an effective yearly rate r and m periods a year; r / m for a nominal one.
 * - t0: time of flow 0 in periods. 1 for flows at the end of their period, 1/2 for the middle, 0 for the start.
 *
 * Nominal and real rates are joined by Fisher's equation, (1 + nominal) = (1 + real) (1 + inflation).
 *
 * Example: 1,000 paid today, then 300 received at the end of each of 5 years, at 8 % a year. NPV = 197.81.
 *
 * ## Rate of return: IRR and MIRR
 *
 * An IRR is a rate at which the flows have an NPV of 0. Flows that change sign more than once can have several. All
 * real rates above -1 are found: with s = log(1 + r) the NPV is sum of c[k] e^(-k s), and Rolle's theorem separates its
 * roots. By Descartes' rule there are at most as many roots as sign changes.
 *
 *     MIRR = (FV(inflows, reinvestment rate) / -PV(outflows, finance rate))^(1/(n-1)) - 1
 *
 * Example: the flows above have an IRR of 15.24 %. With 8 % for both rates the MIRR is 11.97 %. The flows -100, 230,
 * -132 have two IRRs, 10 % and 20 %.
 *
 * ## Payback and break-even
 *
 * Payback is the first time at which the balance is not below 0. The balance may be discounted. Money arrives evenly
 * within a period. Break-even compares owning with renting (Lenovo LP2368; Pan et al., arXiv 2509.18101):
 *
 *     periods = capex / (rent - own)
 *     use     = fixed / (rent - marginal)
 *
 * Without a saving the answer is ::TOLL_VERDICT_NEVER, not a negative time.
 *
 * Example: the flows above pay back after 3.33 years, discounted after 4.03. A server of 250,141.80 USD that costs 6.37
 * USD an hour, against 98.32 USD rented, breaks even after 2,720 hours (3.7 months).
 *
 * Two cost curves over demand can cross many times, because whole servers make steps. toll_finance_find_crossings()
 * finds every crossing of two piecewise linear curves; a closed form finds one.
 *
 * ## Annuity, equivalent annual cost, levelised cost
 *
 *     payment = (K - S v^n) i / (1 - v^n),  v = 1 / (1 + i)
 *     levelised cost = PV(costs) / PV(output)
 *
 * - K: amount now. With the NPV of all costs as K, the payment is the equivalent annual cost.
 * - S: amount got back at the end (residual value). n: number of payments.
 *
 * Example: 250,000 over 5 years at 8 % is 62,614.11 a year.
 *
 * ## Depreciation
 *
 * Straight line, declining balance with and without switch to straight line, the printed MACRS tables (IRS Publication
 * 946), and value = K 10^(-g t) (Epoch AI's curve of hardware price performance).
 *
 * Example: 250,000 over 5 years. Year 1 is 50,000 by straight line, 100,000 by 40 % declining balance, 50,000 by MACRS.
 *
 * ## Cost of one unit
 *
 *     energy     = machines x mean W x hours x PUE
 *     owned hour = (K - S) / life hours + opex
 *     USD/Mtok   = USD per hour / (3600 x tokens/s x utilisation) x 10^6
 *
 * Commitments, idle capacity and a fixed fleet with overflow to an API have functions of their own.
 *
 * Example: the server above over 43,800 hours costs 12.08 USD an hour. At 30,576 tokens/s and 40 % utilisation that is
 * 0.274 USD per million tokens.
 *
 * ## Errors
 *
 * On failure nothing is written except `err`; toll_finance_compute_fleet() names its one exception. "Never" is an
 * answer, not a failure. A result beyond +-10^300 is ::TOLL_E_OVERFLOW. A number outside its range is ::TOLL_E_RANGE,
 * NaN or infinite ::TOLL_E_NOT_FINITE. "Struct checks" return ::TOLL_E_NULL, ::TOLL_E_STRUCT_KIND,
 * ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER, ::TOLL_E_KNOWN, ::TOLL_E_RANGE or ::TOLL_E_NOT_FINITE.
 *
 * ## Not modelled
 *
 * Flows are equally spaced. Of taxes only the shield of depreciation is computed. A perpetuity is left to the caller.
 *
 * @snippet finance.c finance
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* When the flow of a period happens. */
#define TOLL_TIMING_END   0 /**< At the end of its period. */
#define TOLL_TIMING_MID   1 /**< In the middle: money that comes and goes during the whole period. */
#define TOLL_TIMING_START 2 /**< At its start; the first flow is at time 0. */

/* What a rate's number means. */
#define TOLL_COMPOUND_EFFECTIVE 0 /**< Growth over a year (in toll_finance_convert_rate(): over one period). */
#define TOLL_COMPOUND_NOMINAL   1 /**< Quoted a year, compounded every period: 12 % monthly is 1 % a month. */

/* Which money a rate or a flow is in. */
#define TOLL_BASIS_NOMINAL 0 /**< Money of its day. */
#define TOLL_BASIS_REAL    1 /**< Money of time 0: without inflation. */

/* Answers to "when?" and "from which use on?". */
#define TOLL_VERDICT_REACHED 1 /**< At the time or use given. */
#define TOLL_VERDICT_AT_ONCE 2 /**< From the beginning: there is nothing to earn back. */
#define TOLL_VERDICT_NEVER   3 /**< Not within the flows given; for a break-even: at no time. */
#define TOLL_VERDICT_BEYOND  4 /**< Only above 100 % use, or above 24 hours a day; the figure says how far. */

/* How many internal rates of return there are. */
#define TOLL_IRR_NONE 1 /**< None: the NPV has the same sign at every rate. */
#define TOLL_IRR_ONE  2 /**< One. */
#define TOLL_IRR_MANY 3 /**< Several: do not report any of them as the return; use NPV. */
#define TOLL_IRR_ANY  4 /**< All flows are 0: every rate has an NPV of 0. */

/* Which of two is cheaper. */
#define TOLL_CHEAPER_NEITHER 0 /**< They cost the same. */
#define TOLL_CHEAPER_FIRST   1 /**< The first, or the base. */
#define TOLL_CHEAPER_SECOND  2 /**< The second, or the other. */

/* How an asset loses value. */
#define TOLL_DEPRECIATE_STRAIGHT     1 /**< Straight line: (cost - salvage) / life. */
#define TOLL_DEPRECIATE_DECLINING    2 /**< rate_frac of the book value each period, down to the salvage value. */
#define TOLL_DEPRECIATE_SWITCH       3 /**< balance_factor / life of the book value; straight line once that is more. */
#define TOLL_DEPRECIATE_MACRS        4 /**< Printed percentages; life 3, 5, 7, 10 or 15 years; salvage is ignored. */
#define TOLL_DEPRECIATE_OBSOLESCENCE 5 /**< value = cost 10^(-decades_per_period age), not below the salvage value. */

/* When property counts as placed in service, for ::TOLL_DEPRECIATE_MACRS. */
#define TOLL_MACRS_HALF_YEAR 0 /**< In the middle of the year (Table A-1). */
#define TOLL_MACRS_QUARTER_1 1 /**< In the middle of the first quarter (Table A-2). */
#define TOLL_MACRS_QUARTER_2 2 /**< In the middle of the second quarter (Table A-3). */
#define TOLL_MACRS_QUARTER_3 3 /**< In the middle of the third quarter (Table A-4). */
#define TOLL_MACRS_QUARTER_4 4 /**< In the middle of the fourth quarter (Table A-5). */

/* Who bears idle capacity. */
#define TOLL_IDLE_KEPT     0 /**< Nobody: it stays a separate line. */
#define TOLL_IDLE_EVEN     1 /**< Every tenant the same. */
#define TOLL_IDLE_WEIGHTED 2 /**< By use; stays a separate line when nobody uses anything. */

/** Rate and conventions of discounting. */
typedef struct toll_finance_terms {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_FINANCE_TERMS. */
    double rate_frac;        /**< Discount rate per year, -0.99 .. 1000. Default 0. */
    double inflation_frac;   /**< Per year, -0.99 .. 1000; used only if rate and flows differ in basis. Default 0. */
    double periods_per_year; /**< Periods of the flows in a year, 0.001 .. 10^5; 12 is monthly. Default 12. */
    uint32_t timing;         /**< TOLL_TIMING_*; 0 is the end of the period. Default 0. */
    uint32_t compounding;    /**< TOLL_COMPOUND_*, of both rates; 0 is effective. Default 0. */
    uint32_t rate_basis;     /**< TOLL_BASIS_* of rate_frac; 0 is nominal. Default 0. */
    uint32_t flow_basis;     /**< TOLL_BASIS_* of the flows; 0 is nominal. Default 0. */
} toll_finance_terms;

/** Internal rates of return. */
typedef struct toll_finance_irr {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_FINANCE_IRR. */
    uint64_t known;       /**< ::TOLL_FINANCE_IRR_RATE. */
    double rate_frac;     /**< The rate per period. Optional: only when there is exactly one. */
    int64_t roots;        /**< Distinct rates above -1, 0 .. 64. */
    int64_t sign_changes; /**< Sign changes in the sequence of flows, 0 .. 64: at least as many as roots. */
    uint32_t verdict;     /**< TOLL_IRR_*. */
    uint32_t reserved;    /**< 0. */
} toll_finance_irr;

#define TOLL_FINANCE_IRR_RATE 0x1u /**< rate_frac is given. */

/** When flows pay back. */
typedef struct toll_finance_payback {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_FINANCE_PAYBACK. */
    uint64_t known;        /**< ::TOLL_FINANCE_PAYBACK_TIME. */
    double periods;        /**< From time 0; money arrives evenly within a period. 0 for "at once". Optional. */
    int64_t whole_periods; /**< Counts from 1 if money arrives at the end of periods; 0: "at once". Optional. */
    double balance_usd;    /**< Sum of all flows, discounted when terms are given. */
    double lowest_usd;     /**< Lowest balance at time 0 or at the end of a period, discounted likewise. */
    uint32_t verdict;      /**< TOLL_VERDICT_*. */
    uint32_t is_lasting;   /**< 1: once reached, the balance stays at or above 0. */
} toll_finance_payback;

#define TOLL_FINANCE_PAYBACK_TIME 0x1u /**< periods and whole_periods are given: it is reached, or at once. */

/** Owning against renting at a steady use. */
typedef struct toll_finance_contest {
    uint32_t struct_size;       /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;       /**< ::TOLL_KIND_FINANCE_CONTEST. */
    uint64_t known;             /**< ::TOLL_FINANCE_CONTEST_LIFE. */
    double capex_usd;           /**< Paid at once for owning, less the residual value; 0 .. 10^30. */
    double own_usd_per_period;  /**< Running cost of owning, without amortisation of the capex; 0 .. 10^30. */
    double rent_usd_per_period; /**< Cost of renting, or of an API, for the same work; 0 .. 10^30. */
    double period_hours;        /**< Hours of use in a period, 0.001 .. 10^6; 730 for monthly prices. Default 1. */
    double hours_per_month;     /**< Hours in a month, 1 .. 1000. Default 730. */
    double days_per_year;       /**< Days of use in a year, 1 .. 366; a year has 24 times as many hours. Default 365. */
    double use_hours_per_day;   /**< Hours of use a day, 10^-6 .. 24. Default 24. */
    double life_years;          /**< Life of the owned machine, 0.001 .. 1000 years. Optional. */
} toll_finance_contest;

#define TOLL_FINANCE_CONTEST_LIFE 0x1u /**< life_years is given. */

/** When owning becomes cheaper. */
typedef struct toll_finance_breakeven {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_FINANCE_BREAKEVEN. */
    uint64_t known;               /**< TOLL_FINANCE_BREAKEVEN_* bits. */
    double saving_usd_per_period; /**< rent - own; if not above 0, owning never pays back. */
    double periods;               /**< capex / saving. Optional. */
    double hours;                 /**< Hours of use until then. Optional. */
    double months;                /**< The same in months of continuous use. Optional. */
    double years;                 /**< The same in years of continuous use. Optional. */
    double years_at_use;          /**< The same in years of use_hours_per_day on days_per_year. Optional. */
    /** Hours of use a day above which owning is cheaper over its life. The owned machine runs all day; rent is paid for
     * hours of use. Optional. */
    double threshold_hours_per_day;
    uint32_t verdict;           /**< TOLL_VERDICT_*, of the times. */
    uint32_t threshold_verdict; /**< TOLL_VERDICT_*, of the threshold; 0 without life_years. */
} toll_finance_breakeven;

#define TOLL_FINANCE_BREAKEVEN_TIMES     0x1u /**< periods .. years_at_use are given: reached, or at once. */
#define TOLL_FINANCE_BREAKEVEN_THRESHOLD 0x2u /**< threshold_hours_per_day is given: reached, at once, or beyond. */

/** An asset that loses value. */
typedef struct toll_finance_asset {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_FINANCE_ASSET. */
    uint32_t method;       /**< TOLL_DEPRECIATE_*; 1 is straight line. Default 1. */
    uint32_t convention;   /**< TOLL_MACRS_*, for MACRS alone; 0 is half-year. Default 0. */
    double cost_usd;       /**< Price paid, 0 .. 10^30. */
    double salvage_usd;    /**< Value at the end of the life, 0 .. cost_usd. Default 0. */
    double life_periods;   /**< Life, 10^-6 .. 10^5, whole or not; MACRS: 3, 5, 7, 10 or 15 years. Default 5. */
    double rate_frac;      /**< Declining balance: share of the book value per period, 0 .. 0.999999; 0: it keeps its
                                value. Default 0.4. */
    double balance_factor; /**< Switch: 2 is the 200 % method, 1.5 the 150 % one; 0.001 .. 100. Default 2. */
    /** Share of the first period in use, 10^-6 .. 1. 0.5 is the half-year convention, 0.875 to 0.125 mid-quarter.
     * Ignored by MACRS. Default 1. */
    double first_period_frac;
    /** Obsolescence: powers of ten of price performance per period, 0 .. 100; 0: it keeps its value. The default is per
     * year (Epoch AI, training-cost-trends, 2024). Default 0.14. */
    double decades_per_period;
} toll_finance_asset;

/** Machines that draw power. */
typedef struct toll_finance_power {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_FINANCE_POWER. */
    uint64_t known;          /**< TOLL_FINANCE_POWER_* bits. */
    double units;            /**< Number of machines, 0 .. 10^12; 0 draws nothing. Default 1. */
    double w_per_unit;       /**< Power of one machine at full use, W, 0 .. 10^12. */
    double idle_w_per_unit;  /**< Power of one machine when idle, W, 0 .. w_per_unit. Default 0. */
    double utilisation_frac; /**< Share of full use, 0 .. 1: power is idle + share (full - idle); 0: idle. Default 1. */
    double hours;            /**< Hours that each runs, 0 .. 10^15; with units = 1: accelerator-hours. */
    double pue;              /**< Facility energy over the machines' energy, 1 .. 10. Default 1. */
    double usd_per_kwh;      /**< Electricity price, -1000 .. 1000 USD/kWh. Optional. */
    double kg_per_kwh;       /**< Carbon intensity of the grid, 0 .. 1000 kgCO2e/kWh. Optional. */
} toll_finance_power;

#define TOLL_FINANCE_POWER_TARIFF 0x1u /**< usd_per_kwh is given. */
#define TOLL_FINANCE_POWER_CARBON 0x2u /**< kg_per_kwh is given. */

/** Energy of machines, its cost and its carbon. */
typedef struct toll_finance_energy {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_FINANCE_ENERGY. */
    uint64_t known;       /**< TOLL_FINANCE_POWER_* bits. */
    double facility_w;    /**< Mean power of all machines, W, PUE included. */
    double kwh;           /**< Energy, kWh, PUE included. */
    double usd;           /**< Cost of the energy, USD. Optional: needs usd_per_kwh. */
    double usd_per_h;     /**< Cost of one hour, USD. Optional: needs usd_per_kwh. */
    double kg;            /**< kgCO2e of use; location- or market-based as the given intensity. Optional. */
} toll_finance_energy;

/** A machine that is owned and paid for around the clock. */
typedef struct toll_finance_owned {
    uint32_t struct_size;             /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;             /**< ::TOLL_KIND_FINANCE_OWNED. */
    double capex_usd;                 /**< Price paid, 0 .. 10^30. */
    double residual_usd;              /**< Resale value at the end of the life, 0 .. capex_usd. Default 0. */
    double life_hours;                /**< Hours of amortisation, 10^-6 .. 10^9; 43,800 is 5 years. Default 43800. */
    double opex_usd_per_h;            /**< Running cost an hour without maintenance, 0 .. 10^30. Default 0. */
    double maintenance_frac_per_year; /**< Maintenance a year as a share of capex, 0 .. 10. Default 0. */
    double hours_per_year;            /**< Hours in a year, 1 .. 10^4. Default 8760. */
    double utilisation_frac;          /**< Share of the hours with useful work, 10^-9 .. 1. Default 1. */
} toll_finance_owned;

/** A piece of a cost curve: straight from one quantity to another. Frozen. */
typedef struct toll_finance_piece {
    double from_quantity; /**< Start, 0 .. 10^30; that of the first piece is where the curve begins. */
    double to_quantity;   /**< End, above from_quantity, to 10^30; that of the last piece is the capacity. */
    double usd_at_from;   /**< Cost just above from_quantity, +-10^30. */
    double usd_per_unit;  /**< Marginal cost of one unit of quantity, +-10^30. */
} toll_finance_piece;

/** A demand at which the cheaper of two curves changes. Frozen. */
typedef struct toll_finance_crossing {
    double quantity;   /**< The demand. */
    uint32_t before;   /**< TOLL_CHEAPER_*, just below. */
    uint32_t after;    /**< TOLL_CHEAPER_*, just above. */
    uint32_t is_jump;  /**< 1: a curve jumps here, so the costs differ on both sides; 0: they are equal here. */
    uint32_t reserved; /**< 0. */
} toll_finance_crossing;

/**
 * A line of a budget: units x parts x times x price x share. Frozen.
 *
 * Set all five fields, or call toll_struct_init() and set the price. In a literal, a field that is left out is 0, which
 * is refused for parts_per_unit and share_frac.
 */
typedef struct toll_finance_item {
    double units;          /**< How many: nodes, requests, kWh; 0 .. 10^18; 0: none. Default 1. */
    double parts_per_unit; /**< Parts in each: GPUs in a node, tokens in a request; above 0 .. 10^18. Default 1. */
    double times;          /**< How often or how long: hours, months; 0 .. 10^18; 0: never. Default 1. */
    double usd_per_part;   /**< Price of one part once, +-10^18; 0 is free, not unknown. Default 0. */
    double share_frac;     /**< Share that counts, above 0 .. 10^18: 0.5 for a deposit of half. Default 1. */
} toll_finance_item;

/** Cost of an hour. Frozen. */
typedef struct toll_finance_hourly {
    double amortisation_usd_per_h; /**< (capex - residual) / life. */
    double maintenance_usd_per_h;  /**< Maintenance alone. */
    double opex_usd_per_h;         /**< Running cost with maintenance. */
    double usd_per_h;              /**< Amortisation and running cost of an hour, used or not. */
    double usd_per_used_h;         /**< Cost of an hour of useful work: usd_per_h / utilisation_frac. */
} toll_finance_hourly;

/** Two figures compared. Frozen. */
typedef struct toll_finance_comparison {
    uint64_t known;       /**< TOLL_FINANCE_COMPARISON_* bits. */
    double difference;    /**< base - other. */
    double ratio;         /**< base / other. Optional. */
    double inverse_ratio; /**< other / base: a share, when other is a part of base. Optional. */
    double saving_frac;   /**< (base - other) / base: a cut, a saving, a margin. Optional. */
    double markup_frac;   /**< (base - other) / other: a profit on cost, when base is the revenue. Optional. */
    uint32_t cheaper;     /**< TOLL_CHEAPER_*: base is the first. */
    uint32_t reserved;    /**< 0. */
} toll_finance_comparison;

#define TOLL_FINANCE_COMPARISON_RATIO 0x1u /**< ratio and markup_frac are given: other is not 0. */
#define TOLL_FINANCE_COMPARISON_SHARE 0x2u /**< inverse_ratio and saving_frac are given: base is not 0. */

/** Cost of a commitment. Billed cost is the money paid and its date; effective cost is what the units bear (FOCUS). */
typedef struct toll_finance_commitment {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_FINANCE_COMMITMENT. */
    uint64_t known;               /**< ::TOLL_FINANCE_COMMITMENT_UNIT. */
    double committed_usd;         /**< committed_units x price: paid whether used or not. */
    double upfront_usd;           /**< The part paid in advance. */
    double recurring_usd;         /**< The rest, paid over the term. */
    double used_units;            /**< Committed units that are demanded. */
    double unused_units;          /**< Committed units that are not demanded. */
    double used_usd;              /**< Effective cost of the used units. */
    double unused_usd;            /**< Effective cost of the unused units; used + unused = committed. */
    double used_frac;             /**< used / committed units. */
    double overage_units;         /**< Demand beyond the commitment. */
    double overage_usd;           /**< Cost of the overage. */
    double total_usd;             /**< committed + overage. */
    double usd_per_demanded_unit; /**< total / demand. Optional: unknown without demand. */
} toll_finance_commitment;

#define TOLL_FINANCE_COMMITMENT_UNIT 0x1u /**< usd_per_demanded_unit is given. */

/* ---- rates ---- */

/**
 * Converts a rate between nominal and effective, or between periods.
 *
 * Use it before you combine a bank's quotation with flows of another period. 12 % nominal, monthly, is 1 % effective a
 * month and 12.68 % effective a year; 12 % effective a year is 0.949 % effective a month.
 *
 * @param rate_frac the rate, -0.99 .. 1000: effective per period of 1 / from_periods years, or nominal per year. A
 *        nominal rate must be at least -0.99 from_periods
 * @param from_compounding TOLL_COMPOUND_* of rate_frac
 * @param from_periods periods a year of rate_frac, 0.001 .. 10^5
 * @param to_compounding TOLL_COMPOUND_* wanted
 * @param to_periods periods a year wanted, 0.001 .. 10^5
 * @param[out] converted_frac the rate in the other form
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_convert_rate(double rate_frac, int32_t from_compounding, double from_periods,
                                               int32_t to_compounding, double to_periods, double *converted_frac,
                                               toll_error *err);

/**
 * Converts a nominal rate into a real one or back (Fisher).
 *
 * Use it when a rate includes inflation and your flows do not, or the reverse. toll_finance_compute_npv() does this
 * itself from toll_finance_terms. 8 % nominal at 3 % inflation is 4.85 % real.
 *
 * @param rate_frac the rate, -0.99 .. 1000
 * @param inflation_frac inflation over the same time, -0.99 .. 1000
 * @param to_basis ::TOLL_BASIS_REAL: (1 + rate) / (1 + inflation) - 1; ::TOLL_BASIS_NOMINAL: (1 + rate) (1 + inflation)
 *        - 1
 * @param[out] converted_frac the converted rate
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE.
 */
TOLL_API toll_status toll_finance_convert_basis(double rate_frac, double inflation_frac, int32_t to_basis,
                                                double *converted_frac, toll_error *err);

/* ---- flows ---- */

/**
 * Computes the net present value, in money of time 0.
 *
 * Use it to compare investments of one currency and one rate. At time 0 nominal and real money are the same.
 *
 * @param upfront_usd flow at time 0, not discounted; negative for capex; +-10^30
 * @param flows_usd `count` flows, one a period, each +-10^30; NULL only if count is 0
 * @param count number of flows, 0 .. 10^6
 * @param terms rate and conventions
 * @param[out] npv_usd the NPV
 * @param[out] err detail on failure, row = the flow; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW; ::TOLL_E_CONFLICT if a
 *         nominal rate loses more than 99 % in a period; any status of the struct checks.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_compute_npv(double upfront_usd, const double *flows_usd, uint64_t count,
                                              const toll_finance_terms *terms, double *npv_usd, toll_error *err);

/**
 * Computes the levelised cost of a unit: PV(costs) / PV(output).
 *
 * Use it for the price at which output pays for all costs. Output is discounted like money; otherwise a late unit would
 * count as much as an early one.
 *
 * @param upfront_usd cost at time 0, as a positive number; +-10^30
 * @param costs_usd `count` costs, as positive numbers; each +-10^30
 * @param output_units `count` outputs (Mtok, completed tasks), each 0 .. 10^30
 * @param count number of periods, 1 .. 10^6
 * @param terms rate and conventions
 * @param[out] usd_per_unit the levelised cost
 * @param[out] err detail on failure, row = the period; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_DIVIDE if every output is 0;
 *         ::TOLL_E_OVERFLOW; ::TOLL_E_CONFLICT as toll_finance_compute_npv(); any status of the struct checks.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_compute_levelised(double upfront_usd, const double *costs_usd,
                                                    const double *output_units, uint64_t count,
                                                    const toll_finance_terms *terms, double *usd_per_unit,
                                                    toll_error *err);

/**
 * Finds all internal rates of return above -1, per period.
 *
 * Use it to state a return only when the verdict is ::TOLL_IRR_ONE. For any other verdict compare NPVs. Flow 0 is at
 * time 0.
 *
 * @param flows_usd `count` flows, each +-10^30
 * @param count number of flows, 1 .. 10^6
 * @param[out] roots_frac the first `capacity` rates, ascending; NULL if capacity is 0
 * @param capacity cells of roots_frac. result->roots is the number found, even if they do not fit
 * @param[out] result verdict and counts; the caller sets its header
 * @param[out] err detail on failure, row = the flow; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_UNSUPPORTED for more than 64 sign
 *         changes; any status of the struct checks.
 *
 * Cost: O(count x sign changes^3).
 */
TOLL_API toll_status toll_finance_find_irr(const double *flows_usd, uint64_t count, double *roots_frac,
                                           uint64_t capacity, toll_finance_irr *result, toll_error *err);

/**
 * Computes the modified internal rate of return per period.
 *
 * Use it where the IRR is not unique. It is unique by construction, but depends on the two rates given. Flow 0 is at
 * time 0.
 *
 * @param flows_usd `count` flows, each +-10^30
 * @param count number of flows, 2 .. 10^6
 * @param finance_frac rate per period at which outflows are borrowed, -0.99 .. 1000
 * @param reinvest_frac rate per period at which inflows are reinvested, -0.99 .. 1000
 * @param[out] rate_frac the rate; 0 for ::TOLL_IRR_NONE
 * @param[out] verdict ::TOLL_IRR_ONE; ::TOLL_IRR_NONE unless there are both inflows and outflows
 * @param[out] err detail on failure, row = the flow; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_compute_mirr(const double *flows_usd, uint64_t count, double finance_frac,
                                               double reinvest_frac, double *rate_frac, int32_t *verdict,
                                               toll_error *err);

/**
 * Finds when flows pay back: simple payback without terms, discounted payback with them.
 *
 * Use it for flows that vary by period; for a constant saving see toll_finance_find_breakeven(). Check
 * result->is_lasting: a later cost can take the balance below 0 again.
 *
 * @param upfront_usd flow at time 0; negative for capex; +-10^30
 * @param flows_usd `count` flows, each +-10^30; NULL only if count is 0
 * @param count number of flows, 0 .. 10^6
 * @param terms rate and conventions; NULL: flows are not discounted
 * @param[out] result the payback; the caller sets its header
 * @param[out] err detail on failure, row = the flow; may be NULL
 * @return ::TOLL_OK, also for "never"; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW;
 *         ::TOLL_E_CONFLICT as toll_finance_compute_npv(); any status of the struct checks.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_find_payback(double upfront_usd, const double *flows_usd, uint64_t count,
                                               const toll_finance_terms *terms, toll_finance_payback *result,
                                               toll_error *err);

/**
 * Computes running sums: the curve of cumulative cost, undiscounted.
 *
 * Use it to draw two options over time and to see where their curves cross.
 *
 * @param upfront_usd amount at time 0, +-10^30
 * @param amounts_usd `count` amounts, each +-10^30; NULL only if count is 0
 * @param count number of amounts, 0 .. 10^6
 * @param[out] cumulative_usd `count` sums, the upfront amount included in each; may be NULL
 * @param[out] total_usd the last sum
 * @param[out] mean_usd total / count; 0 if count is 0; may be NULL
 * @param[out] err detail on failure, row = the amount; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_compute_cumulative(double upfront_usd, const double *amounts_usd, uint64_t count,
                                                     double *cumulative_usd, double *total_usd, double *mean_usd,
                                                     toll_error *err);

/* ---- break-even ---- */

/**
 * Finds when owning becomes cheaper than renting, at a steady use.
 *
 * Use it for a first answer from three prices. It ignores discounting, growth and price changes; tco.h models those.
 *
 * @param contest the costs of both sides and the calendar
 * @param[out] result times and threshold; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, also for "never"; ::TOLL_E_NULL; ::TOLL_E_OVERFLOW; any status of the struct checks.
 */
TOLL_API toll_status toll_finance_find_breakeven(const toll_finance_contest *contest, toll_finance_breakeven *result,
                                                 toll_error *err);

/**
 * Finds the utilisation above which owning is cheaper: fixed / (rent - marginal).
 *
 * Use it to decide by load instead of by time.
 *
 * @param fixed_usd_per_h cost of an hour owned, used or not; 0 .. 10^30
 * @param marginal_usd_per_h extra cost of an hour of use, 0 .. 10^30
 * @param rent_usd_per_h rental price of an hour of use, 0 .. 10^30
 * @param[out] use_frac the utilisation; above 1 for ::TOLL_VERDICT_BEYOND; 0 for "at once" and for "never"
 * @param[out] verdict TOLL_VERDICT_*
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_find_use(double fixed_usd_per_h, double marginal_usd_per_h, double rent_usd_per_h,
                                           double *use_frac, int32_t *verdict, toll_error *err);

/**
 * Builds the cost curve of a fleet of whole machines, for toll_finance_find_crossings().
 *
 * The curve jumps where one more machine is needed, and ends at the capacity of machines_max.
 *
 * @param unit_capacity quantity that one machine serves, above 0 .. 10^30
 * @param usd_per_machine fixed cost of one machine, 0 .. 10^30; spares cost the same
 * @param usd_per_unit marginal cost of one unit of quantity, 0 .. 10^30
 * @param machines_min machines at the lowest demand, 1 .. machines_max
 * @param machines_max machines at the highest demand, 1 .. 10^6
 * @param spares machines on top that serve nothing (1 for N + 1), 0 .. 10^6
 * @param[out] pieces machines_max - machines_min + 1 pieces; NULL if capacity is 0
 * @param capacity cells of pieces
 * @param[out] count pieces needed; also written on ::TOLL_E_BUFFER, so a call with capacity 0 asks for it
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_BUFFER if capacity is too small: no
 *         piece is written.
 *
 * Cost: O(pieces).
 */
TOLL_API toll_status toll_finance_compute_fleet(double unit_capacity, double usd_per_machine, double usd_per_unit,
                                                int64_t machines_min, int64_t machines_max, int64_t spares,
                                                toll_finance_piece *pieces, uint64_t capacity, uint64_t *count,
                                                toll_error *err);

/**
 * Finds every demand at which the cheaper of two cost curves changes.
 *
 * Use it to compare whole servers with an API priced per token. Only demand that both curves serve is searched. If
 * there is no crossing, `cheapest` is cheaper (or equal) at every demand. Costs that differ by 10^-13 of their sum are
 * equal.
 *
 * @param first `n_first` pieces in order; each begins where the one before ends
 * @param n_first number of pieces, 1 .. 10^6
 * @param second `n_second` pieces, likewise
 * @param n_second number of pieces, 1 .. 10^6
 * @param[out] crossings the first `capacity` crossings, ascending; NULL if capacity is 0
 * @param capacity cells of crossings
 * @param[out] count crossings found, even if they do not fit
 * @param[out] cheapest TOLL_CHEAPER_* at the lowest demand
 * @param[out] err detail on failure, row = the piece; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_CONFLICT for pieces that are empty or
 *         do not join, or curves that share no demand.
 *
 * Cost: O(n_first + n_second).
 */
TOLL_API toll_status toll_finance_find_crossings(const toll_finance_piece *first, uint64_t n_first,
                                                 const toll_finance_piece *second, uint64_t n_second,
                                                 toll_finance_crossing *crossings, uint64_t capacity, uint64_t *count,
                                                 int32_t *cheapest, toll_error *err);

/* ---- capital ---- */

/**
 * Computes the equal payment that is worth an amount now less an amount at the end.
 *
 * Use it for an annuity or a lease rate. With the NPV of all costs it gives the equivalent annual cost. The interest is
 * payment x periods - (present - future).
 *
 * @param present_usd amount at time 0, +-10^30
 * @param future_usd amount got back at the end (residual value), +-10^30
 * @param rate_frac rate per period, -0.99 .. 1000
 * @param periods number of payments, above 0 .. 10^5; need not be whole
 * @param timing ::TOLL_TIMING_END or ::TOLL_TIMING_START
 * @param[out] payment_usd the payment
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (also for another timing); ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_compute_payment(double present_usd, double future_usd, double rate_frac,
                                                  double periods, int32_t timing, double *payment_usd, toll_error *err);

/**
 * Counts the periods of a depreciation schedule until nothing is left to charge.
 *
 * Use it to size the arrays of toll_finance_compute_depreciation().
 *
 * @param asset the asset
 * @param[out] count periods; 0 for a method that never ends (declining balance, obsolescence)
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_CONFLICT and ::TOLL_E_UNSUPPORTED as toll_finance_compute_depreciation();
 *         any status of the struct checks.
 */
TOLL_API toll_status toll_finance_count_periods(const toll_finance_asset *asset, uint64_t *count, toll_error *err);

/**
 * Computes a depreciation schedule.
 *
 * Use it for accrual views and taxes alone. It moves no cash: the asset was paid for when it was bought.
 *
 * @param asset the asset
 * @param count periods wanted, 1 .. 10^6; charges beyond the life are 0
 * @param[out] charges_usd `count` charges
 * @param[out] books_usd `count` book values at the ends of the periods; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_CONFLICT for a salvage value above the cost;
 *         ::TOLL_E_UNSUPPORTED for a MACRS life without a table; any status of the struct checks.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_compute_depreciation(const toll_finance_asset *asset, uint64_t count,
                                                       double *charges_usd, double *books_usd, toll_error *err);

/**
 * Computes the value of an asset at an age, and its rate of loss there.
 *
 * Use it for a resale or book value between two period ends. Declining balance and obsolescence are smooth in age here
 * and ignore first_period_frac, so their values differ from a schedule with a short first period. The rate of loss of
 * obsolescence is Epoch AI's V g ln 10.
 *
 * @param asset the asset
 * @param age_periods age, 0 .. 10^5 periods
 * @param[out] value_usd book value; linear within a period for straight line, switch and MACRS
 * @param[out] charge_usd_per_period charge per period at that age; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_CONFLICT and ::TOLL_E_UNSUPPORTED as
 *         toll_finance_compute_depreciation(); any status of the struct checks.
 *
 * Cost: O(life) for straight line, switch and MACRS.
 */
TOLL_API toll_status toll_finance_compute_value(const toll_finance_asset *asset, double age_periods, double *value_usd,
                                                double *charge_usd_per_period, toll_error *err);

/**
 * Computes the present value of the tax that depreciation saves: tax rate x charge, discounted.
 *
 * Use it to add the tax shield to an NPV. It assumes that there is profit to deduct each charge from.
 *
 * @param charges_usd `count` charges, each 0 .. 10^30
 * @param count number of charges, 1 .. 10^6
 * @param tax_frac tax rate, 0 .. 1
 * @param terms rate and conventions
 * @param[out] shield_usd the present value
 * @param[out] err detail on failure, row = the charge; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW; ::TOLL_E_CONFLICT as
 *         toll_finance_compute_npv(); any status of the struct checks.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_compute_shield(const double *charges_usd, uint64_t count, double tax_frac,
                                                 const toll_finance_terms *terms, double *shield_usd, toll_error *err);

/* ---- cost by the unit ---- */

/**
 * Computes the cost of each line of a budget, and their sum.
 *
 * Use it for a bill of materials or a list of running costs. A literal that leaves out parts_per_unit or share_frac is
 * refused, since it would cost nothing.
 *
 * @param items `count` lines; units and times 0 .. 10^18, parts and share above 0 .. 10^18, the price +-10^18
 * @param count number of lines, 1 .. 10^6
 * @param[out] costs_usd `count` costs; may be NULL
 * @param[out] total_usd their sum
 * @param[out] err detail on failure, row = the line; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_compute_budget(const toll_finance_item *items, uint64_t count, double *costs_usd,
                                                 double *total_usd, toll_error *err);

/**
 * Computes a weighted sum and a weighted mean.
 *
 * Use it for the blended price of a token mix, or for the carbon intensity of a grid mix.
 *
 * @param weights `count` weights (shares, tokens), each 0 .. 10^18
 * @param values `count` values, each +-10^18
 * @param count number of weights, 1 .. 10^6
 * @param[out] sum sum of weight x value; equals the mean when the weights are shares that sum to 1
 * @param[out] mean sum / sum of weights
 * @param[out] err detail on failure, row = the weight; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_DIVIDE if every weight is 0.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_compute_mix(const double *weights, const double *values, uint64_t count, double *sum,
                                              double *mean, toll_error *err);

/**
 * Computes the energy of machines, its cost and its carbon.
 *
 * Use it for measured or rated power. 8 machines of 700 W (100 W idle) at 50 % for 730 hours with a PUE of 1.3 use
 * 3,036.8 kWh.
 *
 * @param power machines, hours, PUE and prices
 * @param[out] energy the result; the caller sets its header. Cost and carbon are unknown without their price or
 *        intensity
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_CONFLICT if idle power is above full power; any status of the struct
 *         checks.
 */
TOLL_API toll_status toll_finance_compute_energy(const toll_finance_power *power, toll_finance_energy *energy,
                                                 toll_error *err);

/**
 * Computes the cost of an hour of an owned machine.
 *
 * Use it to compare with a rental price per hour. Compare usd_per_used_h if rent is paid for hours of use alone. There
 * is no cost of capital in it; see toll_finance_compute_payment().
 *
 * @param owned price, life, running cost and utilisation
 * @param[out] hourly the cost of an hour
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_CONFLICT if the residual value is above capex; ::TOLL_E_OVERFLOW; any
 *         status of the struct checks.
 */
TOLL_API toll_status toll_finance_compute_owned(const toll_finance_owned *owned, toll_finance_hourly *hourly,
                                                toll_error *err);

/**
 * Computes the output of a machine over some hours: tokens, tasks.
 *
 * Use it for the denominator of a unit cost.
 *
 * @param units_per_s rate at full use, units/s, 0 .. 10^18
 * @param hours hours, 0 .. 10^9
 * @param utilisation_frac share of full use, 0 .. 1
 * @param[out] units the output
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE.
 */
TOLL_API toll_status toll_finance_compute_output(double units_per_s, double hours, double utilisation_frac,
                                                 double *units, toll_error *err);

/**
 * Computes the cost of `per_units` units from the cost of an hour.
 *
 * Use it for USD per Mtok, with per_units = 10^6. Two figures come from it:
 * - reservation cost: the whole hourly cost and the true utilisation, idle included; compare this with an API price;
 * - marginal cost: the hourly cost that use adds, and utilisation 1.
 *
 * @param usd_per_h cost of an hour, 0 .. 10^30
 * @param units_per_s rate at full use, units/s, above 0 .. 10^18
 * @param utilisation_frac share of full use, above 0 .. 1
 * @param success_frac share of the units that count (completed tasks, accepted answers), above 0 .. 1
 * @param per_units units of the price, above 0 .. 10^18
 * @param[out] usd the cost
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_compute_unit_cost(double usd_per_h, double units_per_s, double utilisation_frac,
                                                    double success_frac, double per_units, double *usd,
                                                    toll_error *err);

/**
 * Computes the cost of a commitment, used and unused.
 *
 * Use it for reserved instances, provisioned throughput and spend commitments. 1,000 units at 2 USD with a demand of
 * 600 cost 1,200 USD used and 800 USD unused.
 *
 * @param committed_units units promised, above 0 .. 10^18: hours, or currency units at price 1 for a spend commitment
 * @param usd_per_unit price of a committed unit, 0 .. 10^18
 * @param upfront_frac share paid in advance, 0 .. 1
 * @param demanded_units units that are needed, 0 .. 10^18
 * @param overage_usd_per_unit price of a unit beyond the commitment, 0 .. 10^18; 0 is free. For a price that is not
 *        known pass NaN, which is refused
 * @param[out] result the costs; the caller sets its header
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW; any status of the struct
 *         checks.
 */
TOLL_API toll_status toll_finance_compute_commitment(double committed_units, double usd_per_unit, double upfront_frac,
                                                     double demanded_units, double overage_usd_per_unit,
                                                     toll_finance_commitment *result, toll_error *err);

/**
 * Shares the cost of a capacity among its tenants.
 *
 * Use it for showback and chargeback. Each tenant pays its use; idle capacity is shared by the rule. All parts and the
 * unallocated rest sum to the cost, up to roundings.
 *
 * @param usage `count` uses, in the unit of the capacity, each 0 .. 10^18
 * @param count number of tenants, 1 .. 10^6
 * @param capacity capacity that is paid for, above 0 .. 10^18; at least the sum of the uses
 * @param cost_usd its cost, 0 .. 10^30
 * @param rule TOLL_IDLE_*
 * @param[out] used_usd `count` costs of use
 * @param[out] idle_usd `count` shares of the idle cost
 * @param[out] unallocated_usd idle cost that nobody bears
 * @param[out] err detail on failure, row = the tenant; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_CONFLICT if the uses exceed the
 *         capacity.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_finance_allocate_idle(const double *usage, uint64_t count, double capacity, double cost_usd,
                                                int32_t rule, double *used_usd, double *idle_usd,
                                                double *unallocated_usd, toll_error *err);

/**
 * Computes the cost of a request in a hybrid: a fixed fleet, with an API for requests that the fleet fails.
 *
 * Use it when failed requests are paid for twice: once in the fleet, once at the API.
 *
 * @param fixed_usd_per_h cost of the fleet an hour, 0 .. 10^30
 * @param requests_per_h requests an hour, above 0 .. 10^18
 * @param own_usd_per_request extra cost of a request in the fleet, 0 .. 10^18
 * @param escalated_frac share of the requests that also go to the API, 0 .. 1
 * @param api_usd_per_request price of a request at the API, 0 .. 10^18; 0 is free. For a price that is not known
 *        pass NaN, which is refused
 * @param[out] usd_per_request fixed / requests + own + share x price
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_compute_hybrid(double fixed_usd_per_h, double requests_per_h,
                                                 double own_usd_per_request, double escalated_frac,
                                                 double api_usd_per_request, double *usd_per_request, toll_error *err);

/**
 * Compares two figures: difference, ratio, share, saving.
 *
 * Use it so that every report means the same by "saving" and "markup".
 *
 * @param base the reference figure, +-10^30
 * @param other the figure compared with it, +-10^30
 * @param[out] comparison the result; ratios with a divisor of 0 are unknown
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_compare(double base, double other, toll_finance_comparison *comparison,
                                          toll_error *err);

/**
 * Converts a price to another size and another time: price x (to / from)^exponent x (1 + change)^periods.
 *
 * Use it for a quotation of another size, or for an old price. 100 USD for 8 units becomes 141.03 USD for 16 units with
 * exponent 0.8 and two periods of -10 %.
 *
 * @param price_usd price of `from_units`, 0 .. 10^30
 * @param from_units size that has this price, above 0 .. 10^18
 * @param to_units size wanted, 0 .. 10^18
 * @param exponent 0 .. 10. 1: in proportion to size; below 1: economies of scale; 0: size does not matter
 * @param change_frac price change per period, -1 .. 1000; -1 is a price that falls to 0
 * @param periods periods since the price's date, 0 .. 10^5
 * @param[out] scaled_usd the price
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_OVERFLOW.
 */
TOLL_API toll_status toll_finance_scale_price(double price_usd, double from_units, double to_units, double exponent,
                                              double change_frac, double periods, double *scaled_usd, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
