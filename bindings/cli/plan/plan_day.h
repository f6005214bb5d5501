/* SPDX-License-Identifier: Apache-2.0 */
/* Hours of the day: the leading options scaled down at night, or reserved in part. */
#ifndef TOLL_CLI_PLAN_PLAN_DAY_H
#define TOLL_CLI_PLAN_PLAN_DAY_H

#include "plan/plan_choices.h"

#define PLAN_DAYS_MAX 6 /* options, the cheapest of each accelerator */

/* One option by the hour. */
typedef struct plan_day_row {
    const plan_choice *choice;
    double unit_requests_per_s, reserved_usd_per_gpu_hour; /* 0: no reserved price is known */
    bool is_reserved_given;
    toll_plan_schedule schedule;
    int64_t units[PLAN_HOURS_MAX], gpus[PLAN_HOURS_MAX];
} plan_day_row;

typedef struct plan_day {
    int n_rows; /* 0: no hours were asked about, or no option meets the need */
    int best;   /* the cheapest as it is bought best */
    plan_day_row rows[PLAN_DAYS_MAX];
} plan_day;

/* False after a complaint. */
bool plan_day_find(plan_day *day, const plan_options *options, const toll_plan_need *need);

/* USD a cycle, as it is bought best. */
double plan_day_least_usd(const plan_day_row *row);

#endif
