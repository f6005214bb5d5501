/* SPDX-License-Identifier: Apache-2.0 */
/* toll_serve_estimate(), its columnar twin, and the cost of a result. */
#include <toll/serve.h>

#include <stddef.h>
#include <string.h>

#include "api/convert_serve.h"
#include "api/fields.h"
#include "api/guard.h"
#include "api/number_columns.h"
#include "base/fault.h"
#include "base/range.h"
#include "base/saturating.h"
#include "serve/dispatch.h"
#include "serve/settle.h"
#include "serve/token_cost.h"
#include "step/clock.h"
#include "step/power.h"
#include "step/resolved_deployment.h"

static void fill_serve_rates(const toll__placement *p, const toll__load *load, const toll__steady *s,
                             toll_serve_result *out)
{
    out->ttft_s = toll__clock_range(p, TOLL__METRIC_TTFT, out->validity, s->ttft_s);
    out->tpot_s = toll__clock_range(p, TOLL__METRIC_STEP, out->validity, s->tpot_s);
    out->e2e_s = toll__clock_range(p, TOLL__METRIC_THROUGHPUT, out->validity, s->e2e_s);
    /* What arrives is served, in open loop: its rate is given, not estimated. */
    out->requests_per_s = load->mode == TOLL_LOAD_OPEN
                              ? (toll_range){s->requests_per_s, s->requests_per_s, s->requests_per_s}
                              : toll__clock_range(p, TOLL__METRIC_THROUGHPUT, out->validity, s->requests_per_s);
    out->output_tokens_per_s = toll__range_scale(out->requests_per_s, load->output_tokens);
    out->input_tokens_per_s = toll__range_scale(out->requests_per_s, load->input_tokens);
}

static void fill_serve_power(const toll__placement *p, const toll__load *load, const toll__steady *s,
                             toll_serve_result *out)
{
    double request_j = s->power_w / s->requests_per_s;
    if (!(p->tdp_w > 0))
        return;
    out->known |= TOLL_RESULT_POWER;
    out->power_w = toll__power_range(p, out->validity, s->power_w);
    out->output_token_j = toll__clock_range(p, TOLL__METRIC_TOKEN_J, out->validity,
                                            request_j * (1 - s->input_time_frac) / load->output_tokens);
    out->input_token_j =
        toll__clock_range(p, TOLL__METRIC_TOKEN_J, out->validity, request_j * s->input_time_frac / load->input_tokens);
}

/* A quotient of equals may be rounded up. */
static double share_of_token(double part, double whole)
{
    return part < whole ? part / whole : 1;
}

static void fill_shares(const toll__steady *s, toll_serve_result *out)
{
    out->running_sequences = s->running;
    out->waiting_sequences = s->waiting;
    out->input_time_frac = s->input_time_frac;
    out->step_s = s->step_s;
    out->weights_frac = share_of_token(s->terms.weights_s, s->tpot_s);
    out->kv_frac = share_of_token(s->terms.kv_s, s->tpot_s);
    out->compute_frac = share_of_token(s->terms.compute_s, s->tpot_s);
    out->link_frac = share_of_token(s->terms.link_s, s->tpot_s);
    out->overhead_frac = share_of_token(s->terms.overhead_s, s->tpot_s);
    out->prefill_frac = s->prefill_frac;
}

static void fill_serve_result(const toll__placement *p, const toll__load *load, const toll__steady *s,
                              toll_serve_result *out)
{
    memset(out, 0, sizeof *out);
    out->struct_size = sizeof *out;
    out->struct_kind = TOLL_KIND_SERVE_RESULT;
    out->flags = s->flags;
    out->validity = toll__clock_validity(s->flags);
    out->bound = s->bound;
    out->fit = s->fit;
    out->gpus = toll__saturating_int64(p->gpus);
    out->input_tokens = load->input_tokens;
    out->output_tokens = load->output_tokens;
    if (toll__is_unstable(p, load, s)) {
        out->flags |= TOLL_FLAG_UNSTABLE;
        return;
    }
    if (toll__is_unfit(load, s->fit))
        return;
    fill_serve_rates(p, load, s, out);
    fill_serve_power(p, load, s, out);
    fill_shares(s, out);
}

toll_status toll_serve_estimate(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                toll_serve_result *result, toll_error *err)
{
    const int in_place = toll__in_place(result, TOLL_KIND_SERVE_RESULT, sizeof *result);
    const toll__deployment *d = NULL;
    toll__load plain;
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_load(load, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = in_place ? TOLL_OK : toll__expect(result, TOLL_KIND_SERVE_RESULT, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__steady steady;
    toll_serve_result full;
    toll__dispatch(&d->placement, toll__deployment_read_ops(d), &plain, &steady);
    fill_serve_result(&d->placement, &plain, &steady, in_place ? result : &full);
    if (!in_place)
        toll__give(result, TOLL_KIND_SERVE_RESULT, &full);
    return TOLL_OK;
}

/* Where the columnar twin writes; any output may be NULL. */
typedef struct outputs {
    double *ttft_s, *tpot_s, *output_tokens_per_s;
} outputs;

static void write_closed_row(const outputs *out, uint64_t i, double ttft_s, double tpot_s, double tokens_per_s)
{
    if (out->ttft_s != NULL)
        out->ttft_s[i] = ttft_s;
    if (out->tpot_s != NULL)
        out->tpot_s[i] = tpot_s;
    if (out->output_tokens_per_s != NULL)
        out->output_tokens_per_s[i] = tokens_per_s;
}

static toll_status estimate_closed_row(const toll__deployment *d, const toll__number_columns *in, const outputs *out,
                                       uint64_t i, toll_error *err)
{
    static const toll__load
        closed_loop; /* copied rather than zeroed field by field: that is a slow string instruction */
    toll__load load = closed_loop;
    toll__steady steady;
    toll_status status = toll__number_columns_check_row(in, i, err);
    if (status != TOLL_OK) {
        write_closed_row(out, i, 0, 0, 0);
        return status;
    }
    load.input_tokens = toll__number_columns_at(in, 0, i);
    load.output_tokens = toll__number_columns_at(in, 1, i);
    load.concurrency = toll__number_columns_at(in, 2, i);
    toll__settle(&d->placement, toll__deployment_read_ops(d), &load, &steady);
    if (toll__is_unfit(&load, steady.fit)) {
        write_closed_row(out, i, 0, 0, 0);
        return TOLL_OK;
    }
    write_closed_row(out, i, steady.ttft_s, steady.tpot_s, steady.requests_per_s * load.output_tokens);
    return TOLL_OK;
}

static toll_status open_closed_columns(toll__number_columns *columns, const void *deployment, uint64_t size,
                                       const toll__deployment **d, toll_error *err)
{
    toll_status status = toll__number_columns_check(columns, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_count(columns->count, err);
    if (status != TOLL_OK)
        return status;
    toll__number_columns_open(columns, TOLL_KIND_SERVE_LOAD);
    return toll__deployment_open(deployment, size, d, err);
}

toll_status toll_serve_estimate_columns(const void *deployment, uint64_t deployment_size, const double *input_tokens,
                                        const double *output_tokens, const double *concurrency, uint64_t count,
                                        double *ttft_s, double *tpot_s, double *output_tokens_per_s, int32_t *statuses,
                                        toll_error *err)
{
    const toll__deployment *d = NULL;
    const outputs out = {ttft_s, tpot_s, output_tokens_per_s};
    toll__number_columns in = {
        .column = {{.name = "input_tokens", .values = input_tokens, .offset = offsetof(toll_serve_load, input_tokens)},
                   {.name = "output_tokens",
                    .values = output_tokens,
                    .offset = offsetof(toll_serve_load, output_tokens)},
                   {.name = "concurrency", .values = concurrency, .offset = offsetof(toll_serve_load, concurrency)}},
        .count = count,
        .statuses = statuses,
        .err = err};
    toll_status status = open_closed_columns(&in, deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < count; i++)
        toll__number_columns_close(&in, i, estimate_closed_row(d, &in, &out, i, toll__number_columns_error(&in)));
    return in.first;
}

static toll_status take_priced_result(const toll_serve_result *result, toll_serve_result *full, toll_error *err)
{
    toll_status status = toll__take(result, TOLL_KIND_SERVE_RESULT, "result", full, err);
    if (status != TOLL_OK)
        return status;
    if ((full->flags & TOLL_FLAG_UNSTABLE) != 0)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_RESULT, "flags", -1,
                          "say unstable: arrivals are near or above saturation, so there is no steady state to price; "
                          "lower the rate or add replicas");
    if (full->fit == TOLL_FIT_NO && !(full->requests_per_s.low > 0))
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_RESULT, "fit", -1,
                          "says that it does not fit, so there is no steady state to price; use more or larger "
                          "accelerators, or assume_fit in the load");
    if (full->gpus < 1)
        return toll__fail_range(err, TOLL_KIND_SERVE_RESULT, "gpus", -1, 1, 9e15, (double)full->gpus);
    if (!(full->requests_per_s.low > 0))
        return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_SERVE_RESULT, "requests_per_s", -1, "must be above 0");
    status = toll__check_range(err, TOLL_KIND_SERVE_RESULT, "input_tokens", -1, 1, 1e8, full->input_tokens);
    if (status != TOLL_OK)
        return status;
    return toll__check_range(err, TOLL_KIND_SERVE_RESULT, "output_tokens", -1, 1, 1e8, full->output_tokens);
}

/* A made-up result can be so far out that its cost is infinite; the check of the struct finds that. */
static toll_status give_cost(const toll_serve_result *result, const toll__unit_cost *c, toll_serve_cost *cost,
                             toll_error *err)
{
    toll_serve_cost full;
    memset(&full, 0, sizeof full);
    full.usd_per_mtok_input = c->mtok_input;
    full.usd_per_mtok_output = c->mtok_output;
    full.usd_per_mtok_blended = c->mtok_blended;
    full.usd_per_mtok_output_all = c->mtok_output_all;
    full.usd_per_request = c->request;
    full.usd_per_hour = c->hour;
    full.energy_usd_per_hour = c->energy_hour;
    full.validity = result->validity;
    full.flags = result->flags;
    toll_status status = toll__fields_check(&full, TOLL_KIND_SERVE_COST, -1, err);
    if (status != TOLL_OK)
        return status;
    toll__give(cost, TOLL_KIND_SERVE_COST, &full);
    return TOLL_OK;
}

toll_status toll_serve_estimate_cost(const toll_serve_result *result, const toll_serve_supply *supply,
                                     toll_serve_cost *cost, toll_error *err)
{
    toll_serve_result full;
    toll__supply plain;
    toll_status status = take_priced_result(result, &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_supply(supply, (double)full.gpus, (full.known & TOLL_RESULT_POWER) != 0, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(cost, TOLL_KIND_SERVE_COST, "cost", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__token_flow flow = {full.requests_per_s, full.power_w, full.input_tokens, full.output_tokens,
                             full.input_time_frac};
    toll__unit_cost unit;
    toll__token_cost(&flow, &plain, &unit);
    return toll__done(give_cost(&full, &unit, cost, err), err);
}
