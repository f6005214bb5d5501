/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/what_if.h"

#include <math.h>
#include <stddef.h>

#include "base/fault.h"
#include "risk/metric.h"
#include "tco/evaluate.h"

uint64_t toll__what_if_size(const toll__tco_plan *plan)
{
    return toll__account_size(plan->count, plan->frame.periods) + 2 * plan->count * sizeof(double);
}

void toll__what_if_start(const toll__tco_plan *plan, void *work, toll__what_if *inquiry)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    double *medians = work;
    inquiry->plan = plan;
    inquiry->medians = medians;
    inquiry->values = medians + plan->count;
    inquiry->account = (toll__account *)(void *)(medians + 2 * plan->count);
    for (uint64_t i = 0; i < plan->count; i++)
        medians[i] = inquiry->values[i] = rows[i].mid;
}

/* The discount rate is a row like the others; the last one counts, as for the scenario's own conventions. */
static double discount_rate(const toll__what_if *inquiry)
{
    const toll__tco_input *rows = toll__tco_plan_rows(inquiry->plan);
    double rate = 0;
    for (uint64_t i = 0; i < inquiry->plan->count; i++)
        if (rows[i].kind == TOLL_TCO_DISCOUNT_RATE)
            rate = inquiry->values[i];
    return rate;
}

static toll_status answer_for(const toll__what_if *inquiry, uint32_t option, double *answer, toll_error *err)
{
    const double *size_values = inquiry->fixed_sizing ? inquiry->medians : NULL;
    toll_status status =
        toll__evaluate_open(inquiry->plan, option, inquiry->values, size_values, inquiry->account, err);
    if (status != TOLL_OK)
        return status;
    if (toll__metric_read(inquiry->account, inquiry->metric, discount_rate(inquiry), inquiry->timing, answer))
        return TOLL_OK;
    return toll__fail(err, TOLL_E_DIVIDE, TOLL_KIND_RISK_QUESTION, "metric", -1,
                      "has no value: the option serves no token or task");
}

toll_status toll__what_if_answer(const toll__what_if *inquiry, double *answer, toll_error *err)
{
    double own = 0, other = 0;
    toll_status status = answer_for(inquiry, inquiry->option, &own, err);
    if (status == TOLL_OK && inquiry->against != 0)
        status = answer_for(inquiry, inquiry->against, &other, err);
    if (status != TOLL_OK)
        return status;
    if (!(fabs(own - other) <= TOLL__ANSWER_MAX))
        return toll__fail(err, TOLL_E_OVERFLOW, TOLL_KIND_RISK_QUESTION, "metric", -1, "is beyond 10^299");
    *answer = own - other;
    return TOLL_OK;
}

toll_status toll__what_if_answer_with(const toll__what_if *inquiry, uint64_t row, double value, double *answer,
                                      toll_error *err)
{
    const double before = inquiry->values[row];
    inquiry->values[row] = value;
    toll_status status = toll__what_if_answer(inquiry, answer, err);
    inquiry->values[row] = before;
    return status;
}

int toll__what_if_is_fixed(const toll__what_if *inquiry, uint64_t row)
{
    const toll__tco_input *rows = toll__tco_plan_rows(inquiry->plan);
    return (toll__row_kind_find(rows[row].kind)->uses & TOLL_TCO_USES_FIXED) != 0;
}
