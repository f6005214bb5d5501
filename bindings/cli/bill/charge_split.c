/* SPDX-License-Identifier: Apache-2.0 */
/* Every amount is a whole number of the currency's smallest coin, by the largest remainder (toll_amount_allocate), so that the
 * parts sum to the pool. Three steps:
 *
 *   pool less shared --capacity: used and unused--> direct and idle --weights--> tenants
 *   shared           --weights--> tenants
 *   idle             --by the rule--> tenants, or nobody
 *
 * By cost, direct is what the own tariff bills, rounded once, and idle is the rest.
 *
 * Example: 12,000.00 USD, 2,000.00 of it shared, a capacity of 5,000 M tokens of which a used 2,000 M and b 1,000 M. Direct is
 * 10,000 * 3/5 = 6,000.00: 4,000.00 and 2,000.00. Shared is 1,333.33 and 666.67. Idle is 4,000.00: in proportion 2,666.67 and
 * 1,333.33. */
#include "bill/charge_split.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/amount_text.h"
#include "output/figure_text.h"
#include "output/give_up.h"

#define US_PER_HOUR INT64_C(3600000000)

static bool refuse_split(charge_pool *pool, const char *reason)
{
    snprintf(pool->reason, sizeof pool->reason, "%s", reason);
    return false;
}

static bool add_to(toll_amount *to, const toll_amount *amount)
{
    return toll_amount_add(to, amount, to, NULL) == TOLL_OK;
}

/* ---- weights ---- */

/* An amount of 0 or more without its lowest `shift` bits. */
static int64_t shifted(const toll_amount *amount, int shift)
{
    uint64_t high = (uint64_t)amount->high;
    if (shift == 0) {
        return (int64_t)amount->low;
    }
    return (int64_t)(shift < 64 ? amount->low >> shift | high << (64 - shift) : high >> (shift - 64));
}

/* Bits that the total loses to fit 62. */
static int shift_of(const toll_amount *total)
{
    int bits = 0;
    for (uint64_t rest = total->high > 0 ? (uint64_t)total->high : total->low; rest != 0; rest >>= 1) {
        bits++;
    }
    bits += total->high > 0 ? 64 : 0;
    return bits > 62 ? bits - 62 : 0;
}

/* Costs become weights of 62 bits: a tenant's share is off by 2^-62 of the whole at most, far below a coin. */
static int64_t *weigh_tenants(const pool_request *r, const charge_pool *pool, const toll_amount *cost)
{
    int64_t *weights = claim(pool->n + 1, sizeof *weights);
    int shift = shift_of(cost);
    for (uint64_t i = 0; i < pool->n; i++) {
        const charge_tenant *t = &pool->tenants[i];
        weights[i] = r->share == POOL_BY_COST ? shifted(&t->cost, shift) : t->weight;
    }
    return weights;
}

static bool has_weight(const int64_t *weights, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        if (weights[i] > 0) {
            return true;
        }
    }
    return false;
}

/* ---- the pool's parts ---- */

static bool split_capacity(const pool_request *r, charge_pool *pool, const toll_amount *capacity_cost)
{
    int64_t used = 0;
    toll_amount parts[2] = {*capacity_cost, {0, 0}};
    for (uint64_t i = 0; i < pool->n; i++) {
        if (pool->tenants[i].weight > INT64_MAX - used) {
            return refuse_split(pool, "the use is beyond what a count can hold");
        }
        used += pool->tenants[i].weight;
    }
    if (r->has_capacity && used > r->capacity) {
        bool is_time = r->share == POOL_BY_TIME;
        snprintf(pool->reason, sizeof pool->reason, "%s%s were used, more than the --capacity of %s",
                 figure_count(is_time ? used / US_PER_HOUR : used).text, is_time ? " GPU-hours" : " tokens",
                 figure_count(is_time ? r->capacity / US_PER_HOUR : r->capacity).text);
        return false;
    }
    if (r->has_capacity) {
        const int64_t weights[2] = {used, r->capacity - used};
        if (toll_amount_allocate(capacity_cost, weights, 2, r->digits, parts, NULL) != TOLL_OK) {
            return refuse_split(pool, "the capacity can't be split");
        }
    }
    pool->direct = parts[0];
    pool->idle = parts[1];
    return true;
}

static bool split_by_cost(const pool_request *r, charge_pool *pool, const toll_amount *cost,
                          const toll_amount *capacity_cost)
{
    int32_t inexact, order = 0;
    if (toll_amount_round(cost, r->digits, TOLL_ROUND_HALF_EVEN, &pool->direct, &inexact, NULL) != TOLL_OK ||
        toll_amount_compare(&pool->direct, capacity_cost, &order, NULL) != TOLL_OK ||
        toll_amount_subtract(capacity_cost, &pool->direct, &pool->idle, NULL) != TOLL_OK) {
        return refuse_split(pool, "a sum is beyond what amounts can hold");
    }
    if (order > 0) {
        snprintf(pool->reason, sizeof pool->reason,
                 "the tariff bills %.40s %s, more than the %.40s of the pool: its prices recover too much",
                 amount_show_digits(&pool->direct, r->digits).text, r->currency,
                 amount_show_digits(capacity_cost, r->digits).text);
    }
    return order <= 0;
}

/* ---- among tenants ---- */

typedef enum charge_column { CHARGE_DIRECT, CHARGE_SHARED, CHARGE_IDLE } charge_column;

static bool give_parts(const pool_request *r, charge_pool *pool, charge_column column, const toll_amount *amount,
                       const int64_t *weights)
{
    if (amount->low == 0 && amount->high == 0) {
        return true;
    }
    if (!has_weight(weights, pool->n)) {
        return add_to(&pool->unallocated, amount);
    }
    toll_amount *parts = claim(pool->n, sizeof *parts);
    bool is_fine = toll_amount_allocate(amount, weights, pool->n, r->digits, parts, NULL) == TOLL_OK;
    for (uint64_t i = 0; i < pool->n && is_fine; i++) {
        charge_tenant *t = &pool->tenants[i];
        *(column == CHARGE_DIRECT ? &t->direct : column == CHARGE_SHARED ? &t->shared : &t->idle) = parts[i];
        is_fine = add_to(&t->total, &parts[i]);
    }
    free(parts);
    return is_fine;
}

static bool give_idle(const pool_request *r, charge_pool *pool, int64_t *weights)
{
    for (uint64_t i = 0; i < pool->n; i++) {
        bool is_owner = r->idle == POOL_IDLE_OWNER && strcmp(pool->tenants[i].account, r->owner) == 0;
        weights[i] = r->idle == POOL_IDLE_PROPORTIONAL ? weights[i] : r->idle == POOL_IDLE_EVEN ? 1 : is_owner;
    }
    return give_parts(r, pool, CHARGE_IDLE, &pool->idle, weights);
}

static bool sum_costs(const charge_pool *pool, toll_amount *cost)
{
    *cost = (toll_amount){0, 0};
    for (uint64_t i = 0; i < pool->n; i++) {
        if (pool->tenants[i].cost.high < 0 || !add_to(cost, &pool->tenants[i].cost)) {
            return false;
        }
    }
    return true;
}

bool charge_split(const pool_request *r, charge_pool *pool)
{
    toll_amount cost, capacity_cost;
    if (!sum_costs(pool, &cost) || toll_amount_subtract(&r->pool, &r->shared, &capacity_cost, NULL) != TOLL_OK) {
        return refuse_split(pool, "a tenant's cost is below 0, or a sum is beyond what amounts can hold");
    }
    pool->shared = r->shared;
    if (!(r->share == POOL_BY_COST ? split_by_cost(r, pool, &cost, &capacity_cost)
                                   : split_capacity(r, pool, &capacity_cost))) {
        return false;
    }
    int64_t *weights = weigh_tenants(r, pool, &cost);
    bool is_fine = give_parts(r, pool, CHARGE_DIRECT, &pool->direct, weights) &&
                   give_parts(r, pool, CHARGE_SHARED, &pool->shared, weights) && give_idle(r, pool, weights);
    free(weights);
    return is_fine || refuse_split(pool, "a sum is beyond what amounts and counts can hold");
}
