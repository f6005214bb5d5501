/* SPDX-License-Identifier: Apache-2.0 */
/* One entry for each period and account, found by a hash. Tokens are input and output alike, each counted once; by cost the
 * own tariff weighs them. */
#include "bill/bill_charge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bill/bill_days.h"
#include "input/instant.h"
#include "output/give_up.h"

bill_charge *bill_charge_start(const pool_request *asked)
{
    if (!asked->is_asked) {
        return NULL;
    }
    bill_charge *c = claim(1, sizeof *c);
    c->asked = asked;
    c->n_slots = 64;
    c->slots = claim(c->n_slots, sizeof *c->slots);
    return c;
}

void bill_charge_free(bill_charge *c)
{
    if (c == NULL) {
        return;
    }
    free(c->tenants);
    free(c->slots);
    free(c->pools);
    free(c);
}

/* ---- entries ---- */

static uint64_t hash_tenant(const char *period, const char *account)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (; *period != 0; period++) {
        hash = (hash ^ (unsigned char)*period) * 0x100000001b3u;
    }
    for (; *account != 0; account++) {
        hash = (hash ^ (unsigned char)*account) * 0x100000001b3u;
    }
    return hash ^ hash >> 32;
}

static bool is_tenant(const charge_tenant *t, const char *period, const char *account)
{
    return strcmp(t->account, account) == 0 && strcmp(t->period, period) == 0;
}

static uint64_t slot_of(const bill_charge *c, const char *period, const char *account)
{
    uint64_t at = hash_tenant(period, account) & (c->n_slots - 1);
    while (c->slots[at] != 0 && !is_tenant(&c->tenants[c->slots[at] - 1], period, account)) {
        at = (at + 1) & (c->n_slots - 1);
    }
    return at;
}

static void grow_slots(bill_charge *c)
{
    free(c->slots);
    c->n_slots *= 2;
    c->slots = claim(c->n_slots, sizeof *c->slots);
    for (uint64_t i = 0; i < c->n; i++) {
        c->slots[slot_of(c, c->tenants[i].period, c->tenants[i].account)] = (uint32_t)(i + 1);
    }
}

static charge_tenant *tenant_of(bill_charge *c, const char *period, const char *account)
{
    if (c->last < c->n && is_tenant(&c->tenants[c->last], period, account)) {
        return &c->tenants[c->last];
    }
    uint64_t at = slot_of(c, period, account);
    if (c->slots[at] != 0) {
        c->last = c->slots[at] - 1;
        return &c->tenants[c->last];
    }
    if (c->n == c->capacity) {
        c->capacity = c->capacity * 2 + 64;
        c->tenants = claim_again(c->tenants, c->capacity, sizeof *c->tenants);
    }
    charge_tenant *t = &c->tenants[c->last = c->n++];
    memset(t, 0, sizeof *t);
    snprintf(t->period, sizeof t->period, "%s", period);
    snprintf(t->account, sizeof t->account, "%s", account);
    c->slots[at] = (uint32_t)c->n;
    if (2 * c->n > c->n_slots) {
        grow_slots(c);
    }
    return t;
}

/* ---- records ---- */

static int64_t quantity_of(const toll_io_usage *u, uint32_t meter)
{
    for (int64_t i = 0; i < u->n_usage; i++) {
        if (u->usage[i].meter == meter) {
            return u->usage[i].quantity;
        }
    }
    return -1;
}

/* -1: the record has no such use, -2: it is beyond what a count can hold. */
static int64_t tokens_of(const toll_io_usage *u)
{
    int64_t input = quantity_of(u, TOLL_METER_INPUT), output = quantity_of(u, TOLL_METER_OUTPUT);
    if (input < 0 && output < 0) {
        return -1;
    }
    input = input < 0 ? 0 : input;
    output = output < 0 ? 0 : output;
    return input > INT64_MAX - output ? -2 : input + output;
}

static const char *refuse_use(const bill_charge *c, int64_t weight)
{
    if (weight == -2) {
        return "more tokens than a count can hold";
    }
    return c->asked->share == POOL_BY_TIME ? "no gpu_time to share by (--map gpu_time=KEY)" : "no tokens to share by";
}

const char *bill_charge_add(bill_charge *c, const toll_io_usage *u, const toll_amount *cost, const char *currency)
{
    static const int lengths[] = {[POOL_OF_LOG] = 0, [POOL_OF_MONTH] = 7, [POOL_OF_DAY] = 10};
    char period[16];
    int64_t tokens = tokens_of(u);
    int64_t weight = c->asked->share == POOL_BY_TIME ? quantity_of(u, TOLL_METER_GPU_TIME) : tokens;
    if (cost == NULL && weight < 0) {
        return refuse_use(c, weight);
    }
    if (cost != NULL && strcmp(currency, c->asked->currency) != 0) {
        return "its price is in another currency than the pool";
    }
    snprintf(period, sizeof period, "%.*s", lengths[c->asked->period], instant_text(u->at_s).text);
    charge_tenant *t = tenant_of(c, period, u->account);
    weight = cost != NULL ? 0 : weight;
    tokens = tokens < 0 ? 0 : tokens;
    if (weight > INT64_MAX - t->weight || tokens > INT64_MAX - t->tokens ||
        (cost != NULL && toll_amount_add(&t->cost, cost, &t->cost, NULL) != TOLL_OK)) {
        return "a sum is beyond what amounts and counts can hold";
    }
    t->weight += weight;
    t->tokens += tokens;
    t->records++;
    return NULL;
}

/* ---- pools ---- */

static int compare_tenants(const void *a, const void *b)
{
    const charge_tenant *x = a, *y = b;
    int order = strcmp(x->period, y->period);
    return order != 0 ? order : strcmp(x->account, y->account);
}

/* An owner bears idle cost in a period in which it used nothing. */
static void add_owners(bill_charge *c)
{
    uint64_t n = c->n;
    for (uint64_t i = 0; i < n && c->asked->idle == POOL_IDLE_OWNER; i++) {
        char period[16];
        memcpy(period, c->tenants[i].period, sizeof period);
        tenant_of(c, period, c->asked->owner);
    }
}

/* Number of a month or a day, from the text of a period. */
static int64_t number_of_period(pool_period period, const char *text)
{
    char day[24];
    int64_t at_s = 0;
    snprintf(day, sizeof day, "%.10s%s", text, period == POOL_OF_MONTH ? "-01" : "");
    if (!instant_parse(day, &at_s)) {
        return 0;
    }
    bool is_month = period == POOL_OF_MONTH;
    return is_month ? 12 * ((text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0') +
                          (text[5] - '0') * 10 + text[6] - '0'
                    : day_of(at_s);
}

int64_t bill_charge_gaps(const bill_charge *c)
{
    if (c->asked->period == POOL_OF_LOG || c->n_pools == 0) {
        return 0;
    }
    int64_t first = number_of_period(c->asked->period, c->pools[0].tenants[0].period);
    int64_t last = number_of_period(c->asked->period, c->pools[c->n_pools - 1].tenants[0].period);
    return last - first + 1 - (int64_t)c->n_pools;
}

bool bill_charge_finish(bill_charge *c)
{
    bool is_fine = true;
    add_owners(c);
    if (c->n > 1) {
        qsort(c->tenants, c->n, sizeof *c->tenants, compare_tenants);
    }
    c->pools = claim(c->n + 1, sizeof *c->pools);
    for (uint64_t i = 0; i < c->n; i++) {
        if (i == 0 || strcmp(c->tenants[i].period, c->tenants[i - 1].period) != 0) {
            c->pools[c->n_pools++].tenants = &c->tenants[i];
        }
        c->pools[c->n_pools - 1].n++;
    }
    for (uint64_t i = 0; i < c->n_pools; i++) {
        is_fine = charge_split(c->asked, &c->pools[i]) && is_fine;
    }
    return is_fine;
}
