/* SPDX-License-Identifier: Apache-2.0 */
/* toll_model, its rows and toll_model_precision, checked, as the rooms' plain values. */
#include "api/convert_model.h"

#include "api/guard.h"
#include "base/fault.h"

void toll__model_from_public(const toll_model *model, toll__model *plain)
{
    plain->known = model->known;
    plain->unverified = model->unverified;
    plain->flags = model->flags;
    plain->n_layers = model->n_layers;
    plain->d_model = model->d_model;
    plain->vocab_size = model->vocab_size;
    plain->pos_embed_rows = model->pos_embed_rows;
    plain->final_norm_vectors = model->final_norm_vectors;
    plain->extra_params = model->extra_params;
    plain->beside_params = model->beside_params;
    plain->max_context_tokens = model->max_context_tokens;
    plain->params_total_stated = model->params_total_stated;
    plain->params_active_stated = model->params_active_stated;
}

static void convert_attention(const toll_model_layer *layer, toll__block *block)
{
    block->n_heads = layer->n_heads;
    block->n_kv_heads = layer->n_kv_heads;
    block->head_dim = layer->head_dim;
    block->v_head_dim = layer->v_head_dim;
    block->window_tokens = layer->window_tokens;
    block->q_lora_rank = layer->q_lora_rank;
    block->kv_lora_rank = layer->kv_lora_rank;
    block->qk_nope_dim = layer->qk_nope_dim;
    block->qk_rope_dim = layer->qk_rope_dim;
    block->index_heads = layer->index_heads;
    block->index_dim = layer->index_dim;
    block->index_topk_tokens = layer->index_topk_tokens;
    block->o_groups = layer->o_groups;
    block->o_lora_rank = layer->o_lora_rank;
    block->compress_tokens = layer->compress_tokens;
}

static void convert_feed_forward(const toll_model_layer *layer, toll__block *block)
{
    block->d_ff = layer->d_ff;
    block->ffn_matrices = layer->ffn_matrices;
    block->n_experts = layer->n_experts;
    block->n_experts_active = layer->n_experts_active;
    block->d_ff_shared = layer->d_ff_shared;
    block->d_latent = layer->d_latent;
}

void toll__block_from_public(const toll_model_layer *layer, toll__block *block)
{
    block->kind = layer->kind;
    block->flags = layer->flags;
    block->count = layer->count;
    convert_attention(layer, block);
    convert_feed_forward(layer, block);
    block->n_groups = layer->n_groups;
    block->state_dim = layer->state_dim;
    block->conv_width = layer->conv_width;
    block->norm_vectors = layer->norm_vectors;
    block->extra_params = layer->extra_params;
}

void toll__precision_from_public(const toll_model_precision *precision, toll__precision *plain)
{
    plain->embed_bits = precision->embed_bits;
    plain->head_bits = precision->head_bits;
    plain->attn_bits = precision->attn_bits;
    plain->attn_v_bits = precision->attn_v_bits;
    plain->ffn_bits = precision->ffn_bits;
    plain->ffn_down_bits = precision->ffn_down_bits;
    plain->expert_bits = precision->expert_bits;
    plain->expert_down_bits = precision->expert_down_bits;
    plain->router_bits = precision->router_bits;
    plain->mixer_bits = precision->mixer_bits;
    plain->other_bits = precision->other_bits;
    plain->kv_bits = precision->kv_bits;
    plain->index_bits = precision->index_bits;
    plain->state_bits = precision->state_bits;
    plain->activation_bits = precision->activation_bits;
    plain->linear_rate = precision->linear_rate;
    plain->expert_rate = precision->expert_rate;
    plain->attention_rate = precision->attention_rate;
}

toll_status toll__take_model(const toll_model *model, const toll__block_rows *rows, toll__model *plain, toll_error *err)
{
    toll_model copy;
    toll_status status = toll__take(model, TOLL_KIND_MODEL, "model", &copy, err);
    if (status != TOLL_OK)
        return status;
    if (rows->count > TOLL__MODEL_ROWS_MAX)
        return toll__fail_range(err, 0, "n_layers", -1, 0, TOLL__MODEL_ROWS_MAX, (double)rows->count);
    status = toll__take_rows(rows->rows, rows->count, rows->stride, TOLL_KIND_MODEL_LAYER, "layers", err);
    if (status != TOLL_OK)
        return status;
    toll__model_from_public(&copy, plain);
    return toll__model_check(plain, rows->count, err);
}

toll_status toll__take_block(const toll__model *model, const toll__block_rows *rows, uint64_t index, toll__block *block,
                             toll_error *err)
{
    toll_model_layer copy;
    toll_status status = toll__take_row(rows->rows, index, rows->stride, TOLL_KIND_MODEL_LAYER, &copy, err);
    if (status != TOLL_OK)
        return status;
    toll__block_from_public(&copy, block);
    return toll__block_settle(block, model, (int64_t)index, err);
}

toll_status toll__take_precision(const toll_model_precision *precision, toll__precision *plain, toll_error *err)
{
    toll_model_precision copy;
    toll_status status = toll__take(precision, TOLL_KIND_PRECISION, "precision", &copy, err);
    if (status != TOLL_OK)
        return status;
    toll__precision_from_public(&copy, plain);
    return TOLL_OK;
}
