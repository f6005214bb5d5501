/* SPDX-License-Identifier: Apache-2.0 */
/* Cost per token, three ways. */
#include <string.h>

#include <toll/serve.h>

#include "api/convert_serve.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/range.h"
#include "serve/marginal_cost.h"
#include "serve/token_cost.h"
#include "serve/dispatch.h"
#include "step/clock.h"
#include "step/resolved_deployment.h"

#define S_PER_HOUR   3600.0
#define TOK_PER_MTOK 1e6

/* Device time is estimated as well as a step is; its price is the hour's. */
static toll_range marginal_price(const toll__placement *p, uint32_t validity, toll_range hour, double token_s)
{
    toll_range mtok_hours = toll__clock_range(p, TOLL__METRIC_STEP, validity, token_s * TOK_PER_MTOK / S_PER_HOUR);
    return toll__range_multiply(hour, mtok_hours);
}

static void fill_split(const toll__placement *p, const toll__load *load, const toll__supply *supply,
                       const toll__steady *s, const toll__marginal_cost *marginal, toll_serve_split *out)
{
    const uint32_t v = toll__clock_validity(s->flags);
    toll_range rate = load->mode == TOLL_LOAD_OPEN
                          ? (toll_range){s->requests_per_s, s->requests_per_s, s->requests_per_s}
                          : toll__clock_range(p, TOLL__METRIC_THROUGHPUT, v, s->requests_per_s);
    toll__token_flow flow = {rate, toll__clock_range(p, TOLL__METRIC_POWER, v, s->power_w), load->input_tokens,
                             load->output_tokens, s->input_time_frac};
    toll__unit_cost reserved, busy;
    toll__supply full = *supply;
    full.utilisation_frac = 1;
    toll__token_cost(&flow, supply, &reserved);
    toll__token_cost(&flow, &full, &busy);
    memset(out, 0, sizeof *out);
    out->reserved_usd_per_mtok_input = reserved.mtok_input;
    out->reserved_usd_per_mtok_output = reserved.mtok_output;
    out->busy_usd_per_mtok_input = busy.mtok_input;
    out->busy_usd_per_mtok_output = busy.mtok_output;
    out->marginal_usd_per_mtok_input = marginal_price(p, v, busy.hour, marginal->input_s);
    out->marginal_usd_per_mtok_output = marginal_price(p, v, busy.hour, marginal->output_s);
    out->input_time_frac = s->input_time_frac;
    out->marginal_frac =
        (marginal->input_s * load->input_tokens + marginal->output_s * load->output_tokens) * s->requests_per_s;
    out->validity = v;
    out->flags = s->flags;
}

static toll_status refuse_unstable(const toll__placement *p, const toll__load *load, const toll__steady *s,
                                   toll_error *err)
{
    if (!toll__is_unstable(p, load, s))
        return TOLL_OK;
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_SERVE_LOAD, "requests_per_s", -1,
                      "is near or above saturation: there is no steady state to price; lower it or add replicas");
}

toll_status toll_serve_estimate_split(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                      const toll_serve_supply *supply, toll_serve_split *split, toll_error *err)
{
    const toll__deployment *d = NULL;
    toll__load plain;
    toll__supply price;
    toll__steady steady;
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_load(load, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_supply(supply, d->placement.gpus, d->placement.tdp_w > 0, &price, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(split, TOLL_KIND_SERVE_SPLIT, "split", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__dispatch(&d->placement, toll__deployment_read_ops(d), &plain, &steady);
    status = refuse_unstable(&d->placement, &plain, &steady, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__refuse_unfit(&plain, steady.fit, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__marginal_cost marginal;
    toll_serve_split full;
    toll__marginal_cost_find(&d->placement, toll__deployment_read_ops(d), &plain, &steady, &marginal);
    fill_split(&d->placement, &plain, &price, &steady, &marginal, &full);
    status = toll__fields_check(&full, TOLL_KIND_SERVE_SPLIT, -1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(split, TOLL_KIND_SERVE_SPLIT, &full);
    return TOLL_OK;
}
