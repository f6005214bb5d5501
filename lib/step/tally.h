/* SPDX-License-Identifier: Apache-2.0 */
/* Stage `tally`: bytes and operations of a batch, per accelerator and component. */
#ifndef TOLL_STEP_TALLY_H
#define TOLL_STEP_TALLY_H

#include "step/place.h"

/* A step over the whole deployment. */
typedef struct toll__batch {
    double decode_sequences;
    double decode_context_tokens;
    double prefill_tokens;
    double prefill_sequences;
    double prefill_context_tokens;
    double draft_tokens; /* verified beside each decoded token */
} toll__batch;

/* The same batch as one accelerator sees it: the busiest attention replica, one pipeline microbatch. */
typedef struct toll__slice {
    double decode, decode_context;
    double verified;                 /* tokens per decoding sequence: 1 and the drafted ones */
    double prefill, prefill_context; /* prompt tokens; mean context that one of them attends */
    double prompt, prompt_context;   /* tokens of one prompt in this step, and in the cache already */
    double tokens;                   /* decode + prefill, of one replica */
    double all_tokens;               /* of all replicas: what the experts see */
    double logits;                   /* sequences that need the output head */
    double sequences;                /* of one replica, all microbatches: what the host works on */
} toll__slice;

/* One component of one layer. */
typedef struct toll__tally {
    double linear_bytes, linear_flops;
    double expert_bytes, expert_flops;
    double decode_bytes, decode_flops;
    double prefill_flops, prefill_length; /* length: how many tokens one prompt's kernel works over */
} toll__tally;

void toll__tally_slice(const toll__placement *placement, const toll__batch *batch, toll__slice *slice);
void toll__tally_count(const toll__op *op, const toll__slice *slice, toll__tally *tally);

#endif
