/* SPDX-License-Identifier: Apache-2.0 */
/* A counter begins at 0, or at --counter, with the account's first record, and at 0 with each period (UTC): a free tier of
 * a month is free each month. Records must come in the order of time, since a tier depends on what was used before. */
#include "bill/account_counters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/instant.h"
#include "output/give_up.h"

void account_counters_start(account_counters *c, const bill_request *asked)
{
    memset(c, 0, sizeof *c);
    c->asked = asked;
    c->n_slots = 64;
    c->slots = claim(c->n_slots, sizeof *c->slots);
}

void account_counters_free(account_counters *c)
{
    free(c->slots);
}

/* "2026-08" as 202608, a day as 20260821. */
static int64_t period_of(bill_period period, int64_t at_s)
{
    int year = 0, month = 0, day = 0;
    if (period == BILL_PERIOD_NEVER || sscanf(instant_text(at_s).text, "%d-%d-%d", &year, &month, &day) != 3) {
        return 0;
    }
    return period == BILL_PERIOD_MONTH ? year * 100 + month : (year * 100 + month) * 100 + day;
}

static uint64_t find_counter(const account_counter *slots, uint64_t n_slots, const char *account, const pricebook *book,
                             uint64_t key)
{
    uint64_t hash = 0xcbf29ce484222325u ^ key;
    for (const char *at = account; *at != 0; at++) {
        hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
    }
    uint64_t at = (hash ^ hash >> 32) & (n_slots - 1);
    while (slots[at].is_used &&
           (slots[at].key != key || slots[at].book != book || strcmp(slots[at].account, account) != 0)) {
        at = (at + 1) & (n_slots - 1);
    }
    return at;
}

static void grow_counters(account_counters *c)
{
    uint64_t n_slots = c->n_slots * 2;
    account_counter *slots = claim(n_slots, sizeof *slots);
    for (uint64_t i = 0; i < c->n_slots; i++) {
        if (c->slots[i].is_used) {
            slots[find_counter(slots, n_slots, c->slots[i].account, c->slots[i].book, c->slots[i].key)] = c->slots[i];
        }
    }
    free(c->slots);
    c->slots = slots;
    c->n_slots = n_slots;
}

static int64_t first_value(const bill_request *asked, const pricebook *book, uint64_t key)
{
    for (int i = 0; i < asked->n_counters; i++) {
        uint64_t id = 0;
        const char *name = asked->counters[i].name;
        if (toll_book_intern(book->bytes, book->size, name, strlen(name), &id, NULL) == TOLL_OK && id == key) {
            return asked->counter_values[i];
        }
    }
    return 0;
}

static account_counter *counter_at(account_counters *c, const char *account, const pricebook *book, uint64_t key,
                                   int64_t at_s)
{
    uint64_t at = find_counter(c->slots, c->n_slots, account, book, key);
    if (c->slots[at].is_used) {
        return &c->slots[at];
    }
    if (2 * ++c->n_counters > c->n_slots) {
        grow_counters(c);
        at = find_counter(c->slots, c->n_slots, account, book, key);
    }
    account_counter *counter = &c->slots[at];
    snprintf(counter->account, sizeof counter->account, "%s", account);
    counter->key = key;
    counter->book = book;
    counter->used = first_value(c->asked, book, key);
    counter->period = period_of(c->asked->period, at_s);
    counter->last_s = at_s;
    counter->is_used = true;
    return counter;
}

const char *account_counters_get(account_counters *c, const named_tariff *t, const char *account, int64_t at_s,
                                 toll_bill_counter *counters)
{
    if (t->n_counters == 0) {
        return NULL;
    }
    int64_t period = period_of(c->asked->period, at_s);
    for (int i = 0; i < t->n_counters; i++) {
        const account_counter *counter = counter_at(c, account, t->book, t->counters[i], at_s);
        if (at_s < counter->last_s) {
            return "earlier than the record before it, and its tariff has counters: --sort";
        }
        counters[i] = (toll_bill_counter){t->counters[i], counter->period == period ? counter->used : 0};
    }
    return NULL;
}

void account_counters_put(account_counters *c, const named_tariff *t, const char *account, int64_t at_s,
                          const toll_bill_counter *counters)
{
    for (int i = 0; i < t->n_counters; i++) {
        account_counter *counter = counter_at(c, account, t->book, t->counters[i], at_s);
        counter->used = counters[i].used;
        counter->period = period_of(c->asked->period, at_s);
        counter->last_s = at_s;
    }
}
