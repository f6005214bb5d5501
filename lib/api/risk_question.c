/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments that every question of risk.h shares: scenario, question, work memory. */
#include "api/risk_question.h"

#include <stdint.h>

#include "api/guard.h"
#include "base/fault.h"

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

toll_status toll__risk_open(const void *plan, uint64_t plan_size, const toll_risk_question *question, void *work,
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

toll_status toll__risk_check_count(const toll__what_if *what_if, const char *name, uint64_t count, toll_error *err)
{
    const double rows = (double)what_if->plan->count;
    return count == what_if->plan->count ? TOLL_OK : toll__fail_range(err, 0, name, -1, rows, rows, (double)count);
}

toll_status toll__risk_open_at_medians(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                       uint64_t count, void *work, uint64_t work_size, toll__what_if *what_if,
                                       double *at_medians, toll_error *err)
{
    toll_status status = toll__risk_open(plan, plan_size, question, work, work_size, what_if, err);
    if (status != TOLL_OK)
        return status;
    status = toll__risk_check_count(what_if, "count", count, err);
    if (status != TOLL_OK)
        return status;
    return toll__what_if_answer(what_if, at_medians, err);
}
