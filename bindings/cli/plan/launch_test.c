/* SPDX-License-Identifier: Apache-2.0 */
/* A load test with the rate and the lengths of the estimate.
 *
 * vllm bench draws lengths evenly from mean * (1 - r) .. mean * (1 + r). Their deviation is mean * r / sqrt(3), so r is
 * sqrt(3) times the wanted deviation / mean: 0.5 -> r = 0.87. It allows r < 1, so more than 0.57 can't be had: a note
 * says so. Arrivals are Poisson by themselves. A shared prefix comes on top of the drawn prompt.
 *
 * By hand, for 20 requests/s on 4 replicas: 5 requests/s on the one that is tested, 1,500 of them in five minutes. */
#include "plan/launch_test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TEST_S       300.0 /* long beside the seconds in which a queue settles */
#define TEST_MAX_S   3600.0
#define PROMPTS_GOOD 200.0 /* below, a P95 rests on fewer than ten requests */
#define PROMPTS_MIN  20.0
#define PROMPTS_MAX  100000.0
#define RATIO_MAX    0.99 /* the tool takes less than 1 */
#define RESULT       "load-test.json"
#define SQRT_3       1.7320508075688772

/* For five minutes; more where that would be few, as far as an hour brings them. */
static double number_of_prompts(double requests_per_s)
{
    double prompts = ceil(requests_per_s * TEST_S), hour = ceil(requests_per_s * TEST_MAX_S);
    prompts = fmax(prompts, fmin(hour, PROMPTS_GOOD));
    return fmin(fmax(prompts, PROMPTS_MIN), PROMPTS_MAX);
}

static double range_ratio(double cv)
{
    double ratio = SQRT_3 * cv;
    return ratio < RATIO_MAX ? ratio : RATIO_MAX;
}

static void add_lengths(launch_words *w, const launch_load *load)
{
    double input = range_ratio(load->input_cv), output = range_ratio(load->output_cv);
    int64_t prefix = (int64_t)floor(load->input_tokens * load->cached_frac + 0.5);
    int64_t drawn = (int64_t)floor(load->input_tokens + 0.5) - prefix;
    launch_value(w, "--dataset-name", "random");
    launch_count(w, "--random-input-len", drawn > 1 ? drawn : 1);
    launch_count(w, "--random-output-len", (int64_t)floor(load->output_tokens + 0.5));
    if (prefix > 0) {
        launch_count(w, "--random-prefix-len", prefix);
    }
    if (input > 0 || output > 0) {
        launch_word(w, "--random-range-ratio");
        launch_word(w, "{\"input\": %.2g, \"output\": %.2g}", input, output);
    }
    if (SQRT_3 * load->input_cv > RATIO_MAX || SQRT_3 * load->output_cv > RATIO_MAX) {
        launch_note(w, "the test's lengths vary less than asked: it draws evenly, at most 57 %% of the mean apart");
    }
    launch_word(w, "--ignore-eos");
}

static void add_limits(launch_words *w, const launch_load *load)
{
    char percentile[32];
    if (load->ttft_s <= 0 && load->tpot_s <= 0) {
        return;
    }
    snprintf(percentile, sizeof percentile, "50,%.4g", load->quantile * 100);
    launch_value(w, "--percentile-metrics", "ttft,tpot");
    launch_value(w, "--metric-percentiles", load->quantile == 0.5 ? "50" : percentile);
    launch_word(w, "--goodput");
    if (load->ttft_s > 0) {
        launch_word(w, "ttft:%.6g", load->ttft_s * 1e3);
    }
    if (load->tpot_s > 0) {
        launch_word(w, "tpot:%.6g", load->tpot_s * 1e3);
    }
}

static void add_model(launch_words *w, const launch_layout *l, launch_engine engine)
{
    launch_words server;
    launch_server(&server, l, engine);
    if (engine == LAUNCH_VLLM || engine == LAUNCH_TRTLLM) {
        launch_value(w, "--model", server.words[server.program - 1]);
        return;
    }
    launch_value(w, "--model", server.words[server.program + 1]);
    if (engine == LAUNCH_LLAMACPP && l->repository[0] != 0) {
        launch_value(w, "--tokenizer", l->repository);
    }
}

void launch_test(launch_words *w, const launch_layout *l, const launch_load *load, launch_engine engine)
{
    double rate = load->replica_requests_per_s;
    double prompts = number_of_prompts(rate);
    memset(w, 0, sizeof *w);
    launch_word(w, "vllm");
    launch_word(w, "bench");
    launch_word(w, "serve");
    w->program = w->count;
    launch_value(w, "--backend", "openai");
    launch_word(w, "--base-url");
    launch_word(w, "http://localhost:%d", LAUNCH_PORT);
    add_model(w, l, engine);
    add_lengths(w, load);
    launch_word(w, "--request-rate");
    launch_word(w, "%.6g", rate);
    launch_count(w, "--num-prompts", (int64_t)prompts);
    add_limits(w, load);
    launch_word(w, "--save-result");
    launch_value(w, "--result-filename", RESULT);
    if (prompts > rate * TEST_S + 1) {
        launch_note(w, "the load is so low that the test takes %.0f minutes", prompts / rate / 60);
    }
    if (l->replicas > 1) {
        launch_note(w, "one replica is tested, with its share of the rate: %.6g of %.6g requests/s", rate,
                    load->requests_per_s);
    }
}

bool launch_calibrate(launch_words *w, const launch_layout *l, const launch_load *load)
{
    memset(w, 0, sizeof *w);
    if (l->hw == NULL || l->version[0] == 0) {
        return false;
    }
    launch_word(w, "toll");
    launch_word(w, "calibrate");
    launch_word(w, RESULT);
    w->program = w->count;
    launch_value(w, "--model", l->model);
    launch_value(w, "--hw", l->hw);
    launch_value(w, "--precision", l->precision);
    launch_word(w, "--engine");
    launch_word(w, "%s@%s", l->engine, l->version);
    launch_count(w, "--tp", l->tp);
    launch_count(w, "--pp", l->pp);
    launch_count(w, "--ep", l->ep);
    launch_count(w, "--dp", l->dp);
    if (load->input_cv > 0 || load->output_cv > 0) {
        launch_share(w, "--input-cv", load->input_cv);
        launch_share(w, "--output-cv", load->output_cv);
    }
    if (load->cached_frac > 0) {
        launch_share(w, "--prefix-hit", load->cached_frac);
    }
    launch_value(w, "--write", "measured.csv");
    return true;
}
