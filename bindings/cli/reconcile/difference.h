/* SPDX-License-Identifier: Apache-2.0 */
/* A reconciliation, and its sums for people: by cause, by model and day. */
#ifndef TOLL_CLI_RECONCILE_DIFFERENCE_H
#define TOLL_CLI_RECONCILE_DIFFERENCE_H

#include "input/priced_sink.h"
#include "input/reconcile_request.h"
#include "output/screen.h"
#include "reconcile/our_rows.h"
#include "table/statement_file.h"

#define CAUSE_NUMBERS (TOLL_CAUSE_ROUNDING + 1)

/* All of one cause. */
typedef struct cause_sum {
    uint32_t cause;
    bool is_alternative;
    int64_t n_lines, quantity;
    toll_amount amount;
    char evidence[200]; /* "200,000 tokens more", "tier batch", "0.19" */
} cause_sum;

/* What is unexplained of a model's day. */
typedef struct place_sum {
    int64_t model, day;
    toll_amount amount;
} place_sum;

typedef struct difference {
    reconcile_request *asked;
    our_rows rows;
    toll__statement statement;
    log_summary log;
    int64_t first_line; /* row of the invoice's first line */
    int64_t n_unknown;  /* lines that are not understood */
    uint64_t *work;
    toll_bill_cause *causes;
    toll_bill_residual residual;
    cause_sum sums[2 * CAUSE_NUMBERS]; /* booked from the largest on, then alternatives */
    int n_sums;
    place_sum *places; /* from the largest on */
    int64_t n_places;
    char currency[16]; /* of the invoice */
} difference;

/* Reads the logs and the invoice, and compares them; false after a complaint. difference_free() in both cases. */
bool difference_compute(difference *d, reconcile_request *asked, log_biller biller);
void difference_free(difference *d);

/* The line of the invoice that a cause concerns; NULL: none. */
const toll__statement_line *difference_line(const difference *d, const toll_bill_cause *cause);
const char *cause_name(uint32_t cause); /* "missing_calls" */
bool difference_is_explained(const difference *d);

void difference_table(const difference *d, const screen *s);
void difference_json(const difference *d);
void difference_csv(const difference *d);

#endif
