/* SPDX-License-Identifier: Apache-2.0 */
/* A batch as the busiest accelerator sees it: how many sequences and prompt tokens it computes, at which context.
 * tally.h has the counts per operation, inline, so that the clock keeps its sums in registers.
 *
 * Experts that T tokens touch when each picks k of E alike: E * (1 - (1 - k/E)^T). With 8 of 256 experts and 32 tokens
 * that is 256 * (1 - 0.96875^32) = 163.3.
 *
 * Example: Llama 3.1 70B in FP8 at tp = 4, 32 sequences at 1,250 tokens of context. Attention reads 1,024 bytes of
 * cache per token and layer on each accelerator and writes one token: 32 * 1,251 * 1,024 = 41.0 MB. A feed-forward
 * block reads 176.16 MB of weights and 32 * 75,776 bytes of activations: 178.6 MB. */
#include "step/tally.h"

#include <math.h>

/* Sequences don't split: of fewer than there are replicas and microbatches, the busiest has one and the rest none. */
static double busiest(double sequences, double share)
{
    double even = sequences * share, whole = sequences < 1 ? sequences : 1;
    return even > whole ? even : whole;
}

void toll__tally_slice(const toll__placement *placement, const toll__batch *batch, toll__slice *slice)
{
    double share = placement->slice_frac;
    double prompts = toll__tally_prompts(batch);
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
