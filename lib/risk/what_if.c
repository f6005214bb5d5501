/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to a question with some numbers changed: the option is evaluated anew each time. Nothing is kept from one
 * answer to the next, so answers do not depend on their order. */
#include "risk/what_if.h"

#include <math.h>
#include <stddef.h>

#include "base/fault.h"
#include "risk/metric.h"
#include "tco/evaluate.h"

uint64_t toll__what_if_size(const toll__tco_plan *plan)
{
    return toll__account_size(plan->count, plan->conventions.periods) + 2 * plan->count * sizeof(double);
}

void toll__what_if_start(const toll__tco_plan *plan, void *work, toll__what_if *what_if)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    double *medians = work;
    what_if->plan = plan;
    what_if->medians = medians;
    what_if->values = medians + plan->count;
    what_if->account = (toll__account *)(void *)(medians + 2 * plan->count);
    toll__account_start(plan, 0, what_if->account);
    for (uint64_t i = 0; i < plan->count; i++)
        medians[i] = what_if->values[i] = rows[i].mid;
}

/* The discount rate is a row like the others; the last one counts, as for the scenario's own conventions. */
static double discount_rate(const toll__what_if *what_if)
{
    const toll__tco_input *rows = toll__tco_plan_rows(what_if->plan);
    double rate = 0;
    for (uint64_t i = 0; i < what_if->plan->count; i++)
        if (rows[i].kind == TOLL_TCO_DISCOUNT_RATE)
            rate = what_if->values[i];
    return rate;
}

static toll_status fail_overflow(toll_error *err)
{
    return toll__fail(err, TOLL_E_OVERFLOW, TOLL_KIND_RISK_QUESTION, "metric", -1, "is beyond 10^299");
}

/* Evaluates an option and reads `count` metrics of it; NaN for one without a value, and for nothing else. */
static toll_status read_metrics(const toll__what_if *what_if, uint32_t option, const uint32_t *metrics, uint64_t count,
                                double *answers, toll_error *err)
{
    const double *size_values = what_if->fixed_sizing ? what_if->medians : NULL;
    toll_status status =
        toll__evaluate_again(what_if->plan, option, what_if->values, size_values, what_if->account, err);
    if (status != TOLL_OK)
        return status;
    const double rate = discount_rate(what_if);
    for (uint64_t i = 0; i < count; i++) {
        if (!toll__metric_read(what_if->account, metrics[i], rate, what_if->timing, &answers[i]))
            answers[i] = (double)NAN;
        else if (!isfinite(answers[i]))
            return fail_overflow(err);
    }
    return TOLL_OK;
}

static toll_status check_answer(double answer, toll_error *err)
{
    return isnan(answer) || fabs(answer) <= TOLL__ANSWER_MAX ? TOLL_OK : fail_overflow(err);
}

toll_status toll__what_if_outcome(const toll__what_if *what_if, const uint32_t *metrics, uint64_t count,
                                  double *answers, toll_error *err)
{
    double other[TOLL__METRICS_MAX] = {0};
    toll_status status = read_metrics(what_if, what_if->option, metrics, count, answers, err);
    if (status != TOLL_OK)
        return status;
    if (what_if->against != 0)
        status = read_metrics(what_if, what_if->against, metrics, count, other, err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < count; i++) {
        answers[i] -= other[i];
        status = check_answer(answers[i], err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status check_value(double answer, toll_error *err)
{
    if (!isnan(answer))
        return check_answer(answer, err);
    return toll__fail(err, TOLL_E_DIVIDE, TOLL_KIND_RISK_QUESTION, "metric", -1,
                      "has no value: the option serves no token or task, or no row gives energy or carbon");
}

toll_status toll__what_if_answer(const toll__what_if *what_if, double *answer, toll_error *err)
{
    double found = 0;
    toll_status status = toll__what_if_outcome(what_if, &what_if->metric, 1, &found, err);
    if (status != TOLL_OK)
        return status;
    status = check_value(found, err);
    if (status != TOLL_OK)
        return status;
    *answer = found;
    return TOLL_OK;
}

toll_status toll__what_if_answer_with(const toll__what_if *what_if, uint64_t row, double value, double *answer,
                                      toll_error *err)
{
    const double before = what_if->values[row];
    what_if->values[row] = value;
    toll_status status = toll__what_if_answer(what_if, answer, err);
    what_if->values[row] = before;
    return status;
}

/* ---- dials ---- */

static int is_turned(const toll__what_if *what_if, const toll__what_if_dial *dial, uint32_t option)
{
    const toll__tco_input *rows = toll__tco_plan_rows(what_if->plan);
    for (uint64_t i = 0; i < dial->count; i++)
        if (toll__tco_input_is_for(&rows[dial->rows[i]], option))
            return 1;
    return 0;
}

toll_status toll__what_if_dial_start(const toll__what_if *what_if, toll__what_if_dial *dial, toll_error *err)
{
    toll_status status = read_metrics(what_if, what_if->option, &what_if->metric, 1, &dial->own, err);
    if (status != TOLL_OK)
        return status;
    status = read_metrics(what_if, what_if->against, &what_if->metric, 1, &dial->other, err);
    if (status != TOLL_OK)
        return status;
    dial->turns_own = is_turned(what_if, dial, what_if->option);
    dial->turns_other = is_turned(what_if, dial, what_if->against);
    return check_value(dial->own - dial->other, err);
}

static void turn(const toll__what_if *what_if, const toll__what_if_dial *dial, double at)
{
    for (uint64_t i = 0; i < dial->count; i++) {
        const uint64_t row = dial->rows[i];
        what_if->values[row] = dial->is_factor ? what_if->medians[row] * at : at;
    }
}

static void turn_back(const toll__what_if *what_if, const toll__what_if_dial *dial)
{
    for (uint64_t i = 0; i < dial->count; i++)
        what_if->values[dial->rows[i]] = what_if->medians[dial->rows[i]];
}

/* An option without a row of the dial keeps its metric. */
static toll_status read_turned(const toll__what_if *what_if, const toll__what_if_dial *dial, double *own, double *other,
                               toll_error *err)
{
    *own = dial->own;
    *other = dial->other;
    toll_status status = TOLL_OK;
    if (dial->turns_own)
        status = read_metrics(what_if, what_if->option, &what_if->metric, 1, own, err);
    if (status != TOLL_OK || !dial->turns_other)
        return status;
    return read_metrics(what_if, what_if->against, &what_if->metric, 1, other, err);
}

toll_status toll__what_if_answer_at(const toll__what_if *what_if, const toll__what_if_dial *dial, double at,
                                    double *answer, toll_error *err)
{
    double own = 0, other = 0;
    turn(what_if, dial, at);
    toll_status status = read_turned(what_if, dial, &own, &other, err);
    turn_back(what_if, dial);
    if (status != TOLL_OK)
        return status;
    *answer = own - other;
    return check_answer(own - other, err);
}

int toll__what_if_is_fixed(const toll__what_if *what_if, uint64_t row)
{
    const toll__tco_input *rows = toll__tco_plan_rows(what_if->plan);
    return (toll__row_kind_find(rows[row].kind)->uses & TOLL_TCO_USES_FIXED) != 0;
}
