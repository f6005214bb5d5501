/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a log priced again, as other models, tiers, providers or under another book. */
#ifndef TOLL_CLI_BILL_BILL_AS_H
#define TOLL_CLI_BILL_BILL_AS_H

#include "bill/account_counters.h"
#include "bill/bill_as_parts.h"
#include "bill/bill_problems.h"
#include "bill/seen_requests.h"

#define AS_CURRENCIES 8

/* Records of one currency that both prices hold for. */
typedef struct as_sum {
    char currency[16];
    int64_t records;
    toll_amount ran, priced;
    as_parts ran_parts, priced_parts;
} as_sum;

typedef struct as_target {
    const char *model; /* "": each record's own */
    as_sum sums[AS_CURRENCIES];
    int n_sums;
    bill_problems missing; /* records that have a price as they ran, and none here */
    int64_t alone;         /* records that have a price here, and none as they ran */
    int64_t kept_tier;     /* --as-batch: no batch is sold, or they have a tier of their own */
    bool is_other_model;   /* of any record */
    int64_t longest_input; /* tokens, of a record that another model ran */
    account_counters counters;
} as_target;

typedef struct bill_as {
    const as_request *asked;
    as_prices ran, priced;
    bool has_own_prices;       /* `priced` has another book */
    price_books *priced_books; /* that book; NULL: none */
    as_target targets[AS_TARGETS];
    int n_targets;
} bill_as;

/* NULL where nothing is asked. Free with bill_as_free(). */
bill_as *bill_as_start(bill_request *asked);
void bill_as_free(bill_as *as);

/* A record that is billed: its tariff, and its bill with the counters before it. */
void bill_as_priced(bill_as *as, const placed_record *record, const named_tariff *t, const bill_question *q);

/* A record that has no price as it ran. */
void bill_as_unpriced(bill_as *as, const placed_record *record);

/* Whether a record lacks a price in a target. */
bool bill_as_is_incomplete(const bill_as *as);

/* What the figures can't tell, one at a time from 0; false beyond the last. */
bool bill_as_caveat(const bill_as *as, int index, char *text, size_t size);

/* "claude-haiku-4-5, batch", as a person asked for it. */
void bill_as_title(const bill_as *as, const as_target *target, char *text, size_t size);

#endif
