/* SPDX-License-Identifier: Apache-2.0 */
/* From names to a deployment: the same object as from the structs, for every model; names that fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>

#define ROWS_MAX 64

static uint64_t deployment[TOLL_CATALOG_WORDS], expected[TOLL_CATALOG_WORDS];
static toll_step_layout layout;

static toll_status resolve(const char *hw, const char *model, const char *precision, const char *engine,
                           toll_error *err)
{
    return toll_catalog_resolve(hw, strlen(hw), model, strlen(model), precision, strlen(precision), engine,
                                strlen(engine), &layout, deployment, sizeof deployment, err);
}

static int set_up(void **state)
{
    (void)state;
    return toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL);
}

/* The long way. */
static toll_status resolve_structs(uint64_t model_index, const char *precision_id, toll_error *err)
{
    toll_hw hw;
    toll_model model;
    toll_model_layer layers[ROWS_MAX];
    toll_model_precision precision;
    toll_step_engine engine;
    toll_step_constants constants;
    uint64_t index = 0, n_layers = 0;
    assert_int_equal(toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, "b200-sxm-180gb", 14, &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_hw(index, &hw, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_model(model_index, &model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(model_index, layers, ROWS_MAX, sizeof layers[0], &n_layers, NULL),
                     TOLL_OK);
    const char *id = precision_id[0] != '\0' ? precision_id : model.native_precision;
    assert_int_equal(toll_catalog_find(TOLL_TABLE_PRECISION, id, strlen(id), &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_precision(index, &precision, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find_engine("vllm", 4, &hw, &engine, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, &engine, &constants, NULL), TOLL_OK);
    return toll_step_resolve(&hw, &model, layers, n_layers, sizeof layers[0], &precision, &layout, &engine, &constants,
                             expected, sizeof expected, err);
}

static void every_model_is_the_same_both_ways(void **state)
{
    (void)state;
    uint64_t resolved = 0;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        toll_error err, expected_err;
        memset(deployment, 0, sizeof deployment);
        memset(expected, 0, sizeof expected);
        toll_status status = resolve("b200-sxm-180gb", toll_catalog_get_id(TOLL_TABLE_MODEL, i), "bf16", "", &err);
        assert_int_equal(status, resolve_structs(i, "bf16", &expected_err));
        assert_memory_equal(deployment, expected, sizeof deployment);
        resolved += status == TOLL_OK;
    }
    assert_true(resolved > 100);
}

static void an_empty_precision_is_the_native_one(void **state)
{
    (void)state;
    uint64_t index = 0;
    assert_int_equal(toll_catalog_find(TOLL_TABLE_MODEL, "deepseek-v3", 11, &index, NULL), TOLL_OK);
    assert_int_equal(resolve("b200-sxm-180gb", "deepseek-v3", "", "", NULL), TOLL_OK);
    assert_int_equal(resolve_structs(index, "", NULL), TOLL_OK);
    assert_memory_equal(deployment, expected, sizeof deployment);
    uint64_t native[TOLL_CATALOG_WORDS];
    memcpy(native, deployment, sizeof native);
    assert_int_equal(resolve("b200-sxm-180gb", "deepseek-v3", "bf16", "", NULL), TOLL_OK);
    assert_memory_not_equal(deployment, native, sizeof native);
}

static void expect_failure(const char *hw, const char *model, const char *precision, const char *engine,
                           toll_status expected_status, const char *part)
{
    toll_error err;
    memset(deployment, 0x5a, sizeof deployment);
    memset(expected, 0x5a, sizeof expected);
    assert_int_equal(resolve(hw, model, precision, engine, &err), expected_status);
    assert_int_equal(err.code, expected_status);
    assert_non_null(strstr(err.message, part));
    assert_memory_equal(deployment, expected, sizeof deployment); /* nothing is written */
}

static void wrong_names_are_told(void **state)
{
    (void)state;
    expect_failure("h100-smx5-80gb", "llama-3.1-8b", "bf16", "", TOLL_E_UNKNOWN_ID, "h100-sxm5-80gb");
    expect_failure("a100", "llama-3.1-8b", "bf16", "", TOLL_E_AMBIGUOUS, "a100-sxm4-80gb");
    expect_failure("h100-sxm5-80gb", "llama-3.1-9b", "bf16", "", TOLL_E_UNKNOWN_ID, "llama-3.1-8b");
    expect_failure("h100-sxm5-80gb", "llama-3.1-8b", "bf17", "", TOLL_E_UNKNOWN_ID, "bf16");
    expect_failure("h100-sxm5-80gb", "llama-3.1-8b", "bf16", "vlm", TOLL_E_UNKNOWN_ID, "vllm");
}

/* What a name says in full is taken; what would have to be assumed is refused, since there is no place for a note. */
static void names_by_rule_give_the_same_deployment(void **state)
{
    (void)state;
    assert_int_equal(resolve("h100-sxm5-80gb", "llama-3.1-8b", "fp8", "", NULL), TOLL_OK);
    memcpy(expected, deployment, sizeof expected);
    assert_int_equal(resolve("NVIDIA H100 80GB HBM3", "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8", "", "", NULL),
                     TOLL_OK);
    assert_memory_equal(deployment, expected, sizeof deployment);
    assert_int_equal(resolve("H100 SXM", "llama3.1:8b", "fp8", "", NULL), TOLL_OK);
    assert_memory_equal(deployment, expected, sizeof deployment);
    assert_int_equal(resolve("H100 SXM", "Llama-3.1-8B-bnb-4bit", "fp8", "", NULL), TOLL_OK);
    assert_memory_equal(deployment, expected, sizeof deployment);
    expect_failure("8x H100 SXM", "llama-3.1-8b", "fp8", "", TOLL_E_CONFLICT, "in the layout");
    expect_failure("H100 SXM", "Llama-3.1-8B-bnb-4bit", "", "", TOLL_E_MISSING, "must be given");
}

static void a_short_buffer_is_refused(void **state)
{
    (void)state;
    toll_error err;
    assert_int_equal(
        toll_catalog_resolve("h100-sxm5-80gb", 14, "llama-3.1-8b", 12, "bf16", 4, "", 0, &layout, deployment, 64, &err),
        TOLL_E_BUFFER);
    assert_string_equal(err.field, "deployment_size");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_model_is_the_same_both_ways, set_up),
        cmocka_unit_test_setup(an_empty_precision_is_the_native_one, set_up),
        cmocka_unit_test_setup(wrong_names_are_told, set_up),
        cmocka_unit_test_setup(names_by_rule_give_the_same_deployment, set_up),
        cmocka_unit_test_setup(a_short_buffer_is_refused, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
