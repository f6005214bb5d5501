/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario under other values: at one set of them, at the ends of each range, and by its slopes. */
#include <toll/risk.h>

#include <string.h>

#include "api/guard.h"
#include "api/risk_question.h"
#include "base/fault.h"
#include "risk/slope.h"
#include "tco/evaluate.h"

uint64_t toll_risk_work_size(const void *plan, uint64_t plan_size)
{
    const toll__tco_plan *p = NULL;
    return toll__tco_plan_open(plan, plan_size, &p, NULL) == TOLL_OK ? toll__what_if_size(p) : 0;
}

/* The medians where no values are given. */
static toll_status take_values(const toll__what_if *what_if, const double *values, uint64_t value_count,
                               toll_error *err)
{
    if (values == NULL)
        return TOLL_OK;
    toll_status status = toll__risk_check_count(what_if, "value_count", value_count, err);
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
    toll_status status = toll__risk_open(plan, plan_size, question, work, work_size, &what_if, err);
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
    toll_status status =
        toll__risk_open_at_medians(plan, plan_size, question, count, work, work_size, &what_if, &base, err);
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

/* ---- gradient ---- */

toll_status toll_risk_estimate_slopes(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                      toll_risk_slope *slopes, uint64_t count, void *work, uint64_t work_size,
                                      toll_error *err)
{
    toll__what_if what_if;
    double base = 0;
    if (slopes == NULL)
        return toll__fail_null(err, "slopes");
    toll_status status =
        toll__risk_open_at_medians(plan, plan_size, question, count, work, work_size, &what_if, &base, err);
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
