/* SPDX-License-Identifier: Apache-2.0 */
/* This month's end and the day on which a budget breaks. What is spent is exact; what is to come is a range. */
#ifndef TOLL_CLI_BILL_BILL_FORECAST_H
#define TOLL_CLI_BILL_BILL_FORECAST_H

#include "bill/run_state.h"
#include "output/json_out.h"
#include "output/screen.h"

typedef enum budget_verdict {
    BUDGET_NONE,   /* no budget is given, or nothing can be said of it */
    BUDGET_BROKEN, /* before the log's end */
    BUDGET_BREAKS, /* on the middle path */
    BUDGET_MAY,    /* on the high path alone */
    BUDGET_HOLDS   /* on all three */
} budget_verdict;

typedef struct bill_forecast {
    char currency[16];
    int64_t as_of_s, month_s, end_s; /* the log's end; the month begins, ends */
    toll_amount so_far;              /* of the month, exact */
    int whole_days;
    bool is_made; /* false: `reason`, and so_far alone has a meaning */
    char reason[160];
    toll_range left, month; /* to come; with what is spent */
    budget_verdict budget;
    int64_t broken_day, early_day, mid_day, late_day; /* days since 1970; the last three 0: not this month */
} bill_forecast;

/* Of the i-th currency's total. */
bill_forecast bill_forecast_make(const bill_run *run, int total);

/* Whether the month so far is above the budget. */
bool bill_forecast_is_broken(const bill_run *run);

void bill_show_forecast(const bill_run *run, const screen *s);
void bill_json_forecast(json *j, const bill_run *run);

#endif
