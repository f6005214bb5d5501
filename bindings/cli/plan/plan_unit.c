/* SPDX-License-Identifier: Apache-2.0 */
/* An option's replica is resolved again, and its highest rate asked of the library. */
#include "plan/plan_unit.h"

#include <stdlib.h>

#include "input/complain.h"
#include "input/field_options.h"
#include "output/give_up.h"

/* In memory of `size` bytes, from toll_step_size(). */
static toll_status resolve_replica(const model_entry *model, const plan_accelerator *accelerator,
                                   const toll_plan_option *option, void *object, uint64_t size, toll_error *err)
{
    toll_model_precision precision;
    toll_step_engine engine;
    toll_step_constants constants;
    toll_step_layout layout;
    start_struct(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT);
    start_struct(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS);
    read_precision((uint64_t)option->precision, &precision);
    read_engine((uint64_t)option->engine, &engine);
    layout.tp = option->tp;
    layout.pp = option->pp;
    layout.ep = option->ep;
    layout.dp = option->dp;
    toll_status status = toll_catalog_get_constants(&accelerator->facts, &precision, &engine, &constants, err);
    if (status != TOLL_OK) {
        return status;
    }
    return toll_step_resolve(&accelerator->facts, &model->model, model->layers, model->n_layers,
                             sizeof(toll_model_layer), &precision, &layout, &engine, &constants, object, size, err);
}

bool plan_replica_resolve(plan_replica *replica, const plan_request *r, const plan_accelerator *accelerator,
                          const toll_plan_option *option)
{
    toll_error err;
    replica->size = toll_step_size(r->model.n_layers);
    replica->object = claim(replica->size / sizeof(uint64_t) + 1, sizeof(uint64_t));
    if (resolve_replica(&r->model, accelerator, option, replica->object, replica->size, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    return true;
}

static bool bound_rate(const plan_replica *replica, const toll_plan_need *need, double *requests_per_s)
{
    toll_error err;
    if (toll_plan_bound_rate(replica->object, replica->size, need, requests_per_s, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    return true;
}

bool plan_unit_rate(const plan_request *r, const toll_plan_need *need, const plan_accelerator *accelerator,
                    const toll_plan_option *option, double *requests_per_s)
{
    plan_replica replica;
    bool is_good = plan_replica_resolve(&replica, r, accelerator, option) && bound_rate(&replica, need, requests_per_s);
    free(replica.object);
    double kept = option->replica_requests_per_s;
    *requests_per_s = is_good && *requests_per_s < kept ? kept : *requests_per_s;
    return is_good;
}

/* ---- Its capacity as a range ---- */

static void set_limit(const toll_plan_need *n, double limit_s, double *p50, double *p95, double *p99)
{
    *(n->quantile < 0.9 ? p50 : n->quantile < 0.97 ? p95 : p99) = limit_s;
}

/* The unit has limits at p50, p95 and p99: p90 is read as p95, which moves the range and hardly its relative width. */
static toll_serve_limits limits_of(const toll_plan_need *n)
{
    static const uint64_t ttft[] = {TOLL_LIMIT_TTFT_P50, TOLL_LIMIT_TTFT_P95, TOLL_LIMIT_TTFT_P99};
    static const uint64_t tpot[] = {TOLL_LIMIT_TPOT_P50, TOLL_LIMIT_TPOT_P95, TOLL_LIMIT_TPOT_P99};
    const int at = n->quantile < 0.9 ? 0 : n->quantile < 0.97 ? 1 : 2;
    toll_serve_limits l;
    start_struct(&l, sizeof l, TOLL_KIND_SERVE_LIMITS);
    if ((n->known & TOLL_PLAN_TTFT) != 0) {
        l.known |= ttft[at];
        set_limit(n, n->ttft_s, &l.ttft_p50_s, &l.ttft_p95_s, &l.ttft_p99_s);
    }
    if ((n->known & TOLL_PLAN_TPOT) != 0) {
        l.known |= tpot[at];
        set_limit(n, n->tpot_s, &l.tpot_p50_s, &l.tpot_p95_s, &l.tpot_p99_s);
    }
    return l;
}

static toll_serve_load load_of(const toll_plan_need *n, const plan_drafting *draft)
{
    toll_serve_load load;
    start_struct(&load, sizeof load, TOLL_KIND_SERVE_LOAD);
    load.input_tokens = n->input_tokens;
    load.output_tokens = n->output_tokens;
    load.prefix_hit_frac = n->prefix_hit_frac;
    load.mode = TOLL_LOAD_OPEN;
    load.requests_per_s = n->requests_per_s < 1e6 ? n->requests_per_s : 1e6; /* ignored, and must be in its range */
    load.arrival_cv = n->arrival_cv;
    load.input_cv = n->input_cv;
    load.output_cv = n->output_cv;
    load.draft_tokens = draft != NULL ? draft->tokens : load.draft_tokens;
    load.accept_frac = draft != NULL ? draft->accept_frac : load.accept_frac;
    return load;
}

bool plan_unit_derive(const plan_request *r, const toll_plan_need *need, const plan_accelerator *accelerator,
                      const toll_plan_option *option, const plan_drafting *draft, toll_plan_unit *unit)
{
    plan_replica replica;
    const toll_serve_load load = load_of(need, draft);
    const toll_serve_limits limits = limits_of(need);
    toll_serve_site site;
    start_struct(&site, sizeof site, TOLL_KIND_SERVE_SITE);
    start_struct(unit, sizeof *unit, TOLL_KIND_PLAN_UNIT);
    const bool is_good =
        plan_replica_resolve(&replica, r, accelerator, option) &&
        toll_plan_derive_unit(replica.object, replica.size, &load, &limits, &site, unit, NULL) == TOLL_OK;
    free(replica.object);
    return is_good && (unit->known & TOLL_PLAN_UNIT_CAPACITY) != 0;
}
