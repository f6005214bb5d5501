/* SPDX-License-Identifier: Apache-2.0 */
/* One request to an API: what it used, when, in which tier, with which attributes; or with --bound the limits of all
 * that it may use. Texts have their numbers in one price book. */
#ifndef TOLL_CLI_INPUT_USAGE_REQUEST_H
#define TOLL_CLI_INPUT_USAGE_REQUEST_H

#include <stdbool.h>

#include <toll.h>

#include "input/price_book.h"

#define USAGE_PAIRS    32
#define PROVIDER_BYTES 32

struct args; /* the raw options: known in input/ and main.c alone */

typedef struct usage_request {
    toll_bill_usage usage[USAGE_PAIRS];
    uint64_t n_usage;
    toll_bill_attribute attributes[USAGE_PAIRS];
    const char *attribute_pairs[USAGE_PAIRS]; /* "KEY=VALUE" of the command line */
    uint64_t n_attributes;
    toll_bill_context context;
    const char *tier, *region, *provider; /* "" where none is stated */
    toll_bill_counter counters[USAGE_PAIRS];
    const char *counter_names[USAGE_PAIRS]; /* "NAME=N" of the command line */
    uint64_t n_counters;
    toll_bill_limit limits[TOLL_METERS]; /* with --bound */
    uint64_t n_limits;
    bool is_any_instant; /* with --bound: --at any */
} usage_request;

/* Complains and returns false when the command line is no request. */
bool usage_request_read(usage_request *r, const struct args *a, const pricebook *b);

/* An empty request; and one whose texts get their numbers in a book, which may be another one than before, or false after a
 * complaint. */
void usage_request_start(usage_request *r);
bool usage_request_join(usage_request *r, const pricebook *b);

#endif
