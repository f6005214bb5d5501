/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting: quantiles, many rates at once, the highest rate that keeps a promise. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <toll/serve.h>

#include "api/convert_serve.h"
#include "api/fields.h"
#include "api/guard.h"
#include "api/number_columns.h"
#include "base/fault.h"
#include "base/range.h"
#include "serve/latency_quantiles.h"
#include "step/clock.h"
#include "step/resolved_deployment.h"

/* What both kinds of loop end in. */
typedef struct answer {
    toll__open open; /* closed loop: saturation and slots alone */
    toll__steady steady;
    toll__latency latency;
} answer;

static void ask_open(const toll__deployment *d, const toll__load *load, answer *a)
{
    toll__open_loop(&d->placement, toll__deployment_read_ops(d), load, &a->open, &a->steady);
    if (a->open.is_stable != 0)
        toll__latency_open(&d->placement, toll__deployment_read_ops(d), load, &a->open, &a->steady, &a->latency);
}

/* A rate that nothing reaches makes the open loop find its saturation and stop. */
static void ask_closed(const toll__deployment *d, const toll__load *load, answer *a)
{
    toll__load flood = *load;
    flood.requests_per_s = HUGE_VAL;
    toll__open_loop(&d->placement, toll__deployment_read_ops(d), &flood, &a->open, &a->steady);
    toll__settle(&d->placement, toll__deployment_read_ops(d), load, &a->steady);
    toll__latency_closed(&d->placement, toll__deployment_read_ops(d), load, &a->steady, &a->latency);
}

static void fill_queue_times(const toll__placement *p, const answer *a, toll_serve_queue *out)
{
    toll_range *ttft[TOLL__QUANTILES] = {&out->ttft_p50_s, &out->ttft_p95_s, &out->ttft_p99_s};
    toll_range *tpot[TOLL__QUANTILES] = {&out->tpot_p50_s, &out->tpot_p95_s, &out->tpot_p99_s};
    for (int i = 0; i < TOLL__QUANTILES; i++) {
        *ttft[i] = toll__clock_range(p, TOLL__METRIC_TTFT, out->validity, a->latency.ttft_s[i]);
        *tpot[i] = toll__clock_range(p, TOLL__METRIC_STEP, out->validity, a->latency.tpot_s[i]);
    }
    out->known = TOLL_QUEUE_TIMES;
    out->slot_wait_s = a->latency.slot_wait_s;
    out->prompt_wait_s = a->latency.prompt_wait_s;
    out->wait_frac = a->latency.wait_frac;
    out->running_sequences = a->steady.running;
}

static void fill_queue(const toll__placement *p, const toll__load *load, const answer *a, toll_serve_queue *out)
{
    int is_open = load->mode == TOLL_LOAD_OPEN;
    memset(out, 0, sizeof *out);
    out->flags = a->steady.flags;
    out->validity = toll__clock_validity(out->flags);
    out->stability = TOLL_STABILITY_UNSTABLE; /* what does not fit keeps up with nothing */
    if (toll__is_unfit(load, a->steady.fit))
        return;
    out->slots = a->open.slots;
    out->saturation_requests_per_s =
        toll__clock_range(p, TOLL__METRIC_THROUGHPUT, out->validity, a->open.saturation_per_s);
    toll_range full = out->saturation_requests_per_s,
               rate = {load->requests_per_s, load->requests_per_s, load->requests_per_s};
    double busy = a->steady.running / a->open.slots;
    out->utilisation_frac = is_open ? toll__range_divide(rate, full) : (toll_range){busy, busy, busy};
    out->stability = is_open ? toll__judge_stability(load->requests_per_s, full) : TOLL_STABILITY_STABLE;
    if (out->stability == TOLL_STABILITY_STABLE && (a->steady.flags & TOLL_FLAG_UNSTABLE) == 0)
        fill_queue_times(p, a, out);
    else
        out->flags |= TOLL_FLAG_UNSTABLE;
}

toll_status toll_serve_estimate_queue(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                      toll_serve_queue *queue, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll__load plain;
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_arrivals(load, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_load(load, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(queue, TOLL_KIND_SERVE_QUEUE, "queue", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    answer a;
    toll_serve_queue full;
    if (plain.mode == TOLL_LOAD_OPEN)
        ask_open(d, &plain, &a);
    else
        ask_closed(d, &plain, &a);
    fill_queue(&d->placement, &plain, &a, &full);
    toll__give(queue, TOLL_KIND_SERVE_QUEUE, &full);
    return TOLL_OK;
}

/* Where the columnar twin writes; any output may be NULL. */
typedef struct queue_outputs {
    double *ttft_s, *tpot_s, *running_sequences;
    int32_t *stabilities;
} queue_outputs;

static void write_open_row(const queue_outputs *out, uint64_t i, const toll__steady *s, uint32_t stability)
{
    if (out->ttft_s != NULL)
        out->ttft_s[i] = s->ttft_s;
    if (out->tpot_s != NULL)
        out->tpot_s[i] = s->tpot_s;
    if (out->running_sequences != NULL)
        out->running_sequences[i] = s->running;
    if (out->stabilities != NULL)
        out->stabilities[i] = (int32_t)stability;
}

/* The common load with the lengths and the rate of one row. */
static toll_status read_load(const toll__number_columns *in, uint64_t i, toll__load *load, toll_error *err)
{
    toll_status status = toll__number_columns_check_row(in, i, err);
    if (status != TOLL_OK)
        return status;
    load->input_tokens = toll__number_columns_at(in, 0, i);
    load->output_tokens = toll__number_columns_at(in, 1, i);
    load->requests_per_s = toll__number_columns_at(in, 2, i);
    if (!(load->requests_per_s >= TOLL__ARRIVALS_MIN))
        return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_SERVE_LOAD, "requests_per_s", (int64_t)i,
                          "must be 10^-12 .. 10^6 in open loop");
    return TOLL_OK;
}

static toll_status estimate_open_row(const toll__deployment *d, const toll__load *common,
                                     const toll__number_columns *in, const queue_outputs *out, uint64_t i,
                                     toll_error *err)
{
    static const toll__steady nothing;
    toll__load load = *common;
    toll__open open;
    toll__steady steady;
    toll_status status = read_load(in, i, &load, err);
    if (status != TOLL_OK) {
        write_open_row(out, i, &nothing, 0);
        return status;
    }
    const toll__placement *p = &d->placement;
    toll__open_loop(p, toll__deployment_read_ops(d), &load, &open, &steady);
    toll_range full =
        toll__clock_range(p, TOLL__METRIC_THROUGHPUT, toll__clock_validity(steady.flags), open.saturation_per_s);
    uint32_t stability =
        toll__is_unfit(&load, steady.fit) ? TOLL_STABILITY_UNSTABLE : toll__judge_stability(load.requests_per_s, full);
    write_open_row(out, i, stability == TOLL_STABILITY_STABLE ? &steady : &nothing, stability);
    return TOLL_OK;
}

static toll_status open_rate_columns(toll__number_columns *columns, const void *deployment, uint64_t size,
                                     const toll_serve_load *load, const toll__deployment **d, toll__load *common,
                                     toll_error *err)
{
    toll_status status = toll__number_columns_check(columns, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_count(columns->count, err);
    if (status != TOLL_OK)
        return status;
    status = toll__deployment_open(deployment, size, d, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_arrivals(load, common, err);
    if (status != TOLL_OK)
        return status;
    toll__number_columns_open(columns, TOLL_KIND_SERVE_LOAD);
    common->mode = TOLL_LOAD_OPEN;
    return TOLL_OK;
}

toll_status toll_serve_estimate_open_columns(const void *deployment, uint64_t deployment_size,
                                             const toll_serve_load *load, const double *input_tokens,
                                             const double *output_tokens, const double *requests_per_s, uint64_t count,
                                             double *ttft_s, double *tpot_s, double *running_sequences,
                                             int32_t *stabilities, int32_t *statuses, toll_error *err)
{
    const toll__deployment *d = NULL;
    const queue_outputs out = {ttft_s, tpot_s, running_sequences, stabilities};
    toll__load common;
    toll__number_columns in = {
        .column =
            {{.name = "input_tokens", .values = input_tokens, .offset = offsetof(toll_serve_load, input_tokens)},
             {.name = "output_tokens", .values = output_tokens, .offset = offsetof(toll_serve_load, output_tokens)},
             {.name = "requests_per_s", .values = requests_per_s, .offset = offsetof(toll_serve_load, requests_per_s)}},
        .count = count,
        .statuses = statuses,
        .err = err};
    toll_status status = open_rate_columns(&in, deployment, deployment_size, load, &d, &common, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < count; i++)
        toll__number_columns_close(&in, i,
                                   estimate_open_row(d, &common, &in, &out, i, toll__number_columns_error(&in)));
    return in.first;
}

static int is_lone_request_unfit(const toll__deployment *d, const toll__load *load)
{
    toll__steady lone = {0};
    toll__settle_fit(&d->placement, toll__deployment_read_ops(d), load->input_tokens + load->output_tokens, 1, &lone);
    return toll__is_unfit(load, lone.fit);
}

toll_status toll_serve_bound_rate(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                  const toll_serve_limits *limits, double *requests_per_s, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll__load plain;
    toll__latency_limits most;
    if (requests_per_s == NULL)
        return toll__done(toll__fail_null(err, "requests_per_s"), err);
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_arrivals(load, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_limits(limits, &most, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    plain.mode = TOLL_LOAD_OPEN;
    if (is_lone_request_unfit(d, &plain)) {
        *requests_per_s = 0;
        return TOLL_OK;
    }
    *requests_per_s = toll__latency_bound(&d->placement, toll__deployment_read_ops(d), &plain, &most);
    return TOLL_OK;
}
