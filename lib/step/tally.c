/* SPDX-License-Identifier: Apache-2.0 */
/* A batch as the busiest accelerator sees it: how many sequences and prompt tokens it computes, at which context.
 * tally.h has the counts per operation, inline, so that the clock keeps its sums in registers.
 *
 * Experts that T tokens touch when each picks k of E alike: E * (1 - (1 - k/E)^T). With 8 of 256 experts and 32 tokens
 * that is 256 * (1 - 0.96875^32) = 163.3.
 *
 * Which ones is chance, so that the ranks of expert parallelism read unlike numbers of them and wait for the busiest.
 * Of M = E / ep experts a rank reads M t on average with a variance of M t (1 - t) (1 - 1/ep), t being the touched
 * share: that of independent experts, less what all ranks have in common (about t of E are touched in any case). The
 * largest of ep such numbers is about c(ep) deviations above the mean, c being the expected largest of ep standard
 * normal draws. Above, on 8 ranks: 20.4 of 32 on average, deviation sqrt(32 * 0.638 * 0.362 * 0.875) = 2.54, c(8) =
 * 1.424: 24.0 (24.2 drawn). One token alone: 1.0 on average, 2.3 (2.6 drawn).
 *
 * Example: Llama 3.1 70B in FP8 at tp = 4, 32 sequences at 1,250 tokens of context. Attention reads 1,024 bytes of
 * cache per token and layer on each accelerator and writes one token: 32 * 1,251 * 1,024 = 41.0 MB. A feed-forward
 * block reads 176.16 MB of weights and 32 * 75,776 bytes of activations: 178.6 MB. */
#include "step/tally.h"

#include <math.h>

/* Expected largest of 1, 2, 4, ... 1,024 standard normal draws: n times the integral of x f(x) F(x)^(n-1). */
static const double LARGEST[] = {0,
                                 0.564189583548,
                                 1.029375373004,
                                 1.423600306045,
                                 1.765991393055,
                                 2.069668827929,
                                 2.343733465079,
                                 2.594597368599,
                                 2.826863278939,
                                 3.043903161204,
                                 3.248239701375};
#define LARGEST_LAST (sizeof LARGEST / sizeof LARGEST[0] - 1)

/* Straight between powers of two, at most 0.02 off; beyond 1,024 draws the last, which grows by 6 % a doubling. */
static double largest_of(double draws)
{
    double doublings = draws > 1 ? log2(draws) : 0;
    if (!(doublings < (double)LARGEST_LAST))
        return LARGEST[LARGEST_LAST];
    double below = floor(doublings);
    unsigned i = (unsigned)below;
    return LARGEST[i] + (doublings - below) * (LARGEST[i + 1] - LARGEST[i]);
}

double toll__tally_spread(double ranks, double experts)
{
    return largest_of(ranks) * sqrt((1 - 1 / ranks) * ranks / experts);
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
