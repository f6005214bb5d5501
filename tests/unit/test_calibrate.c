/* SPDX-License-Identifier: Apache-2.0 */
/* One's own measured points: what they shift, what they narrow, and what stays. */
#include "fixture_ask.h"

#include <string.h>

#include <toll.h>

static toll_serve_anchor anchor_of(const toll_serve_result *estimated, double ratio)
{
    return (toll_serve_anchor){.known = TOLL_ANCHOR_TTFT | TOLL_ANCHOR_TPOT | TOLL_ANCHOR_THROUGHPUT,
                               .kinship = TOLL_KIN_SAME,
                               .input_tokens = estimated->input_tokens,
                               .output_tokens = estimated->output_tokens,
                               .concurrency = estimated->running_sequences + estimated->waiting_sequences,
                               .ttft_s = estimated->ttft_s.mid * ratio,
                               .tpot_s = estimated->tpot_s.mid * ratio,
                               .output_tokens_per_s = estimated->output_tokens_per_s.mid / ratio};
}

/* The same point as one of another layout that was estimated like this one. */
static toll_serve_anchor sibling_of(const toll_serve_result *estimated, double ratio)
{
    toll_serve_anchor a = anchor_of(estimated, ratio);
    a.kinship = TOLL_KIN_SIBLING;
    a.estimated_ttft_s = estimated->ttft_s.mid;
    a.estimated_tpot_s = estimated->tpot_s.mid;
    a.estimated_output_tokens_per_s = estimated->output_tokens_per_s.mid;
    return a;
}

static toll_serve_correction calibrate(const fixture *f, const toll_serve_anchor *anchors, uint64_t count)
{
    toll_serve_correction c;
    toll_error err = {0};
    toll_struct_init(&c, sizeof c, TOLL_KIND_SERVE_CORRECTION, NULL);
    if (toll_serve_calibrate(f->words, sizeof f->words, anchors, count, sizeof anchors[0], &c, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return c;
}

static toll_serve_result corrected(const fixture *f, toll_serve_load load, const toll_serve_correction *c)
{
    toll_serve_result r;
    toll_error err = {0};
    toll_struct_init(&r, sizeof r, TOLL_KIND_SERVE_RESULT, NULL);
    if (toll_serve_estimate_corrected(f->words, sizeof f->words, &load, c, &r, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return r;
}

static void start(fixture *f, toll_serve_load *load, toll_serve_result *plain)
{
    fixture_toy(f);
    resolve(f);
    *load = fixture_load(500, 100, 8);
    *plain = ask_serve(f, *load);
}

/* Shares 0.55, 0.15, 0.30: one anchor of the deployment takes 0.7 of its log ratio and leaves 1 - 0.49 of the variance. */
static void one_anchor_shifts_and_narrows(void **state)
{
    (void)state;
    fixture f;
    toll_serve_load load;
    toll_serve_result plain;
    start(&f, &load, &plain);
    const toll_serve_anchor a = anchor_of(&plain, 1.5);
    const toll_serve_correction c = calibrate(&f, &a, 1);
    assert_close(c.tpot_factor, pow(1.5, 0.7));
    assert_close(c.throughput_factor, pow(1.5, -0.7));
    assert_close(c.ttft_factor, pow(1.5, 0.6));
    assert_close(c.tpot_sd_frac, sqrt(1 - 0.7 * 0.7));
    assert_close(c.ttft_sd_frac, sqrt(1 - 0.6 * 0.6));
    assert_int_equal(c.corrected, 7);
    assert_int_equal(c.same_anchors, 1);
    assert_int_equal(c.sibling_anchors, 0);
}

/* A sibling shares the cell's part alone: 0.55 of its log ratio, 1 - 0.55^2 of the variance. */
static void a_sibling_says_less(void **state)
{
    (void)state;
    fixture f;
    toll_serve_load load;
    toll_serve_result plain;
    start(&f, &load, &plain);
    const toll_serve_anchor a = sibling_of(&plain, 1.5);
    const toll_serve_correction c = calibrate(&f, &a, 1);
    assert_close(c.tpot_factor, pow(1.5, 0.55));
    assert_close(c.tpot_sd_frac, sqrt(1 - 0.55 * 0.55));
    assert_int_equal(c.sibling_anchors, 1);
}

/* With n anchors of one's own, 0.7 / (0.7 + 0.3 / n); the load's own part of the variance always stays. */
static void more_anchors_say_more(void **state)
{
    (void)state;
    fixture f;
    toll_serve_load load;
    toll_serve_result plain;
    start(&f, &load, &plain);
    toll_serve_anchor many[50];
    double before = 1;
    for (int n = 1; n <= 50; n++) {
        many[n - 1] = anchor_of(&plain, 1.5);
        const toll_serve_correction c = calibrate(&f, many, (uint64_t)n);
        const double weight = 0.7 / (0.7 + 0.3 / n);
        assert_within(log(c.tpot_factor), weight * log(1.5), 1e-12);
        assert_within(c.tpot_sd_frac, sqrt(0.7 * (1 - weight) + 0.3), 1e-12);
        assert_true(c.tpot_sd_frac < before);
        before = c.tpot_sd_frac;
    }
}

/* Both kinds: the posterior by the precisions of (cell, deployment), another way than the library's covariances. */
static void both_kinds_weigh_together(void **state)
{
    (void)state;
    fixture f;
    toll_serve_load load;
    toll_serve_result plain;
    start(&f, &load, &plain);
    const double c_var = 0.55, d_var = 0.15, w_var = 0.30, same = log(1.4), sibling = log(1.1);
    const toll_serve_anchor rows[3] = {anchor_of(&plain, 1.4), sibling_of(&plain, 1.1), sibling_of(&plain, 1.1)};
    const toll_serve_correction c = calibrate(&f, rows, 3);
    /* information matrix of (u, v): priors, one view of u + v, two of u */
    const double uu = 1 / c_var + 1 / w_var + 2 / (d_var + w_var), uv = 1 / w_var, vv = 1 / d_var + 1 / w_var;
    const double bu = same / w_var + 2 * sibling / (d_var + w_var), bv = same / w_var;
    const double det = uu * vv - uv * uv;
    const double mean = (vv * bu - uv * bv + uu * bv - uv * bu) / det;
    const double variance = (vv + uu - 2 * uv) / det + w_var;
    assert_within(log(c.tpot_factor), mean, 1e-12);
    assert_within(c.tpot_sd_frac, sqrt(variance), 1e-12);
    assert_int_equal(c.same_anchors, 1);
    assert_int_equal(c.sibling_anchors, 2);
}

static void estimates_are_corrected(void **state)
{
    (void)state;
    fixture f;
    toll_serve_load load;
    toll_serve_result plain;
    start(&f, &load, &plain);
    const toll_serve_anchor a = anchor_of(&plain, 1.3);
    const toll_serve_correction c = calibrate(&f, &a, 1);
    const toll_serve_result r = corrected(&f, load, &c);
    assert_close(r.tpot_s.mid, plain.tpot_s.mid * c.tpot_factor);
    assert_close(r.ttft_s.mid, plain.ttft_s.mid * c.ttft_factor);
    assert_close(r.output_tokens_per_s.mid, plain.output_tokens_per_s.mid * c.throughput_factor);
    assert_close(r.requests_per_s.mid * r.e2e_s.mid, load.concurrency);
    assert_within(log(r.tpot_s.high / r.tpot_s.low), c.tpot_sd_frac * log(plain.tpot_s.high / plain.tpot_s.low), 1e-12);
    assert_close(r.output_token_j.mid * r.output_tokens_per_s.mid,
                 plain.output_token_j.mid * plain.output_tokens_per_s.mid);
    assert_close(r.power_w.mid, plain.power_w.mid);
    assert_int_equal(r.flags, plain.flags);
    assert_int_equal(r.validity, plain.validity);
}

/* Nothing known changes nothing; what was not measured stays. */
static void what_was_not_measured_stays(void **state)
{
    (void)state;
    fixture f;
    toll_serve_load load;
    toll_serve_result plain;
    start(&f, &load, &plain);
    toll_serve_correction none;
    toll_struct_init(&none, sizeof none, TOLL_KIND_SERVE_CORRECTION, NULL);
    const toll_serve_result same = corrected(&f, load, &none);
    assert_memory_equal(&same.tpot_s, &plain.tpot_s, sizeof plain.tpot_s);
    toll_serve_anchor a = anchor_of(&plain, 2);
    a.known = TOLL_ANCHOR_TPOT;
    a.ttft_s = a.output_tokens_per_s = 0;
    const toll_serve_correction c = calibrate(&f, &a, 1);
    assert_int_equal(c.corrected, TOLL_ANCHOR_TPOT);
    assert_close(c.ttft_factor, 1);
    assert_close(c.throughput_sd_frac, 1);
    assert_close(c.tpot_factor, pow(2, 0.7));
}

/* Little's law gives the throughput of a point whose two times were measured. */
static void throughput_follows_from_times(void **state)
{
    (void)state;
    fixture f;
    toll_serve_load load;
    toll_serve_result plain;
    start(&f, &load, &plain);
    toll_serve_anchor a = anchor_of(&plain, 1.5);
    a.known = TOLL_ANCHOR_TTFT | TOLL_ANCHOR_TPOT;
    a.output_tokens_per_s = 0;
    const toll_serve_correction c = calibrate(&f, &a, 1);
    assert_within(log(c.throughput_factor), -0.7 * log(1.5), 1e-9);
    assert_int_equal(c.corrected, 7);
}

/* Kinship 3: the caller's estimates, weighed as this deployment's own: 0.7 and 0.6 of the log ratios, whatever the load
 * of the row. No throughput follows from the times: of arrivals at a rate it would be the rate. */
static void given_estimates_weigh_as_ones_own(void **state)
{
    (void)state;
    fixture f;
    toll_serve_load load;
    toll_serve_result plain;
    start(&f, &load, &plain);
    toll_serve_anchor a = {.known = TOLL_ANCHOR_TTFT | TOLL_ANCHOR_TPOT,
                           .kinship = TOLL_KIN_GIVEN,
                           .input_tokens = 1,
                           .output_tokens = 100000,
                           .concurrency = 1,
                           .ttft_s = 3,
                           .tpot_s = 0.3,
                           .estimated_ttft_s = 2,
                           .estimated_tpot_s = 0.2};
    const toll_serve_correction c = calibrate(&f, &a, 1);
    assert_close(c.ttft_factor, pow(1.5, 0.6));
    assert_close(c.tpot_factor, pow(1.5, 0.7));
    assert_int_equal(c.corrected, TOLL_ANCHOR_TTFT | TOLL_ANCHOR_TPOT);
    assert_close(c.throughput_factor, 1);
    assert_int_equal(c.same_anchors, 1);
    toll_serve_correction none = c;
    toll_error err = {0};
    a.estimated_tpot_s = 0;
    assert_int_equal(toll_serve_calibrate(f.words, sizeof f.words, &a, 1, sizeof a, &none, &err), TOLL_E_MISSING);
    assert_string_equal(err.field, "estimated_tpot_s");
    assert_memory_equal(&none, &c, sizeof c);
    a.kinship = 4;
    assert_int_equal(toll_serve_calibrate(f.words, sizeof f.words, &a, 1, sizeof a, &none, &err), TOLL_E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_anchor_shifts_and_narrows), cmocka_unit_test(a_sibling_says_less),
        cmocka_unit_test(more_anchors_say_more),         cmocka_unit_test(both_kinds_weigh_together),
        cmocka_unit_test(estimates_are_corrected),       cmocka_unit_test(what_was_not_measured_stays),
        cmocka_unit_test(throughput_follows_from_times), cmocka_unit_test(given_estimates_weigh_as_ones_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
