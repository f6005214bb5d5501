/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors for tests in one line each: everything that isn't named is at its default. */
#ifndef TOLL_TESTS_MODEL_BUILDER_H
#define TOLL_TESTS_MODEL_BUILDER_H

#include <toll/model.h>

static inline toll_model model_of(int64_t n_layers, int64_t d_model, int64_t vocab_size)
{
    toll_model model;
    (void)toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    model.n_layers = n_layers;
    model.d_model = d_model;
    model.vocab_size = vocab_size;
    return model;
}

static inline toll_model_layer row_of(uint32_t kind, int64_t count)
{
    toll_model_layer row;
    (void)toll_struct_init(&row, sizeof row, TOLL_KIND_MODEL_LAYER, NULL);
    row.kind = kind;
    row.count = count;
    return row;
}

static inline toll_model_layer attention_of(int64_t count, int64_t n_heads, int64_t n_kv_heads, int64_t head_dim)
{
    toll_model_layer row = row_of(TOLL_LAYER_ATTENTION, count);
    row.n_heads = n_heads;
    row.n_kv_heads = n_kv_heads;
    row.head_dim = head_dim;
    return row;
}

static inline toll_model_layer ffn_of(int64_t count, int64_t d_ff, int64_t ffn_matrices)
{
    toll_model_layer row = row_of(TOLL_LAYER_FFN, count);
    row.d_ff = d_ff;
    row.ffn_matrices = ffn_matrices;
    return row;
}

static inline toll_model_layer moe_of(int64_t count, int64_t d_ff, int64_t n_experts, int64_t n_experts_active)
{
    toll_model_layer row = row_of(TOLL_LAYER_MOE, count);
    row.d_ff = d_ff;
    row.ffn_matrices = 3;
    row.n_experts = n_experts;
    row.n_experts_active = n_experts_active;
    return row;
}

/* DeepSeek-V2's shape of latent attention, which V3, R1 and Kimi-K2 kept. */
static inline toll_model_layer mla_of(int64_t count, int64_t n_heads)
{
    toll_model_layer row = row_of(TOLL_LAYER_MLA, count);
    row.n_heads = n_heads;
    row.q_lora_rank = 1536;
    row.kv_lora_rank = 512;
    row.qk_nope_dim = 128;
    row.qk_rope_dim = 64;
    row.v_head_dim = 128;
    return row;
}

/* Every class at the same bits. */
static inline toll_model_precision precision_of(double bits)
{
    toll_model_precision precision;
    (void)toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    precision.embed_bits = precision.head_bits = precision.attn_bits = precision.attn_v_bits = bits;
    precision.ffn_bits = precision.ffn_down_bits = precision.expert_bits = precision.expert_down_bits = bits;
    precision.router_bits = precision.mixer_bits = precision.other_bits = bits;
    precision.kv_bits = precision.index_bits = precision.state_bits = bits;
    return precision;
}

#endif
