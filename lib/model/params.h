/* SPDX-License-Identifier: Apache-2.0 */
/* Exact parameter counts by tensor class. Counts stick at TOLL__TOO_MUCH when they overflow (base/saturating.h). */
#ifndef TOLL_MODEL_PARAMS_H
#define TOLL_MODEL_PARAMS_H

#include "model/block.h"

/* Tensor classes, as in toll_model_counts. */
#define TOLL__CLASS_EMBED       0
#define TOLL__CLASS_HEAD        1
#define TOLL__CLASS_ATTN        2
#define TOLL__CLASS_ATTN_V      3
#define TOLL__CLASS_FFN         4
#define TOLL__CLASS_FFN_DOWN    5
#define TOLL__CLASS_EXPERT      6
#define TOLL__CLASS_EXPERT_DOWN 7
#define TOLL__CLASS_ROUTER      8
#define TOLL__CLASS_MIXER       9
#define TOLL__CLASS_OTHER       10
#define TOLL__CLASSES           11

typedef struct toll__params {
    int64_t all[TOLL__CLASSES];    /* every parameter */
    int64_t active[TOLL__CLASSES]; /* those that one token touches */
} toll__params;

/* What a whole model comes to. */
typedef struct toll__counts {
    int64_t total;
    int64_t active;
    int64_t input_embed; /* the look-up table alone, without learned positions */
    int64_t matmul;
    int64_t stated_rest;
    toll__params params;
} toll__counts;

/* One component of a class: count and the model's frame play no part. The block is settled. */
void toll__params_of_block(const toll__block *block, int64_t d_model, toll__params *params);

/* What lies outside the layers: embeddings, head, final norms, extras. */
void toll__params_of_frame(const toll__model *model, toll__params *params);

/* sum += times * params */
void toll__params_add(toll__params *sum, const toll__params *params, int64_t times);

/* Totals of a model from the sum of its frame and all its blocks; stated totals replace the formula.
 * TOLL_E_OVERFLOW, TOLL_E_MISSING (incomplete, and a total is not stated), TOLL_E_CONFLICT (stated less than summed).
 */
toll_status toll__params_close(const toll__params *sum, const toll__model *model, toll__counts *counts,
                               toll_error *err);

#endif
