/* SPDX-License-Identifier: Apache-2.0 */
/* Parameter counts: published totals to the digit, every kind of layer on its own against a count made by hand from its
 * tensors, classes, active parameters, stated totals, overflow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <toll/model.h>

#include "base/saturating.h"
#include "model_builder.h"

static toll_status try_count(const toll_model *model, const toll_model_layer *rows, uint64_t n_rows,
                             toll_model_counts *counts, toll_error *err)
{
    (void)toll_struct_init(counts, sizeof *counts, TOLL_KIND_MODEL_COUNTS, NULL);
    return toll_model_count(model, rows, n_rows, sizeof *rows, counts, err);
}

static toll_model_counts count(const toll_model *model, const toll_model_layer *rows, uint64_t n_rows)
{
    toll_model_counts counts;
    toll_error err = {0};
    if (try_count(model, rows, n_rows, &counts, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return counts;
}

/* What one component adds to an otherwise empty model; its own norm vector is left out. */
static toll_model_counts count_alone(int64_t d_model, toll_model_layer row)
{
    toll_model model = model_of(1, d_model, 0);
    model.final_norm_vectors = 0;
    row.norm_vectors = 0;
    return count(&model, &row, 1);
}

static void llama_totals_are_exact(void **state)
{
    (void)state;
    const toll_model_layer small[] = {attention_of(32, 32, 8, 128), ffn_of(32, 14336, 3)};
    const toll_model_layer large[] = {attention_of(80, 64, 8, 128), ffn_of(80, 28672, 3)};
    toll_model model = model_of(32, 4096, 128256);
    assert_int_equal(count(&model, small, 2).params_total, 8030261248);
    model = model_of(80, 8192, 128256);
    assert_int_equal(count(&model, large, 2).params_total, 70553706496);
}

/* Llama-3.1-8B by hand. Per layer: q and o 4096 x 4096, k and v 1024 x 4096, three 4096 x 14336, two norms. */
static void llama_classes_are_exact(void **state)
{
    (void)state;
    const toll_model model = model_of(32, 4096, 128256);
    const toll_model_layer rows[] = {attention_of(32, 32, 8, 128), ffn_of(32, 14336, 3)};
    const toll_model_counts counts = count(&model, rows, 2);
    assert_int_equal(counts.embed, 525336576);
    assert_int_equal(counts.head, 525336576);
    assert_int_equal(counts.attn, 32 * (2 * 16777216 + 4194304));
    assert_int_equal(counts.attn_v, 32 * 4194304);
    assert_int_equal(counts.ffn, 32LL * 2 * 58720256);
    assert_int_equal(counts.ffn_down, 32LL * 58720256);
    assert_int_equal(counts.other, (2 * 32 + 1) * 4096);
    assert_int_equal(counts.expert + counts.expert_down + counts.router + counts.mixer + counts.stated_rest, 0);
    assert_int_equal(counts.params_active, counts.params_total);
    assert_int_equal(counts.params_input_embed, 525336576);
    assert_int_equal(counts.params_matmul, 8030261248 - 525336576 - 266240);
}

/* Llama-3.2-1B shares embedding and head: stored once, looked up and multiplied. */
static void tied_embedding_is_stored_once_and_multiplies(void **state)
{
    (void)state;
    const toll_model_layer rows[] = {attention_of(16, 32, 8, 64), ffn_of(16, 8192, 3)};
    toll_model model = model_of(16, 2048, 128256);
    model.flags = TOLL_MODEL_TIED_EMBEDDINGS;
    const toll_model_counts counts = count(&model, rows, 2);
    assert_int_equal(counts.params_total, 1235814400);
    assert_int_equal(counts.head, 0);
    assert_int_equal(counts.params_matmul, 1235814400 - (2 * 16 + 1) * 2048);
}

/* Mixtral 8x7B: 46,702,792,704 published; 2 of 8 experts leave 6 * 3 * 4096 * 14336 a layer untouched. */
static void mixtral_is_exact(void **state)
{
    (void)state;
    const toll_model model = model_of(32, 4096, 32000);
    const toll_model_layer rows[] = {attention_of(32, 32, 8, 128), moe_of(32, 14336, 8, 2)};
    const toll_model_counts counts = count(&model, rows, 2);
    assert_int_equal(counts.params_total, 46702792704);
    assert_int_equal(counts.params_active, 46702792704 - 32LL * 6 * 3 * 4096 * 14336);
    assert_int_equal(counts.router, 32 * 8 * 4096);
    assert_int_equal(counts.expert, 32LL * 8 * 2 * 4096 * 14336);
    assert_int_equal(counts.expert_down, 32LL * 8 * 4096 * 14336);
}

/* gpt-oss-20b: biases everywhere, sinks, half of the layers windowed. Published 20,914,757,184. */
static void gpt_oss_is_exact(void **state)
{
    (void)state;
    const toll_model model = model_of(24, 2880, 201088);
    toll_model_layer rows[] = {attention_of(12, 64, 8, 64), attention_of(12, 64, 8, 64), moe_of(24, 2880, 32, 4)};
    rows[0].flags = rows[1].flags = TOLL_LAYER_QKV_BIAS | TOLL_LAYER_O_BIAS | TOLL_LAYER_SINKS;
    rows[0].window_tokens = 128;
    rows[2].flags = TOLL_LAYER_EXPERT_BIAS | TOLL_LAYER_ROUTER_BIAS;
    const toll_model_counts counts = count(&model, rows, 3);
    assert_int_equal(counts.params_total, 20914757184);
    /* 28 of 32 experts rest: 3 matrices of 2880 x 2880 and biases of 2 * 2880 + 2880 each */
    assert_int_equal(counts.params_active, 20914757184 - 24LL * 28 * (3 * 2880 * 2880 + 3 * 2880));
}

static void qwen3_30b_is_exact(void **state)
{
    (void)state;
    const toll_model model = model_of(48, 2048, 151936);
    toll_model_layer rows[] = {attention_of(48, 32, 4, 128), moe_of(48, 768, 128, 8)};
    rows[0].flags = TOLL_LAYER_QK_NORM_HEAD;
    assert_int_equal(count(&model, rows, 2).params_total, 30532122624);
}

/* DeepSeek-V3's 61 layers hold 671,026,419,200: the checkpoint's 684,531,386,000 less its prediction layer and scales
 * (test_model_catalog.c). */
static void deepseek_v3_is_exact(void **state)
{
    (void)state;
    const toll_model model = model_of(61, 7168, 129280);
    toll_model_layer rows[] = {mla_of(61, 128), ffn_of(3, 18432, 3), moe_of(58, 2048, 256, 8)};
    rows[2].d_ff_shared = 2048;
    rows[2].flags = TOLL_LAYER_ROUTER_BIAS;
    assert_int_equal(count(&model, rows, 3).params_total, 671026419200);
}

static void per_layer_rows_add_up(void **state)
{
    (void)state;
    toll_model_layer rows[126 + 1];
    const toll_model model = model_of(126, 1024, 0);
    int64_t expected = 1024; /* the final norm */
    for (int i = 0; i < 126; i++) {
        rows[i] = attention_of(1, 8 * (1 + i % 7), 8, 64 + i);
        expected += 2LL * 1024 * 8 * (1 + i % 7) * (64 + i) + 2LL * 1024 * 8 * (64 + i) + 1024;
    }
    rows[126] = ffn_of(126, 4096, 2);
    expected += 126LL * (2 * 1024 * 4096 + 1024);
    assert_int_equal(count(&model, rows, 127).params_total, expected);
}

static void attention_extras(void **state)
{
    (void)state;
    const int64_t d = 100, heads = 6, kv = 2, h = 10, v = 7;
    const int64_t plain = d * heads * h + d * kv * h + d * kv * v + heads * v * d;
    const struct {
        uint32_t flag;
        int64_t attn, other;
    } extras[] = {
        {0, 0, 0},
        {TOLL_LAYER_QKV_BIAS, 0, heads * h + kv * h + kv * v},
        {TOLL_LAYER_O_BIAS, 0, d},
        {TOLL_LAYER_QK_NORM_HEAD, 0, 2 * h},
        {TOLL_LAYER_QK_NORM_LAYER, 0, heads * h + kv * h},
        {TOLL_LAYER_OUT_GATE, d * heads * v, 0},
        {TOLL_LAYER_SINKS, 0, heads},
    };
    toll_model_layer row = attention_of(1, heads, kv, h);
    row.v_head_dim = v;
    for (size_t i = 0; i < sizeof extras / sizeof extras[0]; i++) {
        row.flags = extras[i].flag;
        const toll_model_counts counts = count_alone(d, row);
        assert_int_equal(counts.attn_v, d * kv * v);
        assert_int_equal(counts.attn, plain - d * kv * v + extras[i].attn);
        assert_int_equal(counts.other, extras[i].other);
        assert_int_equal(counts.params_total, plain + extras[i].attn + extras[i].other);
    }
    row.flags = 0;
    row.window_tokens = 5; /* weights don't depend on the window */
    assert_int_equal(count_alone(d, row).params_total, plain);
}

static void shared_keys_and_values(void **state)
{
    (void)state;
    toll_model_layer row = attention_of(1, 32, 4, 512);
    row.flags = TOLL_LAYER_K_IS_V | TOLL_LAYER_QKV_BIAS;
    const toll_model_counts counts = count_alone(5376, row);
    assert_int_equal(counts.attn_v, 0);
    assert_int_equal(counts.attn, 2 * 5376 * 32 * 512 + 5376 * 4 * 512);
    assert_int_equal(counts.other, 32 * 512 + 4 * 512);
}

/* DeepSeek-V3: q_a 1536 x 7168, q_b 24576 x 1536, kv_a 576 x 7168, kv_b 32768 x 512, o 7168 x 16384, two norms. */
static void latent_attention(void **state)
{
    (void)state;
    toll_model_layer row = mla_of(1, 128);
    toll_model_counts counts = count_alone(7168, row);
    assert_int_equal(counts.attn, 11010048 + 37748736 + 4128768 + 117440512);
    assert_int_equal(counts.attn_v, 16777216);
    assert_int_equal(counts.other, 1536 + 512);
    row.q_lora_rank = 0; /* q 24576 x 7168 in one piece, no norm of its own */
    counts = count_alone(7168, row);
    assert_int_equal(counts.attn, 176160768 + 4128768 + 117440512);
    assert_int_equal(counts.other, 512);
}

/* DeepSeek-V3.2: 64 heads of 128 from the compressed queries, one key of 128, one weight per head, a LayerNorm. */
static void sparse_attention_indexer(void **state)
{
    (void)state;
    toll_model_layer row = mla_of(1, 128);
    const toll_model_counts without = count_alone(7168, row);
    row.index_heads = 64;
    row.index_dim = 128;
    row.index_topk_tokens = 2048;
    const toll_model_counts with = count_alone(7168, row);
    assert_int_equal(with.attn - without.attn, 12582912 + 917504 + 458752);
    assert_int_equal(with.other - without.other, 256);
    assert_int_equal(with.attn_v, without.attn_v);
}

static void feed_forward(void **state)
{
    (void)state;
    toll_model_layer row = ffn_of(1, 400, 3);
    toll_model_counts counts = count_alone(100, row);
    assert_int_equal(counts.ffn, 80000);
    assert_int_equal(counts.ffn_down, 40000);
    row.ffn_matrices = 2;
    row.flags = TOLL_LAYER_FFN_BIAS;
    counts = count_alone(100, row);
    assert_int_equal(counts.ffn, 40000);
    assert_int_equal(counts.other, 400 + 100);
    row.ffn_matrices = 3;
    assert_int_equal(count_alone(100, row).other, 400 + 400 + 100);
}

/* Nemotron-3-Super: 512 experts of two matrices work 1024 wide, between projections that every token uses. */
static void latent_experts(void **state)
{
    (void)state;
    toll_model_layer row = moe_of(1, 2688, 512, 22);
    row.ffn_matrices = 2;
    row.d_ff_shared = 5376;
    row.d_latent = 1024;
    row.flags = TOLL_LAYER_ROUTER_BIAS;
    const toll_model_counts counts = count_alone(4096, row);
    assert_int_equal(counts.expert, 512LL * 1024 * 2688 + 2 * 4096 * 1024);
    assert_int_equal(counts.expert_down, 512LL * 2688 * 1024);
    assert_int_equal(counts.ffn, 4096 * 5376);
    assert_int_equal(counts.ffn_down, 4096 * 5376);
    assert_int_equal(counts.router, 4096 * 512);
    assert_int_equal(counts.other, 512);
    assert_int_equal(counts.params_total - counts.params_active, 490LL * 2 * 1024 * 2688);
}

/* gpt-oss: each expert has biases of 2 * 2880 and 2880, the router one per expert. */
static void expert_and_router_biases(void **state)
{
    (void)state;
    toll_model_layer row = moe_of(1, 2880, 32, 4);
    row.flags = TOLL_LAYER_EXPERT_BIAS;
    assert_int_equal(count_alone(2880, row).other, 32 * 3 * 2880);
    row.flags = TOLL_LAYER_ROUTER_BIAS;
    assert_int_equal(count_alone(2880, row).other, 32);
}

static void shared_expert_gate_is_one_vector(void **state)
{
    (void)state;
    toll_model_layer row = moe_of(1, 512, 512, 10);
    row.d_ff_shared = 512;
    const int64_t without = count_alone(2048, row).router;
    row.flags = TOLL_LAYER_SHARED_GATE;
    assert_int_equal(count_alone(2048, row).router - without, 2048);
}

/* Qwen3-Next: 16 key heads and 32 value heads of 128. in_proj_qkvz 12288 x 2048, in_proj_ba 64 x 2048, conv1d 8192 x 4,
 * A_log and dt_bias 32 each, norm 128, out_proj 2048 x 4096. */
static void gated_delta_net(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_GDN, 1);
    row.n_heads = 32;
    row.n_kv_heads = 16;
    row.head_dim = 128;
    row.conv_width = 4;
    toll_model_counts counts = count_alone(2048, row);
    assert_int_equal(counts.mixer, 25165824 + 131072 + 8388608);
    assert_int_equal(counts.other, 32768 + 64 + 128);
    row.v_head_dim = 64; /* halves values, gate, output and norm */
    counts = count_alone(2048, row);
    assert_int_equal(counts.mixer, 2048 * (4096 + 2 * 2048) + 131072 + 2048 * 2048);
    assert_int_equal(counts.other, (4096 + 2048) * 4 + 64 + 64);
}

/* DeepSeek-V4-Flash: 64 heads of 512 on 4,096. q_a 1024 x 4096, q_b 32768 x 1024, kv 512 x 4096, o_a 8192 x 4096 (8 groups of
 * 1,024 from 4,096 each), o_b 4096 x 8192; norms 1024 and 512; 64 sinks. */
static void shared_kv_attention(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_SHARED_KV, 1);
    row.flags = TOLL_LAYER_SINKS;
    row.n_heads = 64;
    row.head_dim = 512;
    row.window_tokens = 128;
    row.q_lora_rank = 1024;
    row.o_groups = 8;
    row.o_lora_rank = 1024;
    toll_model_counts counts = count_alone(4096, row);
    assert_int_equal(counts.attn, 4194304 + 33554432 + 2097152 + 33554432 + 33554432);
    assert_int_equal(counts.attn_v, 0);
    assert_int_equal(counts.other, 1024 + 512 + 64);
    row.flags = 0;
    row.o_groups = 16; /* twice as many of them to mix, from groups half as wide */
    counts = count_alone(4096, row);
    assert_int_equal(counts.attn, 4194304 + 33554432 + 2097152 + 33554432 + 67108864);
    assert_int_equal(counts.other, 1024 + 512);
}

/* The same model's compressors. Of 128 tokens: kv and gate 512 x 4096 each, position_bias 128 x 512, norm 512. Of 4 with an
 * indexer: kv and gate 1024 x 4096 each, position_bias 4 x 1024, norm 512; the indexer's kv and gate 256 x 4096 each,
 * position_bias 4 x 256, norm 128, q_b 8192 x 1024, weights 64 x 4096. */
static void compressed_attention(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_COMPRESSOR, 1);
    row.n_heads = 64;
    row.head_dim = 512;
    row.compress_tokens = 128;
    toll_model_counts counts = count_alone(4096, row);
    assert_int_equal(counts.attn, 2 * 2097152);
    assert_int_equal(counts.other, 65536 + 512);
    row.compress_tokens = 4;
    row.q_lora_rank = 1024;
    row.index_heads = 64;
    row.index_dim = 128;
    row.index_topk_tokens = 512;
    counts = count_alone(4096, row);
    assert_int_equal(counts.attn, 2 * 4194304 + 2 * 1048576 + 8388608 + 262144);
    assert_int_equal(counts.other, 4096 + 512 + 1024 + 128);
}

/* Kimi-Linear-48B-A3B: 32 heads of 128 on 2,304. q, k, v 4096 x 2304 each, conv1d 12288 x 4, f_a and g_a 128 x 2304, f_b and g_b
 * 4096 x 128, b 32 x 2304, A_log 32, dt_bias 4096, o_norm 128, o 2304 x 4096. */
static void kimi_delta_attention(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_GDN, 1);
    row.flags = TOLL_LAYER_CHANNEL_DECAY;
    row.n_heads = row.n_kv_heads = 32;
    row.head_dim = 128;
    row.conv_width = 4;
    toll_model_counts counts = count_alone(2304, row);
    assert_int_equal(counts.mixer, 3 * 9437184 + 2 * 294912 + 2 * 524288 + 73728 + 9437184);
    assert_int_equal(counts.other, 49152 + 32 + 4096 + 128);
    row.n_kv_heads = 16; /* halves queries, keys and decays */
    row.v_head_dim = 64; /* halves values, gate, output and norm */
    counts = count_alone(2304, row);
    assert_int_equal(counts.mixer,
                     2304 * (2 * 2048 + 2048) + 128 * (2304 + 2048) + 64 * (2304 + 2048) + 73728 + 2048 * 2304);
    assert_int_equal(counts.other, 6144 * 4 + 32 + 2048 + 64);
}

/* Jamba's blocks: 8,192 channels on 4,096, state 16, rank 256. in_proj 16384 x 4096, conv1d 8192 x 4 and bias, x_proj
 * 288 x 8192, dt_proj 8192 x 256 and bias, A_log 8192 x 16, D 8192, out_proj 4096 x 8192. */
static void mamba1(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_MAMBA2, 1);
    row.flags = TOLL_LAYER_SELECTIVE;
    row.n_heads = 8192;
    row.head_dim = 1;
    row.n_groups = 1;
    row.state_dim = 16;
    row.q_lora_rank = 256;
    row.conv_width = 4;
    toll_model_counts counts = count_alone(4096, row);
    assert_int_equal(counts.mixer, 67108864 + 2359296 + 2097152 + 33554432);
    assert_int_equal(counts.other, 32768 + 8192 + 8192 + 131072 + 8192);
    row.conv_width = 0;
    assert_int_equal(count_alone(4096, row).other, 8192 + 131072 + 8192);
}

/* LFM3 on 2,048: in_proj 6144 x 2048, one filter of 7 a channel, out_proj 2048 x 2048. */
static void short_convolution(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_CONV, 1);
    row.n_heads = 2048;
    row.head_dim = 1;
    row.conv_width = 7;
    const toll_model_counts counts = count_alone(2048, row);
    assert_int_equal(counts.mixer, 12582912 + 4194304);
    assert_int_equal(counts.other, 14336);
}

/* Falcon-H1: in_proj 2688 x 4096, conv1d 1536 x 4 and bias, three vectors of 128, out_proj 4096 x 1024, and no norm. */
static void mamba2_without_its_norm(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_MAMBA2, 1);
    row.flags = TOLL_LAYER_BARE;
    row.n_heads = 128;
    row.head_dim = 8;
    row.n_groups = 1;
    row.state_dim = 256;
    row.conv_width = 4;
    assert_int_equal(count_alone(4096, row).other, 6144 + 1536 + 384);
    row.flags = 0;
    assert_int_equal(count_alone(4096, row).other, 6144 + 1536 + 384 + 1024);
}

/* MiniMax-M3: q and o 8192 x 6144, k and v 512 x 6144; indexer: q 512 x 6144, k 128 x 6144, two norms of 128. */
static void attention_with_an_indexer(void **state)
{
    (void)state;
    toll_model_layer row = attention_of(1, 64, 4, 128);
    row.norm_vectors = 0;
    row.index_heads = 4;
    row.index_dim = 128;
    row.index_topk_tokens = 2048;
    const toll_model_counts counts = count_alone(6144, row);
    assert_int_equal(counts.attn, 2 * 50331648 + 3145728 + 3145728 + 786432);
    assert_int_equal(counts.other, 256);
}

/* Gemma 3n's last layers: q 2048 x 2048, o 2048 x 2048, the norm of q; no k, no v and none of their biases. */
static void attention_that_borrows_its_cache(void **state)
{
    (void)state;
    toll_model_layer row = attention_of(1, 8, 2, 256);
    row.norm_vectors = 0;
    row.flags = TOLL_LAYER_SHARED_CACHE | TOLL_LAYER_QK_NORM_HEAD | TOLL_LAYER_QKV_BIAS;
    const toll_model_counts counts = count_alone(2048, row);
    assert_int_equal(counts.attn, 2 * 4194304);
    assert_int_equal(counts.attn_v, 0);
    assert_int_equal(counts.other, 256 + 2048);
}

/* Nemotron-H-56B: 256 heads of 64, 8 groups of 256. in_proj 37120 x 8192, conv1d 20480 x 4 and bias, A_log, D, dt_bias
 * 256 each, norm 16384, out_proj 8192 x 16384. */
static void mamba2(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_MAMBA2, 1);
    row.n_heads = 256;
    row.head_dim = 64;
    row.n_groups = 8;
    row.state_dim = 256;
    row.conv_width = 4;
    toll_model_counts counts = count_alone(8192, row);
    assert_int_equal(counts.mixer, 37120LL * 8192 + 134217728);
    assert_int_equal(counts.other, 81920 + 20480 + 768 + 16384);
    row.conv_width = 0; /* neither weights nor bias */
    counts = count_alone(8192, row);
    assert_int_equal(counts.other, 768 + 16384);
}

/* MiniMax-Text-01: qkv 24576 x 6144, gate 8192 x 6144, out 6144 x 8192, norm 8192. */
static void lightning_attention(void **state)
{
    (void)state;
    toll_model_layer row = row_of(TOLL_LAYER_LIGHTNING, 1);
    row.n_heads = 64;
    row.head_dim = 128;
    const toll_model_counts counts = count_alone(6144, row);
    assert_int_equal(counts.mixer, 150994944 + 50331648 + 50331648);
    assert_int_equal(counts.other, 8192);
}

/* OPT-1.3B: learned positions, LayerNorms with bias. 1,315,758,080 in its checkpoint. */
static void frame_counts_positions_biases_and_extras(void **state)
{
    (void)state;
    toll_model_layer rows[] = {attention_of(24, 32, 32, 64), ffn_of(24, 8192, 2)};
    rows[0].flags = TOLL_LAYER_QKV_BIAS | TOLL_LAYER_O_BIAS;
    rows[1].flags = TOLL_LAYER_FFN_BIAS;
    rows[0].norm_vectors = rows[1].norm_vectors = 2;
    toll_model model = model_of(24, 2048, 50272);
    model.flags = TOLL_MODEL_TIED_EMBEDDINGS;
    model.pos_embed_rows = 2050;
    model.final_norm_vectors = 2;
    toll_model_counts counts = count(&model, rows, 2);
    assert_int_equal(counts.params_total, 1315758080);
    assert_int_equal(counts.embed, (50272 + 2050) * 2048);
    assert_int_equal(counts.params_input_embed, 50272 * 2048);
    model.extra_params = 11;
    rows[1].extra_params = 5;
    model.flags |= TOLL_MODEL_HEAD_BIAS;
    const int64_t other = counts.other;
    counts = count(&model, rows, 2);
    assert_int_equal(counts.params_total, 1315758080 + 11 + 24 * 5 + 50272);
    assert_int_equal(counts.other, other + 11 + 24 * 5 + 50272);
}

static void encoder_has_no_head(void **state)
{
    (void)state;
    toll_model model = model_of(1, 64, 1000);
    const toll_model_layer row = ffn_of(1, 256, 2);
    model.flags = TOLL_MODEL_NO_HEAD;
    const toll_model_counts counts = count(&model, &row, 1);
    assert_int_equal(counts.head, 0);
    assert_int_equal(counts.params_matmul, 2 * 64 * 256);
}

static void stated_totals_replace_the_formula(void **state)
{
    (void)state;
    toll_model model = model_of(10, 64, 1000);
    const toll_model_layer row = moe_of(10, 256, 8, 2);
    const toll_model_counts formula = count(&model, &row, 1);
    model.flags = TOLL_MODEL_INCOMPLETE;
    model.known = TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE;
    model.params_total_stated = formula.params_total + 1000;
    model.params_active_stated = formula.params_active + 300;
    const toll_model_counts stated = count(&model, &row, 1);
    assert_int_equal(stated.params_total, formula.params_total + 1000);
    assert_int_equal(stated.stated_rest, 1000);
    assert_int_equal(stated.params_active, formula.params_active + 300);
    assert_int_equal(stated.params_matmul, formula.params_matmul + 300);
    assert_int_equal(stated.expert, formula.expert);
    model.params_total_stated = formula.params_total; /* nothing is left, so nothing is unknown */
    model.params_active_stated = 0;
    model.known = TOLL_MODEL_PARAMS_TOTAL;
    assert_int_equal(count(&model, &row, 1).params_active, formula.params_active);
}

static void check_refused(const toll_model *model, const toll_model_layer *row, toll_status status, const char *field)
{
    toll_model_counts counts, before;
    toll_error err = {0};
    (void)toll_struct_init(&before, sizeof before, TOLL_KIND_MODEL_COUNTS, NULL);
    assert_int_equal(try_count(model, row, row != NULL, &counts, &err), status);
    assert_string_equal(err.field, field);
    assert_memory_equal(&counts, &before, sizeof counts);
}

static void stated_totals_that_contradict_are_refused(void **state)
{
    (void)state;
    toll_model model = model_of(10, 64, 1000);
    const toll_model_layer row = moe_of(10, 256, 8, 2);
    const toll_model_counts formula = count(&model, &row, 1);
    model.flags = TOLL_MODEL_INCOMPLETE;
    check_refused(&model, &row, TOLL_E_MISSING, "params_total_stated");
    model.known = TOLL_MODEL_PARAMS_TOTAL;
    model.params_total_stated = formula.params_total - 1;
    check_refused(&model, &row, TOLL_E_CONFLICT, "params_total_stated");
    model.params_total_stated = formula.params_total + 1;
    check_refused(&model, &row, TOLL_E_MISSING, "params_active_stated");
    model.params_total_stated = 1000000;
    check_refused(&model, NULL, TOLL_E_MISSING, "params_active_stated");
    model.params_total_stated = formula.params_total + 1;
    model.known |= TOLL_MODEL_PARAMS_ACTIVE;
    model.params_active_stated = formula.params_active - 1;
    check_refused(&model, &row, TOLL_E_CONFLICT, "params_active_stated");
    model.known = TOLL_MODEL_PARAMS_ACTIVE;
    model.params_total_stated = 0;
    model.flags = 0;
    model.params_active_stated = formula.params_total + 1;
    check_refused(&model, &row, TOLL_E_CONFLICT, "params_active_stated");
}

/* 10^6 experts of 3 * 10^6 * 10^7 each are 3 * 10^19 parameters a layer, beyond 2^63 - 1 = 9.2 * 10^18. */
static void overflow_is_refused(void **state)
{
    (void)state;
    const toll_model model = model_of(10000, 1000000, 1);
    toll_model_layer row = moe_of(1, 10000000, 1000000, 1);
    check_refused(&model, &row, TOLL_E_OVERFLOW, "params_total");
    row = moe_of(10000, 10000000, 100, 1); /* one layer fits (3 * 10^15), 10,000 of them don't */
    check_refused(&model, &row, TOLL_E_OVERFLOW, "params_total");
    row = ffn_of(10000, 10000000, 3);
    assert_int_equal(count(&model, &row, 1).ffn_down, 100000000000000000);
}

static void checked_arithmetic_sticks(void **state)
{
    (void)state;
    assert_int_equal(toll__checked_add(3, 4), 7);
    assert_int_equal(toll__checked_add(INT64_MAX - 1, 0), INT64_MAX - 1);
    assert_int_equal(toll__checked_add(INT64_MAX - 1, 1), TOLL__TOO_MUCH);
    assert_int_equal(toll__checked_add(TOLL__TOO_MUCH, 0), TOLL__TOO_MUCH);
    assert_int_equal(toll__checked_add(TOLL__TOO_MUCH, TOLL__TOO_MUCH), TOLL__TOO_MUCH);
    assert_int_equal(toll__checked_mul(3037000499, 3037000499), 9223372030926249001);
    assert_int_equal(toll__checked_mul(3037000500, 3037000500), TOLL__TOO_MUCH);
    assert_int_equal(toll__checked_mul(TOLL__TOO_MUCH, 1), TOLL__TOO_MUCH);
    assert_int_equal(toll__checked_mul(1, TOLL__TOO_MUCH), TOLL__TOO_MUCH);
    assert_int_equal(toll__checked_mul(TOLL__TOO_MUCH, 0), 0);
    assert_int_equal(toll__checked_mul(0, TOLL__TOO_MUCH), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(llama_totals_are_exact),
        cmocka_unit_test(llama_classes_are_exact),
        cmocka_unit_test(tied_embedding_is_stored_once_and_multiplies),
        cmocka_unit_test(mixtral_is_exact),
        cmocka_unit_test(gpt_oss_is_exact),
        cmocka_unit_test(qwen3_30b_is_exact),
        cmocka_unit_test(deepseek_v3_is_exact),
        cmocka_unit_test(per_layer_rows_add_up),
        cmocka_unit_test(attention_extras),
        cmocka_unit_test(shared_keys_and_values),
        cmocka_unit_test(latent_attention),
        cmocka_unit_test(sparse_attention_indexer),
        cmocka_unit_test(feed_forward),
        cmocka_unit_test(latent_experts),
        cmocka_unit_test(expert_and_router_biases),
        cmocka_unit_test(shared_expert_gate_is_one_vector),
        cmocka_unit_test(gated_delta_net),
        cmocka_unit_test(kimi_delta_attention),
        cmocka_unit_test(shared_kv_attention),
        cmocka_unit_test(compressed_attention),
        cmocka_unit_test(mamba2),
        cmocka_unit_test(mamba1),
        cmocka_unit_test(short_convolution),
        cmocka_unit_test(mamba2_without_its_norm),
        cmocka_unit_test(attention_that_borrows_its_cache),
        cmocka_unit_test(attention_with_an_indexer),
        cmocka_unit_test(lightning_attention),
        cmocka_unit_test(frame_counts_positions_biases_and_extras),
        cmocka_unit_test(encoder_has_no_head),
        cmocka_unit_test(stated_totals_replace_the_formula),
        cmocka_unit_test(stated_totals_that_contradict_are_refused),
        cmocka_unit_test(overflow_is_refused),
        cmocka_unit_test(checked_arithmetic_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
