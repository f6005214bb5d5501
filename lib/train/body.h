/* SPDX-License-Identifier: Apache-2.0 */
/* A model under a recipe, block by block: operations, parameters, activations and, given gear, seconds. */
#ifndef TOLL_TRAIN_BODY_H
#define TOLL_TRAIN_BODY_H

#include "model/params.h"
#include "train/activation.h"
#include "train/census.h"
#include "train/lap.h"
#include "train/work.h"

typedef struct toll__body {
    const toll__model *model;
    const toll__recipe *recipe;
    const toll__gear *gear; /* NULL: no seconds */
    toll__precision precision;
    toll__params params;
    toll__work work;
    toll__census census;
    toll__activation activation;
    toll__lap layers, head;
    int has_experts, has_recurrent, has_sparse;
} toll__body;

/* Checks the recipe and starts a body. Blocks follow, then the end. */
toll_status toll__body_start(toll__body *body, const toll__model *model, const toll__recipe *recipe,
                             const toll__gear *gear, toll_error *err);

/* Adds one settled block; row is for messages. */
toll_status toll__body_add(toll__body *body, const toll__block *block, int64_t row, toll_error *err);

toll_status toll__body_end(toll__body *body, toll_error *err);

/* TOLL_FLAG_* and TOLL_TRAIN_FLAG_* that the model and the recipe deserve. */
uint64_t toll__body_flags(const toll__body *body);

#endif
