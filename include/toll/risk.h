/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file risk.h
 * @brief Uncertainty over scenarios: tornado, seeded draws, gradients, and the flip of a decision.
 */
#ifndef TOLL_RISK_H
#define TOLL_RISK_H

#include <toll/base.h>
#include <toll/finance.h>
#include <toll/tco.h>

/**
 * @defgroup risk Risk
 * @brief How sure is a scenario's answer, which inputs drive it, and what would turn the decision? Estimated.
 *
 * A question (::toll_risk_question) names a metric of one option, or the difference of two options. Every input of a
 * scenario is the number of one row. Each analysis evaluates the scenario of tco.h again with other numbers:
 *
 * - Tornado, toll_risk_estimate_swings(): the metric with one row at its P10, then at its P90.
 * - Monte Carlo, toll_risk_estimate_draws(): the metric with all rows at random. toll_risk_compute_spread() gives P10,
 *   P50 and P90; toll_risk_compute_odds() gives the probability that A is cheaper than B.
 * - Gradient, toll_risk_estimate_slopes(): change of the metric per change of a row, from above and from below.
 * - Flip, toll_risk_find_flip(): the nearest number of one row at which the other option becomes cheaper;
 *   toll_risk_find_scale_flip(): the nearest common factor on several rows, such as all prices of an API.
 *
 * Example, from the program below: a server against an API at 1.20 USD per Mtok, NPV of 36 months at 8 %. At the
 * medians owning costs 4,609 USD less. With demand at its P10 it costs 229,336 USD more. It is cheaper in 38 % of 1,000
 * draws. The decision flips at an API price of 1.186 USD per Mtok.
 *
 * ## Draws
 *
 * Draw d of row i is a function of (seed, i, d) alone. So draws can be split over threads in any way, and a row keeps
 * its numbers when the shape of another row changes. The generator is SplitMix64 (Steele, Lea, Flood 2014), and the
 * shapes use only +, -, x and square root: the inputs are the same bits everywhere. ::TOLL_RISK_LOGNORMAL alone uses
 * pow of the C library, whose last digit may differ. The metric of a draw goes through exp and log of the C library,
 * like every estimate.
 *
 * Compare two options by draws of the same seed. They then share their inputs (common random numbers), which removes
 * most of the noise from the difference.
 *
 * ## Shapes
 *
 * A row's range gives P10, P50 and P90. A symmetric base z is stretched by one factor a side:
 *
 *     value = mid + (high - mid) z / z90    for z >= 0
 *     value = mid + (mid - low) z / z90     for z < 0
 *
 * - z: a bell, a triangle or a uniform around 0. The bell is the sum of 12 uniforms less 6 (Irwin-Hall): close to
 *   normal, never beyond 6 deviations.
 * - z90: the P90 of z, so P10, P50 and P90 are exactly those of the row.
 *
 * Values beyond the limits of the row's kind are set to the limit.
 *
 * ## Correlation
 *
 * Rows of one group share a factor F:
 *
 *     z = loading F + sqrt(1 - loading^2) E
 *
 * E is the row's own bell, of logarithms where the shape is lognormal. The z of two rows correlate by the product of
 * their loadings: 0.8 and 0.5 give 0.4.
 *
 * ## Discounting
 *
 * A payment at the start of period k is discounted by k periods, a payment within it by `timing` in addition, the close
 * by all N. The rate is the scenario's discount rate. Where the scenario is in real money, it is turned into a real
 * rate (Fisher).
 *
 * ## Errors
 *
 * "Struct checks" return ::TOLL_E_NULL, ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER or
 * ::TOLL_E_RANGE. Three functions fill an array step by step; if they fail midway, some elements may already be
 * written. Each of them says so. `work` holds no result and may always be written.
 *
 * ## Not modelled
 *
 * Rows are independent except for groups. A gradient is a difference quotient of second order with a step of 10^-5,
 * good to about 10^-7. A flip that is undone within 1/64 of the searched side can be missed; of its logarithm, where
 * the side reaches beyond ten times its start.
 *
 * @snippet risk.c risk
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Metrics. */
#define TOLL_RISK_TOTAL     1 /**< Cost less income over the horizon. */
#define TOLL_RISK_NPV       2 /**< NPV of cost less income: the same, discounted. */
#define TOLL_RISK_EAC       3 /**< Equivalent annual cost: the yearly payment that is worth the NPV. */
#define TOLL_RISK_MTOK      4 /**< Cost per million tokens served: the reservation cost, idle included, income not. */
#define TOLL_RISK_LEVELISED 5 /**< PV of cost less income, per PV of a million tokens served. */
#define TOLL_RISK_MARGINAL  6 /**< Variable cost per million tokens served. */
#define TOLL_RISK_TASK      7 /**< Cost per completed task, income not included. */
#define TOLL_RISK_KWH       8 /**< Energy at the meter, kWh; without a value where no row gives power or energy. */
#define TOLL_RISK_CO2_KG    9 /**< Carbon of use and of making, kgCO2e; without a value where no row gives either. */
/* Shapes of an input's distribution. */
#define TOLL_RISK_BELL      0 /**< Sum of 12 uniforms: nearly normal. */
#define TOLL_RISK_TRIANGLE  1 /**< Sum of 2 uniforms. */
#define TOLL_RISK_UNIFORM   2 /**< One uniform. */
#define TOLL_RISK_FIXED     3 /**< Always the median. */
#define TOLL_RISK_LOGNORMAL 4 /**< The bell of logarithms, for ratios; a row whose low is not above 0 keeps the bell. */

/** A question: a metric of an option, less that of another option where `against` is given. */
typedef struct toll_risk_question {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_RISK_QUESTION. */
    uint32_t option;       /**< An option that the scenario declares, 1 .. 64. Default 1. */
    uint32_t against;      /**< Another declared option, 1 .. 64; 0: none. Default 0. */
    uint32_t metric;       /**< TOLL_RISK_TOTAL .. TOLL_RISK_CO2_KG; 2 is the NPV. Default 2. */
    uint32_t timing;       /**< TOLL_TIMING_* of payments within a period; 0 is the end, 1 the middle. Default 1. */
    uint32_t fixed_sizing; /**< 1: the units of the medians, for all other numbers too; 0: sized anew. Default 0. */
    uint32_t reserved;     /**< 0. */
} toll_risk_question;

/** How a row varies: one a row of the scenario. NULL instead of the array: bells without groups, of logarithms where
 * high is more than 10 times low. Frozen. */
typedef struct toll_risk_input {
    uint32_t shape; /**< TOLL_RISK_BELL .. TOLL_RISK_LOGNORMAL; 0 is the bell. */
    uint32_t group; /**< Rows of one group share a factor; for bells and lognormals; 0: none. */
    double loading; /**< Weight of the shared factor, -1 .. 1; must be 0 without a group. */
} toll_risk_input;

/** Change of the metric per change of a row's number. Frozen. */
typedef struct toll_risk_slope {
    uint64_t flags; /**< TOLL_RISK_SLOPE_* bits. */
    double up;      /**< Slope for a rise of the number. */
    double down;    /**< Slope for a fall of the number; equals up where the metric is smooth. */
} toll_risk_slope;

/* Bits of toll_risk_slope.flags. */
#define TOLL_RISK_SLOPE_UP   0x1u  /**< up is given. */
#define TOLL_RISK_SLOPE_DOWN 0x2u  /**< down is given. */
#define TOLL_RISK_SLOPE_KINK 0x4u  /**< up and down differ. */
#define TOLL_RISK_SLOPE_STEP 0x8u  /**< The metric jumps at this number; the slope of that side is not given. */
#define TOLL_RISK_SLOPE_EDGE 0x10u /**< The number is at a limit of its kind; the slope beyond is not given. */

/* Verdicts of a flip. */
#define TOLL_RISK_FLIPS   1 /**< Another number of this row makes the other option the cheaper one. */
#define TOLL_RISK_NO_FLIP 2 /**< No number in the searched range does. */
#define TOLL_RISK_TIE     3 /**< The options are equal at the medians. */

/** The number of a row that flips a decision. */
typedef struct toll_risk_flip {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_RISK_FLIP. */
    uint64_t known;       /**< TOLL_RISK_FLIP_* bits. */
    double gap;           /**< Metric of option less that of against, at the medians; below 0: option is cheaper. */
    double value;         /**< The row's median. */
    double above;         /**< Nearest number above it that flips. Optional. */
    double below;         /**< Nearest number below it that flips. Optional. */
    double change;        /**< The smaller of the two changes, signed. Optional. */
    uint32_t verdict;     /**< TOLL_RISK_FLIPS, TOLL_RISK_NO_FLIP or TOLL_RISK_TIE. */
    uint32_t reserved;    /**< 0. */
} toll_risk_flip;

/* Bits of toll_risk_flip.known. */
#define TOLL_RISK_FLIP_ABOVE  0x1u /**< above is given. */
#define TOLL_RISK_FLIP_BELOW  0x2u /**< below is given. */
#define TOLL_RISK_FLIP_CHANGE 0x4u /**< change is given. */

/** Statistics of draws. */
typedef struct toll_risk_spread {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_RISK_SPREAD. */
    int64_t count;        /**< Number of results that have a value. */
    toll_range quantiles; /**< P10, P50, P90, interpolated between neighbours. */
    double mean;          /**< Mean. */
    double deviation;     /**< Sample standard deviation; 0 for a single result. */
    double mean_error;    /**< Standard error of the mean. */
    double least;         /**< Smallest result. */
    double greatest;      /**< Largest result. */
    int64_t without;      /**< Number of results without a value (NaN); they are in none of the above. */
} toll_risk_spread;

/**
 * Returns the bytes of work memory for questions about a plan.
 *
 * Use it to allocate `work` for the functions below. Each thread needs its own.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @return bytes, a multiple of 8; 0 if the plan is damaged or absent.
 */
TOLL_API uint64_t toll_risk_work_size(const void *plan, uint64_t plan_size);

/**
 * Evaluates a question at given numbers.
 *
 * Use it for one metric, at the medians or at a what-if. For all totals of an option at once call toll_tco_estimate()
 * and toll_tco_get_summary().
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question
 * @param values one number a row; NULL: the medians
 * @param value_count number of rows, exactly; ignored without values
 * @param[out] answer the metric, or the difference
 * @param[out] work 8-byte aligned memory
 * @param work_size its bytes, at least toll_risk_work_size()
 * @param[out] err detail on failure; may be NULL
 * @return
 * - ::TOLL_OK
 * - ::TOLL_E_DIVIDE: a cost per token or task, of an option that serves none; energy or carbon that no row gives
 * - ::TOLL_E_OVERFLOW: an answer beyond 10^299, as of a cost per almost nothing
 * - ::TOLL_E_UNKNOWN_ID: an option that is not declared
 * - ::TOLL_E_CONFLICT: an option against itself; another value than its own for a row that shapes the scenario
 * - ::TOLL_E_RANGE, ::TOLL_E_NOT_FINITE: a value outside the limits of its kind; another count; a result beyond 10^280
 * - ::TOLL_E_NULL, ::TOLL_E_OBJECT, ::TOLL_E_BUFFER: the memory of the plan or of `work`
 * - any status of the struct checks
 *
 * Cost: one evaluation, O(rows x periods), of each option.
 */
TOLL_API toll_status toll_risk_estimate(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                        const double *values, uint64_t value_count, double *answer, void *work,
                                        uint64_t work_size, toll_error *err);

/**
 * Estimates a tornado: the answer with each row in turn at the low and at the high end of its range.
 *
 * Use it to rank the inputs by their effect. All other rows stay at their medians, so it misses interactions; draws
 * show them.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question
 * @param[out] at_low `count` answers at P10; for a row without a range: the answer at the medians
 * @param[out] at_high `count` answers at P90, likewise
 * @param count number of rows, exactly
 * @param[out] at_medians the answer at the medians
 * @param[out] work 8-byte aligned memory
 * @param work_size its bytes, at least toll_risk_work_size()
 * @param[out] err detail on failure; may be NULL
 * @return as toll_risk_estimate(). If it fails midway, some elements may already be written.
 *
 * Cost: at most 2 x rows + 1 evaluations.
 */
TOLL_API toll_status toll_risk_estimate_swings(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                               double *at_low, double *at_high, uint64_t count, double *at_medians,
                                               void *work, uint64_t work_size, toll_error *err);

/**
 * Computes the numbers of one draw, one a row.
 *
 * Use it to see or to store the inputs of a draw of toll_risk_estimate_draws(). They are the same bits on every
 * machine, but for lognormal rows.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param inputs `count` rows; NULL: bells without groups
 * @param seed any number
 * @param draw number of the draw, 0 .. 2^48
 * @param[out] values `count` numbers
 * @param count number of rows, exactly
 * @param[out] err detail on failure, row = the input; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_CONFLICT for a loading without a
 *         group, or a group of another shape than a bell; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 *
 * Cost: O(rows).
 */
TOLL_API toll_status toll_risk_compute_draw(const void *plan, uint64_t plan_size, const toll_risk_input *inputs,
                                            uint64_t seed, uint64_t draw, double *values, uint64_t count,
                                            toll_error *err);

/**
 * Estimates the answers of draws first .. first + count - 1.
 *
 * Use it for the distribution of an answer. With 1,000 draws P10 and P90 are good to about one percentile (standard
 * error sqrt(0.1 x 0.9 / 1,000) = 0.95 %). Threads can share a seed and take separate ranges of draws.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question; with `against`, each draw is common to both options
 * @param inputs `input_count` rows; NULL: bells without groups
 * @param input_count number of rows, exactly; ignored without inputs
 * @param seed any number
 * @param first first draw, 0 .. 2^48
 * @param[out] answers `count` answers; NaN for a draw without a value, as of a cost per token in a draw that serves
 *             none. toll_risk_compute_spread() counts them
 * @param count number of draws, 0 .. 10^9
 * @param[out] work 8-byte aligned memory
 * @param work_size its bytes, at least toll_risk_work_size()
 * @param[out] err detail on failure; may be NULL
 * @return as toll_risk_estimate() and toll_risk_compute_draw(), but never ::TOLL_E_DIVIDE. If it fails midway, some
 *         elements may already be written.
 *
 * Cost: `count` evaluations.
 */
TOLL_API toll_status toll_risk_estimate_draws(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                              const toll_risk_input *inputs, uint64_t input_count, uint64_t seed,
                                              uint64_t first, double *answers, uint64_t count, void *work,
                                              uint64_t work_size, toll_error *err);

/**
 * Estimates several metrics of draws first .. first + count - 1, each draw evaluated once.
 *
 * Use it instead of one toll_risk_estimate_draws() a metric: the evaluation is nearly all of the time. Every column is
 * the same, bit by bit, as that function gives for its metric.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question; its metric is not read
 * @param metrics `metric_count` of TOLL_RISK_TOTAL .. TOLL_RISK_CO2_KG
 * @param metric_count number of metrics, 1 .. 9
 * @param inputs `input_count` rows; NULL: bells without groups
 * @param input_count number of rows, exactly; ignored without inputs
 * @param seed any number
 * @param first first draw, 0 .. 2^48
 * @param[out] answers metric_count x `count` answers, a column a metric: that of metric m and the i-th draw is
 *             answers[m * count + i]; NaN for a draw without a value
 * @param count number of draws, 0 .. 10^9
 * @param[out] work 8-byte aligned memory
 * @param work_size its bytes, at least toll_risk_work_size()
 * @param[out] err detail on failure; may be NULL
 * @return as toll_risk_estimate_draws(); ::TOLL_E_RANGE also for a metric or metric_count. If it fails midway, some
 *         elements may already be written.
 *
 * Cost: `count` evaluations of each option.
 */
TOLL_API toll_status toll_risk_estimate_outcomes(const void *plan, uint64_t plan_size,
                                                 const toll_risk_question *question, const uint32_t *metrics,
                                                 uint64_t metric_count, const toll_risk_input *inputs,
                                                 uint64_t input_count, uint64_t seed, uint64_t first, double *answers,
                                                 uint64_t count, void *work, uint64_t work_size, toll_error *err);

/**
 * Estimates the gradient at the medians: the slope of each row, from above and from below.
 *
 * Use it for the value of a small change: a dollar less, a token/s more. Set question->fixed_sizing to keep the units
 * as they are, so that a slope does not depend on how close sizing is to adding a machine. For large changes use the
 * tornado.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question
 * @param[out] slopes `count` slopes; flags 0 for a row that shapes the scenario
 * @param count number of rows, exactly
 * @param[out] work 8-byte aligned memory
 * @param work_size its bytes, at least toll_risk_work_size()
 * @param[out] err detail on failure; may be NULL
 * @return as toll_risk_estimate(); ::TOLL_E_OVERFLOW also for a slope beyond a double. If it fails midway, some
 *         elements may already be written.
 *
 * Cost: at most 6 x rows + 1 evaluations.
 */
TOLL_API toll_status toll_risk_estimate_slopes(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                               toll_risk_slope *slopes, uint64_t count, void *work, uint64_t work_size,
                                               toll_error *err);

/**
 * Finds the smallest change of one row that makes the other option cheaper.
 *
 * Use it to state a decision's margin: "own, unless the API falls below 1.19". All other rows stay at their medians.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question; `against` must be given
 * @param row the row, 0 .. rows - 1; not one that shapes the scenario
 * @param low lowest number tried, from the limit of the row's kind to the row's median
 * @param high highest number tried, from the row's median to the limit of the row's kind
 * @param[out] result the flip; the caller sets its header
 * @param[out] work 8-byte aligned memory
 * @param work_size its bytes, at least toll_risk_work_size()
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, also if nothing flips; ::TOLL_E_MISSING without a second option; ::TOLL_E_RANGE for row, low or
 *         high; ::TOLL_E_CONFLICT for a row that shapes the scenario; any status of toll_risk_estimate().
 *
 * Cost: at most 256 evaluations of each option.
 */
TOLL_API toll_status toll_risk_find_flip(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                         uint64_t row, double low, double high, toll_risk_flip *result, void *work,
                                         uint64_t work_size, toll_error *err);

/**
 * Finds the smallest common factor on several rows that makes the other option cheaper.
 *
 * Use it for what moves together: all demand, all prices of an API, all capacities. "Own, unless demand falls to 0.62
 * of it." All other rows stay at their medians. The search ends where a row reaches a limit of its kind.
 *
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question; `against` must be given
 * @param rows `row_count` rows, each 0 .. rows - 1; none that shapes the scenario
 * @param row_count number of rows, 1 .. that of the scenario
 * @param low lowest factor tried, 0 .. 1
 * @param high highest factor tried, 1 .. 10^6
 * @param[out] result the flip, with value = 1 and factors in above, below and change; the caller sets its header
 * @param[out] work 8-byte aligned memory
 * @param work_size its bytes, at least toll_risk_work_size()
 * @param[out] err detail on failure, row = the element of `rows`; may be NULL
 * @return as toll_risk_find_flip()
 *
 * Cost: at most 256 evaluations of each option.
 */
TOLL_API toll_status toll_risk_find_scale_flip(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                               const uint64_t *rows, uint64_t row_count, double low, double high,
                                               toll_risk_flip *result, void *work, uint64_t work_size, toll_error *err);

/**
 * Computes quantiles, mean and deviation of results.
 *
 * Use it on the answers of toll_risk_estimate_draws(). Those without a value are counted in `without` and left out, so
 * the statistics are of the draws that have one: report the two together.
 *
 * @param results `count` results, each -10^299 .. 10^299, or NaN: without a value
 * @param count number of results, 1 .. 10^9
 * @param[out] sorted `count` cells of work memory; on success the results that have a value in ascending order
 * @param[out] spread the statistics; the caller sets its header
 * @param[out] err detail on failure, row = the result; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_DIVIDE if no result has a value; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE for
 *         an infinity; any status of the struct checks.
 *
 * Cost: O(count log count).
 */
TOLL_API toll_status toll_risk_compute_spread(const double *results, uint64_t count, double *sorted,
                                              toll_risk_spread *spread, toll_error *err);

/**
 * Computes how often one option is below another.
 *
 * Use it for "A is cheaper than B with probability p", on draws of one seed and one range for both. A draw in which one
 * of the two has no value is neither below nor equal: with such draws the shares of both directions sum to less than 1.
 *
 * @param first `count` answers of the first option, each -10^299 .. 10^299, or NaN: without a value
 * @param second `count` answers of the second option, of the same draws
 * @param count number of draws, 1 .. 10^9
 * @param[out] below_frac share of the draws in which the first is below the second
 * @param[out] tie_frac share of the draws in which they are equal; may be NULL
 * @param[out] error_frac standard error of below_frac; may be NULL
 * @param[out] err detail on failure, row = the draw; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE for an infinity.
 *
 * Cost: O(count).
 */
TOLL_API toll_status toll_risk_compute_odds(const double *first, const double *second, uint64_t count,
                                            double *below_frac, double *tie_frac, double *error_frac, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
