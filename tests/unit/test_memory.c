/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of a deployment: its parts to the byte, what fits, and the verdict at its edges.
 *
 * The toy of 2 layers holds 10,000 * 1,024 embeddings and as many of the head, 2 * (2,621,440 + 12,582,912) of
 * projections, norms of 1,024: two a layer and a final one. In 16 bits: 2 * 20,480,000 + 2 * (5,242,880 + 25,165,824)
 * + 5 * 2,048 bytes. A token's cache is 2 * 1,024 bytes; pages hold 10 tokens. */
#include "fixture_ask.h"

#include <math.h>
#include <string.h>

#include "model_builder.h"

#define EMBED_BYTES 20480000
#define LAYER_BYTES 30408704
#define NORM_BYTES  2048
#define TOKEN_BYTES 2048
#define TOY_BYTES   (2 * EMBED_BYTES + 2 * LAYER_BYTES + 5 * NORM_BYTES)
#define RUNTIME     1000000000
#define CAPACITY    100000000000

static void parts_are_exact(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.engine.activation_tp1 = 3;
    f.engine.graph_token_bytes = 1000;
    f.engine.graph_sequences = 7;
    f.engine.memory_frac = 0.9;
    resolve(&f);
    const toll_step_memory m = ask_memory(&f, 5, 101);
    assert_int_equal(m.weights_bytes, TOY_BYTES);
    assert_int_equal(m.kv_bytes, 5 * 110 * TOKEN_BYTES);       /* 11 pages */
    assert_int_equal(m.activation_bytes, 3 * 1000 * 1024 * 2); /* of a chunk of 1,000 tokens */
    assert_int_equal(m.runtime_bytes, RUNTIME + 7 * 1000);
    assert_int_equal(m.needed_bytes, m.weights_bytes + m.kv_bytes + m.activation_bytes + m.runtime_bytes);
    assert_int_equal(m.capacity_bytes, CAPACITY);
    assert_int_equal(m.budget_bytes, 90000000000);
    assert_int_equal(m.margin_bytes, 90000000000 - m.needed_bytes);
    assert_int_equal(m.claimed_bytes, m.needed_bytes);
    /* 1.645 deviations: 2 % of the weights, 55 % of the activations, half of the runtime, 0.4 % of the card */
    const double parts[] = {0.02 * (double)m.weights_bytes, 0.55 * (double)m.activation_bytes,
                            0.5 * (double)m.runtime_bytes, 0.004 * (double)CAPACITY};
    const double sd = sqrt(parts[0] * parts[0] + parts[1] * parts[1] + parts[2] * parts[2] + parts[3] * parts[3]);
    assert_int_equal(m.uncertainty_bytes, (int64_t)(1.645 * sd));
    const double pool = 90000000000.0 - (double)(m.weights_bytes + m.activation_bytes + m.runtime_bytes);
    assert_close(m.kv_pool_bytes.mid, pool);
    assert_close(m.kv_pool_bytes.high, pool + 1.2815515655446004 * sd);
    assert_int_equal(m.beside_bytes, 0);
    assert_int_equal(m.verdict, TOLL_FIT_YES);
}

static void claiming_engine_takes_its_share(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.engine.is_claiming = 1;
    f.engine.memory_frac = 0.5;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 1, 10).claimed_bytes, 50000000000);
}

/* Everything but the norms is split by tp; of the 4 KV heads one each is left. */
static void tensor_parallelism_splits(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    fixture_layout(&f, 8, 1, 1, 1);
    resolve(&f);
    const toll_step_memory m = ask_memory(&f, 5, 100);
    assert_int_equal(m.weights_bytes, (TOY_BYTES - 5 * NORM_BYTES) / 8 + 5 * NORM_BYTES);
    assert_int_equal(m.kv_bytes, 5 * 100 * TOKEN_BYTES / 4);
    assert_int_equal(m.runtime_bytes, 2 * RUNTIME);
    f.layout.tp = 2;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 5, 100).runtime_bytes, 2 * RUNTIME);
}

/* Three layers on two stages: the fullest has two of them, and either the embedding or the head. */
static void pipeline_counts_the_fullest_stage(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.model.n_layers = f.rows[0].count = f.rows[1].count = 3;
    fixture_layout(&f, 1, 2, 1, 1);
    resolve(&f);
    const toll_step_memory m = ask_memory(&f, 5, 100);
    assert_int_equal(m.weights_bytes, EMBED_BYTES + 2 * LAYER_BYTES + 5 * NORM_BYTES);
    assert_int_equal(m.kv_bytes, 5 * 100 * TOKEN_BYTES); /* two layers of three */
}

/* 10 sequences over 4 replicas: the fullest has 3. Replicas repeat the projections and share the experts. */
static void data_parallelism_repeats_weights_and_shares_sequences(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    fixture_layout(&f, 1, 1, 1, 4);
    resolve(&f);
    assert_int_equal(ask_memory(&f, 10, 100).weights_bytes, TOY_BYTES);
    assert_int_equal(ask_memory(&f, 10, 100).kv_bytes, 3 * 100 * TOKEN_BYTES);
    f.rows[1] = moe_of(2, 4096, 8, 2);
    resolve(&f);
    /* Each expert is as large as the dense block was; routers of 8 * 1,024 on every accelerator. */
    const int64_t dense_ffn = 25165824;
    assert_int_equal(ask_memory(&f, 10, 100).weights_bytes, TOY_BYTES + 2 * (8 * dense_ffn / 4 - dense_ffn + 16384));
}

static void tied_embedding_is_stored_once(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.model.flags = TOLL_MODEL_TIED_EMBEDDINGS;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 0, 1).weights_bytes, TOY_BYTES - EMBED_BYTES);
    f.model.flags = TOLL_MODEL_TIED_EMBEDDINGS | TOLL_MODEL_HEAD_BIAS;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 0, 1).weights_bytes, TOY_BYTES - EMBED_BYTES + 20000);
}

/* One window layer holds 55 tokens, in 6 pages; the other all 1,000. */
static void windows_limit_what_is_held(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.rows[2] = attention_of(1, 16, 4, 64);
    f.rows[2].window_tokens = 55;
    f.rows[0].count = 1;
    f.n_rows = 3;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 1, 1000).kv_bytes, (60 + 1000) * TOKEN_BYTES / 2);
    assert_int_equal(ask_memory(&f, 1, 30).kv_bytes, 30 * TOKEN_BYTES);
}

/* DeepSeek-V3: 61 layers of 512 + 64 in 16 bits, on every rank: 70,272 bytes a token, as published. */
static void latent_cache_is_repeated(void **state)
{
    (void)state;
    for (int64_t tp = 1; tp <= 8; tp *= 2) {
        fixture f;
        fixture_defaults(&f);
        fixture_h100(&f);
        fixture_deepseek_v3(&f);
        fixture_layout(&f, tp, 1, 1, 1);
        resolve(&f);
        assert_int_equal(ask_memory(&f, 1, 1600).kv_bytes, 1600 * 70272);
    }
}

static void encoder_holds_no_cache(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.model.flags = TOLL_MODEL_NO_KV;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 50, 1000).kv_bytes, 0);
    assert_int_equal(ask_memory(&f, 50, 1000).max_sequences, 100);
}

/* Published models: weights within 1 % of the checkpoint, Llama-3.1-70B's 8 KV heads at tp 8. */
static void published_models_weigh_what_they_should(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_8b(&f);
    resolve(&f);
    assert_int_equal(ask_memory(&f, 1, 16).weights_bytes, 8030261248 * 2);
    assert_int_equal(ask_memory(&f, 1, 16).kv_bytes, 16 * 131072); /* 128 KiB a token */
    fixture_llama_70b(&f);
    fixture_layout(&f, 8, 1, 1, 1);
    resolve(&f);
    /* 161 norms of 8,192 are on every rank */
    assert_int_equal(ask_memory(&f, 1, 16).weights_bytes, (70553706496 - 161 * 8192) * 2 / 8 + 161 * 8192 * 2);
    assert_int_equal(ask_memory(&f, 1, 16).kv_bytes, 16 * 327680 / 8);
}

/* Memory such that the margin is exactly what the test says. */
static toll_step_memory with_margin(int64_t margin)
{
    fixture f;
    fixture_toy(&f);
    f.hw.memory_bytes = f.hw.memory_usable_bytes = TOY_BYTES + RUNTIME + 10 * TOKEN_BYTES + margin;
    resolve(&f);
    return ask_memory(&f, 1, 10);
}

/* The toy needs about 1.1 GB, so 5 % of capacity is what counts: a margin of m is 5 % of needed + m at needed / 19. */
/* The largest margin that is still no larger than so many uncertainties; the uncertainty grows far slower than the
 * margin, so halving finds it. */
static int64_t last_margin_within(double uncertainties)
{
    int64_t low = -(int64_t)(TOY_BYTES + RUNTIME), high = 10 * (int64_t)(TOY_BYTES + RUNTIME);
    while (high - low > 1) {
        const int64_t middle = low + (high - low) / 2;
        const toll_step_memory m = with_margin(middle);
        if ((double)m.margin_bytes <= uncertainties * (double)m.uncertainty_bytes)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void verdict_changes_just_beyond_the_uncertainty(void **state)
{
    (void)state;
    const int64_t upper = last_margin_within(1), lower = last_margin_within(-1);
    const toll_step_memory at = with_margin(upper);
    assert_int_equal(at.margin_bytes, at.uncertainty_bytes);
    assert_int_equal(at.verdict, TOLL_FIT_MARGINAL);
    assert_true(at.flags & TOLL_FLAG_MARGINAL_MEMORY);
    assert_int_equal(with_margin(upper + 1).verdict, TOLL_FIT_YES);
    assert_int_equal(with_margin(0).verdict, TOLL_FIT_MARGINAL);
    assert_int_equal(with_margin(lower).margin_bytes, -with_margin(lower).uncertainty_bytes);
    assert_int_equal(with_margin(lower).verdict, TOLL_FIT_MARGINAL);
    assert_int_equal(with_margin(lower - 1).verdict, TOLL_FIT_NO);
    assert_true(with_margin(lower - 1).flags & TOLL_FLAG_NO_FIT);
}

/* Room for exactly 3 sequences of 100 tokens a replica, or a byte less. */
static void sequences_are_whole(void **state)
{
    (void)state;
    fixture f;
    for (int64_t dp = 1; dp <= 2; dp++)
        for (int64_t spare = -1; spare <= 0; spare++) {
            fixture_toy(&f);
            fixture_layout(&f, 1, 1, 1, dp);
            f.engine.runtime_parallel_bytes = RUNTIME;
            f.hw.memory_bytes = f.hw.memory_usable_bytes = TOY_BYTES + RUNTIME + 3 * 100 * TOKEN_BYTES + spare;
            resolve(&f);
            const toll_step_memory m = ask_memory(&f, 0, 100);
            assert_int_equal(m.max_sequences, (3 + spare) * dp);
            assert_int_equal(m.kv_capacity_tokens, 300 * dp + spare);
        }
}

/* A cache of 7.6408721826302095 bytes a sequence and 32,586,402 bytes free: the quotient 4,264,748.9999999999 rounds to
 * a whole number, but so many sequences need 32,586,402.000000004 bytes. */
static void quotient_is_not_rounded_up(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.rows[0] = attention_of(1, 1, 1, 1);
    f.n_rows = 1;
    f.precision.kv_bits = 7.6408721826302095 * 4; /* one key and one value */
    f.engine.kv_block_tokens = 1;
    f.engine.max_sequences = 10000000;
    resolve(&f);
    f.hw.memory_bytes = f.hw.memory_usable_bytes = ask_memory(&f, 0, 1).needed_bytes + 32586402;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 0, 1).max_sequences, 4264748);
}

static void engine_limits_sequences(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.engine.max_sequences = 4;
    fixture_layout(&f, 1, 1, 1, 2);
    resolve(&f);
    assert_int_equal(ask_memory(&f, 0, 100).max_sequences, 8);
}

static void not_fitting_is_an_answer(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.hw.memory_bytes = f.hw.memory_usable_bytes = 1;
    resolve(&f);
    const toll_step_memory m = ask_memory(&f, 1, 100);
    assert_int_equal(m.verdict, TOLL_FIT_NO);
    assert_int_equal(m.max_sequences, 0);
    assert_int_equal(m.kv_capacity_tokens, 0);
    assert_int_equal(m.margin_bytes, 1 - m.needed_bytes);
    assert_int_equal(m.flags, TOLL_FLAG_NO_FIT);
    assert_int_equal(m.validity, TOLL_VALIDITY_CALIBRATED); /* that it does not fit is certain */
    const toll_serve_result r = ask_serve(&f, fixture_load(100, 100, 10));
    assert_int_equal(r.fit, TOLL_FIT_NO);
    assert_true(r.flags & TOLL_FLAG_NO_FIT);
    assert_int_equal(r.validity, TOLL_VALIDITY_OUTSIDE);
    assert_true(r.tpot_s.mid <= 0); /* no estimate: test_serve_fit.c */
}

/* 80 GiB at 2 TB/s: 99.5 % of it; 48 GiB at 300 GB/s: 93.7 %. */
static void usable_memory_is_assumed_by_kind(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_a100(&f);
    fixture_llama_8b(&f);
    resolve(&f);
    assert_int_equal(ask_memory(&f, 0, 1).capacity_bytes, 85469849190); /* 85,899,345,920 * 0.995 = ...,190.4 */
    assert_true(ask_memory(&f, 0, 1).flags & TOLL_FLAG_USABLE_ASSUMED);
    fixture_l40s(&f);
    f.hw.memory_bytes_per_s = 300e9;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 0, 1).capacity_bytes, 48292612276); /* 51,539,607,552 * 0.937 = ...,276.2 */
}

static void wrong_questions_are_refused(void **state)
{
    (void)state;
    fixture f;
    toll_error err;
    toll_step_memory m;
    fixture_toy(&f);
    resolve(&f);
    (void)toll_struct_init(&m, sizeof m, TOLL_KIND_STEP_MEMORY, NULL);
    assert_int_equal(toll_step_estimate_memory(f.words, sizeof f.words, -1, 1, &m, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "sequences");
    assert_int_equal(toll_step_estimate_memory(f.words, sizeof f.words, 10000001, 1, &m, &err), TOLL_E_RANGE);
    assert_int_equal(toll_step_estimate_memory(f.words, sizeof f.words, 1, 0, &m, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "context_tokens");
    assert_int_equal(toll_step_estimate_memory(f.words, sizeof f.words, 1, 1000000001, &m, &err), TOLL_E_RANGE);
    /* 10^7 sequences of 10^9 tokens of 2,048 bytes are 2 * 10^19 */
    assert_int_equal(toll_step_estimate_memory(f.words, sizeof f.words, 10000000, 1000000000, &m, &err),
                     TOLL_E_OVERFLOW);
    assert_int_equal(m.needed_bytes, 0); /* nothing written */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_exact),
        cmocka_unit_test(claiming_engine_takes_its_share),
        cmocka_unit_test(tensor_parallelism_splits),
        cmocka_unit_test(pipeline_counts_the_fullest_stage),
        cmocka_unit_test(data_parallelism_repeats_weights_and_shares_sequences),
        cmocka_unit_test(tied_embedding_is_stored_once),
        cmocka_unit_test(windows_limit_what_is_held),
        cmocka_unit_test(latent_cache_is_repeated),
        cmocka_unit_test(encoder_holds_no_cache),
        cmocka_unit_test(published_models_weigh_what_they_should),
        cmocka_unit_test(verdict_changes_just_beyond_the_uncertainty),
        cmocka_unit_test(sequences_are_whole),
        cmocka_unit_test(quotient_is_not_rounded_up),
        cmocka_unit_test(engine_limits_sequences),
        cmocka_unit_test(not_fitting_is_an_answer),
        cmocka_unit_test(usable_memory_is_assumed_by_kind),
        cmocka_unit_test(wrong_questions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
