/* SPDX-License-Identifier: Apache-2.0 */
/* Where the lines of a log's bills go when another command asks for them: it gives a sink, and main.c joins the two
 * families, which know each other by this type alone. */
#ifndef TOLL_CLI_INPUT_PRICED_SINK_H
#define TOLL_CLI_INPUT_PRICED_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include <toll.h>

/* A meter of one record: its line of the bill, or the same line under another price. Texts are the giver's. */
typedef struct priced_item {
    const char *model, *provider, *day, *tier, *region; /* region "": none told */
    const char *currency;
    uint32_t meter;
    uint32_t cause;      /* 0: our bill; else TOLL_CAUSE_PRICE, _TIER or _REGION: another one of the same record */
    const char *variant; /* of another bill: what is different, "tier batch" */
    int64_t quantity;
    bool has_amount;    /* false: the model has no price */
    toll_amount amount; /* of another bill: its line less ours */
} priced_item;

typedef struct priced_sink {
    void *context;
    void (*take)(void *context, const priced_item *item);
} priced_sink;

/* What could not be priced or read, after all logs. */
typedef struct log_summary {
    int64_t n_records, n_bad, n_unpriced;
    int64_t first_s, last_s; /* instants; last below first: no record */
} log_summary;

struct bill_request;

/* Reads and bills the logs of a request into a sink; false after a complaint. */
typedef bool (*log_biller)(struct bill_request *r, const priced_sink *sink, log_summary *summary);

#endif
