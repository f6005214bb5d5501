/* SPDX-License-Identifier: Apache-2.0 */
/* Operations per trained token and adapters, against hand calculations and published figures. */
#include "train_ask.h"

static fixture toy(void)
{
    fixture f;
    fixture_toy(&f);
    return f;
}

/* d 1024, 16 heads and 4 KV heads of 64, width 4096, two layers. Projections: q, o 1024 x 1024, k, v 1024 x 256, three of
 * 1024 x 4096: 15,204,352 weights a layer. */
static void projections_are_twice_the_weights(void **state)
{
    (void)state;
    const fixture f = toy();
    const toll_train_setup s = setup_of();
    const toll_train_flops w = ask_flops(&f, &s);
    assert_close(w.projection_flops, 2.0 * 2 * 15204352);
    assert_close(w.head_flops, 2.0 * 1024 * 10000);
}

/* Scores and values: 2 x 16 x (64 + 64) per token of context and layer; 4,096 tokens, half of them under the mask. */
static void attention_is_half_under_a_causal_mask(void **state)
{
    (void)state;
    const fixture f = toy();
    toll_train_setup s = setup_of();
    const double whole = 2.0 * 2 * 16 * 128 * 4096;
    assert_close(ask_flops(&f, &s).attention_full_flops, whole);
    assert_close(ask_flops(&f, &s).attention_flops, whole / 2);
    s.flags = TOLL_TRAIN_BIDIRECTIONAL;
    assert_close(ask_flops(&f, &s).attention_flops, whole);
}

/* Token i attends min(i, w): with w = 1,024 of 4,096 the mean is 1024 - 1024^2 / 8192 = 896. */
static void a_window_is_attended_only(void **state)
{
    (void)state;
    fixture f = toy();
    const toll_train_setup s = setup_of();
    f.rows[0].window_tokens = 1024;
    assert_close(ask_flops(&f, &s).attention_flops, 2.0 * 2 * 16 * 128 * 896);
    assert_close(ask_flops(&f, &s).attention_full_flops, 2.0 * 2 * 16 * 128 * 1024);
}

static void training_is_three_times_forward(void **state)
{
    (void)state;
    const fixture f = toy();
    toll_train_setup s = setup_of();
    toll_train_flops w = ask_flops(&f, &s);
    const double dense = w.projection_flops + w.head_flops;
    assert_close(w.model_flops, 3 * (dense + w.attention_full_flops));
    assert_close(w.hardware_flops, 3 * dense + 3.5 * w.attention_flops);
    s.flags = TOLL_TRAIN_CAUSAL_MFU;
    assert_close(ask_flops(&f, &s).model_flops, 3 * (dense + w.attention_flops));
    s.recompute = TOLL_RECOMPUTE_FULL;
    assert_close(ask_flops(&f, &s).hardware_flops, 3 * dense + 4.5 * w.attention_flops + w.projection_flops);
    s.attention = TOLL_ATTENTION_UNFUSED;
    s.recompute = TOLL_RECOMPUTE_SELECTIVE;
    assert_close(ask_flops(&f, &s).hardware_flops, 3 * dense + 4 * w.attention_full_flops);
}

/* Megatron's own sums (arXiv 2104.04473, equation 3; 2205.05198, appendix A): per iteration 72 B s L h^2 (1 + s/6h + V/12Lh)
 * of the model, 96 B s L h^2 (1 + s/6h + V/16Lh) with full recomputation. */
static void agrees_with_megatrons_formula(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    train_gpt(&f, 96, 12288, 96);
    toll_train_setup s = megatron_setup(1, 1, 1, 1, 64);
    const double h = 12288, length = 2048, layers = 96, vocabulary = 51200;
    const double unit = layers * h * h;
    assert_within(ask_flops(&f, &s).model_flops, 72 * unit * (1 + length / (6 * h) + vocabulary / (12 * layers * h)),
                  1e-12);
    s.recompute = TOLL_RECOMPUTE_FULL;
    assert_within(ask_flops(&f, &s).hardware_flops, 96 * unit * (1 + length / (6 * h) + vocabulary / (16 * layers * h)),
                  1e-12);
}

/* Of 8 experts a token uses 2: twice 2 x 3 x 4096 x 14336, and the router 4096 x 8. Mixtral-8x7B. */
static void experts_count_those_of_a_token(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_mixtral(&f);
    const toll_train_setup s = setup_of();
    const double attention = 4096.0 * 4096 * 2 + 4096.0 * 1024 * 2;
    assert_close(ask_flops(&f, &s).projection_flops, 2 * 32 * (attention + 2 * 3 * 4096.0 * 14336 + 4096.0 * 8));
}

/* Llama 3 (arXiv 2407.21783, section 3.2): 3.8e25 operations for 405B and 15.6 T tokens, by 6 N D. */
static void llama3_takes_its_operations(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    f.model = model_of(126, 16384, 128256);
    f.rows[0] = attention_of(126, 128, 8, 128);
    f.rows[1] = ffn_of(126, 53248, 3);
    f.n_rows = 2;
    toll_train_setup s = setup_of();
    s.sequence_tokens = 8192;
    s.flags = TOLL_TRAIN_CAUSAL_MFU;
    const toll_train_flops w = ask_flops(&f, &s);
    assert_within(3 * (w.projection_flops + w.head_flops) * 15.6e12, 3.8e25, 0.01);
    assert_true(w.model_flops * 15.6e12 > 3.8e25 && w.model_flops * 15.6e12 < 4.0e25);
}

/* LoRA on GPT-3's queries and values (arXiv 2106.09685, table 4): 4.7 M parameters at rank 1, 37.7 M at rank 8. */
static void lora_counts_published_adapters(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    train_gpt(&f, 96, 12288, 96);
    toll_train_setup s = setup_of();
    s.method = TOLL_METHOD_LORA;
    s.lora_targets = TOLL_LORA_Q | TOLL_LORA_V;
    s.lora_rank = 1;
    assert_within(ask_flops(&f, &s).params_trainable, 4.7e6, 0.005);
    s.lora_rank = 8;
    assert_within(ask_flops(&f, &s).params_trainable, 37.7e6, 0.002);
}

/* All seven projections of Llama-3.1-8B at rank 16: 41,943,040, as every trainer prints. */
static void lora_counts_gated_blocks(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_llama_8b(&f);
    toll_train_setup s = setup_of();
    s.method = TOLL_METHOD_QLORA;
    assert_close(ask_flops(&f, &s).params_trainable, 41943040);
}

/* r(n + m) for each projection of DeepSeek's latent attention at rank 1: q 7168 to 1536 to 128 x 192, kv 7168 to 576, latent
 * 512 to 128 x 256, output 128 x 128 to 7168. */
static void lora_follows_latent_attention(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    f.model = model_of(1, 7168, 1000);
    f.rows[0] = mla_of(1, 128);
    f.n_rows = 1;
    toll_train_setup s = setup_of();
    s.method = TOLL_METHOD_LORA;
    s.lora_rank = 1;
    const double q = 7168 + 1536 + 1536 + 128 * 192, kv = 7168 + 576, up = 512 + 128 * 256, out = 128 * 128 + 7168;
    assert_close(ask_flops(&f, &s).params_trainable, q + kv + up + out);
    s.lora_targets = TOLL_LORA_K;
    assert_close(ask_flops(&f, &s).params_trainable, kv);
}

/* 4 experts of width 100 beside a shared one of 300, d 1024, rank 2: every expert gets its own, a token uses 2. */
static void lora_follows_experts(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    f.model = model_of(1, 1024, 1000);
    f.rows[0] = moe_of(1, 100, 4, 2);
    f.rows[0].d_ff_shared = 300;
    f.n_rows = 1;
    toll_train_setup s = setup_of();
    s.method = TOLL_METHOD_LORA;
    s.lora_rank = 2;
    const double expert = 2 * 3 * 1124.0, shared = 2 * 3 * 1324.0;
    const toll_train_flops w = ask_flops(&f, &s);
    assert_close(w.params_trainable, 4 * expert + shared);
    assert_close(w.adapter_flops, 2 * (2 * expert + shared));
    assert_close(w.model_flops, 2 * (w.projection_flops + w.head_flops) + 3 * w.adapter_flops);
}

/* Two layers with a norm of 1,024 in each block, embedding, head and final norm. */
static void full_training_trains_everything(void **state)
{
    (void)state;
    const fixture f = toy();
    const toll_train_setup s = setup_of();
    assert_close(ask_flops(&f, &s).params_trainable, 2.0 * (15204352 + 2 * 1024) + 2 * 1024.0 * 10000 + 1024.0);
}

/* Shared heads and compressors are served, but their training is not modelled: an error that names the layer. */
static void layers_that_are_not_modelled_are_refused(void **state)
{
    (void)state;
    for (int is_compressor = 0; is_compressor <= 1; is_compressor++) {
        toll_error err;
        toll_train_flops flops;
        const toll_train_setup s = setup_of();
        const toll_model model = model_of(2, 4096, 1000);
        toll_model_layer rows[2] = {attention_of(2, 16, 4, 64), row_of(TOLL_LAYER_SHARED_KV, 2)};
        rows[1].n_heads = 64;
        rows[1].head_dim = 512;
        if (is_compressor) {
            rows[1].kind = TOLL_LAYER_COMPRESSOR;
            rows[1].compress_tokens = 128;
        } else {
            rows[1].window_tokens = 128;
            rows[1].q_lora_rank = rows[1].o_lora_rank = 1024;
            rows[1].o_groups = 8;
        }
        assert_int_equal(toll_train_count(&model, rows, 2, ROW_BYTES, &s, &flops, &err), TOLL_E_UNSUPPORTED);
        assert_int_equal(err.row, 1);
        assert_string_equal(err.field, "kind");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(projections_are_twice_the_weights),
        cmocka_unit_test(attention_is_half_under_a_causal_mask),
        cmocka_unit_test(a_window_is_attended_only),
        cmocka_unit_test(training_is_three_times_forward),
        cmocka_unit_test(agrees_with_megatrons_formula),
        cmocka_unit_test(experts_count_those_of_a_token),
        cmocka_unit_test(llama3_takes_its_operations),
        cmocka_unit_test(lora_counts_published_adapters),
        cmocka_unit_test(lora_counts_gated_blocks),
        cmocka_unit_test(lora_follows_latent_attention),
        cmocka_unit_test(lora_follows_experts),
        cmocka_unit_test(full_training_trains_everything),
        cmocka_unit_test(layers_that_are_not_modelled_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
