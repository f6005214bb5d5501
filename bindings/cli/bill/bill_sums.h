/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of a log: by group, and in all. */
#ifndef TOLL_CLI_BILL_BILL_SUMS_H
#define TOLL_CLI_BILL_BILL_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "bill/price_names.h"
#include "bill/record_bill.h"
#include "input/bill_request.h"

/* A record that is billed. */
typedef struct priced_record {
    const toll_io_usage *usage;
    named_tariff *tariff;
    const char *labels[BILL_BY]; /* its value of each column that is summed by */
    bill_question *question;
    toll_amount cost;
    bool has_stated;
    toll_amount stated;
    const dated_rate *rate; /* costs are converted by it; NULL: they are in the tariff's currency */
} priced_record;

/* Records of one group, tariff and context: their quantities add up. */
typedef struct bill_cell {
    char labels[BILL_BY][96];
    const named_tariff *tariff;
    bill_question question; /* context and attributes; its total has the currency */
    uint64_t hash;
    int64_t records;
    uint64_t has;
    int64_t quantities[SUM_METERS];
    toll_amount cost;
    toll_amount kinds; /* what kinds cost more than their meters' own: the cell's quantities do not tell them apart */
    toll_amount uncached, at_best; /* of tariffs whose bills do not add up: by record */
    int64_t stated_records;
    toll_amount stated, stated_cost; /* stated costs, and what these records cost by the book */
    const dated_rate *rate;          /* of all its records; NULL: none */
} bill_cell;

typedef struct bill_sum {
    char labels[BILL_BY][96];
    char currency[16];
    int64_t records, input, cached, output;
    toll_amount cost;
    toll_amount saved, savable; /* by the cache; at best */
    int64_t stated_records;
    toll_amount stated, stated_cost;
} bill_sum;

typedef struct bill_sums {
    int n_labels;
    bill_cell *cells; /* in the order of their first records */
    uint64_t n_cells, capacity;
    uint32_t *slots; /* index + 1; open addressing */
    uint64_t n_slots;
    bill_sum *sums; /* after bill_sums_finish() */
    uint64_t n_sums;
    bill_sum totals[8]; /* by currency */
    int n_totals;
} bill_sums;

void bill_sums_start(bill_sums *s, int n_labels);
void bill_sums_free(bill_sums *s);

/* False where a sum is beyond what amounts and counts hold: the record is not in it. */
bool bill_sums_add(bill_sums *s, const priced_record *r);

/* Makes groups and totals of the cells, in order: by time where the first column is one, else from the dearest on. False
 * where a sum is beyond what it can hold, or there are more currencies than totals. */
bool bill_sums_finish(bill_sums *s, bool is_by_time);

/* The sum of the groups from `first` on, of one currency; records 0: there is none. */
bill_sum bill_sums_rest(const bill_sums *s, uint64_t first, const char *currency);

#endif
