/* SPDX-License-Identifier: Apache-2.0 */
/* Every term is one weight tensor as its published checkpoint holds it; model.h gives the sums. */
#include "model/params.h"

#include <string.h>

#include <toll/model.h>

#include "base/saturating.h"
#include "base/fault.h"

static int64_t times(int64_t a, int64_t b)
{
    return toll__checked_mul(a, b);
}

static int64_t plus(int64_t a, int64_t b)
{
    return toll__checked_add(a, b);
}

/* A tensor of which every token uses `used` out of `stored` parameters. */
static void put_shared_tensor(toll__params *params, int tensor_class, int64_t stored, int64_t used)
{
    params->all[tensor_class] = plus(params->all[tensor_class], stored);
    params->active[tensor_class] = plus(params->active[tensor_class], used);
}

static void put_tensor(toll__params *params, int tensor_class, int64_t count)
{
    put_shared_tensor(params, tensor_class, count, count);
}

static int has_flag(const toll__block *block, uint32_t flag)
{
    return (block->flags & flag) != 0;
}

/* Without keys of its own a layer attends those of an earlier one. */
static int64_t own_keys(const toll__block *block)
{
    return has_flag(block, TOLL_LAYER_SHARED_CACHE) ? 0 : times(block->n_kv_heads, block->head_dim);
}

static void put_attention_small(const toll__block *block, int64_t d, toll__params *params)
{
    const int is_shared = has_flag(block, TOLL_LAYER_SHARED_CACHE);
    const int64_t q = times(block->n_heads, block->head_dim), k = own_keys(block);
    const int64_t v = has_flag(block, TOLL_LAYER_K_IS_V) || is_shared ? 0 : times(block->n_kv_heads, block->v_head_dim);
    if (has_flag(block, TOLL_LAYER_QKV_BIAS))
        put_tensor(params, TOLL__CLASS_OTHER, plus(plus(q, k), v));
    if (has_flag(block, TOLL_LAYER_O_BIAS))
        put_tensor(params, TOLL__CLASS_OTHER, d);
    if (has_flag(block, TOLL_LAYER_QK_NORM_HEAD))
        put_tensor(params, TOLL__CLASS_OTHER, times(is_shared ? 1 : 2, block->head_dim));
    if (has_flag(block, TOLL_LAYER_QK_NORM_LAYER))
        put_tensor(params, TOLL__CLASS_OTHER, plus(q, k));
    if (has_flag(block, TOLL_LAYER_SINKS))
        put_tensor(params, TOLL__CLASS_OTHER, block->n_heads);
}

/* MiniMax-M3: queries of the indexer's heads and one shared key, each with a norm; a block's highest score decides, so
 * heads have no weights. */
static void put_block_indexer(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t heads = block->index_heads, j = block->index_dim;
    put_tensor(params, TOLL__CLASS_ATTN, times(d, plus(times(heads, j), j)));
    put_tensor(params, TOLL__CLASS_OTHER, times(2, j));
}

static void put_attention(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t q = times(block->n_heads, block->head_dim), k = own_keys(block);
    const int64_t v = times(block->n_kv_heads, block->v_head_dim), out = times(block->n_heads, block->v_head_dim);
    put_tensor(params, TOLL__CLASS_ATTN, times(d, plus(plus(q, k), out)));
    if (has_flag(block, TOLL_LAYER_OUT_GATE))
        put_tensor(params, TOLL__CLASS_ATTN, times(d, out));
    if (!has_flag(block, TOLL_LAYER_K_IS_V | TOLL_LAYER_SHARED_CACHE))
        put_tensor(params, TOLL__CLASS_ATTN_V, times(d, v));
    put_attention_small(block, d, params);
    if (block->index_heads > 0)
        put_block_indexer(block, d, params);
}

/* Queries from the compressed queries, one shared key, one weight per head; the key has a LayerNorm (weight and bias).
 * DeepSeek-V3.2: the checkpoints of V3.2 and V3 differ by exactly this, which test_model_params.c adds up. */
static void put_indexer(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t heads = block->index_heads, j = block->index_dim;
    put_tensor(params, TOLL__CLASS_ATTN, times(block->q_lora_rank, times(heads, j)));
    put_tensor(params, TOLL__CLASS_ATTN, times(d, plus(j, heads)));
    put_tensor(params, TOLL__CLASS_OTHER, times(2, j));
}

static void put_mla(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t heads = block->n_heads, c = block->kv_lora_rank, rank = block->q_lora_rank;
    const int64_t query = times(heads, plus(block->qk_nope_dim, block->qk_rope_dim));
    const int64_t key_value = times(heads, plus(block->qk_nope_dim, block->v_head_dim));
    put_tensor(params, TOLL__CLASS_ATTN, rank > 0 ? times(rank, plus(d, query)) : times(d, query));
    put_tensor(params, TOLL__CLASS_ATTN, times(d, plus(c, block->qk_rope_dim)));
    put_tensor(params, TOLL__CLASS_ATTN, times(times(heads, block->v_head_dim), d));
    put_tensor(params, TOLL__CLASS_ATTN_V, times(c, key_value));
    put_tensor(params, TOLL__CLASS_OTHER, plus(rank, c)); /* norms of both compressed vectors */
    if (block->index_heads > 0)
        put_indexer(block, d, params);
}

/* The head that is key and value is one more projection; groups of heads are projected apart, their results
 * together. */
static void put_shared_kv(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t heads = times(block->n_heads, block->head_dim), rank = block->q_lora_rank;
    put_tensor(params, TOLL__CLASS_ATTN, times(rank, plus(d, heads)));
    put_tensor(params, TOLL__CLASS_ATTN, times(d, block->head_dim));
    put_tensor(params, TOLL__CLASS_ATTN, times(block->o_lora_rank, plus(heads, times(block->o_groups, d))));
    put_tensor(params, TOLL__CLASS_OTHER, plus(rank, block->head_dim)); /* norms of queries and of the shared head */
    if (has_flag(block, TOLL_LAYER_SINKS))
        put_tensor(params, TOLL__CLASS_OTHER, block->n_heads);
}

/* Entries and their gates, a bias for each place within a window, a norm; `wide` windows overlap, two of them at a
 * time. */
static void put_pooling(const toll__block *block, int64_t d, int64_t width, int64_t wide, toll__params *params)
{
    put_tensor(params, TOLL__CLASS_ATTN, times(times(2, d), times(wide, width)));
    put_tensor(params, TOLL__CLASS_OTHER, plus(times(block->compress_tokens, times(wide, width)), width));
}

/* transformers 5.24, models/deepseek_v4: only compressors whose entries are chosen from overlap. */
static void put_compressor(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t heads = block->index_heads, j = block->index_dim;
    put_pooling(block, d, block->head_dim, heads > 0 ? 2 : 1, params);
    if (heads == 0)
        return;
    put_pooling(block, d, j, 2, params);
    put_tensor(params, TOLL__CLASS_ATTN, times(block->q_lora_rank, times(heads, j)));
    put_tensor(params, TOLL__CLASS_ATTN, times(d, heads));
}

static void put_ffn(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t inputs = block->ffn_matrices - 1, f = block->d_ff;
    put_tensor(params, TOLL__CLASS_FFN, times(times(inputs, d), f));
    put_tensor(params, TOLL__CLASS_FFN_DOWN, times(f, d));
    if (has_flag(block, TOLL_LAYER_FFN_BIAS))
        put_tensor(params, TOLL__CLASS_OTHER, plus(times(inputs, f), d));
}

static void put_experts(const toll__block *block, int64_t width, toll__params *params)
{
    const int64_t inputs = block->ffn_matrices - 1, f = block->d_ff;
    const int64_t all = block->n_experts, used = block->n_experts_active;
    const int64_t up = times(times(inputs, width), f), down = times(f, width), bias = plus(times(inputs, f), width);
    put_shared_tensor(params, TOLL__CLASS_EXPERT, times(all, up), times(used, up));
    put_shared_tensor(params, TOLL__CLASS_EXPERT_DOWN, times(all, down), times(used, down));
    if (has_flag(block, TOLL_LAYER_EXPERT_BIAS))
        put_shared_tensor(params, TOLL__CLASS_OTHER, times(all, bias), times(used, bias));
}

static void put_shared_experts(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t inputs = block->ffn_matrices - 1, f = block->d_ff_shared;
    put_tensor(params, TOLL__CLASS_FFN, times(times(inputs, d), f));
    put_tensor(params, TOLL__CLASS_FFN_DOWN, times(f, d));
    if (has_flag(block, TOLL_LAYER_SHARED_GATE))
        put_tensor(params, TOLL__CLASS_ROUTER, d);
}

/* Latent experts work between one projection down to the latent width and one back up, which every token uses. */
static void put_moe(const toll__block *block, int64_t d, toll__params *params)
{
    put_experts(block, block->d_latent > 0 ? block->d_latent : d, params);
    put_shared_experts(block, d, params);
    put_tensor(params, TOLL__CLASS_EXPERT, times(times(2, d), block->d_latent));
    put_tensor(params, TOLL__CLASS_ROUTER, times(d, block->n_experts));
    if (has_flag(block, TOLL_LAYER_ROUTER_BIAS))
        put_tensor(params, TOLL__CLASS_OTHER, block->n_experts);
}

/* Gate in one projection, two scalars per value head (beta, alpha) in another; A_log and dt_bias per value head. */
static void put_head_decay(const toll__block *block, int64_t d, int64_t value, toll__params *params)
{
    put_tensor(params, TOLL__CLASS_MIXER, times(d, plus(value, times(2, block->n_heads))));
    put_tensor(params, TOLL__CLASS_OTHER, times(2, block->n_heads));
}

/* Beta per value head; decay and gate down to the width of a head and up again; A_log per head, dt_bias per channel. */
static void put_channel_decay(const toll__block *block, int64_t d, int64_t key, int64_t value, toll__params *params)
{
    put_tensor(params, TOLL__CLASS_MIXER, times(d, block->n_heads));
    put_tensor(params, TOLL__CLASS_MIXER, times(block->head_dim, plus(d, key)));
    put_tensor(params, TOLL__CLASS_MIXER, times(block->v_head_dim, plus(d, value)));
    put_tensor(params, TOLL__CLASS_OTHER, plus(block->n_heads, key));
}

/* q, k, v; the convolution over them has no bias; one norm vector shared by the heads. */
static void put_gdn(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t key = times(block->n_kv_heads, block->head_dim), value = times(block->n_heads, block->v_head_dim);
    const int64_t mixed = plus(times(2, key), value);
    put_tensor(params, TOLL__CLASS_MIXER, times(d, mixed));
    if (has_flag(block, TOLL_LAYER_CHANNEL_DECAY))
        put_channel_decay(block, d, key, value, params);
    else
        put_head_decay(block, d, value, params);
    put_tensor(params, TOLL__CLASS_MIXER, times(value, d));
    put_tensor(params, TOLL__CLASS_OTHER, times(mixed, block->conv_width));
    put_tensor(params, TOLL__CLASS_OTHER, block->v_head_dim);
}

/* Gate, x, B, C and dt in one projection; the convolution over x, B and C has a bias; A_log, D and dt_bias per head;
 * a norm over the inner width. */
static void put_mamba2(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t inner = times(block->n_heads, block->head_dim), group = times(block->n_groups, block->state_dim);
    const int64_t mixed = plus(inner, times(2, group));
    put_tensor(params, TOLL__CLASS_MIXER, times(d, plus(plus(inner, mixed), block->n_heads)));
    put_tensor(params, TOLL__CLASS_MIXER, times(inner, d));
    if (block->conv_width > 0)
        put_tensor(params, TOLL__CLASS_OTHER, times(mixed, block->conv_width + 1));
    put_tensor(params, TOLL__CLASS_OTHER, times(3, block->n_heads));
    if (!has_flag(block, TOLL_LAYER_BARE))
        put_tensor(params, TOLL__CLASS_OTHER, inner);
}

/* Inputs and gates; steps, B and C from the channels, steps up again from their rank; A and D. */
static void put_selective(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t inner = times(block->n_heads, block->head_dim), rank = block->q_lora_rank, state = block->state_dim;
    put_tensor(params, TOLL__CLASS_MIXER, times(times(3, d), inner));
    put_tensor(params, TOLL__CLASS_MIXER, times(inner, times(2, plus(rank, state))));
    if (block->conv_width > 0)
        put_tensor(params, TOLL__CLASS_OTHER, times(inner, block->conv_width + 1));
    put_tensor(params, TOLL__CLASS_OTHER, times(inner, plus(state, 2)));
}

/* Inputs and two gates in one projection; one filter a channel. */
static void put_conv(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t inner = times(block->n_heads, block->head_dim);
    put_tensor(params, TOLL__CLASS_MIXER, times(4, times(d, inner)));
    put_tensor(params, TOLL__CLASS_OTHER, times(inner, block->conv_width));
}

static void put_lightning(const toll__block *block, int64_t d, toll__params *params)
{
    const int64_t inner = times(block->n_heads, block->head_dim);
    put_tensor(params, TOLL__CLASS_MIXER, times(5, times(d, inner)));
    put_tensor(params, TOLL__CLASS_OTHER, inner);
}

static void put_kind(const toll__block *block, int64_t d, toll__params *params)
{
    switch (block->kind) {
    case TOLL_LAYER_ATTENTION:
        put_attention(block, d, params);
        return;
    case TOLL_LAYER_MLA:
        put_mla(block, d, params);
        return;
    case TOLL_LAYER_SHARED_KV:
        put_shared_kv(block, d, params);
        return;
    case TOLL_LAYER_COMPRESSOR:
        put_compressor(block, d, params);
        return;
    case TOLL_LAYER_FFN:
        put_ffn(block, d, params);
        return;
    case TOLL_LAYER_MOE:
        put_moe(block, d, params);
        return;
    case TOLL_LAYER_GDN:
        put_gdn(block, d, params);
        return;
    case TOLL_LAYER_MAMBA2:
        if (has_flag(block, TOLL_LAYER_SELECTIVE))
            put_selective(block, d, params);
        else
            put_mamba2(block, d, params);
        return;
    case TOLL_LAYER_CONV:
        put_conv(block, d, params);
        return;
    default:
        put_lightning(block, d, params);
        return;
    }
}

void toll__params_of_block(const toll__block *block, int64_t d_model, toll__params *params)
{
    memset(params, 0, sizeof *params);
    put_kind(block, d_model, params);
    put_tensor(params, TOLL__CLASS_OTHER, times(block->norm_vectors, d_model));
    put_tensor(params, TOLL__CLASS_OTHER, block->extra_params);
}

void toll__params_of_frame(const toll__model *model, toll__params *params)
{
    const uint32_t no_own_head = TOLL_MODEL_TIED_EMBEDDINGS | TOLL_MODEL_NO_HEAD;
    memset(params, 0, sizeof *params);
    put_tensor(params, TOLL__CLASS_EMBED, times(plus(model->vocab_size, model->pos_embed_rows), model->d_model));
    if (!(model->flags & no_own_head))
        put_tensor(params, TOLL__CLASS_HEAD, times(model->vocab_size, model->d_model));
    if (model->flags & TOLL_MODEL_HEAD_BIAS)
        put_tensor(params, TOLL__CLASS_OTHER, model->vocab_size);
    put_tensor(params, TOLL__CLASS_OTHER, times(model->final_norm_vectors, model->d_model));
    put_tensor(params, TOLL__CLASS_OTHER, model->extra_params);
}

void toll__params_add(toll__params *sum, const toll__params *params, int64_t count)
{
    for (int i = 0; i < TOLL__CLASSES; i++)
        put_shared_tensor(sum, i, times(count, params->all[i]), times(count, params->active[i]));
}

static int64_t sum_classes(const int64_t *classes)
{
    int64_t sum = 0;
    for (int i = 0; i < TOLL__CLASSES; i++)
        sum = plus(sum, classes[i]);
    return sum;
}

static toll_status fail_totals(toll_error *err, toll_status status, const char *field, const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_MODEL, field, -1, reason);
}

/* A part that the rows don't describe is taken to multiply: vendors' totals allow no more look-ups. */
static toll_status replace_by_stated(const toll__model *model, toll__counts *counts, toll_error *err)
{
    const int64_t summed_active = counts->active;
    if (model->known & TOLL_MODEL_PARAMS_TOTAL) {
        if (model->params_total_stated < counts->total)
            return fail_totals(err, TOLL_E_CONFLICT, "params_total_stated", "must be at least the sum over the layers");
        counts->stated_rest = model->params_total_stated - counts->total;
        counts->total = model->params_total_stated;
    }
    if (model->known & TOLL_MODEL_PARAMS_ACTIVE)
        counts->active = model->params_active_stated;
    else if (counts->stated_rest > 0)
        return fail_totals(err, TOLL_E_MISSING, "params_active_stated", "is needed together with params_total_stated");
    if (counts->active < summed_active)
        return fail_totals(err, TOLL_E_CONFLICT, "params_active_stated", "must be at least the sum over the layers");
    if (counts->active > counts->total)
        return fail_totals(err, TOLL_E_CONFLICT, "params_active_stated", "must be at most all parameters");
    counts->matmul += counts->active - summed_active;
    return TOLL_OK;
}

toll_status toll__params_close(const toll__params *sum, const toll__model *model, toll__counts *counts, toll_error *err)
{
    if ((model->flags & TOLL_MODEL_INCOMPLETE) && !(model->known & TOLL_MODEL_PARAMS_TOTAL))
        return fail_totals(err, TOLL_E_MISSING, "params_total_stated",
                           "is needed: the layers do not describe the whole model");
    counts->params = *sum;
    counts->total = sum_classes(sum->all);
    if (counts->total == TOLL__TOO_MUCH)
        return toll__fail(err, TOLL_E_OVERFLOW, 0, "params_total", -1, "is beyond 2^63 - 1");
    counts->active = sum_classes(sum->active);
    counts->input_embed = times(model->vocab_size, model->d_model);
    counts->stated_rest = 0;
    counts->matmul = counts->active - sum->active[TOLL__CLASS_EMBED] - sum->active[TOLL__CLASS_OTHER];
    if (model->flags & TOLL_MODEL_TIED_EMBEDDINGS)
        counts->matmul = plus(counts->matmul, counts->input_embed);
    return replace_by_stated(model, counts, err);
}
