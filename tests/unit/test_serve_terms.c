/* SPDX-License-Identifier: Apache-2.0 */
/* What a steady state is made of: terms that sum to it, and elasticities against hardware that is in fact faster. */
#include "fixture_ask.h"

#include <string.h>

static toll_serve_terms ask(const fixture *f, toll_serve_load load)
{
    toll_error err;
    toll_serve_terms terms;
    expect_ok(toll_struct_init(&terms, sizeof terms, TOLL_KIND_SERVE_TERMS, &err), &err);
    expect_ok(toll_serve_estimate_terms(f->words, sizeof f->words, &load, &terms, &err), &err);
    return terms;
}

static void llama(fixture *f)
{
    fixture_defaults(f);
    fixture_h100(f);
    fixture_llama_70b(f);
    fixture_bits(f, 8);
    fixture_layout(f, 4, 1, 1, 1);
    f->constants.throughput_log_sd = 0.01;
    resolve(f);
}

static toll_serve_load load_of(int which)
{
    toll_serve_load load = fixture_load(1000, 300, 24);
    load.mode = (uint32_t)which;
    load.requests_per_s = load.mode == TOLL_LOAD_OPEN ? 3 : 0;
    return load;
}

static void terms_sum_to_the_medians(void **state)
{
    (void)state;
    fixture f;
    llama(&f);
    for (int which = TOLL_LOAD_CLOSED; which <= TOLL_LOAD_DECODE; which++) {
        toll_serve_load load = load_of(which);
        load.draft_tokens = which;
        load.accept_frac = 0.6;
        const toll_serve_terms t = ask(&f, load);
        const toll_serve_result r = ask_serve(&f, load);
        assert_close(t.tpot_weights_s + t.tpot_kv_s + t.tpot_compute_s + t.tpot_link_s + t.tpot_overhead_s +
                         t.tpot_prompts_s,
                     r.tpot_s.mid);
        assert_close(t.ttft_prompt_s + t.ttft_wait_s, r.ttft_s.mid);
        assert_true(t.ttft_prompt_s > 0 && t.ttft_wait_s >= 0 && t.tpot_prompts_s >= 0);
        assert_int_equal(t.bound, r.bound);
        assert_close(t.step_s, r.step_s);
        assert_close(t.running_sequences, r.running_sequences);
    }
}

/* Links that are 2 % faster: the prompts of a closed loop are long enough that engines split their all-reduces in two, and
 * both halves go over the link. */
static void the_elasticity_to_links_holds_for_split_reductions(void **state)
{
    (void)state;
    fixture f;
    llama(&f);
    const toll_serve_load load = load_of(TOLL_LOAD_CLOSED);
    const toll_serve_terms t = ask(&f, load);
    const double slow = ask_serve(&f, load).ttft_s.mid;
    f.hw.link_bytes_per_s *= 1.02;
    resolve(&f);
    const double by_link = log(ask_serve(&f, load).ttft_s.mid / slow) / log(1.02);
    assert_true(by_link < -0.02);
    assert_within(t.ttft_by_link, by_link, 0.02);
}

/* Faster hardware moves the medians as the elasticities say: 2 % more of each, one by one. */
static void elasticities_are_those_of_faster_hardware(void **state)
{
    (void)state;
    for (int which = TOLL_LOAD_CLOSED; which <= TOLL_LOAD_BATCH; which++) {
        for (int cause = 0; cause < 2; cause++) {
            fixture f;
            llama(&f);
            const toll_serve_load load = load_of(which);
            const toll_serve_terms t = ask(&f, load);
            const toll_serve_result slow = ask_serve(&f, load);
            f.hw.memory_bytes_per_s *= cause == 0 ? 1.02 : 1;
            f.hw.fp8_flop_per_s *= cause == 1 ? 1.02 : 1;
            f.hw.bf16_flop_per_s *= cause == 1 ? 1.02 : 1;
            f.hw.fp16_flop_per_s *= cause == 1 ? 1.02 : 1;
            resolve(&f);
            const toll_serve_result fast = ask_serve(&f, load);
            const double tpot = log(fast.tpot_s.mid / slow.tpot_s.mid) / log(1.02);
            const double ttft = log(fast.ttft_s.mid / slow.ttft_s.mid) / log(1.02);
            assert_true(fabs(tpot - (cause == 0 ? t.tpot_by_bandwidth : t.tpot_by_compute)) < 0.01);
            assert_true(fabs(ttft - (cause == 0 ? t.ttft_by_bandwidth : t.ttft_by_compute)) < 0.01);
        }
    }
}

/* All causes of time twice, and half the rate: all times twice. */
static void causes_sum_to_one(void **state)
{
    (void)state;
    fixture f;
    llama(&f);
    for (int which = TOLL_LOAD_CLOSED; which <= TOLL_LOAD_DECODE; which++) {
        const toll_serve_terms t = ask(&f, load_of(which));
        const double arrivals = which == TOLL_LOAD_OPEN ? t.tpot_by_load : 0;
        assert_close(-t.tpot_by_bandwidth - t.tpot_by_compute - t.tpot_by_link + t.tpot_by_overhead - arrivals, 1);
        assert_true(t.tpot_by_bandwidth <= 0 && t.tpot_by_compute <= 0 && t.tpot_by_link <= 0 &&
                    t.tpot_by_overhead >= 0);
        /* In closed loop faster decoding brings the clients' next prompts sooner, so that TTFT may rise with bandwidth or
         * links (by 0.01 here); what a client gets never falls. */
        assert_true(t.ttft_by_compute <= 0 && t.ttft_by_overhead >= -1e-9);
        assert_true(which == TOLL_LOAD_OPEN || (t.throughput_by_bandwidth >= 0 && t.throughput_by_compute >= 0 &&
                                                t.throughput_by_link >= 0 && t.throughput_by_overhead <= 0));
        assert_true(t.tpot_by_load >= 0 && t.ttft_by_input >= -1e-9);
    }
}

/* Only the host works in this clockwork, so only its time moves anything. */
static void overhead_alone(void **state)
{
    (void)state;
    fixture f;
    fixture_toy(&f);
    f.hw.memory_bytes_per_s = 1e18;
    f.hw.bf16_flop_per_s = 1e21;
    f.constants.step_s = 0.010;
    resolve(&f);
    const toll_serve_terms t = ask(&f, fixture_load(500, 100, 8));
    assert_within(t.tpot_by_overhead, 1, 1e-5);
    assert_within(t.throughput_by_overhead, -1, 1e-5);
    assert_true(fabs(t.tpot_by_bandwidth) < 1e-5 && fabs(t.tpot_by_input) < 1e-5);
    assert_within(t.throughput_by_load, 1, 0.02);
    assert_int_equal(t.bound, TOLL_BOUND_OVERHEAD);
}

static void one_sided_at_the_edge(void **state)
{
    (void)state;
    fixture f;
    llama(&f);
    const toll_serve_terms t = ask(&f, fixture_load(1, 1, 1));
    assert_true(isfinite(t.ttft_by_load) && isfinite(t.ttft_by_input) && isfinite(t.tpot_by_output));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_sum_to_the_medians),
        cmocka_unit_test(elasticities_are_those_of_faster_hardware),
        cmocka_unit_test(the_elasticity_to_links_holds_for_split_reductions),
        cmocka_unit_test(causes_sum_to_one),
        cmocka_unit_test(overhead_alone),
        cmocka_unit_test(one_sided_at_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
