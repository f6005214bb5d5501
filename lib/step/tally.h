/* SPDX-License-Identifier: Apache-2.0 */
/* Stage `tally`: bytes and operations of a batch, per accelerator and component. */
#ifndef TOLL_STEP_TALLY_H
#define TOLL_STEP_TALLY_H

#include <math.h>

#include "step/place.h"

/* A step over the whole deployment. */
typedef struct toll__batch {
    double decode_sequences;
    double decode_context_tokens;
    double prefill_tokens;
    double prefill_sequences;
    double prefill_context_tokens;
    double draft_tokens; /* verified with each decoded token */
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

/* Prompts of a batch: at least one where it has prompt tokens. */
static inline double toll__tally_prompts(const toll__batch *batch)
{
    if (!(batch->prefill_tokens > 0))
        return 0;
    return batch->prefill_sequences > 1 ? batch->prefill_sequences : 1;
}

/* The batch as the busiest accelerator sees it. */
void toll__tally_slice(const toll__placement *placement, const toll__batch *batch, toll__slice *slice);

/* min(tokens, limit) where there is a limit; 0: none. */
static inline double toll__tally_limited(double tokens, double limit)
{
    return limit > 0 && limit < tokens ? limit : tokens;
}

/* How far the busiest of `ranks` ranks is above the mean share t of touched experts, over sqrt(t (1 - t)): tally.c. */
double toll__tally_spread(double ranks, double experts);

/* Expected share of the experts that T tokens touch when each picks k of E alike: 1 - (1 - k/E)^T. All ranks wait for
 * the one that holds the most of them. Kernels take wider tiles as an expert gets more tokens, so that its padding
 * grows up to a limit. */
static inline void toll__tally_experts(const toll__op *op, const toll__slice *s, toll__tally *t)
{
    double touched = -expm1(s->all_tokens * op->expert_log_miss);
    double each = touched > 0 ? s->all_tokens * op->expert_share / touched : 0; /* 0: too few tokens for a double */
    double busiest = touched + op->expert_spread * sqrt(touched * (1 - touched));
    busiest = busiest < 1 ? busiest : 1;
    double padded = each > 0 ? busiest * each / (each + op->expert_ramp_tokens) : 0;
    t->expert_bytes = op->expert_bytes * busiest + s->all_tokens * op->expert_io_bytes;
    t->expert_flops = op->expert_pad_flops * padded + s->all_tokens * op->expert_flops;
}

/* Cache that decoding reads and tokens that prompts attend, each cut by window and top-k. */
static inline void toll__tally_attention(const toll__op *op, const toll__slice *s, toll__tally *t)
{
    double held = toll__tally_limited(s->decode_context, op->window_tokens);
    double read = toll__tally_limited(held, op->topk_tokens);
    double attended = toll__tally_limited(toll__tally_limited(s->prefill_context, op->window_tokens), op->topk_tokens);
    /* Every decoded token also writes itself. Drafted ones read the same cache in the same pass. */
    t->decode_bytes =
        s->decode * (read * op->kv_token_bytes + held * op->index_token_bytes + s->verified * op->kv_token_bytes);
    t->decode_flops = s->decode * s->verified * (read * op->decode_flops + held * op->index_flops);
    t->prefill_flops = s->prefill * (attended * op->prefill_flops + s->prefill_context * op->index_flops);
    t->prefill_length =
        toll__tally_limited(toll__tally_limited(s->prompt_context + s->prompt, op->window_tokens), op->topk_tokens);
}

/* Here, so that the clock keeps its sums in registers. */
static inline void toll__tally_count(const toll__op *op, const toll__slice *s, toll__tally *t)
{
    t->linear_bytes = op->linear_bytes + s->tokens * op->linear_io_bytes;
    t->linear_flops = s->tokens * op->linear_flops;
    t->expert_bytes = t->expert_flops = 0;
    t->decode_bytes = t->decode_flops = t->prefill_flops = t->prefill_length = 0;
    if (op->expert_bytes > 0 && s->all_tokens > 0)
        toll__tally_experts(op, s, t);
    if (op->is_attention) {
        toll__tally_attention(op, s, t);
        return;
    }
    t->decode_bytes = 2 * s->decode * op->state_bytes; /* a state is read and written back */
    t->decode_flops = s->decode * s->verified * op->state_flops;
    t->prefill_flops = s->prefill * op->state_flops;
    t->prefill_length = s->prompt;
}

#endif
