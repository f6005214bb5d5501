/* SPDX-License-Identifier: Apache-2.0 */
/* Counters of free and volume tiers, by account, kept over the records of a log. */
#ifndef TOLL_CLI_BILL_ACCOUNT_COUNTERS_H
#define TOLL_CLI_BILL_ACCOUNT_COUNTERS_H

#include <stdbool.h>

#include "bill/price_names.h"
#include "input/bill_request.h"

/* One counter of one account. */
typedef struct account_counter {
    char account[96];
    const pricebook *book; /* whose number the key is */
    uint64_t key;
    int64_t used;
    int64_t period; /* number of its month or day */
    int64_t last_s; /* instant of the record before */
    bool is_used;
} account_counter;

typedef struct account_counters {
    const bill_request *asked;
    account_counter *slots;
    uint64_t n_slots, n_counters;
} account_counters;

void account_counters_start(account_counters *c, const bill_request *asked);
void account_counters_free(account_counters *c);

/* The counters that a tariff needs, before a record of this account and instant. NULL, or what is wrong: the record is
 * earlier than the one before it. */
const char *account_counters_get(account_counters *c, const named_tariff *t, const char *account, int64_t at_s,
                                 toll_bill_counter *counters);

/* After the record. */
void account_counters_put(account_counters *c, const named_tariff *t, const char *account, int64_t at_s,
                          const toll_bill_counter *counters);

#endif
