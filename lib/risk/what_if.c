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

static toll_status answer_for(const toll__what_if *what_if, uint32_t option, double *answer, toll_error *err)
{
    const double *size_values = what_if->fixed_sizing ? what_if->medians : NULL;
    toll_status status =
        toll__evaluate_open(what_if->plan, option, what_if->values, size_values, what_if->account, err);
    if (status != TOLL_OK)
        return status;
    if (toll__metric_read(what_if->account, what_if->metric, discount_rate(what_if), what_if->timing, answer))
        return TOLL_OK;
    return toll__fail(err, TOLL_E_DIVIDE, TOLL_KIND_RISK_QUESTION, "metric", -1,
                      "has no value: the option serves no token or task");
}

toll_status toll__what_if_answer(const toll__what_if *what_if, double *answer, toll_error *err)
{
    double own = 0, other = 0;
    toll_status status = answer_for(what_if, what_if->option, &own, err);
    if (status != TOLL_OK)
        return status;
    status = what_if->against == 0 ? TOLL_OK : answer_for(what_if, what_if->against, &other, err);
    if (status != TOLL_OK)
        return status;
    if (!(fabs(own - other) <= TOLL__ANSWER_MAX))
        return toll__fail(err, TOLL_E_OVERFLOW, TOLL_KIND_RISK_QUESTION, "metric", -1, "is beyond 10^299");
    *answer = own - other;
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

int toll__what_if_is_fixed(const toll__what_if *what_if, uint64_t row)
{
    const toll__tco_input *rows = toll__tco_plan_rows(what_if->plan);
    return (toll__row_kind_find(rows[row].kind)->uses & TOLL_TCO_USES_FIXED) != 0;
}
