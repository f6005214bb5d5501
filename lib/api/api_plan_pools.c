/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes of pools of prefill and decode, beside one pool. */
#include <math.h>
#include <string.h>

#include <toll/plan.h>

#include "api/convert_serve.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/saturating.h"
#include "plan/pool_sizes.h"
#include "step/resolved_deployment.h"

#define GPUS_MAX 4096.0 /* looked at without gpus_max */

/* The seal's errors name one deployment; here there are two. */
static toll_status open_pool(const void *memory, uint64_t size, const char *name, const char *size_name,
                             toll__pool *pool, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll_status status = toll__deployment_open(memory, size, &d, err);
    if (status == TOLL_E_NULL)
        return toll__fail_null(err, name);
    if (status == TOLL_E_OBJECT)
        return toll__fail(err, status, 0, name, -1, "is not a deployment that toll_step_resolve() has written");
    if (status == TOLL_E_BUFFER)
        return toll__fail(err, status, 0, size_name, -1, "is smaller than the deployment");
    if (status != TOLL_OK)
        return status;
    *pool = (toll__pool){.placement = &d->placement, .ops = toll__deployment_read_ops(d), .units = 1};
    return TOLL_OK;
}

static toll_status take_pool_need(const toll_plan_need *need, toll__pool_aim *aim, toll_error *err)
{
    toll_plan_need n;
    toll_status status = toll__take(need, TOLL_KIND_PLAN_NEED, "need", &n, err);
    if (status != TOLL_OK)
        return status;
    if (!(n.requests_per_s > 0))
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_PLAN_NEED, "requests_per_s", -1,
                          "must be given: up to 10^9 requests per second");
    if (!(n.output_tokens > 1))
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_NEED, "output_tokens", -1,
                          "must be above 1: the prefill pool makes the first token, so the decode pool would be idle");
    aim->load = (toll__load){.input_tokens = n.input_tokens,
                             .output_tokens = n.output_tokens,
                             .concurrency = 1,
                             .prefix_hit_frac = n.prefix_hit_frac,
                             .arrival_cv = n.arrival_cv > 0 ? n.arrival_cv : 1,
                             .input_cv = n.input_cv,
                             .output_cv = n.output_cv,
                             .mode = TOLL_LOAD_CLOSED};
    aim->requests_per_s = n.requests_per_s;
    aim->ttft_s = (n.known & TOLL_PLAN_TTFT) != 0 ? n.ttft_s : HUGE_VAL;
    aim->tpot_s = (n.known & TOLL_PLAN_TPOT) != 0 ? n.tpot_s : HUGE_VAL;
    aim->gpus_max = (n.known & TOLL_PLAN_GPUS_MAX) != 0 ? (double)n.gpus_max : GPUS_MAX;
    return TOLL_OK;
}

static toll_status take_fabric(const toll_serve_pools *fabric, toll__pool_aim *aim, toll_error *err)
{
    toll_serve_pools full;
    toll_status status = toll__take(fabric, TOLL_KIND_SERVE_POOLS, "fabric", &full, err);
    if (status != TOLL_OK)
        return status;
    aim->link = (toll__cache_link){full.kv_bytes_per_s, full.kv_start_s};
    return TOLL_OK;
}

static void fill_pools(const toll__pool_aim *aim, const toll__pool_sizes *s, double mixed, toll_plan_pools *out)
{
    *out = (toll_plan_pools){.evaluations = aim->evaluations};
    if (mixed > 0) {
        out->known |= TOLL_PLAN_POOLS_MIXED;
        out->mixed_units = (int64_t)mixed;
        out->mixed_gpus = toll__saturating_int64(mixed * aim->decode.placement->gpus);
    }
    if (!(s->decode_units > 0))
        return;
    out->known |= TOLL_PLAN_POOLS_SPLIT;
    out->prefill_units = (int64_t)s->prefill_units;
    out->decode_units = (int64_t)s->decode_units;
    out->gpus = toll__saturating_int64(s->prefill_units * aim->prefill.placement->gpus +
                                       s->decode_units * aim->decode.placement->gpus);
    out->concurrency = s->concurrency;
    out->ttft_s = s->ttft_s;
    out->tpot_s = s->tpot_s;
}

toll_status toll_plan_find_pools(const void *prefill, uint64_t prefill_size, const void *decode, uint64_t decode_size,
                                 const toll_plan_need *need, const toll_serve_pools *fabric, toll_plan_pools *found,
                                 toll_error *err)
{
    toll__pool_aim aim;
    toll__pool_sizes sizes;
    memset(&aim, 0, sizeof aim);
    toll_status status = open_pool(prefill, prefill_size, "prefill", "prefill_size", &aim.prefill, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = open_pool(decode, decode_size, "decode", "decode_size", &aim.decode, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_pool_need(need, &aim, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_fabric(fabric, &aim, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (found == NULL)
        return toll__done(toll__fail_null(err, "found"), err);
    toll__pools_find(&aim, &sizes);
    const double mixed = toll__mixed_find(&aim);
    fill_pools(&aim, &sizes, mixed, found);
    return TOLL_OK;
}
