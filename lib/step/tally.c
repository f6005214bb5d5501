/* SPDX-License-Identifier: Apache-2.0 */
#include "step/tally.h"

#include <math.h>

static double count_prompts(const toll__batch *batch)
{
    if (!(batch->prefill_tokens > 0))
        return 0;
    return batch->prefill_sequences > 1 ? batch->prefill_sequences : 1;
}

/* Sequences don't split: of fewer than there are replicas and microbatches, the busiest has one and the rest none. */
static double busiest(double sequences, double share)
{
    double even = sequences * share, whole = sequences < 1 ? sequences : 1;
    return even > whole ? even : whole;
}

void toll__tally_slice(const toll__placement *placement, const toll__batch *batch, toll__slice *slice)
{
    double share = placement->slice_frac;
    double prompts = count_prompts(batch);
    slice->decode = busiest(batch->decode_sequences, share);
    slice->decode_context = batch->decode_context_tokens;
    slice->verified = 1 + batch->draft_tokens;
    slice->prompt = prompts > 0 ? batch->prefill_tokens / prompts : 0;
    slice->prefill = busiest(prompts, placement->replica_frac) * slice->prompt * share * placement->dp;
    slice->prompt_context = batch->prefill_context_tokens;
    /* Causal: the tokens of a chunk attend, on average, what came before it and half of it. */
    slice->prefill_context = slice->prompt_context + slice->prompt / 2;
    slice->tokens = slice->decode * slice->verified + slice->prefill;
    slice->all_tokens = busiest(batch->decode_sequences, share * placement->dp) * slice->verified +
                        batch->prefill_tokens * share * placement->dp;
    slice->logits = slice->decode * slice->verified + prompts * share;
    slice->sequences = (batch->decode_sequences + prompts) * placement->replica_frac;
}

static double limited(double tokens, double limit)
{
    return limit > 0 && limit < tokens ? limit : tokens;
}

/* Expected share of the experts that T tokens touch when each picks k of E alike: 1 - (1 - k/E)^T. Kernels take wider
 * tiles as an expert gets more tokens, so that its padding grows up to a limit. */
static void count_experts(const toll__op *op, const toll__slice *s, toll__tally *t)
{
    double touched = -expm1(s->all_tokens * op->expert_log_miss);
    double each = s->all_tokens * op->expert_share / touched;
    double padded = touched * each / (each + op->expert_ramp_tokens);
    t->expert_bytes = op->expert_bytes * touched + s->all_tokens * op->expert_io_bytes;
    t->expert_flops = op->expert_pad_flops * padded + s->all_tokens * op->expert_flops;
}

static void count_attention(const toll__op *op, const toll__slice *s, toll__tally *t)
{
    double held = limited(s->decode_context, op->window_tokens);
    double read = limited(held, op->topk_tokens);
    double attended = limited(limited(s->prefill_context, op->window_tokens), op->topk_tokens);
    /* Every decoded token also writes itself. Drafted ones read the same cache in the same pass. */
    t->decode_bytes =
        s->decode * (read * op->kv_token_bytes + held * op->index_token_bytes + s->verified * op->kv_token_bytes);
    t->decode_flops = s->decode * s->verified * (read * op->decode_flops + held * op->index_flops);
    t->prefill_flops = s->prefill * (attended * op->prefill_flops + s->prefill_context * op->index_flops);
    t->prefill_length = limited(limited(s->prompt_context + s->prompt, op->window_tokens), op->topk_tokens);
}

void toll__tally_count(const toll__op *op, const toll__slice *s, toll__tally *t)
{
    t->linear_bytes = op->linear_bytes + s->tokens * op->linear_io_bytes;
    t->linear_flops = s->tokens * op->linear_flops;
    t->expert_bytes = t->expert_flops = 0;
    t->decode_bytes = t->decode_flops = t->prefill_flops = t->prefill_length = 0;
    if (op->expert_bytes > 0 && s->all_tokens > 0)
        count_experts(op, s, t);
    if (op->is_attention) {
        count_attention(op, s, t);
        return;
    }
    t->decode_bytes = 2 * s->decode * op->state_bytes; /* a state is read and written back */
    t->decode_flops = s->decode * s->verified * op->state_flops;
    t->prefill_flops = s->prefill * op->state_flops;
    t->prefill_length = s->prompt;
}
