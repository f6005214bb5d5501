/* SPDX-License-Identifier: Apache-2.0 */
/* Models through the catalog: rows into any caller's array, and each descriptor against what its publisher says. */
#include "catalog_rows.h"

#include <math.h>
#include <stdlib.h>

#define ROWS_MAX 256

static uint64_t layers_of(uint64_t index, toll_model_layer *layers)
{
    uint64_t n_layers = 0;
    toll_error err = {0};
    if (toll_catalog_get_layers(index, layers, ROWS_MAX, sizeof layers[0], &n_layers, &err) != TOLL_OK)
        fail_msg("%s: %s", toll_catalog_get_id(TOLL_TABLE_MODEL, index), err.message);
    return n_layers;
}

static void llama_3_1_70b_is_golden(void **state)
{
    (void)state;
    toll_model_layer layers[ROWS_MAX];
    const toll_model model = model_of("llama-3.1-70b");
    assert_string_equal(model.id, "llama-3.1-70b");
    assert_string_equal(model.native_precision, "bf16");
    assert_int_equal(model.flags, 0);
    assert_int_equal(model.n_layers, 80);
    assert_int_equal(model.d_model, 8192);
    assert_int_equal(model.vocab_size, 128256);
    assert_int_equal(model.max_context_tokens, 131072);
    assert_int_equal(model.unverified, 0);
    assert_int_equal(layers_of(row_of(TOLL_TABLE_MODEL, "llama-3.1-70b"), layers), 2);
    assert_int_equal(layers[0].kind, TOLL_LAYER_ATTENTION);
    assert_int_equal(layers[0].count, 80);
    assert_int_equal(layers[0].n_heads, 64);
    assert_int_equal(layers[0].n_kv_heads, 8);
    assert_int_equal(layers[0].head_dim, 128);
    assert_int_equal(layers[1].kind, TOLL_LAYER_FFN);
    assert_int_equal(layers[1].d_ff, 28672);
    assert_int_equal(layers[1].ffn_matrices, 3);
    assert_string_equal(published_of("llama-3.1-70b").family, "llama3.1");
    assert_string_equal(published_of("llama-3.1-70b").hf_repo, "meta-llama/Meta-Llama-3.1-70B");
}

/* Computed and published totals agree to 1 %, exact ones to 0.1 %, unless the row says why not. */
static void every_model_counts_to_its_published_size(void **state)
{
    (void)state;
    int compared = 0;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        toll_model_layer layers[ROWS_MAX];
        toll_model_counts counts;
        toll_error err = {0};
        const toll_model model = model_at(i);
        const toll_catalog_published published = published_at(i);
        uint64_t n = layers_of(i, layers);
        assert_int_equal(toll_struct_check(&published, TOLL_KIND_CATALOG_PUBLISHED, NULL), TOLL_OK);
        if (toll_model_check(&model, layers, n, sizeof layers[0], &err) != TOLL_OK)
            fail_msg("%s: %s", model.id, err.message);
        if ((model.flags & TOLL_MODEL_INCOMPLETE) || !(published.known & TOLL_PUBLISHED_TOTAL))
            continue;
        toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
        assert_int_equal(toll_model_count(&model, layers, n, sizeof layers[0], &counts, &err), TOLL_OK);
        double error = (double)counts.params_total / (double)published.params_total - 1;
        if (fabs(error) > 0.01 && published.exception[0] == '\0')
            fail_msg("%s: %g %% from its published total", model.id, 100 * error);
        compared++;
    }
    assert_true(compared >= 100);
}

/* What is left of an unverified mark in the data: the model's own word, for its fields and for its rows. */
static void unverified_shapes_are_marked(void **state)
{
    (void)state;
    assert_true(model_of("bloom-176b").unverified & TOLL_MODEL_SHAPE);
    assert_true(model_of("command-r-plus").unverified & TOLL_MODEL_SHAPE);
    assert_false(model_of("llama-3.1-8b").unverified & TOLL_MODEL_SHAPE);
}

static void rows_fit_any_capacity(void **state)
{
    (void)state;
    uint64_t index = row_of(TOLL_TABLE_MODEL, "llama-3.3-nemotron-super-49b"), n = 0;
    toll_model_layer all[ROWS_MAX];
    toll_error err = {0};
    assert_int_equal(toll_catalog_get_layers(index, NULL, 0, sizeof all[0], &n, NULL), TOLL_OK);
    assert_true(n > 2 && n < ROWS_MAX);
    for (uint64_t capacity = 0; capacity < n; capacity++) {
        uint64_t needed = 0;
        memset(all, 0x55, sizeof all);
        assert_int_equal(toll_catalog_get_layers(index, all, capacity, sizeof all[0], &needed, &err), TOLL_E_BUFFER);
        assert_int_equal(needed, n);
        assert_int_equal(all[0].kind, 0x55555555);
    }
    memset(all, 0x55, sizeof all);
    assert_int_equal(toll_catalog_get_layers(index, all, n, sizeof all[0], &n, NULL), TOLL_OK);
    assert_true(all[n - 1].count >= 1 && all[n - 1].count < 1000);
    assert_int_equal(all[n].kind, 0x55555555);
}

/* A newer caller's rows are longer: the library's part is filled, the rest is zeroed. */
static void rows_may_be_wider(void **state)
{
    (void)state;
    struct wide {
        toll_model_layer layer;
        uint64_t newer;
    } rows[4];
    uint64_t index = row_of(TOLL_TABLE_MODEL, "llama-3.1-8b"), n = 0;
    memset(rows, 0x55, sizeof rows);
    assert_int_equal(toll_catalog_get_layers(index, &rows[0].layer, 4, sizeof rows[0], &n, NULL), TOLL_OK);
    assert_int_equal(n, 2);
    assert_int_equal(rows[1].layer.d_ff, 14336);
    assert_int_equal(rows[1].newer, 0);
    assert_int_equal(rows[2].layer.kind, 0x55555555);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    toll_model_layer rows[4];
    uint64_t n = 77;
    toll_error err = {0};
    assert_int_equal(toll_catalog_get_layers(9999, rows, 4, sizeof rows[0], &n, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "index");
    assert_int_equal(toll_catalog_get_layers(0, rows, 4, sizeof rows[0], NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_layers(0, NULL, 4, sizeof rows[0], &n, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_layers(0, rows, 4, 4, &n, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_catalog_get_layers(0, rows, UINT64_MAX, sizeof rows[0], &n, &err), TOLL_E_STRIDE);
    assert_int_equal(n, 77);
    assert_int_equal(toll_catalog_get_model(0, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_published(0, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_precision(0, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_engine(0, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_instance(0, NULL, &err), TOLL_E_NULL);
}

/* Repositories whose configuration and count equal those of a row are its aliases (llmfit 1.1.17, 2026-10, and the
 * configurations that aiconfigurator@095f58a keeps). */
static void repositories_of_one_shape_share_a_row(void **state)
{
    (void)state;
    static const char pairs[][2][64] = {{"deepseek-ai/DeepSeek-V3.1", "deepseek-v3"},
                                        {"deepseek-ai/DeepSeek-R1-0528", "deepseek-r1"},
                                        {"zai-org/GLM-5.1", "glm-5"},
                                        {"Qwen/Qwen3.6-27B", "qwen3.5-27b"},
                                        {"Qwen/Qwen3.6-35B-A3B", "qwen3.5-35b-a3b"},
                                        {"Qwen/Qwen3-Coder-30B-A3B-Instruct", "qwen3-30b-a3b-2507"},
                                        {"MiniMaxAI/MiniMax-M2", "minimax-m2.5"},
                                        {"moonshotai/Kimi-K2.6", "kimi-k2.5"},
                                        {"mistralai/Mistral-Small-3.2-24B-Instruct-2506", "mistral-small-3.1-24b"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_int_equal(row_of(TOLL_TABLE_MODEL, pairs[i][0]), row_of(TOLL_TABLE_MODEL, pairs[i][1]));
}

/* A longer context is another row, since a request of 200,000 tokens fits one and not the other. */
static void a_longer_context_is_a_row_of_its_own(void **state)
{
    (void)state;
    assert_int_equal(model_of("qwen3-30b-a3b").max_context_tokens, 40960);
    assert_int_equal(model_of("qwen3-30b-a3b-2507").max_context_tokens, 262144);
    assert_int_equal(model_of("kimi-k2").max_context_tokens, 131072);
    assert_int_equal(model_of("kimi-k2-0905").max_context_tokens, 262144);
    assert_int_equal(model_of("glm-4.6").max_context_tokens, 202752);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(llama_3_1_70b_is_golden),
        cmocka_unit_test(every_model_counts_to_its_published_size),
        cmocka_unit_test(unverified_shapes_are_marked),
        cmocka_unit_test(rows_fit_any_capacity),
        cmocka_unit_test(rows_may_be_wider),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(repositories_of_one_shape_share_a_row),
        cmocka_unit_test(a_longer_context_is_a_row_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
