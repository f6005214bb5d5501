/* SPDX-License-Identifier: Apache-2.0 */
/* Token mixers of a config.json: attention, latent attention, and the recurrent blocks (delta nets, Mamba-2) in its
 * place. */
#include "hf_family.h"
#include "config/hf_extras.h"
#include "config/hf_layer.h"

#define HEADS    "num_attention_heads|n_head|n_heads|num_heads|attention_heads"
#define KV_HEADS "num_key_value_heads|num_kv_heads|n_head_kv|kv_n_heads|multi_query_group_num"

/* Traits and keys that stand for one flag. */
static uint32_t bias_flags(hf_config *c)
{
    bool is_default = toll__hf_has_trait(c, HF_BIASED);
    bool is_key = toll__hf_has_trait(c, HF_KEY_QKV | HF_KEY_O) && toll__hf_flag(c, "attention_bias", is_default);
    bool is_all = toll__hf_has_trait(c, HF_KEY_ALL) && toll__hf_flag(c, "use_bias|bias", is_default);
    bool is_qkv = is_all || toll__hf_has_trait(c, HF_BIAS_QKV) || (is_key && toll__hf_has_trait(c, HF_KEY_QKV)) ||
                  toll__hf_flag(c, "use_qkv_bias|add_qkv_bias|qkv_bias", false);
    bool is_o = is_all || toll__hf_has_trait(c, HF_BIAS_O) || (is_key && toll__hf_has_trait(c, HF_KEY_O)) ||
                toll__hf_flag(c, "attention_out_bias", false);
    return (is_qkv ? TOLL_LAYER_QKV_BIAS : 0u) | (is_o ? TOLL_LAYER_O_BIAS : 0u);
}

static bool is_normed(hf_config *c)
{
    return !toll__hf_has_trait(c, HF_KEY_QK_NORM) ||
           toll__hf_flag(c, "use_qk_norm|qk_layernorm", toll__hf_has_trait(c, HF_BIASED));
}

static uint32_t other_flags(hf_config *c)
{
    uint32_t flags = toll__hf_has_trait(c, HF_SINKS) ? TOLL_LAYER_SINKS : 0;
    if (toll__hf_has_trait(c, HF_QK_NORM) && is_normed(c))
        flags |= TOLL_LAYER_QK_NORM_HEAD;
    if (toll__hf_has_trait(c, HF_QK_NORM_LAYER) && is_normed(c))
        flags |= TOLL_LAYER_QK_NORM_LAYER;
    if (toll__hf_has_trait(c, HF_GATE) && toll__hf_flag(c, "attn_output_gate", true))
        flags |= TOLL_LAYER_OUT_GATE;
    return flags;
}

/* Multi-query spellings of old: one head of keys and values for all. */
static int64_t kv_heads(hf_config *c, int64_t heads)
{
    bool is_grouped = toll__hf_flag(c, "new_decoder_architecture", false);
    bool is_multi_query = toll__hf_flag(c, "multi_query", false) && !is_grouped;
    return is_multi_query ? 1 : toll__hf_number(c, KV_HEADS, heads);
}

/* Gemma 4: layers that see all have wider heads, and where keys serve as values fewer of them. */
static void widen_heads(hf_config *c, toll_model_layer *row)
{
    const bool is_shared = toll__hf_flag(c, "attention_k_eq_v", false);
    row->head_dim = toll__hf_number(c, "global_head_dim", row->head_dim);
    if (!is_shared)
        return;
    row->n_kv_heads = toll__hf_number(c, "num_global_key_value_heads", row->n_kv_heads);
    row->flags |= TOLL_LAYER_K_IS_V;
}

/* MiMo-V2: values are narrower than keys; its definition has twice the key heads within windows, which its
 * publisher's own code states. */
static void tell_windows_apart(hf_config *c, bool is_window, toll_model_layer *row)
{
    bool has_sinks =
        toll__hf_flag(c, is_window ? "add_swa_attention_sink_bias" : "add_full_attention_sink_bias", is_window);
    row->flags |= has_sinks ? TOLL_LAYER_SINKS : 0u;
    row->v_head_dim = toll__hf_number(c, "v_head_dim", 0);
    if (!is_window)
        return;
    row->n_heads = toll__hf_number(c, "swa_num_attention_heads", row->n_heads);
    row->n_kv_heads = toll__hf_number(c, "swa_num_key_value_heads", 2 * row->n_kv_heads);
    row->head_dim = toll__hf_number(c, "swa_head_dim", row->head_dim);
    row->v_head_dim = toll__hf_number(c, "swa_v_head_dim", row->v_head_dim);
}

/* MiniMax-M3 and Qwen4: where a layer attends a choice of blocks of tokens. */
static bool selects_blocks(hf_config *c, int64_t i)
{
    const toll__json kind = toll__hf_text_at(c, "layer_types", i);
    if (toll__hf_has(c, "sparse_attention_freq") && kind.doc == NULL)
        return toll__hf_number_at(c, "sparse_attention_freq", i, 0) != 0;
    if (toll__hf_has(c, "indexer_budget"))
        return true;
    return toll__json_is(kind, "minimax_m3_sparse");
}

static void add_block_indexer(hf_config *c, toll_model_layer *row)
{
    row->index_heads = toll__hf_need(c, "index_n_heads|sparse_num_index_heads|indexer_n_heads");
    row->index_dim = toll__hf_need(c, "index_head_dim|sparse_index_dim|indexer_head_dim");
    row->index_topk_tokens = toll__hf_has(c, "indexer_budget")
                                 ? toll__hf_need(c, "indexer_budget")
                                 : toll__hf_need(c, "index_topk_blocks|sparse_topk_blocks") *
                                       toll__hf_need(c, "index_block_size|sparse_block_size");
}

/* Step-3.5 and 3.7. */
static int64_t window_heads(hf_config *c, int64_t heads)
{
    if (toll__hf_has(c, "attention_other_setting"))
        return toll__hf_need_within(c, "attention_other_setting", "num_attention_heads");
    return toll__hf_number(c, "num_sliding_attention_heads", heads);
}

/* Llama 3.2 Vision: what the tower saw. The keys and values of an image are kept; a request of text alone has none, and
 * that is what is counted. */
static toll_model_layer cross_attention(hf_config *c)
{
    toll_model_layer row = {.kind = TOLL_LAYER_ATTENTION, .count = 1};
    row.n_heads = toll__hf_need(c, HEADS);
    row.n_kv_heads = kv_heads(c, row.n_heads);
    row.head_dim = toll__hf_number(c, "head_dim", row.n_heads > 0 ? c->d_model / row.n_heads : 0);
    row.flags = TOLL_LAYER_QK_NORM_HEAD | TOLL_LAYER_UNCACHED;
    row.extra_params = toll__hf_extras(c, c->family->type, "cross", &row);
    return row;
}

/* Gemma 3n: the last layers of the model. */
bool toll__hf_layer_borrows(hf_config *c, int64_t i)
{
    const int64_t shared = toll__hf_number(c, "num_kv_shared_layers", 0);
    return shared > 0 && i >= c->n_layers - shared;
}

static toll_model_layer attention(hf_config *c, int64_t i, int64_t window)
{
    toll_model_layer row = {.kind = TOLL_LAYER_ATTENTION, .count = 1};
    row.n_heads = toll__hf_need(c, HEADS);
    row.n_kv_heads = kv_heads(c, row.n_heads);
    row.head_dim = toll__hf_number(c, "head_dim|kv_channels|attention_head_dim|dim_head|d_head",
                                   row.n_heads > 0 ? c->d_model / row.n_heads : 0);
    row.window_tokens = window;
    row.flags = bias_flags(c) | other_flags(c);
    if (toll__hf_has_trait(c, HF_GEMMA_4) && window == 0)
        widen_heads(c, &row);
    if (toll__hf_has_trait(c, HF_WINDOW_HEADS))
        tell_windows_apart(c, window > 0, &row);
    if (window > 0)
        row.n_heads = window_heads(c, row.n_heads);
    row.n_heads = toll__hf_number_at(c, "num_attention_heads_per_layer", i, row.n_heads);
    row.n_heads = toll__hf_number_of_layer(c, i, "num_attention_heads", row.n_heads);
    row.n_kv_heads = toll__hf_number_of_layer(c, i, "num_key_value_heads", row.n_kv_heads);
    row.head_dim = toll__hf_number_of_layer(c, i, "head_dim", row.head_dim);
    if (toll__hf_has_trait(c, HF_BLOCK_LIST))
        row.n_kv_heads = toll__hf_block_kv_heads(c, i);
    if (selects_blocks(c, i))
        add_block_indexer(c, &row);
    if (toll__hf_layer_borrows(c, i))
        row.flags |= TOLL_LAYER_SHARED_CACHE;
    if (toll__hf_has_trait(c, HF_QK_NORM_HEADS) && is_normed(c))
        row.extra_params = (row.n_heads + row.n_kv_heads) * row.head_dim;
    return row;
}

/* GLM-5.2: layers may attend the tokens that an earlier layer's indexer has chosen; they have none of their own. */
static bool shares_indexer(hf_config *c, int64_t i)
{
    char text[48];
    const toll__json kind = toll__hf_text_at(c, "indexer_types", i);
    if (toll__hf_has(c, "indexer_types") && !toll__json_is(kind, "full") && !toll__json_is(kind, "shared"))
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "indexer_types", "indexer_types: \"%s\" is not \"full\" or \"shared\"",
                       toll__json_quote(kind, text, sizeof text));
    return toll__json_is(kind, "shared");
}

static void add_indexer(hf_config *c, int64_t i, toll_model_layer *row)
{
    const int64_t heads = toll__hf_number(c, "index_n_heads", 0);
    if (heads == 0)
        return;
    row->index_topk_tokens = toll__hf_need(c, "index_topk");
    if (shares_indexer(c, i))
        return;
    row->index_heads = heads;
    row->index_dim = toll__hf_need(c, "index_head_dim");
}

static toll_model_layer latent(hf_config *c, int64_t i, int64_t window)
{
    toll_model_layer row = {.kind = TOLL_LAYER_MLA, .count = 1};
    row.n_heads = toll__hf_need(c, HEADS);
    row.q_lora_rank = toll__hf_number(c, "q_lora_rank", 0);
    row.kv_lora_rank = toll__hf_need(c, "kv_lora_rank");
    row.qk_nope_dim = toll__hf_need(c, "qk_nope_head_dim");
    row.qk_rope_dim = toll__hf_number(c, "qk_rope_head_dim", -1);
    if (row.qk_rope_dim < 0)
        toll__hf_stick(c, TOLL_E_MISSING, "qk_rope_head_dim", "qk_rope_head_dim is missing");
    row.v_head_dim = toll__hf_need(c, "v_head_dim");
    row.window_tokens = window;
    row.n_heads = toll__hf_number_of_layer(c, i, "num_attention_heads", row.n_heads);
    row.kv_lora_rank = toll__hf_number_of_layer(c, i, "kv_lora_rank", row.kv_lora_rank);
    row.qk_nope_dim = toll__hf_number_of_layer(c, i, "qk_nope_head_dim", row.qk_nope_dim);
    if (window == 0)
        add_indexer(c, i, &row);
    if (toll__hf_flag(c, "mla_use_output_gate", false)) /* as wide as the heads' values (Kimi K3) */
        row.extra_params += c->d_model * row.n_heads * row.v_head_dim;
    if (toll__hf_flag(c, "attention_bias", false)) /* on the down-projections and the output */
        row.extra_params += row.q_lora_rank + row.kv_lora_rank + row.qk_rope_dim + c->d_model;
    return row;
}

static toll_model_layer delta_net(hf_config *c)
{
    toll_model_layer row = {.kind = TOLL_LAYER_GDN, .count = 1};
    row.n_heads = toll__hf_need(c, "linear_num_value_heads");
    row.n_kv_heads = toll__hf_need(c, "linear_num_key_heads");
    row.head_dim = toll__hf_need(c, "linear_key_head_dim");
    row.v_head_dim = toll__hf_need(c, "linear_value_head_dim");
    row.conv_width = toll__hf_need(c, "linear_conv_kernel_dim");
    return row;
}

/* Kimi K3's output gate is one matrix of d by H*h, where the formula of model.h has h*(d + H*h) by way of one head.
 * With d = 7168, H = 96, h = 128: 88,080,384 instead of 2,490,368, so 85,590,016 more. */
static int64_t full_rank_gate(const hf_config *c, const toll_model_layer *row)
{
    const int64_t out = row->n_heads * row->head_dim, low = row->head_dim * (c->d_model + out);
    return c->d_model * out > low ? c->d_model * out - low : 0;
}

/* The publisher's own config keeps these numbers in an object. */
static toll_model_layer channel_delta_net(hf_config *c)
{
    const char *const object = "linear_attn_config";
    const bool is_own = toll__hf_has(c, object);
    toll_model_layer row = {.kind = TOLL_LAYER_GDN, .count = 1, .flags = TOLL_LAYER_CHANNEL_DECAY};
    row.n_heads = is_own ? toll__hf_need_within(c, object, "num_heads") : toll__hf_need(c, "linear_num_heads");
    row.n_kv_heads = row.n_heads;
    row.head_dim = is_own ? toll__hf_need_within(c, object, "head_dim") : toll__hf_need(c, "linear_head_dim");
    row.conv_width =
        is_own ? toll__hf_need_within(c, object, "short_conv_kernel_size") : toll__hf_need(c, "linear_conv_kernel_dim");
    if (is_own && toll__hf_flag_within(c, object, "use_full_rank_gate"))
        row.extra_params = full_rank_gate(c, &row);
    return row;
}

/* Griffin's RG-LRU in the words of a selective Mamba: state 1 and a rank one short of a block's width, so that the two
 * gates of blocks of w / heads are its 2 * i * (r + s). With w = 2560 and 10 heads: 2 * 2560 * 256. */
static toll_model_layer gated_recurrence(hf_config *c)
{
    toll_model_layer row = {.kind = TOLL_LAYER_MAMBA2, .count = 1, .flags = TOLL_LAYER_SELECTIVE};
    const int64_t heads = toll__hf_need(c, HEADS);
    row.n_heads = toll__hf_need(c, "lru_width");
    row.head_dim = row.n_groups = row.state_dim = 1;
    row.q_lora_rank = heads > 0 ? row.n_heads / heads - 1 : 0;
    row.conv_width = toll__hf_number(c, "conv1d_width", 4);
    return row;
}

/* xLSTM: a matrix of key by value for each head, gates of input and forgetting, no convolution. Its norm is as wide as
 * all heads, where model.h has one head's. */
static toll_model_layer matrix_memory(hf_config *c)
{
    double key = 0.5, value = 1;
    toll_model_layer row = {.kind = TOLL_LAYER_GDN, .count = 1};
    toll__json_read_double(toll__hf_find(c, "qk_dim_factor"), "", &key, NULL);
    toll__json_read_double(toll__hf_find(c, "v_dim_factor"), "", &value, NULL);
    if (!(key > 0 && key <= 16) || value != 1)
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "v_dim_factor", "v_dim_factor must be 1, qk_dim_factor up to 16");
    row.n_heads = row.n_kv_heads = toll__hf_need(c, HEADS);
    row.v_head_dim = row.n_heads > 0 ? c->d_model / row.n_heads : 0;
    row.head_dim = (int64_t)(key * (double)row.v_head_dim);
    return row;
}

/* RWKV-4 in the words of a convolution: key, value, receptance and output are its four matrices; time_decay,
 * time_first and three mixes are five vectors, kept as a filter of 6 whose sixth the FFN gives back (hf_extras.c), so
 * that the state is the five vectors that both blocks keep. */
static toll_model_layer time_mix(hf_config *c)
{
    toll_model_layer row = {.kind = TOLL_LAYER_CONV, .count = 1, .head_dim = 1, .conv_width = 6};
    row.n_heads = toll__hf_number(c, "attention_hidden_size", c->d_model);
    if (row.n_heads != c->d_model)
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "attention_hidden_size", "attention_hidden_size must be hidden_size");
    return row;
}

/* Every channel is a head of one; its steps come from a vector of time_step_rank, d / 16 rounded up unless stated. */
static toll_model_layer selective(hf_config *c)
{
    if (toll__hf_has(c, "lru_width"))
        return gated_recurrence(c);
    toll_model_layer row = {.kind = TOLL_LAYER_MAMBA2, .count = 1, .flags = TOLL_LAYER_SELECTIVE};
    row.n_heads = toll__hf_number(c, "expand|mamba_expand", 2) * c->d_model;
    row.head_dim = 1;
    row.n_groups = 1;
    row.q_lora_rank = toll__hf_is(c, "time_step_rank|mamba_dt_rank", "auto")
                          ? (c->d_model + 15) / 16
                          : toll__hf_number(c, "time_step_rank|mamba_dt_rank", (c->d_model + 15) / 16);
    row.state_dim = toll__hf_number(c, "state_size|mamba_d_state", 16);
    row.conv_width = toll__hf_number(c, "conv_kernel|mamba_d_conv", 4);
    return row;
}

/* LFM2: as many channels as the model is wide. */
static toll_model_layer short_convolution(hf_config *c)
{
    toll_model_layer row = {.kind = TOLL_LAYER_CONV, .count = 1, .n_heads = c->d_model, .head_dim = 1};
    row.conv_width = toll__hf_need(c, "conv_L_cache");
    return row;
}

static toll_model_layer lightning(hf_config *c)
{
    toll_model_layer row = {.kind = TOLL_LAYER_LIGHTNING, .count = 1};
    row.n_heads = toll__hf_need(c, HEADS);
    row.head_dim = toll__hf_number(c, "head_dim", row.n_heads > 0 ? c->d_model / row.n_heads : 0);
    return row;
}

static toll_model_layer mamba(hf_config *c)
{
    if (toll__hf_has_trait(c, HF_SELECTIVE))
        return selective(c);
    toll_model_layer row = {.kind = TOLL_LAYER_MAMBA2, .count = 1};
    row.n_heads = toll__hf_need(c, "mamba_num_heads|mamba_n_heads|num_heads");
    row.head_dim = toll__hf_need(c, "mamba_head_dim|mamba_d_head|head_dim");
    row.n_groups = toll__hf_need(c, "n_groups|mamba_n_groups");
    row.state_dim = toll__hf_need(c, "ssm_state_size|mamba_d_state|state_size");
    row.conv_width = toll__hf_need(c, "conv_kernel|mamba_d_conv");
    if (toll__hf_has_trait(c, HF_BARE_MAMBA) && !toll__hf_flag(c, "mamba_rms_norm", false))
        row.flags |= TOLL_LAYER_BARE;
    return row;
}

static toll_model_layer shared_kv(hf_config *c)
{
    toll_model_layer row = {.kind = TOLL_LAYER_SHARED_KV, .count = 1};
    row.n_heads = toll__hf_need(c, HEADS);
    row.head_dim = toll__hf_need(c, "head_dim");
    row.window_tokens = toll__hf_need(c, "sliding_window");
    row.q_lora_rank = toll__hf_need(c, "q_lora_rank");
    row.o_groups = toll__hf_need(c, "o_groups");
    row.o_lora_rank = toll__hf_need(c, "o_lora_rank");
    row.flags = TOLL_LAYER_SINKS;
    row.extra_params = toll__hf_mixing_params(c, false);
    return row;
}

/* Published sizes: 4 tokens where entries are chosen, 128 where all are attended. */
static int64_t entry_tokens(hf_config *c, int64_t i, bool is_sparse)
{
    const char *const name = is_sparse ? "compressed_sparse_attention" : "heavily_compressed_attention";
    if (toll__json_kind_of(toll__hf_find(c, "compress_ratios")) == TOLL__JSON_ARRAY)
        return toll__hf_number_at(c, "compress_ratios", i, 0);
    if (toll__hf_has(c, "compress_rates"))
        return toll__hf_need_within(c, "compress_rates", name);
    return is_sparse ? toll__hf_number(c, "compress_rate_csa", 4) : toll__hf_number(c, "compress_rate_hca", 128);
}

toll_model_layer toll__hf_layer_entries(hf_config *c, int64_t i)
{
    const hf_kind kind = toll__hf_layer_kind(c, i);
    if (!toll__hf_has_trait(c, HF_COMPRESSED) || (kind != HF_SPARSE && kind != HF_HEAVY))
        return (toll_model_layer){0};
    toll_model_layer row = {.kind = TOLL_LAYER_COMPRESSOR, .count = 1};
    row.n_heads = toll__hf_need(c, HEADS);
    row.head_dim = toll__hf_need(c, "head_dim");
    row.compress_tokens = entry_tokens(c, i, kind == HF_SPARSE);
    if (kind == HF_HEAVY)
        return row;
    row.q_lora_rank = toll__hf_need(c, "q_lora_rank");
    row.index_heads = toll__hf_need(c, "index_n_heads");
    row.index_dim = toll__hf_need(c, "index_head_dim");
    row.index_topk_tokens = toll__hf_need(c, "index_topk");
    return row;
}

/* n streams as wide as the model: (n + 2) * n weights for each of n * d inputs, as many biases, three scales; n
 * weights and biases and one scale where they end (DeepSeek-V4, manifold-constrained hyper-connections). */
int64_t toll__hf_mixing_params(hf_config *c, bool is_end)
{
    const int64_t n = toll__hf_has_trait(c, HF_COMPRESSED) ? toll__hf_number(c, "hc_mult", 1) : 1;
    if (n <= 1)
        return 0;
    const int64_t outputs = is_end ? n : (n + 2) * n;
    return outputs * n * c->d_model + outputs + (is_end ? 1 : 3);
}

static toll_model_layer mixer_of_kind(hf_config *c, int64_t i, hf_kind kind)
{
    switch (kind) {
    case HF_LINEAR:
        if (toll__hf_has_trait(c, HF_MLSTM))
            return matrix_memory(c);
        return toll__hf_has_trait(c, HF_LIGHTNING) ? lightning(c)
               : toll__hf_has_trait(c, HF_KDA)     ? channel_delta_net(c)
                                                   : delta_net(c);
    case HF_CROSS:
        return cross_attention(c);
    case HF_CONV:
        return toll__hf_has_trait(c, HF_RWKV) ? time_mix(c) : short_convolution(c);
    case HF_MAMBA:
        return mamba(c);
    case HF_FFN_ALONE:
    case HF_MOE_ALONE:
    case HF_NOTHING:
        return (toll_model_layer){0};
    default:
        if (toll__hf_has_trait(c, HF_COMPRESSED))
            return shared_kv(c);
        return toll__hf_has_trait(c, HF_MLA) || toll__hf_number(c, "kv_lora_rank", 0) > 0
                   ? latent(c, i, kind == HF_WINDOW ? toll__hf_layer_window(c) : 0)
                   : attention(c, i, kind == HF_WINDOW ? toll__hf_layer_window(c) : 0);
    }
}

static const char *name_of_kind(uint32_t kind)
{
    switch (kind) {
    case TOLL_LAYER_ATTENTION:
        return "attn";
    case TOLL_LAYER_MLA:
        return "mla";
    case TOLL_LAYER_MAMBA2:
        return "mamba";
    case TOLL_LAYER_CONV:
        return "conv";
    default:
        return "linear";
    }
}

/* Under the norm of the first. */
toll_model_layer toll__hf_layer_second_mixer(hf_config *c, int64_t i)
{
    if (toll__hf_has_trait(c, HF_STACKS))
        return toll__hf_stack_cross(c, i);
    if (toll__hf_has_trait(c, HF_TWICE))
        return toll__hf_layer_mixer(c, i);
    return toll__hf_has_trait(c, HF_BOTH) ? mamba(c) : (toll_model_layer){0};
}

toll_model_layer toll__hf_layer_mixer(hf_config *c, int64_t i)
{
    if (toll__hf_has_trait(c, HF_STACKS))
        return toll__hf_stack_mixer(c, i);
    toll_model_layer row = mixer_of_kind(c, i, toll__hf_layer_kind(c, i));
    int64_t vectors = toll__hf_has_trait(c, HF_LAYER_NORM) ? 2 : 1;
    bool is_bare = i == 0 && toll__hf_has_trait(c, HF_FIRST_BARE);
    row.norm_vectors = row.kind == 0 || is_bare ? 0 : c->family->mixer_norms * vectors;
    if (row.kind != 0)
        row.extra_params += toll__hf_extras(c, c->family->type, name_of_kind(row.kind), &row);
    return row;
}
