/* SPDX-License-Identifier: Apache-2.0 */
/* Configurations of published models against the catalog, whose counts are those of the checkpoints; of every family
 * against the counts of the published model definitions (families.jsonl); and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>
#include <toll_io.h>

#include "json/json_doc.h"

#define ROWS 64

typedef struct found {
    toll_model model;
    toll_model_layer rows[ROWS];
    uint64_t count;
    toll_error err;
} found;

static toll_status parse_all(const char *text, const char *quant, uint64_t flags, found *f)
{
    memset(f, 0, sizeof *f);
    toll_struct_init(&f->model, sizeof f->model, TOLL_KIND_MODEL, NULL);
    return toll_io_parse_config(text, strlen(text), quant, quant != NULL ? strlen(quant) : 0, flags, &f->model, f->rows,
                                ROWS, sizeof f->rows[0], &f->count, &f->err);
}

static toll_status parse(const char *text, found *f)
{
    return parse_all(text, NULL, 0, f);
}

static toll_model_counts count(const found *f)
{
    toll_model_counts counts;
    toll_error err = {0};
    toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    if (toll_model_count(&f->model, f->rows, f->count, sizeof f->rows[0], &counts, &err) != TOLL_OK)
        fail_msg("%s: %s", f->model.id, err.message);
    return counts;
}

static char *read_file(const char *path)
{
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    char *text = calloc(1, 1 << 21);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 21) - 1, stream) > 0);
    fclose(stream);
    return text;
}

/* ---- published models against the catalog ---- */

static void read_catalog(const char *id, found *f)
{
    uint64_t index;
    memset(f, 0, sizeof *f);
    toll_struct_init(&f->model, sizeof f->model, TOLL_KIND_MODEL, NULL);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_MODEL, id, strlen(id), &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_model(index, &f->model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(index, f->rows, ROWS, sizeof f->rows[0], &f->count, NULL), TOLL_OK);
}

static toll_model_kv cache(const found *f)
{
    toll_model_kv kv;
    toll_model_precision precision;
    uint64_t index;
    toll_struct_init(&kv, sizeof kv, TOLL_KIND_MODEL_KV, NULL);
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_PRECISION, "bf16", 4, &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_precision(index, &precision, NULL), TOLL_OK);
    assert_int_equal(
        toll_model_compute_kv(&f->model, f->rows, f->count, sizeof f->rows[0], &precision, 100000, &kv, NULL), TOLL_OK);
    return kv;
}

static void check_published(const char *id)
{
    char path[120];
    found file, catalog;
    snprintf(path, sizeof path, "tests/io/configs/%s.json", id);
    char *text = read_file(path);
    if (parse(text, &file) != TOLL_OK)
        fail_msg("%s: %s", path, file.err.message);
    read_catalog(id, &catalog);
    toll_model_counts a = count(&file), b = count(&catalog);
    if (memcmp(&a, &b, sizeof a) != 0)
        fail_msg("%s: %lld parameters from the file, %lld in the catalog", id, (long long)a.params_total,
                 (long long)b.params_total);
    toll_model_kv x = cache(&file), y = cache(&catalog);
    if (memcmp(&x, &y, sizeof x) != 0)
        fail_msg("%s: %lld bytes of cache from the file, %lld in the catalog", id, (long long)x.sequence_bytes,
                 (long long)y.sequence_bytes);
    assert_string_equal(file.model.native_precision, catalog.model.native_precision);
    free(text);
}

static void published_models_are_the_catalogs(void **state)
{
    static const char *const ids[] = {"llama-3.3-70b",
                                      "deepseek-v3",
                                      "gpt-oss-120b",
                                      "gemma-3-27b",
                                      "gemma-3-4b",
                                      "qwen3-235b-a22b",
                                      "qwen3.5-397b-a17b",
                                      "kimi-k2.5",
                                      "glm-5",
                                      "glm-4.5",
                                      "mixtral-8x7b",
                                      "qwen2.5-72b",
                                      "llama-4-maverick",
                                      "nemotron-3-nano-30b-a3b",
                                      "opt-30b",
                                      "falcon-40b",
                                      "phi-2",
                                      "command-r-plus",
                                      "dbrx",
                                      "gemma-4-31b",
                                      "gemma-4-26b-a4b",
                                      "deepseek-v4-flash",
                                      "deepseek-v4-pro",
                                      "mimo-v2-flash"};
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        check_published(ids[i]);
}

/* ---- published totals of models that the catalog lacks ---- */

static int64_t params_of_file(const char *path, found *f)
{
    char *text = read_file(path);
    if (parse(text, f) != TOLL_OK)
        fail_msg("%s: %s", path, f->err.message);
    free(text);
    return count(f).params_total;
}

/* nvidia/Llama-3_3-Nemotron-Super-49B-v1: the hub states 49,867,145,216 parameters (read 2026-10). 31 of its 80 layers
 * have no attention. */
static void pruned_layers_count_as_published(void **state)
{
    found f;
    (void)state;
    assert_int_equal(params_of_file("tests/io/configs/nemotron-super-49b.json", &f), 49867145216);
    assert_int_equal(cache(&f).full_layers, 49);
}

/* MiniMaxAI/MiniMax-M3: 427,040,140,160 on the hub (read 2026-10) with the tower and its projector; the text alone by
 * the definition of transformers 5.24, whose count the line of families.jsonl with 57 such layers holds:
 * 426,174,572,928. */
static void block_sparse_attention_keeps_index_keys(void **state)
{
    found f;
    (void)state;
    assert_int_equal(params_of_file("tests/io/configs/minimax-m3.json", &f), 426174572928);
    assert_int_equal(cache(&f).token_bytes, 60 * 4 * (128 + 128) * 2 + 7524); /* 57 * 128 index keys of 8.25 bits */
    ;
}

/* sgl-project's DeepSeek-V4 files say deepseek_ref. */
static void other_spellings_are_the_same_model(void **state)
{
    found own, other;
    (void)state;
    char *text = read_file("tests/io/configs/deepseek-v4-flash.json");
    assert_int_equal(parse(text, &own), TOLL_OK);
    char *type = strstr(text, "deepseek_v4\"");
    assert_non_null(type);
    memcpy(type, "deepseek_ref\"", 13); /* one letter longer: over the comma that follows */
    type[13] = ',';
    if (parse(text, &other) != TOLL_OK)
        fail_msg("%s", other.err.message);
    assert_int_equal(count(&other).params_total, count(&own).params_total);
    assert_int_equal(cache(&other).sequence_bytes, cache(&own).sequence_bytes);
    free(text);
}

/* ---- parts beside the text model ---- */

static void part_is(const char *text, const char *name, int64_t params)
{
    toll_io_part rows[4];
    uint64_t n = 0;
    toll_error err = {0};
    if (toll_io_find_parts(text, strlen(text), 0, rows, 4, sizeof rows[0], &n, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    for (uint64_t i = 0; i < n; i++)
        if (strcmp(rows[i].name, name) == 0) {
            assert_int_equal(rows[i].params, params);
            assert_int_equal(rows[i].is_counted, params > 0);
            return;
        }
    fail_msg("%s has no %s", text, name);
}

#define TEXT_OF(type)                                                                                                  \
    "\"text_config\":{\"model_type\":\"" type                                                                          \
    "\",\"num_hidden_layers\":4,\"hidden_size\":3584,\"num_attention_heads\":8,"                                       \
    "\"num_key_value_heads\":2,\"intermediate_size\":128,\"vocab_size\":100,\"linear_num_value_heads\":8,"             \
    "\"linear_num_key_heads\":8,\"linear_key_head_dim\":8,\"linear_value_head_dim\":8,\"linear_conv_kernel_dim\":4,"   \
    "\"head_dim\":64}"
#define QWEN_EYE                                                                                                       \
    "\"vision_config\":{\"depth\":27,\"hidden_size\":1152,\"intermediate_size\":4304,\"patch_size\":16,"               \
    "\"temporal_patch_size\":2,\"spatial_merge_size\":2,\"num_position_embeddings\":2304,\"out_hidden_size\":3584"

/* transformers 5.24 builds Qwen3.5's tower of 453,650,672 parameters from these fields, Qwen3-VL's of 566,949,104 with
 * three mergers more. Gemma 3's is that of its checkpoint, projector included: 27 layers of 1152 and 4304, 4,096
 * positions. */
static void towers_count_as_their_definitions(void **state)
{
    (void)state;
    part_is("{\"model_type\":\"qwen3_5\"," TEXT_OF("qwen3_5_text") "," QWEN_EYE "}}", "vision tower", 453650672);
    part_is("{\"model_type\":\"qwen3_vl\"," TEXT_OF("qwen3_vl_text") "," QWEN_EYE
                                                                     ",\"deepstack_visual_indexes\":[8,16,24]}}",
            "vision tower", 566949104);
    part_is(
        "{\"model_type\":\"gemma3\"," TEXT_OF(
            "gemma3_text") ",\"vision_config\":{\"hidden_size\":1152,"
                           "\"intermediate_size\":4304,\"num_hidden_layers\":27,\"image_size\":896,\"patch_size\":14}}",
        "vision tower",
        14LL * 14 * 3 * 1152 + 1152 + 4096LL * 1152 + 2 * 1152 + 1152LL * 3584 + 1152 +
            27 * (4LL * (1152 * 1152 + 1152) + 2LL * 1152 * 4304 + 4304 + 1152 + 4 * 1152));
    part_is("{\"model_type\":\"gemma3\"," TEXT_OF("gemma3_text") ",\"vision_config\":{\"hidden_size\":1152}}",
            "vision tower", 0); /* too little is said: named, not counted */
    part_is("{\"model_type\":\"llama4\"," TEXT_OF("gemma3_text") ",\"audio_config\":{\"hidden_size\":1152}}",
            "audio encoder", 0);
}

/* zai-org/GLM-5.2 holds 753,329,940,480 parameters, its text model 743,377,019,904; GLM-5's draft layer is the same. */
static void draft_layers_count_as_their_checkpoints(void **state)
{
    (void)state;
    char *text = read_file("tests/io/configs/glm-5.json"), *more = calloc(1, 1 << 16);
    assert_non_null(more);
    snprintf(more, 1 << 16, "{\"num_nextn_predict_layers\":1,%s", strchr(text, '{') + 1);
    part_is(more, "draft layers", 753329940480 - 743377019904);
    free(more);
    free(text);
}

static void parts_are_refused_without_their_places(void **state)
{
    toll_io_part row;
    uint64_t n = 0;
    toll_error err;
    const char *const text = "{\"model_type\":\"qwen3_5\"," TEXT_OF("qwen3_5_text") "," QWEN_EYE "}}";
    (void)state;
    assert_int_equal(toll_io_find_parts(text, strlen(text), 0, NULL, 0, sizeof row, &n, &err), TOLL_E_BUFFER);
    assert_int_equal(n, 1);
    assert_int_equal(toll_io_find_parts(text, strlen(text), 0, &row, 1, sizeof row, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_find_parts(text, strlen(text), 0, NULL, 1, sizeof row, &n, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_find_parts(text, strlen(text), 0, &row, 1, 8, &n, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_io_find_parts(text, strlen(text), 8, &row, 1, sizeof row, &n, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_find_parts("{", 1, 0, &row, 1, sizeof row, &n, &err), TOLL_E_SYNTAX);
}

/* ---- families against the published model definitions ---- */

static void check_line(const char *line)
{
    found f;
    toll__json_doc doc = {0};
    int64_t params = 0;
    assert_int_equal(toll__json_parse(&doc, (toll__io_span){line, strlen(line)}, "line", NULL), TOLL_OK);
    toll__io_span text = toll__json_raw(toll__json_get(toll__json_root(&doc), "config"));
    toll__json stated = toll__json_get(toll__json_root(&doc), "params");
    assert_int_equal(toll__json_read_int64(stated, "params", &params, NULL), TOLL_OK);
    char *config = calloc(1, text.length + 1);
    assert_non_null(config);
    memcpy(config, text.bytes, text.length);
    if (parse(config, &f) != TOLL_OK)
        fail_msg("%s: %s", config, f.err.message);
    if (count(&f).params_total != params)
        fail_msg("%lld parameters, must be %lld: %s", (long long)count(&f).params_total, (long long)params, config);
    free(config);
    toll__json_release(&doc);
}

static void families_count_as_their_definitions(void **state)
{
    (void)state;
    char *text = read_file("tests/io/families.jsonl");
    int lines = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"), lines++)
        check_line(line);
    assert_true(lines >= 220);
    free(text);
}

static void families_are_sorted(void **state)
{
    (void)state;
    uint32_t families = toll_io_count_families();
    assert_true(families >= 60);
    for (uint32_t i = 1; i < families; i++)
        assert_true(strcmp(toll_io_get_family(i - 1), toll_io_get_family(i)) < 0); /* they are searched in halves */
    assert_string_equal(toll_io_get_family(families), "");
}

/* ---- what decides what ---- */

#define TINY(type)                                                                                                     \
    "\"model_type\":\"" type "\",\"num_hidden_layers\":2,\"hidden_size\":64,\"num_attention_heads\":4,"                \
    "\"num_key_value_heads\":2,\"intermediate_size\":128,\"vocab_size\":100"
#define GOOD_BLOCK "\"attention\":{\"n_heads_in_group\":2},\"ffn\":{\"ffn_mult\":1}"

#define SMALL                                                                                                          \
    "\"model_type\":\"llama\",\"num_hidden_layers\":2,\"hidden_size\":64,\"num_attention_heads\":4,\"num_key_value_"   \
    "heads\":2,"                                                                                                       \
    "\"intermediate_size\":128,\"vocab_size\":100"

static void precision_is(const char *quantisation, const char *quant, const char *precision)
{
    char text[1024];
    found f;
    snprintf(text, sizeof text, "{%s%s}", SMALL, quantisation);
    if (parse_all(text, quant, 0, &f) != TOLL_OK)
        fail_msg("%s: %s", text, f.err.message);
    assert_string_equal(f.model.native_precision, precision);
}

#define QUANT(fields) ",\"quantization_config\":{" fields "}"

static void quantisations_have_their_precision(void **state)
{
    (void)state;
    precision_is("", NULL, "bf16");
    precision_is(",\"torch_dtype\":\"float16\"", NULL, "fp16");
    precision_is(",\"dtype\":\"float32\"", NULL, "fp32");
    precision_is(QUANT("\"quant_method\":\"fp8\""), NULL, "fp8");
    precision_is(QUANT("\"quant_method\":\"fp8\",\"weight_block_size\":[128,128]"), NULL, "fp8-block");
    precision_is(QUANT("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":128,\"sym\":true"), NULL, "int4-g128");
    precision_is(QUANT("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":128,\"sym\":false"), NULL,
                 "int4-g128-asym");
    precision_is(QUANT("\"quant_method\":\"awq\",\"bits\":4,\"group_size\":128"), NULL, "int4-g128-asym");
    precision_is(QUANT("\"quant_method\":\"compressed-tensors\",\"config_groups\":{\"g\":{\"weights\":{\"num_bits\":8,"
                       "\"type\":\"float\"}}}"),
                 NULL, "fp8");
    precision_is(QUANT("\"quant_method\":\"compressed-tensors\",\"config_groups\":{\"g\":{\"weights\":{\"num_bits\":8,"
                       "\"type\":\"int\"},"
                       "\"input_activations\":{\"num_bits\":8}}}"),
                 NULL, "int8");
    precision_is(QUANT("\"quant_method\":\"compressed-tensors\",\"config_groups\":{\"g\":{\"weights\":{\"num_bits\":4,"
                       "\"type\":\"float\"}}}"),
                 NULL, "nvfp4");
    precision_is(QUANT("\"quant_method\":\"modelopt\",\"quant_algo\":\"NVFP4\""), NULL, "nvfp4");
    precision_is("", "{\"quantization\":{\"quant_algo\":\"NVFP4\",\"kv_cache_quant_algo\":\"FP8\",\"group_size\":16}}",
                 "nvfp4-kv8");
    precision_is("", "{\"quantization\":{\"quant_algo\":\"FP8\",\"kv_cache_quant_algo\":null}}", "fp8");
}

static void a_model_without_a_head_has_none(void **state)
{
    found f;
    (void)state;
    assert_int_equal(parse("{" SMALL ",\"architectures\":[\"LlamaModel\"]}", &f), TOLL_OK);
    assert_int_equal(f.model.flags, TOLL_MODEL_NO_HEAD);
    assert_int_equal(parse("{" SMALL ",\"architectures\":[\"LlamaForSequenceClassification\"]}", &f), TOLL_OK);
    assert_int_equal(f.model.flags, TOLL_MODEL_NO_HEAD);
    assert_int_equal(parse("{" SMALL ",\"architectures\":[\"LlamaForCausalLM\"]}", &f), TOLL_OK);
    assert_int_equal(f.model.flags, 0);
}

static void windows_lie_where_the_family_has_them(void **state)
{
    found f;
    (void)state;
    assert_int_equal(
        parse("{\"model_type\":\"gemma2\",\"num_hidden_layers\":5,\"hidden_size\":64,\"num_attention_heads\":4,"
              "\"intermediate_size\":128,\"vocab_size\":100}",
              &f),
        TOLL_OK);
    assert_int_equal(f.rows[0].window_tokens, 4096); /* layers 0, 2, 4 */
    assert_int_equal(f.rows[0].count, 3);
    assert_int_equal(f.rows[2].window_tokens, 0);
    assert_int_equal(f.rows[2].count, 2);
    assert_int_equal(
        parse("{\"model_type\":\"qwen2\",\"num_hidden_layers\":8,\"hidden_size\":64,\"num_attention_heads\":4,"
              "\"intermediate_size\":128,\"vocab_size\":100,\"sliding_window\":512,\"use_sliding_window\":true,"
              "\"max_window_layers\":6}",
              &f),
        TOLL_OK);
    assert_int_equal(f.rows[0].window_tokens, 0);
    assert_int_equal(f.rows[0].count, 6);
    assert_int_equal(f.rows[2].window_tokens, 512);
    assert_int_equal(f.rows[2].count, 2);
}

/* ---- what must be refused ---- */

static const struct {
    const char *text;
    toll_status status;
    const char *names; /* that the message must hold */
} bad[] = {
    {"", TOLL_E_RANGE, "length"},
    {"{", TOLL_E_SYNTAX, "line"},
    {"[]", TOLL_E_SYNTAX, "object"},
    {"{\"a\":1,\"a\":2}", TOLL_E_SYNTAX, "line"},
    {"{}", TOLL_E_UNSUPPORTED, "model_type"},
    {"{\"model_type\":\"nonesuch\"}", TOLL_E_UNSUPPORTED, "nonesuch"},
    {"{\"model_type\":\"llama\"}", TOLL_E_MISSING, "num_hidden_layers"},
    {"{\"model_type\":\"llama\",\"num_hidden_layers\":-1}", TOLL_E_RANGE, "num_hidden_layers"},
    {"{\"model_type\":\"llama\",\"num_hidden_layers\":1e300}", TOLL_E_RANGE, "num_hidden_layers"},
    {"{\"model_type\":\"llama\",\"num_hidden_layers\":1.5}", TOLL_E_RANGE, "num_hidden_layers"},
    {"{\"model_type\":\"llama\",\"num_hidden_layers\":\"2\"}", TOLL_E_SYNTAX, "num_hidden_layers"},
    {"{\"model_type\":\"llama\",\"num_hidden_layers\":1000000,\"hidden_size\":64}", TOLL_E_RANGE, "num_hidden_layers"},
    {"{\"model_type\":\"llama\",\"num_hidden_layers\":2,\"hidden_size\":64,\"vocab_size\":10,\"num_attention_heads\":"
     "4}",
     TOLL_E_MISSING, "intermediate_size"},
    {"{\"model_type\":\"llama\",\"num_hidden_layers\":2,\"hidden_size\":64,\"vocab_size\":10,\"intermediate_size\":9}",
     TOLL_E_MISSING, "num_attention_heads"},
    {"{\"model_type\":\"mixtral\",\"num_hidden_layers\":2,\"hidden_size\":64,\"vocab_size\":10,\"intermediate_size\":9,"
     "\"num_attention_heads\":4,\"num_local_experts\":4}",
     TOLL_E_MISSING, "num_experts_per_tok"},
    {"{\"model_type\":\"deepseek_v3\",\"num_hidden_layers\":1,\"hidden_size\":64,\"vocab_size\":10,\"intermediate_"
     "size\":9,"
     "\"num_attention_heads\":4}",
     TOLL_E_MISSING, "kv_lora_rank"},
    {"{" SMALL ",\"layer_types\":[\"full_attention\",\"wormhole\"]}", TOLL_E_UNSUPPORTED, "wormhole"},
    {"{" SMALL ",\"num_kv_shared_layers\":1}", TOLL_E_UNSUPPORTED, "num_kv_shared_layers"},
    {"{" SMALL ",\"hidden_size_per_layer_input\":256}", TOLL_E_UNSUPPORTED, "hidden_size_per_layer_input"},
    {"{" TINY("nemotron-nas") ",\"block_configs\":[{" GOOD_BLOCK "}]}", TOLL_E_MISSING, "fewer layers than the model"},
    {"{" TINY("nemotron-nas") ",\"block_configs\":[{" GOOD_BLOCK "},{\"attention\":{\"n_heads_in_group\":3},"
                              "\"ffn\":{\"ffn_mult\":1}}]}",
     TOLL_E_RANGE, "n_heads_in_group must divide"},
    {"{" TINY("nemotron-nas") ",\"block_configs\":[{" GOOD_BLOCK "},{\"attention\":{\"n_heads_in_group\":2},"
                              "\"ffn\":{\"ffn_mult\":-1}}]}",
     TOLL_E_RANGE, "ffn_mult must be above 0"},
    {"{" TINY("nemotron-nas") ",\"block_configs\":[{" GOOD_BLOCK "},{\"attention\":{\"replace_with_linear\":true},"
                              "\"ffn\":{\"ffn_mult\":1}}]}",
     TOLL_E_UNSUPPORTED, "replace_with_linear"},
    {"{" TINY("doge") ",\"is_moe\":true}", TOLL_E_UNSUPPORTED, "is_moe"},
    {"{" TINY("qwen4_exp_text") ",\"ple_layer_ids\":[2]}", TOLL_E_UNSUPPORTED, "ple_layer_ids"},
    {"{" TINY("lfm2") ",\"block_auto_adjust_ff_dim\":true,\"block_ffn_dim_multiplier\":\"x\"}", TOLL_E_SYNTAX,
     "block_ffn_dim_multiplier"},
    {"{" TINY("lfm2") ",\"block_auto_adjust_ff_dim\":true,\"block_ffn_dim_multiplier\":-1}", TOLL_E_RANGE,
     "block_ffn_dim_multiplier"},
    {"{" TINY("gemma3n_text") ",\"laurel_rank\":1000000000,\"altup_num_inputs\":1000000}", TOLL_E_RANGE,
     "a tensor of no possible size"},
    {"{" TINY("jamba") ",\"attn_layer_offset\":4}", TOLL_E_MISSING, "attn_layer_period"},
    {"{" TINY("gemma3n_text") ",\"hidden_size_per_layer_input\":1000000}", TOLL_E_RANGE, "at most 100000"},
    {"{" SMALL ",\"per_layer_config\":{\"1\":{\"head_dim\":-1}}}", TOLL_E_RANGE, "head_dim: -1 is outside"},
    {"{" SMALL ",\"per_layer_config\":{\"1\":{},\"x\":{}}}", TOLL_E_SYNTAX, "per_layer_config: \"x\""},
    {"{" SMALL ",\"per_layer_config\":{\"1\":{},\"01\":{}}}", TOLL_E_SYNTAX, "per_layer_config has layer 01 twice"},
    {"{" SMALL ",\"head_dim\":Infinity}", TOLL_E_SYNTAX, "head_dim: Infinity is not a number"},
    {"{" SMALL ",\"num_experts\":4,\"mlp_only_layers\":[0,\"1\"]}", TOLL_E_SYNTAX, "mlp_only_layers: \"1\""},
    {"{" SMALL QUANT("\"quant_method\":\"gptq\",\"bits\":NaN") "}", TOLL_E_SYNTAX, "bits: NaN is not a number"},
    {"{" SMALL ",\"x\":\"\\ud800\"}", TOLL_E_SYNTAX, "config.json, line 1"},
    {"{" SMALL ",\"x\":\"\xff\"}", TOLL_E_SYNTAX, "config.json, line 1"},
    {"{\"model_type\":\"\\u001b]0;PWN\\u0007\"}", TOLL_E_UNSUPPORTED, "\"\\u001b]0;PWN\\u0007\""},
    {"{" SMALL QUANT("\"quant_method\":\"aqlm\"") "}", TOLL_E_UNSUPPORTED, "aqlm"},
    {"{" SMALL QUANT("\"quant_method\":\"gptq\",\"bits\":3,\"group_size\":128") "}", TOLL_E_UNSUPPORTED,
     "quantization_config"},
    {"{" SMALL QUANT("\"quant_method\":\"modelopt\",\"quant_algo\":\"MIXED\"") "}", TOLL_E_UNSUPPORTED, "MIXED"},
    {"{" SMALL ",\"attention_bias\":\"yes\"}", TOLL_E_SYNTAX, "attention_bias"},
    {"{\"model_type\":\"llama\",\"num_hidden_layers\":2,\"hidden_size\":64,\"num_attention_heads\":4,\"num_key_value_"
     "heads\":3,"
     "\"intermediate_size\":128,\"vocab_size\":100}",
     TOLL_E_CONFLICT, "n_kv_heads"},
};

static void bad_files_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        found f;
        toll_status status = parse(bad[i].text, &f);
        if (status != bad[i].status || strstr(f.err.message, bad[i].names) == NULL)
            fail_msg("%s: %s, %s", bad[i].text, toll_status_name(status), f.err.message);
        assert_int_equal(f.err.code, status);
        assert_int_equal(f.model.n_layers, 1); /* the default: nothing was written */
        assert_int_equal(f.rows[0].kind, 0);
    }
}

/* Unknown is never zero: a model without a vocabulary would lack its embeddings. */
static void a_needed_number_that_is_none_is_named(void **state)
{
    static const struct {
        const char *number;
        toll_status status;
        const char *message;
    } values[] = {
        {"Infinity", TOLL_E_SYNTAX, "vocab_size: Infinity is not a number"},
        {"-Infinity", TOLL_E_SYNTAX, "vocab_size: -Infinity is not a number"},
        {"NaN", TOLL_E_SYNTAX, "vocab_size: NaN is not a number"},
        {"true", TOLL_E_SYNTAX, "vocab_size: true is not a number"},
        {"\"100\"", TOLL_E_SYNTAX, "vocab_size: \"100\" is not a number"},
        {"[100]", TOLL_E_SYNTAX, "vocab_size must be a number, not an array"},
        {"0", TOLL_E_RANGE, "vocab_size: 0 is outside of 1 to 1000000000"},
        {"100.5", TOLL_E_RANGE, "vocab_size: 100.5 must be a whole number"},
        {"1e300", TOLL_E_RANGE, "vocab_size: 1e300 is too large"},
        {"2e9", TOLL_E_RANGE, "vocab_size: 2000000000 is outside of 0 to 1000000000"},
        {"null", TOLL_E_MISSING, "vocab_size is missing"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[512];
        found f;
        snprintf(text, sizeof text,
                 "{\"model_type\":\"llama\",\"num_hidden_layers\":2,\"hidden_size\":64,\"num_attention_heads\":4,"
                 "\"intermediate_size\":128,\"vocab_size\":%s}",
                 values[i].number);
        if (parse(text, &f) != values[i].status || strcmp(f.err.message, values[i].message) != 0)
            fail_msg("%s: %s, %s", text, toll_status_name(f.err.code), f.err.message);
    }
}

/* Mamba's time steps end at Infinity, no number that anything here needs. */
static void what_nobody_reads_may_be_infinite(void **state)
{
    found f, same;
    (void)state;
    assert_int_equal(parse("{" SMALL "}", &same), TOLL_OK);
    assert_int_equal(parse("\xef\xbb\xbf{" SMALL ",\"time_step_limit\":[0.0,Infinity],\"x\":NaN}\r\n", &f), TOLL_OK);
    assert_int_equal(f.model.unverified, TOLL_MODEL_SHAPE); /* x is no key that is known */
    f.model.unverified = 0;
    assert_memory_equal(&f, &same, sizeof f);
}

static void an_unknown_family_is_read_where_that_is_allowed(void **state)
{
    static const char text[] =
        "{\"model_type\":\"nonesuch\",\"num_hidden_layers\":2,\"hidden_size\":64,\"num_attention_heads\":4,"
        "\"intermediate_size\":128,\"vocab_size\":100}";
    found f;
    (void)state;
    assert_int_equal(parse_all(text, NULL, TOLL_IO_ALLOW_UNKNOWN, &f), TOLL_OK);
    assert_int_equal(f.model.unverified, TOLL_MODEL_SHAPE);
    assert_string_equal(f.model.id, "nonesuch");
    assert_int_equal(f.count, 2);
    assert_int_equal(parse("{" SMALL "}", &f), TOLL_OK);
    assert_int_equal(f.model.unverified, 0);
}

static void bad_arguments_are_refused(void **state)
{
    static const char text[] = "{" SMALL "}";
    uint64_t length = sizeof text - 1, size = sizeof(toll_model_layer), n = 77;
    toll_model m, other;
    toll_model_layer rows[4];
    (void)state;
    toll_struct_init(&m, sizeof m, TOLL_KIND_MODEL, NULL);
    other = m;
    other.struct_kind = TOLL_KIND_HW;
    assert_int_equal(toll_io_parse_config(NULL, length, NULL, 0, 0, &m, rows, 4, size, &n, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_config(text, length, NULL, 1, 0, &m, rows, 4, size, &n, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_config(text, length, NULL, 0, 2, &m, rows, 4, size, &n, NULL), TOLL_E_RANGE);
    assert_int_equal(toll_io_parse_config(text, length, NULL, 0, 0, NULL, rows, 4, size, &n, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_config(text, length, NULL, 0, 0, &other, rows, 4, size, &n, NULL),
                     TOLL_E_STRUCT_KIND);
    assert_int_equal(toll_io_parse_config(text, length, NULL, 0, 0, &m, NULL, 4, size, &n, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_config(text, length, NULL, 0, 0, &m, rows, 4, size, NULL, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_config(text, length, NULL, 0, 0, &m, rows, 4, 8, &n, NULL), TOLL_E_STRIDE);
    assert_int_equal(toll_io_parse_config(text, TOLL_IO_TEXT_LIMIT + 1ull, NULL, 0, 0, &m, rows, 4, size, &n, NULL),
                     TOLL_E_RANGE);
    assert_int_equal(n, 77);
    assert_int_equal(toll_io_parse_config(text, length, NULL, 0, 0, &m, NULL, 0, size, &n, NULL), TOLL_E_BUFFER);
    assert_int_equal(n, 2);
    assert_int_equal(m.d_model, 0);
}

/* Every cut of a file is refused or harmless. */
static void cut_files_are_refused(void **state)
{
    static const char text[] = "{" SMALL ",\"text_config\":{\"rope\":\"a\\\"b\"},\"x\":[Infinity,-Infinity,NaN]}";
    (void)state;
    for (uint64_t length = 1; length < sizeof text - 1; length++) {
        found f;
        char *copy = malloc(length); /* so that a sanitizer sees one byte too far */
        assert_non_null(copy);
        memcpy(copy, text, length);
        toll_struct_init(&f.model, sizeof f.model, TOLL_KIND_MODEL, NULL);
        assert_int_equal(
            toll_io_parse_config(copy, length, NULL, 0, 0, &f.model, f.rows, ROWS, sizeof f.rows[0], &f.count, NULL),
            TOLL_E_SYNTAX);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_models_are_the_catalogs),
        cmocka_unit_test(families_count_as_their_definitions),
        cmocka_unit_test(pruned_layers_count_as_published),
        cmocka_unit_test(other_spellings_are_the_same_model),
        cmocka_unit_test(towers_count_as_their_definitions),
        cmocka_unit_test(draft_layers_count_as_their_checkpoints),
        cmocka_unit_test(parts_are_refused_without_their_places),
        cmocka_unit_test(block_sparse_attention_keeps_index_keys),
        cmocka_unit_test(families_are_sorted),
        cmocka_unit_test(quantisations_have_their_precision),
        cmocka_unit_test(a_model_without_a_head_has_none),
        cmocka_unit_test(windows_lie_where_the_family_has_them),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(a_needed_number_that_is_none_is_named),
        cmocka_unit_test(what_nobody_reads_may_be_infinite),
        cmocka_unit_test(an_unknown_family_is_read_where_that_is_allowed),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(cut_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
