/* SPDX-License-Identifier: Apache-2.0 */
/* Loads beyond the closed loop of one length: fixed batches, decoding alone, drafted tokens, lengths that vary. The
 * clockwork is that of test_serve.c: a decode step takes 10 ms and one with prompts 20 ms, whatever they hold; a step takes
 * 1,000 prompt tokens; 100 output tokens follow the first. */
#include "fixture_ask.h"

#include <math.h>
#include <string.h>

#define DECODE_S 0.010
#define MIXED_S  0.020
#define OUT      101

#define assert_about(got, want) assert_within((got), (want), 1e-6)

static void clockwork(fixture *f)
{
    fixture_toy(f);
    f->hw.memory_bytes_per_s = 1e18;
    f->hw.bf16_flop_per_s = 1e21;
    f->hw.link_bytes_per_s = 1e18;
    f->constants.step_s = DECODE_S;
    f->constants.prefill_layer_s = 0.005;
    f->constants.busy_power_frac = f->constants.wait_power_frac = 0.5;
    f->constants.memory_power_frac = f->constants.compute_power_frac = 0;
}

static toll_serve_load load_of(uint32_t mode, double input_tokens, double output_tokens, double concurrency)
{
    toll_serve_load load = fixture_load(input_tokens, output_tokens, concurrency);
    load.mode = mode;
    return load;
}

/* ---- fixed batches --------------------------------------------------------------------------------------------- */

/* Four prompts of 500 fill two steps; then 100 steps follow. Nobody waits for a step that runs. */
static void batch_takes_its_prompts_then_decodes(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.request_s = 0.1;
    resolve(&f);
    const toll_serve_result r = ask_serve(&f, load_of(TOLL_LOAD_BATCH, 500, OUT, 4));
    assert_about(r.ttft_s.mid, 0.1 + 2 * MIXED_S);
    assert_about(r.tpot_s.mid, DECODE_S);
    assert_about(r.e2e_s.mid, 0.14 + 100 * DECODE_S);
    assert_about(r.requests_per_s.mid, 4 / 1.14);
    assert_about(r.output_tokens_per_s.mid, 4 * OUT / 1.14);
    assert_about(r.input_time_frac, 0.04 / 1.04);
    assert_about(r.overhead_frac, 1);
    assert_about(r.power_w.mid, 500);
    assert_close(r.running_sequences, 4);
    assert_true(r.waiting_sequences <= 0 && r.prefill_frac <= 0 && r.flags == 0);
    assert_int_equal(r.bound, TOLL_BOUND_OVERHEAD);
}

static void single_stream_and_first_token_alone(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_result single = ask_serve(&f, load_of(TOLL_LOAD_BATCH, 2500, OUT, 1));
    assert_about(single.ttft_s.mid, 3 * MIXED_S);
    assert_about(single.e2e_s.mid, 3 * MIXED_S + 100 * DECODE_S);
    const toll_serve_result first = ask_serve(&f, load_of(TOLL_LOAD_BATCH, 500, 1, 8));
    assert_about(first.ttft_s.mid, 4 * MIXED_S);
    assert_about(first.e2e_s.mid, first.ttft_s.mid);
    assert_about(first.input_tokens_per_s.mid, 8 * 500 / 0.08);
    assert_close(first.input_time_frac, 1);
    toll_serve_load cached = load_of(TOLL_LOAD_BATCH, 2500, OUT, 1);
    cached.prefix_hit_frac = 0.8;
    assert_about(ask_serve(&f, cached).ttft_s.mid, MIXED_S);
}

/* The engine runs 4 at most: 10 take three waves of 3.33, whose 1,667 prompt tokens take two steps. */
static void batch_beyond_the_limit_runs_in_waves(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.engine.max_sequences = 4;
    resolve(&f);
    const toll_serve_result r = ask_serve(&f, load_of(TOLL_LOAD_BATCH, 500, OUT, 10));
    assert_about(r.requests_per_s.mid, 10 / (3 * 1.04));
    assert_about(r.ttft_s.mid, 0.04 + 1.04); /* the middle wave's */
    assert_close(r.running_sequences, 10.0 / 3);
    assert_int_equal(r.bound, TOLL_BOUND_SEQUENCES);
    assert_true(r.flags & TOLL_FLAG_QUEUEING);
}

/* Memory for 3.5 requests at their end of 600 tokens, 2,048 bytes each: three a wave. */
static void batch_must_fit_at_its_end(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_step_memory m = ask_memory(&f, 0, 1);
    f.engine.kv_block_tokens = 1;
    f.hw.memory_bytes = f.hw.memory_usable_bytes = m.needed_bytes + 7 * 600 * 2048 / 2;
    resolve(&f);
    const toll_serve_result r = ask_serve(&f, load_of(TOLL_LOAD_BATCH, 500, 100, 6));
    assert_close(r.running_sequences, 3);
    assert_int_equal(r.bound, TOLL_BOUND_CAPACITY);
}

/* Of 6 requests each of 2 replicas has 3: 1,500 tokens, two steps. */
static void replicas_share_a_batch(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    fixture_layout(&f, 1, 1, 1, 2);
    resolve(&f);
    assert_about(ask_serve(&f, load_of(TOLL_LOAD_BATCH, 500, OUT, 6)).ttft_s.mid, 2 * MIXED_S);
    assert_about(ask_serve(&f, load_of(TOLL_LOAD_BATCH, 500, OUT, 1)).ttft_s.mid, MIXED_S);
    assert_about(ask_serve(&f, load_of(TOLL_LOAD_BATCH, 1001, OUT, 1)).ttft_s.mid, 2 * MIXED_S);
}

/* However a batch is cut into steps, its prompts compute the same: only the steps' own work differs, here none. */
static void pieces_of_prompts_add_up(void **state)
{
    (void)state;
    double ttft_s[4];
    for (int i = 0; i < 4; i++) {
        fixture f;
        fixture_toy(&f);
        f.model.flags = TOLL_MODEL_NO_HEAD;
        f.hw.memory_bytes_per_s = 1e18;
        f.hw.bf16_flop_per_s = 1e12;
        f.engine.prefill_chunk_tokens = 8000 >> i;
        resolve(&f);
        ttft_s[i] = ask_serve(&f, load_of(TOLL_LOAD_BATCH, 2000, 1, 4)).ttft_s.mid;
    }
    for (int i = 1; i < 4; i++)
        assert_about(ttft_s[i], ttft_s[0]);
}

/* ---- finite bursts --------------------------------------------------------------------------------------------- */

static toll_serve_load burst_of(double requests, double concurrency, double output_cv)
{
    toll_serve_load load = load_of(TOLL_LOAD_BURST, 1000, OUT, concurrency);
    load.burst_requests = requests;
    load.output_cv = output_cv;
    return load;
}

/* Each of 4 prompts adds 10 ms to a step, and half of the three others come before the mean request: the first token after
 * 20 + 10 / 2 + 0.5 * 3 * 10 = 40 ms. The rest of them, 0.5 * 3 * 10 = 15 ms, is spread over 101 tokens. */
static void burst_in_one_wave_takes_one_request_long(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.prompt_meet_frac = 0;
    resolve(&f);
    const double whole_s = 0.040 + 100 * (DECODE_S + 0.015 / OUT);
    const toll_serve_result r = ask_serve(&f, burst_of(4, 4, 0));
    assert_about(r.ttft_s.mid, 0.040);
    assert_about(r.e2e_s.mid, whole_s);
    assert_about(r.output_tokens_per_s.mid, 4 * OUT / whole_s);
    assert_about(ask_serve(&f, burst_of(4, 100, 0)).output_tokens_per_s.mid, 4 * OUT / whole_s);
}

/* H(4) = 25/12: the longest of four exponential answers is 101 * 13/12 tokens longer than the mean, at 10 ms each. */
static void burst_ends_with_its_longest_answer(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.prompt_meet_frac = 0;
    resolve(&f);
    const double whole_s = 0.040 + 100 * (DECODE_S + 0.015 / OUT) + OUT * 13.0 / 12 * DECODE_S;
    assert_about(ask_serve(&f, burst_of(4, 4, 1)).output_tokens_per_s.mid, 4 * OUT / whole_s);
}

/* Four run of 10, all sent at once. The first wave is 0.4 of them, so 0.2 of the others' prompts come first. Six start in
 * turn; the last wave has 2 of 4, and the missing half of it takes its 101 steps all the same. The fifth waits for one end,
 * the tenth for six: (0 + 6) / 2 on average, for six of ten. */
static void burst_runs_in_waves(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.prompt_meet_frac = 0;
    f.engine.max_sequences = 4;
    resolve(&f);
    const double start_s = 0.020 + 0.005 + 0.2 * 0.030, answer_s = 100 * (DECODE_S + 0.8 * 0.030 / OUT);
    const double one_s = start_s + answer_s;
    const toll_serve_result r = ask_serve(&f, burst_of(10, 10, 0));
    assert_about(r.output_tokens_per_s.mid, 10 * OUT / (6 * one_s / 4 + one_s + OUT * 0.5 * DECODE_S));
    assert_about(r.ttft_s.mid, start_s + 0.6 * 3 * one_s / 4);
    assert_true(r.flags & TOLL_FLAG_QUEUEING);
    assert_int_equal(r.bound, TOLL_BOUND_SEQUENCES);
}

/* However long a burst is, its steady part is the closed loop of its clients. */
static void long_burst_is_a_closed_loop(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_result loop = ask_serve(&f, load_of(TOLL_LOAD_CLOSED, 1000, OUT, 4));
    const toll_serve_result r = ask_serve(&f, burst_of(1e9, 4, 1));
    assert_about(r.output_tokens_per_s.mid, loop.output_tokens_per_s.mid);
    assert_about(r.ttft_s.mid, loop.ttft_s.mid);
}

static void burst_without_its_requests_is_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t mode;
        double requests;
        toll_status want;
    } rows[] = {{TOLL_LOAD_BURST, 0, TOLL_E_CONFLICT},
                {TOLL_LOAD_BURST, 0.5, TOLL_E_CONFLICT},
                {TOLL_LOAD_CLOSED, 8, TOLL_E_CONFLICT},
                {TOLL_LOAD_BATCH, 8, TOLL_E_CONFLICT},
                {TOLL_LOAD_BURST, -1, TOLL_E_RANGE},
                {TOLL_LOAD_BURST, 1.1e9, TOLL_E_RANGE},
                {TOLL_LOAD_BURST, (double)NAN, TOLL_E_NOT_FINITE},
                {TOLL_LOAD_BURST, (double)INFINITY, TOLL_E_NOT_FINITE}};
    fixture f;
    clockwork(&f);
    resolve(&f);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        toll_serve_load load = burst_of(rows[i].requests, 4, 0);
        toll_serve_result r;
        toll_error err;
        load.mode = rows[i].mode;
        expect_ok(toll_struct_init(&r, sizeof r, TOLL_KIND_SERVE_RESULT, &err), &err);
        assert_int_equal(toll_serve_estimate(f.words, sizeof f.words, &load, &r, &err), rows[i].want);
        assert_non_null(strstr(err.message, "burst_requests"));
        assert_true(r.known == 0 && r.ttft_s.mid <= 0);
    }
}

/* ---- decoding alone -------------------------------------------------------------------------------------------- */

static void decoding_alone(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.engine.max_sequences = 8;
    resolve(&f);
    const toll_serve_result r = ask_serve(&f, load_of(TOLL_LOAD_DECODE, 500, OUT, 8));
    assert_about(r.tpot_s.mid, DECODE_S);
    assert_about(r.ttft_s.mid, DECODE_S);
    assert_about(r.requests_per_s.mid, 8 / (OUT * DECODE_S));
    assert_true(r.input_time_frac <= 0 && r.prefill_frac <= 0);
    const toll_serve_result more = ask_serve(&f, load_of(TOLL_LOAD_DECODE, 500, OUT, 12));
    assert_close(more.running_sequences, 8);
    assert_about(more.ttft_s.mid, DECODE_S + 4 / r.requests_per_s.mid);
    assert_int_equal(more.bound, TOLL_BOUND_SEQUENCES);
}

/* ---- drafted tokens -------------------------------------------------------------------------------------------- */

/* 3 drafted at a half: 1 + 1/2 + 1/4 + 1/8 = 1.875 tokens a step; drafting at a tenth of 10 ms each: 13 ms. */
static void drafts_yield_more_tokens_a_step(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    toll_serve_load load = load_of(TOLL_LOAD_CLOSED, 500, OUT, 11);
    load.draft_tokens = 3;
    load.accept_frac = 0.5;
    load.draft_time_frac = 0.1;
    const toll_serve_result r = ask_serve(&f, load);
    const double chunks = 10 / (OUT / 1.875); /* ten others' prompts in 53.9 steps of an answer */
    assert_about(r.tpot_s.mid, (0.013 + chunks * 0.010) / 1.875);
    assert_about(r.step_s, 0.013);
    assert_about(r.overhead_frac, 0.013 / (0.013 + chunks * 0.010));
    assert_about(r.prefill_frac, 1 - r.overhead_frac);
    assert_about(r.ttft_s.mid, MIXED_S + 0.003 + 0.013 / 2);
    assert_int_equal(r.flags, TOLL_FLAG_SPECULATIVE);
    assert_int_equal(r.validity, TOLL_VALIDITY_EXTRAPOLATED);
    load.accept_frac = 1;
    load.draft_time_frac = 0;
    load.mode = TOLL_LOAD_BATCH;
    assert_about(ask_serve(&f, load).tpot_s.mid, DECODE_S / 4);
    load.accept_frac = 0;
    assert_about(ask_serve(&f, load).tpot_s.mid, DECODE_S);
}

/* Verifying 3 drafted tokens beside each of 5 computes what decoding 20 would, but reads the cache of 5. */
static void drafts_are_computed(void **state)
{
    (void)state;
    double step_s[2][2];
    for (int i = 0; i < 2; i++) {
        fixture f;
        fixture_toy(&f);
        f.hw.memory_bytes_per_s = i == 0 ? 1e18 : 1e9;
        f.hw.bf16_flop_per_s = i == 0 ? 1e12 : 1e21;
        resolve(&f);
        toll_serve_load load = load_of(TOLL_LOAD_DECODE, 1e6, OUT, 5);
        load.draft_tokens = 3;
        step_s[i][0] = ask_serve(&f, load).step_s;
        step_s[i][1] = ask_serve(&f, load_of(TOLL_LOAD_DECODE, 1e6, OUT, i == 0 ? 20 : 5)).step_s;
    }
    assert_about(step_s[0][0], step_s[0][1]);
    assert_within(step_s[1][0], step_s[1][1], 0.01); /* weights and written tokens come on top */
}

/* ---- lengths that vary ----------------------------------------------------------------------------------------- */

/* An answer is met in proportion to its length: at a coefficient of 2 the mean context of 500 + 100 / 2 is 500 + 250. */
static void long_answers_hold_memory(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.engine.kv_block_tokens = 1;
    resolve(&f);
    const toll_step_memory m = ask_memory(&f, 0, 1);
    f.hw.memory_bytes = f.hw.memory_usable_bytes = m.needed_bytes + 6 * 750 * 2048;
    resolve(&f);
    toll_serve_load load = load_of(TOLL_LOAD_CLOSED, 500, 100, 100);
    load.output_cv = 2;
    assert_close(ask_serve(&f, load).running_sequences, 6);
    load.mode = TOLL_LOAD_DECODE;
    assert_close(ask_serve(&f, load).running_sequences, 6);
    load.output_cv = 0;
    assert_close(ask_serve(&f, load).running_sequences, 6 * 750 / 550.0);
}

/* The mean prompt token attends to half of its own prompt, and is in a long one: 500 * (1 + 3^2) tokens. */
static void long_prompts_attend_more(void **state)
{
    (void)state;
    double ttft_s[3];
    for (int i = 0; i < 3; i++) {
        fixture f;
        clockwork(&f);
        f.constants.step_s = f.constants.prefill_layer_s = 0;
        f.hw.bf16_flop_per_s = 1e12;
        resolve(&f);
        toll_serve_load load = load_of(TOLL_LOAD_CLOSED, i == 2 ? 10000 : 1000, 1, 1);
        load.input_cv = i == 1 ? 3 : 0;
        load.prefix_hit_frac = i == 2 ? 0.9 : 0;
        ttft_s[i] = ask_serve(&f, load).ttft_s.mid;
    }
    /* 5,000 tokens of context beside 500: of the toy's 2 layers each token computes
     * 4 * 16 * 64 * context operations, and the third prompt's 9,500 mean context is 9,000 more than the first's. */
    assert_within((ttft_s[1] - ttft_s[0]) / (ttft_s[2] - ttft_s[0]), 4500.0 / 9000, 1e-2);
}

/* ---- refusals -------------------------------------------------------------------------------------------------- */

static void assert_conflict(const fixture *f, const toll_serve_load *load, const char *field)
{
    toll_error err;
    toll_serve_result result, before;
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    memcpy(&before, &result, sizeof before);
    assert_int_equal(toll_serve_estimate(f->words, sizeof f->words, load, &result, &err), TOLL_E_CONFLICT);
    assert_string_equal(err.field, field);
    assert_memory_equal(&result, &before, sizeof result);
}

static void fields_that_exclude_each_other(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    toll_serve_load load = load_of(TOLL_LOAD_OPEN, 500, OUT, 1);
    assert_conflict(&f, &load, "requests_per_s");
    load.mode = TOLL_LOAD_CLOSED;
    load.requests_per_s = 1;
    assert_conflict(&f, &load, "requests_per_s");
    load = load_of(TOLL_LOAD_BATCH, 500, OUT, 1);
    load.input_cv = 1;
    assert_conflict(&f, &load, "input_cv");
    load.input_cv = 0;
    load.output_cv = 1;
    assert_conflict(&f, &load, "output_cv");
}

/* A caller of the first release passes 40 bytes: a closed loop. */
static void older_loads_are_closed_loops(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    toll_serve_load today = fixture_load(500, OUT, 11), old = today;
    memset((char *)&old + 40, 0xff, sizeof old - 40);
    old.struct_size = 40;
    const toll_serve_result a = ask_serve(&f, today), b = ask_serve(&f, old);
    assert_memory_equal(&a, &b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(burst_in_one_wave_takes_one_request_long),
        cmocka_unit_test(burst_ends_with_its_longest_answer),
        cmocka_unit_test(burst_runs_in_waves),
        cmocka_unit_test(long_burst_is_a_closed_loop),
        cmocka_unit_test(burst_without_its_requests_is_refused),
        cmocka_unit_test(batch_takes_its_prompts_then_decodes),
        cmocka_unit_test(single_stream_and_first_token_alone),
        cmocka_unit_test(batch_beyond_the_limit_runs_in_waves),
        cmocka_unit_test(batch_must_fit_at_its_end),
        cmocka_unit_test(replicas_share_a_batch),
        cmocka_unit_test(pieces_of_prompts_add_up),
        cmocka_unit_test(decoding_alone),
        cmocka_unit_test(drafts_yield_more_tokens_a_step),
        cmocka_unit_test(drafts_are_computed),
        cmocka_unit_test(long_answers_hold_memory),
        cmocka_unit_test(long_prompts_attend_more),
        cmocka_unit_test(fields_that_exclude_each_other),
        cmocka_unit_test(older_loads_are_closed_loops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
