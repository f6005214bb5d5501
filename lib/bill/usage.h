/* SPDX-License-Identifier: Apache-2.0 */
/* Usage as a table, one slot a meter, checked against itself: no part exceeds what it is a part of. */
#ifndef TOLL_BILL_USAGE_H
#define TOLL_BILL_USAGE_H

#include <toll/bill.h>

typedef struct toll__usage {
    uint64_t given;                /* set of meters that the record names */
    int64_t quantity[TOLL_METERS]; /* 0 where not given; cache_write: at least the sum of its parts */
} toll__usage;

/* Fills the table; n_pairs at most 64. */
toll_status toll__usage_take(const toll_bill_usage *pairs, uint64_t n_pairs, toll__usage *usage, toll_error *err);

/* Completes cache_write and checks parts against totals. */
toll_status toll__usage_check(toll__usage *usage, toll_error *err);

#endif
