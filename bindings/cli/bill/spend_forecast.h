/* SPDX-License-Identifier: Apache-2.0 */
/* The cost of days to come from that of days gone by, as a range that holds 80 % of outcomes. */
#ifndef TOLL_CLI_BILL_SPEND_FORECAST_H
#define TOLL_CLI_BILL_SPEND_FORECAST_H

#include <stdbool.h>

#include <toll/base.h>

#define FORECAST_DAYS_LEAST 7  /* a week: else weekends, or the days between, were never seen */
#define FORECAST_DAYS_WEEKS 14 /* from here on each weekday has a mean of its own */
#define FORECAST_DAYS_MOST  56 /* eight weeks: older days say little of the pace */

/* Costs of whole days that follow each other. */
typedef struct spend_days {
    const double *costs; /* 0 or more */
    int n;               /* FORECAST_DAYS_LEAST .. FORECAST_DAYS_MOST */
    int first_weekday;   /* 0: Monday */
} spend_days;

/* The cost of a part (0 .. 1) of the day behind them, and of `whole` further days: P10, mean, P90. False where there are
 * too few days, or too many. */
bool spend_forecast(const spend_days *days, double part, int whole, toll_range *cost);

#endif
