/* SPDX-License-Identifier: Apache-2.0 */
/* One more request on a running batch, and who pays for a step. */
#include <math.h>
#include <string.h>

#include <toll/serve.h>

#include "api/convert_serve.h"
#include "api/convert_step.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/range.h"
#include "base/saturating.h"
#include "serve/admission.h"
#include "step/clock.h"
#include "step/memory.h"
#include "step/resolved_deployment.h"

#define S_PER_HOUR 3600.0
#define BYTES_MAX  9e18

static int64_t bytes_of(double value)
{
    return toll__saturating_int64(fmax(-BYTES_MAX, fmin(BYTES_MAX, value)));
}

static void fill_admission_times(const toll__placement *p, const toll__admission *a, const toll__supply *supply,
                                 toll_serve_admission *out)
{
    const uint32_t v = out->validity;
    out->step_s = toll__clock_range(p, TOLL__METRIC_STEP, v, a->step_s);
    out->prompt_step_s = toll__clock_range(p, TOLL__METRIC_STEP, v, a->prompt_step_s);
    out->decode_step_s = toll__clock_range(p, TOLL__METRIC_STEP, v, a->decode_step_s);
    out->ttft_s = toll__clock_range(p, TOLL__METRIC_STEP, v, a->ttft_s);
    out->prompt_added_s = toll__clock_range(p, TOLL__METRIC_STEP, v, a->prompt_s);
    out->decode_added_s = toll__clock_range(p, TOLL__METRIC_STEP, v, a->decode_s);
    out->added_s = toll__clock_range(p, TOLL__METRIC_STEP, v, a->prompt_s + a->decode_s);
    out->usd =
        toll__range_multiply(out->added_s, toll__range_scale(supply->usd_per_gpu_hour, supply->gpus / S_PER_HOUR));
    out->delay_s = a->prompt_s;
    out->prompt_steps = a->chunks;
    out->decode_steps = a->steps;
}

static void fill_admission(const toll__placement *p, const toll__load *request, const toll__admission *a,
                           const toll__supply *supply, toll_serve_admission *out)
{
    memset(out, 0, sizeof *out);
    out->flags = a->flags;
    out->request_bytes = bytes_of(a->request_bytes);
    out->free_bytes = bytes_of(a->free_bytes);
    out->fit = toll__memory_judge(p, p->budget_bytes - a->free_bytes + a->request_bytes);
    out->flags |= out->fit == TOLL_FIT_NO ? TOLL_FLAG_NO_FIT : 0;
    out->flags |= out->fit == TOLL_FIT_MARGINAL ? TOLL_FLAG_MARGINAL_MEMORY : 0;
    out->validity = toll__clock_validity(out->flags);
    if (!toll__is_unfit(request, out->fit))
        fill_admission_times(p, a, supply, out);
}

toll_status toll_serve_estimate_admission(const void *deployment, uint64_t deployment_size,
                                          const toll_step_batch *batch, const toll_serve_load *load,
                                          const toll_serve_supply *supply, toll_serve_admission *admission,
                                          toll_error *err)
{
    const toll__deployment *d = NULL;
    toll__batch now;
    toll__load request;
    toll__supply price;
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_any_batch(batch, &now, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_lengths(load, &request, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_supply(supply, d->placement.gpus, d->placement.tdp_w > 0, &price, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(admission, TOLL_KIND_SERVE_ADMISSION, "admission", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__admission a;
    toll_serve_admission full;
    toll__admission_find(&d->placement, toll__deployment_read_ops(d), &now, &request, &a);
    fill_admission(&d->placement, &request, &a, &price, &full);
    status = toll__fields_check(&full, TOLL_KIND_SERVE_ADMISSION, -1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(admission, TOLL_KIND_SERVE_ADMISSION, &full);
    return TOLL_OK;
}

/* ---- who pays for a step --------------------------------------------------------------------------------------- */

#define PARTS_MAX 10000000

/* The rows, and the step that they make. */
typedef struct crowd {
    const toll__deployment *deployment;
    const toll_serve_part *parts;
    uint64_t count, stride;
    toll__whole whole;
    double step_s;
    double alone_s; /* what they add, each as the last one, in all */
} crowd;

static toll__part read_part(const crowd *c, uint64_t i)
{
    toll_serve_part part;
    (void)toll__take_row(c->parts, i, c->stride, TOLL_KIND_SERVE_PART, &part, NULL); /* checked already */
    return (toll__part){part.decode_tokens, part.context_tokens, part.prefill_tokens, part.prefill_context_tokens};
}

static toll_status check_part(const crowd *c, uint64_t i, toll_error *err)
{
    toll_serve_part part;
    toll_status status = toll__take_row(c->parts, i, c->stride, TOLL_KIND_SERVE_PART, &part, err);
    if (status != TOLL_OK)
        return status;
    if (!(part.decode_tokens + part.prefill_tokens > 0))
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_PART, "decode_tokens", (int64_t)i,
                          "and prefill_tokens are both 0: a request in a step decodes or prefills");
    return TOLL_OK;
}

static toll_status take_crowd(crowd *c, toll_error *err)
{
    if (c->count < 1 || c->count > PARTS_MAX)
        return toll__fail_range(err, 0, "count", -1, 1, PARTS_MAX, (double)c->count);
    toll_status status = toll__take_rows(c->parts, c->count, c->stride, TOLL_KIND_SERVE_PART, "parts", err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < c->count; i++) {
        status = check_part(c, i, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static double seconds_of(const crowd *c, const toll__whole *whole)
{
    return toll__whole_seconds(&c->deployment->placement, toll__deployment_read_ops(c->deployment), whole);
}

/* First what each adds, into `seconds`. */
static void find_additions(crowd *c, double *seconds)
{
    for (uint64_t i = 0; i < c->count; i++) {
        toll__part part = read_part(c, i);
        toll__whole_add(&c->whole, &part, 1);
    }
    c->step_s = seconds_of(c, &c->whole);
    for (uint64_t i = 0; i < c->count; i++) {
        toll__part part = read_part(c, i);
        toll__whole others = c->whole;
        toll__whole_add(&others, &part, -1);
        seconds[i] = fmax(c->step_s - seconds_of(c, &others), 0);
        c->alone_s += seconds[i];
    }
}

/* Then the rest of the step in equal parts; or, where the additions exceed the step, all in proportion. */
static void share_rest(const crowd *c, double *seconds)
{
    double rest_s = (c->step_s - c->alone_s) / (double)c->count, scale = 1;
    if (rest_s < 0) {
        scale = c->step_s / c->alone_s;
        rest_s = 0;
    }
    for (uint64_t i = 0; i < c->count; i++)
        seconds[i] = seconds[i] * scale + rest_s;
}

/* Rounds the running sum, so that the last one is the whole whatever was rounded before. */
static void weigh(const double *seconds, uint64_t count, int64_t *weights)
{
    double total = 0, sum = 0;
    int64_t before = 0;
    for (uint64_t i = 0; i < count; i++)
        total += seconds[i];
    for (uint64_t i = 0; i < count; i++) {
        sum += seconds[i];
        int64_t upto =
            i + 1 == count ? TOLL_SERVE_SHARES : toll__saturating_int64(floor(sum / total * TOLL_SERVE_SHARES + 0.5));
        weights[i] = upto - before;
        before = upto;
    }
}

toll_status toll_serve_allocate(const void *deployment, uint64_t deployment_size, const toll_serve_part *parts,
                                uint64_t count, uint64_t stride_bytes, double *seconds, int64_t *weights,
                                toll_error *err)
{
    crowd c = {.parts = parts, .count = count, .stride = stride_bytes};
    if (seconds == NULL)
        return toll__done(toll__fail_null(err, "seconds"), err);
    toll_status status = toll__deployment_open(deployment, deployment_size, &c.deployment, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_crowd(&c, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    find_additions(&c, seconds);
    share_rest(&c, seconds);
    if (weights != NULL)
        weigh(seconds, count, weights);
    return TOLL_OK;
}
