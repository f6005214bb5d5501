/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of a log: by group, and in all. */
#ifndef TOLL_CLI_BILL_BILL_SUMS_H
#define TOLL_CLI_BILL_BILL_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "input/bill_request.h"

/* A record with what it costs. */
typedef struct priced_record {
    const char *labels[BILL_BY]; /* its value of each column that is summed by */
    const char *currency;
    int64_t input, cached, output; /* tokens */
    toll_amount cost;
    toll_amount uncached; /* the cost of the same tokens with nothing from a cache */
    toll_amount at_best;  /* and with all of the input from the cache */
    bool has_uncached, has_best;
    bool has_stated;
    toll_amount stated;
} priced_record;

typedef struct bill_sum {
    char labels[BILL_BY][96];
    char currency[16];
    uint64_t hash;
    int64_t records, input, cached, output;
    toll_amount cost;
    toll_amount saved, savable; /* by the cache; at best */
    int64_t stated_records;
    toll_amount stated, stated_cost; /* stated costs, and what these records cost by the book */
} bill_sum;

typedef struct bill_sums {
    int n_labels;
    bill_sum *sums; /* in the order of their first records */
    uint64_t n_sums, capacity;
    uint32_t *slots; /* index + 1; open addressing */
    uint64_t n_slots;
    uint64_t last;
    bill_sum totals[8]; /* by currency */
    int n_totals;
} bill_sums;

void bill_sums_start(bill_sums *s, int n_labels);
void bill_sums_free(bill_sums *s);

/* False where a sum is beyond what amounts and counts hold, or there are more currencies than totals. */
bool bill_sums_add(bill_sums *s, const priced_record *r);

/* Puts groups in order: by time where the first column is one, else from the dearest on. */
void bill_sums_sort(bill_sums *s, bool is_by_time);

/* The sum of the groups from `first` on, of one currency; records 0: there is none. */
bill_sum bill_sums_rest(const bill_sums *s, uint64_t first, const char *currency);

#endif
