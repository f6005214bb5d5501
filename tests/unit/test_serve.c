/* SPDX-License-Identifier: Apache-2.0 */
/* Steady states by hand. The clockwork of these tests: a decode step takes 10 ms and one with prompts 20 ms, whatever
 * they hold, because only the host works: step_s = 10 ms, prefill_layer_s = 5 ms in 2 layers; bytes and operations cost
 * nothing that shows in six digits. A step takes 1,000 prompt tokens; answers have 101 tokens, so 100 follow the first.
 */
#include "fixture_ask.h"

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

static toll_serve_result serve(fixture *f, double input_tokens, double output_tokens, double concurrency)
{
    resolve(f);
    return ask_serve(f, fixture_load(input_tokens, output_tokens, concurrency));
}

/* ---- unsaturated ----------------------------------------------------------------------------------------------- */

/* One step for the prompt, on average half a step until it starts; nobody interrupts. */
static void lone_request(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.request_s = 0.1;
    const toll_serve_result r = serve(&f, 500, OUT, 1);
    assert_about(r.ttft_s.mid, 0.1 + MIXED_S + DECODE_S / 2);
    assert_about(r.tpot_s.mid, DECODE_S);
    assert_about(r.e2e_s.mid, 0.125 + 100 * DECODE_S);
    assert_about(r.requests_per_s.mid, 1 / 1.125);
    assert_about(r.output_tokens_per_s.mid, OUT / 1.125);
    assert_about(r.input_tokens_per_s.mid, 500 / 1.125);
    assert_about(r.step_s, DECODE_S);
    assert_about(r.overhead_frac, 1);
    assert_true(fabs(r.prefill_frac) < 1e-6);
    /* The prompt pays its own step of 20 ms, the answer 101 of 10 ms. */
    assert_about(r.input_time_frac, 20.0 / (20 + 1010));
    assert_close(r.running_sequences, 1);
    assert_true(r.waiting_sequences <= 0);
    assert_true(r.gpus == 1 && r.bound == TOLL_BOUND_OVERHEAD && r.fit == TOLL_FIT_YES && r.flags == 0);
}

/* Each of 10 others has one prompt per 101 tokens, which adds 10 ms to a step. */
static void others_prompts_interrupt(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    const toll_serve_result r = serve(&f, 500, OUT, 11);
    const double tpot_s = DECODE_S + 10.0 / OUT * (MIXED_S - DECODE_S);
    assert_about(r.tpot_s.mid, tpot_s);
    assert_about(r.ttft_s.mid, MIXED_S + DECODE_S / 2);
    assert_about(r.requests_per_s.mid, 11 / (0.025 + 100 * tpot_s));
    assert_about(r.prefill_frac, 1 - DECODE_S / tpot_s);
    assert_about(r.overhead_frac, DECODE_S / tpot_s);
    /* 11 prompts at the 10 ms that they add, beside 101 decode steps of 10 ms that all share */
    assert_about(r.input_time_frac, 110.0 / (110 + 1010));
}

static void long_prompts_take_several_steps(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    const toll_serve_result r = serve(&f, 2500, OUT, 11); /* chunks of 1,000: three */
    assert_about(r.ttft_s.mid, 3 * MIXED_S + DECODE_S / 2);
    assert_about(r.tpot_s.mid, DECODE_S + 10 * 3.0 / OUT * 0.010);
    assert_about(serve(&f, 3000, OUT, 11).tpot_s.mid, DECODE_S + 10 * 3.0 / OUT * 0.010);
    assert_about(serve(&f, 3001, OUT, 11).tpot_s.mid, DECODE_S + 10 * 4.0 / OUT * 0.010);
}

/* Chunks attend those before them, so together they compute what one large chunk does. */
static void chunks_add_up_to_the_prompt(void **state)
{
    (void)state;
    double ttft_s[3];
    for (int i = 0; i < 3; i++) {
        fixture f;
        fixture_toy(&f);
        f.model.flags = TOLL_MODEL_NO_HEAD;
        f.hw.memory_bytes_per_s = 1e18;
        f.hw.bf16_flop_per_s = 1e12;
        f.engine.prefill_chunk_tokens = 2000 >> i;
        const toll_serve_result r = serve(&f, 2000, OUT, 1);
        ttft_s[i] = r.ttft_s.mid - r.step_s / 2;
    }
    assert_about(ttft_s[1], ttft_s[0]);
    assert_about(ttft_s[2], ttft_s[0]);
}

/* A request ends with all its tokens in the cache. */
static void contexts_are_flagged_at_full_length(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    assert_int_equal(serve(&f, 32667, OUT, 1).flags, 0);
    assert_int_equal(serve(&f, 32668, OUT, 1).flags, TOLL_FLAG_LONG_CONTEXT);
}

static void prefix_cache_saves_chunks_but_not_the_last_token(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    toll_serve_load load = fixture_load(2500, OUT, 11);
    load.prefix_hit_frac = 0.8;
    assert_about(ask_serve(&f, load).ttft_s.mid, MIXED_S + DECODE_S / 2);
    load.prefix_hit_frac = 1;
    assert_about(ask_serve(&f, load).ttft_s.mid, MIXED_S + DECODE_S / 2);
    assert_close(ask_serve(&f, load).input_tokens, 2500);
}

/* Half of the 10 others' prompts come first: 50 ms. The other half delays the tokens. */
static void prompts_meet(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.prompt_meet_frac = 0.5;
    const toll_serve_result r = serve(&f, 500, OUT, 11);
    assert_about(r.ttft_s.mid, MIXED_S + DECODE_S / 2 + 0.050);
    assert_about(r.tpot_s.mid, DECODE_S + 0.5 * 10.0 / OUT * 0.010);
}

/* Half a neighbour interrupts half as often as one. */
static void fractional_neighbour_interrupts_in_proportion(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    assert_about(serve(&f, 500, OUT, 1.5).tpot_s.mid, DECODE_S + 0.5 / OUT * 0.010);
    assert_about(serve(&f, 500, OUT, 2).tpot_s.mid, DECODE_S + 1.0 / OUT * 0.010);
}

/* 50 others with answers of 10 tokens bring 5 prompts of 100 a step: they share it, so every step is a mixed one. */
static void short_prompts_share_a_step(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    const toll_serve_result r = serve(&f, 100, 10, 51);
    assert_about(r.tpot_s.mid, MIXED_S);
    assert_about(r.input_time_frac, 102.0 / 202); /* 51 at 2 ms beside 10 steps of 10 ms */
    assert_true(r.waiting_sequences <= 0);
}

/* 2 replicas take a prompt each in the same step: of 11 requests, 9 have theirs in other steps than one's own. */
static void replicas_take_prompts_together(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    fixture_layout(&f, 1, 1, 1, 2);
    const toll_serve_result r = serve(&f, 500, OUT, 11);
    assert_about(r.tpot_s.mid, DECODE_S + 9.0 / OUT / 2 * 0.010);
    assert_int_equal(r.gpus, 2);
}

/* ---- saturated ------------------------------------------------------------------------------------------------- */

static void engine_limits(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.engine.max_sequences = 4;
    const toll_serve_result r = serve(&f, 500, OUT, 10);
    const double tpot_s = DECODE_S + 3.0 / OUT * 0.010, rate = 4 / (0.025 + 100 * tpot_s);
    assert_close(r.running_sequences, 4);
    assert_close(r.waiting_sequences, 6);
    assert_about(r.tpot_s.mid, tpot_s); /* waiting does not slow those that run */
    assert_about(r.requests_per_s.mid, rate);
    assert_about(r.e2e_s.mid, 10 / rate);
    assert_about(r.ttft_s.mid, 0.025 + 6 / rate); /* six leave before it starts */
    assert_int_equal(r.bound, TOLL_BOUND_SEQUENCES);
    assert_int_equal(r.flags, TOLL_FLAG_QUEUEING);
    assert_int_equal(r.validity, TOLL_VALIDITY_EXTRAPOLATED); /* a little more room would change all of it */
}

/* Room for three and a half requests at their mean length of 500 + 100 / 2 tokens of 2,048 bytes. */
static void memory_limits(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_step_memory m = ask_memory(&f, 0, 1);
    f.hw.memory_bytes = f.hw.memory_usable_bytes = m.needed_bytes + 7 * 550 * 2048 / 2;
    const toll_serve_result r = serve(&f, 500, 100, 10);
    assert_close(r.running_sequences, 3.5);
    assert_int_equal(r.bound, TOLL_BOUND_CAPACITY);
    assert_true(r.flags & TOLL_FLAG_QUEUEING);
    assert_int_equal(r.fit, TOLL_FIT_MARGINAL); /* 0.6 % of memory is free */
    assert_true(r.flags & TOLL_FLAG_MARGINAL_MEMORY);
}

/* Prompts of a whole chunk and answers of 10: ten requests keep every step full of prompts. */
static void prompts_limit(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    const toll_serve_result r = serve(&f, 1000, 10, 100);
    assert_close(r.running_sequences, 10);
    assert_about(r.tpot_s.mid, DECODE_S + 0.9 * 0.010);
    assert_int_equal(r.bound, TOLL_BOUND_COMPUTE);
    assert_true(r.flags & TOLL_FLAG_QUEUEING);
}

/* However long the prompts, 4 replicas work on 4: answers of one token leave after 100 steps. */
static void replicas_are_never_idle_while_prompts_wait(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    fixture_layout(&f, 1, 1, 1, 4);
    const toll_serve_result r = serve(&f, 100000, 1, 100);
    assert_close(r.running_sequences, 4);
    assert_about(r.requests_per_s.mid, 4 / (100 * MIXED_S + DECODE_S / 2));
    assert_about(r.tpot_s.mid, DECODE_S); /* the others' prompts came with one's own */
}

/* ---- power, bars ----------------------------------------------------------------------------------------------- */

/* 500 W all the time; the prompt's share of a request's energy is its share of the time. */
static void energy_is_shared_by_time(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    const toll_serve_result r = serve(&f, 500, OUT, 11);
    const double request_j = 500 / r.requests_per_s.mid;
    assert_int_equal(r.known, TOLL_RESULT_POWER);
    assert_about(r.power_w.mid, 500);
    assert_about(r.input_token_j.mid, request_j * 110 / 1120 / 500);
    assert_about(r.output_token_j.mid, request_j * 1010 / 1120 / OUT);
    f.hw.known &= ~(uint64_t)(TOLL_HW_TDP | TOLL_HW_IDLE);
    f.hw.tdp_w = f.hw.idle_w = 0;
    const toll_serve_result unknown = serve(&f, 500, OUT, 11);
    assert_true(unknown.known == 0 && unknown.power_w.high <= 0 && unknown.output_token_j.high <= 0);
}

static void assert_bar(toll_range r, double log_sd)
{
    assert_close(r.high / r.mid, exp(1.2815515655446004 * log_sd));
    assert_close(r.mid / r.low, exp(1.2815515655446004 * log_sd));
}

/* Power and throughput err apart: energy per token has both variances. */
static void bars_are_those_of_the_metric(void **state)
{
    (void)state;
    for (int grade = 0; grade < 3; grade++) {
        fixture f;
        clockwork(&f);
        f.constants.step_log_sd = 0.1;
        f.constants.ttft_log_sd = 0.2;
        f.constants.throughput_log_sd = 0.3;
        f.constants.power_log_sd = 0.4;
        f.constants.extrapolation_factor = 2;
        f.constants.is_calibrated = grade == 0;
        f.hw.memory_bytes = f.hw.memory_usable_bytes = grade == 2 ? 1000 : f.hw.memory_bytes;
        toll_serve_load load = fixture_load(500, OUT, 1);
        load.assume_fit = 1; /* grade 2 is what does not fit */
        resolve(&f);
        const toll_serve_result r = ask_serve(&f, load);
        const double wide = pow(2, grade);
        assert_int_equal(r.validity, TOLL_VALIDITY_CALIBRATED + grade);
        assert_bar(r.tpot_s, 0.1 * wide);
        assert_bar(r.ttft_s, 0.2 * wide);
        assert_bar(r.e2e_s, 0.3 * wide);
        assert_bar(r.requests_per_s, 0.3 * wide);
        assert_bar(r.output_tokens_per_s, 0.3 * wide);
        assert_close(r.power_w.high, fmin(r.power_w.mid * exp(1.2815515655446004 * 0.4 * wide), f.hw.tdp_w));
        assert_close(r.power_w.low, fmax(r.power_w.mid / exp(1.2815515655446004 * 0.4 * wide), f.hw.idle_w));
        assert_bar(r.output_token_j, 0.5 * wide);
        assert_bar(r.input_token_j, 0.5 * wide);
    }
}

/* ---- refusals -------------------------------------------------------------------------------------------------- */

static void loads_are_checked(void **state)
{
    (void)state;
    const struct {
        double input, output, concurrency, hit;
        toll_status status;
        const char *field;
    } wrong[] = {
        {0.9, 1, 1, 0, TOLL_E_RANGE, "input_tokens"},     {1.1e8, 1, 1, 0, TOLL_E_RANGE, "input_tokens"},
        {1, 0, 1, 0, TOLL_E_RANGE, "output_tokens"},      {1, (double)NAN, 1, 0, TOLL_E_NOT_FINITE, "output_tokens"},
        {1, 1, 0.5, 0, TOLL_E_RANGE, "concurrency"},      {1, 1, (double)INFINITY, 0, TOLL_E_NOT_FINITE, "concurrency"},
        {1, 1, 1, -0.1, TOLL_E_RANGE, "prefix_hit_frac"}, {1, 1, 1, 1.1, TOLL_E_RANGE, "prefix_hit_frac"},
    };
    fixture f;
    toll_error err;
    clockwork(&f);
    resolve(&f);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        toll_serve_load load = fixture_load(wrong[i].input, wrong[i].output, wrong[i].concurrency);
        load.prefix_hit_frac = wrong[i].hit;
        toll_serve_result result, before;
        (void)toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
        before = result;
        assert_int_equal(toll_serve_estimate(f.words, sizeof f.words, &load, &result, &err), wrong[i].status);
        assert_string_equal(err.field, wrong[i].field);
        assert_memory_equal(&result, &before, sizeof result);
    }
}

static void columns_report_each_row(void **state)
{
    (void)state;
    const double input[] = {500, 500, 0, 500}, output[] = {OUT, OUT, OUT, OUT}, concurrency[] = {1, 11, 1, 0};
    double ttft[4], tpot[4];
    int32_t statuses[4];
    toll_error err;
    fixture f;
    clockwork(&f);
    resolve(&f);
    assert_int_equal(toll_serve_estimate_columns(f.words, sizeof f.words, input, output, concurrency, 4, ttft, tpot,
                                                 NULL, statuses, &err),
                     TOLL_E_RANGE);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.field, "input_tokens");
    const int32_t want[] = {TOLL_OK, TOLL_OK, TOLL_E_RANGE, TOLL_E_RANGE};
    assert_memory_equal(statuses, want, sizeof want);
    assert_about(ttft[0], MIXED_S + DECODE_S / 2);
    assert_about(tpot[1], DECODE_S + 10.0 / OUT * 0.010);
    assert_true(ttft[2] <= 0 && tpot[2] <= 0 && ttft[3] <= 0 && tpot[3] <= 0);
    assert_int_equal(toll_serve_estimate_columns(f.words, sizeof f.words, input, NULL, concurrency, 4, ttft, tpot, NULL,
                                                 statuses, &err),
                     TOLL_E_NULL);
    assert_int_equal(
        toll_serve_estimate_columns(f.words, 8, input, output, concurrency, 4, ttft, tpot, NULL, statuses, &err),
        TOLL_E_BUFFER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lone_request),
        cmocka_unit_test(others_prompts_interrupt),
        cmocka_unit_test(long_prompts_take_several_steps),
        cmocka_unit_test(chunks_add_up_to_the_prompt),
        cmocka_unit_test(contexts_are_flagged_at_full_length),
        cmocka_unit_test(prefix_cache_saves_chunks_but_not_the_last_token),
        cmocka_unit_test(prompts_meet),
        cmocka_unit_test(fractional_neighbour_interrupts_in_proportion),
        cmocka_unit_test(short_prompts_share_a_step),
        cmocka_unit_test(replicas_take_prompts_together),
        cmocka_unit_test(engine_limits),
        cmocka_unit_test(memory_limits),
        cmocka_unit_test(prompts_limit),
        cmocka_unit_test(replicas_are_never_idle_while_prompts_wait),
        cmocka_unit_test(energy_is_shared_by_time),
        cmocka_unit_test(bars_are_those_of_the_metric),
        cmocka_unit_test(loads_are_checked),
        cmocka_unit_test(columns_report_each_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
