/* SPDX-License-Identifier: Apache-2.0 */
/* What toll bill is asked: logs, what their records do not tell, how to sum, what limits there are. */
#ifndef TOLL_CLI_INPUT_BILL_REQUEST_H
#define TOLL_CLI_INPUT_BILL_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "input/as_request.h"
#include "input/fact_ages.h"
#include "input/model_names.h"
#include "input/money_request.h"
#include "input/output_request.h"
#include "input/pool_request.h"
#include "input/price_books.h"

#define BILL_LOGS     16
#define BILL_BY       6
#define BILL_PAIRS    16
#define BILL_TOP_MOST 10000

/* What a record can be summed by. */
typedef enum bill_column {
    BILL_BY_MODEL,
    BILL_BY_HOUR,
    BILL_BY_DAY,
    BILL_BY_MONTH,
    BILL_BY_PROVIDER,
    BILL_BY_TIER,
    BILL_BY_REGION,
    BILL_BY_ACCOUNT,
    BILL_BY_SHAPE,
    BILL_COLUMNS
} bill_column;

typedef enum bill_period { BILL_PERIOD_MONTH, BILL_PERIOD_DAY, BILL_PERIOD_NEVER } bill_period;

/* NAME=VALUE, both inside one word of the command line. */
typedef struct bill_pair {
    char name[32];
    const char *value;
} bill_pair;

/* A key of the user's own: TARGET=KEY. */
typedef struct bill_mapping {
    const char *target, *key;
    uint64_t target_length, key_length;
} bill_mapping;

typedef struct bill_request {
    price_books books;
    fact_ages ages;
    const char *logs[BILL_LOGS];
    int n_logs;
    const char *shape;                                      /* "": told by the keys */
    const char *model, *provider, *tier, *region, *account; /* of records that tell none; "": none */
    bill_pair attributes[BILL_PAIRS];
    int n_attributes;
    bill_mapping mappings[BILL_PAIRS];
    int n_mappings;
    bill_pair counters[BILL_PAIRS]; /* values are checked */
    int64_t counter_values[BILL_PAIRS];
    int n_counters;
    bill_period period;
    bool has_at, is_sorted, has_budget, is_forecast;
    bool is_closed; /* months that the log may not have all of are closed, too */
    int64_t at_s;   /* of records that tell none; now unless given */
    int64_t since_s, until_s;
    bill_column by[BILL_BY];
    int n_by;
    int64_t top;
    toll_amount budget;
    model_names names; /* what names of the log mean: --map-model */
    as_request as;     /* priced again */
    pool_request pool; /* charged back */
    money_request money;
    output_request output;
} bill_request;

const char *bill_column_name(bill_column column); /* "day" */

/* Complains and returns false on a mistake. bill_request_free() in both cases. */
bool bill_request_read(bill_request *r, const struct args *a);
void bill_request_free(bill_request *r);

#endif
