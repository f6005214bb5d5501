/* SPDX-License-Identifier: Apache-2.0 */
/* toll_serve_load and toll_serve_supply, checked, as plain values; and whether an open loop keeps up. */
#include "api/convert_serve.h"

#include <stddef.h>

#include "api/guard.h"
#include "base/extrema.h"
#include "base/fault.h"
#include "step/clock.h"

static toll__load plain_load(const toll_serve_load *full)
{
    return (toll__load){.input_tokens = full->input_tokens,
                        .output_tokens = full->output_tokens,
                        .concurrency = full->concurrency,
                        .prefix_hit_frac = full->prefix_hit_frac,
                        .requests_per_s = full->requests_per_s,
                        .arrival_cv = full->arrival_cv > 0 ? full->arrival_cv : 1,
                        .input_cv = full->input_cv,
                        .output_cv = full->output_cv,
                        .draft_tokens = full->draft_tokens,
                        .accept_frac = full->accept_frac,
                        .draft_time_frac = full->draft_time_frac,
                        .burst_requests = full->burst_requests,
                        .mode = full->mode,
                        .assume_fit = (uint32_t)full->assume_fit};
}

static toll_status fail_load(const char *field, const char *what, toll_error *err)
{
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_LOAD, field, -1, what);
}

/* What one field allows but another forbids. */
static toll_status check_load_fields(const toll__load *load, toll_error *err)
{
    if (load->mode == TOLL_LOAD_OPEN && !(load->requests_per_s >= TOLL__ARRIVALS_MIN))
        return fail_load("requests_per_s", "must be 10^-12 .. 10^6 in open loop", err);
    if (load->mode != TOLL_LOAD_OPEN && load->requests_per_s > 0)
        return fail_load("requests_per_s", "must be 0 unless the mode is an open loop", err);
    if (load->mode == TOLL_LOAD_BURST && !(load->burst_requests >= 1))
        return fail_load("burst_requests", "must be 1 .. 10^9 in a burst", err);
    if (load->mode != TOLL_LOAD_BURST && load->burst_requests > 0)
        return fail_load("burst_requests", "must be 0 unless the mode is a burst", err);
    if (load->mode == TOLL_LOAD_BATCH && load->input_cv > 0)
        return fail_load("input_cv", "must be 0 in a fixed batch: all its requests have one length", err);
    if (load->mode == TOLL_LOAD_BATCH && load->output_cv > 0)
        return fail_load("output_cv", "must be 0 in a fixed batch: all its requests have one length", err);
    return TOLL_OK;
}

/* Today's load of a closed loop of equal requests, far inside the limits of the field table; anything else is
 * checked against the table. */
static int is_usual_load(const toll_serve_load *l)
{
    return toll__in_place(l, TOLL_KIND_SERVE_LOAD, sizeof *l) && l->mode == TOLL_LOAD_CLOSED && l->reserved == 0 &&
           toll__is_within(l->input_tokens, 1, 1e7) && toll__is_within(l->output_tokens, 1, 1e7) &&
           toll__is_within(l->concurrency, 1, 1e6) && toll__is_within(l->prefix_hit_frac, 0, 1) &&
           l->requests_per_s == 0 && l->arrival_cv == 0 && l->input_cv == 0 && l->output_cv == 0 &&
           l->draft_tokens == 0 && l->accept_frac == 0 && l->draft_time_frac == 0 && l->burst_requests == 0 &&
           (l->assume_fit & ~INT64_C(1)) == 0;
}

toll_status toll__take_load(const toll_serve_load *load, toll__load *plain, toll_error *err)
{
    toll_serve_load full;
    if (is_usual_load(load)) {
        *plain = plain_load(load);
        return TOLL_OK;
    }
    toll_status status = toll__take(load, TOLL_KIND_SERVE_LOAD, "load", &full, err);
    if (status != TOLL_OK)
        return status;
    *plain = plain_load(&full);
    return check_load_fields(plain, err);
}

toll_status toll__take_lengths(const toll_serve_load *load, toll__load *plain, toll_error *err)
{
    toll_serve_load full;
    toll_status status = toll__take(load, TOLL_KIND_SERVE_LOAD, "load", &full, err);
    if (status != TOLL_OK)
        return status;
    *plain = plain_load(&full);
    return TOLL_OK;
}

toll_status toll__take_arrivals(const toll_serve_load *load, toll__load *plain, toll_error *err)
{
    toll_serve_load full;
    toll_status status = toll__take(load, TOLL_KIND_SERVE_LOAD, "load", &full, err);
    if (status != TOLL_OK)
        return status;
    if (full.mode != TOLL_LOAD_CLOSED && full.mode != TOLL_LOAD_OPEN)
        return fail_load("mode", "must be a closed or an open loop: the other modes have no queue", err);
    *plain = plain_load(&full);
    return TOLL_OK;
}

uint32_t toll__judge_stability(double requests_per_s, toll_range saturation)
{
    if (requests_per_s < saturation.low)
        return TOLL_STABILITY_STABLE;
    return requests_per_s < saturation.mid ? TOLL_STABILITY_NEAR : TOLL_STABILITY_UNSTABLE;
}

int toll__is_unstable(const toll__placement *placement, const toll__load *load, const toll__steady *steady)
{
    if ((steady->flags & TOLL_FLAG_UNSTABLE) != 0)
        return 1;
    toll_range full = toll__clock_range(placement, TOLL__METRIC_THROUGHPUT, toll__clock_validity(steady->flags),
                                        steady->saturation_per_s);
    return load->mode == TOLL_LOAD_OPEN && toll__judge_stability(load->requests_per_s, full) != TOLL_STABILITY_STABLE;
}

int toll__is_unfit(const toll__load *load, uint32_t fit)
{
    return fit == TOLL_FIT_NO && load->assume_fit == 0;
}

toll_status toll__refuse_unfit(const toll__load *load, uint32_t fit, toll_error *err)
{
    if (!toll__is_unfit(load, fit))
        return TOLL_OK;
    return fail_load("assume_fit", "must be 1: the weights and one request of this length do not fit", err);
}

toll_status toll__take_supply(const toll_serve_supply *supply, double gpus, int has_power, toll__supply *plain,
                              toll_error *err)
{
    toll_serve_supply full;
    toll_status status = toll__take(supply, TOLL_KIND_SERVE_SUPPLY, "supply", &full, err);
    if (status != TOLL_OK)
        return status;
    int is_billed = (full.known & TOLL_SUPPLY_GPUS_BILLED) != 0;
    if (is_billed && full.gpus_billed < gpus)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_SUPPLY, "gpus_billed", -1,
                          "must be at least the number of accelerators used");
    if ((full.known & TOLL_SUPPLY_USD_PER_KWH) != 0 && has_power == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_SERVE_RESULT, "power_w", -1,
                          "is not known, so electricity cannot be priced");
    plain->usd_per_gpu_hour = full.usd_per_gpu_hour;
    plain->utilisation_frac = full.utilisation_frac;
    plain->gpus = is_billed ? full.gpus_billed : gpus;
    plain->usd_per_kwh = full.usd_per_kwh;
    plain->facility_frac = ((full.known & TOLL_SUPPLY_PUE) != 0 ? full.pue : 1) * (1 + full.server_power_frac);
    return TOLL_OK;
}

static double limit_of(const toll_serve_limits *limits, uint64_t bit, double value)
{
    return (limits->known & bit) != 0 ? value : HUGE_VAL;
}

toll_status toll__take_limits(const toll_serve_limits *limits, toll__latency_limits *plain, toll_error *err)
{
    toll_serve_limits full;
    toll_status status = toll__take(limits, TOLL_KIND_SERVE_LIMITS, "limits", &full, err);
    if (status != TOLL_OK)
        return status;
    *plain = (toll__latency_limits){
        {limit_of(&full, TOLL_LIMIT_TTFT_P50, full.ttft_p50_s), limit_of(&full, TOLL_LIMIT_TTFT_P95, full.ttft_p95_s),
         limit_of(&full, TOLL_LIMIT_TTFT_P99, full.ttft_p99_s)},
        {limit_of(&full, TOLL_LIMIT_TPOT_P50, full.tpot_p50_s), limit_of(&full, TOLL_LIMIT_TPOT_P95, full.tpot_p95_s),
         limit_of(&full, TOLL_LIMIT_TPOT_P99, full.tpot_p99_s)}};
    return TOLL_OK;
}
