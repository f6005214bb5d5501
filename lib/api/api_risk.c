/* SPDX-License-Identifier: Apache-2.0 */
/* Uncertainty over scenarios. */
#include <toll/risk.h>

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "api/guard.h"
#include "base/fault.h"
#include "risk/flip.h"
#include "risk/what_if.h"
#include "risk/quantile.h"
#include "risk/sample.h"
#include "risk/slope.h"
#include "tco/evaluate.h"

#define DRAW_MAX  (UINT64_C(1) << 48)
#define COUNT_MAX UINT64_C(1000000000)
#define SCALE_MAX 1e6
#define P_LOW     0.1
#define P_MID     0.5
#define P_HIGH    0.9

uint64_t toll_risk_work_size(const void *plan, uint64_t plan_size)
{
    const toll__tco_plan *p = NULL;
    return toll__tco_plan_open(plan, plan_size, &p, NULL) == TOLL_OK ? toll__what_if_size(p) : 0;
}

static toll_status check_options(const toll__tco_plan *plan, const toll_risk_question *q, toll_error *err)
{
    if (!toll__tco_plan_has_option(plan, q->option))
        return toll__fail(err, TOLL_E_UNKNOWN_ID, TOLL_KIND_RISK_QUESTION, "option", -1,
                          "is not an option of the scenario");
    if (q->against != 0 && !toll__tco_plan_has_option(plan, q->against))
        return toll__fail(err, TOLL_E_UNKNOWN_ID, TOLL_KIND_RISK_QUESTION, "against", -1,
                          "is not an option of the scenario");
    if (q->against == q->option)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_RISK_QUESTION, "against", -1,
                          "must be an option other than the first");
    return TOLL_OK;
}

static toll_status check_work(const toll__tco_plan *plan, const void *work, uint64_t work_size, toll_error *err)
{
    if (work == NULL)
        return toll__fail_null(err, "work");
    if ((uintptr_t)work % sizeof(uint64_t) != 0)
        return toll__fail(err, TOLL_E_OBJECT, 0, "work", -1, "must be aligned to 8 bytes");
    if (work_size < toll__what_if_size(plan))
        return toll__fail(err, TOLL_E_BUFFER, 0, "work_size", -1, "is less than toll_risk_work_size()");
    return TOLL_OK;
}

/* The common arguments of all questions. */
static toll_status open_what_if(const void *plan, uint64_t plan_size, const toll_risk_question *question, void *work,
                                uint64_t work_size, toll__what_if *what_if, toll_error *err)
{
    const toll__tco_plan *p = NULL;
    toll_risk_question q;
    toll_status status = toll__tco_plan_open(plan, plan_size, &p, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take(question, TOLL_KIND_RISK_QUESTION, "question", &q, err);
    if (status != TOLL_OK)
        return status;
    status = check_options(p, &q, err);
    if (status != TOLL_OK)
        return status;
    status = check_work(p, work, work_size, err);
    if (status != TOLL_OK)
        return status;
    *what_if = (toll__what_if){.option = q.option,
                               .against = q.against,
                               .metric = q.metric,
                               .timing = q.timing,
                               .fixed_sizing = q.fixed_sizing != 0};
    toll__what_if_start(p, work, what_if);
    return TOLL_OK;
}

static toll_status check_row_count(const toll__what_if *what_if, const char *name, uint64_t count, toll_error *err)
{
    const double rows = (double)what_if->plan->count;
    return count == what_if->plan->count ? TOLL_OK : toll__fail_range(err, 0, name, -1, rows, rows, (double)count);
}

/* The medians where no values are given. */
static toll_status take_values(const toll__what_if *what_if, const double *values, uint64_t value_count,
                               toll_error *err)
{
    if (values == NULL)
        return TOLL_OK;
    toll_status status = check_row_count(what_if, "value_count", value_count, err);
    if (status != TOLL_OK)
        return status;
    status = toll__evaluate_check(what_if->plan, values, "values", err);
    if (status != TOLL_OK)
        return status;
    memcpy(what_if->values, values, (size_t)(value_count * sizeof *values));
    return TOLL_OK;
}

toll_status toll_risk_estimate(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                               const double *values, uint64_t value_count, double *answer, void *work,
                               uint64_t work_size, toll_error *err)
{
    toll__what_if what_if;
    double found = 0;
    if (answer == NULL)
        return toll__fail_null(err, "answer");
    toll_status status = open_what_if(plan, plan_size, question, work, work_size, &what_if, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_values(&what_if, values, value_count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__what_if_answer(&what_if, &found, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *answer = found;
    return TOLL_OK;
}

/* Opens a question that gives a number for each of `count` rows, and answers it at the medians. */
static toll_status open_at_medians(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                   uint64_t count, void *work, uint64_t work_size, toll__what_if *what_if,
                                   double *at_medians, toll_error *err)
{
    toll_status status = open_what_if(plan, plan_size, question, work, work_size, what_if, err);
    if (status != TOLL_OK)
        return status;
    status = check_row_count(what_if, "count", count, err);
    if (status != TOLL_OK)
        return status;
    return toll__what_if_answer(what_if, at_medians, err);
}

/* ---- tornado ---- */

static toll_status find_swing(const toll__what_if *what_if, uint64_t row, double at_medians, double *at_low,
                              double *at_high, toll_error *err)
{
    const toll__tco_input *input = &toll__tco_plan_rows(what_if->plan)[row];
    *at_low = *at_high = at_medians;
    toll_status status = TOLL_OK;
    if (input->low < input->mid)
        status = toll__what_if_answer_with(what_if, row, input->low, at_low, err);
    if (status != TOLL_OK || !(input->high > input->mid))
        return status;
    return toll__what_if_answer_with(what_if, row, input->high, at_high, err);
}

toll_status toll_risk_estimate_swings(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                      double *at_low, double *at_high, uint64_t count, double *at_medians, void *work,
                                      uint64_t work_size, toll_error *err)
{
    toll__what_if what_if;
    double base = 0;
    if (at_low == NULL)
        return toll__fail_null(err, "at_low");
    if (at_high == NULL)
        return toll__fail_null(err, "at_high");
    if (at_medians == NULL)
        return toll__fail_null(err, "at_medians");
    toll_status status = open_at_medians(plan, plan_size, question, count, work, work_size, &what_if, &base, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < count; i++) {
        status = find_swing(&what_if, i, base, &at_low[i], &at_high[i], err);
        if (status != TOLL_OK)
            return toll__done(status, err);
    }
    *at_medians = base;
    return TOLL_OK;
}

/* ---- draws ---- */

static toll_status check_input(const toll_risk_input *input, int64_t row, toll_error *err)
{
    if (input->shape > TOLL_RISK_LOGNORMAL)
        return toll__fail_range(err, TOLL_KIND_RISK_INPUT, "shape", row, 0, TOLL_RISK_LOGNORMAL, input->shape);
    toll_status status = toll__check_range(err, TOLL_KIND_RISK_INPUT, "loading", row, -1, 1, input->loading);
    if (status != TOLL_OK)
        return status;
    if (input->group == 0 && input->loading != 0)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_RISK_INPUT, "loading", row, "needs a group");
    if (input->group != 0 && input->shape != TOLL_RISK_BELL && input->shape != TOLL_RISK_LOGNORMAL)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_RISK_INPUT, "group", row,
                          "is only for inputs of shape TOLL_RISK_BELL or TOLL_RISK_LOGNORMAL");
    return TOLL_OK;
}

static toll_status check_inputs(const toll__tco_plan *plan, const toll_risk_input *inputs, const char *name,
                                uint64_t count, toll_error *err)
{
    if (inputs == NULL)
        return TOLL_OK;
    if (count != plan->count)
        return toll__fail_range(err, 0, name, -1, (double)plan->count, (double)plan->count, (double)count);
    for (uint64_t i = 0; i < count; i++) {
        toll_status status = check_input(&inputs[i], (int64_t)i, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status check_draw(const char *name, uint64_t draw, toll_error *err)
{
    return draw <= DRAW_MAX ? TOLL_OK : toll__fail_range(err, 0, name, -1, 0, (double)DRAW_MAX, (double)draw);
}

toll_status toll_risk_compute_draw(const void *plan, uint64_t plan_size, const toll_risk_input *inputs, uint64_t seed,
                                   uint64_t draw, double *values, uint64_t count, toll_error *err)
{
    const toll__tco_plan *p = NULL;
    if (values == NULL)
        return toll__fail_null(err, "values");
    toll_status status = toll__tco_plan_open(plan, plan_size, &p, err);
    if (status != TOLL_OK)
        return status;
    if (count != p->count)
        return toll__fail_range(err, 0, "count", -1, (double)p->count, (double)p->count, (double)count);
    status = check_inputs(p, inputs, "count", count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_draw("draw", draw, err);
    if (status != TOLL_OK)
        return status;
    toll__sample_draw(p, inputs, NULL, seed, draw, values);
    return TOLL_OK;
}

static toll_status check_draws(const toll__what_if *what_if, const toll_risk_input *inputs, uint64_t input_count,
                               uint64_t first, uint64_t count, toll_error *err)
{
    toll_status status = check_inputs(what_if->plan, inputs, "input_count", input_count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_draw("first", first, err);
    if (status != TOLL_OK)
        return status;
    if (count > COUNT_MAX)
        return toll__fail_range(err, 0, "count", -1, 0, (double)COUNT_MAX, (double)count);
    return TOLL_OK;
}

/* One evaluation a draw for all metrics; metric m of draw i is answers[m * count + i]. */
static toll_status draw_outcomes(const toll__what_if *what_if, const uint32_t *metrics, uint64_t metric_count,
                                 const toll_risk_input *inputs, uint64_t seed, uint64_t first, double *answers,
                                 uint64_t count, toll_error *err)
{
    const toll__sample_options options = {what_if->option, what_if->against};
    double outcome[TOLL__METRICS_MAX];
    for (uint64_t i = 0; i < count; i++) {
        toll__sample_draw(what_if->plan, inputs, &options, seed, first + i, what_if->values);
        toll_status status = toll__what_if_outcome(what_if, metrics, metric_count, outcome, err);
        if (status != TOLL_OK)
            return toll__done(status, err);
        for (uint64_t m = 0; m < metric_count; m++)
            answers[m * count + i] = outcome[m];
    }
    return TOLL_OK;
}

toll_status toll_risk_estimate_draws(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                     const toll_risk_input *inputs, uint64_t input_count, uint64_t seed, uint64_t first,
                                     double *answers, uint64_t count, void *work, uint64_t work_size, toll_error *err)
{
    toll__what_if what_if;
    if (answers == NULL && count > 0)
        return toll__fail_null(err, "answers");
    toll_status status = open_what_if(plan, plan_size, question, work, work_size, &what_if, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_draws(&what_if, inputs, input_count, first, count, err);
    if (status != TOLL_OK)
        return status;
    return draw_outcomes(&what_if, &what_if.metric, 1, inputs, seed, first, answers, count, err);
}

static toll_status check_metrics(const uint32_t *metrics, uint64_t count, toll_error *err)
{
    if (count < 1 || count > TOLL__METRICS_MAX)
        return toll__fail_range(err, 0, "metric_count", -1, 1, TOLL__METRICS_MAX, (double)count);
    if (metrics == NULL)
        return toll__fail_null(err, "metrics");
    for (uint64_t i = 0; i < count; i++)
        if (metrics[i] < TOLL_RISK_TOTAL || metrics[i] > TOLL_RISK_CO2_KG)
            return toll__fail_range(err, 0, "metrics", (int64_t)i, TOLL_RISK_TOTAL, TOLL_RISK_CO2_KG, metrics[i]);
    return TOLL_OK;
}

toll_status toll_risk_estimate_outcomes(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                        const uint32_t *metrics, uint64_t metric_count, const toll_risk_input *inputs,
                                        uint64_t input_count, uint64_t seed, uint64_t first, double *answers,
                                        uint64_t count, void *work, uint64_t work_size, toll_error *err)
{
    toll__what_if what_if;
    if (answers == NULL && count > 0)
        return toll__fail_null(err, "answers");
    toll_status status = check_metrics(metrics, metric_count, err);
    if (status != TOLL_OK)
        return status;
    status = open_what_if(plan, plan_size, question, work, work_size, &what_if, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_draws(&what_if, inputs, input_count, first, count, err);
    if (status != TOLL_OK)
        return status;
    return draw_outcomes(&what_if, metrics, metric_count, inputs, seed, first, answers, count, err);
}

/* ---- gradient ---- */

toll_status toll_risk_estimate_slopes(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                      toll_risk_slope *slopes, uint64_t count, void *work, uint64_t work_size,
                                      toll_error *err)
{
    toll__what_if what_if;
    double base = 0;
    if (slopes == NULL)
        return toll__fail_null(err, "slopes");
    toll_status status = open_at_medians(plan, plan_size, question, count, work, work_size, &what_if, &base, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < count; i++) {
        slopes[i] = (toll_risk_slope){0, 0, 0};
        if (toll__what_if_is_fixed(&what_if, i))
            continue;
        status = toll__slope_find(&what_if, i, base, &slopes[i], err);
        if (status != TOLL_OK)
            return toll__done(status, err);
    }
    return TOLL_OK;
}

/* ---- flip ---- */

static toll_status check_flip_row(const toll__what_if *what_if, const char *name, uint64_t row, int64_t index,
                                  toll_error *err)
{
    if (what_if->against == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_RISK_QUESTION, "against", -1,
                          "must be given: a decision is between two options");
    if (row >= what_if->plan->count)
        return toll__fail_range(err, 0, name, index, 0, (double)what_if->plan->count - 1, (double)row);
    if (toll__what_if_is_fixed(what_if, row))
        return toll__fail(err, TOLL_E_CONFLICT, 0, name, index >= 0 ? index : (int64_t)row,
                          "is of a kind that shapes the scenario, so it cannot be varied");
    return TOLL_OK;
}

static toll_status check_flip(const toll__what_if *what_if, uint64_t row, double low, double high, toll_error *err)
{
    toll_status status = check_flip_row(what_if, "row", row, -1, err);
    if (status != TOLL_OK)
        return status;
    const toll__tco_input *input = &toll__tco_plan_rows(what_if->plan)[row];
    status = toll__check_range(err, 0, "low", -1, input->least, input->mid, low);
    if (status != TOLL_OK)
        return status;
    return toll__check_range(err, 0, "high", -1, input->mid, input->greatest, high);
}

/* Where the answer changes its sign on either side of the dial's start. */
typedef struct flips {
    double start, gap;
    int has_above, has_below;
    double above, below;
} flips;

static toll_status search_flips(const toll__what_if *what_if, toll__what_if_dial *dial, double low, double high,
                                flips *found, toll_error *err)
{
    toll_status status = toll__what_if_dial_start(what_if, dial, err);
    if (status != TOLL_OK)
        return status;
    found->gap = dial->own - dial->other;
    if (found->gap == 0)
        return TOLL_OK;
    status = toll__flip_search(what_if, dial, found->start, high, &found->has_above, &found->above, err);
    if (status != TOLL_OK)
        return status;
    return toll__flip_search(what_if, dial, found->start, low, &found->has_below, &found->below, err);
}

static void give_flip(const flips *found, toll_risk_flip *result)
{
    toll_risk_flip full;
    memset(&full, 0, sizeof full);
    const double up = found->above - found->start, down = found->start - found->below;
    full.gap = found->gap;
    full.value = found->start;
    full.known = (found->has_above ? TOLL_RISK_FLIP_ABOVE : 0u) | (found->has_below ? TOLL_RISK_FLIP_BELOW : 0u);
    full.above = found->has_above ? found->above : 0;
    full.below = found->has_below ? found->below : 0;
    full.verdict = found->gap == 0 ? TOLL_RISK_TIE : full.known != 0 ? TOLL_RISK_FLIPS : TOLL_RISK_NO_FLIP;
    if (full.known != 0) {
        full.known |= TOLL_RISK_FLIP_CHANGE;
        full.change = found->has_above && (!found->has_below || up <= down) ? up : -down;
    }
    toll__give(result, TOLL_KIND_RISK_FLIP, &full);
}

toll_status toll_risk_find_flip(const void *plan, uint64_t plan_size, const toll_risk_question *question, uint64_t row,
                                double low, double high, toll_risk_flip *result, void *work, uint64_t work_size,
                                toll_error *err)
{
    toll__what_if what_if;
    flips found = {0, 0, 0, 0, 0, 0};
    toll_status status = toll__expect(result, TOLL_KIND_RISK_FLIP, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = open_what_if(plan, plan_size, question, work, work_size, &what_if, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_flip(&what_if, row, low, high, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    found.start = what_if.values[row];
    toll__what_if_dial dial = {.rows = &row, .count = 1};
    status = search_flips(&what_if, &dial, low, high, &found, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    give_flip(&found, result);
    return TOLL_OK;
}

static toll_status check_scale(const toll__what_if *what_if, const uint64_t *rows, uint64_t count, double low,
                               double high, toll_error *err)
{
    if (count < 1 || count > what_if->plan->count)
        return toll__fail_range(err, 0, "row_count", -1, 1, (double)what_if->plan->count, (double)count);
    for (uint64_t i = 0; i < count; i++) {
        toll_status status = check_flip_row(what_if, "rows", rows[i], (int64_t)i, err);
        if (status != TOLL_OK)
            return status;
    }
    toll_status status = toll__check_range(err, 0, "low", -1, 0, 1, low);
    if (status != TOLL_OK)
        return status;
    return toll__check_range(err, 0, "high", -1, 1, SCALE_MAX, high);
}

static int is_inside(const toll__tco_input *input, double factor)
{
    return input->mid * factor >= input->least && input->mid * factor <= input->greatest;
}

/* How far all rows can be scaled towards a factor without one leaving the limits of its kind: median * factor below 0
 * grows away from its least, above 0 towards its greatest. */
static double limit_scale(const toll__what_if *what_if, const toll__what_if_dial *dial, double factor)
{
    for (uint64_t i = 0; i < dial->count; i++) {
        const toll__tco_input *input = &toll__tco_plan_rows(what_if->plan)[dial->rows[i]];
        if (input->mid * factor < input->least)
            factor = input->least / input->mid;
        if (input->mid * factor > input->greatest)
            factor = input->greatest / input->mid;
        for (int k = 0; k < 4 && !is_inside(input, factor); k++)
            factor -= (factor - 1) * DBL_EPSILON; /* the quotient was rounded away from 1 */
        if (!is_inside(input, factor))
            return 1;
    }
    return factor;
}

toll_status toll_risk_find_scale_flip(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                      const uint64_t *rows, uint64_t row_count, double low, double high,
                                      toll_risk_flip *result, void *work, uint64_t work_size, toll_error *err)
{
    toll__what_if what_if;
    flips found = {1, 0, 0, 0, 0, 0};
    if (rows == NULL)
        return toll__fail_null(err, "rows");
    toll_status status = toll__expect(result, TOLL_KIND_RISK_FLIP, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = open_what_if(plan, plan_size, question, work, work_size, &what_if, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_scale(&what_if, rows, row_count, low, high, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__what_if_dial dial = {.rows = rows, .count = row_count, .is_factor = 1};
    low = limit_scale(&what_if, &dial, low);
    high = limit_scale(&what_if, &dial, high);
    status = search_flips(&what_if, &dial, low, high, &found, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    give_flip(&found, result);
    return TOLL_OK;
}

/* ---- results ---- */

static toll_status check_results(const char *name, const double *results, uint64_t count, toll_error *err)
{
    if (count < 1 || count > COUNT_MAX)
        return toll__fail_range(err, 0, "count", -1, 1, (double)COUNT_MAX, (double)count);
    if (results == NULL)
        return toll__fail_null(err, name);
    for (uint64_t i = 0; i < count; i++)
        if (!isnan(results[i]) && !(fabs(results[i]) <= TOLL__ANSWER_MAX))
            return toll__fail_range(err, 0, name, (int64_t)i, -TOLL__ANSWER_MAX, TOLL__ANSWER_MAX, results[i]);
    return TOLL_OK;
}

/* Deviations from the least, so that large results that lie close keep their digits; in units of the range where their
 * squares would overflow: 10^9 of (10^140)^2 are 10^289. */
static void fill_moments(const double *sorted, uint64_t count, toll_risk_spread *moments)
{
    const double n = (double)count, least = sorted[0], range = sorted[count - 1] - least;
    const double unit = range > 1e140 ? range : 1;
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < count; i++)
        sum += (sorted[i] - least) / n;
    for (uint64_t i = 0; i < count; i++)
        squares += (sorted[i] - least - sum) / unit * ((sorted[i] - least - sum) / unit);
    moments->mean = least + sum;
    moments->deviation = count > 1 ? unit * sqrt(squares / (n - 1)) : 0;
    moments->mean_error = moments->deviation / sqrt(n);
}

/* The results that have a value, in their order; returns how many. */
static uint64_t keep_values(const double *results, uint64_t count, double *kept)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < count; i++)
        if (!isnan(results[i]))
            kept[n++] = results[i];
    return n;
}

static void fill_spread(double *values, uint64_t count, toll_risk_spread *spread)
{
    toll__quantile_sort(values, count);
    fill_moments(values, count, spread);
    spread->count = (int64_t)count;
    spread->least = values[0];
    spread->greatest = values[count - 1];
    spread->quantiles = (toll_range){toll__quantile_of(values, count, P_LOW), toll__quantile_of(values, count, P_MID),
                                     toll__quantile_of(values, count, P_HIGH)};
}

toll_status toll_risk_compute_spread(const double *results, uint64_t count, double *sorted, toll_risk_spread *spread,
                                     toll_error *err)
{
    toll_risk_spread full;
    memset(&full, 0, sizeof full);
    if (sorted == NULL)
        return toll__fail_null(err, "sorted");
    toll_status status = toll__expect(spread, TOLL_KIND_RISK_SPREAD, "spread", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_results("results", results, count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    const uint64_t kept = keep_values(results, count, sorted);
    if (kept == 0)
        return toll__fail(err, TOLL_E_DIVIDE, 0, "results", -1, "has no value at all: every draw is NaN");
    fill_spread(sorted, kept, &full);
    full.without = (int64_t)(count - kept);
    toll__give(spread, TOLL_KIND_RISK_SPREAD, &full);
    return TOLL_OK;
}

toll_status toll_risk_compute_odds(const double *first, const double *second, uint64_t count, double *below_frac,
                                   double *tie_frac, double *error_frac, toll_error *err)
{
    if (below_frac == NULL)
        return toll__fail_null(err, "below_frac");
    toll_status status = check_results("first", first, count, err);
    if (status != TOLL_OK)
        return status;
    status = check_results("second", second, count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    uint64_t below = 0, ties = 0;
    for (uint64_t i = 0; i < count; i++) {
        below += first[i] < second[i];
        ties += first[i] == second[i];
    }
    const double share = (double)below / (double)count;
    *below_frac = share;
    if (tie_frac != NULL)
        *tie_frac = (double)ties / (double)count;
    if (error_frac != NULL)
        *error_frac = sqrt(share * (1 - share) / (double)count);
    return TOLL_OK;
}
