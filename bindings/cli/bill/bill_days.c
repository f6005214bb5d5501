/* SPDX-License-Identifier: Apache-2.0 */
/* A sorted array: logs are mostly in the order of time, so that a record is nearly always of the day of the one before it,
 * or of a new last day. */
#include "bill/bill_days.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

int64_t day_of(int64_t at_s)
{
    return at_s >= 0 ? at_s / DAY_SECONDS : -((-at_s + DAY_SECONDS - 1) / DAY_SECONDS);
}

/* The first index whose day is not before this one. */
static int64_t place_of_day(const currency_days *d, int64_t day)
{
    int64_t low = 0, high = d->n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (d->days[middle].day < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static day_cost *day_at(currency_days *d, int64_t day)
{
    if (d->last < d->n && d->days[d->last].day == day) {
        return &d->days[d->last];
    }
    int64_t at = d->last = place_of_day(d, day);
    if (at < d->n && d->days[at].day == day) {
        return &d->days[at];
    }
    if (d->n == d->capacity) {
        d->capacity = d->capacity * 2 + 64;
        d->days = claim_again(d->days, (size_t)d->capacity, sizeof *d->days);
    }
    memmove(d->days + at + 1, d->days + at, (size_t)(d->n - at) * sizeof *d->days);
    d->n++;
    d->days[at] = (day_cost){day, {0, 0}};
    return &d->days[at];
}

const currency_days *bill_days_find(const bill_days *d, const char *currency)
{
    for (int i = 0; i < d->n; i++) {
        if (strcmp(d->of[i].currency, currency) == 0) {
            return &d->of[i];
        }
    }
    return NULL;
}

bool bill_days_add(bill_days *d, const char *currency, int64_t at_s, const toll_amount *cost)
{
    const currency_days *found = bill_days_find(d, currency);
    int index = found != NULL ? (int)(found - d->of) : d->n;
    if (index == DAY_CURRENCIES) {
        return false;
    }
    if (found == NULL) {
        snprintf(d->of[d->n++].currency, sizeof d->of[0].currency, "%s", currency);
    }
    day_cost *day = day_at(&d->of[index], day_of(at_s));
    return toll_amount_add(&day->cost, cost, &day->cost, NULL) == TOLL_OK;
}

void bill_days_free(bill_days *d)
{
    for (int i = 0; i < d->n; i++) {
        free(d->of[i].days);
    }
}

bool currency_days_sum(const currency_days *d, int64_t from, int64_t until, toll_amount *sum)
{
    *sum = (toll_amount){0, 0};
    for (int64_t i = place_of_day(d, from); i < d->n && d->days[i].day < until; i++) {
        if (toll_amount_add(sum, &d->days[i].cost, sum, NULL) != TOLL_OK) {
            return false;
        }
    }
    return true;
}
