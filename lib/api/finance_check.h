/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the plain numbers that finance.h takes: one place for their limits. */
#ifndef TOLL_API_FINANCE_CHECK_H
#define TOLL_API_FINANCE_CHECK_H

#include <math.h>

#include <toll/base.h>
#include <toll/finance.h>

#include "finance/depreciation.h"
#include "finance/discount.h"

#define FINANCE_USD_MAX     1e30 /* no product of the formulas leaves a double before its check */
#define FINANCE_UNITS_MAX   1e18
#define FINANCE_PERIODS_MAX 1e5
#define FINANCE_RATE_MIN    -0.99
#define FINANCE_RATE_MAX    1000
#define FINANCE_ROWS_MAX    1000000u
#define FINANCE_ABOVE_0     1e-300 /* the least number that stands for "above 0" */

/* An argument's number within its limits. */
toll_status toll__finance_number(toll_error *err, const char *name, double min, double max, double value);

/* One argument and its limits. */
typedef struct toll__finance_limit {
    const char *name;
    double min, max, value;
} toll__finance_limit;

/* Several arguments, in the order of the function's parameters: the first wrong one is reported. */
toll_status toll__finance_numbers(toll_error *err, const toll__finance_limit *limits, uint64_t count);

#define FINANCE_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A column: its pointer, its length, each of its numbers. */
toll_status toll__finance_column(toll_error *err, const char *name, const double *values, uint64_t count,
                                 uint64_t count_min, double min, double max);

/* A code of a list 0 .. max, or min .. max. */
toll_status toll__finance_code(toll_error *err, const char *name, int32_t min, int32_t max, int32_t value);

/* E_OVERFLOW when a result is beyond what a struct's field holds, 10^300. */
toll_status toll__finance_result(toll_error *err, const char *name, double value);

/* Of numbers that are 0 or more. A product of numbers above 0 may be too small for a double: the quotient is then too
 * large for one, and toll__finance_result() says so. */
static inline double toll__finance_quotient(double dividend, double divisor)
{
    if (divisor > 0)
        return dividend / divisor;
    return dividend > 0 ? HUGE_VAL : 0;
}

/* The caller's terms and asset as plain values. */
toll_status toll__finance_take_terms(const toll_finance_terms *terms, toll__discount_terms *plain, toll_error *err);
toll_status toll__finance_take_asset(const toll_finance_asset *asset, toll__asset *plain, toll_error *err);

#endif
