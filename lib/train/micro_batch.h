/* SPDX-License-Identifier: Apache-2.0 */
/* Seconds of one micro-batch on one accelerator, term by term. */
#ifndef TOLL_TRAIN_MICRO_BATCH_H
#define TOLL_TRAIN_MICRO_BATCH_H

#include "step/shape.h"
#include "train/adapter.h"
#include "train/train_rates.h"
#include "train/recipe.h"

/* Terms of a step, TOLL_TRAIN_BOUND_* - 1. */
enum {
    TOLL__TERM_COMPUTE,
    TOLL__TERM_MEMORY,
    TOLL__TERM_RECOMPUTE,
    TOLL__TERM_TENSOR,
    TOLL__TERM_EXPERT,
    TOLL__TERM_CONTEXT,
    TOLL__TERM_PIPELINE,
    TOLL__TERM_BUBBLE,
    TOLL__TERM_DATA,
    TOLL__TERM_OPTIMISER,
    TOLL__TERM_OVERHEAD,
    TOLL__BATCH_TERMS
};

typedef struct toll__micro_batch {
    double s[TOLL__BATCH_TERMS];
} toll__micro_batch;

/* Adds the layers of one component: forward, backward and recomputation. The block is settled. */
void toll__micro_batch_add(toll__micro_batch *terms, const toll__recipe *recipe, const toll__train_rates *rates,
                           const toll__block *block, const toll__shape *shape, const toll__adapter *adapter,
                           const toll__model *model);

/* The output head with its loss. */
void toll__micro_batch_of_head(toll__micro_batch *terms, const toll__recipe *recipe, const toll__train_rates *rates,
                               const toll__model *model);

/* sum += times * terms; the sum of all terms. */
void toll__micro_batch_sum(toll__micro_batch *sum, const toll__micro_batch *terms, double times);
double toll__micro_batch_total(const toll__micro_batch *terms);

#endif
