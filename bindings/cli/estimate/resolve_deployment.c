/* SPDX-License-Identifier: Apache-2.0 */
/* From the parts of a deployment to the library's object, unless the engine can't start it. */
#include "estimate/resolve_deployment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

/* What can't start has no answer. The engine "generic" stands for none in particular and is never refused. */
static toll_status refuse_what_cannot_start(deployment *d, toll_error *err)
{
    start_struct(&d->run, sizeof d->run, TOLL_KIND_CATALOG_RUN);
    toll_status status = toll_catalog_check_run(&d->hw, d->model->layers, d->model->n_layers, sizeof(toll_model_layer),
                                                &d->precision, &d->layout, &d->engine, &d->run, err);
    if (status != TOLL_OK || d->run.verdict != TOLL_RUN_NO) {
        return status;
    }
    if (err != NULL) {
        memset(err, 0, sizeof *err);
        err->code = TOLL_E_CONFLICT;
        snprintf(err->message, sizeof err->message, "%.15s can't start: %.120s%s", d->engine.id, d->run.reason,
                 d->run.asked == TOLL_ASKED_HARDWARE ? "; --engine generic leaves the engine open" : "");
    }
    return TOLL_E_CONFLICT;
}

toll_status deploy_resolve_alone(deployment *d, toll_error *err)
{
    toll_status status = refuse_what_cannot_start(d, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = toll_catalog_get_constants(&d->hw, &d->precision, &d->engine, &d->constants, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (d->object == NULL) {
        d->object_size = toll_step_size(d->model->n_layers);
        d->object = claim(d->object_size, 1);
    }
    d->gpus = d->layout.tp * d->layout.pp * d->layout.dp;
    return toll_step_resolve(&d->hw, &d->model->model, d->model->layers, d->model->n_layers, sizeof(toll_model_layer),
                             &d->precision, &d->layout, &d->engine, &d->constants, d->object, d->object_size, err);
}

toll_status deploy_memory(const deployment *d, int64_t sequences, int64_t context_tokens, toll_step_memory *memory,
                          toll_error *err)
{
    start_struct(memory, sizeof *memory, TOLL_KIND_STEP_MEMORY);
    return toll_step_estimate_memory(d->object, d->object_size, sequences, context_tokens, memory, err);
}

deployment deploy_copy(const deployment *d)
{
    deployment copy = *d;
    copy.object = NULL;
    return copy;
}

void deploy_free(deployment *d)
{
    free(d->object);
    d->object = NULL;
}
