/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a record's bill with their costs in the currency of the report. */
#ifndef TOLL_CLI_BILL_RECORD_LINES_H
#define TOLL_CLI_BILL_RECORD_LINES_H

#include <stdbool.h>

#include "bill/bill_sums.h"
#include "bill/record_bill.h"

/* What a line, a record or a sum of them costs. */
typedef struct three_costs {
    toll_amount list, contracted, billed;
} three_costs;

/* Of the record being billed. */
typedef struct record_lines {
    bool is_known;         /* this run needs lines, and here they are */
    toll_bill_line *lines; /* in the tariff's currency */
    three_costs *costs;    /* of the lines, in the report's currency */
    int64_t n_lines, capacity;
    three_costs total;
    char priced_in[16]; /* the tariff's currency */
    const dated_rate *rate;
    int32_t is_inexact; /* a conversion was rounded at 18 digits */
    int64_t *n_of_rate; /* records converted by each row of the rates; NULL: none yet */
} record_lines;

void record_lines_free(record_lines *m);

/* Where the run needs them: makes the lines, converts them, and puts total and currency in p and its question. The counters
 * of the question are those before the record. False with the reason: the record has no cost in that currency. */
bool record_lines_make(record_lines *m, const money_request *asked, priced_record *p, char *reason, size_t size);

bool add_costs(three_costs *to, const three_costs *costs);

#endif
