/* SPDX-License-Identifier: Apache-2.0 */
/* Drafted tokens: how many tokens a verifying step yields, and what drafting costs.
 *
 * Example: 3 drafted tokens, each accepted with chance 0.7: (1 - 0.7^4) / 0.3 = 2.53 tokens a step. */
#include "serve/speculate.h"

#include <math.h>

/* With k drafted tokens, each accepted with chance a when all before it were, a step yields
 * 1 + a + a^2 + .. + a^k = (1 - a^(k+1)) / (1 - a) tokens: the verifying pass always adds one of its own (Leviathan,
 * Kalman, Matias, arXiv 2211.17192, equation 1). */
double toll__speculate_tokens(const toll__load *load)
{
    double a = load->accept_frac, k = load->draft_tokens;
    if (!(k > 0))
        return 1;
    if (a >= 1)
        return k + 1;
    return (1 - pow(a, k + 1)) / (1 - a);
}

double toll__speculate_seconds(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                               const toll__batch *batch)
{
    toll__batch plain = *batch;
    toll__step_terms terms;
    if (!(load->draft_tokens * load->draft_time_frac > 0))
        return 0;
    plain.draft_tokens = 0;
    toll__clock_step(placement, ops, &plain, &terms);
    return load->draft_tokens * load->draft_time_frac * toll__clock_total(&terms);
}

double toll__speculate_decode_step(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                                   double sequences, toll__step_terms *terms)
{
    toll__batch batch = toll__load_decode_batch(load, sequences);
    toll__clock_step(placement, ops, &batch, terms);
    return toll__clock_total(terms) + toll__speculate_seconds(placement, ops, load, &batch);
}

void toll__speculate_share(const toll__load *load, double step_s, toll__step_terms *terms)
{
    if (!(load->draft_tokens > 0))
        return;
    double factor = step_s / toll__clock_total(terms) / toll__speculate_tokens(load);
    terms->weights_s *= factor;
    terms->kv_s *= factor;
    terms->compute_s *= factor;
    terms->link_s *= factor;
    terms->overhead_s *= factor;
}
