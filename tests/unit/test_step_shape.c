/* SPDX-License-Identifier: Apache-2.0 */
/* Components that the second implementation of serving lacks, counted by hand: attention with one shared head, and its
 * compressor. And the largest whole number of sequences, at the edge of rounding. */
#include "step/shape.h"

#include <string.h>

#include <toll/model.h>
#include <toll/step.h>

#include "sample_deployment.h"
#include "step/memory.h"
#include "toll_assert.h"

static toll__precision bits_of(double kv, double index, double activation)
{
    toll__precision p;
    memset(&p, 0, sizeof p);
    p.embed_bits = p.head_bits = p.attn_bits = p.attn_v_bits = p.ffn_bits = p.ffn_down_bits = 16;
    p.expert_bits = p.expert_down_bits = p.router_bits = p.mixer_bits = p.other_bits = p.state_bits = 16;
    p.kv_bits = kv;
    p.index_bits = index;
    p.activation_bits = activation;
    return p;
}

/* 64 heads of 512 over one shared key that is the value too, in 8 bits: 512 bytes a token. A token of context costs 64 heads
 * two products of 512 multiply-adds, 2 operations each: 131,072. In and out of the projections go queries and values of 64
 * heads, the shared head, the queries' latent of 1,024 and 8 groups' latents of 1,024: 65 * 2 * 512 less 512, 9,216 more,
 * each 2 bytes; and the stream of 4,096, in and out. */
static void one_head_is_key_and_value(void **state)
{
    (void)state;
    const toll__block block = {.kind = TOLL_LAYER_SHARED_KV,
                               .count = 3,
                               .n_heads = 64,
                               .head_dim = 512,
                               .v_head_dim = 512,
                               .window_tokens = 128,
                               .q_lora_rank = 1024,
                               .o_groups = 8,
                               .o_lora_rank = 1024};
    const toll__model model = {.n_layers = 3, .d_model = 4096};
    const toll__precision precision = bits_of(8, 8, 16);
    toll__shape shape;
    toll__shape_describe(&block, &model, &precision, &shape);
    assert_int_equal(shape.is_attention, 1);
    assert_near(shape.count, 3, 0);
    assert_near(shape.heads, 64, 0);
    assert_near(shape.kv_heads, 1, 0);
    assert_near(shape.kv_token_bytes, 512, 0);
    assert_near(shape.decode_flops, 131072, 0);
    assert_near(shape.prefill_flops, 131072, 0);
    assert_near(shape.window_tokens, 128, 0);
    assert_near(shape.linear_kernels, 5, 0); /* q down, q up, the head, the groups at once, the output */
    assert_near(shape.small_kernels, 4, 0);  /* three norms; rotation with the cache's write */
    assert_near(shape.linear_io_bytes, 2 * (2 * 64 * 512 + 512 + 1024 + 8 * 1024), 0);
    assert_near(shape.linear_io_whole_bytes, 2 * 2 * 4096, 0);
    assert_near(shape.extra_allreduces, 0, 0);
    assert_near(shape.index_flops + shape.index_token_bytes + shape.topk_tokens + shape.state_bytes, 0, 0);
}

/* One entry of 512 for 4 tokens, chosen by 64 index heads of 128 among all: a quarter of everything a token. 512 entries
 * are 2,048 tokens. Windows of entries overlap where an index chooses them: entries and gates are twice as wide. Its
 * collective is the attention's, so one less is counted here. */
static void a_compressor_keeps_one_entry_for_many_tokens(void **state)
{
    (void)state;
    toll__block block = {.kind = TOLL_LAYER_COMPRESSOR,
                         .count = 2,
                         .n_heads = 64,
                         .head_dim = 512,
                         .v_head_dim = 512,
                         .q_lora_rank = 1024,
                         .index_heads = 64,
                         .index_dim = 128,
                         .index_topk_tokens = 512,
                         .compress_tokens = 4};
    const toll__model model = {.n_layers = 2, .d_model = 4096};
    const toll__precision precision = bits_of(8, 4, 16);
    toll__shape shape;
    toll__shape_describe(&block, &model, &precision, &shape);
    assert_int_equal(shape.is_attention, 1);
    assert_near(shape.heads, 64, 0);
    assert_near(shape.kv_heads, 1, 0);
    assert_near(shape.kv_token_bytes, 512.0 / 4, 0);
    assert_near(shape.decode_flops, 131072.0 / 4, 0);
    assert_near(shape.prefill_flops, 131072.0 / 4, 0);
    assert_near(shape.index_token_bytes, 128 * 0.5 / 4, 0);
    assert_near(shape.index_flops, 2 * 64 * 128 / 4, 0);
    assert_near(shape.topk_tokens, 2048, 0);
    assert_near(shape.linear_kernels, 1 + 3, 0);
    assert_near(shape.small_kernels, 1 + 7, 0);
    assert_near(shape.linear_io_bytes, 2 * 2 * 2 * 512, 0);
    assert_near(shape.extra_allreduces, -1, 0);
    block.index_heads = block.index_dim = block.index_topk_tokens = 0; /* all entries are attended */
    block.compress_tokens = 128;
    toll__shape_describe(&block, &model, &precision, &shape);
    assert_near(shape.kv_token_bytes, 512.0 / 128, 0);
    assert_near(shape.decode_flops, 131072.0 / 128, 0);
    assert_near(shape.linear_kernels, 1, 0);
    assert_near(shape.small_kernels, 1, 0);
    assert_near(shape.linear_io_bytes, 2 * 2 * 512, 0);
    assert_near(shape.index_flops + shape.index_token_bytes + shape.topk_tokens, 0, 0);
    assert_near(shape.extra_allreduces, -1, 0);
}

/* An encoder attends but keeps nothing. */
static void an_encoder_keeps_no_cache(void **state)
{
    (void)state;
    const toll__block block = {
        .kind = TOLL_LAYER_ATTENTION, .count = 1, .n_heads = 8, .n_kv_heads = 2, .head_dim = 64, .v_head_dim = 64};
    toll__model model = {.n_layers = 1, .d_model = 512};
    const toll__precision precision = bits_of(16, 16, 16);
    toll__shape shape;
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++) {
        model.flags = is_encoder ? TOLL_MODEL_NO_KV : 0;
        toll__shape_describe(&block, &model, &precision, &shape);
        assert_near(shape.kv_token_bytes, is_encoder ? 0 : 128 * 2, 0);
        assert_near(shape.decode_flops, 2 * 8 * 128, 0);
    }
}

/* What another layer keeps is read and attended as its own would be; an encoder's attention, too, holds nothing. */
static void a_borrowed_cache_is_read_and_not_held(void **state)
{
    (void)state;
    toll__block block = {
        .kind = TOLL_LAYER_ATTENTION, .count = 1, .n_heads = 8, .n_kv_heads = 2, .head_dim = 64, .v_head_dim = 64};
    const toll__model model = {.n_layers = 1, .d_model = 512};
    const toll__precision precision = bits_of(16, 16, 16);
    const uint32_t flags[] = {0, TOLL_LAYER_SHARED_CACHE, TOLL_LAYER_UNCACHED};
    for (int i = 0; i < 3; i++) {
        toll__shape shape;
        block.flags = flags[i];
        toll__shape_describe(&block, &model, &precision, &shape);
        assert_near(shape.kv_token_bytes, 128 * 2, 0);
        assert_int_equal(shape.keeps_nothing, i > 0);
    }
}

/* Jamba: 8,192 channels of state 16 and three inputs each, none of B and C. LFM2: 2,048 channels over 3 tokens, two held; a
 * multiply-add for each of the three. */
static void mamba1_and_convolutions_keep_their_states(void **state)
{
    (void)state;
    toll__block block = {.kind = TOLL_LAYER_MAMBA2,
                         .count = 1,
                         .flags = TOLL_LAYER_SELECTIVE,
                         .n_heads = 8192,
                         .head_dim = 1,
                         .v_head_dim = 1,
                         .n_groups = 1,
                         .state_dim = 16,
                         .q_lora_rank = 256,
                         .conv_width = 4};
    const toll__model model = {.n_layers = 1, .d_model = 4096};
    const toll__precision precision = bits_of(16, 16, 16);
    toll__shape shape;
    toll__shape_describe(&block, &model, &precision, &shape);
    assert_near(shape.state_bytes, (8192.0 * 16 + 3 * 8192) * 2, 0);
    block = (toll__block){
        .kind = TOLL_LAYER_CONV, .count = 1, .n_heads = 2048, .head_dim = 1, .v_head_dim = 1, .conv_width = 3};
    toll__shape_describe(&block, &model, &precision, &shape);
    assert_near(shape.state_bytes, 2 * 2048 * 2, 0);
    assert_near(shape.state_flops, 2 * 3 * 2048, 0);
    assert_near(shape.linear_flops, 2 * 4.0 * 4096 * 2048, 0);
}

/* Layers that a model lists apart count as those that it lists together: in time, in memory, in weights. */
static void equal_layers_may_be_listed_apart(void **state)
{
    (void)state;
    const toll_hw hw = sample_hw();
    const toll_model model = sample_model();
    const toll_model_precision precision = precision_of(16);
    const toll_step_layout layout = sample_layout();
    const toll_step_engine engine = sample_engine();
    const toll_step_constants constants = sample_constants();
    toll_step_result step[2];
    toll_step_memory memory[2];
    for (int is_apart = 0; is_apart <= 1; is_apart++) {
        uint64_t words[SAMPLE_WORDS];
        toll_model_layer rows[4];
        sample_layers(rows);
        rows[3] = rows[0];
        rows[0].count = is_apart ? 3 : 4;
        rows[3].count = 1;
        const uint64_t n = is_apart ? 4 : 3, size = toll_step_size(n);
        assert_true(size <= sizeof words);
        assert_int_equal(toll_step_resolve(&hw, &model, rows, n, sizeof rows[0], &precision, &layout, &engine,
                                           &constants, words, size, NULL),
                         TOLL_OK);
        toll_step_batch batch;
        (void)toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL);
        (void)toll_struct_init(&step[is_apart], sizeof step[0], TOLL_KIND_STEP_RESULT, NULL);
        (void)toll_struct_init(&memory[is_apart], sizeof memory[0], TOLL_KIND_STEP_MEMORY, NULL);
        batch.decode_sequences = 20;
        batch.decode_context_tokens = 3000;
        batch.prefill_tokens = 500;
        assert_int_equal(toll_step_estimate(words, size, &batch, &step[is_apart], NULL), TOLL_OK);
        assert_int_equal(toll_step_estimate_memory(words, size, 20, 3000, &memory[is_apart], NULL), TOLL_OK);
    }
    assert_close(step[1].time_s.mid, step[0].time_s.mid);
    assert_close(step[1].kv_s, step[0].kv_s);
    assert_close(step[1].overhead_s, step[0].overhead_s);
    assert_int_equal(memory[1].kv_bytes, memory[0].kv_bytes);
    assert_int_equal(memory[1].weights_bytes, memory[0].weights_bytes);
}

/* One of four layers borrows its cache: three quarters are held. */
static void a_borrowed_cache_takes_no_memory(void **state)
{
    (void)state;
    const toll_hw hw = sample_hw();
    const toll_model model = sample_model();
    const toll_model_precision precision = precision_of(16);
    const toll_step_layout layout = sample_layout();
    const toll_step_engine engine = sample_engine();
    const toll_step_constants constants = sample_constants();
    toll_step_memory memory[2];
    for (int is_borrowed = 0; is_borrowed <= 1; is_borrowed++) {
        uint64_t words[SAMPLE_WORDS];
        toll_model_layer rows[4];
        sample_layers(rows);
        rows[3] = rows[0];
        rows[0].count = 3;
        rows[3].count = 1;
        rows[3].flags |= is_borrowed ? TOLL_LAYER_SHARED_CACHE : 0;
        const uint64_t size = toll_step_size(4);
        assert_int_equal(toll_step_resolve(&hw, &model, rows, 4, sizeof rows[0], &precision, &layout, &engine,
                                           &constants, words, size, NULL),
                         TOLL_OK);
        (void)toll_struct_init(&memory[is_borrowed], sizeof memory[0], TOLL_KIND_STEP_MEMORY, NULL);
        assert_int_equal(toll_step_estimate_memory(words, size, 20, 3000, &memory[is_borrowed], NULL), TOLL_OK);
    }
    assert_true(memory[0].kv_bytes > 0);
    assert_int_equal(4 * memory[1].kv_bytes, 3 * memory[0].kv_bytes);
    assert_true(memory[1].weights_bytes < memory[0].weights_bytes);
}

/* Tokens of 9/7 bytes in 99 bytes: the quotient rounds to 77, but 77 of them, rounded up to bytes, take 100. The number is
 * at most the largest whose bytes fit, for many sizes. */
static void sequences_are_whole_and_fit(void **state)
{
    (void)state;
    toll__memory memory;
    const toll__op uneven = {.count = 1, .kv_token_bytes = 9 / 7.0};
    const toll__placement small = {
        .dp = 1, .budget_bytes = 99, .stage_frac = 1, .kv_block_tokens = 1, .max_sequences = 1e9, .n_ops = 1};
    toll__memory_measure(&small, &uneven, 1, 1, &memory);
    assert_near(memory.max_sequences, 76, 0);
    for (int sevenths = 1; sevenths < 40; sevenths++)
        for (double bytes = 50; bytes < 500; bytes++) {
            const toll__op op = {.count = 1, .kv_token_bytes = sevenths / 7.0};
            const toll__placement placement = {.dp = 1,
                                               .budget_bytes = bytes,
                                               .stage_frac = 1,
                                               .kv_block_tokens = 1,
                                               .max_sequences = 1e9,
                                               .n_ops = 1};
            toll__memory_measure(&placement, &op, 1, 1, &memory);
            const double most = memory.max_sequences;
            assert_true(ceil(most * op.kv_token_bytes) <= bytes);
            assert_true(ceil((most + 2) * op.kv_token_bytes) > bytes); /* one less where rounding is in doubt */
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_head_is_key_and_value),
        cmocka_unit_test(a_compressor_keeps_one_entry_for_many_tokens),
        cmocka_unit_test(an_encoder_keeps_no_cache),
        cmocka_unit_test(a_borrowed_cache_is_read_and_not_held),
        cmocka_unit_test(a_borrowed_cache_takes_no_memory),
        cmocka_unit_test(mamba1_and_convolutions_keep_their_states),
        cmocka_unit_test(equal_layers_may_be_listed_apart),
        cmocka_unit_test(sequences_are_whole_and_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
