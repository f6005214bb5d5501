/* SPDX-License-Identifier: Apache-2.0 */
/* A deployment that does not fit: no function of serve.h gives a figure for it, unless the load says assume_fit. */
#include "fixture_ask.h"

#include <string.h>

#include <toll/catalog.h>

#define SIZE(f) sizeof(f)->words

/* The toy of fixture.c, on a card of one byte. */
static void make_unfit(fixture *f)
{
    fixture_toy(f);
    f->constants.step_s = 0.01;
    f->hw.memory_bytes = f->hw.memory_usable_bytes = 1;
    resolve(f);
}

static void make_fit(fixture *f)
{
    fixture_toy(f);
    f->constants.step_s = 0.01;
    resolve(f);
}

static toll_serve_load load_of(uint32_t mode, int64_t assume_fit)
{
    toll_serve_load load = fixture_load(100, 100, 1);
    load.mode = mode;
    load.requests_per_s = mode == TOLL_LOAD_OPEN ? 1e-9 : 0;
    load.assume_fit = assume_fit;
    return load;
}

static int is_zero_range(toll_range r)
{
    return r.low == 0 && r.mid == 0 && r.high == 0;
}

static const uint32_t modes[] = {TOLL_LOAD_CLOSED, TOLL_LOAD_OPEN, TOLL_LOAD_BATCH, TOLL_LOAD_DECODE};

static void no_figure_of_a_steady_state(void **state)
{
    (void)state;
    fixture f;
    make_unfit(&f);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        const toll_serve_result r = ask_serve(&f, load_of(modes[i], 0));
        assert_int_equal(r.fit, TOLL_FIT_NO);
        assert_true((r.flags & TOLL_FLAG_NO_FIT) != 0 && r.known == 0 && r.gpus == 1);
        assert_true(is_zero_range(r.ttft_s) && is_zero_range(r.tpot_s) && is_zero_range(r.e2e_s));
        assert_true(is_zero_range(r.requests_per_s) && is_zero_range(r.output_tokens_per_s));
        assert_true(is_zero_range(r.power_w) && is_zero_range(r.output_token_j) && is_zero_range(r.input_token_j));
        assert_true(r.running_sequences == 0 && r.step_s == 0 && r.weights_frac == 0);
    }
}

/* One request at a time: a lone client's figures, and those of arrivals that do not meet. */
static void assumed_figures_are_those_of_a_larger_card(void **state)
{
    (void)state;
    fixture small, large;
    make_unfit(&small);
    make_fit(&large);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        const toll_serve_result got = ask_serve(&small, load_of(modes[i], 1));
        const toll_serve_result want = ask_serve(&large, load_of(modes[i], 0));
        assert_int_equal(got.fit, TOLL_FIT_NO);
        assert_int_equal(want.fit, TOLL_FIT_YES);
        assert_true((got.flags & TOLL_FLAG_NO_FIT) != 0 && want.ttft_s.mid > 0);
        assert_within(got.ttft_s.mid, want.ttft_s.mid, 1e-6);
        assert_close(got.tpot_s.mid, want.tpot_s.mid);
        assert_close(got.requests_per_s.mid, want.requests_per_s.mid);
    }
}

/* Where it fits, the word changes nothing. */
static void assuming_what_is_so_changes_nothing(void **state)
{
    (void)state;
    fixture f;
    make_fit(&f);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        const toll_serve_result plain = ask_serve(&f, load_of(modes[i], 0));
        const toll_serve_result assumed = ask_serve(&f, load_of(modes[i], 1));
        assert_memory_equal(&plain, &assumed, sizeof plain);
    }
}

static void no_price_and_no_energy(void **state)
{
    (void)state;
    fixture f;
    toll_error err;
    toll_serve_cost cost;
    toll_serve_energy energy;
    toll_serve_site site;
    const toll_serve_supply supply = fixture_supply(2);
    (void)toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    (void)toll_struct_init(&energy, sizeof energy, TOLL_KIND_SERVE_ENERGY, NULL);
    (void)toll_struct_init(&site, sizeof site, TOLL_KIND_SERVE_SITE, NULL);
    make_unfit(&f);
    const toll_serve_result none = ask_serve(&f, load_of(TOLL_LOAD_CLOSED, 0));
    assert_int_equal(toll_serve_estimate_cost(&none, &supply, &cost, &err), TOLL_E_CONFLICT);
    assert_string_equal(err.field, "fit");
    assert_non_null(strstr(err.message, "does not fit"));
    assert_int_equal(toll_serve_estimate_energy(&none, &site, &energy, &err), TOLL_E_MISSING);
    assert_non_null(strstr(err.message, "does not fit"));
    const toll_serve_result assumed = ask_serve(&f, load_of(TOLL_LOAD_CLOSED, 1));
    expect_ok(toll_serve_estimate_cost(&assumed, &supply, &cost, &err), &err);
    assert_true(cost.usd_per_mtok_output.mid > 0 && (cost.flags & TOLL_FLAG_NO_FIT) != 0);
    expect_ok(toll_serve_estimate_energy(&assumed, &site, &energy, &err), &err);
}

static toll_serve_queue ask_waits(const fixture *f, toll_serve_load load)
{
    toll_error err;
    toll_serve_queue queue;
    (void)toll_struct_init(&queue, sizeof queue, TOLL_KIND_SERVE_QUEUE, NULL);
    expect_ok(toll_serve_estimate_queue(f->words, SIZE(f), &load, &queue, &err), &err);
    return queue;
}

static void it_keeps_up_with_nothing(void **state)
{
    (void)state;
    fixture f;
    make_unfit(&f);
    for (uint32_t mode = TOLL_LOAD_CLOSED; mode <= TOLL_LOAD_OPEN; mode++) {
        const toll_serve_queue none = ask_waits(&f, load_of(mode, 0)), assumed = ask_waits(&f, load_of(mode, 1));
        assert_true(none.known == 0 && none.stability == TOLL_STABILITY_UNSTABLE && none.slots == 0);
        assert_true(is_zero_range(none.saturation_requests_per_s) && is_zero_range(none.ttft_p50_s));
        assert_true((none.flags & TOLL_FLAG_NO_FIT) != 0 && (assumed.flags & TOLL_FLAG_NO_FIT) != 0);
        assert_true(assumed.known == TOLL_QUEUE_TIMES && assumed.ttft_p50_s.mid > 0);
    }
}

static double ask_rate(const fixture *f, int64_t assume_fit)
{
    toll_error err;
    toll_serve_limits limits;
    double rate = -1;
    const toll_serve_load load = load_of(TOLL_LOAD_CLOSED, assume_fit);
    (void)toll_struct_init(&limits, sizeof limits, TOLL_KIND_SERVE_LIMITS, NULL);
    expect_ok(toll_serve_bound_rate(f->words, SIZE(f), &load, &limits, &rate, &err), &err);
    return rate;
}

static void no_rate_is_served(void **state)
{
    (void)state;
    fixture f;
    make_unfit(&f);
    assert_true(ask_rate(&f, 0) == 0);
    assert_true(ask_rate(&f, 1) > 0);
}

/* A prompt of 10^8 tokens does not fit where one of 100 does: the row alone has no figures. */
static void rows_that_do_not_fit_are_zero(void **state)
{
    (void)state;
    fixture f;
    toll_error err;
    const double input[] = {100, 1e8, 100}, output[] = {100, 100, 100}, one[] = {1, 1, 1};
    double ttft_s[3], tpot_s[3], rate[3];
    int32_t statuses[3];
    make_fit(&f);
    expect_ok(toll_serve_estimate_columns(f.words, sizeof f.words, input, output, one, 3, ttft_s, tpot_s, rate,
                                          statuses, &err),
              &err);
    assert_true(statuses[1] == TOLL_OK && ttft_s[1] == 0 && tpot_s[1] == 0 && rate[1] == 0);
    assert_true(ttft_s[0] > 0 && ttft_s[2] > 0 && rate[2] > 0);
}

static void open_rows_that_do_not_fit_keep_up_with_nothing(void **state)
{
    (void)state;
    fixture f;
    toll_error err;
    const double input[] = {100}, output[] = {100}, rates[] = {1e-9};
    double ttft_s[1], tpot_s[1], running[1];
    int32_t stabilities[1];
    make_unfit(&f);
    for (int64_t assume_fit = 0; assume_fit <= 1; assume_fit++) {
        const toll_serve_load load = load_of(TOLL_LOAD_OPEN, assume_fit);
        expect_ok(toll_serve_estimate_open_columns(f.words, sizeof f.words, &load, input, output, rates, 1, ttft_s,
                                                   tpot_s, running, stabilities, NULL, &err),
                  &err);
        assert_int_equal(stabilities[0], assume_fit ? TOLL_STABILITY_STABLE : TOLL_STABILITY_UNSTABLE);
        assert_true((ttft_s[0] > 0) == (assume_fit == 1) && (tpot_s[0] > 0) == (assume_fit == 1));
    }
}

static void what_has_no_room_is_not_admitted(void **state)
{
    (void)state;
    fixture f;
    toll_error err;
    const toll_step_batch idle = fixture_decode(0, 0);
    const toll_serve_supply supply = fixture_supply(2);
    make_unfit(&f);
    for (int64_t assume_fit = 0; assume_fit <= 1; assume_fit++) {
        toll_serve_admission a;
        const toll_serve_load load = load_of(TOLL_LOAD_CLOSED, assume_fit);
        (void)toll_struct_init(&a, sizeof a, TOLL_KIND_SERVE_ADMISSION, NULL);
        expect_ok(toll_serve_estimate_admission(f.words, sizeof f.words, &idle, &load, &supply, &a, &err), &err);
        assert_int_equal(a.fit, TOLL_FIT_NO);
        assert_true(a.request_bytes > 0 && a.free_bytes < 0);
        assert_true((a.ttft_s.mid > 0) == (assume_fit == 1) && (a.usd.mid > 0) == (assume_fit == 1));
    }
}

static void no_terms_and_no_split(void **state)
{
    (void)state;
    fixture f;
    toll_error err;
    toll_serve_terms terms;
    toll_serve_split split;
    const toll_serve_supply supply = fixture_supply(2);
    toll_serve_load load = load_of(TOLL_LOAD_CLOSED, 0);
    (void)toll_struct_init(&terms, sizeof terms, TOLL_KIND_SERVE_TERMS, NULL);
    (void)toll_struct_init(&split, sizeof split, TOLL_KIND_SERVE_SPLIT, NULL);
    make_unfit(&f);
    assert_int_equal(toll_serve_estimate_terms(f.words, sizeof f.words, &load, &terms, &err), TOLL_E_CONFLICT);
    assert_string_equal(err.field, "assume_fit");
    assert_int_equal(toll_serve_estimate_split(f.words, sizeof f.words, &load, &supply, &split, &err), TOLL_E_CONFLICT);
    assert_string_equal(err.field, "assume_fit");
    load.assume_fit = 1;
    expect_ok(toll_serve_estimate_terms(f.words, sizeof f.words, &load, &terms, &err), &err);
    expect_ok(toll_serve_estimate_split(f.words, sizeof f.words, &load, &supply, &split, &err), &err);
    assert_true(terms.step_s > 0 && split.busy_usd_per_mtok_output.mid > 0);
}

static void pools_of_which_one_does_not_fit(void **state)
{
    (void)state;
    fixture small, large;
    toll_error err;
    toll_serve_pools pools;
    (void)toll_struct_init(&pools, sizeof pools, TOLL_KIND_SERVE_POOLS, NULL);
    make_unfit(&small);
    make_fit(&large);
    for (int64_t assume_fit = 0; assume_fit <= 1; assume_fit++) {
        toll_serve_pooled p;
        const toll_serve_load load = load_of(TOLL_LOAD_CLOSED, assume_fit);
        (void)toll_struct_init(&p, sizeof p, TOLL_KIND_SERVE_POOLED, NULL);
        expect_ok(toll_serve_estimate_pools(large.words, sizeof large.words, small.words, sizeof small.words, &load,
                                            &pools, &p, &err),
                  &err);
        assert_true(p.fit == TOLL_FIT_NO && p.gpus == 2);
        assert_true((p.ttft_s.mid > 0) == (assume_fit == 1) && (p.requests_per_s.mid > 0) == (assume_fit == 1));
    }
}

/* What was measured did fit, whatever the estimate of the memory says. */
static void a_measured_point_calibrates_nevertheless(void **state)
{
    (void)state;
    fixture f;
    toll_error err;
    toll_serve_anchor anchor;
    toll_serve_correction correction;
    toll_serve_result result;
    const toll_serve_load load = load_of(TOLL_LOAD_CLOSED, 0);
    (void)toll_struct_init(&anchor, sizeof anchor, TOLL_KIND_SERVE_ANCHOR, NULL);
    (void)toll_struct_init(&correction, sizeof correction, TOLL_KIND_SERVE_CORRECTION, NULL);
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    anchor.known = TOLL_ANCHOR_TPOT;
    anchor.tpot_s = 0.05;
    make_unfit(&f);
    expect_ok(toll_serve_calibrate(f.words, sizeof f.words, &anchor, 1, sizeof anchor, &correction, &err), &err);
    assert_true(correction.tpot_factor > 1);
    expect_ok(toll_serve_estimate_corrected(f.words, sizeof f.words, &load, &correction, &result, &err), &err);
    assert_true(result.fit == TOLL_FIT_NO && is_zero_range(result.tpot_s));
}

/* In one call from names there is a price, so there is a refusal: 141 GB of weights on a card of 80. */
static void no_estimate_by_name(void **state)
{
    (void)state;
    toll_error err;
    toll_serve_result result;
    toll_serve_cost cost;
    toll_serve_load load = load_of(TOLL_LOAD_CLOSED, 0);
    (void)toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    (void)toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    assert_int_equal(
        toll_catalog_estimate("h100-sxm5-80gb", "llama-3.1-70b", "bf16", 1, &load, 2, &result, &cost, &err),
        TOLL_E_CONFLICT);
    assert_string_equal(err.field, "fit");
    load.assume_fit = 1;
    expect_ok(toll_catalog_estimate("h100-sxm5-80gb", "llama-3.1-70b", "bf16", 1, &load, 2, &result, &cost, &err),
              &err);
    assert_true(result.fit == TOLL_FIT_NO && cost.usd_per_mtok_output.mid > 0);
}

static void the_word_is_0_or_1(void **state)
{
    (void)state;
    fixture f;
    toll_error err;
    toll_serve_result r;
    const toll_serve_load load = load_of(TOLL_LOAD_CLOSED, 2);
    (void)toll_struct_init(&r, sizeof r, TOLL_KIND_SERVE_RESULT, NULL);
    make_fit(&f);
    assert_int_equal(toll_serve_estimate(f.words, sizeof f.words, &load, &r, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "assume_fit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_figure_of_a_steady_state),
        cmocka_unit_test(assumed_figures_are_those_of_a_larger_card),
        cmocka_unit_test(assuming_what_is_so_changes_nothing),
        cmocka_unit_test(no_price_and_no_energy),
        cmocka_unit_test(it_keeps_up_with_nothing),
        cmocka_unit_test(no_rate_is_served),
        cmocka_unit_test(rows_that_do_not_fit_are_zero),
        cmocka_unit_test(open_rows_that_do_not_fit_keep_up_with_nothing),
        cmocka_unit_test(what_has_no_room_is_not_admitted),
        cmocka_unit_test(no_terms_and_no_split),
        cmocka_unit_test(pools_of_which_one_does_not_fit),
        cmocka_unit_test(a_measured_point_calibrates_nevertheless),
        cmocka_unit_test(no_estimate_by_name),
        cmocka_unit_test(the_word_is_0_or_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
