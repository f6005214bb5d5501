/* SPDX-License-Identifier: Apache-2.0 */
/* Exact costs by day (UTC) and currency. */
#ifndef TOLL_CLI_BILL_BILL_DAYS_H
#define TOLL_CLI_BILL_BILL_DAYS_H

#include <stdbool.h>
#include <stdint.h>

#include <toll.h>

#define DAY_SECONDS    86400
#define DAY_CURRENCIES 8

typedef struct day_cost {
    int64_t day; /* since 1970-01-01 */
    toll_amount cost;
} day_cost;

/* Days of one currency, rising; days without a record have none. */
typedef struct currency_days {
    char currency[16];
    day_cost *days;
    int64_t n, capacity, last;
} currency_days;

typedef struct bill_days {
    currency_days of[DAY_CURRENCIES];
    int n;
} bill_days;

int64_t day_of(int64_t at_s);

/* False where a sum is beyond what amounts hold, or there are too many currencies. */
bool bill_days_add(bill_days *d, const char *currency, int64_t at_s, const toll_amount *cost);
void bill_days_free(bill_days *d);

/* The days of a currency; NULL: none. */
const currency_days *bill_days_find(const bill_days *d, const char *currency);

/* The exact cost of the days from one to before another. False where it is beyond what amounts hold. */
bool currency_days_sum(const currency_days *d, int64_t from, int64_t until, toll_amount *sum);

#endif
