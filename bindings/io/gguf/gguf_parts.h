/* SPDX-License-Identifier: Apache-2.0 */
/* What each tensor of a GGUF file is: its place in a layer and its class. */
#ifndef TOLL_IO_GGUF_PARTS_H
#define TOLL_IO_GGUF_PARTS_H

#include "gguf/gguf_head.h"

/* Classes of toll_model_counts, in the order of toll_model_precision's bits. */
typedef enum gguf_class {
    CLASS_EMBED,
    CLASS_HEAD,
    CLASS_ATTN,
    CLASS_ATTN_V,
    CLASS_FFN,
    CLASS_FFN_DOWN,
    CLASS_EXPERT,
    CLASS_EXPERT_DOWN,
    CLASS_ROUTER,
    CLASS_MIXER,
    CLASS_OTHER,
    CLASSES
} gguf_class;

/* Parts of a layer that its rows are made of. */
typedef enum gguf_part {
    PART_NONE,
    PART_Q,
    PART_K,
    PART_V,
    PART_QKV,
    PART_O,
    PART_Q_BIAS,
    PART_O_BIAS,
    PART_Q_NORM,
    PART_K_NORM,
    PART_SINKS,
    PART_GATE,
    PART_Q_A,
    PART_Q_B,
    PART_KV_A,
    PART_KV_B,
    PART_K_B,
    PART_INDEX_Q,
    PART_INDEX_K,
    PART_FFN_GATE,
    PART_FFN_UP,
    PART_FFN_DOWN,
    PART_FFN_BIAS,
    PART_ROUTER,
    PART_ROUTER_BIAS,
    PART_EXPERT_GATE,
    PART_EXPERT_UP,
    PART_EXPERT_BIAS,
    PART_SHARED_UP,
    PART_SHARED_GATE,
    PART_MIXER_NORM,
    PART_FFN_NORM,
    PART_SSM_IN,
    PART_SSM_X,
    PART_SSM_BETA,
    PART_SSM_DECAY,
    PART_SSM_NORM,
    PART_CONV_IN,
    PART_REST,
    PART_RECURRENT,
    PARTS
} gguf_part;

/* What the tensors say of one layer: of each part how often it is there, and its width (the last dimension but
 * experts'). */
typedef struct gguf_layer {
    uint8_t count[PARTS];
    int64_t width[PARTS];
    int64_t experts;
} gguf_layer;

typedef struct gguf_parts {
    gguf_layer *layers;
    int64_t n_layers;
    int64_t d_model, vocab_size, position_rows, outer_norms;
    bool has_head, has_head_bias;
    uint64_t elements[CLASSES], bytes[CLASSES];
    uint64_t all_elements, all_bytes;
    uint64_t layer_table; /* elements of the embeddings for each layer (Gemma 3n) */
    uint64_t known_rest;  /* of tensors that are known, and that no row describes */
} gguf_parts;

/* Reads all tensors into parts, whose layers (n_layers of them, zeroed) the caller holds. */
toll_status toll__gguf_collect(const gguf_head *head, gguf_parts *parts, toll_error *err);

#endif
