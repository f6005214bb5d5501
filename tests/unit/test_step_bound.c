/* SPDX-License-Identifier: Apache-2.0 */
/* Inverse memory: the answers are where the verdict changes, compared with asking one by one; engines' shares. */
#include "fixture_ask.h"

#include <string.h>

static toll_step_room bound_sequences(const fixture *f, int64_t context_tokens)
{
    toll_error err;
    toll_step_room room;
    expect_ok(toll_step_bound_sequences(f->words, sizeof f->words, context_tokens, &room, &err), &err);
    return room;
}

static toll_step_room bound_context(const fixture *f, int64_t sequences)
{
    toll_error err;
    toll_step_room room;
    expect_ok(toll_step_bound_context(f->words, sizeof f->words, sequences, &room, &err), &err);
    return room;
}

static toll_step_fewest bound_gpus(fixture *f, int64_t sequences, int64_t context_tokens, int64_t max_gpus)
{
    toll_error err;
    toll_step_fewest fewest;
    expect_ok(toll_step_bound_gpus(&f->hw, &f->model, f->rows, f->n_rows, sizeof(toll_model_layer), &f->precision,
                                   &f->layout, &f->engine, &f->constants, sequences, context_tokens, max_gpus, f->words,
                                   sizeof f->words, &fewest, &err),
              &err);
    return fewest;
}

/* By asking for each count in turn, as a user without the inverse would. */
static toll_step_room count_sequences(const fixture *f, int64_t context_tokens, int64_t most)
{
    toll_step_room room = {0, 0, 0, 0, 0};
    for (int64_t n = 1; n <= most; n++) {
        const toll_step_memory m = ask_memory(f, n, context_tokens);
        room.sure = m.verdict == TOLL_FIT_YES ? n : room.sure;
        room.likely = m.margin_bytes >= 0 ? n : room.likely;
        room.possible = m.verdict != TOLL_FIT_NO ? n : room.possible;
    }
    return room;
}

static void expect_same(toll_step_room got, toll_step_room want)
{
    assert_int_equal(got.sure, want.sure);
    assert_int_equal(got.likely, want.likely);
    assert_int_equal(got.possible, want.possible);
}

static void sequences_are_where_the_verdict_turns(void **state)
{
    (void)state;
    const int64_t contexts[] = {1, 500, 8192, 32768, 131072};
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_70b(&f);
    fixture_bits(&f, 8);
    fixture_layout(&f, 2, 1, 1, 1);
    f.engine.max_sequences = 700;
    resolve(&f);
    for (size_t i = 0; i < sizeof contexts / sizeof contexts[0]; i++)
        expect_same(bound_sequences(&f, contexts[i]), count_sequences(&f, contexts[i], 700));
    assert_int_equal(bound_sequences(&f, 1).limit, TOLL_ROOM_ENGINE);
    assert_int_equal(bound_sequences(&f, 131072).limit, TOLL_ROOM_MEMORY);
}

/* A token more and the verdict is another; up to the model's context. */
static void context_is_where_the_verdict_turns(void **state)
{
    (void)state;
    const int64_t counts[] = {1, 7, 64};
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_70b(&f);
    fixture_bits(&f, 8);
    fixture_layout(&f, 2, 1, 1, 1);
    f.model.known |= TOLL_MODEL_MAX_CONTEXT;
    f.model.max_context_tokens = 10000000;
    resolve(&f);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const toll_step_room room = bound_context(&f, counts[i]);
        assert_true(0 < room.sure && room.sure < room.likely && room.likely < room.possible);
        assert_int_equal(ask_memory(&f, counts[i], room.sure).verdict, TOLL_FIT_YES);
        assert_int_equal(ask_memory(&f, counts[i], room.sure + 1).verdict, TOLL_FIT_MARGINAL);
        assert_true(ask_memory(&f, counts[i], room.likely).margin_bytes >= 0);
        assert_true(ask_memory(&f, counts[i], room.likely + 1).margin_bytes < 0);
        assert_int_equal(ask_memory(&f, counts[i], room.possible).verdict, TOLL_FIT_MARGINAL);
        assert_int_equal(ask_memory(&f, counts[i], room.possible + 1).verdict, TOLL_FIT_NO);
        assert_int_equal(room.limit, TOLL_ROOM_MEMORY);
    }
    f.model.max_context_tokens = 4096;
    resolve(&f);
    assert_int_equal(bound_context(&f, 1).likely, 4096);
    assert_int_equal(bound_context(&f, 1).limit, TOLL_ROOM_CONTEXT);
    f.engine.max_sequences = 8;
    resolve(&f);
    assert_int_equal(bound_context(&f, 9).possible, 0);
    assert_int_equal(bound_context(&f, 9).limit, TOLL_ROOM_ENGINE);
}

/* Weights of 70 billion bytes don't fit in 80 GB with room to spare; of 141 they don't fit at all. */
static void nothing_fits_where_weights_dont(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_70b(&f);
    resolve(&f);
    assert_int_equal(bound_sequences(&f, 100).possible, 0);
    assert_int_equal(bound_context(&f, 1).possible, 0);
}

/* 141 GB in 16 bits: not one of 80 GB, nor two whose engine takes 0.9 of 79 GiB each for sure, so more; the layout found is
 * resolved in place, and nothing smaller fits. */
static void fewest_gpus_hold_it_and_fewer_dont(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_70b(&f);
    const toll_step_fewest found = bound_gpus(&f, 16, 4096, 64);
    assert_int_equal(found.gpus, found.tp * found.pp * found.dp);
    assert_true(found.gpus >= 2 && found.gpus <= 8 && found.marginal_gpus <= found.gpus && found.layouts > 1);
    const toll_step_memory m = ask_memory(&f, 16, 4096);
    assert_int_equal(m.verdict, TOLL_FIT_YES);
    assert_int_equal(m.margin_bytes, found.margin_bytes);
    assert_int_equal(m.uncertainty_bytes, found.uncertainty_bytes);
    for (int64_t tp = 1; tp < found.gpus; tp++)
        for (int64_t pp = 1; tp * pp < found.gpus; pp++) {
            toll_error err;
            fixture_layout(&f, tp, pp, 1, 1);
            if (fixture_resolve(&f, &err) == TOLL_OK)
                assert_int_not_equal(ask_memory(&f, 16, 4096).verdict, TOLL_FIT_YES);
        }
}

static void too_few_is_an_answer(void **state)
{
    (void)state;
    fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_70b(&f);
    toll_step_result result;
    toll_error err;
    const toll_step_batch batch = fixture_decode(1, 100);
    const toll_step_fewest none = bound_gpus(&f, 1, 4096, 1);
    assert_true(none.gpus == 0 && none.tp == 0 && none.marginal_gpus == 0 && none.layouts == 1);
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_STEP_RESULT, NULL);
    assert_int_equal(toll_step_estimate(f.words, sizeof f.words, &batch, &result, &err), TOLL_E_OBJECT);
    /* more at once than the engine runs: no number of accelerators helps */
    f.engine.max_sequences = 8;
    assert_int_equal(bound_gpus(&f, 9, 100, 8).gpus, 0);
}

/* 100 GB of a card, half of it to the engine. Whole: 50 GB for everything. Static: 50 GB for weights and cache, activations
 * and runtime on top. Free: half of what weights, activations and runtime leave, for the cache. */
static void engines_share_differently(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.engine.memory_frac = 0.5;
    resolve(&f);
    const toll_step_memory whole = ask_memory(&f, 1, 100);
    const int64_t on_top = whole.activation_bytes + whole.runtime_bytes, rest = whole.weights_bytes + on_top;
    assert_int_equal(whole.budget_bytes, 50000000000);
    f.engine.memory_policy = TOLL_MEMORY_STATIC;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 1, 100).budget_bytes, 50000000000 + on_top);
    f.engine.memory_policy = TOLL_MEMORY_FREE;
    resolve(&f);
    assert_int_equal(ask_memory(&f, 1, 100).budget_bytes, rest + (100000000000 - rest) / 2);
    f.engine.memory_frac = 1; /* all of it: the three are one */
    for (int64_t policy = TOLL_MEMORY_WHOLE; policy <= TOLL_MEMORY_FREE; policy++) {
        f.engine.memory_policy = policy;
        resolve(&f);
        assert_int_equal(ask_memory(&f, 1, 100).budget_bytes, 100000000000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_are_where_the_verdict_turns),
        cmocka_unit_test(context_is_where_the_verdict_turns),
        cmocka_unit_test(nothing_fits_where_weights_dont),
        cmocka_unit_test(fewest_gpus_hold_it_and_fewer_dont),
        cmocka_unit_test(too_few_is_an_answer),
        cmocka_unit_test(engines_share_differently),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
