/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the fullest accelerator. */
#ifndef TOLL_TRAIN_TRAIN_MEMORY_H
#define TOLL_TRAIN_TRAIN_MEMORY_H

#include "train/parameter_shards.h"

typedef struct toll__train_memory {
    double weights_bytes, gradient_bytes, optimiser_bytes, activation_bytes;
    double runtime_bytes, fragmentation_bytes, needed_bytes;
} toll__train_memory;

/* Bytes by kind and in all; activation_bytes from toll__activation_peak(). */
void toll__train_memory_sum(const toll__recipe *recipe, const toll__holding *holding, double activation_bytes,
                            toll__train_memory *memory);

#endif
