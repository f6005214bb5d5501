/* SPDX-License-Identifier: Apache-2.0 */
/* Memory by the rules of engines: blocks, cells, pools and stages against figures that the engines printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <toll.h>

#define MIB        1048576
#define LAYERS_MAX 64

/* Catalog names, the engine's rules changed by the test, and room for the answer. */
typedef struct asked {
    toll_hw hw;
    toll_model model;
    toll_model_layer layers[LAYERS_MAX];
    uint64_t n_layers;
    toll_model_precision precision;
    toll_step_layout layout;
    toll_step_engine engine;
    toll_step_constants constants;
    uint64_t words[TOLL_CATALOG_WORDS];
} asked;

#define INIT(object, kind)                                                                                             \
    assert_int_equal(toll_struct_init(&(object), sizeof(object), TOLL_KIND_##kind, NULL), TOLL_OK)

static uint64_t row_of(uint32_t table, const char *id)
{
    uint64_t index = 0;
    assert_int_equal(toll_catalog_find(table, id, TOLL_NUL, &index, NULL), TOLL_OK);
    return index;
}

static void take_facts(asked *a, const char *model, const char *precision, const char *engine)
{
    const uint64_t row = row_of(TOLL_TABLE_MODEL, model);
    INIT(a->hw, HW);
    INIT(a->model, MODEL);
    INIT(a->precision, PRECISION);
    INIT(a->layout, STEP_LAYOUT);
    INIT(a->engine, STEP_ENGINE);
    INIT(a->constants, STEP_CONSTANTS);
    assert_int_equal(toll_catalog_get_hw(row_of(TOLL_TABLE_HW, "b200-sxm-180gb"), &a->hw, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_model(row, &a->model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(row, a->layers, LAYERS_MAX, sizeof a->layers[0], &a->n_layers, NULL), 0);
    assert_int_equal(toll_catalog_get_precision(row_of(TOLL_TABLE_PRECISION, precision), &a->precision, NULL), 0);
    assert_int_equal(toll_catalog_find_engine(engine, TOLL_NUL, &a->hw, &a->engine, NULL), TOLL_OK);
}

static toll_step_memory measure(asked *a, int64_t sequences, int64_t context_tokens)
{
    toll_step_memory memory;
    INIT(memory, STEP_MEMORY);
    assert_int_equal(toll_step_resolve(&a->hw, &a->model, a->layers, a->n_layers, sizeof a->layers[0], &a->precision,
                                       &a->layout, &a->engine, &a->constants, a->words, sizeof a->words, NULL),
                     TOLL_OK);
    assert_int_equal(toll_step_estimate_memory(a->words, sizeof a->words, sequences, context_tokens, &memory, NULL),
                     TOLL_OK);
    return memory;
}

/* Qwen3.5-27B in vLLM with a cache of FP8: 16 attention and 48 recurrent layers, so groups of 16: one and three. A state
 * of a layer takes 3,145,728 bytes and 3 * 10,240 elements of convolution, a token 2,048. With all of it in 32 bits that
 * is 3,268,608 bytes and a block of 16 * ceil(3,268,608 / 32,768) = 1,600 tokens. vLLM 0.27, whose convolutions have 16
 * bits, printed 1,568. 131,072 tokens take 82 blocks, the states one each of three groups, two from 0.26 on. */
static void a_block_is_long_enough_for_a_state(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "qwen3.5-27b", "fp8-block-kv8", "vllm@0.24");
    assert_int_equal(measure(&a, 1, 131072).kv_bytes, (82 + 3) * INT64_C(16) * 1600 * 2048);
    take_facts(&a, "qwen3.5-27b", "fp8-block-kv8", "vllm@0.26");
    assert_int_equal(measure(&a, 1, 131072).kv_bytes, (82 + 6) * INT64_C(16) * 1600 * 2048);
}

/* DeepSeek-V4-Flash in vLLM 0.22, 30,000 tokens: 6.66 GiB printed with 16,384 tokens in flight. */
static void compressed_attention_takes_unified_blocks(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "deepseek-v4-flash", "fp8", "vllm@0.22");
    a.engine.profile_tokens = 16384;
    const double gib = (double)measure(&a, 1, 30000).kv_bytes / 1073741824.0;
    assert_true(gib > 6.65 && gib < 6.67);
}

/* gpt-oss-20b in llama.cpp, 131,072 cells: 3,072 MiB in 12 full layers; windows of 128 and one batch of 512 are 768 cells,
 * 18 MiB; a batch of 2,048 makes 2,304 cells, 54 MiB. All three are printed figures. */
static void windows_hold_one_batch_more(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "gpt-oss-20b", "mxfp4-experts", "llamacpp@2026");
    a.precision.kv_bits = 16;
    a.engine.cache_sequences = 1;
    assert_int_equal(measure(&a, 1, 131072).kv_bytes, INT64_C(3090) * MIB);
    a.engine.profile_tokens = 2048;
    assert_int_equal(measure(&a, 1, 131072).kv_bytes, INT64_C(3126) * MIB);
    a.engine.paging_policy = TOLL_PAGING_WHOLE;
    assert_int_equal(measure(&a, 1, 131072).kv_bytes, INT64_C(6144) * MIB);
}

/* Gemma 2 2B: 4 * 512 * (256,000 + 2 * 2,304) bytes = 509 MiB, and 832 MiB of cache with 4 slots at 8,192 cells. */
static void a_graph_holds_the_logits_of_its_batch(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "gemma-2-2b", "q4_k_m", "llamacpp@2025.8");
    a.engine.cache_sequences = 4;
    assert_int_equal(measure(&a, 1, 8192).activation_bytes, INT64_C(509) * MIB);
    assert_int_equal(measure(&a, 1, 8192).kv_bytes, INT64_C(832) * MIB);
}

/* DeepSeek-V3 in llama.cpp: 61 layers of (512 + 64) values of 2 bytes, 32,768 cells: 2,196 MiB; twice the latent in 2025:
 * 1,088 values, 2,074 MiB at 16,384 cells. Both are printed figures. */
static void latents_are_stored_once_or_twice(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "deepseek-v3", "q2_k", "llamacpp@2026.4");
    a.precision.kv_bits = 16;
    assert_int_equal(measure(&a, 1, 32768).kv_bytes, INT64_C(2196) * MIB);
    a.engine.latent_policy = TOLL_LATENTS_TWICE;
    assert_int_equal(measure(&a, 1, 16384).kv_bytes, INT64_C(2074) * MIB);
}

/* Llama 3.1 8B in vLLM 0.6.4, eager, 20,000 tokens: 20,000 * 3 * (14,336 + 4,096) * 2 bytes = 2.06 GiB, printed 2.07. */
static void the_largest_stage_counts(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm@0.6.4");
    a.engine.profile_tokens = 20000;
    assert_int_equal(measure(&a, 1, 100).activation_bytes, INT64_C(20000) * 3 * (14336 + 4096) * 2);
    a.engine.profile_tokens = 256; /* now the sampler: 256 rows of 128,256 logits at 39 bytes */
    assert_int_equal(measure(&a, 1, 100).activation_bytes, INT64_C(256) * 128256 * 39);
}

/* 1,024 rows of 128,256 logits: 38 bytes each where they are sorted, 14 where they are masked (vLLM from 0.17 on). */
static void a_sampler_without_a_sort_holds_less(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm@0.16");
    a.engine.workspace_bytes = 0;
    assert_int_equal(measure(&a, 1, 100).activation_bytes, INT64_C(1024) * 128256 * 38);
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm@0.17");
    a.engine.workspace_bytes = 0;
    assert_int_equal(measure(&a, 1, 100).activation_bytes, INT64_C(1024) * 128256 * 14);
}

/* FlashInfer serves accelerators that compute FP4, and prompts of latents; sparse attention has its own buffers. */
static void a_workspace_counts_where_its_kernels_serve(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm@0.17");
    a.engine.workspace_bytes = INT64_C(1) << 30;
    const int64_t served = measure(&a, 1, 100).activation_bytes;
    a.hw.known &= ~(uint64_t)TOLL_HW_FP4;
    a.hw.unverified &= ~(uint64_t)TOLL_HW_FP4;
    a.hw.fp4_flop_per_s = 0;
    assert_int_equal(served - measure(&a, 1, 100).activation_bytes, INT64_C(1) << 30);
    take_facts(&a, "deepseek-v3.2", "fp8-block", "vllm@0.17");
    const int64_t sparse = measure(&a, 1, 100).activation_bytes;
    a.engine.workspace_bytes = 0;
    assert_int_equal(measure(&a, 1, 100).activation_bytes, sparse);
}

/* DeepSeek-V3 in bf16 on tp 8: 7,168 * (1,536 + 576) weights of 2 bytes a layer are held whole, seven eighths of them
 * beyond a rank's share; 61 layers: 1.616 GB. In FP8 blocks the projections out of the latent leave a copy in 16 bits,
 * 128 * 256 * 512 * 2 bytes / 8 a layer. */
static void projections_into_latents_are_held_whole(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "deepseek-v3", "bf16", "vllm@0.17");
    a.layout.tp = 8;
    const int64_t whole = measure(&a, 1, 100).weights_bytes;
    a.engine.activation_policy = TOLL_ACTIVATION_RATIO; /* an engine that is not asked */
    const int64_t split = measure(&a, 1, 100).weights_bytes;
    assert_int_equal(whole - split, INT64_C(61) * 7168 * (1536 + 576) * 2 * 7 / 8);
    take_facts(&a, "deepseek-v3", "fp8", "vllm@0.17");
    a.layout.tp = 8;
    const int64_t copied = measure(&a, 1, 100).weights_bytes;
    a.engine.activation_policy = TOLL_ACTIVATION_RATIO;
    assert_int_equal(copied - measure(&a, 1, 100).weights_bytes,
                     INT64_C(61) * 7168 * (1536 + 576) * 7 / 8 + INT64_C(61) * 128 * 256 * 512 * 2 / 8);
}

/* Qwen3-14B on tp 4 in SGLang: tensors of 17.5, 12.5, 85 and 42.5 MiB a layer take 4.5 MiB more, 180 over 40 layers. */
static void large_tensors_take_whole_blocks(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "qwen3-14b", "bf16", "sglang@0.5");
    a.layout.tp = 4;
    const int64_t rounded = measure(&a, 1, 100).weights_bytes;
    a.engine.memory_policy = TOLL_MEMORY_WHOLE; /* vLLM counts what its tensors hold */
    assert_int_equal(rounded - measure(&a, 1, 100).weights_bytes, 180 * MIB);
}

/* Llama 3.1 70B has 8 heads of keys and values: 16 ranks hold one each, twice their share. 80 layers of 2 * 8,192 * 128
 * weights of 2 bytes, half of them too many. */
static void ranks_beyond_the_heads_repeat_them(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "llama-3.1-70b", "bf16", "vllm@0.17");
    a.layout.tp = 16;
    a.layout.internode_bytes_per_s = 50e9;
    a.layout.known |= TOLL_LAYOUT_INTERNODE;
    const int64_t whole = measure(&a, 1, 100).weights_bytes;
    a.engine.activation_policy = TOLL_ACTIVATION_RATIO;
    assert_int_equal(whole - measure(&a, 1, 100).weights_bytes, INT64_C(80) * 2 * 8192 * 128 * 2 / 2);
    a.layout.tp = 8;
    const int64_t each = measure(&a, 1, 100).weights_bytes;
    a.engine.activation_policy = TOLL_ACTIVATION_STAGES;
    assert_int_equal(measure(&a, 1, 100).weights_bytes, each);
}

/* 1.3 GiB of collectives' buffers over NVLink, an eighth of them over PCIe. */
static void buffers_of_collectives_go_by_the_fabric(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm@0.17");
    a.layout.tp = 2;
    a.engine.runtime_bytes = 100;
    a.engine.runtime_parallel_bytes = 1700;
    assert_int_equal(measure(&a, 1, 100).runtime_bytes, 1700);
    a.hw.link_bytes_per_s = a.hw.link_pair_bytes_per_s = 56e9; /* a bridge */
    assert_int_equal(measure(&a, 1, 100).runtime_bytes, 100 + 200);
    a.engine.runtime_parallel_bytes = 50; /* less than alone: as it is stated */
    assert_int_equal(measure(&a, 1, 100).runtime_bytes, 50);
    a.layout.tp = 1;
    assert_int_equal(measure(&a, 1, 100).runtime_bytes, 100);
}

/* gpt-oss-20b's experts are 2,880 by 2,880 and loaded as 2,944 by 3,072: 1.0904 times their bytes. */
static void experts_of_four_bits_are_padded(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "gpt-oss-20b", "mxfp4-experts", "vllm@0.20");
    const int64_t padded = measure(&a, 1, 100).weights_bytes;
    a.engine.activation_policy = TOLL_ACTIVATION_RATIO;
    const int64_t plain = measure(&a, 1, 100).weights_bytes;
    const double experts = 24.0 * 32 * 3 * 2880 * 2880 * a.precision.expert_bits / 8;
    const double more = experts * (2944.0 * 3072 / (2880.0 * 2880) - 1);
    assert_true((double)(padded - plain) > more * 0.999 && (double)(padded - plain) < more * 1.001);
}

/* What is loaded beside the text model: a part of the weights at the bits of norms, and a share of it on each rank. */
static void parts_beside_the_model_are_counted(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm");
    const int64_t alone = measure(&a, 1, 100).weights_bytes;
    a.model.beside_params = 500000000;
    const toll_step_memory with = measure(&a, 1, 100);
    assert_int_equal(with.beside_bytes, 1000000000);
    assert_int_equal(with.weights_bytes - alone, 1000000000);
    a.layout.tp = 2;
    assert_int_equal(measure(&a, 1, 100).beside_bytes, 500000000);
}

/* ---- The host's memory, and drafts ---- */

static toll_status resolve(asked *a, toll_error *err)
{
    return toll_step_resolve(&a->hw, &a->model, a->layers, a->n_layers, sizeof a->layers[0], &a->precision, &a->layout,
                             &a->engine, &a->constants, a->words, sizeof a->words, err);
}

static toll_status time_of(asked *a, toll_step_result *result, toll_error *err)
{
    toll_step_batch batch;
    INIT(batch, STEP_BATCH);
    INIT(*result, STEP_RESULT);
    batch.decode_sequences = 1;
    batch.decode_context_tokens = 100;
    assert_int_equal(resolve(a, NULL), TOLL_OK);
    return toll_step_estimate(a->words, sizeof a->words, &batch, result, err);
}

/* 4 GB of the weights stay on the host: the accelerator holds 4 GB less, and a step takes 4e9 / 63e9 s = 63.5 ms more. */
static void weights_on_the_host_are_read_over_its_link(void **state)
{
    (void)state;
    asked a;
    toll_step_result fast, slow;
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm");
    a.hw.pcie_bytes_per_s = 63e9;
    a.hw.known |= TOLL_HW_PCIE;
    const toll_step_memory without = measure(&a, 1, 100);
    assert_int_equal(without.host_bytes, 0);
    assert_int_equal(time_of(&a, &fast, NULL), TOLL_OK);
    a.engine.host_weights_bytes = 4000000000;
    const toll_step_memory with = measure(&a, 1, 100);
    assert_int_equal(with.host_bytes, 4000000000);
    assert_int_equal(without.weights_bytes - with.weights_bytes, 4000000000);
    assert_int_equal(with.kv_bytes, without.kv_bytes);
    assert_int_equal(time_of(&a, &slow, NULL), TOLL_OK);
    assert_true(slow.weights_s - fast.weights_s > 4e9 / 63e9 * (1 - 1e-9));
    assert_true(slow.weights_s - fast.weights_s < 4e9 / 63e9 * (1 + 1e-9));
    assert_true((slow.flags & TOLL_FLAG_HOST_WEIGHTS) != 0 && slow.validity == TOLL_VALIDITY_OUTSIDE);
    assert_true((with.flags & TOLL_FLAG_HOST_WEIGHTS) == 0);
}

/* A layer of Llama 3.1 8B: 41,943,040 of attention, 176,160,768 of feed-forward and 8,192 of norms are 436,224,000 bytes
 * in 16 bits. 32 of them at most are moved. */
static void no_more_than_the_layers_is_moved(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm");
    a.hw.pcie_bytes_per_s = 63e9;
    a.hw.known |= TOLL_HW_PCIE;
    a.engine.host_weights_bytes = INT64_C(10000000000000);
    assert_int_equal(measure(&a, 1, 100).host_bytes, 32 * INT64_C(436224000));
    a.layout.tp = 2;
    const int64_t half = measure(&a, 1, 100).host_bytes; /* norms are repeated on both */
    assert_int_equal(half, 32 * (INT64_C(436224000) - 16384) / 2 + INT64_C(32) * 16384);
}

/* 8 of 32 layers: a quarter of the layers' weights and of the cache. Their speed has no answer. */
static void layers_on_the_host_take_their_cache_along(void **state)
{
    (void)state;
    asked a;
    toll_step_result result;
    toll_step_room room;
    toll_error err;
    take_facts(&a, "llama-3.1-8b", "bf16", "llamacpp");
    const toll_step_memory whole = measure(&a, 1, 8192);
    a.engine.host_layers = 8;
    const toll_step_memory part = measure(&a, 1, 8192);
    assert_int_equal(whole.weights_bytes - part.weights_bytes, 8 * INT64_C(436224000));
    assert_int_equal(part.kv_bytes, whole.kv_bytes / 4 * 3);
    assert_int_equal(part.host_bytes, 8 * INT64_C(436224000) + whole.kv_bytes / 4);
    assert_int_equal(time_of(&a, &result, &err), TOLL_E_UNSUPPORTED);
    assert_string_equal(err.message, "deployment has layers on the host (host_layers): their speed is not estimated");
    assert_int_equal(toll_step_bound_sequences(a.words, sizeof a.words, 8192, &room, NULL), TOLL_OK);
    assert_true(room.likely > 0);
    a.engine.host_layers = 32;
    assert_int_equal(measure(&a, 1, 8192).kv_bytes, 0);
}

static void a_draft_takes_weights_and_cache(void **state)
{
    (void)state;
    asked a;
    take_facts(&a, "llama-3.1-70b", "fp8", "vllm");
    const toll_step_memory alone = measure(&a, 4, 1600);
    a.engine.draft_weights_bytes = 2500000000;
    a.engine.draft_token_bytes = 32768; /* Llama 3.2 1B: 16 layers * 8 heads * 64 * 2 * 2 bytes */
    const toll_step_memory with = measure(&a, 4, 1600);
    assert_int_equal(with.draft_bytes, 2500000000);
    assert_int_equal(with.weights_bytes - alone.weights_bytes, 2500000000);
    assert_int_equal(with.kv_bytes - alone.kv_bytes, INT64_C(4) * 1600 * 32768);
    assert_true(with.max_sequences < alone.max_sequences || alone.max_sequences == a.engine.max_sequences);
    assert_true(with.kv_capacity_tokens < alone.kv_capacity_tokens);
}

static void what_the_host_cannot_hold_is_refused(void **state)
{
    (void)state;
    asked a;
    toll_error err;
    take_facts(&a, "llama-3.1-8b", "bf16", "vllm");
    a.engine.host_layers = 33;
    assert_int_equal(resolve(&a, &err), TOLL_E_CONFLICT);
    assert_string_equal(err.field, "host_layers");
    a.engine.host_layers = 8;
    a.layout.pp = 2;
    assert_int_equal(resolve(&a, &err), TOLL_E_CONFLICT);
    a.layout.pp = 1;
    a.engine.host_layers = 0;
    a.engine.host_weights_bytes = 1;
    assert_int_equal(toll_catalog_get_hw(row_of(TOLL_TABLE_HW, "apple-m3-max-128gb"), &a.hw, NULL), TOLL_OK);
    assert_int_equal(resolve(&a, &err), TOLL_E_MISSING);
    assert_string_equal(err.field, "pcie_bytes_per_s");
    a.engine.host_weights_bytes = -1;
    assert_int_equal(resolve(&a, &err), TOLL_E_RANGE);
    a.engine.host_weights_bytes = 0;
    a.engine.draft_token_bytes = -0.5;
    assert_int_equal(resolve(&a, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "draft_token_bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_long_enough_for_a_state),
        cmocka_unit_test(compressed_attention_takes_unified_blocks),
        cmocka_unit_test(windows_hold_one_batch_more),
        cmocka_unit_test(a_graph_holds_the_logits_of_its_batch),
        cmocka_unit_test(latents_are_stored_once_or_twice),
        cmocka_unit_test(the_largest_stage_counts),
        cmocka_unit_test(a_sampler_without_a_sort_holds_less),
        cmocka_unit_test(a_workspace_counts_where_its_kernels_serve),
        cmocka_unit_test(projections_into_latents_are_held_whole),
        cmocka_unit_test(large_tensors_take_whole_blocks),
        cmocka_unit_test(ranks_beyond_the_heads_repeat_them),
        cmocka_unit_test(buffers_of_collectives_go_by_the_fabric),
        cmocka_unit_test(experts_of_four_bits_are_padded),
        cmocka_unit_test(parts_beside_the_model_are_counted),
        cmocka_unit_test(weights_on_the_host_are_read_over_its_link),
        cmocka_unit_test(no_more_than_the_layers_is_moved),
        cmocka_unit_test(layers_on_the_host_take_their_cache_along),
        cmocka_unit_test(a_draft_takes_weights_and_cache),
        cmocka_unit_test(what_the_host_cannot_hold_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
