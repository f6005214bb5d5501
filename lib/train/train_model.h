/* SPDX-License-Identifier: Apache-2.0 */
/* A model under a recipe, summed block by block: operations, parameters, activations and, given rates, seconds. */
#ifndef TOLL_TRAIN_TRAIN_MODEL_H
#define TOLL_TRAIN_TRAIN_MODEL_H

#include "model/params.h"
#include "train/activation.h"
#include "train/parameter_shards.h"
#include "train/micro_batch.h"
#include "train/train_operations.h"

typedef struct toll__train_model {
    const toll__model *model;
    const toll__recipe *recipe;
    const toll__train_rates *rates; /* NULL: no seconds */
    toll__precision precision;
    toll__params params;
    toll__operations operations;
    toll__shards shards;
    toll__activation activation;
    toll__micro_batch layers, head;
    int has_experts, has_recurrent, has_sparse;
} toll__train_model;

/* Checks the recipe and starts a sum. Blocks follow, then the end. */
toll_status toll__train_model_start(toll__train_model *trained, const toll__model *model, const toll__recipe *recipe,
                                    const toll__train_rates *rates, toll_error *err);

/* Adds one settled block; row is for messages. */
toll_status toll__train_model_add(toll__train_model *trained, const toll__block *block, int64_t row, toll_error *err);

/* Frame, stated totals and the head; TOLL_E_CONFLICT for ep without experts. */
toll_status toll__train_model_end(toll__train_model *trained, toll_error *err);

/* TOLL_FLAG_* and TOLL_TRAIN_FLAG_* that the model and the recipe deserve. */
uint64_t toll__train_model_flags(const toll__train_model *trained);

#endif
