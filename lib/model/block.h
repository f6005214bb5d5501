/* SPDX-License-Identifier: Apache-2.0 */
/* One component class of a model, and the model itself, as plain values. Fields mean what model.h says of the public
 * ones. */
#ifndef TOLL_MODEL_BLOCK_H
#define TOLL_MODEL_BLOCK_H

#include <toll/base.h>

typedef struct toll__block {
    uint32_t kind;  /* TOLL_LAYER_ATTENTION .. TOLL_LAYER_CONV */
    uint32_t flags; /* TOLL_LAYER_* bits */
    int64_t count;
    int64_t n_heads;
    int64_t n_kv_heads;
    int64_t head_dim;
    int64_t v_head_dim; /* never 0: toll__block_settle() has replaced it by head_dim */
    int64_t window_tokens;
    int64_t q_lora_rank;
    int64_t kv_lora_rank;
    int64_t qk_nope_dim;
    int64_t qk_rope_dim;
    int64_t index_heads;
    int64_t index_dim;
    int64_t index_topk_tokens;
    int64_t d_ff;
    int64_t ffn_matrices;
    int64_t n_experts;
    int64_t n_experts_active;
    int64_t d_ff_shared;
    int64_t d_latent;
    int64_t n_groups;
    int64_t state_dim;
    int64_t conv_width;
    int64_t norm_vectors;
    int64_t extra_params;
    int64_t o_groups;
    int64_t o_lora_rank;
    int64_t compress_tokens;
} toll__block;

typedef struct toll__model {
    uint64_t known;      /* TOLL_MODEL_* bits */
    uint64_t unverified; /* TOLL_MODEL_* bits */
    uint32_t flags;      /* TOLL_MODEL_* flag bits */
    int64_t n_layers;
    int64_t d_model;
    int64_t vocab_size;
    int64_t pos_embed_rows;
    int64_t final_norm_vectors;
    int64_t extra_params;
    int64_t max_context_tokens;
    int64_t params_total_stated;
    int64_t params_active_stated;
    int64_t beside_params;
} toll__model;

/* Bits per weight or element, and the rates that compute them: toll_model_precision without its header. */
typedef struct toll__precision {
    double embed_bits, head_bits, attn_bits, attn_v_bits, ffn_bits, ffn_down_bits;
    double expert_bits, expert_down_bits, router_bits, mixer_bits, other_bits;
    double kv_bits, index_bits, state_bits, activation_bits;
    uint32_t linear_rate, expert_rate, attention_rate;
} toll__precision;

/* What the kind needs and forbids; row is for the message. The fields alone have been checked. Replaces a v_head_dim of
 * 0 by head_dim, so later stages need no special case. */
toll_status toll__block_settle(toll__block *block, const toll__model *model, int64_t row, toll_error *err);

/* The model's own fields against each other. */
toll_status toll__model_check(const toll__model *model, uint64_t n_blocks, toll_error *err);

#endif
