/* SPDX-License-Identifier: Apache-2.0 */
/* Precisions: bits from their definitions, and GGUF mixes against published sizes of whole files. */
#include "catalog_rows.h"

#include <math.h>

static void every_row_passes_its_check(void **state)
{
    (void)state;
    assert_true(toll_catalog_count(TOLL_TABLE_PRECISION) >= 33);
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_PRECISION); i++) {
        const toll_model_precision precision = precision_at(i);
        toll_error err = {0};
        if (toll_struct_check(&precision, TOLL_KIND_PRECISION, &err) != TOLL_OK)
            fail_msg("%s: %s", precision.id, err.message);
    }
}

static void bits_follow_from_the_layouts(void **state)
{
    (void)state;
    assert_true(precision_of("bf16").ffn_bits == 16.0);
    assert_true(precision_of("fp8-block").ffn_bits == 8.0 + 32.0 / (128 * 128));
    assert_true(precision_of("int4-g128").attn_bits == 4.0 + 16.0 / 128);
    assert_true(precision_of("int4-g128-asym").attn_bits == 4.0 + 20.0 / 128);
    assert_true(precision_of("mxfp4").ffn_bits == 4.0 + 8.0 / 32);
    assert_true(precision_of("nvfp4").ffn_bits == 4.0 + 8.0 / 16);
    assert_true(precision_of("mxfp8").ffn_bits == 8.0 + 8.0 / 32);
    assert_true(precision_of("q4_k_m").ffn_bits == 144.0 * 8 / 256);
    assert_true(precision_of("q6_k").ffn_bits == 210.0 * 8 / 256);
    assert_true(precision_of("q8_0").ffn_bits == 34.0 * 8 / 32);
    assert_true(precision_of("q4_k_m").ffn_down_bits == (144.0 + 210.0) / 2 * 8 / 256);
}

static void quantised_checkpoints_keep_16_bits_where_they_do(void **state)
{
    (void)state;
    static const char ids[][16] = {"fp8", "fp8-block", "int4-g128", "mxfp4", "nvfp4", "mxfp4-experts"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        const toll_model_precision p = precision_of(ids[i]);
        assert_true(p.embed_bits == 16 && p.head_bits == 16 && p.router_bits == 16 && p.other_bits == 16);
        assert_true(p.activation_bits == 16 && p.kv_bits == 16);
    }
    const toll_model_precision gpt_oss = precision_of("mxfp4-experts");
    assert_true(gpt_oss.attn_bits == 16 && gpt_oss.expert_bits == 4.25 && gpt_oss.expert_down_bits == 4.25);
    assert_true(precision_of("fp8-kv8").kv_bits == 8);
}

static void rates_are_those_of_the_kernels(void **state)
{
    (void)state;
    assert_int_equal(precision_of("bf16").linear_rate, TOLL_RATE_BF16);
    assert_int_equal(precision_of("fp8").linear_rate, TOLL_RATE_FP8);
    assert_int_equal(precision_of("fp8").attention_rate, TOLL_RATE_BF16);
    assert_int_equal(precision_of("fp8-kv8").attention_rate, TOLL_RATE_FP8);
    assert_int_equal(precision_of("int8").linear_rate, TOLL_RATE_INT8);
    assert_int_equal(precision_of("int4-g128").linear_rate, TOLL_RATE_BF16);
    assert_int_equal(precision_of("nvfp4").linear_rate, TOLL_RATE_FP4);
    assert_int_equal(precision_of("mxfp4-experts").linear_rate, TOLL_RATE_BF16);
    assert_int_equal(precision_of("mxfp4-experts").expert_rate, TOLL_RATE_FP4);
}

/* Bits per weight over the whole model, or -1. */
static double mean_bits(const char *model_id, const char *precision_id)
{
    toll_model_layer layers[256];
    uint64_t n_layers = 0;
    toll_model_weights weights;
    toll_error err = {0};
    const toll_model model = model_of(model_id);
    const toll_model_precision precision = precision_of(precision_id);
    toll_struct_init(&weights, sizeof weights, TOLL_KIND_MODEL_WEIGHTS, NULL);
    assert_int_equal(
        toll_catalog_get_layers(row_of(TOLL_TABLE_MODEL, model_id), layers, 256, sizeof layers[0], &n_layers, &err),
        TOLL_OK);
    if (toll_model_compute_weights(&model, layers, n_layers, sizeof layers[0], &precision, &weights, &err) != TOLL_OK)
        fail_msg("%s in %s: %s", model_id, precision_id, err.message);
    return weights.mean_bits;
}

static void assert_bits(const char *model, const char *precision, double published, double share)
{
    double bits = mean_bits(model, precision);
    if (fabs(bits / published - 1) > share)
        fail_msg("%s in %s: %g bits, published %g", model, precision, bits, published);
}

/* ggml-org/llama.cpp@311c2c9 tools/quantize/README.md: whole files of Llama-3.1-8B. */
static void llama_8b_files_have_their_published_size(void **state)
{
    (void)state;
    static const struct {
        char id[8];
        double bits;
    } files[] = {{"q2_k", 3.1593},   {"q3_k_s", 3.6429}, {"q3_k_l", 4.2979}, {"iq4_xs", 4.4597},
                 {"q4_k_s", 4.6672}, {"q4_k_m", 4.8944}, {"q5_k_s", 5.5704}, {"q5_k_m", 5.7036},
                 {"q6_k", 6.5633},   {"q8_0", 8.5008},   {"f16", 16.0005}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_bits("llama-3.1-8b", files[i].id, files[i].bits, 0.002);
}

/* ggerganov/llama.cpp@0a21ad6 examples/perplexity/README.md: GiB of Llama-2-70B files of 68.977e9 parameters. Its Q2_K
 * (27.27) is of an older mix of types and is left out. */
static void llama_70b_files_have_their_published_size(void **state)
{
    (void)state;
    static const struct {
        char id[8];
        double gib;
    } files[] = {{"q3_k_s", 27.86}, {"q3_k_m", 30.83}, {"q3_k_l", 33.67}, {"q4_0", 36.20}, {"q4_k_s", 36.39},
                 {"q4_k_m", 38.54}, {"q5_k_s", 44.20}, {"q5_k_m", 45.41}, {"q6_k", 52.70}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_bits("llama-2-70b", files[i].id, files[i].gib * 8 * 1073741824.0 / 68976648192.0, 0.01);
}

static void published_checkpoints_name_a_precision_of_the_catalog(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        const toll_model model = model_at(i);
        if (model.native_precision[0])
            (void)row_of(TOLL_TABLE_PRECISION, model.native_precision);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_passes_its_check),
        cmocka_unit_test(bits_follow_from_the_layouts),
        cmocka_unit_test(quantised_checkpoints_keep_16_bits_where_they_do),
        cmocka_unit_test(rates_are_those_of_the_kernels),
        cmocka_unit_test(llama_8b_files_have_their_published_size),
        cmocka_unit_test(llama_70b_files_have_their_published_size),
        cmocka_unit_test(published_checkpoints_name_a_precision_of_the_catalog),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
