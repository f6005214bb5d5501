/* SPDX-License-Identifier: Apache-2.0 */
/* The guard of a config.json: every key is read, or on a list of harmless ones with the reason, or named to the caller.
 *
 * The reader marks each value that it asks for (toll__hf_mark). What is left falls into four groups:
 *
 *   harmless  it changes no tensor and no cache: numerics, training, tokens, names
 *   outside   it describes a part that a descriptor does not have, as toll_io.h says: vision, audio, draft layers
 *   moot      another field has decided it: the width of experts in a model that has none
 *   unread    all the rest: a new publisher's new idea, which may change every figure
 *
 * Example: Kimi K3 states routed_expert_hidden_size 3584. A reader that ignores it takes its experts to be twice as
 * wide, 5,489 B parameters instead of 2,780 B. */
#include "config/hf_unread.h"

#include <stdio.h>
#include <string.h>

#include "hf_family.h"

/* One "*" stands for any text at its end. */
static bool fits(const char *pattern, const char *name)
{
    const size_t length = strlen(pattern), given = strlen(name);
    if (pattern[0] == '*')
        return given >= length - 1 && strcmp(name + given - (length - 1), pattern + 1) == 0;
    if (pattern[length - 1] == '*')
        return strncmp(pattern, name, length - 1) == 0;
    return strcmp(pattern, name) == 0;
}

static bool is_among(const char *const *patterns, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (fits(patterns[i], name))
            return true;
    return false;
}

#define AMONG(list, name) is_among(list, sizeof(list) / sizeof(list)[0], name)

/* Names, versions and the classes that load the file. */
static const char *const labels[] = {"auto_map",
                                     "transformers_version",
                                     "_name_or_path",
                                     "architectures",
                                     "model_type",
                                     "id2label",
                                     "label2id",
                                     "problem_type",
                                     "torchscript",
                                     "tokenizer_class",
                                     "finetuning_task",
                                     "_attn_implementation*",
                                     "attn_implementation",
                                     "task_specific_params",
                                     "for_llm_compressor"};

/* Which tokens are special, and how text is sampled: defaults of generate(). */
static const char *const sampling[] = {"*_token_id",
                                       "*_token_index",
                                       "*_token_ids",
                                       "*_placeholder",
                                       "bad_words_ids",
                                       "suppress_tokens",
                                       "begin_suppress_tokens",
                                       "diversity_penalty",
                                       "do_sample",
                                       "early_stopping",
                                       "encoder_no_repeat_ngram_size",
                                       "exponential_decay_length_penalty",
                                       "length_penalty",
                                       "max_length",
                                       "min_length",
                                       "no_repeat_ngram_size",
                                       "num_beam_groups",
                                       "num_beams",
                                       "num_return_sequences",
                                       "output_attentions",
                                       "output_hidden_states",
                                       "output_router_logits",
                                       "output_scores",
                                       "prefix",
                                       "pruned_heads",
                                       "remove_invalid_values",
                                       "repetition_penalty",
                                       "return_dict",
                                       "return_dict_in_generate",
                                       "temperature",
                                       "top_k",
                                       "top_p",
                                       "typical_p",
                                       "use_cache",
                                       "num_logits_to_keep",
                                       "ignore_index",
                                       "chunk_size_feed_forward"};

/* Training alone: initial values, dropout, losses, and how its software splits the model. */
static const char *const training[] = {"*initializer_range",
                                       "*_dropout",
                                       "*dropout",
                                       "*_pdrop",
                                       "*_dropout_prob",
                                       "aux_loss_alpha",
                                       "router_aux_loss*",
                                       "*_loss_coef",
                                       "seq_aux",
                                       "router_jitter_noise",
                                       "pretraining_tp",
                                       "ep_size",
                                       "tf_legacy_loss",
                                       "gradient_checkpointing",
                                       "rescale_prenorm_residual",
                                       "*_initializer_std",
                                       "time_step_min",
                                       "time_step_max",
                                       "time_step_floor",
                                       "time_step_limit",
                                       "moe_shared_expert_overlap",
                                       "initializer_cutoff_factor",
                                       "z_loss*",
                                       "linear_a_log_*",
                                       "linear_dt_*"};

/* Positions by rotation have no tensors. */
static const char *const rotation[] = {"rope_theta",
                                       "rope_scaling",
                                       "rope_parameters",
                                       "rope_interleave",
                                       "rope_local_base_freq",
                                       "rope_type",
                                       "*_rope_theta",
                                       "partial_rotary_factor",
                                       "rotary_*",
                                       "use_mrope",
                                       "original_max_position_embeddings",
                                       "initial_context_length",
                                       "no_rope_layer_interval",
                                       "indexer_rope_interleave",
                                       "mla_use_nope",
                                       "attn_temperature_tuning",
                                       "floor_scale",
                                       "attn_scale"};

/* Arithmetic on what is there: epsilons, scales, bounds, and how experts' scores become weights. */
static const char *const arithmetic[] = {"*_eps",
                                         "*_epsilon",
                                         "routed_scaling_factor",
                                         "norm_topk_prob",
                                         "scoring_func",
                                         "topk_method",
                                         "n_group",
                                         "topk_group",
                                         "num_expert_group",
                                         "use_grouped_topk",
                                         "moe_renormalize",
                                         "moe_router_activation_func",
                                         "moe_router_dtype",
                                         "moe_router_use_sigmoid",
                                         "*_softcapping",
                                         "swiglu_limit",
                                         "swiglu_alpha",
                                         "logit_scale",
                                         "attention_value_scale",
                                         "query_pre_attn_scalar",
                                         "embedding_multiplier",
                                         "residual_multiplier",
                                         "attention_multiplier",
                                         "logits_scaling",
                                         "residual_in_fp32",

                                         "hc_sinkhorn_iters",
                                         "use_gemma_norm",
                                         "activation_situ_*",
                                         "router_scaling_factor",
                                         "moe_router_scaling_factor",
                                         "route_scale",
                                         "clip_qkv",
                                         "softcap",
                                         "moe_norm_min",
                                         "enable_moe_fp32_combine",
                                         "gate_lower_bound",
                                         "linear_allow_neg_eigval",
                                         "*_multiplier",
                                         "*_multipliers",
                                         "altup_active_idx",
                                         "altup_coef_clip",
                                         "altup_correct_scale",
                                         "activation_sparsity_pattern",
                                         "mup_enabled",
                                         "mamba_norm_before_gate",
                                         "time_step_scale",
                                         "time_step_init_scheme",
                                         "scale_attn_*",
                                         "reorder_and_upcast_attn",
                                         "kda_safe_gate",
                                         "kda_lower_bound",
                                         "linear_lower_bound",
                                         "moe_routed_scaling_factor",
                                         "moe_apply_router_weight_on_input",
                                         "moe_router_logit_softcapping",
                                         "shared_expert_combination_strategy",
                                         "expert_selection_fn",
                                         "sparse_init_block",
                                         "sparse_local_block",
                                         "sparse_score_type",
                                         "index_local_blocks",
                                         "*_alpha_factor",
                                         "scale_embedding",
                                         "scale_decoder_outputs",
                                         "init_std",
                                         "embed_init_std",
                                         "initializer_factor",
                                         "*dropout_rate",
                                         "relative_max_distance",
                                         "disable_ngram_loss",
                                         "*_soft_cap",
                                         "*w_init_variance_scale",
                                         "summary_*",
                                         "start_n_top",
                                         "end_n_top",
                                         "*_kernel",
                                         "*_kernel_dtype",
                                         "max_inference_chunksize",
                                         "return_last_states",
                                         "norm_reduction_force_float32",
                                         "context_length",
                                         "layerdrop",
                                         "*_layerdrop",
                                         "relative_attention_max_distance",
                                         "median_filter_width",
                                         "mask_*",
                                         "apply_spec_augment",
                                         "forced_*",
                                         "use_weighted_layer_sum",
                                         "classifier_*",
                                         "normalize_*",
                                         "*_beta_factor",
                                         "block_size",
                                         "rescale_every",
                                         "layer_norm_epsilon",
                                         "lambda_std_dev"};

/* Of Qwen4's tables of n-grams; a file whose ple_layer_ids names a layer is refused. */
static const char *const ngrams[] = {"ple_embed_dim",
                                     "ple_conv_kernel_size",
                                     "ngram_size",
                                     "heads_per_ngram",
                                     "ngram_vocab_size_base",
                                     "make_ngram_vocab_size_divisible_by",
                                     "split_ngram_parts",
                                     "seed",
                                     "number_of_conv_states"};

/* Which kernel computes it. */
static const char *const kernels[] = {"use_mamba_kernels", "chunk_size",  "mamba_chunk_size",
                                      "use_mem_eff_path",  "use_mambapy", "use_associative_scan",
                                      "use_flash_attn"};

/* Parts that the descriptor leaves out: towers, projectors and draft layers. */
static const char *const outside[] = {"vision_*",
                                      "audio_*",
                                      "image_*",
                                      "video_*",
                                      "visual*",
                                      "mm_*",
                                      "multimodal_*",
                                      "projector_*",
                                      "img_*",
                                      "num_nextn_predict_layers",
                                      "mtp_*",
                                      "num_mtp_*",
                                      "use_mtp",
                                      "index_share_for_mtp_iteration",
                                      "talker_config",
                                      "code2wav_config",
                                      "speech_config",
                                      "process_image_mode",
                                      "use_unified_vision_chunk"};

static bool is_harmless(const char *name)
{
    return AMONG(labels, name) || AMONG(sampling, name) || AMONG(training, name) || AMONG(rotation, name) ||
           AMONG(arithmetic, name) || AMONG(kernels, name) || AMONG(ngrams, name) || AMONG(outside, name);
}

/* ---- what the value decides ---- */

#define ACTIVATION "(a known activation)"
#define OFF        "(false or 0)"

static bool is_off(toll__json value)
{
    const toll__json_kind kind = toll__json_kind_of(value);
    const toll__io_span raw = toll__json_raw(value);
    return toll__hf_is_absent(value) || kind == TOLL__JSON_FALSE ||
           (kind == TOLL__JSON_NUMBER && raw.length == 1 && raw.bytes[0] == '0');
}

/* Activations without parameters of their own; whether the block is gated, the family says. */
static bool is_known_activation(toll__json value)
{
    static const char *const names[] = {
        "silu",       "swish", "gelu",  "gelu_new",     "gelu_fast", "gelu_pytorch_tanh",
        "quick_gelu", "relu",  "relu2", "relu_squared", "swigluoai", "situ",
        "xielu",      "tanh"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (toll__json_is(value, names[i]))
            return true;
    return false;
}

static bool is_number(toll__json value, int64_t expected)
{
    int64_t number = 0;
    return toll__json_read_int64(value, "", &number, NULL) == TOLL_OK && number == expected;
}

static bool are_all_ones(toll__json list)
{
    for (toll__json at = toll__json_first(list); at.doc != NULL; at = toll__json_next(list, at))
        if (!is_number(at, 1))
            return false;
    return toll__json_kind_of(list) == TOLL__JSON_ARRAY;
}

static bool has_row(const hf_config *c, uint32_t kind)
{
    return (c->kinds >> kind & 1u) != 0;
}

/* The full layers of linear_attn_config are those that kda_layers leaves out. */
static bool are_other_layers(hf_config *c, toll__json list)
{
    const toll__json linear = toll__json_get(toll__hf_find(c, "linear_attn_config"), "kda_layers");
    return (int64_t)toll__json_count(linear) + toll__json_count(list) == c->n_layers;
}

/* The inner width of a Mamba: heads times their size, or expand times the width. */
static bool is_inner_width(hf_config *c, toll__json value)
{
    const int64_t heads = toll__hf_number(c, "mamba_n_heads", 0), size = toll__hf_number(c, "mamba_d_head", 0);
    return is_number(value, heads * size) || is_number(value, 2 * c->d_model);
}

/* A field that restates what others say is read when it agrees with them. */
static bool is_restated(hf_config *c, const char *name, toll__json value)
{
    if (strcmp(name, "qk_head_dim") == 0)
        return is_number(value, toll__hf_number(c, "qk_nope_head_dim", 0) + toll__hf_number(c, "qk_rope_head_dim", 0));
    if (strcmp(name, "qk_rope_head_dim") == 0) /* the rotated part of head_dim */
        return has_row(c, TOLL_LAYER_SHARED_KV);
    if (strcmp(name, "expand") == 0 || strcmp(name, "mamba_expand") == 0 || strcmp(name, "time_step_rank") == 0)
        return has_row(c, TOLL_LAYER_MAMBA2) && toll__hf_has(c, "mamba_num_heads|mamba_n_heads|num_heads");
    if (strcmp(name, "experts_per_token") == 0)
        return is_number(value, toll__hf_number(c, "num_experts_per_tok", -1));
    if (strcmp(name, "moe_layer_end_index") == 0)
        return is_number(value, c->n_layers - 1) || is_number(value, -1);
    if (strcmp(name, "tie_word_embeddings") == 0) /* no head, nothing to tie */
        return toll__hf_has_trait(c, HF_ENCODER);
    if (strcmp(name, "moe_intermediate_size") == 0) /* MiniMax-M3 says it under both names */
        return toll__hf_has_trait(c, HF_WIDE_EXPERTS) && is_number(value, toll__hf_number(c, "intermediate_size", -1));
    if (strcmp(name, "decoder_vocab_size") == 0)
        return is_number(value, c->vocab_size);
    if (strcmp(name, "sparse_disable_index_value") == 0) /* an indexer has keys alone */
        return toll__hf_is_same(value, toll__hf_find(c, "sparse_attention_freq"));
    if (strcmp(name, "short_conv_kernel_size") == 0)
        return is_number(value, toll__hf_number(c, "linear_conv_kernel_dim", -1));
    if (strcmp(name, "mamba_d_ssm") == 0 || strcmp(name, "intermediate_size") == 0)
        return has_row(c, TOLL_LAYER_MAMBA2) && is_inner_width(c, value);
    if (strcmp(name, "full_attn_layers") == 0)
        return are_other_layers(c, value);
    if (strcmp(name, "vocab_size_per_layer_input") == 0)
        return toll__hf_number(c, "hidden_size_per_layer_input", 0) == 0;
    return strcmp(name, "attn_type_list") == 0 && are_all_ones(value); /* MiniMax: 1 is full attention */
}

/* What the family does anyway. */
static bool is_the_familys(const hf_config *c, const char *name, toll__json value)
{
    const bool is_on = toll__json_kind_of(value) == TOLL__JSON_TRUE;
    if (strcmp(name, "is_encoder_decoder") == 0 || strcmp(name, "add_cross_attention") == 0)
        return is_on && toll__hf_has_trait(c, HF_STACKS);
    if (strcmp(name, "num_hidden_layers") == 0) /* BART restates those of its encoder */
        return toll__hf_has_trait(c, HF_STACKS);
    if (strcmp(name, "attention_bias") == 0)
        return is_on && toll__hf_has_trait(c, HF_BIAS_QKV);
    if (strcmp(name, "use_qk_norm") == 0) /* Llama 4's has no parameters */
        return is_on &&
               (toll__hf_has_trait(c, HF_QK_NORM | HF_QK_NORM_LAYER) || strcmp(c->family->type, "llama4_text") == 0);
    if (strcmp(name, "qk_norm_type") == 0)
        return toll__json_is(value, "per_layer")
                   ? toll__hf_has_trait(c, HF_QK_NORM_LAYER)
                   : toll__json_is(value, "per_head") && toll__hf_has_trait(c, HF_QK_NORM);
    return false;
}

/* Values that say what a reader takes for granted; any other value of these keys is named. */
static const struct {
    const char *key, *value;
} granted[] = {{"hidden_act", ACTIVATION},
               {"hidden_activation", ACTIVATION},
               {"mlp_hidden_act", ACTIVATION},
               {"mamba_hidden_act", ACTIVATION},
               {"activation_function", ACTIVATION},
               {"dtype", "bfloat16"},
               {"dtype", "float16"},
               {"torch_dtype", "bfloat16"},
               {"torch_dtype", "float16"},
               {"mamba_ssm_dtype", "float32"},
               {"mamba_ssm_cache_dtype", "float32"},
               {"use_conv_bias", "true"},
               {"mamba_conv_bias", "true"},
               {"use_bidirectional_attention", "vision"},
               {"use_bidirectional_attention", OFF},
               {"qk_layernorm", OFF},
               {"output_gate_type", "swish"},
               {"output_gate_type", "sigmoid"},
               {"*_bias", OFF},
               {"use_bias", OFF},
               {"use_sparse_attention", "true"},
               {"use_expert_bias", "true"},
               {"use_moe_router_bias", "true"},
               {"use_head_wise_attn_gate", "true"},
               {"gating", "true"},
               {"gating", "per-head"},
               {"projectors_bias", OFF},
               {"mhc", "true"},
               {"num_reward_heads", OFF},
               {"is_gated_act", "true"},
               {"is_gated_act", OFF},
               {"dense_act_fn", ACTIVATION},
               {"use_prompt", OFF},
               {"share_encoder_decoder_embeddings", "true"},
               {"use_double_wide_mlp", OFF},
               {"use_sliding_window", OFF},
               {"use_qk_norm", OFF},
               {"attention_output_gate", OFF},
               {"language_model_only", OFF},
               {"add_cross_attention", OFF},
               {"is_decoder", OFF},
               {"is_encoder_decoder", OFF},
               {"tie_encoder_decoder", OFF},
               {"use_bfloat16", OFF}};

static bool is_value(toll__json value, const char *expected)
{
    if (strcmp(expected, OFF) == 0)
        return is_off(value);
    if (strcmp(expected, "true") == 0)
        return toll__json_kind_of(value) == TOLL__JSON_TRUE;
    return strcmp(expected, ACTIVATION) == 0 ? is_known_activation(value) : toll__json_is(value, expected);
}

static bool is_granted(const char *name, toll__json value)
{
    for (size_t i = 0; i < sizeof granted / sizeof granted[0]; i++)
        if (fits(granted[i].key, name) && is_value(value, granted[i].value))
            return true;
    return false;
}

static bool is_settled_by_value(hf_config *c, const char *name, toll__json value)
{
    return toll__hf_is_absent(value) || is_granted(name, value) || is_the_familys(c, name, value) ||
           is_restated(c, name, value);
}

/* ---- what other fields have decided ---- */

#define HAS(kind) (1u << (kind))

/* Each is moot where the model has no row of these kinds. */
static const struct {
    uint32_t kinds;
    const char *names[24];
} of_kinds[] = {
    {HAS(TOLL_LAYER_ATTENTION),
     {"num_key_value_heads", "head_dim", "kv_channels", "attention_head_dim", "attention_bias", "v_head_dim"}},
    {HAS(TOLL_LAYER_MOE),
     {"moe_intermediate_size", "num_experts_per_tok", "n_shared_experts", "num_shared_experts",
      "shared_expert_intermediate_size", "moe_shared_expert_intermediate_size", "decoder_sparse_step",
      "mlp_only_layers", "first_k_dense_replace", "moe_layer_freq", "top_k_experts", "interleave_moe_layer_step",
      "moe_latent_size"}},
    {HAS(TOLL_LAYER_FFN), {"intermediate_size", "mlp_bias", "intermediate_size_mlp", "dense_intermediate_size"}},
    {HAS(TOLL_LAYER_MAMBA2),
     {"mamba_num_heads", "mamba_head_dim", "mamba_n_heads", "mamba_d_head", "mamba_n_groups", "mamba_d_state",
      "mamba_d_conv", "ssm_state_size", "conv_kernel", "n_groups", "use_conv_bias", "mamba_proj_bias", "expand"}},
    {HAS(TOLL_LAYER_CONV), {"conv_L_cache", "conv_bias"}},
    {HAS(TOLL_LAYER_GDN),
     {"linear_num_value_heads", "linear_num_key_heads", "linear_key_head_dim", "linear_value_head_dim",
      "linear_conv_kernel_dim"}},
};

/* Each is moot where the file has this list, which says it for every layer. */
static const struct {
    const char *list;
    const char *names[16];
} of_lists[] = {
    {"layer_types|layers_block_type",
     {"full_attention_interval", "sliding_window_pattern", "no_rope_layers", "layers_block_type", "compress_ratios",
      "hybrid_override_pattern", "max_window_layers", "kda_layers", "global_attn_every_n_layers", "layer_group_size",
      "full_attn_idxs", "_sliding_window_pattern"}},
    {"mlp_layer_types", {"first_k_dense_replace", "moe_layer_freq", "num_hash_layers", "mlp_only_layers"}},
    {"indexer_types", {"index_topk_freq", "index_skip_topk_offset", "index_topk_pattern"}},
};

static bool is_listed(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n && names[i] != NULL; i++)
        if (fits(names[i], name))
            return true;
    return false;
}

static bool is_moot(hf_config *c, const char *name)
{
    for (size_t i = 0; i < sizeof of_kinds / sizeof of_kinds[0]; i++)
        if ((c->kinds & of_kinds[i].kinds) == 0 && is_listed(of_kinds[i].names, 24, name))
            return true;
    for (size_t i = 0; i < sizeof of_lists / sizeof of_lists[0]; i++)
        if (toll__json_kind_of(toll__hf_find(c, of_lists[i].list)) == TOLL__JSON_ARRAY &&
            is_listed(of_lists[i].names, 16, name))
            return true;
    return !c->has_window && (strcmp(name, "max_window_layers") == 0 || strncmp(name, "sliding_window", 14) == 0);
}

/* ---- the walk ---- */

void toll__hf_unread_add(hf_unread_list *list, const char *object, toll__json key, toll__json value)
{
    toll_io_unread row = {0};
    char name[sizeof row.key];
    snprintf(row.key, sizeof row.key, "%.60s%s%.60s", object, object[0] != 0 ? "." : "",
             toll__json_quote(key, name, sizeof name));
    toll__json_quote(value, row.value, sizeof row.value);
    if (list->count < list->capacity)
        memcpy((char *)list->rows + list->count * list->stride_bytes, &row, sizeof row);
    list->count++;
}

/* Objects whose members are fields of the text model. */
static bool is_container(const char *object, const char *name)
{
    static const char *const names[] = {
        "text_config", "llm_config", "language_config", "thinker_config",   "linear_attn_config",
        "attn_config", "ffn_config", "compress_rates",  "per_layer_config", "sparse_attention_config"};
    return AMONG(names, name) || strcmp(object, "per_layer_config") == 0;
}

static bool is_understood(hf_config *c, const char *name, toll__json value)
{
    const bool is_marked = c->is_read != NULL && c->is_read[value.token] != 0;
    return is_marked || is_harmless(name) || is_settled_by_value(c, name, value) || is_moot(c, name);
}

/* An object that waits to be walked. */
typedef struct hf_open_object {
    toll__json object;
    char name[64];
} hf_open_object;

#define OPEN_MAX 512 /* more nested objects than these are named as unread */

static void walk_object(hf_config *c, const hf_open_object *from, hf_open_object *open, size_t *n_open,
                        hf_unread_list *list)
{
    for (toll__json key = toll__json_first(from->object); key.doc != NULL; key = toll__json_next(from->object, key)) {
        char name[64];
        const toll__json value = toll__json_value_of(key);
        toll__json_copy(key, name, sizeof name);
        if (toll__json_kind_of(value) == TOLL__JSON_OBJECT && is_container(from->name, name) && *n_open < OPEN_MAX) {
            open[*n_open].object = value;
            memcpy(open[(*n_open)++].name, name, sizeof name);
        } else if (!is_understood(c, name, value)) {
            toll__hf_unread_add(list, from->name, key, value);
        }
    }
}

void toll__hf_unread_find(hf_config *c, hf_unread_list *list)
{
    hf_open_object open[OPEN_MAX] = {{c->root, ""}};
    size_t n_open = 1;
    for (size_t i = 0; i < n_open; i++)
        walk_object(c, &open[i], open, &n_open, list);
}
