/* SPDX-License-Identifier: Apache-2.0 */
/* Disaggregated pools. */
#include <math.h>
#include <string.h>

#include <toll/serve.h>

#include "api/convert_serve.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/range.h"
#include "base/saturating.h"
#include "serve/pools.h"
#include "step/clock.h"
#include "step/resolved_deployment.h"

/* Both sides, and what lies between. */
typedef struct sides {
    toll__pool prompts, decode;
    toll__cache_link link;
    toll__load load;
} sides;

/* The seal's errors name one deployment; here there are two. */
static toll_status open_side(const void *memory, uint64_t size, const char *name, const char *size_name,
                             const toll__deployment **side, toll_error *err)
{
    toll_status status = toll__deployment_open(memory, size, side, err);
    if (status == TOLL_E_NULL)
        return toll__fail_null(err, name);
    if (status == TOLL_E_OBJECT)
        return toll__fail(err, status, 0, name, -1, "is not a deployment that toll_step_resolve() has written");
    if (status == TOLL_E_BUFFER)
        return toll__fail(err, status, 0, size_name, -1, "is smaller than the deployment");
    return status;
}

static toll_status check_pool_load(const toll__load *load, toll_error *err)
{
    if (load->mode != TOLL_LOAD_CLOSED)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_LOAD, "mode", -1,
                          "must be TOLL_LOAD_CLOSED: split pools are modelled in a closed loop only");
    if (!(load->output_tokens > 1))
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_LOAD, "output_tokens", -1,
                          "must be above 1: the prefill pool makes the first token, so the decode pool would be idle");
    return TOLL_OK;
}

static toll_status take_pools(const toll_serve_pools *pools, sides *s, toll_error *err)
{
    toll_serve_pools full;
    toll_status status = toll__take(pools, TOLL_KIND_SERVE_POOLS, "pools", &full, err);
    if (status != TOLL_OK)
        return status;
    s->prompts.units = (double)full.prefill_units;
    s->decode.units = (double)full.decode_units;
    s->link = (toll__cache_link){full.kv_bytes_per_s, full.kv_start_s};
    return TOLL_OK;
}

/* The worse of both fits and all flags of both. The side of the prompts holds them alone. */
static void judge_pools(const sides *s, const toll__pooled *p, toll_serve_pooled *out)
{
    toll__steady a, b;
    double tokens = s->load.input_tokens;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    toll__settle_fit(s->prompts.placement, s->prompts.ops, tokens, 1, &a);
    toll__settle_fit(s->decode.placement, s->decode.ops, tokens + s->load.output_tokens, p->decoding / s->decode.units,
                     &b);
    out->fit = a.fit > b.fit ? a.fit : b.fit;
    out->flags = a.flags | b.flags | TOLL_FLAG_SPLIT_POOLS;
    out->flags |= p->slot_wait_s > 0 ? TOLL_FLAG_QUEUEING : 0;
    out->flags |= s->load.draft_tokens > 0 ? TOLL_FLAG_SPECULATIVE : 0;
    out->validity = toll__clock_validity(out->flags);
}

static uint32_t find_pool(const toll__pooled *p)
{
    if (p->prompt_wait_s > p->prompt_s || p->prompt_load >= 1)
        return TOLL_POOL_PREFILL;
    return p->decode_load >= 1 ? TOLL_POOL_DECODE : TOLL_POOL_CLIENTS;
}

static void fill_pool_rates(const sides *s, const toll__pooled *p, toll_serve_pooled *out)
{
    const toll__placement *d = s->decode.placement;
    double e2e_s = p->ttft_s + (s->load.output_tokens - 1) * p->tpot_s;
    out->ttft_s = toll__clock_range(s->prompts.placement, TOLL__METRIC_TTFT, out->validity, p->ttft_s);
    out->tpot_s = toll__clock_range(d, TOLL__METRIC_STEP, out->validity, p->tpot_s);
    out->e2e_s = toll__clock_range(d, TOLL__METRIC_THROUGHPUT, out->validity, e2e_s);
    out->requests_per_s = toll__clock_range(d, TOLL__METRIC_THROUGHPUT, out->validity, p->requests_per_s);
    out->output_tokens_per_s = toll__range_scale(out->requests_per_s, s->load.output_tokens);
    out->output_tokens_per_s_per_gpu = toll__range_scale(out->output_tokens_per_s, 1 / (double)out->gpus);
}

static void fill_pooled(const sides *s, const toll__pooled *p, toll_serve_pooled *out)
{
    memset(out, 0, sizeof *out);
    judge_pools(s, p, out);
    out->prefill_units = toll__saturating_int64(s->prompts.units);
    out->gpus = toll__saturating_int64(s->prompts.units * s->prompts.placement->gpus +
                                       s->decode.units * s->decode.placement->gpus);
    if (toll__is_unfit(&s->load, out->fit))
        return;
    fill_pool_rates(s, p, out);
    out->prompt_s = p->prompt_s;
    out->prompt_wait_s = p->prompt_wait_s;
    out->send_s = p->send_s;
    out->slot_wait_s = p->slot_wait_s;
    out->decoding_sequences = p->decoding;
    out->waiting_sequences = p->waiting;
    out->prefill_load_frac = p->prompt_load;
    out->decode_load_frac = fmin(p->decode_load, 1);
    out->prefill_units_per_decode = p->prompt_units_per_decode;
    out->send_bytes = toll__saturating_int64(fmin(p->send_bytes, 9e18));
    out->bound_pool = find_pool(p);
}

toll_status toll_serve_estimate_pools(const void *prefill, uint64_t prefill_size, const void *decode,
                                      uint64_t decode_size, const toll_serve_load *load, const toll_serve_pools *pools,
                                      toll_serve_pooled *pooled, toll_error *err)
{
    const toll__deployment *a = NULL, *b = NULL;
    sides s;
    toll_status status = open_side(prefill, prefill_size, "prefill", "prefill_size", &a, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = open_side(decode, decode_size, "decode", "decode_size", &b, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_load(load, &s.load, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_pool_load(&s.load, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_pools(pools, &s, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(pooled, TOLL_KIND_SERVE_POOLED, "pooled", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    s.prompts.placement = &a->placement;
    s.prompts.ops = toll__deployment_read_ops(a);
    s.decode.placement = &b->placement;
    s.decode.ops = toll__deployment_read_ops(b);
    toll__pooled p;
    toll_serve_pooled full;
    toll__pools(&s.prompts, &s.decode, &s.link, &s.load, &p);
    fill_pooled(&s, &p, &full);
    status = toll__fields_check(&full, TOLL_KIND_SERVE_POOLED, -1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(pooled, TOLL_KIND_SERVE_POOLED, &full);
    return TOLL_OK;
}
