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

/* The meters of which every record of one request has one, whether it says so or not: the request itself. No other is of
 * that kind: a record may have no input (speech), no output (embeddings), no message, no image. */
#define TOLL__USAGE_IMPLIED ((uint64_t)1 << TOLL_METER_REQUEST)

/* Completes cache_write and checks parts against totals. */
toll_status toll__usage_check(toll__usage *usage, toll_error *err);

#endif
