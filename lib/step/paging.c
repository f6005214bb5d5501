/* SPDX-License-Identifier: Apache-2.0 */
/* Cache bytes of one sequence as the engine hands them out: pages, shared blocks, a pool of states, or cells.
 *
 * Shared blocks (vLLM): all kinds of layers draw blocks of one size from one pool. Layers of a kind are cut into groups
 * of g layers, g being the fewest layers of any kind, or the most if that is less than 1.5 g. A block is long enough for
 * a recurrent state: B = 16 * ceil(state / (16 * bytes per token)). A full group takes ceil(L / B) blocks, a window
 * group those of its window and of one chunk, a recurrent group its state's.
 *
 * Example: Qwen3.5-9B, 8 attention and 24 recurrent layers. A state takes 2,146,304 bytes, a token 4,096 in one
 * attention layer: B = 16 * 33 = 528, as vLLM prints. A sequence of 262,144 tokens takes 497 blocks in the one group of
 * attention and 1 in each of the three of states: 500 * 8 layers * 528 * 4,096 bytes = 8.06 GiB. */
#include "step/paging.h"

#include <math.h>

#include <toll/model.h>
#include <toll/step.h>

#include "base/extrema.h"

#define BLOCK_TOKENS  16.0  /* what a block that holds a state is a multiple of */
#define GROUP_SLACK   1.5   /* vllm/v1/core/kv_cache_utils.py: below it padding costs less than one more group */
#define CELL_MULTIPLE 256.0 /* llama.cpp pads caches to it */

#define UNIFIED_TOKENS 256.0
#define UNIFIED_BYTES  47808.0 /* 37,440 + 1,728 + 8,640: entries at ratios 4 and 128, and the indexer's */

/* SGLang gives window layers 0.8 of the tokens that full ones have (swa_full_tokens_ratio), whatever the window. */
#define WINDOW_TOKENS_FRAC 0.8

static double multiple_of(double value, double step)
{
    return ceil(value / step) * step;
}

static double token_bytes(const toll__op *op)
{
    return op->keeps_nothing ? 0 : op->kv_token_bytes + op->index_token_bytes;
}

static int has_window(const toll__op *op)
{
    return op->window_tokens > 0 && token_bytes(op) > 0;
}

static int has_cache(const toll__op *op)
{
    return token_bytes(op) > 0 || op->state_bytes > 0;
}

/* ---- Pages: each layer holds what it attends, in whole pages ---- */

static double page_bytes(const toll__placement *p, const toll__op *ops, double context_tokens)
{
    double whole = multiple_of(context_tokens, p->kv_block_tokens), bytes = 0;
    int is_whole = p->paging_policy == TOLL_PAGING_WHOLE;
    for (uint64_t i = 0; i < p->n_ops; i++) {
        int is_cut = !is_whole && ops[i].window_tokens > 0 && ops[i].window_tokens < context_tokens;
        double tokens = is_cut ? multiple_of(ops[i].window_tokens, p->kv_block_tokens) : whole;
        bytes += ops[i].count * (tokens * token_bytes(&ops[i]) + ops[i].state_bytes);
    }
    return bytes;
}

/* ---- Shared blocks ---- */

/* What all groups share: layers of a group, bytes of a layer's part of a block. */
typedef struct sharing {
    double layers, page_bytes;
} sharing;

/* Fewest and most layers of a kind, the largest token and the largest state. */
typedef struct kinds {
    double fewest, most, token_bytes, state_bytes;
    int count;
} kinds;

static kinds count_kinds(const toll__placement *p, const toll__op *ops)
{
    kinds k = {0, 0, 0, 0, 0};
    for (uint64_t i = 0; i < p->n_ops; i++) {
        const toll__op *op = &ops[i];
        if (!has_cache(op))
            continue;
        k.fewest = k.count == 0 ? op->count : toll__min(k.fewest, op->count);
        k.most = toll__max(k.most, op->count);
        k.token_bytes = toll__max(k.token_bytes, token_bytes(op));
        k.state_bytes = toll__max(k.state_bytes, op->state_bytes);
        k.count++;
    }
    return k;
}

static sharing share_blocks(const toll__placement *p, const kinds *k)
{
    double unit = k->state_bytes > 0 ? toll__max(BLOCK_TOKENS, p->kv_block_tokens) : p->kv_block_tokens;
    double block = k->state_bytes > 0 ? multiple_of(k->state_bytes / k->token_bytes, unit) : unit;
    return (sharing){k->most < GROUP_SLACK * k->fewest ? k->most : k->fewest, k->token_bytes * block};
}

static double group_blocks(const toll__placement *p, const toll__op *op, const sharing *s, double context_tokens)
{
    if (!(token_bytes(op) > 0))
        return p->state_blocks;
    double block = floor(s->page_bytes / token_bytes(op));
    if (!has_window(op))
        return ceil(context_tokens / block);
    double held = op->window_tokens - 1 + p->profile_tokens;
    return held < context_tokens ? ceil(held / block) + 1 : ceil(context_tokens / block);
}

static double block_bytes(const toll__placement *p, const toll__op *ops, double context_tokens)
{
    const kinds k = count_kinds(p, ops);
    if (k.count < 2 || !(k.token_bytes > 0))
        return page_bytes(p, ops, context_tokens);
    const sharing s = share_blocks(p, &k);
    double blocks = 0;
    for (uint64_t i = 0; i < p->n_ops; i++) {
        if (has_cache(&ops[i]))
            blocks += ceil(ops[i].count / s.layers) * group_blocks(p, &ops[i], &s, context_tokens);
    }
    return blocks * s.layers * s.page_bytes;
}

/* Compressed attention with shared entries (DeepSeek-V4): every group draws unified blocks of 47,808 bytes a layer of
 * half of the layers, FP8, and the windows and compressor states of all tokens in flight take such blocks too. Example: 43
 * layers, 30,000 tokens, 8,192 in flight: (118 + 2 * 131 + 2,051 + 1,041) blocks * 22 * 47,808 bytes = 3.40 GiB. */
static double unified_bytes(const toll__placement *p, double layers, double context_tokens)
{
    double flight = p->profile_tokens * p->state_blocks;
    double blocks = ceil(context_tokens / UNIFIED_TOKENS) + 2 * (ceil((127 + flight) / 64) + 1) +
                    ceil((7 + flight) / 4) + 1 + ceil((127 + flight) / 8) + 1;
    return blocks * ceil(layers / 2) * UNIFIED_BYTES;
}

static double count_shared_layers(const toll__placement *p, const toll__op *ops)
{
    double layers = 0;
    for (uint64_t i = 0; i < p->n_ops; i++)
        layers += ops[i].kind == TOLL_LAYER_SHARED_KV ? ops[i].count : 0;
    return layers;
}

/* Several kinds share blocks only where some hold less than the whole context. */
static int has_kinds(const toll__placement *p, const toll__op *ops)
{
    for (uint64_t i = 0; i < p->n_ops; i++) {
        if (has_window(&ops[i]) || ops[i].state_bytes > 0)
            return 1;
    }
    return 0;
}

static double any_block_bytes(const toll__placement *p, const toll__op *ops, double context_tokens)
{
    double shared = count_shared_layers(p, ops);
    if (shared > 0)
        return unified_bytes(p, shared, context_tokens);
    return has_kinds(p, ops) ? block_bytes(p, ops, context_tokens) : page_bytes(p, ops, context_tokens);
}

/* ---- A pool of states beside the cache (SGLang) ---- */

/* The states' pool is state_ratio times the tokens' one, so whichever binds decides what a sequence costs of both. */
static double pool_bytes(const toll__placement *p, const toll__op *ops, double context_tokens)
{
    double tokens = multiple_of(context_tokens, p->kv_block_tokens), cache = 0, state = 0;
    for (uint64_t i = 0; i < p->n_ops; i++) {
        double share = has_window(&ops[i]) ? WINDOW_TOKENS_FRAC : 1;
        cache += ops[i].count * tokens * share * token_bytes(&ops[i]);
        state += ops[i].count * ops[i].state_bytes;
    }
    if (!(state > 0) || !(p->state_ratio > 0))
        return cache + state;
    double whole = 1 + p->state_ratio;
    return toll__max(cache * whole, p->state_blocks * state * whole / p->state_ratio);
}

/* ---- Cells (llama.cpp) ---- */

static double cell_bytes(const toll__placement *p, const toll__op *ops, double context_tokens)
{
    double cells = multiple_of(context_tokens, CELL_MULTIPLE), bytes = 0;
    for (uint64_t i = 0; i < p->n_ops; i++) {
        double held = has_window(&ops[i]) ? toll__min(ops[i].window_tokens, cells) : cells;
        bytes += ops[i].count * (held * token_bytes(&ops[i]) + ops[i].state_bytes);
    }
    return bytes;
}

double toll__paging_fixed_bytes(const toll__placement *p, const toll__op *ops, double sequences, double context_tokens)
{
    if (!(p->paging_policy == TOLL_PAGING_CELLS))
        return 0;
    double slots = toll__max(p->cache_sequences, sequences), bytes = 0;
    double whole = multiple_of(context_tokens, CELL_MULTIPLE) * toll__max(sequences, 1);
    for (uint64_t i = 0; i < p->n_ops; i++) {
        if (!has_window(&ops[i]))
            continue;
        double cells = multiple_of(ops[i].window_tokens * slots + p->profile_tokens, CELL_MULTIPLE);
        double own = toll__min(ops[i].window_tokens, multiple_of(context_tokens, CELL_MULTIPLE)) * sequences;
        bytes += ops[i].count * toll__max(toll__min(cells, whole) - own, 0) * token_bytes(&ops[i]);
    }
    return bytes * p->stage_frac;
}

double toll__paging_sequence_bytes(const toll__placement *p, const toll__op *ops, double context_tokens)
{
    double bytes = 0;
    if (p->paging_policy == TOLL_PAGING_BLOCKS)
        bytes = any_block_bytes(p, ops, context_tokens);
    else if (p->paging_policy == TOLL_PAGING_POOLS)
        bytes = pool_bytes(p, ops, context_tokens);
    else if (p->paging_policy == TOLL_PAGING_CELLS)
        bytes = cell_bytes(p, ops, context_tokens);
    else
        bytes = page_bytes(p, ops, context_tokens);
    return bytes * p->stage_frac;
}
