/* SPDX-License-Identifier: Apache-2.0 */
/* Which engine starts what: facts read at their sources, and blocks, groups and heads that a shard would cut. */
#include "catalog_rows.h"
#include "toll_assert.h"

static toll_model_precision format_of(const char *id)
{
    toll_model_precision format;
    assert_int_equal(toll_struct_init(&format, sizeof format, TOLL_KIND_PRECISION, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_precision(row_of(TOLL_TABLE_PRECISION, id), &format, NULL), TOLL_OK);
    return format;
}

static toll_catalog_run run_of(const char *engine_id, const char *hw_id, const char *format_id)
{
    toll_catalog_run run;
    toll_error err;
    const toll_hw hw = hw_of(hw_id);
    const toll_model_precision format = format_of(format_id);
    const toll_step_engine engine = engine_of(engine_id);
    assert_int_equal(toll_struct_init(&run, sizeof run, TOLL_KIND_CATALOG_RUN, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_check_run(&hw, NULL, 0, sizeof(toll_model_layer), &format, NULL, &engine, &run, &err),
                     TOLL_OK);
    return run;
}

#define YES     TOLL_RUN_YES
#define NO      TOLL_RUN_NO
#define UNKNOWN TOLL_RUN_UNKNOWN

/* Each read at the source that its row names. */
static const struct {
    const char *engine, *hw, *format;
    uint32_t verdict;
} read_at_sources[] = {
    {"trtllm", "mi300x-192gb", "nvfp4", NO},               /* NVIDIA alone */
    {"trtllm", "h100-sxm5-80gb", "nvfp4", NO},             /* FP4: Blackwell */
    {"trtllm", "b200-sxm-180gb", "nvfp4", YES},            /* */
    {"trtllm", "a100-sxm4-80gb", "fp8", NO},               /* FP8: Ada and later */
    {"trtllm", "l40s-48gb", "fp8", YES},                   /* */
    {"trtllm", "v100-sxm2-32gb", "fp16", NO},              /* 1.0: Ampere and later */
    {"trtllm-0.9", "v100-sxm2-32gb", "fp16", UNKNOWN},     /* an older version may */
    {"trtllm-1.2", "t4-16gb", "fp16", NO},                 /* */
    {"trtllm", "h100-sxm5-80gb", "q4_k_m", NO},            /* GGUF */
    {"trtllm", "grace-72c", "bf16", NO},                   /* a CPU of NVIDIA */
    {"vllm", "cerebras-wse3", "bf16", NO},                 /* */
    {"vllm", "groq-lpu-v1", "fp8", NO},                    /* */
    {"vllm", "t4-16gb", "bf16", NO},                       /* compute capability 7.5 */
    {"vllm", "t4-16gb", "fp16", YES},                      /* */
    {"vllm-0.11", "v100-sxm2-16gb", "bf16", NO},           /* 7.0 */
    {"vllm-0.11", "v100-sxm2-16gb", "fp16", YES},          /* */
    {"vllm", "v100-sxm2-16gb", "fp16", UNKNOWN},           /* 0.14 runs there, 0.31 does not */
    {"vllm-0.11", "v100-sxm2-16gb", "fp8", NO},            /* */
    {"vllm-0.11", "v100-sxm2-16gb", "int4-g128", YES},     /* GPTQ */
    {"vllm-0.11", "v100-sxm2-16gb", "int4-g128-asym", NO}, /* AWQ */
    {"vllm", "a100-sxm4-80gb", "fp8", YES},                /* weights alone */
    {"vllm", "h100-sxm5-80gb", "int8", YES},               /* */
    {"vllm", "b200-sxm-180gb", "int8", NO},                /* issue 25935 */
    {"vllm", "mi300x-192gb", "fp8", YES},                  /* */
    {"vllm", "mi250x-128gb", "fp8", UNKNOWN},              /* "AMD" in the table: not on which */
    {"vllm", "mi300x-192gb", "mxfp4", YES},                /* gpt-oss */
    {"vllm", "apple-m4-max-128gb", "bf16", UNKNOWN},       /* a plug-in, of MLX's formats */
    {"vllm", "h100-sxm5-80gb", "q4_k_m", UNKNOWN},         /* listed up to 0.15 */
    {"sglang", "mi300x-192gb", "nvfp4", YES},              /* petit */
    {"sglang", "h100-sxm5-80gb", "nvfp4", NO},             /* Blackwell */
    {"sglang", "mi300x-192gb", "q4_k_m", NO},              /* */
    {"neuronx", "trainium2", "bf16", UNKNOWN},             /* it runs there; no source on formats */
    {"neuronx", "h100-sxm5-80gb", "bf16", NO},             /* */
    {"neuronx", "graviton4", "bf16", NO},                  /* a CPU of AWS */
    {"llamacpp", "apple-m4-max-128gb", "q4_k_m", YES},     /* */
    {"llamacpp", "epyc-9654", "q8_0", YES},                /* */
    {"llamacpp", "h100-sxm5-80gb", "fp8", NO},             /* no such format in a GGUF file */
    {"llamacpp", "tpu-v5p", "q4_k_m", NO},                 /* */
    {"llamacpp", "gaudi3-128gb", "q4_k_m", NO},            /* Intel's GPUs run it, Gaudi does not */
    {"generic", "h100-sxm5-80gb", "bf16", UNKNOWN},        /* stands for no engine */
};

static void verdicts_are_those_of_the_sources(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof read_at_sources / sizeof read_at_sources[0]; i++) {
        const toll_catalog_run run =
            run_of(read_at_sources[i].engine, read_at_sources[i].hw, read_at_sources[i].format);
        if (run.verdict != read_at_sources[i].verdict)
            fail_msg("%s %s %s: verdict %u: %s", read_at_sources[i].engine, read_at_sources[i].hw,
                     read_at_sources[i].format, run.verdict, run.reason);
    }
}

static void a_refusal_has_a_reason_and_a_source_and_names_what_was_asked(void **state)
{
    (void)state;
    const toll_catalog_run hardware = run_of("trtllm", "mi300x-192gb", "nvfp4");
    assert_int_equal(hardware.asked, TOLL_ASKED_HARDWARE);
    assert_string_equal(hardware.reason, "TensorRT-LLM runs on NVIDIA GPUs alone");
    assert_string_equal(hardware.source, "TensorRT-LLM documentation: supported hardware");
    assert_int_equal(hardware.confidence, TOLL_CONFIDENCE_PUBLISHED);
    const toll_catalog_run format = run_of("trtllm", "h100-sxm5-80gb", "nvfp4");
    assert_int_equal(format.asked, TOLL_ASKED_FORMAT);
    assert_string_equal(format.reason, "TensorRT-LLM's NVFP4 needs Blackwell");
    const toll_catalog_run gap = run_of("vllm", "mi250x-128gb", "fp8");
    assert_string_equal(gap.reason, "no source in the catalog says whether vllm runs this format on AMD CDNA2");
    assert_string_equal(gap.source, "");
    assert_int_equal(gap.confidence, TOLL_CONFIDENCE_MISSING);
    assert_int_equal(run_of("vllm", "b200-sxm-180gb", "fp8").confidence, TOLL_CONFIDENCE_UNVERIFIED);
}

/* Every combination of the catalog: a reason exactly where it is not "yes", a source wherever a fact decided. */
static void every_combination_has_an_answer(void **state)
{
    (void)state;
    uint64_t seen[TOLL_RUN_UNKNOWN + 1] = {0};
    for (uint64_t e = 0; e < toll_catalog_count(TOLL_TABLE_ENGINE); e++)
        for (uint64_t h = 0; h < toll_catalog_count(TOLL_TABLE_HW); h++)
            for (uint64_t p = 0; p < toll_catalog_count(TOLL_TABLE_PRECISION); p++) {
                const toll_catalog_run run =
                    run_of(toll_catalog_get_id(TOLL_TABLE_ENGINE, e), toll_catalog_get_id(TOLL_TABLE_HW, h),
                           toll_catalog_get_id(TOLL_TABLE_PRECISION, p));
                assert_in_range(run.verdict, TOLL_RUN_YES, TOLL_RUN_UNKNOWN);
                assert_int_equal(run.verdict == TOLL_RUN_YES, run.reason[0] == '\0');
                assert_int_equal(run.confidence == TOLL_CONFIDENCE_MISSING, run.source[0] == '\0');
                assert_false(run.verdict == TOLL_RUN_NO && run.confidence != TOLL_CONFIDENCE_PUBLISHED);
                seen[run.verdict]++;
            }
    assert_true(seen[TOLL_RUN_YES] > 0 && seen[TOLL_RUN_NO] > 0 && seen[TOLL_RUN_UNKNOWN] > 0);
}

static void hardware_of_another_maker_is_not_known(void **state)
{
    (void)state;
    toll_catalog_run run;
    toll_hw hw = hw_of("mi300x-192gb");
    const toll_model_precision format = format_of("fp8");
    const toll_step_engine engine = engine_of("trtllm");
    memset(hw.vendor, 0, sizeof hw.vendor);
    memset(hw.arch, 0, sizeof hw.arch);
    assert_int_equal(toll_struct_init(&run, sizeof run, TOLL_KIND_CATALOG_RUN, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_check_run(&hw, NULL, 0, 8, &format, NULL, &engine, &run, NULL), TOLL_OK);
    assert_int_equal(run.verdict, TOLL_RUN_UNKNOWN);
    assert_string_equal(run.reason, "no source in the catalog says whether trtllm runs on this hardware");
}

/* ---- FP8 blocks of 128 ---- */

static toll_catalog_run shard_run(const char *engine_id, const char *format_id, const toll_model_layer *layer,
                                  int64_t tp, int64_t ep)
{
    toll_catalog_run run;
    toll_step_layout layout;
    const toll_hw hw = hw_of("h100-sxm5-80gb");
    const toll_model_precision format = format_of(format_id);
    const toll_step_engine engine = engine_of(engine_id);
    assert_int_equal(toll_struct_init(&run, sizeof run, TOLL_KIND_CATALOG_RUN, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL), TOLL_OK);
    layout.tp = tp;
    layout.ep = ep;
    assert_int_equal(toll_catalog_check_run(&hw, layer, 1, sizeof *layer, &format, &layout, &engine, &run, NULL),
                     TOLL_OK);
    return run;
}

static toll_model_layer experts(int64_t d_ff, int64_t d_ff_shared)
{
    toll_model_layer layer;
    memset(&layer, 0, sizeof layer);
    layer.kind = TOLL_LAYER_MOE;
    layer.count = 94;
    layer.d_ff = d_ff;
    layer.n_experts = 128;
    layer.n_experts_active = 8;
    layer.d_ff_shared = d_ff_shared;
    return layer;
}

/* Qwen3-235B-A22B: 1,536 / 8 = 192 = 1.5 blocks; 1,536 / 4 = 384 = 3 blocks. vLLM issue 17569 is this very case. */
static void a_shard_that_cuts_an_fp8_block_is_refused(void **state)
{
    (void)state;
    const toll_model_layer qwen = experts(1536, 0);
    const toll_catalog_run run = shard_run("vllm", "fp8-block", &qwen, 8, 1);
    assert_int_equal(run.verdict, TOLL_RUN_NO);
    assert_int_equal(run.asked, TOLL_ASKED_SHARD);
    assert_string_equal(
        run.reason,
        "tp 8 leaves shards of 192 of a matrix 1536 wide, which cuts an FP8 block of 128; tp 1, 2 and 4 do not");
    assert_int_equal(shard_run("vllm", "fp8-block", &qwen, 4, 1).verdict, TOLL_RUN_YES);
    assert_int_equal(shard_run("vllm", "fp8-block", &qwen, 8, 8).verdict, TOLL_RUN_YES); /* experts whole */
    assert_int_equal(shard_run("vllm", "fp8", &qwen, 8, 1).verdict, TOLL_RUN_YES);       /* one scale a tensor */
    assert_int_equal(shard_run("sglang", "fp8-block-kv8", &qwen, 8, 1).verdict, TOLL_RUN_NO);
    assert_int_equal(shard_run("trtllm", "fp8-block", &qwen, 8, 1).verdict, TOLL_RUN_YES); /* not said of it */
}

static void shared_experts_and_dense_layers_are_cut_too(void **state)
{
    (void)state;
    const toll_model_layer shared = experts(2048, 1536);
    assert_int_equal(shard_run("vllm", "fp8-block", &shared, 8, 8).verdict, TOLL_RUN_NO);
    toll_model_layer dense = experts(1536, 0);
    dense.kind = TOLL_LAYER_FFN;
    assert_int_equal(shard_run("vllm", "fp8-block", &dense, 8, 8).verdict, TOLL_RUN_NO);
    dense.d_ff = 18432; /* DeepSeek-V3: 18,432 / 16 = 1,152 = 9 blocks; / 32 = 4.5 */
    assert_int_equal(shard_run("vllm", "fp8-block", &dense, 16, 1).verdict, TOLL_RUN_YES);
    assert_int_equal(shard_run("vllm", "fp8-block", &dense, 32, 1).verdict, TOLL_RUN_NO);
    dense.kind = TOLL_LAYER_ATTENTION;
    dense.d_ff = 0;
    assert_int_equal(shard_run("vllm", "fp8-block", &dense, 32, 1).verdict, TOLL_RUN_YES);
}

static toll_model_layer attention(int64_t heads, int64_t kv_heads, int64_t head_dim)
{
    toll_model_layer layer;
    memset(&layer, 0, sizeof layer);
    layer.kind = TOLL_LAYER_ATTENTION;
    layer.count = 40;
    layer.n_heads = heads;
    layer.n_kv_heads = kv_heads;
    layer.head_dim = head_dim;
    return layer;
}

/* Qwen2.5-VL-72B: 29,568 = 231 groups of 128, an odd number: tp 1 alone (vLLM issue 21695). The padded 29,696 = 232
 * groups goes up to tp 8. Experts narrow the group to 32: 1,408 / 4 = 352 = 11 * 32, 1,408 / 8 = 176 = 5.5 * 32. */
static void a_shard_that_cuts_an_int4_group_is_refused(void **state)
{
    (void)state;
    toll_model_layer dense = experts(29568, 0);
    dense.kind = TOLL_LAYER_FFN;
    const toll_catalog_run run = shard_run("vllm", "int4-g128-asym", &dense, 2, 1);
    assert_int_equal(run.verdict, TOLL_RUN_NO);
    assert_string_equal(
        run.reason,
        "tp 2 leaves shards of 14784 of a matrix 29568 wide, which cuts an INT4 group of 128; tp 1 does not");
    assert_string_equal(run.source, "vLLM issues 1816, 5675 and 21695");
    assert_int_not_equal(shard_run("vllm", "int4-g128-asym", &dense, 1, 1).verdict, TOLL_RUN_NO);
    assert_int_not_equal(shard_run("vllm", "bf16", &dense, 2, 1).verdict, TOLL_RUN_NO);
    dense.d_ff = 29696;
    assert_int_not_equal(shard_run("sglang", "int4-g128", &dense, 8, 1).verdict, TOLL_RUN_NO);
    assert_int_equal(shard_run("sglang", "int4-g128", &dense, 16, 1).verdict, TOLL_RUN_NO);
    const toll_model_layer lite = experts(1408, 0);
    assert_int_not_equal(shard_run("vllm", "int4-g128", &lite, 4, 1).verdict, TOLL_RUN_NO);
    assert_int_equal(shard_run("vllm", "int4-g128", &lite, 8, 1).verdict, TOLL_RUN_NO);
    const toll_model_layer small = attention(14, 2, 64); /* 14 * 64 / 2 = 448 = 3.5 groups */
    assert_int_equal(shard_run("vllm", "int4-g128", &small, 2, 1).verdict, TOLL_RUN_NO);
    assert_int_not_equal(shard_run("vllm", "int4-experts", &small, 2, 1).verdict, TOLL_RUN_NO); /* kept in 16 bits */
}

/* Phi-4: 40 heads, 10 KV heads. tp 2 starts, tp 4 stops at an assertion (vLLM issues 5951 and 16021). */
static void kv_heads_that_do_not_share_out_are_refused(void **state)
{
    (void)state;
    const toll_model_layer phi = attention(40, 10, 128);
    const toll_catalog_run run = shard_run("vllm", "bf16", &phi, 4, 1);
    assert_int_equal(run.verdict, TOLL_RUN_NO);
    assert_int_equal(run.asked, TOLL_ASKED_SHARD);
    assert_string_equal(run.reason, "tp 4 neither splits nor repeats 10 KV heads evenly; tp 1 and 2 do");
    assert_int_equal(shard_run("vllm", "bf16", &phi, 2, 1).verdict, TOLL_RUN_YES);
    assert_int_equal(shard_run("llamacpp", "bf16", &phi, 4, 1).verdict, TOLL_RUN_YES); /* splits by layers */
}

/* ---- By names ---- */

static void names_of_what_cannot_start_are_refused(void **state)
{
    (void)state;
    uint64_t deployment[TOLL_CATALOG_WORDS];
    toll_step_layout layout;
    toll_step_fewest fewest;
    toll_error err;
    assert_int_equal(toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL), TOLL_OK);
    layout.tp = 8;
    assert_int_equal(toll_catalog_resolve("mi300x-192gb", TOLL_NUL, "llama-3.1-70b", TOLL_NUL, "nvfp4", TOLL_NUL,
                                          "trtllm", TOLL_NUL, &layout, deployment, sizeof deployment, &err),
                     TOLL_E_CONFLICT);
    assert_string_equal(err.message, "engine can't start: TensorRT-LLM runs on NVIDIA GPUs alone");
    assert_string_equal(err.field, "engine");
    assert_int_equal(toll_catalog_resolve("h100-sxm5-80gb", TOLL_NUL, "qwen3-235b-a22b", TOLL_NUL, "fp8-block",
                                          TOLL_NUL, "vllm", TOLL_NUL, &layout, deployment, sizeof deployment, &err),
                     TOLL_E_CONFLICT);
    assert_string_equal(err.field, "layout");
    assert_int_equal(toll_catalog_bound_gpus("t4-16gb", "llama-3.1-8b", "bf16", NULL, 1, 1024, 8, &fewest, &err),
                     TOLL_E_CONFLICT);
    assert_string_equal(err.field, "precision");
    assert_int_equal(toll_catalog_bound_gpus("t4-16gb", "llama-3.1-8b", "fp16", NULL, 1, 1024, 8, &fewest, &err),
                     TOLL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_are_those_of_the_sources),
        cmocka_unit_test(a_refusal_has_a_reason_and_a_source_and_names_what_was_asked),
        cmocka_unit_test(every_combination_has_an_answer),
        cmocka_unit_test(hardware_of_another_maker_is_not_known),
        cmocka_unit_test(a_shard_that_cuts_an_fp8_block_is_refused),
        cmocka_unit_test(shared_experts_and_dense_layers_are_cut_too),
        cmocka_unit_test(a_shard_that_cuts_an_int4_group_is_refused),
        cmocka_unit_test(kv_heads_that_do_not_share_out_are_refused),
        cmocka_unit_test(names_of_what_cannot_start_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
