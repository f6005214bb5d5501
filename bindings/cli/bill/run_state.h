/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is known of a log while it is billed. */
#ifndef TOLL_CLI_BILL_RUN_STATE_H
#define TOLL_CLI_BILL_RUN_STATE_H

#include "bill/account_counters.h"
#include "bill/bill_as.h"
#include "bill/bill_charge.h"
#include "bill/bill_days.h"
#include "bill/bill_problems.h"
#include "bill/bill_sums.h"
#include "bill/month_close.h"
#include "bill/bill_focus.h"
#include "bill/bill_taxes.h"
#include "bill/price_names.h"
#include "bill/record_lines.h"
#include "bill/seen_requests.h"
#include "input/bill_request.h"
#include "input/priced_sink.h"

#define RUN_FLAGS 16 /* bits of toll_io_usage.flags that are counted */

typedef struct bill_run {
    const bill_request *asked;
    const priced_sink *sink; /* gets each line of each bill; NULL: none asks for them */
    toll_io_usage_reader *reader;
    price_names names;
    seen_requests seen;
    account_counters counters;
    account_months months;
    bill_sums sums;
    bill_problems problems;
    bill_charge *charge; /* --pool; NULL: not asked */
    bill_days days;      /* --forecast: costs by day */
    bill_as *as;         /* priced again; NULL: not asked */
    record_lines money;
    bill_focus focus;
    bool is_partial; /* the FOCUS file lacks charges of months */
    bill_taxes taxes;
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
