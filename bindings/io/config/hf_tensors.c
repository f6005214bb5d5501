/* SPDX-License-Identifier: Apache-2.0 */
/* The matrices of each kind of component, with the names of their modules as published checkpoints spell them. Sizes are
 * those of model.h; tests/io compares their sums with toll_model_count().
 *
 * Example: attention with d = 4096, 32 heads and 8 KV heads of 128 has q and o of 16,777,216 each, k and v of 4,194,304
 * each. */
#include "config/hf_tensors.h"

static int of_attention(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t v = row->v_head_dim > 0 ? row->v_head_dim : row->head_dim;
    const int64_t gate = (row->flags & TOLL_LAYER_OUT_GATE) != 0 ? row->n_heads * v : 0;
    const bool is_shared = (row->flags & TOLL_LAYER_SHARED_CACHE) != 0;
    const int64_t value = is_shared || (row->flags & TOLL_LAYER_K_IS_V) != 0 ? 0 : row->n_kv_heads * v;
    t[0] = (hf_tensor){HF_ATTN, d * (row->n_heads * row->head_dim + gate),
                       "self_attn.q_proj|self_attn.qkv_proj|attn.q_proj|attention.wq|mixer.q_proj"};
    t[1] = (hf_tensor){HF_ATTN, is_shared ? 0 : d * row->n_kv_heads * row->head_dim,
                       "self_attn.k_proj|self_attn.qkv_proj|attn.k_proj|attention.wk|mixer.k_proj"};
    t[2] =
        (hf_tensor){HF_ATTN_V, d * value, "self_attn.v_proj|self_attn.qkv_proj|attn.v_proj|attention.wv|mixer.v_proj"};
    t[3] = (hf_tensor){HF_ATTN, d * row->n_heads * v,
                       "self_attn.o_proj|self_attn.out_proj|attn.o_proj|attention.wo|mixer.o_proj"};
    t[4] = (hf_tensor){HF_ATTN, d * row->index_heads * row->index_dim,
                       "self_attn.index_q_proj|self_attn.indexer.q_proj|self_attn.indexer.index_qk_proj"};
    t[5] = (hf_tensor){HF_ATTN, row->index_heads > 0 ? d * row->index_dim : 0,
                       "self_attn.index_k_proj|self_attn.indexer.k_proj|self_attn.indexer.index_qk_proj"};
    return 6;
}

/* The weights of an indexer's heads are small, and stay at 16 bits in all that is published: with the keys. */
static int of_latent(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t query = row->n_heads * (row->qk_nope_dim + row->qk_rope_dim), rank = row->q_lora_rank;
    const int64_t heads = row->index_heads, j = row->index_dim;
    t[0] = (hf_tensor){HF_ATTN, rank > 0 ? d * rank : d * query,
                       rank > 0 ? "self_attn.q_a_proj|self_attn.fused_qkv_a_proj|attn.wq_a" : "self_attn.q_proj"};
    t[1] = (hf_tensor){HF_ATTN, rank * query, "self_attn.q_b_proj|attn.wq_b"};
    t[2] = (hf_tensor){HF_ATTN, d * (row->kv_lora_rank + row->qk_rope_dim),
                       "self_attn.kv_a_proj_with_mqa|self_attn.fused_qkv_a_proj|attn.wkv_a"};
    t[3] = (hf_tensor){HF_ATTN_V, row->kv_lora_rank * row->n_heads * (row->qk_nope_dim + row->v_head_dim),
                       "self_attn.kv_b_proj|attn.wkv_b"};
    t[4] = (hf_tensor){HF_ATTN, row->n_heads * row->v_head_dim * d, "self_attn.o_proj|attn.wo"};
    t[5] =
        (hf_tensor){HF_ATTN, rank * heads * j + d * j, "self_attn.indexer.wq_b|self_attn.indexer.wk|attn.indexer.wq_b"};
    t[6] = (hf_tensor){HF_ATTN, d * heads, "self_attn.indexer.weights_proj|self_attn.indexers_proj"};
    return 7;
}

static int of_shared_kv(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t heads = row->n_heads * row->head_dim;
    t[0] = (hf_tensor){HF_ATTN, row->q_lora_rank * d, "attn.wq_a|self_attn.q_a_proj"};
    t[1] = (hf_tensor){HF_ATTN, row->q_lora_rank * heads, "attn.wq_b|self_attn.q_b_proj"};
    t[2] = (hf_tensor){HF_ATTN, d * row->head_dim, "attn.wkv|self_attn.kv_proj"};
    t[3] = (hf_tensor){HF_ATTN, row->o_lora_rank * heads, "attn.wo_a|self_attn.o_a_proj"};
    t[4] = (hf_tensor){HF_ATTN, row->o_lora_rank * row->o_groups * d, "attn.wo_b|self_attn.o_b_proj"};
    return 5;
}

static int of_compressor(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t heads = row->index_heads, j = row->index_dim, wide = heads > 0 ? 2 : 1;
    t[0] = (hf_tensor){HF_ATTN, 2 * d * (wide * row->head_dim + 2 * j), "attn.compressor.wkv|self_attn.compressor"};
    t[1] = (hf_tensor){HF_ATTN, row->q_lora_rank * heads * j + d * heads, "attn.indexer.wq_b|self_attn.indexer"};
    return 2;
}

#define BLOCK(proj) "mlp." proj "|feed_forward." proj "|block_sparse_moe." proj
#define EXPERT_OF(name, plain)                                                                                         \
    "mlp.experts.0." name "|block_sparse_moe.experts.0." plain "|feed_forward.experts.0." name "|feed_forward."        \
    "experts." name "|mixer.experts.0." name "|ffn.experts.0." plain "|experts.0." name "|moe.experts.0." name         \
    "|block_sparse_moe.experts.0." name
#define SHARED_OF(name, plain)                                                                                         \
    "mlp.shared_experts." name "|mlp.shared_expert." name "|feed_forward.shared_expert." name "|mixer.shared_experts." \
    "" name "|ffn.shared_experts." plain "|block_sparse_moe.shared_experts." name

static int of_dense(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t gates = row->ffn_matrices - 2;
    t[0] = (hf_tensor){HF_FFN_IN, d * row->d_ff,
                       BLOCK("up_proj") "|mlp.gate_up_proj|mlp.fc1|mlp.c_fc|mixer.up_proj|ffn.w3"};
    t[1] = (hf_tensor){HF_FFN_IN, gates * d * row->d_ff, BLOCK("gate_proj") "|mlp.gate_up_proj|mlp.fc1|ffn.w1"};
    t[2] = (hf_tensor){HF_FFN_DOWN, d * row->d_ff, BLOCK("down_proj") "|mlp.fc2|mlp.c_proj|mixer.down_proj|ffn.w2"};
    return 3;
}

static int of_experts(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t width = row->d_latent > 0 ? row->d_latent : d, one = row->n_experts * width * row->d_ff;
    const int64_t shared = d * row->d_ff_shared, gates = row->ffn_matrices - 2;
    t[0] = (hf_tensor){HF_EXPERT, one, EXPERT_OF("up_proj", "w3") "|mlp.experts.gate_up_proj"};
    t[1] = (hf_tensor){HF_EXPERT, gates * one, EXPERT_OF("gate_proj", "w1") "|mlp.experts.gate_up_proj"};
    t[2] = (hf_tensor){HF_EXPERT_DOWN, one, EXPERT_OF("down_proj", "w2") "|mlp.experts.down_proj"};
    t[3] = (hf_tensor){HF_FFN_IN, (gates + 1) * shared, SHARED_OF("gate_proj", "w1") "|" SHARED_OF("up_proj", "w3")};
    t[4] = (hf_tensor){HF_FFN_DOWN, shared, SHARED_OF("down_proj", "w2")};
    t[5] = (hf_tensor){HF_EXPERT, 2 * d * row->d_latent, "mixer.fc1_latent_proj|mixer.fc2_latent_proj"};
    t[6] = (hf_tensor){HF_ROUTER, d * row->n_experts, BLOCK("gate") "|mixer.gate|ffn.gate|router|" BLOCK("router")};
    t[7] = (hf_tensor){HF_ROUTER, (row->flags & TOLL_LAYER_SHARED_GATE) != 0 ? d : 0, BLOCK("shared_expert_gate")};
    return 8;
}

/* Gemma 4's experts lie beside the dense block, not within it. */
static int of_parallel_experts(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t one = row->n_experts * d * row->d_ff;
    t[0] = (hf_tensor){HF_EXPERT, (row->ffn_matrices - 1) * one,
                       "experts.0.gate_proj|experts.0.up_proj|experts.gate_up_proj|moe.gate_up_proj"};
    t[1] = (hf_tensor){HF_EXPERT_DOWN, one, "experts.0.down_proj|experts.down_proj|moe.down_proj"};
    t[2] = (hf_tensor){HF_ROUTER, d * row->n_experts, "router.proj"};
    return 3;
}

/* Decays and their gates are small, and stay at 16 bits. */
static int of_delta_net(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t k = row->n_kv_heads * row->head_dim;
    const int64_t u = row->n_heads * (row->v_head_dim > 0 ? row->v_head_dim : row->head_dim);
    const bool is_kda = (row->flags & TOLL_LAYER_CHANNEL_DECAY) != 0;
    t[0] = (hf_tensor){HF_MIXER, d * (2 * k + u),
                       is_kda ? "self_attn.q_proj|self_attn.k_proj|self_attn.v_proj"
                              : "linear_attn.in_proj_qkv|linear_attn.in_proj_qkvz"};
    t[1] = (hf_tensor){HF_MIXER, is_kda ? 0 : d * u, "linear_attn.in_proj_z|linear_attn.in_proj_qkvz"};
    t[2] = (hf_tensor){HF_MIXER, u * d, is_kda ? "self_attn.o_proj" : "linear_attn.out_proj"};
    t[3] = (hf_tensor){HF_MIXER, is_kda ? 0 : 2 * d * row->n_heads,
                       "linear_attn.in_proj_ba|linear_attn.in_proj_a|linear_attn.in_proj_b"};
    return 4;
}

/* Mamba-1: steps, B and C come from the channels; steps go up again from their rank. */
static int of_selective(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t inner = row->n_heads * row->head_dim;
    t[0] = (hf_tensor){HF_MIXER, 2 * d * inner, "mixer.in_proj|mamba.in_proj"};
    t[1] = (hf_tensor){HF_MIXER, inner * (row->q_lora_rank + 2 * row->state_dim), "mixer.x_proj|mamba.x_proj"};
    t[2] = (hf_tensor){HF_MIXER, inner * row->q_lora_rank, "mixer.dt_proj|mamba.dt_proj"};
    t[3] = (hf_tensor){HF_MIXER, inner * d, "mixer.out_proj|mamba.out_proj"};
    return 4;
}

static int of_convolution(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t inner = row->n_heads * row->head_dim;
    t[0] = (hf_tensor){HF_MIXER, 3 * d * inner, "conv.in_proj"};
    t[1] = (hf_tensor){HF_MIXER, d * inner, "conv.out_proj"};
    return 2;
}

static int of_lightning(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    const int64_t inner = row->n_heads * row->head_dim;
    t[0] = (hf_tensor){HF_MIXER, 3 * d * inner, "self_attn.qkv_proj"};
    t[1] = (hf_tensor){HF_MIXER, d * inner, "self_attn.output_gate"};
    t[2] = (hf_tensor){HF_MIXER, d * inner, "self_attn.out_proj"};
    return 3;
}

static int of_mamba(const toll_model_layer *row, int64_t d, hf_tensor *t)
{
    if ((row->flags & TOLL_LAYER_SELECTIVE) != 0)
        return of_selective(row, d, t);
    const int64_t inner = row->n_heads * row->head_dim, g = row->n_groups * row->state_dim;
    t[0] = (hf_tensor){HF_MIXER, d * (2 * inner + 2 * g + row->n_heads), "mixer.in_proj|mamba.in_proj"};
    t[1] = (hf_tensor){HF_MIXER, inner * d, "mixer.out_proj|mamba.out_proj"};
    return 2;
}

int toll__hf_tensors_of(const toll_model_layer *row, bool is_parallel, int64_t d_model, hf_tensor *tensors)
{
    switch (row->kind) {
    case TOLL_LAYER_ATTENTION:
        return of_attention(row, d_model, tensors);
    case TOLL_LAYER_MLA:
        return of_latent(row, d_model, tensors);
    case TOLL_LAYER_SHARED_KV:
        return of_shared_kv(row, d_model, tensors);
    case TOLL_LAYER_COMPRESSOR:
        return of_compressor(row, d_model, tensors);
    case TOLL_LAYER_FFN:
        return of_dense(row, d_model, tensors);
    case TOLL_LAYER_MOE:
        return is_parallel ? of_parallel_experts(row, d_model, tensors) : of_experts(row, d_model, tensors);
    case TOLL_LAYER_GDN:
        return of_delta_net(row, d_model, tensors);
    case TOLL_LAYER_MAMBA2:
        return of_mamba(row, d_model, tensors);
    case TOLL_LAYER_CONV:
        return of_convolution(row, d_model, tensors);
    case TOLL_LAYER_LIGHTNING:
        return of_lightning(row, d_model, tensors);
    default:
        return 0;
    }
}
