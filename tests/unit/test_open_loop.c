/* SPDX-License-Identifier: Apache-2.0 */
/* Open loop on the clockwork of test_serve.c: a decode step takes 10 ms and one with prompts 20 ms, whatever they hold; a step
 * takes 1,000 prompt tokens; 100 output tokens follow the first. The formulas of waiting are tested in test_queue.c, all
 * together against a simulation in tests/differential/queue_simulation.py. */
#include "fixture_ask.h"

#include <string.h>

#define OUT 101

static void clockwork(fixture *f)
{
    fixture_toy(f);
    f->hw.memory_bytes_per_s = 1e18;
    f->hw.bf16_flop_per_s = 1e21;
    f->hw.link_bytes_per_s = 1e18;
    f->constants.step_s = 0.010;
    f->constants.prefill_layer_s = 0.005;
    f->constants.busy_power_frac = f->constants.wait_power_frac = 0.5;
    f->constants.memory_power_frac = f->constants.compute_power_frac = 0;
    f->constants.throughput_log_sd = 0.01;
    f->hw.known |= TOLL_HW_TDP;
}

static toll_serve_load arrivals(double requests_per_s)
{
    toll_serve_load load = fixture_load(500, OUT, 1);
    load.mode = TOLL_LOAD_OPEN;
    load.requests_per_s = requests_per_s;
    return load;
}

static toll_serve_queue ask_queue(const fixture *f, toll_serve_load load)
{
    toll_error err;
    toll_serve_queue queue;
    expect_ok(toll_struct_init(&queue, sizeof queue, TOLL_KIND_SERVE_QUEUE, &err), &err);
    expect_ok(toll_serve_estimate_queue(f->words, sizeof f->words, &load, &queue, &err), &err);
    return queue;
}

static double bound(const fixture *f, uint64_t known, double ttft_p99_s, double tpot_p99_s)
{
    toll_error err;
    toll_serve_limits limits;
    double rate = -1;
    const toll_serve_load load = fixture_load(500, OUT, 1);
    (void)toll_struct_init(&limits, sizeof limits, TOLL_KIND_SERVE_LIMITS, NULL);
    limits.known = known;
    limits.ttft_p99_s = (known & TOLL_LIMIT_TTFT_P99) != 0 ? ttft_p99_s : 0;
    limits.tpot_p99_s = (known & TOLL_LIMIT_TPOT_P99) != 0 ? tpot_p99_s : 0;
    expect_ok(toll_serve_bound_rate(f->words, sizeof f->words, &load, &limits, &rate, &err), &err);
    return rate;
}

/* A request an hour meets nobody: it is the lone client of the closed loop. */
static void few_arrivals_are_a_lone_client(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.request_s = 0.1;
    resolve(&f);
    const toll_serve_result lone = ask_serve(&f, fixture_load(500, OUT, 1));
    const toll_serve_result r = ask_serve(&f, arrivals(1.0 / 3600));
    assert_within(r.ttft_s.mid, lone.ttft_s.mid, 1e-4);
    assert_within(r.tpot_s.mid, lone.tpot_s.mid, 1e-4);
    assert_close(r.requests_per_s.low, 1.0 / 3600);
    assert_close(r.requests_per_s.high, 1.0 / 3600);
    assert_within(r.running_sequences, (lone.e2e_s.mid - 0.1) / 3600, 1e-3);
    assert_within(r.power_w.mid, f.hw.idle_w, 0.01); /* idle 999 of 1,000 seconds */
}

/* 10 a second: L = 10 * S and TPOT = 10 ms + L * 10 ms / 101, so S = 25 ms + 100 * TPOT = 1.025 s + L * 9.90 ms, L = 11.377:
 * the fixed point in closed form. */
static void running_is_the_fixed_point(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const double running = 10.25 / (1 - 10 * 100 * 0.010 / 101), tpot_s = 0.010 + running * 0.010 / 101;
    const toll_serve_result r = ask_serve(&f, arrivals(10));
    assert_within(r.tpot_s.mid, tpot_s, 1e-5);
    const toll_serve_queue q = ask_queue(&f, arrivals(10));
    assert_within(r.running_sequences, running + 10 * q.prompt_wait_s, 1e-5);
    assert_within(r.ttft_s.mid, 0.025 + q.prompt_wait_s + q.slot_wait_s, 1e-5);
    assert_within(r.e2e_s.mid, r.ttft_s.mid + 100 * tpot_s, 1e-5);
    assert_int_equal(q.stability, TOLL_STABILITY_STABLE);
    assert_true(q.ttft_p50_s.mid < q.ttft_p95_s.mid && q.ttft_p95_s.mid < q.ttft_p99_s.mid);
    assert_true(q.tpot_p50_s.mid < q.tpot_p95_s.mid && q.tpot_p95_s.mid < q.tpot_p99_s.mid);
}

/* Bursts of variation 3 bring 8 more beside each. */
static void bursts_meet_themselves(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    toll_serve_load load = arrivals(10);
    load.arrival_cv = 3;
    const double running = (10.25 + 10 * 8 * 100 * 0.010 / 101) / (1 - 10 * 100 * 0.010 / 101);
    assert_within(ask_serve(&f, load).tpot_s.mid, 0.010 + (running + 8) * 0.010 / 101, 1e-4);
    assert_true(ask_queue(&f, load).ttft_p99_s.mid > ask_queue(&f, arrivals(10)).ttft_p99_s.mid);
}

/* 4 slots: with 3 others TPOT is 10 + 3 * 10 / 101 ms, and a slot is held for 25 ms + 100 TPOT. */
static void slots_saturate(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.engine.max_sequences = 4;
    resolve(&f);
    const double full = 4 / (0.025 + 100 * (0.010 + 3 * 0.010 / 101));
    toll_serve_queue q = ask_queue(&f, arrivals(full * 0.9));
    assert_within(q.saturation_requests_per_s.mid, full, 1e-5);
    assert_within(q.utilisation_frac.mid, 0.9, 1e-5);
    assert_close(q.slots, 4);
    assert_true(q.slot_wait_s > q.prompt_wait_s && q.wait_frac > 0 && q.wait_frac <= 1);
    q = ask_queue(&f, arrivals(full * 1.001));
    assert_int_equal(q.stability, TOLL_STABILITY_UNSTABLE);
    assert_true(q.known == 0 && q.ttft_p50_s.high <= 0 && q.running_sequences <= 0);
    assert_true(q.flags & TOLL_FLAG_UNSTABLE);
    assert_int_equal(ask_queue(&f, arrivals(full * 0.999)).stability, TOLL_STABILITY_NEAR);
}

/* Prompts of a chunk: 50 a second fill every step of 20 ms. */
static void prompts_saturate(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.engine.max_sequences = 1000;
    resolve(&f);
    toll_serve_load load = arrivals(10);
    load.input_tokens = 1000;
    assert_within(ask_queue(&f, load).saturation_requests_per_s.mid, 50, 1e-4);
}

/* Near saturation and beyond there is no figure in time, and nothing to price. */
static void no_numbers_where_unstable(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.throughput_log_sd = 0.3; /* 80 %: a factor of 1.47 */
    resolve(&f);
    const double full = ask_queue(&f, arrivals(1)).saturation_requests_per_s.mid;
    const double at[] = {full * 0.7, full * 2};
    for (int i = 0; i < 2; i++) {
        const toll_serve_result r = ask_serve(&f, arrivals(at[i]));
        const toll_range none = {0, 0, 0};
        assert_memory_equal(&r.ttft_s, &none, sizeof none);
        assert_memory_equal(&r.output_tokens_per_s, &none, sizeof none);
        assert_true((r.flags & TOLL_FLAG_UNSTABLE) != 0 && r.known == 0 && r.gpus == 1 && r.fit == TOLL_FIT_YES);
        toll_error err;
        toll_serve_cost cost;
        const toll_serve_supply supply = fixture_supply(1);
        (void)toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
        assert_int_equal(toll_serve_estimate_cost(&r, &supply, &cost, &err), TOLL_E_CONFLICT);
        assert_string_equal(err.field, "flags");
    }
    assert_int_equal(ask_serve(&f, arrivals(full * 0.6)).flags & TOLL_FLAG_UNSTABLE, 0);
}

static void rates_make_everything_slower(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.engine.max_sequences = 16;
    resolve(&f);
    const double full = ask_queue(&f, arrivals(1)).saturation_requests_per_s.mid;
    toll_serve_queue last = ask_queue(&f, arrivals(full * 0.01));
    for (double load = 0.05; load < 0.97; load += 0.05) {
        const toll_serve_queue q = ask_queue(&f, arrivals(full * load));
        assert_true(q.running_sequences > last.running_sequences && q.wait_frac >= last.wait_frac);
        assert_true(q.ttft_p50_s.mid >= last.ttft_p50_s.mid && q.ttft_p99_s.mid > last.ttft_p99_s.mid);
        assert_true(q.tpot_p50_s.mid > last.tpot_p50_s.mid && q.slot_wait_s > last.slot_wait_s);
        last = q;
    }
}

/* In a closed loop a client meets, with chance 1/2 each, 10 others' prompts of 10 ms: mean 50 ms, deviation
 * sqrt(10 / 4) * 10 ms = 15.8 ms; and the rest of a step of 10 ms: 5 ms, deviation 2.9 ms. */
static void closed_loop_quantiles(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.prompt_meet_frac = 0.5;
    resolve(&f);
    const toll_serve_queue q = ask_queue(&f, fixture_load(500, OUT, 11));
    const toll_serve_result r = ask_serve(&f, fixture_load(500, OUT, 11));
    assert_within(q.prompt_wait_s, 0.050, 1e-6);
    assert_within(q.ttft_p95_s.mid, 0.020 + 0.055 + 1.70 * hypot(0.01581, 0.00289), 0.02);
    assert_within(q.ttft_p50_s.mid, r.ttft_s.mid, 0.03);
    assert_close(q.tpot_p99_s.mid, r.tpot_s.mid); /* answers of one length meet every other prompt once */
    assert_close(q.wait_frac, 1 - pow(0.5, 10));
    assert_int_equal(q.stability, TOLL_STABILITY_STABLE);
    toll_serve_load varied = fixture_load(500, OUT, 11);
    varied.output_cv = 1;
    assert_true(ask_queue(&f, varied).tpot_p99_s.mid > r.tpot_s.mid);
}

/* The rate that it finds keeps the limit, and one a little higher doesn't. */
static void highest_rate_within_limits(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const double full = ask_queue(&f, arrivals(1)).saturation_requests_per_s.mid;
    const double rate = bound(&f, TOLL_LIMIT_TTFT_P99, 0.060, 0);
    assert_true(rate > 0 && rate < full);
    assert_true(ask_queue(&f, arrivals(rate)).ttft_p99_s.mid <= 0.060);
    assert_true(ask_queue(&f, arrivals(rate * 1.002)).ttft_p99_s.mid > 0.060);
    const double slower = bound(&f, TOLL_LIMIT_TPOT_P99, 0, 0.0111);
    assert_true(ask_queue(&f, arrivals(slower)).tpot_p99_s.mid <= 0.0111);
    assert_true(ask_queue(&f, arrivals(slower * 1.002)).tpot_p99_s.mid > 0.0111);
    assert_within(bound(&f, TOLL_LIMIT_TTFT_P99 | TOLL_LIMIT_TPOT_P99, 0.060, 0.0111), fmin(rate, slower), 2e-3);
    assert_within(bound(&f, 0, 0, 0), full, 2e-3);
    assert_true(bound(&f, TOLL_LIMIT_TPOT_P99, 0, 0.009) <= 0);
}

static void columns_are_the_scalar_calls(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const double input[] = {500, 500, 500, 500}, output[] = {OUT, OUT, OUT, 0}, rate[] = {10, 1e5, 0, 1};
    double ttft[4], tpot[4], running[4];
    int32_t stabilities[4], statuses[4];
    toll_error err;
    toll_serve_load load = fixture_load(1, 1, 1);
    assert_int_equal(toll_serve_estimate_open_columns(f.words, sizeof f.words, &load, input, output, rate, 4, ttft,
                                                      tpot, running, stabilities, statuses, &err),
                     TOLL_E_RANGE);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.field, "requests_per_s");
    const int32_t want[] = {TOLL_OK, TOLL_OK, TOLL_E_RANGE, TOLL_E_RANGE};
    const int32_t verdicts[] = {TOLL_STABILITY_STABLE, TOLL_STABILITY_UNSTABLE, 0, 0};
    assert_memory_equal(statuses, want, sizeof want);
    assert_memory_equal(stabilities, verdicts, sizeof verdicts);
    const toll_serve_result r = ask_serve(&f, arrivals(10));
    assert_close(ttft[0], r.ttft_s.mid);
    assert_close(tpot[0], r.tpot_s.mid);
    assert_close(running[0], r.running_sequences);
    assert_true(ttft[1] <= 0 && tpot[1] <= 0 && running[1] <= 0 && ttft[2] <= 0 && tpot[3] <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_arrivals_are_a_lone_client),
        cmocka_unit_test(running_is_the_fixed_point),
        cmocka_unit_test(bursts_meet_themselves),
        cmocka_unit_test(slots_saturate),
        cmocka_unit_test(prompts_saturate),
        cmocka_unit_test(no_numbers_where_unstable),
        cmocka_unit_test(rates_make_everything_slower),
        cmocka_unit_test(closed_loop_quantiles),
        cmocka_unit_test(highest_rate_within_limits),
        cmocka_unit_test(columns_are_the_scalar_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
