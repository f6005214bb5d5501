/* SPDX-License-Identifier: Apache-2.0 */
/* Weight bytes: exact rounding, classes, sizes of published checkpoints and GGUF files. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <toll/model.h>

#include "base/saturating.h"
#include "model/bytes.h"
#include "model_builder.h"

static toll_status try_weights(const toll_model *model, const toll_model_layer *rows, uint64_t n_rows,
                               const toll_model_precision *precision, toll_model_weights *weights, toll_error *err)
{
    (void)toll_struct_init(weights, sizeof *weights, TOLL_KIND_MODEL_WEIGHTS, NULL);
    return toll_model_compute_weights(model, rows, n_rows, sizeof *rows, precision, weights, err);
}

static toll_model_weights compute(const toll_model *model, const toll_model_layer *rows, uint64_t n_rows,
                                  toll_model_precision precision)
{
    toll_model_weights weights;
    toll_error err = {0};
    if (try_weights(model, rows, n_rows, &precision, &weights, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return weights;
}

static void bytes_are_exact(void **state)
{
    (void)state;
    const struct {
        int64_t count;
        double bits;
        int64_t bytes;
    } cases[] = {
        {0, 16, 0},
        {1, 0.5, 1},
        {1, 8, 1},
        {1, 8.25, 2},
        {3, 4.25, 2},
        {32, 4.25, 17},
        {16384, 8.001953125, 16388}, /* one block of 128 x 128 FP8 weights and its four-byte scale */
        {671026419200, 16, 1342052838400},
        {9007199254740992, 8, 9007199254740992},
        {9007199254740991, 8.5, TOLL__TOO_MUCH},
        {9007199254740993, 0.5, TOLL__TOO_MUCH},
        {4503599627370497, 16, TOLL__TOO_MUCH},
        {TOLL__TOO_MUCH, 0.5, TOLL__TOO_MUCH},
        {1, (double)NAN, TOLL__TOO_MUCH},
        {1, (double)INFINITY, TOLL__TOO_MUCH},
        /* (2^52 + 1) * (1 + 2^-10): the rest of 2^-10 is below a double of that size */
        {4503599627370497, 8 + 0x1p-7, 4507997673881602},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(toll__bytes_of(cases[i].count, cases[i].bits), cases[i].bytes);
}

static toll_model_weights llama_8b(toll_model_precision precision)
{
    const toll_model model = model_of(32, 4096, 128256);
    const toll_model_layer rows[] = {attention_of(32, 32, 8, 128), ffn_of(32, 14336, 3)};
    return compute(&model, rows, 2, precision);
}

static void sixteen_bits_are_two_bytes(void **state)
{
    (void)state;
    const toll_model_weights weights = llama_8b(precision_of(16));
    assert_int_equal(weights.total_bytes, 2 * 8030261248);
    assert_int_equal(weights.embed_bytes, 2 * 525336576);
    assert_int_equal(weights.head_bytes, 2 * 525336576);
    assert_int_equal(weights.attn_bytes, 2 * 32 * (2LL * 16777216 + 2 * 4194304));
    assert_int_equal(weights.ffn_bytes, 2 * 32 * 3LL * 58720256);
    assert_int_equal(weights.other_bytes, 2 * 266240);
    assert_true(weights.mean_bits == 16);
}

/* Each class has bits of its own: one bit pattern per class, told apart in the sums. */
static void every_class_has_its_own_bits(void **state)
{
    (void)state;
    const toll_model model = model_of(4, 16, 8);
    toll_model_layer rows[] = {attention_of(4, 2, 2, 8), ffn_of(1, 32, 3), moe_of(3, 8, 4, 2),
                               row_of(TOLL_LAYER_LIGHTNING, 1)};
    rows[3].n_heads = 2;
    rows[3].head_dim = 8;
    toll_model_precision p = precision_of(8);
    p.embed_bits = 16;
    p.head_bits = 24;
    p.attn_bits = 32;
    p.attn_v_bits = 40;
    p.ffn_bits = 48;
    p.ffn_down_bits = 56;
    p.expert_bits = 64;
    p.expert_down_bits = 8;
    p.router_bits = 4;
    p.mixer_bits = 2;
    p.other_bits = 12;
    const toll_model_weights weights = compute(&model, rows, 4, p);
    assert_int_equal(weights.embed_bytes, 8 * 16 * 2);
    assert_int_equal(weights.head_bytes, 8 * 16 * 3);
    assert_int_equal(weights.attn_bytes, 4 * 256 * (3 * 4 + 5));
    assert_int_equal(weights.ffn_bytes, 32 * 16 * (2 * 6 + 7));
    assert_int_equal(weights.expert_bytes, 3 * 4 * 128 * (2 * 8 + 1));
    assert_int_equal(weights.router_bytes, 3 * 64 / 2);
    assert_int_equal(weights.mixer_bytes, 5 * 256 / 4);
    assert_int_equal(weights.other_bytes,
                     (9 + 1 + 1) * 16 * 12 / 8); /* layers' norms, the final one, lightning's own */
    assert_int_equal(weights.total_bytes, weights.embed_bytes + weights.head_bytes + weights.attn_bytes +
                                              weights.ffn_bytes + weights.expert_bytes + weights.router_bytes +
                                              weights.mixer_bytes + weights.other_bytes);
}

/* Whole-file bits per weight of Llama-3.1-8B as in llama.cpp's tools/quantize/README.md. Block layouts: q8_0 takes 34
 * bytes for 32 weights; of 256 weights q6_k takes 210, q5_k 176, q4_k 144, iq4_xs 136, q3_k 110, q2_k 84; norms are
 * FP32. A class in two layouts has their mean over the layers that llama.cpp's rules give to each. */
static void gguf_files_have_their_published_size(void **state)
{
    (void)state;
    const struct {
        double published, embed, head, attn, attn_v, ffn, ffn_down;
    } mixes[] = {
        {8.501, 8.5, 8.5, 8.5, 8.5, 8.5, 8.5},                         /* Q8_0 */
        {6.563, 6.5625, 6.5625, 6.5625, 6.5625, 6.5625, 6.5625},       /* Q6_K */
        {5.704, 5.5, 6.5625, 5.5, 6.03125, 5.5, 6.03125},              /* Q5_K_M: half of v and down in Q6_K */
        {4.894, 4.5, 6.5625, 4.5, 5.53125, 4.5, 5.53125},              /* Q4_K_M: half of v and down in Q6_K */
        {4.460, 4.25, 6.5625, 4.25, 5.5, 4.25, 4.40625},               /* IQ4_XS: 1/8 of down in Q5_K */
        {4.298, 3.4375, 6.5625, 4.354166666666667, 5.5, 3.4375, 5.5},  /* Q3_K_L: o in Q5_K */
        {3.159, 2.625, 6.5625, 2.986111111111111, 4.5, 2.625, 3.4375}, /* Q2_K: o and down in Q3_K */
    };
    for (size_t i = 0; i < sizeof mixes / sizeof mixes[0]; i++) {
        toll_model_precision p = precision_of(16);
        p.embed_bits = mixes[i].embed;
        p.head_bits = mixes[i].head;
        p.attn_bits = mixes[i].attn;
        p.attn_v_bits = mixes[i].attn_v;
        p.ffn_bits = mixes[i].ffn;
        p.ffn_down_bits = mixes[i].ffn_down;
        p.other_bits = 32;
        const double error = llama_8b(p).mean_bits / mixes[i].published - 1;
        if (fabs(error) > 0.01)
            fail_msg("mix %d is off by %.2f %%", (int)i, 100 * error);
    }
}

/* Experts in MXFP4 (4.25 bits with their scales), the rest in BF16. Published: OpenAI's model card (arXiv 2508.10925,
 * table 1). */
static void gpt_oss_checkpoints_have_their_published_size(void **state)
{
    (void)state;
    const struct {
        int64_t layers, experts;
        double published_gib;
    } sizes[] = {{24, 32, 12.8}, {36, 128, 60.8}};
    toll_model_precision p = precision_of(16);
    p.expert_bits = p.expert_down_bits = 4.25;
    for (size_t i = 0; i < 2; i++) {
        const toll_model model = model_of(sizes[i].layers, 2880, 201088);
        toll_model_layer rows[] = {attention_of(sizes[i].layers, 64, 8, 64),
                                   moe_of(sizes[i].layers, 2880, sizes[i].experts, 4)};
        rows[0].flags = TOLL_LAYER_QKV_BIAS | TOLL_LAYER_O_BIAS | TOLL_LAYER_SINKS;
        rows[1].flags = TOLL_LAYER_EXPERT_BIAS | TOLL_LAYER_ROUTER_BIAS;
        const double gib = (double)compute(&model, rows, 2, p).total_bytes / (1024.0 * 1024 * 1024);
        if (fabs(gib / sizes[i].published_gib - 1) > 0.01)
            fail_msg("%.2f GiB, published %.1f", gib, sizes[i].published_gib);
    }
}

static void a_stated_rest_counts_as_experts_or_dense(void **state)
{
    (void)state;
    toll_model model = model_of(10, 64, 0);
    toll_model_precision p = precision_of(16);
    p.expert_bits = 4;
    p.ffn_bits = 8;
    model.flags = TOLL_MODEL_INCOMPLETE;
    model.known = TOLL_MODEL_PARAMS_TOTAL | TOLL_MODEL_PARAMS_ACTIVE;
    model.params_total_stated = model.params_active_stated = 10000000;
    toll_model_layer row = moe_of(10, 256, 8, 2);
    toll_model_weights weights = compute(&model, &row, 1, p);
    const int64_t described = 64 + 10 * (64 + 64 * 8 + 8 * 3 * 64 * 256);
    assert_int_equal(weights.stated_rest_bytes, (10000000 - described) / 2);
    row = ffn_of(10, 256, 3);
    weights = compute(&model, &row, 1, p);
    assert_int_equal(weights.stated_rest_bytes, 10000000 - (64 + 10 * (64 + 3 * 64 * 256)));
}

static void a_tied_head_is_stored_once(void **state)
{
    (void)state;
    toll_model model = model_of(1, 64, 1000);
    const toll_model_layer row = ffn_of(1, 256, 3);
    const toll_model_weights untied = compute(&model, &row, 1, precision_of(16));
    model.flags = TOLL_MODEL_TIED_EMBEDDINGS;
    const toll_model_weights tied = compute(&model, &row, 1, precision_of(16));
    assert_int_equal(tied.head_bytes, 0);
    assert_int_equal(untied.total_bytes - tied.total_bytes, 2 * 64 * 1000);
}

static void failures_write_nothing(void **state)
{
    (void)state;
    toll_model model = model_of(10000, 1000000, 0);
    toll_model_layer row = ffn_of(10000, 10000000, 3); /* 3 * 10^17 parameters: countable, but beyond 2^53 bytes */
    toll_model_precision p = precision_of(16);
    toll_model_weights weights, before;
    toll_error err = {0};
    (void)toll_struct_init(&before, sizeof before, TOLL_KIND_MODEL_WEIGHTS, NULL);
    assert_int_equal(try_weights(&model, &row, 1, &p, &weights, &err), TOLL_E_OVERFLOW);
    assert_string_equal(err.field, "total_bytes");
    p.ffn_bits = (double)NAN;
    assert_int_equal(try_weights(&model, &row, 1, &p, &weights, &err), TOLL_E_NOT_FINITE);
    assert_string_equal(err.field, "ffn_bits");
    assert_int_equal(err.field_offset, offsetof(toll_model_precision, ffn_bits));
    assert_memory_equal(&weights, &before, sizeof weights);
    assert_int_equal(toll_model_compute_weights(&model, &row, 1, sizeof row, NULL, &weights, &err), TOLL_E_NULL);
    assert_string_equal(err.field, "precision");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_exact),
        cmocka_unit_test(sixteen_bits_are_two_bytes),
        cmocka_unit_test(every_class_has_its_own_bits),
        cmocka_unit_test(gguf_files_have_their_published_size),
        cmocka_unit_test(gpt_oss_checkpoints_have_their_published_size),
        cmocka_unit_test(a_stated_rest_counts_as_experts_or_dense),
        cmocka_unit_test(a_tied_head_is_stored_once),
        cmocka_unit_test(failures_write_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
