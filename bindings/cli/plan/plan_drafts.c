/* SPDX-License-Identifier: Apache-2.0 */
/* Speculative decoding on an option's own layout: its replicas are counted again at the capacity with drafts.
 *
 * Tokens are drafted by looking them up in the prompt (n-gram), so that no draft model takes time or memory, and no figure
 * of one has to be assumed. The acceptance is the reader's: it depends on the text. The capacity of one replica is derived
 * with and without drafts under the same limits, and the ratio scales the rate that the search has found. By hand: a
 * replica that carries 5 requests/s and 1.4 times that with drafts: 20 requests/s take 4 replicas without and 3 with. */
#include "plan/plan_drafts.h"

#include <math.h>

#include "plan/plan_unit.h"

static double paid_gpus(const plan_choice *c, double replicas)
{
    const double each = (double)(c->found.tp * c->found.pp * c->found.dp), unit = (double)c->offer->unit_gpus;
    const double per_unit = each > unit ? 1 : floor(unit / each);
    const double gpus = each > unit ? ceil(each / unit) * unit : unit;
    return ceil(replicas / per_unit) * gpus;
}

/* Capacity with drafts over that without; 0: one of them is not known. */
static double find_gain(const plan_answer *a, const plan_choice *c, double accept_frac)
{
    toll_plan_unit plain, drafted;
    const plan_drafting draft = {.tokens = PLAN_DRAFT_TOKENS, .accept_frac = accept_frac};
    if (!plan_unit_derive(a->request, &a->need, c->accelerator, &c->found, NULL, &plain) ||
        !plan_unit_derive(a->request, &a->need, c->accelerator, &c->found, &draft, &drafted)) {
        return 0;
    }
    return plain.requests_per_s.mid > 0 ? drafted.requests_per_s.mid / plain.requests_per_s.mid : 0;
}

bool plan_drafts_apply(const plan_answer *a, const plan_choice *c, double accept_frac, plan_choice *then)
{
    double rate = 0;
    *then = *c;
    then->found.usd_per_hour = (toll_range){0, 0, 0};
    const double gain = find_gain(a, c, accept_frac);
    if (!(gain > 0)) {
        return true;
    }
    if (!plan_unit_rate(a->request, &a->need, c->accelerator, &c->found, &rate)) {
        return false;
    }
    const double replicas = ceil(a->need.requests_per_s / (rate * gain)) + (double)a->need.spare_replicas;
    const double paid = paid_gpus(c, replicas), usd = paid * c->offer->usd_per_gpu_hour + a->request->site.usd_per_hour;
    then->found.replicas = (int64_t)replicas;
    then->found.gpus = then->found.replicas * c->found.tp * c->found.pp * c->found.dp;
    then->found.gpus_paid = (int64_t)paid;
    then->found.usd_per_hour = (toll_range){usd, usd, usd};
    return true;
}
