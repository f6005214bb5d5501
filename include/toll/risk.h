/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file risk.h
 * @brief Uncertainty over scenarios: tornado, seeded draws, gradients, and what flips the decision.
 */
#ifndef TOLL_RISK_H
#define TOLL_RISK_H

#include <toll/base.h>
#include <toll/finance.h>
#include <toll/tco.h>

/**
 * @defgroup risk Risk
 * @brief How sure is a scenario's answer, and what does it hang on? Estimated.
 *
 * A question (::toll_risk_question) names a metric of an option, or the difference of two options. Every input of a scenario
 * is the number of one row, so each answer below comes from evaluating the scenario with other numbers:
 * - *tornado*, toll_risk_estimate_swings(): the metric with one row at its P10 and at its P90;
 * - *draws*, toll_risk_estimate_draws(): all rows at random; P10, P50, P90 by toll_risk_compute_spread(), the probability
 *   that A is cheaper than B by toll_risk_compute_odds() on draws of the same seed, which use the same inputs (common
 *   random numbers);
 * - *gradient*, toll_risk_estimate_slopes(): change of the metric per change of a row, from above and from below;
 * - *flip*, toll_risk_find_flip(): the nearest number of one row at which the cheaper option is another.
 *
 * **Draws are the same everywhere**, bit by bit: the generator is SplitMix64 (Steele, Lea, Flood 2014), and shapes use
 * + - x and square root alone. Draw d of row i is a function of (seed, i, d), so draws may be split over threads in any way,
 * and a row keeps its numbers when another row's shape is changed. (The metric of a draw goes through exp and log of the C
 * library, like every estimate.)
 *
 * **Shapes.** A row's range gives P10, P50 and P90. A symmetric base z (bell, triangle, uniform) is stretched by a factor
 * for each side: value = mid + (high - mid) z / z90 above, mid + (mid - low) z / z90 below, so P10, P50 and P90 are those
 * of the row, exactly. The bell is the sum of 12 uniforms less 6 (Irwin-Hall: close to normal, never beyond 6 deviations).
 * Values beyond the limits of the row's kind are set to the limit. **Correlation**: rows of one group share a factor F,
 * z = loading F + sqrt(1 - loading^2) E; two such rows correlate by the product of their loadings.
 *
 * **Money over time.** NPV discounts payments at a period's start by whole periods, those within it by `timing`, the close at
 * N; at the scenario's discount rate, turned into a real one where the scenario's money is real (Fisher).
 *
 * Limits: independent but for groups; a gradient is a difference quotient of second order with a step of 10^-5, good to
 * about 10^-7; a flip that is undone within one 64th of the searched range may be missed.
 *
 * @snippet risk.c risk
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Metrics. */
#define TOLL_RISK_TOTAL     1 /**< Cost less income over the horizon. */
#define TOLL_RISK_NPV       2 /**< The same, discounted. */
#define TOLL_RISK_EAC       3 /**< Equivalent annual cost: the yearly payment worth the NPV. */
#define TOLL_RISK_MTOK      4 /**< Total cost per million tokens served: the reservation cost, idle included. */
#define TOLL_RISK_LEVELISED 5 /**< PV of cost per PV of a million tokens served. */
#define TOLL_RISK_MARGINAL  6 /**< Variable cost per million tokens served. */
#define TOLL_RISK_TASK      7 /**< Total cost per completed task. */
#define TOLL_RISK_KWH       8 /**< Energy at the meter. */
#define TOLL_RISK_CO2_KG    9 /**< Carbon of use and of making, kgCO2e. */
/* Shapes of an input's distribution. */
#define TOLL_RISK_BELL     0 /**< Sum of 12 uniforms: nearly normal. */
#define TOLL_RISK_TRIANGLE 1 /**< Sum of 2 uniforms. */
#define TOLL_RISK_UNIFORM  2 /**< One uniform. */
#define TOLL_RISK_FIXED    3 /**< Always the median. */

/** What is asked: a metric of an option, less that of another where `against` is given. */
typedef struct toll_risk_question {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_RISK_QUESTION. */
    uint32_t option;       /**< A declared option, 1 .. 64. Default 1. */
    uint32_t against;      /**< Another one; 0: none. */
    uint32_t metric;       /**< TOLL_RISK_TOTAL .. TOLL_RISK_CO2_KG. Default NPV. */
    uint32_t timing;       /**< TOLL_TIMING_* of what is paid within a period. Default middle. */
    uint32_t fixed_sizing; /**< 1: units stay as the medians size them, whatever the other rows say. Default 0. */
    uint32_t reserved;     /**< 0. */
} toll_risk_question;

/** How a row varies; one a row of the scenario, or none at all for bells without groups. Frozen. */
typedef struct toll_risk_input {
    uint32_t shape; /**< TOLL_RISK_BELL .. TOLL_RISK_FIXED. */
    uint32_t group; /**< Rows of one group share a factor; 0: none. Bells alone. */
    double loading; /**< Share of the common factor in the row, -1 .. 1; 0 without a group. */
} toll_risk_input;

/** How the metric changes with a row: change of the metric per change of the row's number. Frozen. */
typedef struct toll_risk_slope {
    uint64_t flags; /**< TOLL_RISK_SLOPE_* bits. */
    double up;      /**< When the number rises. */
    double down;    /**< When it falls, as a slope: the same as up where the metric is smooth. */
} toll_risk_slope;

/* Bits of toll_risk_slope.flags. */
#define TOLL_RISK_SLOPE_UP   0x1u  /**< up is given. */
#define TOLL_RISK_SLOPE_DOWN 0x2u  /**< down is given. */
#define TOLL_RISK_SLOPE_KINK 0x4u  /**< up and down differ. */
#define TOLL_RISK_SLOPE_STEP 0x8u  /**< The metric jumps just there; the slope of that side is not given. */
#define TOLL_RISK_SLOPE_EDGE 0x10u /**< The number is at a limit of its kind; the slope beyond is not given. */

/* Verdicts of a flip. */
#define TOLL_RISK_FLIPS   1 /**< Another number of this row makes the other option the cheaper one. */
#define TOLL_RISK_NO_FLIP 2 /**< None in the searched range does. */
#define TOLL_RISK_TIE     3 /**< The options are equal as it is. */

/** What would flip a decision. */
typedef struct toll_risk_flip {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_RISK_FLIP. */
    uint64_t known;       /**< TOLL_RISK_FLIP_* bits. */
    double gap;           /**< Metric of the option less that of the other, as it is: below 0, the option is cheaper. */
    double value;         /**< The row's number as it is. */
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

/** Results of draws in short. */
typedef struct toll_risk_spread {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_RISK_SPREAD. */
    int64_t count;        /**< Results. */
    toll_range quantiles; /**< P10, P50, P90, interpolated between neighbours. */
    double mean;          /**< Mean. */
    double deviation;     /**< Standard deviation of a result; 0 for one alone. */
    double mean_error;    /**< Standard error of the mean. */
    double least;         /**< Least. */
    double greatest;      /**< Greatest. */
} toll_risk_spread;

/**
 * Bytes of work memory for questions about a plan; one a thread.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @return bytes, a multiple of 8; 0 when the plan is none.
 */
TOLL_API uint64_t toll_risk_work_size(const void *plan, uint64_t plan_size);

/**
 * The answer to a question at given numbers.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question
 * @param values one number a row; NULL: the medians
 * @param value_count rows; ignored without values
 * @param[out] answer the metric, or the difference
 * @param[out] work at least toll_risk_work_size() bytes, 8-byte aligned
 * @param work_size its bytes
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_DIVIDE (a cost per token or task of an option that serves none); ::TOLL_E_OVERFLOW (an answer
 *         beyond 10^299, or a slope beyond a double: of a cost per next to nothing); ::TOLL_E_CONFLICT (an option
 *         against itself); any status of toll_tco_estimate() and of the struct's checks.
 */
TOLL_API toll_status toll_risk_estimate(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                        const double *values, uint64_t value_count, double *answer, void *work,
                                        uint64_t work_size, toll_error *err);

/**
 * Tornado: the answer with each row in turn at the low and at the high end of its range, all others at their medians.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question
 * @param[out] at_low `count` answers; a row without a range has that of the medians
 * @param[out] at_high `count` answers
 * @param count rows of the scenario
 * @param[out] at_medians the answer at the medians
 * @param[out] work work memory
 * @param work_size its bytes
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_risk_estimate(). Columns may be written in part on a failure in mid-way. O(rows) evaluations.
 */
TOLL_API toll_status toll_risk_estimate_swings(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                               double *at_low, double *at_high, uint64_t count, double *at_medians,
                                               void *work, uint64_t work_size, toll_error *err);

/**
 * The numbers of one draw: what toll_risk_estimate_draws() evaluates. The same bits on every machine.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param inputs `count` rows; NULL: bells without groups
 * @param seed any
 * @param draw number of the draw, 0 .. 2^48
 * @param[out] values `count` numbers
 * @param count rows of the scenario
 * @param[out] err detail on failure, row = the input; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; ::TOLL_E_CONFLICT (a loading without a group, or
 *         a group of another shape than a bell); ::TOLL_E_OBJECT; ::TOLL_E_BUFFER. O(rows).
 */
TOLL_API toll_status toll_risk_compute_draw(const void *plan, uint64_t plan_size, const toll_risk_input *inputs,
                                            uint64_t seed, uint64_t draw, double *values, uint64_t count,
                                            toll_error *err);

/**
 * Answers to a question for draws first .. first + count - 1.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question; its draws are common to both options
 * @param inputs `input_count` rows; NULL: bells without groups
 * @param input_count rows of the scenario; ignored without inputs
 * @param seed any
 * @param first first draw, 0 .. 2^48
 * @param[out] answers `count` answers
 * @param count draws, 0 .. 10^9
 * @param[out] work work memory
 * @param work_size its bytes
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_risk_estimate() and toll_risk_compute_draw(). Answers may be written in part on a failure in mid-way.
 *         O(count) evaluations.
 */
TOLL_API toll_status toll_risk_estimate_draws(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                              const toll_risk_input *inputs, uint64_t input_count, uint64_t seed,
                                              uint64_t first, double *answers, uint64_t count, void *work,
                                              uint64_t work_size, toll_error *err);

/**
 * Gradient at the medians: for each row, from above and from below. With question->fixed_sizing the units stay as they are,
 * so that a slope is not the luck of being near the next machine.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question
 * @param[out] slopes `count` slopes; a row that shapes the scenario has none (flags 0)
 * @param count rows of the scenario
 * @param[out] work work memory
 * @param work_size its bytes
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_risk_estimate(). Slopes may be written in part on a failure in mid-way. O(rows) evaluations.
 */
TOLL_API toll_status toll_risk_estimate_slopes(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                               toll_risk_slope *slopes, uint64_t count, void *work, uint64_t work_size,
                                               toll_error *err);

/**
 * The smallest change of one row's number that makes the other option cheaper, all else at the medians.
 * @param plan from toll_tco_resolve()
 * @param plan_size its bytes
 * @param question the question; against must be given
 * @param row the row, 0 .. rows - 1; not one that shapes the scenario
 * @param low least number tried, within the kind's limits, at most the row's own
 * @param high greatest number tried, within the kind's limits, at least the row's own
 * @param[out] result the flip; header set by the caller
 * @param[out] work work memory
 * @param work_size its bytes
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK, also when nothing flips; ::TOLL_E_MISSING (no second option); ::TOLL_E_RANGE; ::TOLL_E_CONFLICT (a row
 *         that shapes the scenario); as toll_risk_estimate(). At most 256 evaluations of each option.
 */
TOLL_API toll_status toll_risk_find_flip(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                         uint64_t row, double low, double high, toll_risk_flip *result, void *work,
                                         uint64_t work_size, toll_error *err);

/**
 * Quantiles, mean and deviation of results.
 * @param results `count` results, -10^299 .. 10^299
 * @param count 1 .. 10^9
 * @param[out] sorted `count` cells of work memory: the results in order
 * @param[out] spread the figures; header set by the caller
 * @param[out] err detail on failure, row = the result; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE; any status of the struct's checks.
 *         O(count log count).
 */
TOLL_API toll_status toll_risk_compute_spread(const double *results, uint64_t count, double *sorted,
                                              toll_risk_spread *spread, toll_error *err);

/**
 * How often one option is below another in draws of one seed.
 * @param first `count` answers of the one
 * @param second `count` answers of the other, of the same draws
 * @param count 1 .. 10^9
 * @param[out] below_frac share of the draws in which the first is below the second
 * @param[out] tie_frac share in which they are equal; NULL allowed
 * @param[out] error_frac standard error of below_frac; NULL allowed
 * @param[out] err detail on failure, row = the draw; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_NOT_FINITE. O(count).
 */
TOLL_API toll_status toll_risk_compute_odds(const double *first, const double *second, uint64_t count,
                                            double *below_frac, double *tie_frac, double *error_frac, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
