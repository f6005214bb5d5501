/* SPDX-License-Identifier: Apache-2.0 */
#include "train/train_model.h"

#include <string.h>

#include <toll/model.h>
#include <toll/step.h>
#include <toll/train.h>

#include "base/fault.h"
#include "step/shape.h"

toll_status toll__train_model_start(toll__train_model *body, const toll__model *model, const toll__recipe *recipe,
                             const toll__train_rates *gear, toll_error *err)
{
    memset(body, 0, sizeof *body);
    body->model = model;
    body->recipe = recipe;
    body->gear = gear;
    toll__recipe_precision(recipe, &body->precision);
    toll__params_of_frame(model, &body->params);
    return toll__recipe_check(recipe, model, err);
}

toll_status toll__train_model_add(toll__train_model *body, const toll__block *block, int64_t row, toll_error *err)
{
    toll__shape shape;
    toll__params params;
    toll__adapter adapter;
    toll__operations work;
    toll_status status = toll__recipe_check_block(body->recipe, block, row, err);
    if (status != TOLL_OK)
        return status;
    toll__params_of_block(block, body->model->d_model, &params);
    toll__params_add(&body->params, &params, block->count);
    toll__shape_describe(block, body->model, &body->precision, &shape);
    toll__adapter_count(body->recipe, block, body->model, &adapter);
    toll__operations_of_block(body->recipe, &shape, &adapter, &work);
    toll__operations_add(&body->work, &work, shape.count);
    toll__shards_add(&body->census, &params, block, body->model, &adapter);
    toll__activation_add(&body->activation, body->recipe, block, body->model);
    if (body->gear != NULL)
        toll__micro_batch_add(&body->layers, body->recipe, body->gear, block, &shape, &adapter, body->model);
    body->has_experts |= block->kind == TOLL_LAYER_MOE;
    body->has_recurrent |= shape.state_bytes > 0;
    body->has_sparse |= shape.topk_tokens > 0;
    return TOLL_OK;
}

toll_status toll__train_model_end(toll__train_model *body, toll_error *err)
{
    toll__counts counts;
    if (body->recipe->ep > 1 && !body->has_experts)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_TRAIN_SETUP, "ep", -1,
                          "must be 1 for a model without experts");
    toll_status status = toll__params_close(&body->params, body->model, &counts, err);
    if (status != TOLL_OK)
        return status;
    int64_t described = 0;
    for (int i = 0; i < TOLL__CLASSES; i++)
        described += counts.params.active[i];
    toll__operations_of_frame(body->model, (double)(counts.active - described), &body->work);
    toll__shards_close(&body->census, &counts, body->model);
    if (body->gear != NULL)
        toll__micro_batch_of_head(&body->head, body->recipe, body->gear, body->model);
    return TOLL_OK;
}

uint64_t toll__train_model_flags(const toll__train_model *body)
{
    uint64_t flags = 0;
    flags |= (body->model->unverified & TOLL_MODEL_SHAPE) != 0 ? TOLL_FLAG_UNVERIFIED_FACT : 0;
    flags |= body->has_experts ? TOLL_TRAIN_FLAG_EXPERTS : 0;
    flags |= body->has_recurrent ? TOLL_FLAG_RECURRENT : 0;
    flags |= body->has_sparse ? TOLL_FLAG_SPARSE_ATTENTION : 0;
    flags |= body->recipe->cp > 1 ? TOLL_TRAIN_FLAG_CONTEXT : 0;
    flags |= body->recipe->ep > 8 ? TOLL_FLAG_WIDE_EP : 0;
    return flags;
}
