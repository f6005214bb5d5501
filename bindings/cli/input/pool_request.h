/* SPDX-License-Identifier: Apache-2.0 */
/* A pool of cost to be charged back: how much, for which time, and by which rules tenants bear it. */
#ifndef TOLL_CLI_INPUT_POOL_REQUEST_H
#define TOLL_CLI_INPUT_POOL_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include <toll.h>

struct args; /* the raw options: known in input/ and main.c alone */

typedef enum pool_period { POOL_OF_LOG, POOL_OF_MONTH, POOL_OF_DAY } pool_period;
typedef enum pool_share { POOL_BY_TOKENS, POOL_BY_COST, POOL_BY_TIME } pool_share;
typedef enum pool_idle { POOL_IDLE_PROPORTIONAL, POOL_IDLE_EVEN, POOL_IDLE_OWNER, POOL_IDLE_SEPARATE } pool_idle;

typedef struct pool_request {
    bool is_asked, has_capacity;
    toll_amount pool, shared; /* shared: the part of the pool that is nobody's use */
    char currency[16];
    int32_t digits; /* of its smallest coin */
    pool_period period;
    pool_share share;
    pool_idle idle;
    const char *owner; /* with POOL_IDLE_OWNER */
    int64_t capacity;  /* of a period: tokens, or GPUs times microseconds */
} pool_request;

/* Complains and returns false on a mistake. */
bool pool_request_read(pool_request *r, const struct args *a);

const char *pool_share_name(pool_share share);
const char *pool_idle_name(pool_idle idle);
const char *pool_period_name(pool_period period);

#endif
