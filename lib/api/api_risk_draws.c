/* SPDX-License-Identifier: Apache-2.0 */
/* Random draws of a scenario: their values, and the answers of one question or several. */
#include <toll/risk.h>

#include "api/guard.h"
#include "api/risk_question.h"
#include "base/fault.h"
#include "risk/sample.h"

#define DRAW_MAX  (UINT64_C(1) << 48)
#define COUNT_MAX UINT64_C(1000000000)

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
    toll_status status = toll__risk_open(plan, plan_size, question, work, work_size, &what_if, err);
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
    status = toll__risk_open(plan, plan_size, question, work, work_size, &what_if, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_draws(&what_if, inputs, input_count, first, count, err);
    if (status != TOLL_OK)
        return status;
    return draw_outcomes(&what_if, metrics, metric_count, inputs, seed, first, answers, count, err);
}
