/* SPDX-License-Identifier: Apache-2.0 */
/* A load as plain values, and what every model of it needs to know of one request. Fields mean what serve.h says of
 * toll_serve_load's. */
#ifndef TOLL_SERVE_LOAD_H
#define TOLL_SERVE_LOAD_H

#include <stdint.h>

#include "base/extrema.h"
#include "step/tally.h"

typedef struct toll__load {
    double input_tokens;
    double output_tokens;
    double concurrency;
    double prefix_hit_frac;
    double requests_per_s; /* open loop */
    double arrival_cv, input_cv, output_cv;
    double draft_tokens, accept_frac, draft_time_frac;
    double burst_requests; /* of a burst; 0 in the other modes */
    uint32_t mode;         /* TOLL_LOAD_* */
    uint32_t assume_fit;   /* 1: what does not fit is estimated, too */
} toll__load;

/* Prompt tokens that the prefix cache does not hold, at least one: the last token of a prompt is always computed, since
 * it yields the first output. */
static inline double toll__load_fresh_tokens(const toll__load *load)
{
    return toll__max(load->input_tokens * (1 - load->prefix_hit_frac), 1);
}

/* Tokens in the KV cache of a running request, as a mean over time: all of the prompt, and half of the answer weighted
 * by its length. A mean over time counts each request by how long it runs, E[X^2] / E[X] = mean * (1 + cv^2) (the
 * inspection paradox; Ross, Introduction to Probability Models, section 7.7), so
 *
 *     context = I + O / 2 * (1 + cv^2)
 *
 * For 1,000 tokens in and 500 out this is 1,250 where all answers are of one length, and 1,500 at cv = 1. */
static inline double toll__load_mean_context(const toll__load *load)
{
    return load->input_tokens + load->output_tokens / 2 * (1 + load->output_cv * load->output_cv);
}

/* The decode step of this many requests, at their mean context: step time is nearly linear in the context, so the step
 * at the mean is the mean step. */
static inline toll__batch toll__load_decode_batch(const toll__load *load, double sequences)
{
    return (toll__batch){.decode_sequences = sequences,
                         .decode_context_tokens = toll__load_mean_context(load),
                         .draft_tokens = load->draft_tokens};
}

#endif
