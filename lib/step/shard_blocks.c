/* SPDX-License-Identifier: Apache-2.0 */
/* Shards against blocks and groups of weights that share a scale. Kernels read whole ones alone, so an engine stops when
 * it loads a shard that cuts one:
 *
 *     input of a matrix   heads * v / tp of the output projection, d_ff / tp of the down projection
 *     output of a matrix  heads * h / tp of queries, KV heads * h / tp of keys, d_ff / tp of gate and up projections
 *     an expert           d_ff / ranks both ways; ranks = tp * dp / ep, so experts that are held whole are not cut
 *     KV heads            heads / tp on each rank, or one of them on tp / heads ranks
 *
 * Example: experts 1,536 wide on tp 8 leave 192 = 1.5 blocks of 128, which is cut; tp 4 leaves 384 = 3 blocks. 10 KV
 * heads are 5 each on tp 2, but 2.5 on tp 4. */
#include "step/shard_blocks.h"

#include <toll/model.h>

/* A size that does not divide has other obstacles. */
static int cuts_width(int64_t width, int64_t ranks, int64_t weights, toll__shard_fault *fault)
{
    if (weights == 0 || ranks <= 1 || width % ranks != 0 || width / ranks % weights == 0)
        return 0;
    *fault = (toll__shard_fault){width, width / ranks, weights};
    return 1;
}

/* Beyond as many ranks as heads each holds one whole head. */
static int cuts_keys(const toll__block *b, int64_t tp, int64_t weights, toll__shard_fault *fault)
{
    if (tp <= b->n_kv_heads)
        return cuts_width(b->n_kv_heads * b->head_dim, tp, weights, fault);
    return cuts_width(b->head_dim * tp, tp, weights, fault);
}

static int parts_kv_heads(const toll__block *b, int64_t tp, toll__shard_fault *fault)
{
    if (b->n_kv_heads < 1 || b->n_heads % tp != 0 || b->n_kv_heads % tp == 0 || tp % b->n_kv_heads == 0)
        return 0;
    *fault = (toll__shard_fault){b->n_kv_heads, 0, 0};
    return 1;
}

static int cuts_attention(const toll__block *b, int64_t tp, const toll__shard_rules *rules, toll__shard_fault *fault)
{
    const int64_t values = b->v_head_dim > 0 ? b->v_head_dim : b->head_dim;
    const int is_latent = b->kind == TOLL_LAYER_MLA;
    const int64_t queries = is_latent ? b->qk_nope_dim + b->qk_rope_dim : b->head_dim;
    if (b->kind == TOLL_LAYER_ATTENTION && rules->has_kv_heads != 0 && parts_kv_heads(b, tp, fault))
        return 1;
    if (rules->has_attention == 0)
        return 0;
    return cuts_width(b->n_heads * values, tp, rules->input_weights, fault) ||
           cuts_width(b->n_heads * queries, tp, rules->output_weights, fault) ||
           (!is_latent && cuts_keys(b, tp, rules->output_weights, fault));
}

static int cuts_feed_forward(int64_t width, int64_t tp, const toll__shard_rules *rules, toll__shard_fault *fault)
{
    return cuts_width(width, tp, rules->input_weights, fault) || cuts_width(width, tp, rules->output_weights, fault);
}

int toll__shard_is_cut(const toll__block *block, const toll__parallel *layout, const toll__shard_rules *rules,
                       toll__shard_fault *fault)
{
    const int64_t tp = (int64_t)layout->tp, ranks = (int64_t)(layout->tp * layout->dp / layout->ep);
    if (block->kind == TOLL_LAYER_ATTENTION || block->kind == TOLL_LAYER_MLA)
        return cuts_attention(block, tp, rules, fault);
    if (block->kind == TOLL_LAYER_FFN)
        return cuts_feed_forward(block->d_ff, tp, rules, fault);
    if (block->kind != TOLL_LAYER_MOE)
        return 0;
    return cuts_width(block->d_ff, ranks, rules->expert_weights, fault) ||
           cuts_feed_forward(block->d_ff_shared, tp, rules, fault);
}
