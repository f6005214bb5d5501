/* SPDX-License-Identifier: Apache-2.0 */
/* Low-rank adapters: how many parameters they add to a component. */
#ifndef TOLL_TRAIN_ADAPTER_H
#define TOLL_TRAIN_ADAPTER_H

#include "train/recipe.h"

typedef struct toll__adapter {
    double dense;         /* parameters added to dense projections */
    double expert;        /* to all routed experts */
    double active_expert; /* to the routed experts of one token */
} toll__adapter;

/* One component of one layer; all 0 for full training. The block is settled. */
void toll__adapter_count(const toll__recipe *recipe, const toll__block *block, const toll__model *model,
                         toll__adapter *adapter);

#endif
