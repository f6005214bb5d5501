/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of activations that are kept for the backward pass. */
#ifndef TOLL_TRAIN_ACTIVATION_H
#define TOLL_TRAIN_ACTIVATION_H

#include "train/recipe.h"

/* Of one micro-batch on one accelerator, all layers. */
typedef struct toll__activation {
    double kept;       /* as the recipe recomputes */
    double everything; /* without recomputation: what a recomputed layer needs while it runs */
} toll__activation;

/* Adds the layers of one component. The block is settled. */
void toll__activation_add(toll__activation *sum, const toll__recipe *recipe, const toll__block *block,
                          const toll__model *model);

/* Peak on the first stage: micro-batches in flight, embedding, and the head where one stage has all. */
double toll__activation_peak(const toll__activation *sum, const toll__recipe *recipe, const toll__model *model);

#endif
