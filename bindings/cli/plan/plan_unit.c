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
