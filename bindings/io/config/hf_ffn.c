/* SPDX-License-Identifier: Apache-2.0 */
/* Feed-forward blocks of a config.json: which layers are dense, which have experts, and how wide they are. */
#include "hf_family.h"
#include "config/hf_extras.h"
#include "config/hf_layer.h"

#define EXPERTS      "num_experts|num_local_experts|n_routed_experts|moe_num_experts"
#define ACTIVE       "num_experts_per_tok|num_experts_per_token|moe_k|moe_topk|moe_top_k|top_k_experts"
#define WIDTH        "intermediate_size|n_inner|ffn_dim|ffn_hidden_size|hidden_dim|dff|dim_ff|d_inner"
#define EXPERT_WIDTH "moe_intermediate_size|expert_ffn_hidden_size|ffn_hidden_size"
#define SHARED_WIDTH                                                                                                   \
    "shared_expert_intermediate_size|shared_intermediate_size|moe_shared_expert_intermediate_size|share_expert_dim|"   \
    "shared_experts_intermediate_size"
#define SHARED "n_shared_experts|num_shared_experts|moe_num_shared_experts|num_shared_expert"

static bool is_array(hf_config *c, const char *names)
{
    return toll__json_kind_of(toll__hf_find(c, names)) == TOLL__JSON_ARRAY;
}

/* DeepSeek: the first layers are dense, then every n-th has experts, or a list names them. */
static bool is_in_interval(hf_config *c, int64_t i)
{
    if (i < toll__hf_number(c, "first_k_dense_replace|moe_layer_start_index|num_dense_layers", 0))
        return false;
    int64_t is_listed = toll__hf_number_at(c, "moe_layer_freq", i, 1);
    if (is_array(c, "moe_layer_freq"))
        return is_listed != 0;
    return is_listed <= 1 || i % is_listed == 0;
}

/* Qwen and Llama count from the first layer; the last of each group has experts. */
static bool is_last_of_group(hf_config *c, int64_t i)
{
    int64_t every = toll__hf_number(c, "decoder_sparse_step|interleave_moe_layer_step|moe_layer_interval", 1);
    return every > 0 && (i + 1) % every == 0;
}

static bool is_dense_name(hf_config *c, toll__json name)
{
    char text[48];
    const bool is_dense = toll__json_is(name, "dense");
    if (!is_dense && !toll__json_is(name, "sparse") && !toll__json_is(name, "moe") && !toll__json_is(name, "hash_moe"))
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "mlp_layer_types",
                       "mlp_layer_types: \"%s\" is no kind of feed-forward block that is known",
                       toll__json_quote(name, text, sizeof text));
    return is_dense;
}

static bool is_in_expert_period(hf_config *c, int64_t i)
{
    const int64_t every = toll__hf_number(c, "expert_layer_period", 2);
    return every > 0 && i % every == toll__hf_number(c, "expert_layer_offset", 1);
}

static bool is_sparse(hf_config *c, int64_t i, hf_kind kind)
{
    if (kind == HF_MOE_ALONE || kind == HF_FFN_ALONE)
        return kind == HF_MOE_ALONE;
    if (toll__hf_number(c, EXPERTS, 0) == 0 || toll__hf_lists(c, "mlp_only_layers", i) ||
        toll__hf_has_trait(c, HF_GEMMA_4 | HF_TWICE) || !toll__hf_flag(c, "is_moe", true))
        return false;
    if (toll__hf_has_trait(c, HF_PERIODS))
        return toll__hf_number(c, EXPERTS, 0) > 1 && is_in_expert_period(c, i);
    const toll__json name = toll__hf_text_at(c, "mlp_layer_types", i);
    if (name.doc != NULL)
        return !is_dense_name(c, name);
    if (is_array(c, "moe_layers") && toll__json_count(toll__hf_find(c, "moe_layers")) > 0)
        return toll__hf_lists(c, "moe_layers", i);
    return is_in_interval(c, i) && is_last_of_group(c, i);
}

static uint32_t matrices(const hf_config *c)
{
    return toll__hf_has_trait(c, HF_PLAIN_FFN) ? 2 : 3;
}

static bool is_biased(hf_config *c)
{
    bool is_key = toll__hf_has_trait(c, HF_KEY_FFN) && toll__hf_flag(c, "mlp_bias", toll__hf_has_trait(c, HF_BIASED));
    bool is_all =
        toll__hf_has_trait(c, HF_KEY_ALL) && toll__hf_flag(c, "use_bias|bias", toll__hf_has_trait(c, HF_BIASED));
    return is_key || is_all || toll__hf_has_trait(c, HF_BIAS_FFN);
}

/* xLSTM: 2.667 times 4096, up to a multiple of 64, is 10944. */
static int64_t factored_width(hf_config *c)
{
    double factor = 2.667;
    const int64_t multiple = toll__hf_number(c, "ffn_round_up_to_multiple_of", 64);
    toll__json_read_double(toll__hf_find(c, "ffn_proj_factor"), "", &factor, NULL);
    if (!(factor > 0 && factor <= 64) || multiple < 1) {
        toll__hf_stick(c, TOLL_E_RANGE, "ffn_proj_factor", "ffn_proj_factor must be above 0, at most 64");
        return 0;
    }
    const int64_t width = (int64_t)(factor * (double)c->d_model);
    return (width + multiple - 1) / multiple * multiple;
}

/* Plain blocks are four times as wide as the model where the config is silent, as in GPT-2; gated ones have no such
 * rule. */
static int64_t dense_width(hf_config *c, int64_t i)
{
    static const char *const own[] = {"intermediate_size_mlp", "dense_intermediate_size",
                                      "prefix_dense_intermediate_size"};
    for (size_t k = 0; k < sizeof own / sizeof own[0]; k++)
        if (toll__hf_has(c, own[k]))
            return toll__hf_need(c, own[k]);
    if (toll__hf_has_trait(c, HF_BLOCK_LIST))
        return toll__hf_block_width(c, i);
    if (toll__hf_has_trait(c, HF_MLSTM))
        return factored_width(c);
    if (toll__hf_has_trait(c, HF_WIDE_EXPERTS) && toll__hf_has(c, SHARED_WIDTH)) /* Granite without experts */
        return toll__hf_need(c, SHARED_WIDTH);
    return is_array(c, WIDTH)                    ? toll__hf_number_at(c, WIDTH, i, 0)
           : toll__hf_has_trait(c, HF_PLAIN_FFN) ? toll__hf_number(c, WIDTH, 4 * c->d_model)
                                                 : toll__hf_need(c, WIDTH);
}

/* LFM2, as Llama did: two thirds of the stated width, up to a multiple of block_multiple_of. 12288 becomes 8192. */
static int64_t adjusted_width(hf_config *c, int64_t width)
{
    double factor = 1;
    const toll__json stated = toll__hf_find(c, "block_ffn_dim_multiplier");
    const int64_t multiple = toll__hf_number(c, "block_multiple_of", 256);
    if (!toll__hf_is_absent(stated) && toll__json_read_double(stated, "", &factor, NULL) != TOLL_OK)
        toll__hf_stick(c, TOLL_E_SYNTAX, "block_ffn_dim_multiplier", "block_ffn_dim_multiplier must be a number");
    if (!(factor > 0 && factor <= 64) || multiple < 1) {
        toll__hf_stick(c, TOLL_E_RANGE, "block_ffn_dim_multiplier",
                       "block_ffn_dim_multiplier must be above 0, at most 64, and block_multiple_of at least 1");
        return width;
    }
    const int64_t scaled = (int64_t)(factor * (double)(2 * width / 3));
    return (scaled + multiple - 1) / multiple * multiple;
}

static toll_model_layer dense(hf_config *c, int64_t i)
{
    toll_model_layer row = {.kind = TOLL_LAYER_FFN, .count = 1, .ffn_matrices = matrices(c)};
    row.d_ff = dense_width(c, i) / (toll__hf_has_trait(c, HF_HALF_FFN) ? 2 : 1);
    if (toll__hf_flag(c, "block_auto_adjust_ff_dim", false))
        row.d_ff = adjusted_width(c, row.d_ff);
    if (toll__hf_flag(c, "use_double_wide_mlp", false) && toll__hf_layer_borrows(c, i))
        row.d_ff *= 2;
    row.flags = is_biased(c) ? TOLL_LAYER_FFN_BIAS : 0;
    row.extra_params = toll__hf_has_trait(c, HF_XIELU)     ? 2
                       : toll__hf_has_trait(c, HF_GEMMA_4) ? 1
                                                           : 0; /* a scale of the layer */
    return row;
}

static int64_t shared_width(hf_config *c, int64_t expert_width)
{
    if (toll__hf_has_trait(c, HF_SHARED_EQUAL))
        return expert_width;
    int64_t experts = toll__hf_number(c, SHARED, toll__hf_has(c, SHARED_WIDTH) ? 1 : 0);
    return experts * toll__hf_number(c, SHARED_WIDTH, expert_width);
}

static uint32_t expert_flags(hf_config *c, int64_t shared)
{
    uint32_t flags = toll__hf_has_trait(c, HF_EXPERT_BIAS) ? TOLL_LAYER_EXPERT_BIAS | TOLL_LAYER_ROUTER_BIAS : 0;
    if (toll__hf_has_trait(c, HF_ROUTER_BIAS) && toll__hf_flag(c, "use_routing_bias|moe_use_aux_free", true))
        flags |= TOLL_LAYER_ROUTER_BIAS;
    if (toll__hf_has_trait(c, HF_SHARED_GATE) && shared > 0)
        flags |= TOLL_LAYER_SHARED_GATE;
    return flags;
}

/* Layers that route by a table of tokens have no correction bias. */
static bool is_hashed(hf_config *c, int64_t i)
{
    const toll__json name = toll__hf_text_at(c, "mlp_layer_types", i);
    return name.doc != NULL ? toll__json_is(name, "hash_moe") : i < toll__hf_number(c, "num_hash_layers", 0);
}

static toll_model_layer experts(hf_config *c, int64_t i)
{
    toll_model_layer row = {.kind = TOLL_LAYER_MOE, .count = 1, .ffn_matrices = matrices(c)};
    row.n_experts = toll__hf_need(c, EXPERTS);
    row.n_experts_active = toll__hf_number_at(c, ACTIVE, i, -1);
    if (row.n_experts_active < 0)
        row.n_experts_active = toll__hf_need(c, ACTIVE);
    row.d_ff =
        toll__hf_has_trait(c, HF_WIDE_EXPERTS) ? toll__hf_need(c, WIDTH) : toll__hf_number_at(c, EXPERT_WIDTH, i, -1);
    if (row.d_ff < 0)
        row.d_ff = toll__hf_need(c, EXPERT_WIDTH);
    row.d_ff_shared = shared_width(c, row.d_ff);
    row.d_latent = toll__hf_number(c, "moe_latent_size|routed_expert_hidden_size", 0);
    row.flags = expert_flags(c, row.d_ff_shared);
    row.extra_params = toll__hf_mixing_params(c, false);
    if (toll__hf_flag(c, "latent_moe_use_norm", false)) /* of what comes back from the latent width */
        row.extra_params += row.d_latent;
    if (is_hashed(c, i))
        row.flags &= ~(uint32_t)TOLL_LAYER_ROUTER_BIAS;
    return row;
}

/* Falcon's blocks run side by side: under one norm in its first design, under one each in its second. */
static bool is_norm_shared(hf_config *c)
{
    if (!toll__hf_has_trait(c, HF_PARALLEL))
        return false;
    if (toll__hf_flag(c, "new_decoder_architecture", false))
        return toll__hf_number(c, "num_ln_in_parallel_attn", 2) == 1;
    return toll__hf_flag(c, "parallel_attn", true);
}

toll_model_layer toll__hf_layer_ffn(hf_config *c, int64_t i)
{
    if (toll__hf_has_trait(c, HF_STACKS))
        return toll__hf_stack_ffn(c, i);
    hf_kind kind = toll__hf_layer_kind(c, i);
    bool is_mixer_alone = toll__hf_has_trait(c, HF_BLOCKS) && kind != HF_FFN_ALONE && kind != HF_MOE_ALONE;
    if (is_mixer_alone || (toll__hf_has_trait(c, HF_BLOCK_LIST) && toll__hf_block_width(c, i) == 0))
        return (toll_model_layer){0};
    toll_model_layer row = is_sparse(c, i, kind) ? experts(c, i) : dense(c, i);
    int64_t vectors = toll__hf_has_trait(c, HF_LAYER_NORM) ? 2 : 1;
    row.norm_vectors = is_norm_shared(c) ? 0 : c->family->ffn_norms * vectors;
    row.extra_params += toll__hf_extras(c, c->family->type, row.kind == TOLL_LAYER_MOE ? "moe" : "ffn", &row);
    return row;
}

/* Three norms of its own, and a scale of the router's input as wide; a scale for every expert. */
toll_model_layer toll__hf_layer_parallel_moe(hf_config *c, int64_t i)
{
    if (toll__hf_has_trait(c, HF_TWICE)) {
        toll_model_layer beside = experts(c, i); /* under the norm of a dense block */
        beside.extra_params += toll__hf_extras(c, c->family->type, "moe", &beside);
        return beside;
    }
    if (!toll__hf_has_trait(c, HF_GEMMA_4) || !toll__hf_flag(c, "enable_moe_block", false))
        return (toll_model_layer){0};
    toll_model_layer row = experts(c, i);
    row.norm_vectors = 4;
    row.extra_params = row.n_experts;
    return row;
}
