/* SPDX-License-Identifier: Apache-2.0 */
/* One's own measured points, and estimates that they correct. */
#include <toll/serve.h>

#include <math.h>
#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "serve/anchor.h"
#include "step/resolved_deployment.h"

#define ANCHORS_MAX 65536

/* Shares of the variance of log residuals over 1,361 published serving points, those that serve one-anchor estimates
 * best when every other point of the cell is judged by it: docs/dev/calibration.md, Anchors. */
static const toll__kin time_kin = {0.55, 0.15, 0.30};
static const toll__kin first_token_kin = {0.4, 0.2, 0.4};

enum { TTFT, TPOT, THROUGHPUT, METRICS };

static const uint64_t bits[METRICS] = {TOLL_ANCHOR_TTFT, TOLL_ANCHOR_TPOT, TOLL_ANCHOR_THROUGHPUT};

typedef struct triple {
    double value[METRICS]; /* 0: not known */
} triple;

static toll_status missing(const char *field, uint64_t row, const char *reason, toll_error *err)
{
    return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_SERVE_ANCHOR, field, (int64_t)row, reason);
}

/* Throughput by Little's law where both times were measured but it was not: serve.h, Metrics. Not where the caller
 * gives the estimates: of arrivals at a rate the throughput is the rate, and says nothing about the deployment. */
static triple measured_of(const toll_serve_anchor *a)
{
    triple t = {{a->ttft_s, a->tpot_s, a->output_tokens_per_s}};
    for (int m = 0; m < METRICS; m++)
        if ((a->known & bits[m]) == 0)
            t.value[m] = 0;
    if (a->kinship != TOLL_KIN_GIVEN && t.value[TTFT] > 0 && t.value[TPOT] > 0 && !(t.value[THROUGHPUT] > 0))
        t.value[THROUGHPUT] =
            a->concurrency * a->output_tokens / (t.value[TTFT] + (a->output_tokens - 1) * t.value[TPOT]);
    return t;
}

static toll_status estimate_here(const void *deployment, uint64_t size, const toll_serve_anchor *a, triple *estimated,
                                 toll_error *err)
{
    toll_serve_load load;
    toll_serve_result result;
    toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    load.input_tokens = a->input_tokens;
    load.output_tokens = a->output_tokens;
    load.concurrency = a->concurrency;
    load.prefix_hit_frac = a->prefix_hit_frac;
    load.assume_fit = 1; /* it was measured, so it did fit */
    toll_status status = toll_serve_estimate(deployment, size, &load, &result, err);
    *estimated = (triple){{result.ttft_s.mid, result.tpot_s.mid, result.output_tokens_per_s.mid}};
    return status;
}

/* A sibling's estimate is the caller's, as is that of kinship 3; its throughput, too, follows from the other two. */
static triple estimate_there(const toll_serve_anchor *a)
{
    toll_serve_anchor other = *a;
    other.known = 0;
    other.known |= a->estimated_ttft_s > 0 ? TOLL_ANCHOR_TTFT : 0;
    other.known |= a->estimated_tpot_s > 0 ? TOLL_ANCHOR_TPOT : 0;
    other.known |= a->estimated_output_tokens_per_s > 0 ? TOLL_ANCHOR_THROUGHPUT : 0;
    other.ttft_s = a->estimated_ttft_s;
    other.tpot_s = a->estimated_tpot_s;
    other.output_tokens_per_s = a->estimated_output_tokens_per_s;
    return measured_of(&other);
}

static toll_status check_sibling(const toll_serve_anchor *a, const triple *estimated, uint64_t row, toll_error *err)
{
    static const char *const fields[METRICS] = {"estimated_ttft_s", "estimated_tpot_s",
                                                "estimated_output_tokens_per_s"};
    for (int m = 0; m < METRICS; m++)
        if ((a->known & bits[m]) != 0 && !(estimated->value[m] > 0))
            return missing(fields[m], row,
                           "is needed: anchors of kinship 2 and 3 give the estimate of each metric that they measured",
                           err);
    return TOLL_OK;
}

static void add_residual(toll__residuals *r, int is_same, double log_ratio)
{
    *(is_same ? &r->same_sum : &r->sibling_sum) += log_ratio;
    *(is_same ? &r->same_count : &r->sibling_count) += 1;
}

static toll_status read_anchor(const void *deployment, uint64_t size, const toll_serve_anchor *a, uint64_t row,
                               toll__residuals *all, toll_error *err)
{
    int is_same = a->kinship != TOLL_KIN_SIBLING;
    triple measured = measured_of(a), estimated = estimate_there(a);
    if (a->known == 0)
        return missing("known", row, "must have at least one bit set: the metrics that were measured", err);
    toll_status status = a->kinship == TOLL_KIN_SAME ? estimate_here(deployment, size, a, &estimated, err)
                                                     : check_sibling(a, &estimated, row, err);
    if (status != TOLL_OK)
        return status;
    for (int m = 0; m < METRICS; m++)
        if (measured.value[m] > 0 && estimated.value[m] > 0)
            add_residual(&all[m], is_same, log(measured.value[m] / estimated.value[m]));
    return TOLL_OK;
}

static void fill_correction(const toll__residuals *all, toll_serve_correction *c)
{
    double *factors[METRICS] = {&c->ttft_factor, &c->tpot_factor, &c->throughput_factor};
    double *fracs[METRICS] = {&c->ttft_sd_frac, &c->tpot_sd_frac, &c->throughput_sd_frac};
    for (int m = 0; m < METRICS; m++) {
        toll__shift shift = toll__anchor_shift(m == TTFT ? &first_token_kin : &time_kin, &all[m]);
        *factors[m] = exp(shift.log_factor);
        *fracs[m] = shift.sd_frac < 1 ? shift.sd_frac : 1;
        c->corrected |= all[m].same_count + all[m].sibling_count > 0 ? bits[m] : 0;
    }
}

static toll_status read_anchors(const void *deployment, uint64_t size, const toll_serve_anchor *anchors, uint64_t count,
                                uint64_t stride, toll_serve_correction *c, toll_error *err)
{
    toll__residuals all[METRICS];
    memset(all, 0, sizeof all);
    for (uint64_t row = 0; row < count; row++) {
        toll_serve_anchor a;
        toll_status status = toll__take_row(anchors, row, stride, TOLL_KIND_SERVE_ANCHOR, &a, err);
        if (status != TOLL_OK)
            return status;
        status = read_anchor(deployment, size, &a, row, all, err);
        if (status != TOLL_OK)
            return status;
        *(a.kinship != TOLL_KIN_SIBLING ? &c->same_anchors : &c->sibling_anchors) += 1;
    }
    fill_correction(all, c);
    return TOLL_OK;
}

static toll_status calibrate(const void *deployment, uint64_t size, const toll_serve_anchor *anchors, uint64_t count,
                             uint64_t stride, toll_serve_correction *correction, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll_serve_correction full;
    toll_status status = toll__deployment_open(deployment, size, &d, err);
    if (status != TOLL_OK)
        return status;
    if (count < 1 || count > ANCHORS_MAX)
        return toll__fail_range(err, 0, "n_anchors", -1, 1, ANCHORS_MAX, (double)count);
    status = toll__take_rows(anchors, count, stride, TOLL_KIND_SERVE_ANCHOR, "anchors", err);
    if (status != TOLL_OK)
        return status;
    status = toll__expect(correction, TOLL_KIND_SERVE_CORRECTION, "correction", err);
    if (status != TOLL_OK)
        return status;
    toll__fields_set_defaults(&full, TOLL_KIND_SERVE_CORRECTION);
    status = read_anchors(deployment, size, anchors, count, stride, &full, err);
    if (status != TOLL_OK)
        return status;
    toll__give(correction, TOLL_KIND_SERVE_CORRECTION, &full);
    return TOLL_OK;
}

toll_status toll_serve_calibrate(const void *deployment, uint64_t deployment_size, const toll_serve_anchor *anchors,
                                 uint64_t n_anchors, uint64_t stride_bytes, toll_serve_correction *correction,
                                 toll_error *err)
{
    return toll__done(calibrate(deployment, deployment_size, anchors, n_anchors, stride_bytes, correction, err), err);
}

static void apply_correction(const toll_serve_correction *c, toll_serve_result *r)
{
    double faster = c->throughput_factor, narrower = c->throughput_sd_frac;
    r->ttft_s = toll__anchor_apply(r->ttft_s, c->ttft_factor, c->ttft_sd_frac);
    r->tpot_s = toll__anchor_apply(r->tpot_s, c->tpot_factor, c->tpot_sd_frac);
    r->e2e_s = toll__anchor_apply(r->e2e_s, 1 / faster, narrower);
    r->output_tokens_per_s = toll__anchor_apply(r->output_tokens_per_s, faster, narrower);
    r->input_tokens_per_s = toll__anchor_apply(r->input_tokens_per_s, faster, narrower);
    r->requests_per_s = toll__anchor_apply(r->requests_per_s, faster, narrower);
    /* Power is not corrected, and errs on its own: the widths of energies stay. */
    r->output_token_j = toll__anchor_apply(r->output_token_j, 1 / faster, 1);
    r->input_token_j = toll__anchor_apply(r->input_token_j, 1 / faster, 1);
}

static toll_status estimate_corrected(const void *deployment, uint64_t size, const toll_serve_load *load,
                                      const toll_serve_correction *correction, toll_serve_result *result,
                                      toll_error *err)
{
    toll_serve_correction c;
    toll_serve_result full;
    const toll__deployment *d = NULL;
    toll_struct_init(&full, sizeof full, TOLL_KIND_SERVE_RESULT, NULL);
    toll_status status = toll__deployment_open(deployment, size, &d, err);
    if (status != TOLL_OK)
        return status;
    status = toll_serve_estimate(deployment, size, load, &full, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take(correction, TOLL_KIND_SERVE_CORRECTION, "correction", &c, err);
    if (status != TOLL_OK)
        return status;
    status = toll__expect(result, TOLL_KIND_SERVE_RESULT, "result", err);
    if (status != TOLL_OK)
        return status;
    apply_correction(&c, &full);
    toll__give(result, TOLL_KIND_SERVE_RESULT, &full);
    return TOLL_OK;
}

toll_status toll_serve_estimate_corrected(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                          const toll_serve_correction *correction, toll_serve_result *result,
                                          toll_error *err)
{
    return toll__done(estimate_corrected(deployment, deployment_size, load, correction, result, err), err);
}
