/* SPDX-License-Identifier: Apache-2.0 */
#include "api/convert_serve.h"

#include "api/guard.h"
#include "base/fault.h"

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
                        .mode = full->mode};
}

static toll_status conflict(const char *field, const char *what, toll_error *err)
{
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_LOAD, field, -1, what);
}

/* What one field allows but another forbids. */
static toll_status check_load(const toll__load *load, toll_error *err)
{
    if (load->mode == TOLL_LOAD_OPEN && !(load->requests_per_s > 0))
        return conflict("requests_per_s", "must be above 0 in open loop", err);
    if (load->mode != TOLL_LOAD_OPEN && load->requests_per_s > 0)
        return conflict("requests_per_s", "must be 0 unless mode is TOLL_LOAD_OPEN", err);
    if (load->mode == TOLL_LOAD_BATCH && load->input_cv > 0)
        return conflict("input_cv", "must be 0 in a fixed batch, whose requests are of one length", err);
    if (load->mode == TOLL_LOAD_BATCH && load->output_cv > 0)
        return conflict("output_cv", "must be 0 in a fixed batch, whose requests are of one length", err);
    return TOLL_OK;
}

toll_status toll__take_load(const toll_serve_load *load, toll__load *plain, toll_error *err)
{
    toll_serve_load full;
    toll_status status = toll__take(load, TOLL_KIND_SERVE_LOAD, "load", &full, err);
    if (status != TOLL_OK)
        return status;
    *plain = plain_load(&full);
    return check_load(plain, err);
}

toll_status toll__take_arrivals(const toll_serve_load *load, toll__load *plain, toll_error *err)
{
    toll_serve_load full;
    toll_status status = toll__take(load, TOLL_KIND_SERVE_LOAD, "load", &full, err);
    if (status != TOLL_OK)
        return status;
    if (full.mode != TOLL_LOAD_CLOSED && full.mode != TOLL_LOAD_OPEN)
        return conflict("mode", "must be a closed or an open loop: nothing else has a queue", err);
    *plain = plain_load(&full);
    return TOLL_OK;
}

uint32_t toll__judge_stability(double requests_per_s, toll_range saturation)
{
    if (requests_per_s < saturation.low)
        return TOLL_STABILITY_STABLE;
    return requests_per_s < saturation.mid ? TOLL_STABILITY_NEAR : TOLL_STABILITY_UNSTABLE;
}
