/* SPDX-License-Identifier: Apache-2.0 */
/* Recurrent blocks of a GGUF file: which kind a layer's tensors are, and its sizes from the keys, held against the
 * width of the tensors.
 *
 *   ssm_x                    Mamba-1: steps, B and C from the channels
 *   ssm_f_a                  gated delta net with a decay per channel (Kimi Linear)
 *   ssm_ba or ssm_beta       gated delta net; its queries, keys and values are called attn_qkv
 *   ssm_in                   Mamba-2, with attention beside it in Falcon-H1
 *   shortconv.in_proj        short convolution (LFM2)
 *
 * Example: Falcon-H1 0.5B states ssm.inner_size 1536, time_step_rank 24, state_size 128 and group_count 1. ssm_in must
 * put out 2 * 1536 + 2 * 128 + 24 = 3352 numbers. */
#include "gguf/gguf_recurrent.h"

#include <stddef.h>

#include "text/io_error.h"

static int64_t number(const gguf_head *head, gguf_key key, int64_t layer)
{
    return toll__gguf_number(head, key, (uint64_t)layer, 0);
}

bool toll__gguf_is_recurrent(const gguf_layer *l)
{
    return l->count[PART_SSM_X] + l->count[PART_SSM_IN] + l->count[PART_SSM_BETA] + l->count[PART_CONV_IN] +
               l->count[PART_RECURRENT] >
           0;
}

bool toll__gguf_takes_attention(const gguf_layer *l)
{
    return l->count[PART_SSM_BETA] > 0;
}

static void read_selective(const gguf_head *head, int64_t layer, toll_model_layer *row)
{
    row->kind = TOLL_LAYER_MAMBA2;
    row->flags = TOLL_LAYER_SELECTIVE;
    row->n_heads = number(head, KEY_SSM_INNER, layer);
    row->head_dim = row->n_groups = 1;
    row->state_dim = number(head, KEY_SSM_STATE, layer);
    row->q_lora_rank = number(head, KEY_SSM_RANK, layer);
}

/* Heads are stated as the rank of the steps. */
static void read_heads(const gguf_head *head, int64_t layer, toll_model_layer *row)
{
    row->n_heads = number(head, KEY_SSM_RANK, layer);
    const int64_t inner = number(head, KEY_SSM_INNER, layer);
    row->head_dim = row->n_heads > 0 && inner > 0 ? inner / row->n_heads : 0;
}

static void read_mamba2(const gguf_head *head, const gguf_layer *l, int64_t layer, toll_model_layer *row)
{
    row->kind = TOLL_LAYER_MAMBA2;
    row->flags = l->count[PART_SSM_NORM] > 0 ? 0 : TOLL_LAYER_BARE;
    read_heads(head, layer, row);
    row->n_groups = number(head, KEY_SSM_GROUPS, layer);
    row->state_dim = number(head, KEY_SSM_STATE, layer);
}

static void read_delta_net(const gguf_head *head, int64_t layer, toll_model_layer *row)
{
    row->kind = TOLL_LAYER_GDN;
    read_heads(head, layer, row);
    row->v_head_dim = row->head_dim;
    row->n_kv_heads = number(head, KEY_SSM_GROUPS, layer);
    row->head_dim = number(head, KEY_SSM_STATE, layer);
}

static void read_channel_delta_net(const gguf_head *head, int64_t layer, toll_model_layer *row)
{
    row->kind = TOLL_LAYER_GDN;
    row->flags = TOLL_LAYER_CHANNEL_DECAY;
    row->n_heads = row->n_kv_heads = number(head, KEY_HEADS, layer);
    row->head_dim = number(head, KEY_KDA_HEAD, layer);
}

static void read_convolution(const gguf_head *head, const gguf_layer *l, int64_t layer, toll_model_layer *row)
{
    row->kind = TOLL_LAYER_CONV;
    row->n_heads = l->width[PART_CONV_IN] / 3;
    row->head_dim = 1;
    row->conv_width = number(head, KEY_SHORT_CONV, layer);
}

/* What the first projection puts out by the keys, and what it does; 0 and 0 where no one tensor tells. */
static bool is_as_wide(const gguf_layer *l, const toll_model_layer *row)
{
    const int64_t inner = row->n_heads * row->head_dim, mixed = 2 * row->n_groups * row->state_dim;
    if (row->kind == TOLL_LAYER_CONV)
        return 3 * inner == l->width[PART_CONV_IN];
    if (row->kind == TOLL_LAYER_GDN)
        return true;
    if ((row->flags & TOLL_LAYER_SELECTIVE) != 0)
        return 2 * inner == l->width[PART_SSM_IN] && row->q_lora_rank + 2 * row->state_dim == l->width[PART_SSM_X];
    return 2 * inner + mixed + row->n_heads == l->width[PART_SSM_IN];
}

/* Numbers of a file may be any: products are made of small ones alone. */
static bool are_sizes(const toll_model_layer *row)
{
    const int64_t sizes[] = {row->n_heads,     row->head_dim,   row->n_groups,   row->state_dim,
                             row->q_lora_rank, row->conv_width, row->n_kv_heads, row->v_head_dim};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (sizes[i] < 0 || sizes[i] > 1000000)
            return false;
    return true;
}

toll_status toll__gguf_recurrent(const gguf_head *head, const gguf_layer *l, int64_t layer, toll_model_layer *row,
                                 toll_error *err)
{
    row->conv_width = number(head, KEY_SSM_CONV, layer);
    if (l->count[PART_SSM_X] > 0)
        read_selective(head, layer, row);
    else if (l->count[PART_SSM_DECAY] > 0)
        read_channel_delta_net(head, layer, row);
    else if (l->count[PART_SSM_BETA] > 0)
        read_delta_net(head, layer, row);
    else if (l->count[PART_SSM_IN] > 0)
        read_mamba2(head, l, layer, row);
    else if (l->count[PART_CONV_IN] > 0)
        read_convolution(head, l, layer, row);
    else
        return toll__io_fail(err, TOLL_E_UNSUPPORTED, "general.architecture",
                             "architecture %s has recurrent blocks of a kind that is not read from GGUF yet",
                             head->architecture);
    if (are_sizes(row) && is_as_wide(l, row))
        return TOLL_OK;
    return toll__io_fail(err, TOLL_E_CONFLICT, "ssm.inner_size",
                         "block %lld: the sizes that the keys ssm.* and shortconv.* state are not those of its tensors",
                         (long long)layer);
}
