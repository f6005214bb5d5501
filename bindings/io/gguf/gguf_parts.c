/* SPDX-License-Identifier: Apache-2.0 */
/* Tensors of a GGUF file by the names that llama.cpp gives them: each is counted as a part of its layer, and its
 * elements and bytes are added to its class. An unknown name counts as CLASS_OTHER. */
#include "gguf/gguf_parts.h"

#include <stdlib.h>
#include <string.h>

#include "text/io_error.h"

/* Names after "blk.N.", by their beginning; the longer ones stand before those that they begin with. */
static const struct {
    const char *name;
    gguf_part weight, bias;
    gguf_class of;
} names[] = {
    {"attn_q_norm", PART_Q_NORM, PART_NONE, CLASS_OTHER},
    {"attn_k_norm", PART_K_NORM, PART_NONE, CLASS_OTHER},
    {"attn_q_a_norm", PART_NONE, PART_NONE, CLASS_OTHER},
    {"attn_kv_a_norm", PART_NONE, PART_NONE, CLASS_OTHER},
    {"attn_q_a", PART_Q_A, PART_NONE, CLASS_ATTN},
    {"attn_q_b", PART_Q_B, PART_NONE, CLASS_ATTN},
    {"attn_kv_a_mqa", PART_KV_A, PART_NONE, CLASS_ATTN},
    {"attn_kv_b", PART_KV_B, PART_NONE, CLASS_ATTN_V},
    {"attn_k_b", PART_K_B, PART_NONE, CLASS_ATTN},
    {"attn_v_b", PART_NONE, PART_NONE, CLASS_ATTN_V},
    {"attn_qkv", PART_QKV, PART_Q_BIAS, CLASS_ATTN},
    {"attn_q", PART_Q, PART_Q_BIAS, CLASS_ATTN},
    {"attn_k", PART_K, PART_NONE, CLASS_ATTN},
    {"attn_v", PART_V, PART_NONE, CLASS_ATTN_V},
    {"attn_output_norm", PART_MIXER_NORM, PART_MIXER_NORM, CLASS_OTHER},
    {"attn_output", PART_O, PART_O_BIAS, CLASS_ATTN},
    {"attn_gate", PART_GATE, PART_NONE, CLASS_ATTN},
    {"attn_sinks", PART_SINKS, PART_SINKS, CLASS_OTHER},
    {"attn_norm", PART_MIXER_NORM, PART_MIXER_NORM, CLASS_OTHER},
    {"post_attention_norm", PART_MIXER_NORM, PART_MIXER_NORM, CLASS_OTHER},
    {"attn_post_norm", PART_MIXER_NORM, PART_MIXER_NORM, CLASS_OTHER},
    {"ffn_gate_inp_shexp", PART_SHARED_GATE, PART_NONE, CLASS_ROUTER},
    {"ffn_gate_inp", PART_ROUTER, PART_ROUTER_BIAS, CLASS_ROUTER},
    {"exp_probs_b", PART_ROUTER_BIAS, PART_ROUTER_BIAS, CLASS_OTHER},
    {"ffn_gate_exps", PART_EXPERT_GATE, PART_NONE, CLASS_EXPERT},
    {"ffn_up_exps", PART_EXPERT_UP, PART_EXPERT_BIAS, CLASS_EXPERT},
    {"ffn_down_exps", PART_NONE, PART_NONE, CLASS_EXPERT_DOWN},
    {"ffn_gate_shexp", PART_NONE, PART_NONE, CLASS_FFN},
    {"ffn_up_shexp", PART_SHARED_UP, PART_NONE, CLASS_FFN},
    {"ffn_down_shexp", PART_NONE, PART_NONE, CLASS_FFN_DOWN},
    {"ffn_gate", PART_FFN_GATE, PART_FFN_BIAS, CLASS_FFN},
    {"ffn_up", PART_FFN_UP, PART_FFN_BIAS, CLASS_FFN},
    {"ffn_down", PART_FFN_DOWN, PART_FFN_BIAS, CLASS_FFN_DOWN},
    {"ffn_norm", PART_FFN_NORM, PART_FFN_NORM, CLASS_OTHER},
    {"post_ffw_norm", PART_FFN_NORM, PART_FFN_NORM, CLASS_OTHER},
    {"layer_output_norm", PART_FFN_NORM, PART_FFN_NORM, CLASS_OTHER},
    {"indexer.attn_q_b", PART_INDEX_Q, PART_NONE, CLASS_ATTN},
    {"indexer.attn_k", PART_INDEX_K, PART_NONE, CLASS_ATTN},
    {"indexer.proj", PART_NONE, PART_NONE, CLASS_ATTN},
    {"ssm_x", PART_SSM_X, PART_NONE, CLASS_MIXER},
    {"ssm_in", PART_SSM_IN, PART_NONE, CLASS_MIXER},
    {"ssm_ba", PART_SSM_BETA, PART_NONE, CLASS_MIXER},
    {"ssm_beta", PART_SSM_BETA, PART_NONE, CLASS_MIXER},
    {"ssm_f_a", PART_SSM_DECAY, PART_NONE, CLASS_MIXER},
    {"ssm_norm", PART_SSM_NORM, PART_NONE, CLASS_OTHER},
    {"ssm_conv1d", PART_NONE, PART_NONE, CLASS_OTHER},
    {"ssm_", PART_NONE, PART_NONE, CLASS_MIXER},
    {"shortconv.in_proj", PART_CONV_IN, PART_NONE, CLASS_MIXER},
    {"shortconv.conv", PART_NONE, PART_NONE, CLASS_OTHER},
    {"inp_gate", PART_REST, PART_NONE, CLASS_OTHER},
    {"proj", PART_REST, PART_NONE, CLASS_OTHER},
    {"post_norm", PART_REST, PART_NONE, CLASS_OTHER},
    {"altup_", PART_REST, PART_NONE, CLASS_OTHER},
    {"laurel_", PART_REST, PART_NONE, CLASS_OTHER},
    {"shortconv", PART_NONE, PART_NONE, CLASS_MIXER},
    {"time_mix", PART_RECURRENT, PART_RECURRENT, CLASS_MIXER},
};

static bool begins(gguf_text text, const char *with)
{
    size_t length = strlen(with);
    return text.length >= length && memcmp(text.bytes, with, length) == 0;
}

static bool ends(gguf_text text, const char *with)
{
    size_t length = strlen(with);
    return text.length >= length && memcmp(text.bytes + text.length - length, with, length) == 0;
}

static void add_to_class(gguf_parts *parts, gguf_class of, const gguf_tensor *t)
{
    parts->elements[of] += t->elements;
    parts->bytes[of] += t->bytes;
    parts->all_elements += t->elements;
    parts->all_bytes += t->bytes;
}

/* Experts' tensors have the experts as their third dimension; the width of the others is what they put out. */
static void note_part(gguf_layer *layer, gguf_part part, const gguf_tensor *t)
{
    if (layer->count[part] < UINT8_MAX)
        layer->count[part]++;
    layer->width[part] = (int64_t)(t->n_dims == 1 ? t->dims[0] : t->dims[1]);
    if (part == PART_EXPERT_UP)
        layer->experts = (int64_t)t->dims[2];
    if (part == PART_O)
        layer->width[part] = (int64_t)t->dims[0]; /* what goes in: heads times their value size */
}

static void collect_block(gguf_parts *parts, gguf_layer *layer, gguf_text name, const gguf_tensor *t)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!begins(name, names[i].name))
            continue;
        bool is_bias = ends(name, ".bias");
        note_part(layer, is_bias ? names[i].bias : names[i].weight, t);
        parts->known_rest += names[i].weight == PART_REST ? t->elements : 0;
        add_to_class(parts, is_bias ? CLASS_OTHER : names[i].of, t);
        return;
    }
    add_to_class(parts, CLASS_OTHER, t);
}

static void collect_outer(gguf_parts *parts, const gguf_tensor *t)
{
    if (toll__gguf_is(t->name, "token_embd.weight")) {
        parts->d_model = (int64_t)t->dims[0];
        parts->vocab_size = (int64_t)t->dims[1];
        add_to_class(parts, CLASS_EMBED, t);
    } else if (toll__gguf_is(t->name, "output.weight")) {
        parts->has_head = true;
        add_to_class(parts, CLASS_HEAD, t);
    } else if (toll__gguf_is(t->name, "position_embd.weight")) {
        parts->position_rows = (int64_t)t->dims[1];
        add_to_class(parts, CLASS_EMBED, t);
    } else if (toll__gguf_is(t->name, "per_layer_token_embd.weight")) {
        parts->layer_table = t->elements;
        add_to_class(parts, CLASS_EMBED, t);
    } else {
        parts->known_rest += begins(t->name, "per_layer_") || begins(t->name, "altup_") ? t->elements : 0;
        parts->has_head_bias = parts->has_head_bias || toll__gguf_is(t->name, "output.bias");
        parts->outer_norms += begins(t->name, "output_norm") || begins(t->name, "token_embd_norm");
        add_to_class(parts, CLASS_OTHER, t);
    }
}

static toll_status collect_one(gguf_parts *parts, const gguf_tensor *t, toll_error *err)
{
    char digits[12] = {0};
    if (!begins(t->name, "blk.")) {
        collect_outer(parts, t);
        return TOLL_OK;
    }
    size_t length = 0;
    while (length < 10 && length + 4 < t->name.length && t->name.bytes[4 + length] >= '0' &&
           t->name.bytes[4 + length] <= '9') {
        digits[length] = t->name.bytes[4 + length];
        length++;
    }
    int64_t layer = strtoll(digits, NULL, 10);
    if (length == 0 || 5 + length >= t->name.length || t->name.bytes[4 + length] != '.')
        return toll__io_fail(err, TOLL_E_SYNTAX, "tensor",
                             "a tensor's name after \"blk.\" must be a number and a name");
    if (layer >= parts->n_layers)
        return toll__io_fail(err, TOLL_E_CONFLICT, "block_count",
                             "block_count is %lld, yet there is a tensor of block %lld", (long long)parts->n_layers,
                             (long long)layer);
    gguf_text name = {t->name.bytes + 5 + length, t->name.length - 5 - length};
    collect_block(parts, &parts->layers[layer], name, t);
    return TOLL_OK;
}

toll_status toll__gguf_collect(const gguf_head *head, gguf_parts *parts, toll_error *err)
{
    gguf_cursor at = head->tensors;
    for (uint64_t i = 0; i < head->n_tensors; i++) {
        gguf_tensor tensor;
        toll_status status = toll__gguf_next(&at, &tensor, err);
        if (status != TOLL_OK)
            return status;
        status = collect_one(parts, &tensor, err);
        if (status != TOLL_OK)
            return status;
        if (parts->all_elements > (1ull << 52))
            return toll__io_fail(err, TOLL_E_RANGE, "tensor", "tensors hold more than 2^52 elements");
    }
    return TOLL_OK;
}
