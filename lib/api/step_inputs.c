/* SPDX-License-Identifier: Apache-2.0 */
/* From public structs to a stamped deployment: taken and checked once, then placed block by block. */
#include "api/step_inputs.h"

#include <stddef.h>

#include "base/fault.h"
#include "step/resolved_deployment.h"

toll_status toll__inputs_check(void *deployment, uint64_t size, uint64_t n_layers, toll_error *err)
{
    toll_status status = toll__deployment_check_memory(deployment, err);
    if (status != TOLL_OK)
        return status;
    if (n_layers < 1 || n_layers > TOLL__MODEL_ROWS_MAX)
        return toll__fail_range(err, 0, "n_layers", -1, 1, TOLL__MODEL_ROWS_MAX, (double)n_layers);
    if (size < toll__deployment_size(n_layers))
        return toll__fail(err, TOLL_E_BUFFER, 0, "deployment_size", -1, "must be at least toll_step_size(n_layers)");
    return TOLL_OK;
}

toll_status toll__inputs_take(const toll__sources *from, const toll__block_rows *rows, toll__inputs *in,
                              toll_error *err)
{
    toll_status status = toll__take_accelerator(from->hw, &in->accelerator, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_model(from->model, rows, &in->model, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_precision(from->precision, &in->precision, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_parallel(from->layout, &in->parallel, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_engine(from->engine, &in->engine, err);
    if (status != TOLL_OK)
        return status;
    return toll__take_constants(from->constants, &in->constants, err);
}

static toll_status place_blocks(toll__site *site, const toll__block_rows *rows, toll_error *err)
{
    for (uint64_t i = 0; i < rows->count; i++) {
        toll__block block;
        toll_status status = toll__take_block(site->model, rows, i, &block, err);
        if (status != TOLL_OK)
            return status;
        status = toll__place_block(site, &block, (int64_t)i, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status place_all(const toll__inputs *in, const toll__block_rows *rows, toll__placement *placement,
                             toll__op *ops, toll_error *err)
{
    toll__site site = {.accelerator = &in->accelerator,
                       .model = &in->model,
                       .precision = &in->precision,
                       .parallel = &in->parallel,
                       .engine = &in->engine,
                       .constants = &in->constants,
                       .placement = placement,
                       .ops = ops};
    toll_status status = toll__place_start(&site, err);
    if (status != TOLL_OK)
        return status;
    status = place_blocks(&site, rows, err);
    if (status != TOLL_OK)
        return status;
    return toll__place_end(&site, err);
}

/* Once without the operations, to learn whether it can be done, since a failure must write nothing; then in earnest. */
toll_status toll__inputs_build(const toll__inputs *in, const toll__block_rows *rows, void *memory, toll_error *err)
{
    toll__deployment *deployment = memory;
    toll__placement trial;
    toll_status status = place_all(in, rows, &trial, NULL, err);
    if (status != TOLL_OK)
        return status;
    status = place_all(in, rows, &deployment->placement, toll__deployment_ops(deployment), err);
    if (status != TOLL_OK)
        return status;
    toll__deployment_close(deployment);
    return TOLL_OK;
}
