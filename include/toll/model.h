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
 * @brief The shape of a model, its exact parameter counts, weight bytes and KV-cache bytes.
 *
 * This header answers: how many parameters does a model have, how many bytes do its weights take, and how many bytes
 * does a sequence hold in the KV cache? All of it is exact integer arithmetic.
 *
 * ## Descriptor
 *
 * A model is a ::toll_model (widths, vocabulary) and an array of ::toll_model_layer rows. A row is one *component
 * class*: a number of identical attention blocks, feed-forward blocks or recurrent blocks. The order of rows is free.
 *
 * - a plain decoder: two rows
 * - 3 dense and 58 expert layers: three rows (attention, dense, experts)
 * - 126 layers whose head counts all differ: 126 attention rows and one or more feed-forward rows
 * - a hybrid: more rows, for its recurrent blocks
 *
 * ## Parameters of one component
 *
 * Symbols: d = d_model, H = n_heads, K = n_kv_heads, h = head_dim, v = v_head_dim (h if 0), f = d_ff, E = n_experts,
 * k = n_experts_active, m = ffn_matrices. Each component also has `norm_vectors * d` and extra_params.
 *
 * Attention (::TOLL_LAYER_ATTENTION):
 *
 *     d*H*h + d*K*h + d*K*v + H*v*d     q, k, v, output
 *     + d*H*v                           output gate
 *     + H*h + K*h + K*v                 QKV biases
 *     + d                               output bias
 *     + 2*h, or H*h + K*h               QK-norm by head, or by layer
 *     + H                               sinks
 *     + d*(I*j + j) + 2*j               indexer of I heads of size j with their norms (MiniMax-M3)
 *
 * Keys that are also values (::TOLL_LAYER_K_IS_V) drop `d*K*v` and the bias of v. Layers that attend an earlier layer's
 * cache (::TOLL_LAYER_SHARED_CACHE) have no k and no v: they drop `d*K*h + d*K*v`, both biases, and the norm of k.
 *
 * Latent attention (::TOLL_LAYER_MLA), n = qk_nope_dim, r = qk_rope_dim, q = q_lora_rank, c = kv_lora_rank:
 *
 *     d*q + q + q*H*(n+r)               queries; d*H*(n+r) if q = 0
 *     + d*(c+r) + c + c*H*(n+v)         latent and its norm, up-projection
 *     + H*v*d                           output
 *     + q*I*j + d*j + d*I + 2*j         indexer of I heads of size j; 2*j is its LayerNorm
 *
 * Feed-forward (::TOLL_LAYER_FFN): `m*d*f`, with biases `(m-1)*f + d` more.
 *
 * Experts (::TOLL_LAYER_MOE), w = d_latent, or d if 0:
 *
 *     E*m*w*f + m*d*d_ff_shared + d*E   routed experts, shared experts, router
 *     + 2*d*d_latent                    projections to the latent width and back
 *     + E*((m-1)*f + w)                 expert biases
 *     + E                               router bias
 *     + d                               gate of the shared expert
 *
 * Gated delta net (::TOLL_LAYER_GDN), k = K*h and u = H*v here, w = conv_width:
 *
 *     d*(2k+2u) + 2*d*H + (2k+u)*w + 2*H + v + u*d
 *
 * With ::TOLL_LAYER_CHANNEL_DECAY, decays and output gate pass through the width of one head (arXiv 2510.26692, section
 * 4):
 *
 *     d*(2k+u) + d*H + h*(d+k) + v*(d+u) + (2k+u)*w + H + k + v + u*d
 *
 * Mamba-2 (::TOLL_LAYER_MAMBA2), i = H*h, g = n_groups*state_dim, w = conv_width:
 *
 *     d*(2i+2g+H) + (i+2g)*(w+1) + 3*H + i + i*d      without the second term if w = 0, without `i` if BARE
 *
 * Mamba-1 (::TOLL_LAYER_MAMBA2 with ::TOLL_LAYER_SELECTIVE), i = H*h channels, s = state_dim, r = q_lora_rank, the rank
 * of the step sizes (arXiv 2312.00752, section 3.6):
 *
 *     d*2i + i*(w+1) + i*(r+2s) + r*i + i + i*s + i + i*d     in, convolution, x to steps and B and C, steps and their
 *                                                             bias, A, D, out; without the second term if w = 0
 *
 * Short convolution (::TOLL_LAYER_CONV), i = H*h channels, two of them gates (LFM2):
 *
 *     3*d*i + i*w + i*d
 *
 * Lightning attention (::TOLL_LAYER_LIGHTNING), q, k, v, gate, output and a norm: `5*d*H*h + H*h`.
 *
 * Shared-KV attention (::TOLL_LAYER_SHARED_KV), q = q_lora_rank, r = o_lora_rank:
 *
 *     d*q + q + q*H*h + d*h + h + H*h*r + o_groups*r*d
 *     + H                               sinks
 *
 * Compressor (::TOLL_LAYER_COMPRESSOR), m = compress_tokens, a = 1, or a = 2 with an indexer, whose windows overlap:
 *
 *     2*d*a*h + m*a*h + h
 *     + 4*d*j + 2*m*j + j + q*I*j + d*I indexer of I heads of size j
 *
 * Parameters outside the layers:
 *
 *     (vocab_size + pos_embed_rows)*d + final_norm_vectors*d + extra_params
 *     + vocab_size*d                    output head, unless tied
 *     + vocab_size                      bias of the output head
 *
 * Example: Llama 3.1 70B has d = 8,192, H = 64, K = 8, h = 128, f = 28,672, m = 3, 80 layers and 128,256 tokens of
 * vocabulary. Attention 80 * 150,994,944, feed-forward 80 * 704,643,072, norms 161 * 8,192, embeddings 2 *
 * 1,050,673,152: together 70,553,706,496 parameters.
 *
 * The sums reproduce the tensor counts of 54 published checkpoints to the digit. To compare, add those tensors of a
 * checkpoint that this header does not describe; see "Not described".
 *
 * ## Active parameters
 *
 * Vendors count active parameters differently. Qwen and Mistral include both embeddings, OpenAI leaves out the input
 * embedding, MiniMax-01 leaves out both. Here a parameter is active if one token touches it, both embeddings included.
 * Of the experts, k of E are active. ::toll_model_counts keeps the parts, so that you can form any other definition.
 *
 * ## KV cache
 *
 * Elements that a sequence of s tokens holds in one layer:
 *
 *     attention     K*(h+v) for each token; with a window only min(s, window) tokens are held; an indexer adds j
 *     MLA           c+r for each token (of the window), shared by all heads; an indexer adds j
 *     shared KV     h for each token of the window
 *     compressor    h+j for each whole entry of m tokens; the last tokens that do not fill an entry are not counted
 *     GDN           H*h*v, and (2k+u)*(w-1) if w > 1; constant
 *     Mamba-2       i*state_dim, and (i+2g)*(w-1) if w > 1; constant
 *     Mamba-1       i*state_dim, and i*(w-1) if w > 1; constant
 *     convolution   i*(w-1); constant
 *     lightning     H*h*h; constant
 *
 * Keys and values are both held even if they share a projection, since only keys are normed and rotated. Nothing is
 * held by attention that borrows a cache (::TOLL_LAYER_SHARED_CACHE) or that needs none (::TOLL_LAYER_UNCACHED).
 *
 * Example: Llama 3.1 70B with a 16-bit cache holds 80 * 8 * (128 + 128) * 2 bytes = 327,680 bytes for each token.
 *
 * ## Not described
 *
 * Vision towers, multi-token prediction layers, quantisation scales stored as tensors, and rotary tables are not part
 * of a descriptor. Paging and parallelism come with a deployment: step.h.
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
/** Gated delta net: n_kv_heads key heads of head_dim, n_heads value heads of v_head_dim, convolution of conv_width. */
#define TOLL_LAYER_GDN       5
#define TOLL_LAYER_MAMBA2    6 /**< Mamba-2: n_heads of head_dim, n_groups of state_dim, a convolution of conv_width. */
#define TOLL_LAYER_LIGHTNING 7 /**< Lightning (linear) attention: n_heads heads of head_dim. */
/**
 * Shared-KV attention within window_tokens (DeepSeek-V4): n_heads query heads over one head that is both key and value.
 * Queries come from q_lora_rank. The output is projected in o_groups groups to o_lora_rank each.
 */
#define TOLL_LAYER_SHARED_KV 8
/**
 * Compressed cache that accompanies shared-KV attention: one entry of head_dim for every compress_tokens tokens. The
 * n_heads query heads attend the entries as well as the window. With an indexer, index_topk_tokens counts *entries*.
 */
#define TOLL_LAYER_COMPRESSOR 9
/** Gated short convolution (LFM2): n_heads * head_dim channels, each over the last conv_width tokens. */
#define TOLL_LAYER_CONV 10

/* Bits of toll_model_layer.flags. */
#define TOLL_LAYER_QKV_BIAS     0x1u /**< Biases on q, k and v. Attention only. */
#define TOLL_LAYER_O_BIAS       0x2u /**< Bias on the attention output. Attention only. */
#define TOLL_LAYER_QK_NORM_HEAD 0x4u /**< One norm vector of head_dim for q and one for k. Attention only. */
/** Norm vectors over all heads of q and of k. Costs one more all-reduce under tensor parallelism. Attention only. */
#define TOLL_LAYER_QK_NORM_LAYER 0x8u
#define TOLL_LAYER_OUT_GATE      0x10u  /**< A separate projection gates the attention output. Attention only. */
#define TOLL_LAYER_K_IS_V        0x20u  /**< One projection gives keys and values; both are cached. Attention only. */
#define TOLL_LAYER_SINKS         0x40u  /**< One learned sink logit per head. Attention and shared KV. */
#define TOLL_LAYER_FFN_BIAS      0x80u  /**< Biases in the dense feed-forward block. */
#define TOLL_LAYER_EXPERT_BIAS   0x100u /**< Biases in every expert. */
#define TOLL_LAYER_ROUTER_BIAS   0x200u /**< One bias per expert in the router. */
#define TOLL_LAYER_SHARED_GATE   0x400u /**< One vector of width d gates the shared expert's output. */
/** Gated delta net with one decay per channel of the keys instead of one per head (Kimi delta attention). */
#define TOLL_LAYER_CHANNEL_DECAY 0x800u
/** Attends the keys and values of an earlier layer and has none of its own (Gemma 3n, Gemma 4 E). Attention only. */
#define TOLL_LAYER_SHARED_CACHE 0x1000u
/** Mamba-1 instead of Mamba-2: every channel has steps and a decay of its own, from q_lora_rank. Mamba-2 only. */
#define TOLL_LAYER_SELECTIVE 0x2000u
/** Attends, but keeps nothing between steps: a layer of the encoder in an encoder-decoder. Attention only. */
#define TOLL_LAYER_UNCACHED 0x4000u
#define TOLL_LAYER_BARE     0x8000u /**< Mamba-2 without the norm of its inner width (Falcon-H1). */
/** Works on prompts alone: a layer of the encoder in an encoder-decoder. It takes no part in steps without a prompt
 * and keeps nothing, as ::TOLL_LAYER_UNCACHED. Attention and feed-forward blocks. */
#define TOLL_LAYER_ENCODER 0x10000u

/**
 * One class of identical components: a row without a header, whose size is the stride. A field that the row's kind does
 * not use must be 0. Fields with "needed by" must be above 0 for these kinds. Counts and widths are whole numbers.
 */
typedef struct toll_model_layer {
    uint32_t kind;             /**< TOLL_LAYER_ATTENTION .. TOLL_LAYER_CONV. Default 1. */
    uint32_t flags;            /**< TOLL_LAYER_* bits that this kind allows. */
    int64_t count;             /**< Layers of the model that hold this component, 1 .. 10,000; at most the model's
                                    n_layers. Default 1. */
    int64_t n_heads;           /**< Query heads; value heads (GDN); heads (Mamba-2, lightning). 0 .. 10^5; needed by all
                                    kinds but FFN and MoE. */
    int64_t n_kv_heads;        /**< Key/value heads; key heads (GDN). 0 .. 10^5; divides n_heads. Needed by attention
                                    and GDN. */
    int64_t head_dim;          /**< Size of a query and key head, 0 .. 10^5; never derived from d_model. Needed by all
                                    kinds but MLA, FFN and MoE. */
    int64_t v_head_dim;        /**< Size of a value head, 0 .. 10^5. Needed by MLA. Attention and GDN: 0 stands for
                                    head_dim. */
    int64_t window_tokens;     /**< Sliding or chunked window, tokens, 0 .. 10^9. Attention, MLA: 0 is all of it.
                                    Needed by shared KV. */
    int64_t q_lora_rank;       /**< Rank of compressed queries, 0 .. 10^6. MLA: 0 projects them directly. Needed by
                                    shared KV, by an indexer and by a selective Mamba. */
    int64_t kv_lora_rank;      /**< Rank of the latent, 0 .. 10^6. Needed by MLA. */
    int64_t qk_nope_dim;       /**< Part of a head that is not rotated, 0 .. 10^5. Needed by MLA. */
    int64_t qk_rope_dim;       /**< Rotated part of a head, 0 .. 10^5; 0: none. MLA. */
    int64_t index_heads;       /**< Heads of the sparse attention's indexer, 0 .. 10^5; 0: no indexer. Attention,
                                    MLA, compressor. */
    int64_t index_dim;         /**< Size of an indexer head, 0 .. 10^5. Needed by an indexer. */
    int64_t index_topk_tokens; /**< Tokens that the indexer selects (compressor: entries), 0 .. 10^9. Needed by an
                                    indexer. MLA with no indexer: what an earlier layer's indexer has selected. */
    int64_t d_ff;              /**< Width of the dense block, or of one expert, 0 .. 10^7. Needed by FFN and MoE. */
    int64_t ffn_matrices;      /**< 3: gated; 2: plain. Needed by FFN and MoE. */
    int64_t n_experts;         /**< Routed experts, 0 .. 10^6. Needed by MoE. */
    int64_t n_experts_active;  /**< Routed experts that one token uses, at most n_experts. Needed by MoE. */
    int64_t d_ff_shared;       /**< Total width of the shared experts, 0 .. 10^7; 0: none. MoE. */
    int64_t d_latent;          /**< Width in which routed experts work, 0 .. 10^6; 0 stands for d_model. MoE. */
    int64_t n_groups;          /**< Groups, 0 .. 10^5; divides n_heads. Needed by Mamba-2. */
    int64_t state_dim;         /**< State size of one group, 0 .. 10^5. Needed by Mamba-2. */
    int64_t conv_width;        /**< Width of the convolution, 0 .. 1,000; 0: no convolution. GDN, Mamba-2. Needed
                                    by a short convolution. */
    int64_t norm_vectors;      /**< Norm vectors of width d_model (weights and biases) of this component, 0 .. 64; 0:
                                    none. Default 1. */
    int64_t extra_params;      /**< Parameters per layer that no formula covers, 0 .. 10^14; they count as active. */
    int64_t o_groups;          /**< Groups of the output projection, 0 .. 10^5; divides n_heads. Needed by shared KV. */
    int64_t o_lora_rank;       /**< Width that each group is projected to, 0 .. 10^6. Needed by shared KV. */
    int64_t compress_tokens;   /**< Tokens of one entry, 0 .. 10^6. Needed by compressor. */
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
    char id[64];                  /**< Catalog id, "llama-3.1-70b"; any text in your own descriptor. */
    char native_precision[32];    /**< Id of the precision that the checkpoint is published in; empty: not known. */
    uint32_t flags;               /**< TOLL_MODEL_* flag bits. */
    uint32_t reserved;            /**< Must be 0. */
    int64_t n_layers;             /**< Transformer layers, as the model's config counts them, 1 .. 10,000. Default 1. */
    int64_t d_model;              /**< Width of the residual stream, 1 .. 10^6. Required: toll_struct_init() leaves it
                                       0, which is refused. */
    int64_t vocab_size;           /**< Rows of the embedding as stored, padding included, 0 .. 10^8; 0: no embedding. */
    int64_t pos_embed_rows;       /**< Rows of a learned position embedding, 0 .. 10^8; 0: none. */
    int64_t final_norm_vectors;   /**< Vectors of width d_model outside the layers, 0 .. 64: 1 for RMSNorm, 2 for
                                       LayerNorm, 0 for none. Default 1. */
    int64_t extra_params;         /**< Parameters outside the layers that no formula covers, 0 .. 10^14. */
    int64_t max_context_tokens;   /**< Longest context, tokens, 1 .. 10^9. Optional. */
    int64_t params_total_stated;  /**< Total that replaces the formula, for shapes outside this schema, 1 .. 10^15; not
                                       below the sum of the rows. Optional. */
    int64_t params_active_stated; /**< Active parameters that replace the formula, both embeddings included, 1 .. 10^15.
                                       Needed with params_total_stated unless the rows add up to that total.
                                       Optional. */
    int64_t beside_params; /**< Parameters that engines load beside the text model: vision tower, projector, audio
                                       encoder, 0 .. 10^14; 0: none is known. No other count contains them. */
} toll_model;

/** Exact parameter counts of a model, in total and by tensor class. */
typedef struct toll_model_counts {
    uint32_t struct_size;       /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;       /**< ::TOLL_KIND_MODEL_COUNTS. */
    int64_t params_total;       /**< All parameters. */
    int64_t params_active;      /**< Parameters that one token touches, both embeddings included, or as stated. */
    int64_t params_input_embed; /**< Input embedding: a look-up, no arithmetic. If tied, it is the head too. */
    int64_t params_matmul;      /**< Active parameters that multiply: active - embed - other, plus the head if tied. */
    int64_t embed;              /**< Class: input embedding and learned positions. */
    int64_t head;               /**< Class: output head; 0 if tied. */
    int64_t attn;               /**< Class: attention projections other than v. */
    int64_t attn_v;             /**< Class: v projections (MLA: the up-projection of the latent). */
    int64_t ffn;                /**< Class: dense and shared-expert input projections. */
    int64_t ffn_down;           /**< Class: dense and shared-expert output projections. */
    int64_t expert;             /**< Class: routed experts' input projections, latent projections included. */
    int64_t expert_down;        /**< Class: routed experts' output projections. */
    int64_t router;             /**< Class: routers and shared-expert gates. */
    int64_t mixer;              /**< Class: projections of recurrent blocks (GDN, Mamba-2, lightning). */
    int64_t other;              /**< Class: norms, biases, sinks, convolutions, extras. */
    int64_t stated_rest;        /**< Stated total minus the classes above; 0 unless a stated total replaces the
                                     formula. */
} toll_model_counts;

/**
 * How a model's tensors are stored and computed: true bits per weight for each tensor class, scales included. Get one
 * from toll_catalog_get_precision(), or fill one by hand. For a GGUF mix, give each class its mean bits. All bits are
 * 0.5 .. 64.
 */
typedef struct toll_model_precision {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_PRECISION. */
    char id[32];             /**< Catalog id, "fp8" or "q4_k_m"; any text in your own. */
    double embed_bits;       /**< Input embedding and learned positions, bits per weight. Default 16. */
    double head_bits;        /**< Output head, bits per weight. A tied head is stored once, at embed_bits. Default
                                  16. */
    double attn_bits;        /**< Attention projections other than v, bits per weight. Default 16. */
    double attn_v_bits;      /**< v projections, bits per weight. Default 16. */
    double ffn_bits;         /**< Dense and shared-expert input projections, bits per weight. Default 16. */
    double ffn_down_bits;    /**< Dense and shared-expert output projections, bits per weight. Default 16. */
    double expert_bits;      /**< Routed experts' input projections, bits per weight. Default 16. */
    double expert_down_bits; /**< Routed experts' output projections, bits per weight. Default 16. */
    double router_bits;      /**< Routers and shared-expert gates, bits per weight. Default 16. */
    double mixer_bits;       /**< Projections of recurrent blocks, bits per weight. Default 16. */
    double other_bits;       /**< Norms, biases and the rest, bits per weight. Default 16. */
    double kv_bits;          /**< KV cache, bits per element, scales included. Default 16. */
    double index_bits;       /**< Index keys of sparse attention, bits per element. Default 8.25. */
    double state_bits;       /**< Recurrent state, bits per element. Default 32. */
    double activation_bits;  /**< Activations between kernels and in collectives, bits per element. Default 16. */
    uint32_t linear_rate;    /**< TOLL_RATE_* of dense projections; 4 is BF16. Default 4. */
    uint32_t expert_rate;    /**< TOLL_RATE_* of routed experts. Default 4. */
    uint32_t attention_rate; /**< TOLL_RATE_* of attention scores and values. Default 4. */
    uint32_t reserved;       /**< Must be 0. */
} toll_model_precision;

/** Weight bytes by tensor class: each class is ceil(parameters * bits / 8). */
typedef struct toll_model_weights {
    uint32_t struct_size;      /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;      /**< ::TOLL_KIND_MODEL_WEIGHTS. */
    int64_t total_bytes;       /**< All classes and the stated rest, bytes. */
    int64_t embed_bytes;       /**< Class embed, bytes. */
    int64_t head_bytes;        /**< Class head, bytes. */
    int64_t attn_bytes;        /**< Classes attn and attn_v, bytes. */
    int64_t ffn_bytes;         /**< Classes ffn and ffn_down, bytes. */
    int64_t expert_bytes;      /**< Classes expert and expert_down, bytes. */
    int64_t router_bytes;      /**< Class router, bytes. */
    int64_t mixer_bytes;       /**< Class mixer, bytes. */
    int64_t other_bytes;       /**< Class other, bytes. */
    int64_t stated_rest_bytes; /**< Stated rest, bytes: at expert_bits if the model has experts, else at ffn_bits. */
    double mean_bits;          /**< Mean bits per parameter: total_bytes * 8 / params_total. */
} toll_model_weights;

/** KV cache and state of one sequence. */
typedef struct toll_model_kv {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_MODEL_KV. */
    int64_t context_tokens;  /**< Length of the sequence, tokens, as asked. */
    int64_t sequence_bytes;  /**< Bytes that the sequence holds: all layers, states included. */
    int64_t token_bytes;     /**< Bytes that one more token adds while every window still grows. */
    int64_t token_far_bytes; /**< Bytes that one more token adds once every window is full. */
    int64_t state_bytes;     /**< Recurrent states, bytes: constant per sequence. */
    int64_t full_layers;     /**< Layers that hold the whole context. A class of compressed entries counts here too. */
    int64_t window_layers;   /**< Layers that hold a window. */
    int64_t state_layers;    /**< Layers that hold a state. */
} toll_model_kv;

/**
 * Checks a descriptor: every field, and the fields that each row's kind needs and forbids.
 *
 * Use it to validate a descriptor that you filled by hand. The other functions call it themselves. It does not compare
 * the descriptor with a checkpoint: use toll_model_count() for that.
 *
 * @param model the descriptor
 * @param layers `n_layers` rows
 * @param n_layers number of rows, 0 .. 4,096; 0 only for a model with a stated total
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param[out] err names the first wrong field and row; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_RANGE: too many rows; a number outside its range; ffn_matrices other than 2 or 3
 * - ::TOLL_E_STRIDE: the stride is not the size of a published row
 * - ::TOLL_E_MISSING: a field that the kind needs is 0; an incomplete indexer; a shared gate without d_ff_shared; no
 *   rows and no stated total
 * - ::TOLL_E_CONFLICT: a field or flag that the kind does not have; more active experts than experts; heads that their
 *   KV heads or groups do not divide; QK-norm both by head and by layer; shared K=V of two sizes; a `count` above the
 *   model's n_layers; a tied head or a head bias without a head; more stated active parameters than parameters; an
 *   unverified fact that is not given
 * - any status of toll_struct_check()
 *
 * Cost: O(n_layers).
 */
TOLL_API toll_status toll_model_check(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                      uint64_t stride_bytes, toll_error *err);

/**
 * Counts parameters exactly, in total, active and by tensor class.
 *
 * Use it to compare a descriptor with a published checkpoint, or to get N for a FLOP estimate (params_matmul).
 *
 * @param model the descriptor
 * @param layers its rows
 * @param n_layers number of rows
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param[out] counts the counts; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_MISSING: an incomplete model without a stated total; a stated total above the sum of the rows without
 *   stated active parameters
 * - ::TOLL_E_CONFLICT: a stated total or stated active parameters below the sum of the rows; more active parameters
 *   than parameters
 * - ::TOLL_E_OVERFLOW: the total is 2^63 - 1 or more
 * - any status of toll_model_check()
 *
 * Cost: O(n_layers).
 */
TOLL_API toll_status toll_model_count(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                      uint64_t stride_bytes, toll_model_counts *counts, toll_error *err);

/**
 * Computes the bytes of the weights in a precision.
 *
 * Use it for the size of a checkpoint, or to compare precisions. It does not include the KV cache, activations or the
 * copies that tensor parallelism makes: toll_step_estimate_memory() does.
 *
 * @param model the descriptor
 * @param layers its rows
 * @param n_layers number of rows
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param precision bits per weight of each class
 * @param[out] weights the bytes; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_OVERFLOW: more than 2^53 bytes; up to there the bytes are exact
 * - any status of toll_model_count(), or of the precision's check
 *
 * Cost: O(n_layers).
 */
TOLL_API toll_status toll_model_compute_weights(const toll_model *model, const toll_model_layer *layers,
                                                uint64_t n_layers, uint64_t stride_bytes,
                                                const toll_model_precision *precision, toll_model_weights *weights,
                                                toll_error *err);

/**
 * Computes the bytes of KV cache and state that one sequence holds.
 *
 * Use it to compare models or cache precisions. It counts before paging and parallelism: for the bytes on one
 * accelerator use toll_step_estimate_memory().
 *
 * @param model the descriptor
 * @param layers its rows
 * @param n_layers number of rows, at least 1
 * @param stride_bytes distance between rows: the caller's sizeof(toll_model_layer)
 * @param precision bits per element of the cache
 * @param context_tokens tokens of the sequence, 0 .. 10^9
 * @param[out] kv the bytes; header set by the caller. All bytes and layers are 0 for a model without a KV cache
 *     (::TOLL_MODEL_NO_KV)
 * @param[out] err detail on failure; may be NULL
 * @return one of
 * - ::TOLL_OK
 * - ::TOLL_E_RANGE: context_tokens
 * - ::TOLL_E_MISSING: an incomplete model, or one without rows
 * - ::TOLL_E_OVERFLOW: more than 2^53 bytes; up to there the bytes are exact
 * - any status of toll_model_check(), or of the precision's check
 *
 * Cost: O(n_layers).
 */
TOLL_API toll_status toll_model_compute_kv(const toll_model *model, const toll_model_layer *layers, uint64_t n_layers,
                                           uint64_t stride_bytes, const toll_model_precision *precision,
                                           int64_t context_tokens, toll_model_kv *kv, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
