/* SPDX-License-Identifier: Apache-2.0 */
/* Quantisation by module: bits of each class by hand, from names as publishers write them; and what is not understood. */
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

#include "config/hf_tensors.h"
#include "support/toll_assert.h"

#define ROWS 64

/* Two layers, d = 64: q and o of 4,096 weights, k and v of 2,048; three feed-forward matrices of 8,192. */
#define DENSE                                                                                                          \
    "\"model_type\":\"llama\",\"num_hidden_layers\":2,\"hidden_size\":64,\"num_attention_heads\":4,\"num_key_value_"   \
    "heads\":2,\"intermediate_size\":128,\"vocab_size\":100,\"tie_word_embeddings\":false"
/* A dense layer and one of 4 experts, with a shared one. */
#define SPARSE                                                                                                         \
    "\"model_type\":\"dots1\",\"num_hidden_layers\":2,\"hidden_size\":64,\"num_attention_heads\":4,\"num_key_value_"   \
    "heads\":4,\"intermediate_size\":128,\"vocab_size\":100,\"n_routed_experts\":4,\"num_experts_per_tok\":2,"         \
    "\"moe_intermediate_size\":32,\"n_shared_experts\":1,\"first_k_dense_replace\":1"
#define QUANT(fields) ",\"quantization_config\":{" fields "}"

static toll_model_precision precision_of(const char *config, const char *fields, const char *quant)
{
    char text[4096];
    toll_model_precision p;
    toll_error err = {0};
    snprintf(text, sizeof text, "{%s%s}", config, fields);
    toll_struct_init(&p, sizeof p, TOLL_KIND_PRECISION, NULL);
    if (toll_io_parse_config_precision(text, strlen(text), quant, quant != NULL ? strlen(quant) : 0, 0, &p, &err) !=
        TOLL_OK)
        fail_msg("%s: %s", text, err.message);
    return p;
}

static uint64_t unread_of(const char *fields, char *key, size_t size)
{
    char text[4096];
    toll_io_unread rows[8];
    uint64_t n = 0;
    snprintf(text, sizeof text, "{%s%s}", DENSE, fields);
    assert_int_equal(toll_io_find_unread(text, strlen(text), NULL, 0, 0, rows, 8, sizeof rows[0], &n, NULL), TOLL_OK);
    snprintf(key, size, "%s", n > 0 ? rows[0].key : "");
    return n;
}

/* ---- names ---- */

#define MODELOPT(names)                                                                                                \
    "{\"quantization\":{\"quant_algo\":\"NVFP4\",\"group_size\":16,\"exclude_modules\":[" names "]}}"

/* NVFP4 takes 4.5 bits. One of two layers at 16: (16 + 4.5) / 2 = 10.25. */
static void a_module_that_is_left_out_stays_at_16_bits(void **state)
{
    (void)state;
    toll_model_precision p = precision_of(DENSE, "", MODELOPT("\"lm_head\",\"model.layers.0.self_attn*\""));
    assert_close(p.attn_bits, 10.25);
    assert_close(p.attn_v_bits, 10.25);
    assert_close(p.ffn_bits, 4.5);
    assert_close(p.ffn_down_bits, 4.5);
    assert_close(p.head_bits, 16);
    assert_string_equal(p.id, "mixed (config.json)");
    p = precision_of(DENSE, "", MODELOPT("\"lm_head\""));
    assert_string_equal(p.id, "nvfp4");
    p = precision_of(DENSE, "", MODELOPT("\"model.layers.*.self_attn\""));
    assert_string_equal(p.id, "nvfp4-ffn"); /* a row of the catalog has just that */
    /* o alone, in both layers: (4096 * 16 + 6144 * 4.5) / 10240 = 9.1 */
    p = precision_of(DENSE, "", MODELOPT("\"*.self_attn.o_proj\""));
    assert_close(p.attn_bits, 9.1);
    assert_close(p.attn_v_bits, 4.5);
}

/* "layers.1" is not layer 10's beginning, and "layers.1*" is. */
static void a_number_of_a_layer_ends_at_its_dot(void **state)
{
    char config[600];
    (void)state;
    snprintf(config, sizeof config, "%s", DENSE);
    memcpy(strstr(config, "layers\":2"), "layers\":9", 9);
    toll_model_precision p = precision_of(config, "", MODELOPT("\"model.layers.1.mlp\""));
    assert_close(p.ffn_bits, (16 + 8 * 4.5) / 9);
    p = precision_of(config, "", MODELOPT("\"model.layers.1*\",\"model.layers.11*\""));
    assert_close(p.ffn_bits, (16 + 8 * 4.5) / 9);
}

static void regular_expressions_are_read(void **state)
{
    const char *const group = "\"quant_method\":\"compressed-tensors\",\"config_groups\":{\"g\":{\"targets\":["
                              "\"Linear\"],\"weights\":{\"num_bits\":4,\"type\":\"int\",\"group_size\":32}}},"
                              "\"ignore\":[\"lm_head\",\"re:.*self_attn.*\",\"re:.*mlp\\\\.(gate|up)_proj$\"]";
    char fields[600], key[128];
    (void)state;
    snprintf(fields, sizeof fields, QUANT("%s"), group);
    toll_model_precision p = precision_of(DENSE, fields, NULL);
    assert_close(p.attn_bits, 16);
    assert_close(p.ffn_bits, 16);
    assert_close(p.ffn_down_bits, 4.5); /* 4 + 16 / 32 */
    assert_int_equal(p.linear_rate, TOLL_RATE_BF16);
    assert_int_equal(unread_of(fields, key, sizeof key), 0);
    /* The dense layer's mlp is left out, experts within mlp are not. */
    p = precision_of(SPARSE, fields, NULL);
    assert_close(p.expert_bits, 4.5);
    assert_close(p.expert_down_bits, 4.5);
}

/* ---- formats ---- */

static void formats_have_the_bits_of_their_scales(void **state)
{
    static const struct {
        const char *fields;
        double bits;
    } cases[] = {
        {QUANT("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":64,\"sym\":true"), 4.25},
        {QUANT("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":32,\"sym\":false"), 4.625},
        {QUANT("\"quant_method\":\"awq\",\"bits\":4,\"group_size\":64,\"zero_point\":true"), 4.3125},
        {QUANT("\"quant_method\":\"fp8\",\"weight_block_size\":[32,32]"), 8.03125},
        {QUANT("\"quant_method\":\"compressed-tensors\",\"format\":\"mxfp4-pack-quantized\",\"config_groups\":{\"g\":{"
               "\"targets\":[\"Linear\"],\"weights\":{\"num_bits\":4,\"type\":\"float\",\"group_size\":32}}}"),
         4.25},
        {QUANT("\"quant_method\":\"modelopt\",\"quant_algo\":\"MXFP8\""), 8.25},
        {QUANT("\"quant_method\":\"modelopt\",\"quant_algo\":\"W4A16_AWQ\",\"group_size\":64"), 4.25},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const toll_model_precision p = precision_of(DENSE, cases[i].fields, NULL);
        assert_close(p.ffn_bits, cases[i].bits);
        assert_close(p.attn_bits, cases[i].bits);
        assert_close(p.embed_bits, 16);
    }
}

static void attention_may_stay_at_16_bits(void **state)
{
    (void)state;
    toll_model_precision p = precision_of(
        DENSE,
        QUANT("\"quant_method\":\"awq\",\"bits\":4,\"group_size\":128,\"modules_to_not_convert\":[\"self_attn\"]"),
        NULL);
    assert_close(p.attn_bits, 16);
    assert_within(p.ffn_bits, 4.15625, 1e-9);
    p = precision_of(DENSE, QUANT("\"quant_method\":\"fp8\",\"modules_to_not_convert\":[\"self_attn\",\"lm_head\"]"),
                     NULL);
    assert_close(p.attn_bits, 16);
    assert_close(p.ffn_bits, 8);
    p = precision_of(DENSE, ",\"torch_dtype\":\"float32\"" QUANT("\"quant_method\":\"fp8\""), NULL);
    assert_close(p.embed_bits, 32); /* what is not quantised has the file's type */
    assert_close(p.ffn_bits, 8);
}

/* As nvidia/Qwen3.6-27B-NVFP4: attention in FP8, the rest and the head in four bits, weights only. */
static void each_layer_may_have_its_own_algorithm(void **state)
{
    static const char quant[] =
        "{\"quantization\":{\"quant_algo\":\"MIXED_PRECISION\",\"kv_cache_quant_algo\":\"FP8\",\"quantized_layers\":{"
        "\"lm_head\":{\"quant_algo\":\"W4A16_NVFP4\",\"group_size\":16},"
        "\"model.layers.0.self_attn.q_proj\":{\"quant_algo\":\"FP8\"},"
        "\"model.layers.0.mlp.gate_proj\":{\"quant_algo\":\"W4A16_NVFP4\"},"
        "\"model.layers.0.mlp.up_proj\":{\"quant_algo\":\"W4A16_NVFP4\"},"
        "\"model.layers.1.mlp\":{\"quant_algo\":\"W4A16_NVFP4\"}},\"exclude_modules\":[\"mtp*\"]}}";
    (void)state;
    const toll_model_precision p = precision_of(DENSE, "", quant);
    assert_close(p.head_bits, 4.5);
    assert_close(p.attn_bits, (4096 * 8 + 16384 * 16) / 20480.0); /* one of q, q, k, k, o, o */
    assert_close(p.attn_v_bits, 16);
    assert_close(p.ffn_bits, 4.5);
    assert_close(p.ffn_down_bits, (16 + 4.5) / 2);
    assert_close(p.kv_bits, 8);
    assert_int_equal(p.linear_rate, TOLL_RATE_BF16);
}

static void several_groups_have_their_own_targets(void **state)
{
    (void)state;
    const toll_model_precision p = precision_of(
        SPARSE,
        QUANT("\"quant_method\":\"compressed-tensors\",\"config_groups\":{"
              "\"a\":{\"targets\":[\"re:.*mlp.experts.*\"],\"weights\":{\"num_bits\":4,\"type\":\"float\",\"group_"
              "size\":16},\"input_activations\":{\"num_bits\":4}},"
              "\"b\":{\"targets\":[\"Linear\"],\"weights\":{\"num_bits\":8,\"type\":\"float\",\"strategy\":"
              "\"channel\"},\"input_activations\":{\"num_bits\":8}}},\"ignore\":[\"re:.*shared_experts.*\"]"),
        NULL);
    assert_close(p.expert_bits, 4.5);
    assert_close(p.attn_bits, 8);
    /* Dense layer 2 * 8,192 at 8 bits, shared expert 2 * 2,048 at 16 */
    assert_close(p.ffn_bits, (16384 * 8 + 4096 * 16) / 20480.0);
    assert_int_equal(p.expert_rate, TOLL_RATE_FP4);
    assert_int_equal(p.linear_rate, TOLL_RATE_FP8);
}

/* ---- whole models ---- */

static char *read_file(const char *path)
{
    char *text = calloc(1, 1 << 20);
    FILE *stream = fopen(path, "rb");
    assert_non_null(text);
    assert_non_null(stream);
    assert_true(fread(text, 1, (1 << 20) - 1, stream) > 0);
    fclose(stream);
    return text;
}

static uint64_t parse_rows(const char *text, toll_model *model, toll_model_layer *rows)
{
    uint64_t n = 0;
    toll_error err = {0};
    toll_struct_init(model, sizeof *model, TOLL_KIND_MODEL, NULL);
    if (toll_io_parse_config(text, strlen(text), NULL, 0, 0, model, rows, ROWS, sizeof rows[0], &n, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return n;
}

/* nvidia/Gemma-4-31B-IT-NVFP4 (hf_quant_config.json, 2026) leaves attention out: a checkpoint of 31 GiB with its tower.
 * 60 * 3 * 5376 * 21504 feed-forward weights at 4.5 bits are 11.70 GB, the other 9.89 B at 16 bits 19.78 GB: 29.32 GiB.
 * Taken as NVFP4 throughout it would be 18. */
static void a_large_model_has_the_bytes_of_its_checkpoint(void **state)
{
    char *text = read_file("tests/io/configs/gemma-4-31b.json");
    toll_model model;
    toll_model_layer rows[ROWS];
    toll_model_weights weights;
    toll_model_precision p;
    (void)state;
    const char *const quant =
        MODELOPT("\"lm_head\",\"model.embed_vision*\",\"model.language_model.layers.*.self_attn*\","
                 "\"model.vision_tower*\"");
    toll_struct_init(&p, sizeof p, TOLL_KIND_PRECISION, NULL);
    toll_struct_init(&weights, sizeof weights, TOLL_KIND_MODEL_WEIGHTS, NULL);
    assert_int_equal(toll_io_parse_config_precision(text, strlen(text), quant, strlen(quant), 0, &p, NULL), TOLL_OK);
    const uint64_t n = parse_rows(text, &model, rows);
    assert_int_equal(toll_model_compute_weights(&model, rows, n, sizeof rows[0], &p, &weights, NULL), TOLL_OK);
    assert_within((double)weights.total_bytes / 1073741824.0, 29.32, 0.002);
    free(text);
}

/* Every matrix has a name: the sums by class are those of the library. */
static void tensors_add_up_to_the_librarys_counts(void **state)
{
    static const char *const ids[] = {
        "llama-3.3-70b", "deepseek-v3",     "gpt-oss-120b",      "gemma-3-27b",
        "glm-5",         "kimi-k2.5",       "qwen3.5-397b-a17b", "mixtral-8x7b",
        "gemma-4-31b",   "gemma-4-26b-a4b", "deepseek-v4-flash", "nemotron-3-nano-30b-a3b",
        "mimo-v2-flash", "llama-4-maverick"};
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        char path[120];
        toll_model model;
        toll_model_layer rows[ROWS];
        toll_model_counts counts;
        int64_t sums[HF_CLASSES] = {0};
        snprintf(path, sizeof path, "tests/io/configs/%s.json", ids[i]);
        char *text = read_file(path);
        const uint64_t n = parse_rows(text, &model, rows);
        toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
        assert_int_equal(toll_model_count(&model, rows, n, sizeof rows[0], &counts, NULL), TOLL_OK);
        for (uint64_t row = 0; row < n; row++) {
            hf_tensor tensors[HF_TENSORS_MAX];
            const int found =
                toll__hf_tensors_of(&rows[row], strstr(ids[i], "gemma-4") != NULL, model.d_model, tensors);
            for (int t = 0; t < found; t++)
                sums[tensors[t].of] += rows[row].count * tensors[t].params;
        }
        const int64_t expected[] = {counts.attn,   counts.attn_v,      counts.ffn,    counts.ffn_down,
                                    counts.expert, counts.expert_down, counts.router, counts.mixer};
        for (int of = 0; of < 8; of++)
            if (sums[HF_ATTN + of] != expected[of])
                fail_msg("%s, class %d: %lld, must be %lld", ids[i], of, (long long)sums[HF_ATTN + of],
                         (long long)expected[of]);
        free(text);
    }
}

/* ---- what is not understood ---- */

static void names_without_a_module_are_told(void **state)
{
    char key[128];
    (void)state;
    assert_int_equal(
        unread_of(QUANT("\"quant_method\":\"fp8\",\"modules_to_not_convert\":[\"model.layers.0.hypernet\"]"), key, 128),
        1);
    assert_string_equal(key, "quantization_config.model.layers.0.hypernet");
    assert_int_equal(unread_of(QUANT("\"quant_method\":\"fp8\",\"modules_to_not_convert\":[\"re:[a-z]+x\"]"), key, 128),
                     1);
    assert_int_equal(
        unread_of(QUANT("\"quant_method\":\"fp8\",\"modules_to_not_convert\":[\"lm_head\",\"mtp.0\","
                        "\"model.layers.2*\",\"model.layers.7.mlp\",\"vision_tower.blocks\",\"model.norm\"]"),
                  key, 128),
        0); /* layer 2 and more are draft layers */
    assert_int_equal(unread_of(QUANT("\"quant_method\":\"fp8\",\"rotation_matrix\":\"hadamard\""), key, 128), 1);
    assert_string_equal(key, "quantization_config.rotation_matrix");
    assert_int_equal(unread_of(QUANT("\"quant_method\":\"gptq\",\"bits\":4,\"lm_head\":true"), key, 128), 1);
    assert_int_equal(unread_of(QUANT("\"quant_method\":\"gptq\",\"bits\":4,\"lm_head\":false"), key, 128), 0);
}

static void what_has_no_known_size_is_refused(void **state)
{
    static const char *const bad[] = {
        QUANT("\"quant_method\":\"compressed-tensors\""),
        QUANT("\"quant_method\":\"compressed-tensors\",\"config_groups\":{\"g\":{}}"),
        QUANT("\"quant_method\":\"compressed-tensors\",\"config_groups\":{\"g\":{\"weights\":{\"num_bits\":3}}}"),
        QUANT("\"quant_method\":\"compressed-tensors\",\"config_groups\":{\"g\":{\"weights\":{\"num_bits\":4,\"type\":"
              "\"float\",\"group_size\":64}}}"),
        QUANT("\"quant_method\":\"modelopt\",\"quant_algo\":\"MIXED_PRECISION\""),
        QUANT("\"quant_method\":\"modelopt\",\"quant_algo\":\"MIXED_PRECISION\",\"quantized_layers\":{\"lm_head\":{"
              "\"quant_algo\":\"FP3\"}}"),
        QUANT("\"quant_method\":\"modelopt\",\"quant_algo\":\"FP8\",\"kv_cache_quant_algo\":\"INT2\""),
        QUANT("\"quant_method\":\"fp8\",\"weight_block_size\":[0,128]"),
        QUANT("\"quant_method\":\"fp8\",\"weight_block_size\":[128]"),
        QUANT("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":-7"),
        QUANT("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":1e300")};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[1024];
        toll_model_precision p, untouched;
        toll_error err = {0};
        snprintf(text, sizeof text, "{%s%s}", DENSE, bad[i]);
        toll_struct_init(&p, sizeof p, TOLL_KIND_PRECISION, NULL);
        untouched = p;
        assert_int_not_equal(toll_io_parse_config_precision(text, strlen(text), NULL, 0, 0, &p, &err), TOLL_OK);
        assert_true(err.message[0] != 0);
        assert_memory_equal(&p, &untouched, sizeof p);
    }
}

static void bad_arguments_are_refused(void **state)
{
    static const char text[] = "{" DENSE "}";
    const uint64_t length = sizeof text - 1;
    toll_model_precision p, other;
    (void)state;
    toll_struct_init(&p, sizeof p, TOLL_KIND_PRECISION, NULL);
    other = p;
    other.struct_kind = TOLL_KIND_MODEL;
    assert_int_equal(toll_io_parse_config_precision(NULL, length, NULL, 0, 0, &p, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_config_precision(text, length, NULL, 1, 0, &p, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_config_precision(text, length, NULL, 0, 0, NULL, NULL), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_config_precision(text, 0, NULL, 0, 0, &p, NULL), TOLL_E_RANGE);
    assert_int_equal(toll_io_parse_config_precision(text, length, NULL, 0, 2, &p, NULL), TOLL_E_RANGE);
    assert_int_equal(toll_io_parse_config_precision(text, length, NULL, 0, 0, &other, NULL), TOLL_E_STRUCT_KIND);
    other = p;
    other.struct_size = 8;
    assert_int_equal(toll_io_parse_config_precision(text, length, NULL, 0, 0, &other, NULL), TOLL_E_STRUCT_SIZE);
    assert_int_equal(toll_io_parse_config_precision(text, 3, NULL, 0, 0, &p, NULL), TOLL_E_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_module_that_is_left_out_stays_at_16_bits),
        cmocka_unit_test(a_number_of_a_layer_ends_at_its_dot),
        cmocka_unit_test(regular_expressions_are_read),
        cmocka_unit_test(formats_have_the_bits_of_their_scales),
        cmocka_unit_test(attention_may_stay_at_16_bits),
        cmocka_unit_test(each_layer_may_have_its_own_algorithm),
        cmocka_unit_test(several_groups_have_their_own_targets),
        cmocka_unit_test(a_large_model_has_the_bytes_of_its_checkpoint),
        cmocka_unit_test(tensors_add_up_to_the_librarys_counts),
        cmocka_unit_test(names_without_a_module_are_told),
        cmocka_unit_test(what_has_no_known_size_is_refused),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
