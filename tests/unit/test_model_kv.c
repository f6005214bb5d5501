/* SPDX-License-Identifier: Apache-2.0 */
/* KV cache and state of one sequence: published bytes per token, windows, recurrent states, bits, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <toll/model.h>

#include "model_builder.h"

static toll_status try_kv(const toll_model *model, const toll_model_layer *rows, uint64_t n_rows, double bits,
                          int64_t context_tokens, toll_model_kv *kv, toll_error *err)
{
    const toll_model_precision precision = precision_of(bits);
    (void)toll_struct_init(kv, sizeof *kv, TOLL_KIND_MODEL_KV, NULL);
    return toll_model_compute_kv(model, rows, n_rows, sizeof *rows, &precision, context_tokens, kv, err);
}

static toll_model_kv compute(const toll_model *model, const toll_model_layer *rows, uint64_t n_rows, double bits,
                             int64_t context_tokens)
{
    toll_model_kv kv;
    toll_error err = {0};
    if (try_kv(model, rows, n_rows, bits, context_tokens, &kv, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return kv;
}

/* Llama-3.1-70B in BF16: 80 layers * 8 heads * (128 + 128) * 2 bytes = 327,680 bytes a token. */
static void grouped_query_attention(void **state)
{
    (void)state;
    const toll_model model = model_of(80, 8192, 128256);
    const toll_model_layer rows[] = {attention_of(80, 64, 8, 128), ffn_of(80, 28672, 3)};
    const toll_model_kv kv = compute(&model, rows, 2, 16, 4096);
    assert_int_equal(kv.token_bytes, 327680);
    assert_int_equal(kv.token_far_bytes, 327680);
    assert_int_equal(kv.sequence_bytes, 4096LL * 327680);
    assert_int_equal(kv.context_tokens, 4096);
    assert_int_equal(kv.full_layers, 80);
    assert_int_equal(kv.window_layers + kv.state_layers + kv.state_bytes, 0);
    assert_int_equal(compute(&model, rows, 2, 8, 4096).token_bytes, 163840);
    assert_int_equal(compute(&model, rows, 2, 16, 0).sequence_bytes, 0);
    assert_int_equal(compute(&model, rows, 2, 16, 1000000000).sequence_bytes, 1000000000LL * 327680);
}

/* DeepSeek-V3: 61 layers * (512 + 64) * 2 bytes, whatever the number of heads. */
static void latent_attention_is_kept_once(void **state)
{
    (void)state;
    const toll_model model = model_of(61, 7168, 129280);
    toll_model_layer row = mla_of(61, 128);
    assert_int_equal(compute(&model, &row, 1, 16, 1).token_bytes, 70272);
    row.n_heads = 64;
    assert_int_equal(compute(&model, &row, 1, 16, 1).token_bytes, 70272);
}

/* DeepSeek-V3.2 adds one key of 128 elements a token and layer, in its own format: FP8 with a scale is 8.25 bits. */
static void index_keys_have_bits_of_their_own(void **state)
{
    (void)state;
    const toll_model model = model_of(61, 7168, 129280);
    toll_model_precision precision = precision_of(16);
    toll_model_layer row = mla_of(61, 128);
    toll_model_kv kv;
    row.index_heads = 64;
    row.index_dim = 128;
    row.index_topk_tokens = 2048;
    precision.index_bits = 8.25;
    (void)toll_struct_init(&kv, sizeof kv, TOLL_KIND_MODEL_KV, NULL);
    assert_int_equal(toll_model_compute_kv(&model, &row, 1, sizeof row, &precision, 10, &kv, NULL), TOLL_OK);
    assert_int_equal(kv.token_bytes, 70272 + 61 * 132);
    assert_int_equal(kv.token_far_bytes, 70272 + 61 * 132);
    assert_int_equal(kv.sequence_bytes, 10 * (70272 + 61 * 132));
}

/* gpt-oss-20b: 12 layers keep 128 tokens, 12 keep all; 8 heads * (64 + 64) * 2 bytes = 2,048 a token and layer. */
static void windows_stop_growing(void **state)
{
    (void)state;
    const toll_model model = model_of(24, 2880, 201088);
    toll_model_layer rows[] = {attention_of(12, 64, 8, 64), attention_of(12, 64, 8, 64)};
    rows[0].window_tokens = 128;
    const int64_t lengths[] = {0, 1, 127, 128, 129, 131072};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        const int64_t length = lengths[i], held = length < 128 ? length : 128;
        const toll_model_kv kv = compute(&model, rows, 2, 16, length);
        assert_int_equal(kv.sequence_bytes, 12 * 2048 * (length + held));
        assert_int_equal(kv.token_bytes, 24 * 2048);
        assert_int_equal(kv.token_far_bytes, 12 * 2048);
        assert_int_equal(kv.window_layers, 12);
        assert_int_equal(kv.full_layers, 12);
    }
}

/* Gemma-3-27B: 5 windows of 1,024 to each full layer; 16 heads * (128 + 128) * 2 bytes = 8,192 a token and layer. */
static void gemma_keeps_five_windows_to_one(void **state)
{
    (void)state;
    const toll_model model = model_of(62, 5376, 262208);
    toll_model_layer rows[] = {attention_of(52, 32, 16, 128), attention_of(10, 32, 16, 128)};
    rows[0].window_tokens = 1024;
    const toll_model_kv kv = compute(&model, rows, 2, 16, 131072);
    assert_int_equal(kv.sequence_bytes, 8192LL * (52 * 1024 + 10 * 131072));
    assert_int_equal(kv.token_bytes, 62 * 8192);
    assert_int_equal(kv.token_far_bytes, 10 * 8192);
}

/* MiMo-V2-Flash: keys of 192, values of 128. */
static void keys_and_values_of_two_sizes(void **state)
{
    (void)state;
    const toll_model model = model_of(48, 4096, 152576);
    toll_model_layer row = attention_of(9, 64, 4, 192);
    row.v_head_dim = 128;
    assert_int_equal(compute(&model, &row, 1, 16, 1).token_bytes, 9 * 4 * (192 + 128) * 2);
}

/* Gemma 4's global layers share a projection, but cache normed and rotated keys beside plain values. */
static void a_shared_projection_keeps_both(void **state)
{
    (void)state;
    const toll_model model = model_of(60, 5376, 262144);
    toll_model_layer row = attention_of(10, 32, 4, 512);
    row.flags = TOLL_LAYER_K_IS_V;
    assert_int_equal(compute(&model, &row, 1, 16, 1).token_bytes, 10 * 4 * 1024 * 2);
}

/* DeepSeek-V4: 43 windows of 128 tokens of 512 elements, kept once; 21 layers keep an entry and 128 index keys for every 4
 * tokens, 20 an entry for every 128. The tokens of an entry that is not whole yet are none. */
static void compressed_caches(void **state)
{
    (void)state;
    const toll_model model = model_of(43, 4096, 129280);
    toll_model_layer rows[] = {row_of(TOLL_LAYER_SHARED_KV, 43), row_of(TOLL_LAYER_COMPRESSOR, 21),
                               row_of(TOLL_LAYER_COMPRESSOR, 20)};
    for (int i = 0; i < 3; i++) {
        rows[i].n_heads = 64;
        rows[i].head_dim = 512;
    }
    rows[0].window_tokens = 128;
    rows[0].q_lora_rank = rows[1].q_lora_rank = rows[0].o_lora_rank = 1024;
    rows[0].o_groups = 8;
    rows[1].compress_tokens = 4;
    rows[1].index_heads = 64;
    rows[1].index_dim = 128;
    rows[1].index_topk_tokens = 512;
    rows[2].compress_tokens = 128;
    const int64_t windows = 43 * 128 * 512 * 2;
    const toll_model_kv kv = compute(&model, rows, 3, 16, 1000003);
    assert_int_equal(kv.sequence_bytes, windows + 21LL * 250000 * (512 + 128) * 2 + 20LL * 7812 * 512 * 2);
    assert_int_equal(kv.token_far_bytes, 21 * (128 + 32) * 2 + 20 * 4 * 2);
    assert_int_equal(kv.token_bytes, kv.token_far_bytes + 43 * 512 * 2);
    assert_int_equal(kv.window_layers, 43);
    assert_int_equal(kv.full_layers, 41);
    assert_int_equal(compute(&model, rows, 3, 16, 3).sequence_bytes, 43 * 3 * 512 * 2);
}

/* Jamba: 8,192 channels of state 16 and three inputs of each; LFM2: two inputs of each of 2,048 channels. Neither grows
 * with the sequence. */
static void states_of_mamba1_and_of_convolutions(void **state)
{
    (void)state;
    const toll_model model = model_of(48, 4096, 65536);
    toll_model_layer rows[] = {row_of(TOLL_LAYER_MAMBA2, 28), row_of(TOLL_LAYER_CONV, 10)};
    rows[0].flags = TOLL_LAYER_SELECTIVE;
    rows[0].n_heads = 8192;
    rows[0].head_dim = rows[0].n_groups = 1;
    rows[0].state_dim = 16;
    rows[0].q_lora_rank = 256;
    rows[0].conv_width = 4;
    rows[1].n_heads = 2048;
    rows[1].head_dim = 1;
    rows[1].conv_width = 3;
    const toll_model_kv kv = compute(&model, rows, 2, 16, 100000);
    assert_int_equal(kv.state_bytes, (28LL * (8192 * 16 + 3 * 8192) + 10LL * 2 * 2048) * 2);
    assert_int_equal(kv.sequence_bytes, kv.state_bytes);
    assert_int_equal(kv.state_layers, 38);
}

/* What another layer keeps, and what an encoder drops after its pass, is counted nowhere else. */
static void borrowed_and_dropped_caches_hold_nothing(void **state)
{
    (void)state;
    const toll_model model = model_of(35, 2048, 262400);
    toll_model_layer rows[] = {attention_of(20, 8, 2, 256), attention_of(15, 8, 2, 256)};
    rows[1].flags = TOLL_LAYER_SHARED_CACHE;
    toll_model_kv kv = compute(&model, rows, 2, 16, 1000);
    assert_int_equal(kv.sequence_bytes, 1000LL * 20 * 2 * 512 * 2);
    assert_int_equal(kv.full_layers, 20);
    rows[1].flags = TOLL_LAYER_UNCACHED;
    assert_int_equal(compute(&model, rows, 2, 16, 1000).sequence_bytes, kv.sequence_bytes);
}

/* Qwen3-Next: 36 gated delta nets, 32 value heads of 128 x 128 and three inputs of an 8,192-wide convolution; 12
 * layers of attention with 2 heads of 256. */
static void delta_net_states_are_constant(void **state)
{
    (void)state;
    const toll_model model = model_of(48, 2048, 151936);
    toll_model_layer rows[] = {attention_of(12, 16, 2, 256), row_of(TOLL_LAYER_GDN, 36)};
    rows[1].n_heads = 32;
    rows[1].n_kv_heads = 16;
    rows[1].head_dim = 128;
    rows[1].v_head_dim = 128;
    rows[1].conv_width = 4;
    const int64_t states = 36 * (32 * 128 * 128 + 3 * 8192) * 2;
    const toll_model_kv kv = compute(&model, rows, 2, 16, 1000);
    assert_int_equal(kv.state_bytes, states);
    assert_int_equal(kv.sequence_bytes, states + 1000 * 12 * 2 * 512 * 2);
    assert_int_equal(kv.token_far_bytes, 12 * 2 * 512 * 2);
    assert_int_equal(kv.state_layers, 36);
    assert_int_equal(kv.full_layers, 12);
    assert_int_equal(compute(&model, rows, 2, 16, 0).sequence_bytes, states);
    rows[1].v_head_dim = 64;
    assert_int_equal(compute(&model, rows, 2, 16, 0).state_bytes, 36 * (32 * 128 * 64 + 3 * 6144) * 2);
}

/* Nemotron-H-56B's Mamba-2: 16,384 channels * 256 states, three inputs of a 20,480-wide convolution. */
static void mamba2_states_are_constant(void **state)
{
    (void)state;
    const toll_model model = model_of(118, 8192, 131072);
    toll_model_layer row = row_of(TOLL_LAYER_MAMBA2, 54);
    row.n_heads = 256;
    row.head_dim = 64;
    row.n_groups = 8;
    row.state_dim = 256;
    row.conv_width = 4;
    assert_int_equal(compute(&model, &row, 1, 32, 7).state_bytes, 54LL * (16384 * 256 + 3 * 20480) * 4);
    row.conv_width = 0;
    assert_int_equal(compute(&model, &row, 1, 32, 7).state_bytes, 54LL * 16384 * 256 * 4);
}

/* MiniMax-Text-01: 70 lightning layers of 64 heads of 128 x 128. */
static void lightning_states_are_constant(void **state)
{
    (void)state;
    const toll_model model = model_of(80, 6144, 200064);
    toll_model_layer row = row_of(TOLL_LAYER_LIGHTNING, 70);
    row.n_heads = 64;
    row.head_dim = 128;
    assert_int_equal(compute(&model, &row, 1, 32, 7).state_bytes, 70LL * 64 * 128 * 128 * 4);
}

static void an_encoder_keeps_nothing(void **state)
{
    (void)state;
    toll_model model = model_of(12, 768, 30000);
    const toll_model_layer row = attention_of(12, 12, 12, 64);
    model.flags = TOLL_MODEL_NO_KV | TOLL_MODEL_NO_HEAD;
    const toll_model_kv kv = compute(&model, &row, 1, 16, 512);
    assert_int_equal(kv.sequence_bytes + kv.token_bytes + kv.full_layers, 0);
}

/* 3 elements at 4.25 bits are 12.75 bits: two bytes. 8 are 34 bits: five. */
static void bytes_are_rounded_up_once(void **state)
{
    (void)state;
    const toll_model model = model_of(1, 8, 8);
    toll_model_layer row = attention_of(1, 1, 1, 2);
    row.v_head_dim = 1;
    const toll_model_kv kv = compute(&model, &row, 1, 4.25, 100);
    assert_int_equal(kv.token_bytes, 2);
    assert_int_equal(kv.sequence_bytes, 160); /* 300 * 4.25 / 8 = 159.375, not 100 * 2 */
}

static void check_refused(const toll_model *model, const toll_model_layer *row, int64_t context, toll_status status,
                          const char *field)
{
    toll_model_kv kv, before;
    toll_error err = {0};
    (void)toll_struct_init(&before, sizeof before, TOLL_KIND_MODEL_KV, NULL);
    assert_int_equal(try_kv(model, row, row != NULL, 16, context, &kv, &err), status);
    assert_string_equal(err.field, field);
    assert_memory_equal(&kv, &before, sizeof kv);
}

static void what_cannot_be_computed_is_refused(void **state)
{
    (void)state;
    toll_model model = model_of(10000, 64, 8);
    const toll_model_layer row = attention_of(10000, 100000, 100000, 100000);
    check_refused(&model, &row, -1, TOLL_E_RANGE, "context_tokens");
    check_refused(&model, &row, 1000000001, TOLL_E_RANGE, "context_tokens");
    check_refused(&model, &row, INT64_MIN, TOLL_E_RANGE, "context_tokens");
    check_refused(&model, &row, 1000000000, TOLL_E_OVERFLOW, "sequence_bytes");
    check_refused(&model, &row, 1000, TOLL_E_OVERFLOW, "sequence_bytes"); /* 4 * 10^17: fits 2^63, not 2^53 */
    model.flags = TOLL_MODEL_INCOMPLETE;
    check_refused(&model, &row, 10, TOLL_E_MISSING, "layers");
    model.flags = 0;
    model.known = TOLL_MODEL_PARAMS_TOTAL;
    model.params_total_stated = 1000000;
    check_refused(&model, NULL, 10, TOLL_E_MISSING, "layers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grouped_query_attention),
        cmocka_unit_test(latent_attention_is_kept_once),
        cmocka_unit_test(index_keys_have_bits_of_their_own),
        cmocka_unit_test(windows_stop_growing),
        cmocka_unit_test(gemma_keeps_five_windows_to_one),
        cmocka_unit_test(keys_and_values_of_two_sizes),
        cmocka_unit_test(a_shared_projection_keeps_both),
        cmocka_unit_test(compressed_caches),
        cmocka_unit_test(delta_net_states_are_constant),
        cmocka_unit_test(states_of_mamba1_and_of_convolutions),
        cmocka_unit_test(borrowed_and_dropped_caches_hold_nothing),
        cmocka_unit_test(mamba2_states_are_constant),
        cmocka_unit_test(lightning_states_are_constant),
        cmocka_unit_test(an_encoder_keeps_nothing),
        cmocka_unit_test(bytes_are_rounded_up_once),
        cmocka_unit_test(what_cannot_be_computed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
