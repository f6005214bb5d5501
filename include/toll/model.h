/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file model.h
 * @brief Model descriptors: exact parameter counts, weight bytes, KV-cache bytes.
 */
#ifndef TOLL_MODEL_H
#define TOLL_MODEL_H

#include <toll/base.h>

/**
 * @defgroup model Model
 * @brief What a model is made of, and what that weighs. Everything here is exact integer arithmetic.
 *
 * A model is a ::toll_model (widths, vocabulary) and an array of ::toll_model_layer rows. A row is one *component
 * class*: so many identical attention blocks, so many identical feed-forward blocks. A plain decoder is two rows; a
 * model with 3 dense and 58 expert layers is three; a model in which each of 126 layers has its own head count is 126
 * attention rows and one or more feed-forward rows. A hybrid adds rows for its recurrent blocks. The order of rows is
 * free.
 *
 * Symbols: d = d_model, H = n_heads, K = n_kv_heads, h = head_dim, v = v_head_dim (h where 0), f = d_ff, E = n_experts,
 * k = n_experts_active, m = ffn_matrices. Parameters of one component, without its norm_vectors (d each) and
 * extra_params:
 * - attention: `d*H*h + d*K*h + d*K*v + H*v*d`; an output gate adds `d*H*v`; QKV biases add `H*h + K*h + K*v`, an
 *   output bias d; head-wise QK-norm adds `2*h`, layer-wise `H*h + K*h`; sinks add H; shared K=V drops `d*K*v` and the
 *   v bias.
 * - latent attention (MLA), n = qk_nope_dim, r = qk_rope_dim, q = q_lora_rank, c = kv_lora_rank:
 *   `d*q + q + q*H*(n+r)` (or `d*H*(n+r)` when q is 0) `+ d*(c+r) + c + c*H*(n+v) + H*v*d`. An indexer of I heads of
 *   size j adds `q*I*j + d*j + d*I + 2*j`, the last its LayerNorm.
 * - feed-forward: `m*d*f`, biases `(m-1)*f + d`.
 * - experts: `E*m*w*f + m*d*d_ff_shared + d*E`, w = d_latent or d, plus `2*d*d_latent`; expert biases add
 *   `E*((m-1)*f + w)`, a router bias E, a shared gate d. Of the experts' terms k of E are active.
 * - gated delta net, Mamba-2, lightning, shared-KV and compressed attention: see ::TOLL_LAYER_GDN, ::TOLL_LAYER_MAMBA2,
 * ::TOLL_LAYER_LIGHTNING, ::TOLL_LAYER_SHARED_KV, ::TOLL_LAYER_COMPRESSOR.
 *
 * Outside the layers: `(vocab_size + pos_embed_rows)*d`, the output head `vocab_size*d` unless tied and its bias
 * `vocab_size`, `final_norm_vectors*d`, extra_params.
 *
 * These sums reproduce the tensor counts of 54 published checkpoints to the digit, once what a checkpoint holds beside
 * the text model is added (vision towers, multi-token prediction layers, quantisation scales, rotary tables): those are
 * not described here.
 *
 * Active parameters have no common definition among vendors: Qwen and Mistral count both embeddings, OpenAI leaves out
 * the input embedding, MiniMax-01 both. Here: every parameter that one token touches, both embeddings included;
 * toll_model_counts keeps the parts so that any other definition can be formed.
 *
 * KV cache of one sequence of s tokens: attention `K*(h+v)` elements a token and layer, also where keys and values
 * share a projection (they differ once keys are normed and rotated); MLA `c+r`, once and not per head, plus j index
 * keys; a window layer holds `min(s, window)` tokens; recurrent blocks hold a constant state.
 *
 * @snippet model.c model
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Component classes. */
#define TOLL_LAYER_ATTENTION 1 /**< Multi-head, grouped-query or multi-query attention, full or windowed. */
#define TOLL_LAYER_MLA       2 /**< Multi-head latent attention (DeepSeek-V2). */
#define TOLL_LAYER_FFN       3 /**< Dense feed-forward block. */
#define TOLL_LAYER_MOE       4 /**< Mixture of experts, with optional shared experts. */
/** Gated delta net: n_kv_heads key heads of head_dim, n_heads value heads of v_head_dim, a convolution of conv_width.
 *  With k = n_kv_heads*head_dim and u = n_heads*v_head_dim: `d*(2k+2u) + d*2*n_heads + (2k+u)*conv_width + 2*n_heads +
 *  v_head_dim + u*d`. With ::TOLL_LAYER_CHANNEL_DECAY (arXiv 2510.26692, section 4) decays and output gate go through one
 *  head's width: `d*(2k+u) + d*n_heads + head_dim*(d+k) + v_head_dim*(d+u) + (2k+u)*conv_width + n_heads + k + v_head_dim +
 *  u*d`. State: `n_heads*head_dim*v_head_dim` and `(2k+u)*(conv_width-1)` elements a sequence. */
#define TOLL_LAYER_GDN 5
/** Mamba-2: n_heads heads of head_dim, n_groups groups of state_dim, a convolution of conv_width. With i =
 * n_heads*head_dim, g = n_groups*state_dim: `d*(2i+2g+n_heads) + (i+2g)*(conv_width+1) + 3*n_heads + i + i*d`, without
 * the convolution's term (weights and bias) where conv_width is 0. State: `i*state_dim` and `(i+2g)*(conv_width-1)`
 * elements a sequence. */
#define TOLL_LAYER_MAMBA2 6
/** Lightning (linear) attention: n_heads heads of head_dim: q, k, v, gate and output projections `5*d*H*h`, an
 *  `H*h`-wide norm. State: `H*h*h` elements a sequence. */
#define TOLL_LAYER_LIGHTNING 7
/** Shared-KV attention (DeepSeek-V4): n_heads heads of head_dim over one head that is key and value at once, within
 *  window_tokens; queries from q_lora_rank q, the output in o_groups groups of o_lora_rank r. `d*q + q + q*H*h + d*h + h +
 *  H*h*r + o_groups*r*d`; sinks add H. Cache: h elements a token. */
#define TOLL_LAYER_SHARED_KV 8
/** Compressed cache beside such attention: one entry of head_dim for every compress_tokens m tokens, which its n_heads attend
 *  too. `2*d*a*h + m*a*h + h`, a = 1. With an indexer of index_heads I heads of index_dim j, which selects
 *  index_topk_tokens *entries*, windows overlap: a = 2, and `4*d*j + 2*m*j + j + q*I*j + d*I` more. Cache: `h + j` elements an
 *  entry; the up to m tokens that wait for theirs are not counted. */
#define TOLL_LAYER_COMPRESSOR 9

/* Bits of toll_model_layer.flags. */
#define TOLL_LAYER_QKV_BIAS     0x1u /**< Biases on q, k and v. */
#define TOLL_LAYER_O_BIAS       0x2u /**< Bias on the attention output. */
#define TOLL_LAYER_QK_NORM_HEAD 0x4u /**< One norm vector of head_dim for q and one for k. */
#define TOLL_LAYER_QK_NORM_LAYER                                                                                       \
    0x8u /**< Norm vectors over all heads of q and of k. Costs a collective under tensor parallelism. */
#define TOLL_LAYER_OUT_GATE    0x10u  /**< The attention output is gated by a projection of its own. */
#define TOLL_LAYER_K_IS_V      0x20u  /**< Keys and values come from one projection; both are cached. */
#define TOLL_LAYER_SINKS       0x40u  /**< One learned sink logit per head. */
#define TOLL_LAYER_FFN_BIAS    0x80u  /**< Biases in the dense feed-forward block. */
#define TOLL_LAYER_EXPERT_BIAS 0x100u /**< Biases in every expert. */
#define TOLL_LAYER_ROUTER_BIAS 0x200u /**< One bias per expert in the router. */
#define TOLL_LAYER_SHARED_GATE 0x400u /**< The shared expert's output is gated by one d-wide vector. */
#define TOLL_LAYER_CHANNEL_DECAY                                                                                       \
    0x800u /**< Delta net whose decay is one number a channel of the keys, not a head (Kimi delta attention). */

/** One class of identical components. A row: no header, its size is the stride. */
typedef struct toll_model_layer {
    uint32_t kind;             /**< TOLL_LAYER_ATTENTION .. TOLL_LAYER_COMPRESSOR. */
    uint32_t flags;            /**< TOLL_LAYER_* bits that this kind allows. */
    int64_t count;             /**< How many layers of the model hold this component, 1 .. 10,000. */
    int64_t n_heads;           /**< Query heads; value heads (GDN); heads (Mamba-2, lightning). */
    int64_t n_kv_heads;        /**< Key/value heads; key heads (GDN). */
    int64_t head_dim;          /**< Size of a query and key head. Never derived from d_model. */
    int64_t v_head_dim;        /**< Size of a value head; 0: as head_dim. */
    int64_t window_tokens;     /**< Sliding or chunked window; 0: the whole context. */
    int64_t q_lora_rank;       /**< MLA, 0: q is projected directly; shared KV, compressors with an indexer. */
    int64_t kv_lora_rank;      /**< MLA. */
    int64_t qk_nope_dim;       /**< MLA. */
    int64_t qk_rope_dim;       /**< MLA. */
    int64_t index_heads;       /**< Sparse attention's indexer; 0: none. */
    int64_t index_dim;         /**< Size of an indexer head. */
    int64_t index_topk_tokens; /**< Tokens that the indexer selects. */
    int64_t d_ff;              /**< Width of the dense block, or of one expert. */
    int64_t ffn_matrices;      /**< 3: gated; 2: plain. */
    int64_t n_experts;         /**< Routed experts. */
    int64_t n_experts_active;  /**< Routed experts that one token uses. */
    int64_t d_ff_shared;       /**< Total width of the shared experts; 0: none. */
    int64_t d_latent;          /**< Width in which routed experts work; 0: d_model. */
    int64_t n_groups;          /**< Mamba-2. */
    int64_t state_dim;         /**< Mamba-2. */
    int64_t conv_width;        /**< GDN, Mamba-2; 0: no convolution. */
    int64_t norm_vectors;      /**< d_model-wide norm vectors (weights and biases) that belong to this component. */
    int64_t extra_params;      /**< Parameters per layer that no formula covers; they count as active. */
    int64_t o_groups;          /**< Shared KV: groups of the output projection. */
    int64_t o_lora_rank;       /**< Shared KV: width that each group is projected to. */
    int64_t compress_tokens;   /**< Compressor: tokens of an entry. */
} toll_model_layer;

/* Bits of toll_model.flags. */
#define TOLL_MODEL_TIED_EMBEDDINGS 0x1u  /**< The output head is the input embedding. */
#define TOLL_MODEL_HEAD_BIAS       0x2u  /**< The output head has a bias. */
#define TOLL_MODEL_NO_HEAD         0x4u  /**< No output head: an encoder or embedding model. */
#define TOLL_MODEL_NO_KV           0x8u  /**< No KV cache: an encoder. */
#define TOLL_MODEL_INCOMPLETE      0x10u /**< The rows describe only a part; only stated totals may be used. */

/* Bits of toll_model.known and toll_model.unverified. */
#define TOLL_MODEL_MAX_CONTEXT   0x1u /**< max_context_tokens */
#define TOLL_MODEL_PARAMS_TOTAL  0x2u /**< params_total_stated */
#define TOLL_MODEL_PARAMS_ACTIVE 0x4u /**< params_active_stated */
#define TOLL_MODEL_SHAPE         0x8u /**< Only in unverified: some width, count or row of the shape. */

/** The part of a descriptor that is not per layer. */
typedef struct toll_model {
    uint32_t struct_size;         /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;         /**< ::TOLL_KIND_MODEL. */
    uint64_t known;               /**< TOLL_MODEL_* bits of the optional facts that are given. */
    uint64_t unverified;          /**< TOLL_MODEL_* bits of facts that nobody has checked at the source. */
    char id[64];                  /**< "llama-3.1-70b"; free text in a user's own descriptor. */
    char native_precision[32];    /**< Id of the precision that the checkpoint is published in; empty: not known. */
    uint32_t flags;               /**< TOLL_MODEL_* flag bits. */
    uint32_t reserved;            /**< Must be 0. */
    int64_t n_layers;             /**< Transformer layers, as the model's config counts them. */
    int64_t d_model;              /**< Width of the residual stream. */
    int64_t vocab_size;           /**< Rows of the embedding as stored, padding included. */
    int64_t pos_embed_rows;       /**< Rows of a learned position embedding; 0: none. */
    int64_t final_norm_vectors;   /**< d_model-wide vectors outside the layers: 1 (RMSNorm), 2 (LayerNorm). */
    int64_t extra_params;         /**< Parameters outside the layers that no formula covers. */
    int64_t max_context_tokens;   /**< Longest context. Optional. */
    int64_t params_total_stated;  /**< Total that replaces the formula, for shapes outside this schema; not below what
                                       the rows add up to. Optional. */
    int64_t params_active_stated; /**< Active parameters that replace the formula, both embeddings included; needed
                                       beside params_total_stated unless the rows add up to it. Optional. */
} toll_model;

/** Exact parameter counts. */
typedef struct toll_model_counts {
    uint32_t struct_size;       /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;       /**< ::TOLL_KIND_MODEL_COUNTS. */
    int64_t params_total;       /**< All parameters. */
    int64_t params_active;      /**< Those that one token touches, both embeddings included, or as stated. */
    int64_t params_input_embed; /**< The input embedding (a look-up, no arithmetic); the head too when tied. */
    int64_t params_matmul;      /**< Active parameters that multiply: active - embed - other, and the head when tied. */
    int64_t embed;              /**< Class: input embedding and learned positions. */
    int64_t head;               /**< Class: output head; 0 when tied. */
    int64_t attn;               /**< Class: attention projections other than v. */
    int64_t attn_v;             /**< Class: v projections (in MLA: the up-projection of the latent). */
    int64_t ffn;                /**< Class: dense and shared-expert input projections. */
    int64_t ffn_down;           /**< Class: dense and shared-expert output projections. */
    int64_t expert;             /**< Class: routed experts' input projections, latent projections included. */
    int64_t expert_down;        /**< Class: routed experts' output projections. */
    int64_t router;             /**< Class: routers and shared-expert gates. */
    int64_t mixer;              /**< Class: projections of recurrent blocks (GDN, Mamba-2, lightning). */
    int64_t other;              /**< Class: norms, biases, sinks, convolutions, extras. */
    int64_t stated_rest;        /**< Stated total minus the classes above, when a stated total replaces the formula. */
} toll_model_counts;

/**
 * How a model's tensors are stored and computed: true bits per weight, scales included, per tensor class.
 * Get one from toll_catalog_get_precision() or fill one by hand. A GGUF mix gives a class its mean bits.
 */
typedef struct toll_model_precision {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_PRECISION. */
    char id[32];             /**< "fp8", "q4_k_m". */
    double embed_bits;       /**< Bits per weight of the class, as in ::toll_model_counts. */
    double head_bits;        /**< Output head. A tied head is stored once, at embed_bits. */
    double attn_bits;        /**< Attention projections other than v. */
    double attn_v_bits;      /**< v projections. */
    double ffn_bits;         /**< Dense and shared-expert input projections. */
    double ffn_down_bits;    /**< Dense and shared-expert output projections. */
    double expert_bits;      /**< Routed experts' input projections. */
    double expert_down_bits; /**< Routed experts' output projections. */
    double router_bits;      /**< Routers. */
    double mixer_bits;       /**< Recurrent blocks' projections. */
    double other_bits;       /**< Norms, biases and the rest. */
    double kv_bits;          /**< KV cache, bits per element, scales included. */
    double index_bits;       /**< Sparse attention's index keys, bits per element. */
    double state_bits;       /**< Recurrent state, bits per element. */
    double activation_bits;  /**< Activations between kernels and in collectives. */
    uint32_t linear_rate;    /**< TOLL_RATE_* of dense projections. */
    uint32_t expert_rate;    /**< TOLL_RATE_* of routed experts. */
    uint32_t attention_rate; /**< TOLL_RATE_* of attention scores and values. */
    uint32_t reserved;       /**< Must be 0. */
} toll_model_precision;

/** Weight bytes by tensor class: ceil(parameters * bits / 8) each. */
typedef struct toll_model_weights {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_MODEL_WEIGHTS. */
    int64_t total_bytes;       /**< All classes. */
    int64_t embed_bytes;       /**< Class embed. */
    int64_t head_bytes;        /**< Class head. */
    int64_t attn_bytes;        /**< Classes attn and attn_v. */
    int64_t ffn_bytes;         /**< Classes ffn and ffn_down. */
    int64_t expert_bytes;      /**< Classes expert and expert_down. */
    int64_t router_bytes;      /**< Class router. */
    int64_t mixer_bytes;       /**< Class mixer. */
    int64_t other_bytes;       /**< Class other. */
    int64_t stated_rest_bytes; /**< Stated rest, at expert_bits where the model has experts, else ffn_bits. */
    double mean_bits;          /**< total_bytes * 8 / params_total. */
} toll_model_weights;

/** KV cache and state of one sequence. */
typedef struct toll_model_kv {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_MODEL_KV. */
    int64_t context_tokens;  /**< Length of the sequence, as asked. */
    int64_t sequence_bytes;  /**< All layers, states included: what the sequence holds. */
    int64_t token_bytes;     /**< What one more token adds while every window still grows. */
    int64_t token_far_bytes; /**< What one more token adds once every window is full. */
    int64_t state_bytes;     /**< Recurrent states: constant per sequence. */
    int64_t full_layers;   /**< Layers that hold the whole context; compressed entries beside a window count as one. */
    int64_t window_layers; /**< Layers that hold a window. */
    int64_t state_layers;  /**< Layers that hold a state. */
} toll_model_kv;

/**
 * Checks a descriptor: every field, and what each row's kind needs and forbids.
 * @param model the descriptor
 * @param layers `n_layers` rows
 * @param n_layers 0 .. 4,096; 0 only for a model with a stated total
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param[out] err names the first wrong field and row; NULL allowed
 * @return ::TOLL_OK; any status of toll_struct_check(); ::TOLL_E_STRIDE; ::TOLL_E_MISSING (a field that the kind needs
 * is 0); ::TOLL_E_CONFLICT (a field or flag that the kind does not have, more active experts than experts, heads that
 * their KV heads or groups don't divide, QK-norm both by head and by layer, shared K=V of two sizes, a `count` above
 * the model's n_layers; a tied head or a head bias without a head, more stated active parameters than parameters).
 * O(n_layers).
 */
TOLL_API toll_status toll_model_check(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                      uint64_t stride_bytes, toll_error *err);

/**
 * Counts parameters exactly.
 * @param model the descriptor
 * @param layers its rows
 * @param n_layers how many rows
 * @param stride_bytes distance between rows
 * @param[out] counts the counts; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; any status of toll_model_check(); ::TOLL_E_MISSING for an incomplete model without a stated total,
 *         and for a stated total above what the rows add up to without stated active parameters; ::TOLL_E_CONFLICT for
 *         stated figures below what the rows add up to; ::TOLL_E_OVERFLOW from 2^63 - 1. O(n_layers).
 */
TOLL_API toll_status toll_model_count(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                      uint64_t stride_bytes, toll_model_counts *counts, toll_error *err);

/**
 * Bytes of the weights in a precision.
 * @param model the descriptor
 * @param layers its rows
 * @param n_layers how many rows
 * @param stride_bytes distance between rows
 * @param precision bits per weight
 * @param[out] weights the bytes; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_model_count(); ::TOLL_E_OVERFLOW also beyond 2^53 bytes, up to which they are exact. O(n_layers).
 */
TOLL_API toll_status toll_model_compute_weights(const toll_model *model, const toll_model_layer *layers,
                                                uint64_t n_layers, uint64_t stride_bytes,
                                                const toll_model_precision *precision, toll_model_weights *weights,
                                                toll_error *err);

/**
 * Bytes of KV cache and state that one sequence holds, before paging and parallelism.
 * @param model the descriptor
 * @param layers its rows
 * @param n_layers how many rows
 * @param stride_bytes distance between rows
 * @param precision bits per element
 * @param context_tokens tokens of the sequence, 0 .. 10^9
 * @param[out] kv the bytes; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return as toll_model_check(); ::TOLL_E_RANGE for context_tokens; ::TOLL_E_MISSING for an incomplete model or one
 *         without rows; ::TOLL_E_OVERFLOW beyond 2^53 bytes, up to which they are exact. O(n_layers).
 */
TOLL_API toll_status toll_model_compute_kv(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                           uint64_t stride_bytes, const toll_model_precision *precision,
                                           int64_t context_tokens, toll_model_kv *kv, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
