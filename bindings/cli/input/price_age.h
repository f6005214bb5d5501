/* SPDX-License-Identifier: Apache-2.0 */
/* How old the price of a machine is. */
#ifndef TOLL_CLI_INPUT_PRICE_AGE_H
#define TOLL_CLI_INPUT_PRICE_AGE_H

#include <stdbool.h>
#include <stdint.h>

#include "input/machine_prices.h"

/* Prices of rented GPUs move within weeks: from this age on an answer warns. */
#define PRICE_AGE_STALE_DAYS 90

typedef struct price_age {
    int64_t days;      /* since the date of the source; of a span, since its first day; negative: not known */
    bool is_uncertain; /* only a span of the source's date is known: the price may be younger */
} price_age;

price_age price_age_find(const machine_price *machine, int64_t at_s);

bool price_age_is_stale(const price_age *age);

/* Days from a date, yyyymmdd, to an instant; 0 where it is later, negative where there is no date. A date without its day
 * or month counts from the first of them. */
int64_t price_age_days(int64_t yyyymmdd, int64_t at_s);

/* "2026-01-21", "2026?" */
typedef struct price_date {
    char text[32];
} price_date;

price_date price_date_text(const machine_price *machine);

/* "313 days old", "up to 333 days old", "of unknown age" */
price_date price_age_text(const price_age *age);

#endif
