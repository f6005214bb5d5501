/* SPDX-License-Identifier: Apache-2.0 */
/* How a model is trained, as plain values. Fields mean what train.h says of toll_train_setup's. */
#ifndef TOLL_TRAIN_RECIPE_H
#define TOLL_TRAIN_RECIPE_H

#include "model/block.h"

typedef struct toll__recipe {
    uint32_t method, recompute, optimiser, attention, linear_rate, zero_stage, flags, lora_targets, loss;
    double sequence_tokens, micro_sequences, global_sequences;
    double tp, pp, virtual_stages, cp, ep, dp;
    double lora_rank;
    double runtime_bytes, fragmentation_frac;
    double weight_bits, gradient_bits, frozen_bits;
    double tp_overlap_frac, ep_overlap_frac, dp_overlap_frac, software_factor, step_log_sd;
    double internode_bytes_per_s; /* 0: not given */
    toll_range mfu;               /* 0: not given */
} toll__recipe;

/* The recipe's fields against each other and against the model; the fields alone have been checked. */
toll_status toll__recipe_check(const toll__recipe *recipe, const toll__model *model, toll_error *err);

/* The recipe against one component; row is for the message. */
toll_status toll__recipe_check_block(const toll__recipe *recipe, const toll__block *block, int64_t row,
                                     toll_error *err);

/* The formats that training computes in, for the stage `describe` of step: 16-bit activations. */
void toll__recipe_precision(const toll__recipe *recipe, toll__precision *precision);

/* Tokens of one micro-batch on one context-parallel rank. */
double toll__recipe_tokens(const toll__recipe *recipe);

/* Micro-batches of one step on one data-parallel rank. */
double toll__recipe_microbatches(const toll__recipe *recipe);

/* Accelerators in all. */
double toll__recipe_gpus(const toll__recipe *recipe);

/* What divides norms and dropout: tp under sequence parallelism. */
double toll__recipe_sequence_split(const toll__recipe *recipe);

/* What divides experts, and how many accelerators then hold the same ones. */
double toll__recipe_expert_split(const toll__recipe *recipe);
double toll__recipe_expert_copies(const toll__recipe *recipe);

/* Accelerators that hold the same dense weights: data and context parallel ranks. */
double toll__recipe_copies(const toll__recipe *recipe);

/* Layers of the first, the last and the largest of the stages, as shares of all layers. */
typedef struct toll__stages {
    double first_frac, last_frac, largest_frac;
} toll__stages;

/* Splits the layers over the stages. */
void toll__recipe_stages(const toll__recipe *recipe, const toll__model *model, toll__stages *stages);

/* Whether a TOLL_TRAIN_* flag is set. */
int toll__recipe_has(const toll__recipe *recipe, uint32_t flag);

#endif
