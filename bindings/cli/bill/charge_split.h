/* SPDX-License-Identifier: Apache-2.0 */
/* A pool of cost split among tenants: by use, shared, idle. */
#ifndef TOLL_CLI_BILL_CHARGE_SPLIT_H
#define TOLL_CLI_BILL_CHARGE_SPLIT_H

#include <stdbool.h>

#include <toll.h>

#include "input/pool_request.h"

/* What a tenant used in a period, and what it bears. */
typedef struct charge_tenant {
    char period[16];  /* "2026-11", "2026-11-04", or "" of the log */
    char account[96]; /* "": the records tell none */
    int64_t records, tokens;
    int64_t weight;   /* tokens, or GPUs times microseconds */
    toll_amount cost; /* by the tariff, with POOL_BY_COST */
    toll_amount direct, shared, idle, total;
} charge_tenant;

/* A period's pool. All its tenants' totals and what nobody bears sum to it. */
typedef struct charge_pool {
    charge_tenant *tenants;
    uint64_t n;
    toll_amount direct, shared, idle; /* of the pool */
    toll_amount unallocated;          /* kept apart, or without a tenant to bear it */
    char reason[200];                 /* why it can't be split; empty: it is */
} charge_pool;

/* Splits the pool among `tenants`. False with `reason`: more was used than there is. */
bool charge_split(const pool_request *r, charge_pool *pool);

#endif
