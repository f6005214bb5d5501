/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that stand in several records: each is billed once, by the last of its states. */
#ifndef TOLL_CLI_BILL_SEEN_REQUESTS_H
#define TOLL_CLI_BILL_SEEN_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "toll_io.h"

#define OPEN_REQUESTS 64 /* states of one request stand near each other, but agents' helpers come in between */

/* A record with its place in the logs. */
typedef struct placed_record {
    toll_io_usage usage;
    uint64_t line;
    int log;
} placed_record;

/* A request that is done with, in 16 bytes: 96 bits of its number, and its output. */
typedef struct seen_request {
    uint64_t low;
    uint32_t high;
    uint32_t output; /* the largest number for what is larger */
} seen_request;

typedef struct seen_requests {
    placed_record open[OPEN_REQUESTS]; /* a ring in the order of their first records */
    uint64_t open_ids[OPEN_REQUESTS];  /* their numbers' low halves, searched for each record */
    int first, n_open;
    seen_request *slots;
    uint64_t n_slots, n_seen;
} seen_requests;

typedef enum seen_verdict {
    SEEN_KEPT,     /* a new request */
    SEEN_MERGED,   /* another state of an open one */
    SEEN_REPEATED, /* billed before, with this output or more */
    SEEN_LATE      /* billed before with less output */
} seen_verdict;

void seen_requests_free(seen_requests *s);

/* Takes a state of a request. With SEEN_KEPT and *is_full, first take the oldest out by seen_requests_pop(). */
seen_verdict seen_requests_take(seen_requests *s, const placed_record *record, bool *is_full);

/* The oldest open request, to be billed now; false: none is open. */
bool seen_requests_pop(seen_requests *s, placed_record *record);

#endif
