/* SPDX-License-Identifier: Apache-2.0 */
/* Use of tenants, gathered from a log, and the pools that they bear. */
#ifndef TOLL_CLI_BILL_BILL_CHARGE_H
#define TOLL_CLI_BILL_BILL_CHARGE_H

#include "bill/charge_split.h"
#include "toll_io.h"

typedef struct bill_charge {
    const pool_request *asked;
    charge_tenant *tenants; /* after bill_charge_finish(): by period and account */
    uint64_t n, capacity, last;
    uint32_t *slots; /* index + 1; open addressing */
    uint64_t n_slots;
    charge_pool *pools; /* by period */
    uint64_t n_pools;
} bill_charge;

/* NULL where no pool is asked. Free with bill_charge_free(). */
bill_charge *bill_charge_start(const pool_request *asked);
void bill_charge_free(bill_charge *c);

/* A record's use; cost NULL: not by cost. NULL, or why it has no use to go by. */
const char *bill_charge_add(bill_charge *c, const toll_io_usage *u, const toll_amount *cost, const char *currency);

/* Periods between the first and the last that have no use: their pools are charged to nobody. */
int64_t bill_charge_gaps(const bill_charge *c);

/* Splits every pool. False where one can't be split: its reason is in it. */
bool bill_charge_finish(bill_charge *c);

#endif
