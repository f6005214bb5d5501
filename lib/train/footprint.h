/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the fullest accelerator. */
#ifndef TOLL_TRAIN_FOOTPRINT_H
#define TOLL_TRAIN_FOOTPRINT_H

#include "train/census.h"

typedef struct toll__footprint {
    double weights_bytes, gradient_bytes, optimiser_bytes, activation_bytes;
    double runtime_bytes, fragmentation_bytes, needed_bytes;
} toll__footprint;

void toll__footprint_sum(const toll__recipe *recipe, const toll__holding *holding, double activation_bytes,
                         toll__footprint *footprint);

#endif
