/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters by how a layout splits them, and how many of them one accelerator holds. */
#ifndef TOLL_TRAIN_PARAMETER_SHARDS_H
#define TOLL_TRAIN_PARAMETER_SHARDS_H

#include "model/params.h"
#include "train/adapter.h"
#include "train/recipe.h"

/* All layers of a model; the frame apart, since only the outer stages hold it. */
typedef struct toll__shards {
    double matrix; /* projections: split by tp */
    double whole;  /* norms, biases, routers: repeated on every rank */
    double expert; /* routed experts */
    double adapter_dense, adapter_expert;
    double embed, head; /* split by tp */
    double frame_whole; /* final norms, head bias, extras */
    double total;       /* the model, stated parameters included; without adapters */
} toll__shards;

/* What the fullest accelerator of the first stage holds, and how many ranks hold the same. */
typedef struct toll__holding {
    double dense, expert; /* parameters computed with, adapters apart */
    double quantised;     /* of them: projections and experts, which QLoRA stores in few bits */
    double adapter_dense, adapter_expert;
    double copies, expert_copies;
} toll__holding;

/* Adds the layers of one component; params and adapter are those of one layer. */
void toll__shards_add(toll__shards *shards, const toll__params *params, const toll__block *block,
                      const toll__model *model, const toll__adapter *adapter);

/* Frame and totals; counts from toll__params_close(). */
void toll__shards_close(toll__shards *shards, const toll__counts *counts, const toll__model *model);

/* The fullest accelerator's share of them. */
void toll__shards_hold(const toll__shards *shards, const toll__recipe *recipe, const toll__model *model,
                       toll__holding *holding);

/* Parameters that are trained, of the whole model. */
double toll__shards_trainable(const toll__shards *shards, const toll__recipe *recipe);

#endif
