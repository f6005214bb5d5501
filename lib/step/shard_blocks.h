/* SPDX-License-Identifier: Apache-2.0 */
/* Which matrix a tensor-parallel shard would cut inside a block of weights that share a scale. */
#ifndef TOLL_STEP_SHARD_BLOCKS_H
#define TOLL_STEP_SHARD_BLOCKS_H

#include "model/block.h"

#define TOLL__SHARD_BLOCK 128 /* weights: weight_block_size of FP8 checkpoints */

/* Width of the block's matrix that this layout would cut inside a block of `weights`; 0: it cuts none. */
int64_t toll__shard_cut_width(const toll__block *block, int64_t tp, int64_t ep, int64_t weights);

/* Whether equal shards of this width cut one: a tp that does not divide has other obstacles. */
int toll__shard_cuts(int64_t width, int64_t tp, int64_t weights);

#endif
