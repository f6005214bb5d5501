/* SPDX-License-Identifier: Apache-2.0 */
/* Formats as published checkpoints of a model have them: what is kept in other bits, and what is not known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include <toll.h>

static toll_model find_model(const char *name)
{
    toll_model model;
    uint64_t index = 0;
    assert_int_equal(toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_MODEL, name, TOLL_NUL, &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_model(index, &model, NULL), TOLL_OK);
    return model;
}

static toll_model_precision find(const char *name, const char *model_name)
{
    toll_model_precision precision;
    toll_model model;
    assert_int_equal(toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL), TOLL_OK);
    if (model_name != NULL)
        model = find_model(model_name);
    assert_int_equal(toll_catalog_find_precision(name, TOLL_NUL, model_name != NULL ? &model : NULL, &precision, NULL),
                     TOLL_OK);
    return precision;
}

/* nvidia/GLM-5.2-NVFP4, hf_quant_config.json: self_attn and shared_experts are excluded, experts are not. */
static void experts_alone_are_in_the_format_where_the_checkpoint_keeps_the_rest(void **state)
{
    (void)state;
    const toll_model_precision p = find("nvfp4", "glm-5.2");
    assert_true(p.attn_bits == 16 && p.attn_v_bits == 16 && p.ffn_bits == 16 && p.ffn_down_bits == 16);
    assert_true(p.expert_bits == 4.5 && p.expert_down_bits == 4.5);
    assert_true(p.head_bits == 16);
    assert_string_equal(p.id, "nvfp4");
}

/* nvidia/Qwen3.6-27B-NVFP4, quantized_layers: attention in FP8, feed-forward blocks and the head in NVFP4. */
static void a_mixed_checkpoint_has_each_class_in_its_own_bits(void **state)
{
    (void)state;
    const toll_model_precision p = find("nvfp4", "qwen3.6-27b");
    assert_true(p.head_bits == 4.5 && p.attn_bits == 8 && p.ffn_bits == 4.5);
    assert_true(p.mixer_bits > 8 && p.mixer_bits < 8.1);
    assert_true(p.embed_bits == 16);
}

static void a_narrow_cache_has_the_same_weights(void **state)
{
    (void)state;
    const toll_model_precision p = find("nvfp4-kv8", "glm-5.2");
    assert_true(p.attn_bits == 16 && p.kv_bits == 8);
    assert_true(find("nvfp4", "glm-5.2").kv_bits == 16);
}

static void a_model_or_a_format_without_a_checkpoint_is_as_the_row_says(void **state)
{
    (void)state;
    assert_true(find("nvfp4", NULL).attn_bits == 4.5);
    assert_true(find("nvfp4", "qwen3-235b-a22b").attn_bits == 4.5); /* its checkpoint quantises attention, too */
    assert_true(find("fp8", "glm-5.2").attn_bits == 8);
    assert_true(find("nvfp4-ffn", "qwen3.6-27b").attn_bits == 16); /* another format with the same beginning */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(experts_alone_are_in_the_format_where_the_checkpoint_keeps_the_rest),
        cmocka_unit_test(a_mixed_checkpoint_has_each_class_in_its_own_bits),
        cmocka_unit_test(a_narrow_cache_has_the_same_weights),
        cmocka_unit_test(a_model_or_a_format_without_a_checkpoint_is_as_the_row_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
