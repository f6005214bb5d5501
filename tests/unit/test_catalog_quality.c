/* SPDX-License-Identifier: Apache-2.0 */
/* Published quality of number formats, against the documents that the rows come from, and against the other tables. */
#include "catalog_rows.h"
#include "toll_assert.h"

#include <math.h>

static toll_catalog_quality row_at(uint64_t index)
{
    toll_catalog_quality quality;
    assert_int_equal(toll_struct_init(&quality, sizeof quality, TOLL_KIND_CATALOG_QUALITY, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_quality(index, &quality, NULL), TOLL_OK);
    return quality;
}

static toll_catalog_quality quality_of(const char *id)
{
    return row_at(row_of(TOLL_TABLE_QUALITY, id));
}

/* llama.cpp's examples/perplexity: Q4_K_M of Llama 2 70B has 3.4725 where F16 has 3.4313. */
static void a_perplexity(void **state)
{
    (void)state;
    const toll_catalog_quality q = quality_of("llama-2-70b/gguf/q4_k_m/wikitext");
    assert_near(q.value, 3.4725, 0);
    assert_near(q.baseline_value, 3.4313, 0);
    assert_near(q.ratio_low, 3.4725 / 3.4313, 5e-6);
    assert_int_equal(q.direction, TOLL_BETTER_LOWER);
    assert_string_equal(q.model_id, "llama-2-70b");
    assert_string_equal(q.precision_id, "q4_k_m");
    assert_string_equal(q.metric, "wikitext perplexity");
    assert_string_equal(q.baseline_format, "F16");
}

/* The model card prints a recovery of 98.9 % alone: no value stands beside it. */
static void a_recovery(void **state)
{
    (void)state;
    const toll_catalog_quality q = quality_of("llama-3.1-8b-instruct/gptq/int4-w4a16-g128/openllm-v1");
    assert_near(q.ratio_low, 0.989, 0);
    assert_near(q.ratio_high, 0.989, 0);
    assert_int_equal(q.known, TOLL_QUALITY_PARAMS | TOLL_QUALITY_RATIO);
    assert_int_equal(q.direction, TOLL_BETTER_HIGHER);
    assert_string_equal(q.precision_id, "int4-g128");
    assert_string_equal(q.model_id, "llama-3.1-8b");
}

/* arXiv 2411.02355: INT8 loses 1 to 3 %; INT4 "rivals" it, which is no number. */
static void a_span_and_a_word(void **state)
{
    (void)state;
    const toll_catalog_quality span = quality_of("llama-3.1-70b/gptq-style/int8-w8a8/benchmarks");
    assert_true(span.ratio_low == 0.97 && span.ratio_high == 0.99);
    const toll_catalog_quality word = quality_of("llama-3.1-70b/gptq/int4-w4a16-g128/benchmarks");
    assert_int_equal(word.known, TOLL_QUALITY_PARAMS);
    assert_string_equal(word.precision_id, "int4-g128");
}

/* GGML of another layout, and a mix whose bits are no precision of ours: kept as facts, and tied to nothing. */
static void unlike_layouts_are_tied_to_nothing(void **state)
{
    (void)state;
    assert_string_equal(quality_of("llama-7b/ggml-other-layout/q4_0/perplexity").precision_id, "");
    assert_string_equal(quality_of("qwen3-8b/autoround/mxfp4-mxfp8-mix-5-bit/5-tasks").precision_id, "");
    assert_int_equal(quality_of("llama-2-7b/gptq/int4-g128/wikitext2").unverified,
                     TOLL_QUALITY_VALUE | TOLL_QUALITY_RATIO);
}

static void check_ratio(const toll_catalog_quality *q)
{
    const uint64_t both = TOLL_QUALITY_VALUE | TOLL_QUALITY_BASELINE | TOLL_QUALITY_RATIO;
    if ((q->known & TOLL_QUALITY_RATIO) == 0)
        return;
    assert_true(q->ratio_low > 0 && q->ratio_low <= q->ratio_high && q->ratio_high < 3);
    /* a printed recovery has three digits, a derived ratio five decimals */
    if ((q->known & both) == both && fabs(q->value / q->baseline_value - q->ratio_low) > 6e-4)
        fail_msg("%s: %g / %g is not %g", q->id, q->value, q->baseline_value, q->ratio_low);
}

static void every_row_is_whole(void **state)
{
    (void)state;
    toll_catalog_fact fact;
    assert_int_equal(toll_struct_init(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_count(TOLL_TABLE_QUALITY), 82);
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_QUALITY); i++) {
        const toll_catalog_quality q = row_at(i);
        assert_int_equal(toll_struct_check(&q, TOLL_KIND_CATALOG_QUALITY, NULL), TOLL_OK);
        assert_true(q.model[0] != 0 && q.format[0] != 0 && q.metric[0] != 0 && q.baseline_format[0] != 0);
        if (q.model_id[0] != 0)
            assert_string_equal(toll_catalog_get_id(TOLL_TABLE_MODEL, row_of(TOLL_TABLE_MODEL, q.model_id)),
                                q.model_id);
        if (q.precision_id[0] != 0)
            assert_string_equal(toll_catalog_get_id(TOLL_TABLE_PRECISION, row_of(TOLL_TABLE_PRECISION, q.precision_id)),
                                q.precision_id);
        check_ratio(&q);
        assert_int_equal(
            toll_catalog_get_fact(TOLL_TABLE_QUALITY, i, (int64_t)offsetof(toll_catalog_quality, metric), &fact, NULL),
            TOLL_OK);
        assert_true(fact.source[0] != 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_perplexity),       cmocka_unit_test(a_recovery),
        cmocka_unit_test(a_span_and_a_word),  cmocka_unit_test(unlike_layouts_are_tied_to_nothing),
        cmocka_unit_test(every_row_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
