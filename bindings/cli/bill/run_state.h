/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is known of a log while it is billed. */
#ifndef TOLL_CLI_BILL_RUN_STATE_H
#define TOLL_CLI_BILL_RUN_STATE_H

#include "bill/account_counters.h"
#include "bill/bill_problems.h"
#include "bill/bill_sums.h"
#include "bill/price_names.h"
#include "bill/seen_requests.h"
#include "input/bill_request.h"

#define RUN_FLAGS 16 /* bits of toll_io_usage.flags that are counted */

typedef struct bill_run {
    const bill_request *asked;
    toll_io_usage_reader *reader;
    price_names names;
    seen_requests seen;
    account_counters counters;
    bill_sums sums;
    bill_problems problems;
    placed_record *kept; /* --sort: all records */
    uint64_t n_kept, kept_capacity;
    int64_t n_priced;
    int64_t n_nothing;  /* records that have no usage, as expected */
    int64_t n_repeated; /* records of requests that are billed already */
    int64_t n_outside;  /* before --since, or at --until and after it */
    int64_t n_untimed;  /* priced at --at, or now */
    int64_t n_by_full;  /* priced by full.book */
    int64_t n_implied;  /* the provider was taken from the record's shape */
    int64_t n_flagged[RUN_FLAGS];
    int64_t n_bill_flagged[32]; /* by bit of toll_bill_total.flags */
    int64_t first_s, last_s;    /* instants of the records that are billed */
    fact_ages ages;             /* of the prices used */
    bool has_counters;
    uint64_t bytes;
    char day[16], hour[16], month[16]; /* labels of the record being billed */
    int64_t label_s;
} bill_run;

#endif
