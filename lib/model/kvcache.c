/* SPDX-License-Identifier: Apache-2.0 */
/* What a sequence keeps between steps: keys and values, latents, index keys, recurrent states.
 *
 * Example: Llama 3.1 70B keeps 8 heads * (128 + 128) = 2,048 elements a token and layer; 80 layers of 16 bits make
 * 327,680 bytes a token. */
#include "model/kvcache.h"

#include <string.h>

#include <toll/model.h>

#include "base/saturating.h"
#include "base/fault.h"
#include "model/bytes.h"

static int64_t times(int64_t a, int64_t b)
{
    return toll__checked_mul(a, b);
}

static int64_t plus(int64_t a, int64_t b)
{
    return toll__checked_add(a, b);
}

/* Also where keys and values share a projection: keys are then normed and rotated, values are not, so both are kept. */
static void keep_attention(const toll__block *block, toll__kv_block *kept)
{
    if (block->flags & (TOLL_LAYER_SHARED_CACHE | TOLL_LAYER_UNCACHED | TOLL_LAYER_ENCODER))
        return;
    kept->token_elements = times(block->n_kv_heads, plus(block->head_dim, block->v_head_dim));
    kept->window_tokens = block->window_tokens;
    kept->index_elements = block->index_dim;
}

static void keep_mla(const toll__block *block, toll__kv_block *kept)
{
    kept->token_elements = plus(block->kv_lora_rank, block->qk_rope_dim);
    kept->window_tokens = block->window_tokens;
    kept->index_elements = block->index_dim; /* one key, shared by the indexer's heads; 0 without one */
}

/* The rotated key is the value, so it is kept once. */
static void keep_shared(const toll__block *block, toll__kv_block *kept)
{
    kept->token_elements = block->head_dim;
    kept->window_tokens = block->window_tokens;
}

static void keep_entries(const toll__block *block, toll__kv_block *kept)
{
    kept->token_elements = block->head_dim;
    kept->index_elements = block->index_dim;
    kept->every_tokens = block->compress_tokens;
}

/* The last conv_width - 1 inputs of a convolution over `channels`. */
static int64_t conv_state(const toll__block *block, int64_t channels)
{
    return block->conv_width > 1 ? times(channels, block->conv_width - 1) : 0;
}

static void keep_gdn(const toll__block *block, toll__kv_block *kept)
{
    const int64_t key = times(block->n_kv_heads, block->head_dim), value = times(block->n_heads, block->v_head_dim);
    kept->state_elements = plus(times(value, block->head_dim), conv_state(block, plus(times(2, key), value)));
}

static void keep_mamba2(const toll__block *block, toll__kv_block *kept)
{
    const int64_t inner = times(block->n_heads, block->head_dim), group = times(block->n_groups, block->state_dim);
    kept->state_elements = plus(times(inner, block->state_dim), conv_state(block, plus(inner, times(2, group))));
}

/* Mamba-1 convolves the channels alone. */
static void keep_selective(const toll__block *block, toll__kv_block *kept)
{
    const int64_t inner = times(block->n_heads, block->head_dim);
    kept->state_elements = plus(times(inner, block->state_dim), conv_state(block, inner));
}

static void keep_conv(const toll__block *block, toll__kv_block *kept)
{
    kept->state_elements = conv_state(block, times(block->n_heads, block->head_dim));
}

static void keep_lightning(const toll__block *block, toll__kv_block *kept)
{
    kept->state_elements = times(block->n_heads, times(block->head_dim, block->head_dim));
}

void toll__kv_of_block(const toll__block *block, toll__kv_block *kept)
{
    memset(kept, 0, sizeof *kept);
    switch (block->kind) {
    case TOLL_LAYER_ATTENTION:
        keep_attention(block, kept);
        return;
    case TOLL_LAYER_MLA:
        keep_mla(block, kept);
        return;
    case TOLL_LAYER_GDN:
        keep_gdn(block, kept);
        return;
    case TOLL_LAYER_MAMBA2:
        if (block->flags & TOLL_LAYER_SELECTIVE)
            keep_selective(block, kept);
        else
            keep_mamba2(block, kept);
        return;
    case TOLL_LAYER_CONV:
        keep_conv(block, kept);
        return;
    case TOLL_LAYER_LIGHTNING:
        keep_lightning(block, kept);
        return;
    case TOLL_LAYER_SHARED_KV:
        keep_shared(block, kept);
        return;
    case TOLL_LAYER_COMPRESSOR:
        keep_entries(block, kept);
        return;
    default:
        return;
    }
}

/* Entries of whole windows; a window holds its last tokens. */
static int64_t entries_held(const toll__kv_block *kept, int64_t context_tokens)
{
    if (kept->every_tokens > 0)
        return context_tokens / kept->every_tokens;
    const int is_cut = kept->window_tokens > 0 && kept->window_tokens < context_tokens;
    return is_cut ? kept->window_tokens : context_tokens;
}

static void count_layers(toll__kv *sum, const toll__kv_block *kept, int64_t count)
{
    if (kept->state_elements > 0)
        sum->state_layers = plus(sum->state_layers, count);
    else if (kept->token_elements > 0 && kept->window_tokens > 0)
        sum->window_layers = plus(sum->window_layers, count);
    else if (kept->token_elements > 0)
        sum->full_layers = plus(sum->full_layers, count);
}

/* A token's part of an entry that it shares, rounded up. */
static int64_t share_of(int64_t elements, int64_t every_tokens)
{
    return every_tokens > 0 && elements != TOLL__TOO_MUCH ? (elements + every_tokens - 1) / every_tokens : elements;
}

void toll__kv_add(toll__kv *sum, const toll__kv_block *kept, int64_t count, int64_t context_tokens)
{
    const int64_t elements = times(count, kept->token_elements), index = times(count, kept->index_elements);
    const int64_t entries = entries_held(kept, context_tokens), own = share_of(elements, kept->every_tokens);
    sum->held_elements = plus(sum->held_elements, times(elements, entries));
    sum->token_elements = plus(sum->token_elements, own);
    if (kept->window_tokens == 0)
        sum->far_elements = plus(sum->far_elements, own);
    sum->held_index = plus(sum->held_index, times(index, entries));
    sum->token_index = plus(sum->token_index, share_of(index, kept->every_tokens));
    sum->state_elements = plus(sum->state_elements, times(count, kept->state_elements));
    count_layers(sum, kept, count);
}

toll_status toll__kv_close(const toll__kv *sum, const toll__precision *precision, toll__kv_bytes *bytes,
                           toll_error *err)
{
    const int64_t index_token = toll__bytes_of(sum->token_index, precision->index_bits);
    const int64_t index_held = toll__bytes_of(sum->held_index, precision->index_bits);
    const int64_t held = toll__bytes_of(sum->held_elements, precision->kv_bits);
    bytes->state = toll__bytes_of(sum->state_elements, precision->state_bits);
    bytes->token = plus(toll__bytes_of(sum->token_elements, precision->kv_bits), index_token);
    bytes->token_far = plus(toll__bytes_of(sum->far_elements, precision->kv_bits), index_token);
    bytes->sequence = plus(plus(held, index_held), bytes->state);
    if (bytes->sequence == TOLL__TOO_MUCH || bytes->token == TOLL__TOO_MUCH)
        return toll__fail(err, TOLL_E_OVERFLOW, 0, "sequence_bytes", -1, "is beyond 2^53");
    return TOLL_OK;
}
