/* SPDX-License-Identifier: Apache-2.0 */
/* Shards that an engine refuses to load: which matrix, or which heads, a layout would cut where they must stay whole. */
#ifndef TOLL_STEP_SHARD_BLOCKS_H
#define TOLL_STEP_SHARD_BLOCKS_H

#include "model/block.h"
#include "step/deployment_inputs.h"

#define TOLL__SHARD_BLOCK 128 /* weights: weight_block_size of FP8 checkpoints */

/* What an engine asks of shards in a number format. 0: nothing. */
typedef struct toll__shard_rules {
    int64_t input_weights;  /* a matrix that is split by its inputs: whole groups of this many */
    int64_t output_weights; /* one that is split by its outputs */
    int64_t expert_weights; /* the width of an expert, which is split both ways */
    int64_t has_attention;  /* 1: projections of attention are in this format, too */
    int64_t has_kv_heads;   /* 1: KV heads are dealt out evenly, or repeated evenly */
} toll__shard_rules;

/* What is cut. weights 0: `width` KV heads, which neither split nor repeat evenly. */
typedef struct toll__shard_fault {
    int64_t width;   /* of the whole matrix */
    int64_t shard;   /* of one part of it */
    int64_t weights; /* that must stay together */
} toll__shard_fault;

/* Whether this layout cuts the block against the rules; the first matrix that it cuts. */
int toll__shard_is_cut(const toll__block *block, const toll__parallel *layout, const toll__shard_rules *rules,
                       toll__shard_fault *fault);

#endif
