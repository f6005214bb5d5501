/* SPDX-License-Identifier: Apache-2.0 */
/* Disaggregated pools on the clockwork of test_serve.c: a decode step takes 10 ms, one with prompts 20 ms, a chunk is 1,000
 * tokens, 100 tokens follow the first; 2,048 bytes of cache a token. */
#include "fixture_ask.h"

#include <string.h>

#define OUT 101

static void clockwork(fixture *f)
{
    fixture_toy(f);
    f->hw.memory_bytes_per_s = 1e18;
    f->hw.bf16_flop_per_s = 1e21;
    f->hw.link_bytes_per_s = 1e18;
    f->engine.max_sequences = 100;
    f->constants.step_s = 0.010;
    f->constants.prefill_layer_s = 0.005;
}

static toll_serve_pooled ask(const fixture *prefill, const fixture *decode, toll_serve_load load, int64_t prefill_units,
                             int64_t decode_units)
{
    toll_error err;
    toll_serve_pools pools;
    toll_serve_pooled pooled;
    (void)toll_struct_init(&pools, sizeof pools, TOLL_KIND_SERVE_POOLS, NULL);
    (void)toll_struct_init(&pooled, sizeof pooled, TOLL_KIND_SERVE_POOLED, NULL);
    pools.prefill_units = prefill_units;
    pools.decode_units = decode_units;
    pools.kv_bytes_per_s = 2048 * 1000 / 0.050; /* a prompt of 1,000 tokens takes 50 ms */
    pools.kv_start_s = 0.003;
    expect_ok(toll_serve_estimate_pools(prefill->words, sizeof prefill->words, decode->words, sizeof decode->words,
                                        &load, &pools, &pooled, &err),
              &err);
    return pooled;
}

/* One client: 20 ms of prompt, 53 ms on the wire, 100 steps of 10 ms; nobody to wait for. */
static void lone_client(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    f.constants.request_s = 0.1;
    resolve(&f);
    const toll_serve_pooled p = ask(&f, &f, fixture_load(1000, OUT, 1), 2, 3);
    assert_within(p.tpot_s.mid, 0.010, 1e-6);
    assert_within(p.send_s, 0.053, 1e-6);
    assert_within(p.prompt_s, 0.020, 1e-6);
    assert_within(p.ttft_s.mid, 0.173, 2e-3);
    assert_within(p.requests_per_s.mid, 1 / 1.173, 2e-3);
    assert_within(p.e2e_s.mid, 1.173, 2e-3);
    assert_int_equal(p.gpus, 5);
    assert_within(p.output_tokens_per_s_per_gpu.mid, p.output_tokens_per_s.mid / 5, 1e-9);
    assert_int_equal(p.bound_pool, TOLL_POOL_CLIENTS);
    assert_true((p.flags & TOLL_FLAG_SPLIT_POOLS) != 0 && p.fit == TOLL_FIT_YES);
    assert_int_equal(p.validity, TOLL_VALIDITY_EXTRAPOLATED);
}

/* Prompts of 1,000 take 20 ms each: one unit does 50 a second, however many wait for it. */
static void prompts_bind(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_pooled p = ask(&f, &f, fixture_load(1000, OUT, 5000), 1, 3);
    assert_within(p.requests_per_s.mid, 50, 1e-2);
    assert_int_equal(p.bound_pool, TOLL_POOL_PREFILL);
    assert_true(p.prompt_wait_s > 10 && p.slot_wait_s < p.prompt_wait_s);
    /* Little's law: all clients are somewhere. */
    assert_within(p.requests_per_s.mid * p.e2e_s.mid, 5000, 1e-6);
}

/* 100 slots and a second an answer: 100 a second; two units of prompts that do 50 each match one, so five hold back nothing. */
static void answers_bind(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_pooled p = ask(&f, &f, fixture_load(1000, OUT, 5000), 5, 1);
    assert_within(p.requests_per_s.mid, 100, 1e-6);
    assert_close(p.decode_load_frac, 1);
    assert_int_equal(p.bound_pool, TOLL_POOL_DECODE);
    assert_within(p.prefill_units_per_decode, 2, 1e-6);
    assert_true(p.slot_wait_s > 10 && (p.flags & TOLL_FLAG_QUEUEING) != 0);
    assert_within(p.requests_per_s.mid * p.e2e_s.mid, 5000, 1e-6);
}

static void units_are_matched(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    const toll_serve_pooled p = ask(&f, &f, fixture_load(1000, OUT, 390), 0, 4);
    assert_int_equal(p.prefill_units, 8); /* 390 answers a second at most, 50 prompts a unit */
    assert_int_equal(p.gpus, 12);
    /* Short prompts share steps: 10 of 100 tokens in one of 20 ms. */
    assert_within(ask(&f, &f, fixture_load(100, OUT, 400), 1, 4).prefill_units_per_decode, 0.2, 1e-6);
}

/* 400 others, of whose prompts of 20 ms a tenth comes first on ten units: 80 ms, where a queue of random arrivals would be
 * short. A deployment that meets fewer of them meets as few in a pool; one that meets more can't. */
static void clients_meet_in_the_pool(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    const double shares[][2] = {{0.1, 0.080}, {0.45, 0.080}, {0.05, 0.040}};
    for (int i = 0; i < 3; i++) {
        f.constants.prompt_meet_frac = shares[i][0];
        resolve(&f);
        const toll_serve_pooled p = ask(&f, &f, fixture_load(1000, OUT, 401), 10, 5);
        assert_within(p.prompt_wait_s, shares[i][1], 1e-6);
        assert_within(p.ttft_s.mid, 0.020 + 0.053 + shares[i][1] + 0, 1e-2);
        assert_within(p.requests_per_s.mid * p.e2e_s.mid, 401, 1e-6);
    }
    f.constants.prompt_meet_frac = 0;
    resolve(&f);
    assert_true(ask(&f, &f, fixture_load(1000, OUT, 401), 10, 5).prompt_wait_s < 0.010);
}

static void more_units_are_never_slower(void **state)
{
    (void)state;
    fixture f;
    clockwork(&f);
    resolve(&f);
    double last = 0;
    for (int units = 1; units < 12; units++) {
        const toll_serve_pooled p = ask(&f, &f, fixture_load(1000, OUT, 300), units, 4);
        assert_true(p.requests_per_s.mid >= last * (1 - 1e-9));
        assert_within(p.requests_per_s.mid * p.e2e_s.mid, 300, 1e-6);
        last = p.requests_per_s.mid;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lone_client),
        cmocka_unit_test(prompts_bind),
        cmocka_unit_test(answers_bind),
        cmocka_unit_test(units_are_matched),
        cmocka_unit_test(clients_meet_in_the_pool),
        cmocka_unit_test(more_units_are_never_slower),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
