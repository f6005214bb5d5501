/* SPDX-License-Identifier: Apache-2.0 */
/* One layer of a config as rows of a descriptor. */
#ifndef TOLL_IO_HF_LAYER_H
#define TOLL_IO_HF_LAYER_H

#include <toll/model.h>

#include "config/hf_keys.h"

/* What a layer is made of. */
typedef enum hf_kind {
    HF_FULL,
    HF_WINDOW,
    HF_LINEAR,
    HF_MAMBA,
    HF_FFN_ALONE,
    HF_MOE_ALONE,
    HF_SPARSE,
    HF_HEAVY,
    HF_CONV,
    HF_CROSS,
    HF_NOTHING
} hf_kind;

/* Of layer i; sticks TOLL_E_UNSUPPORTED for a kind that is not known. */
hf_kind toll__hf_layer_kind(hf_config *c, int64_t i);

/* Tokens of the layer's window where it has one; 0: none. */
int64_t toll__hf_layer_window(hf_config *c);

/* Attention or what stands for it; and the feed-forward block; kind 0 where the layer lacks it. count is 1. */
toll_model_layer toll__hf_layer_mixer(hf_config *c, int64_t i);
toll_model_layer toll__hf_layer_ffn(hf_config *c, int64_t i);

/* Compressed entries that attention reads too, and experts in parallel with the dense block; kind 0 where the layer
 * has none. */
toll_model_layer toll__hf_layer_entries(hf_config *c, int64_t i);
toll_model_layer toll__hf_layer_parallel_moe(hf_config *c, int64_t i);

/* Nemotron-NAS: the kind of layer i, its KV heads and the width of its FFN; 0 for a block that was pruned away. */
hf_kind toll__hf_block_kind(hf_config *c, int64_t i);
int64_t toll__hf_block_kv_heads(hf_config *c, int64_t i);
int64_t toll__hf_block_width(hf_config *c, int64_t i);

/* Encoder-decoders (hf_stacks.c): layers of both, and the rows of layer i. */
int64_t toll__hf_encoder_layers(hf_config *c);
int64_t toll__hf_stack_layers(hf_config *c);
int64_t toll__hf_stack_positions(hf_config *c);
toll_model_layer toll__hf_stack_mixer(hf_config *c, int64_t i);
toll_model_layer toll__hf_stack_cross(hf_config *c, int64_t i);
toll_model_layer toll__hf_stack_ffn(hf_config *c, int64_t i);

/* The second mixer of a layer that has two side by side; kind 0 where it has one. */
toll_model_layer toll__hf_layer_second_mixer(hf_config *c, int64_t i);

/* Whether layer i attends the keys and values of an earlier one. */
bool toll__hf_layer_borrows(hf_config *c, int64_t i);

/* Parameters of the mixing of parallel residual streams (hyper-connections): of half a layer; of the end. 0 without. */
int64_t toll__hf_mixing_params(hf_config *c, bool is_end);

/* Parameters of the parts that vision_config describes; 0: none, or not known. A dimension is below HF_BESIDE_MOST. */
#define HF_BESIDE_MOST 1000000
int64_t toll__hf_beside_params(const hf_config *c);

#endif
