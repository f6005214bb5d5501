/* SPDX-License-Identifier: Apache-2.0 */
/* What one more request adds to the steps of a given batch, and how the time of a step is shared by the requests in
 * it. */
#ifndef TOLL_SERVE_ADMISSION_H
#define TOLL_SERVE_ADMISSION_H

#include "serve/settle.h"

typedef struct toll__admission {
    double step_s;        /* of the batch as it is; 0: idle */
    double prompt_step_s; /* with a chunk of the request's prompt */
    double decode_step_s; /* with the request decoding */
    double chunks, steps; /* how many of each it takes */
    double ttft_s;
    double prompt_s, decode_s; /* device time that it adds: all chunks, all later tokens */
    double request_bytes;      /* of cache at its full length, on the fullest accelerator */
    double free_bytes;         /* memory left there */
    uint64_t flags;
} toll__admission;

/* The batch may be empty. */
void toll__admission_find(const toll__placement *placement, const toll__op *ops, const toll__batch *batch,
                          const toll__load *load, toll__admission *out);

/* One request's part of a step. */
typedef struct toll__part {
    double decode_tokens, context_tokens, prefill_tokens, prefill_context_tokens;
} toll__part;

/* The batch of many parts as sums, so that one can be taken out. */
typedef struct toll__whole {
    double decode, context, prompts, prefill, prefill_context; /* contexts: sums over sequences */
} toll__whole;

/* Adds one part, or takes it out (sign -1). */
void toll__whole_add(toll__whole *whole, const toll__part *part, double sign);

/* Seconds of a step; 0: an empty one. */
double toll__whole_seconds(const toll__placement *placement, const toll__op *ops, const toll__whole *whole);

#endif
