/* SPDX-License-Identifier: Apache-2.0 */
/* Shards and blocks of weights. Kernels keep one scale for each block of 128 x 128 weights and cut a matrix between
 * blocks alone. Experts that are held whole (ep above 1) are not cut.
 *
 * Example: d_ff 1,536 on tp 8 leaves 192 = 1.5 x 128, which is cut; tp 4 leaves 384 = 3 x 128. */
#include "step/shard_blocks.h"

#include <toll/model.h>

int toll__shard_cuts(int64_t width, int64_t tp, int64_t weights)
{
    return width % tp == 0 && width / tp % weights != 0;
}

int64_t toll__shard_cut_width(const toll__block *block, int64_t tp, int64_t ep, int64_t weights)
{
    const int is_moe = block->kind == TOLL_LAYER_MOE;
    if (!is_moe && block->kind != TOLL_LAYER_FFN)
        return 0;
    if (toll__shard_cuts(block->d_ff, tp, weights) && !(is_moe && ep > 1))
        return block->d_ff;
    return toll__shard_cuts(block->d_ff_shared, tp, weights) ? block->d_ff_shared : 0;
}
