/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_parse_config(): any bytes as a config.json and a hf_quant_config.json, and configs built of known fields with
 * any values. */
#include "fuzz.h"

#include <toll_io.h>

#define ROWS 64

typedef struct parsed {
    toll_model model;
    toll_model_layer rows[ROWS];
    uint64_t count;
} parsed;

typedef struct text_pair {
    const char *text, *quant;
    size_t length, quant_length;
} text_pair;

static toll_status parse_pair(const text_pair *t, uint64_t flags, uint64_t capacity, parsed *p, toll_error *err)
{
    memset(p, 0, sizeof *p);
    toll_struct_init(&p->model, sizeof p->model, TOLL_KIND_MODEL, NULL);
    return toll_io_parse_config(t->text, t->length, t->quant, t->quant_length, flags, &p->model,
                                capacity > 0 ? p->rows : NULL, capacity, sizeof p->rows[0], &p->count, err);
}

/* Keys are named where the descriptor says that it is not verified, and are ended texts. */
static void try_unread(const text_pair *t, uint64_t flags, const toll_model *model)
{
    static toll_io_unread rows[ROWS];
    uint64_t n = 0;
    const toll_status status =
        toll_io_find_unread(t->text, t->length, t->quant, t->quant_length, flags, rows, ROWS, sizeof rows[0], &n, NULL);
    LAW(status == (n > ROWS ? TOLL_E_BUFFER : TOLL_OK));
    LAW(n == 0 || (model->unverified & TOLL_MODEL_SHAPE) != 0);
    for (uint64_t i = 0; i < n && n <= ROWS; i++)
        LAW(memchr(rows[i].key, 0, sizeof rows[i].key) != NULL &&
            memchr(rows[i].value, 0, sizeof rows[i].value) != NULL);
}

/* Sizes are counted or 0, never both; what is not text of a terminal is not passed on. */
static void try_parts(const text_pair *t, uint64_t flags)
{
    toll_io_part rows[4];
    uint64_t n = 0;
    const toll_status status = toll_io_find_parts(t->text, t->length, flags, rows, 4, sizeof rows[0], &n, NULL);
    for (uint64_t i = 0; status == TOLL_OK && i < n; i++)
        LAW((rows[i].params > 0) == (rows[i].is_counted == 1) && rows[i].name[0] != 0);
}

/* A descriptor has a precision, the catalog's where it names one. */
static void try_precision(const text_pair *t, uint64_t flags, const toll_model *model)
{
    toll_model_precision precision;
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    LAW(toll_io_parse_config_precision(t->text, t->length, t->quant, t->quant_length, flags, &precision, NULL) ==
        TOLL_OK);
    LAW(precision.attn_bits >= 4 && precision.attn_bits <= 32 && precision.expert_bits >= 4 &&
        precision.expert_bits <= 32 && precision.head_bits >= 4 && precision.kv_bits >= 4);
    LAW(model->native_precision[0] == 0 || strcmp(model->native_precision, precision.id) == 0);
}

/* Nothing is written on failure but the number of rows where they don't fit; what is read passes the library's check,
 * and is the same each time. */
static void try_pair(const text_pair *t, uint64_t flags)
{
    static parsed first, second, untouched;
    toll_error err;
    const toll_status status = law_status(parse_pair(t, flags, ROWS, &first, &err), &err);
    LAW(parse_pair(t, flags, ROWS, &second, NULL) == status && memcmp(&first, &second, sizeof first) == 0);
    if (status == TOLL_OK) {
        LAW(toll_model_check(&first.model, first.rows, first.count, sizeof first.rows[0], &err) == TOLL_OK);
        LAW(first.model.d_model > 0 && first.model.n_layers > 0 &&
            (first.model.vocab_size > 0 || first.model.extra_params > 0)); /* narrow tables are extra */
        LAW(parse_pair(t, flags, 0, &second, NULL) == TOLL_E_BUFFER && second.count == first.count);
        try_unread(t, flags, &first.model);
        try_parts(t, flags);
        try_precision(t, flags, &first.model);
        return;
    }
    memset(&untouched, 0, sizeof untouched);
    toll_struct_init(&untouched.model, sizeof untouched.model, TOLL_KIND_MODEL, NULL);
    untouched.count = status == TOLL_E_BUFFER ? first.count : 0;
    LAW(memcmp(&first, &untouched, sizeof first) == 0);
}

/* ---- configs of known fields ---- */

static const char *const fields[] = {
    "num_hidden_layers",
    "hidden_size",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "vocab_size",
    "intermediate_size",
    "layer_types",
    "layers_block_type",
    "per_layer_config",
    "sliding_window",
    "max_window_layers",
    "use_sliding_window",
    "sliding_window_pattern",
    "full_attention_interval",
    "hybrid_override_pattern",
    "hybrid_layer_pattern",
    "no_rope_layers",
    "attn_layer_indices",
    "global_attn_every_n_layers",
    "linear_attn_config",
    "linear_num_value_heads",
    "linear_num_key_heads",
    "linear_key_head_dim",
    "linear_value_head_dim",
    "linear_conv_kernel_dim",
    "mamba_num_heads",
    "mamba_head_dim",
    "n_groups",
    "ssm_state_size",
    "conv_kernel",
    "num_experts",
    "num_experts_per_tok",
    "moe_intermediate_size",
    "n_shared_experts",
    "shared_expert_intermediate_size",
    "first_k_dense_replace",
    "moe_layer_freq",
    "mlp_only_layers",
    "mlp_layer_types",
    "moe_layers",
    "decoder_sparse_step",
    "kv_lora_rank",
    "q_lora_rank",
    "qk_nope_head_dim",
    "qk_rope_head_dim",
    "v_head_dim",
    "index_n_heads",
    "index_head_dim",
    "index_topk",
    "compress_ratios",
    "compress_rates",
    "o_groups",
    "o_lora_rank",
    "hc_mult",
    "attention_bias",
    "tie_word_embeddings",
    "architectures",
    "_name_or_path",
    "dtype",
    "quantization_config",
    "max_position_embeddings",
    "text_config",
    "attn_config",
    "enable_moe_block",
    "num_kv_shared_layers",
    "multi_query",
    "new_decoder_architecture",
    "time_step_limit",
    "type_vocab_size",
    "indexer_types",
    "routed_expert_hidden_size",
    "latent_moe_use_norm",
    "mla_use_output_gate",
    "hidden_act",
    "qk_head_dim",
    "expand",
    "vision_config",
    "nobody_reads_me",
};

static const char *const values[] = {
    "1",
    "2",
    "3",
    "4",
    "8",
    "64",
    "128",
    "1000",
    "0",
    "-1",
    "1.5",
    "1e3",
    "1e999",
    "null",
    "true",
    "false",
    "Infinity",
    "NaN",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[0,1]",
    "[1,1,0,2]",
    "[\"full_attention\",\"sliding_attention\"]",
    "[\"linear_attention\",\"mamba\",\"moe\",\"mlp\"]",
    "[\"dense\",\"sparse\"]",
    "[\"full\",\"shared\"]",
    "[[],[1],{}]",
    "\"M*-E\"",
    "\"LLG\"",
    "{\"0\":{\"head_dim\":32},\"1\":{\"num_key_value_heads\":1}}",
    "{\"0\":{},\"00\":{}}",
    "{\"x\":1}",
    "{\"num_heads\":4,\"head_dim\":16,\"short_conv_kernel_size\":4,\"kda_layers\":[1,2]}",
    "[\"LlamaModel\"]",
    "{\"quant_method\":\"fp8\",\"weight_block_size\":[128,128]}",
    "{\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":128}",
    "{\"quant_method\":\"compressed-tensors\"}",
    "{\"quant_method\":\"fp8\",\"modules_to_not_convert\":[\"re:.*(q|k)_proj\",\"layers.1*\",\"*.mlp.#\"]}",
    ("{\"quant_method\":\"modelopt\",\"quant_algo\":\"MIXED_PRECISION\",\"quantized_layers\":{\"layers.0.mlp\":{"
     "\"quant_algo\":\"FP8\"},\"lm_head\":{\"quant_algo\":\"NVFP4\"}}}"),
    "{\"quant_method\":\"modelopt\",\"quant_algo\":\"NVFP4\"}",
    "{\"model_type\":\"qwen3\"}",
    "4294967296",
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* A family's model_type, six fields that every model needs unless one is left out, then others. */
static size_t build_config(input *in, char *text, size_t capacity)
{
    static const char *const usual[] = {"2", "64", "4", "2", "16", "100", "128"};
    uint8_t is_given[COUNT(fields)] = {0};
    const uint32_t family = (uint32_t)take(in, 1) % toll_io_count_families();
    const uint64_t left_out = take(in, 1), more = take(in, 1) % 12;
    size_t length = (size_t)snprintf(text, capacity, "{\"model_type\":\"%s\"", toll_io_get_family(family));
    for (uint64_t i = 0; i < more; i++) {
        const size_t field = (size_t)take(in, 1) % COUNT(fields), value = (size_t)take(in, 1) % COUNT(values);
        if (is_given[field]++)
            continue;
        length += (size_t)snprintf(text + length, capacity - length, ",\"%s\":%s", fields[field], values[value]);
    }
    for (size_t i = 0; i < COUNT(usual); i++)
        if (!is_given[i] && i != left_out)
            length += (size_t)snprintf(text + length, capacity - length, ",\"%s\":%s", fields[i], usual[i]);
    length += (size_t)snprintf(text + length, capacity - length, "}");
    LAW(length < capacity);
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[4096];
    input in = {data, size};
    const uint64_t what = take(&in, 1), flags = what >> 1 & TOLL_IO_ALLOW_UNKNOWN;
    text_pair t = {.text = (const char *)in.data, .length = in.size};
    const char *split = in.size > 0 ? memchr(in.data, 0, in.size) : NULL;
    if (what % 2 == 0) {
        t.text = text;
        t.length = build_config(&in, text, sizeof text);
    } else if (split != NULL) { /* the second file stands behind a NUL */
        t.length = (size_t)(split - t.text);
        t.quant = split + 1;
        t.quant_length = in.size - t.length - 1;
    }
    try_pair(&t, flags);
    return 0;
}
