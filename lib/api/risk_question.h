/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a question about a scenario: what the functions of risk.h begin with. */
#ifndef TOLL_API_RISK_QUESTION_H
#define TOLL_API_RISK_QUESTION_H

#include <toll/risk.h>

#include "risk/what_if.h"

/* Checks the common arguments of all questions and fills the memory; the values are the medians. */
toll_status toll__risk_open(const void *plan, uint64_t plan_size, const toll_risk_question *question, void *work,
                            uint64_t work_size, toll__what_if *what_if, toll_error *err);

/* One number for each row of the scenario. */
toll_status toll__risk_check_count(const toll__what_if *what_if, const char *name, uint64_t count, toll_error *err);

/* Opens a question that gives a number for each of `count` rows, and answers it at the medians. */
toll_status toll__risk_open_at_medians(const void *plan, uint64_t plan_size, const toll_risk_question *question,
                                       uint64_t count, void *work, uint64_t work_size, toll__what_if *what_if,
                                       double *at_medians, toll_error *err);

#endif
