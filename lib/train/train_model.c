/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over a model's blocks that sums all that training needs to know of it, so that no block is read twice. */
#include "train/train_model.h"

#include <string.h>

#include <toll/model.h>
#include <toll/step.h>
#include <toll/train.h>

#include "base/fault.h"
#include "step/shape.h"

toll_status toll__train_model_start(toll__train_model *trained, const toll__model *model, const toll__recipe *recipe,
                                    const toll__train_rates *rates, toll_error *err)
{
    memset(trained, 0, sizeof *trained);
    trained->model = model;
    trained->recipe = recipe;
    trained->rates = rates;
    toll__recipe_precision(recipe, &trained->precision);
    toll__params_of_frame(model, &trained->params);
    return toll__recipe_check(recipe, model, err);
}

toll_status toll__train_model_add(toll__train_model *trained, const toll__block *block, int64_t row, toll_error *err)
{
    toll__shape shape;
    toll__params params;
    toll__adapter adapter;
    toll__operations operations;
    toll_status status = toll__recipe_check_block(trained->recipe, block, row, err);
    if (status != TOLL_OK)
        return status;
    toll__params_of_block(block, trained->model->d_model, &params);
    toll__params_add(&trained->params, &params, block->count);
    toll__shape_describe(block, trained->model, &trained->precision, &shape);
    toll__adapter_count(trained->recipe, block, trained->model, &adapter);
    toll__operations_of_block(trained->recipe, &shape, &adapter, &operations);
    toll__operations_add(&trained->operations, &operations, shape.count);
    toll__shards_add(&trained->shards, &params, block, trained->model, &adapter);
    toll__activation_add(&trained->activation, trained->recipe, block, trained->model);
    if (trained->rates != NULL)
        toll__micro_batch_add(&trained->layers, trained->recipe, trained->rates, block, &shape, &adapter,
                              trained->model);
    trained->has_experts |= block->kind == TOLL_LAYER_MOE;
    trained->has_recurrent |= shape.state_bytes > 0;
    trained->has_sparse |= shape.topk_tokens > 0;
    return TOLL_OK;
}

toll_status toll__train_model_end(toll__train_model *trained, toll_error *err)
{
    toll__counts counts;
    if (trained->recipe->ep > 1 && !trained->has_experts)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_TRAIN_SETUP, "ep", -1,
                          "must be 1 for a model without experts");
    toll_status status = toll__params_close(&trained->params, trained->model, &counts, err);
    if (status != TOLL_OK)
        return status;
    int64_t described = 0;
    for (int i = 0; i < TOLL__CLASSES; i++)
        described += counts.params.active[i];
    toll__operations_of_frame(trained->model, (double)(counts.active - described), &trained->operations);
    toll__shards_close(&trained->shards, &counts, trained->model);
    if (trained->rates != NULL)
        toll__micro_batch_of_head(&trained->head, trained->recipe, trained->rates, trained->model);
    return TOLL_OK;
}

uint64_t toll__train_model_flags(const toll__train_model *trained)
{
    uint64_t flags = 0;
    flags |= (trained->model->unverified & TOLL_MODEL_SHAPE) != 0 ? TOLL_FLAG_UNVERIFIED_FACT : 0;
    flags |= trained->has_experts ? TOLL_TRAIN_FLAG_EXPERTS : 0;
    flags |= trained->has_recurrent ? TOLL_FLAG_RECURRENT : 0;
    flags |= trained->has_sparse ? TOLL_FLAG_SPARSE_ATTENTION : 0;
    flags |= trained->recipe->cp > 1 ? TOLL_TRAIN_FLAG_CONTEXT : 0;
    flags |= trained->recipe->ep > 8 ? TOLL_FLAG_WIDE_EP : 0;
    return flags;
}
