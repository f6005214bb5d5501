/* SPDX-License-Identifier: Apache-2.0 */
/* What a steady state is made of, and what would move it. */
#include <string.h>

#include <toll/serve.h>

#include "api/convert_serve.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "serve/explain.h"
#include "serve/speculate.h"
#include "serve/dispatch.h"
#include "step/clock.h"
#include "step/resolved_deployment.h"

/* Rounding must not make a term that is left over negative. */
static double rest_of(double whole, double parts)
{
    return whole > parts ? whole - parts : 0;
}

static void fill_serve_terms(const toll__placement *p, const toll__load *load, const toll__operating_point *v,
                             const toll__steady *s, toll_serve_terms *out)
{
    out->tpot_weights_s = s->terms.weights_s;
    out->tpot_kv_s = s->terms.kv_s;
    out->tpot_compute_s = s->terms.compute_s;
    out->tpot_link_s = s->terms.link_s;
    out->tpot_overhead_s = s->terms.overhead_s;
    out->tpot_prompts_s = rest_of(s->tpot_s, toll__clock_total(&s->terms));
    double own_s = p->request_s + v->prompt_s + v->decode_s / 2;
    int is_loop = load->mode == TOLL_LOAD_CLOSED || load->mode == TOLL_LOAD_OPEN;
    double wait_s = is_loop ? rest_of(s->ttft_s, own_s) : s->waiting / s->requests_per_s;
    out->ttft_wait_s = wait_s < s->ttft_s ? wait_s : s->ttft_s;
    out->ttft_prompt_s = s->ttft_s - out->ttft_wait_s;
    out->step_s = s->step_s;
    out->step_tokens = toll__speculate_tokens(load);
    out->running_sequences = s->running;
    out->context_tokens = toll__load_mean_context(load);
    out->prompt_steps = v->chunks;
    out->prompt_step_s = v->others_s > 0 ? v->others_s : 0;
    out->bound = s->bound;
    out->flags = s->flags;
    out->validity = toll__clock_validity(s->flags);
}

static void fill_answers(const toll__causes *c, toll_serve_terms *out)
{
    const toll__elasticities *answers[] = {&c->bandwidth, &c->compute, &c->link,  &c->overhead,
                                           &c->load,      &c->input,   &c->output};
    double *ttft[] = {&out->ttft_by_bandwidth, &out->ttft_by_compute, &out->ttft_by_link,  &out->ttft_by_overhead,
                      &out->ttft_by_load,      &out->ttft_by_input,   &out->ttft_by_output};
    double *tpot[] = {&out->tpot_by_bandwidth, &out->tpot_by_compute, &out->tpot_by_link,  &out->tpot_by_overhead,
                      &out->tpot_by_load,      &out->tpot_by_input,   &out->tpot_by_output};
    double *rate[] = {&out->throughput_by_bandwidth, &out->throughput_by_compute, &out->throughput_by_link,
                      &out->throughput_by_overhead,  &out->throughput_by_load,    &out->throughput_by_input,
                      &out->throughput_by_output};
    for (unsigned i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        *ttft[i] = answers[i]->ttft;
        *tpot[i] = answers[i]->tpot;
        *rate[i] = answers[i]->rate;
    }
    out->throughput_by_output += 1; /* of tokens, not of requests */
}

static toll_status explain_load(const toll__deployment *d, const toll__load *load, toll_serve_terms *out,
                                toll_error *err)
{
    const toll__placement *p = &d->placement;
    toll__steady steady;
    toll__operating_point point;
    toll__causes causes;
    toll__dispatch(p, toll__deployment_read_ops(d), load, &steady);
    if (toll__is_unstable(p, load, &steady))
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_LOAD, "requests_per_s", -1,
                          "is near or above saturation: there is no steady state to explain; lower it or add replicas");
    toll_status status = toll__refuse_unfit(load, steady.fit, err);
    if (status != TOLL_OK)
        return status;
    toll__settle_at_running(p, toll__deployment_read_ops(d), load, steady.running, &point);
    toll__explain(p, toll__deployment_read_ops(d), load, &causes);
    memset(out, 0, sizeof *out);
    fill_serve_terms(p, load, &point, &steady, out);
    fill_answers(&causes, out);
    return toll__fields_check(out, TOLL_KIND_SERVE_TERMS, -1, err);
}

toll_status toll_serve_estimate_terms(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                      toll_serve_terms *terms, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll__load plain;
    toll_serve_terms full;
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_load(load, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(terms, TOLL_KIND_SERVE_TERMS, "terms", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = explain_load(d, &plain, &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(terms, TOLL_KIND_SERVE_TERMS, &full);
    return TOLL_OK;
}
