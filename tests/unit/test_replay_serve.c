/* SPDX-License-Identifier: Apache-2.0 */
/* Random deployments, their steps, memory, steady states and costs: what tests/differential/serve_reference.py answered to
 * the same questions. It was written from the headers, one layer and one weight tensor at a time. */
#include "replay.h"

#include <toll/serve.h>

#define ROWS  8
#define WORDS 4096

/* One deployment and its last answer. */
static struct {
    toll_hw hw;
    toll_model model;
    toll_model_layer layers[ROWS];
    uint64_t n_layers;
    toll_model_precision precision;
    toll_step_layout layout;
    toll_step_engine engine;
    toll_step_constants constants;
    uint64_t deployment[WORDS];
    uint64_t size;
    toll_serve_load load;
    toll_serve_result steady;
    toll_step_batch present;
    toll_serve_load request;
    union {
        toll_step_result step;
        toll_step_memory memory;
        toll_serve_result steady;
        toll_serve_cost cost;
        toll_serve_energy energy;
        toll_serve_split split;
        toll_serve_terms terms;
        toll_serve_admission admission;
        toll_serve_queue queue;
    } answer;
    uint32_t answer_kind;
} d;

static toll_error err;

static int take_input(replay *r)
{
    if (replay_is(r, "case"))
        memset(&d, 0, sizeof d);
    else if (replay_is(r, "hw"))
        replay_fill(r, &d.hw, TOLL_KIND_HW);
    else if (replay_is(r, "model"))
        replay_fill(r, &d.model, TOLL_KIND_MODEL);
    else if (replay_is(r, "layer"))
        replay_fill(r, &d.layers[d.n_layers++], TOLL_KIND_MODEL_LAYER);
    else if (replay_is(r, "precision"))
        replay_fill(r, &d.precision, TOLL_KIND_PRECISION);
    else if (replay_is(r, "layout"))
        replay_fill(r, &d.layout, TOLL_KIND_STEP_LAYOUT);
    else if (replay_is(r, "engine"))
        replay_fill(r, &d.engine, TOLL_KIND_STEP_ENGINE);
    else if (replay_is(r, "constants"))
        replay_fill(r, &d.constants, TOLL_KIND_STEP_CONSTANTS);
    else
        return 0;
    assert_true(d.n_layers <= ROWS);
    return 1;
}

static toll_status resolve(void)
{
    d.size = toll_step_size(d.n_layers);
    assert_true(d.size <= sizeof d.deployment);
    return toll_step_resolve(&d.hw, &d.model, d.layers, d.n_layers, sizeof d.layers[0], &d.precision, &d.layout,
                             &d.engine, &d.constants, d.deployment, d.size, &err);
}

static void answer(uint32_t kind)
{
    d.answer_kind = kind;
    assert_int_equal(toll_struct_init(&d.answer, toll_struct_size(kind), kind, NULL), TOLL_OK);
}

static void expect_answer(const replay *r, toll_status status)
{
    if (status != TOLL_OK)
        fail_msg("case %s, %s: %s", r->seed, r->question, err.message);
}

static void ask_step(replay *r)
{
    toll_step_batch batch;
    replay_fill(r, &batch, TOLL_KIND_STEP_BATCH);
    answer(TOLL_KIND_STEP_RESULT);
    expect_answer(r, toll_step_estimate(d.deployment, d.size, &batch, &d.answer.step, &err));
}

static void ask_memory(replay *r)
{
    const int64_t sequences = (int64_t)replay_number(r, 0), tokens = (int64_t)replay_number(r, 0);
    answer(TOLL_KIND_STEP_MEMORY);
    expect_answer(r, toll_step_estimate_memory(d.deployment, d.size, sequences, tokens, &d.answer.memory, &err));
}

static void ask_load(replay *r)
{
    replay_fill(r, &d.load, TOLL_KIND_SERVE_LOAD);
    answer(TOLL_KIND_SERVE_RESULT);
    expect_answer(r, toll_serve_estimate(d.deployment, d.size, &d.load, &d.answer.steady, &err));
    d.steady = d.answer.steady;
}

static void ask_cost(replay *r)
{
    toll_serve_supply supply;
    replay_fill(r, &supply, TOLL_KIND_SERVE_SUPPLY);
    answer(TOLL_KIND_SERVE_COST);
    expect_answer(r, toll_serve_estimate_cost(&d.steady, &supply, &d.answer.cost, &err));
}

static void ask_energy(replay *r)
{
    toll_serve_site site;
    replay_fill(r, &site, TOLL_KIND_SERVE_SITE);
    answer(TOLL_KIND_SERVE_ENERGY);
    expect_answer(r, toll_serve_estimate_energy(&d.steady, &site, &d.answer.energy, &err));
}

static void ask_split(replay *r)
{
    toll_serve_supply supply;
    replay_fill(r, &supply, TOLL_KIND_SERVE_SUPPLY);
    answer(TOLL_KIND_SERVE_SPLIT);
    expect_answer(r, toll_serve_estimate_split(d.deployment, d.size, &d.load, &supply, &d.answer.split, &err));
}

static void ask_terms(replay *r)
{
    replay_fill(r, &d.load, TOLL_KIND_SERVE_LOAD);
    answer(TOLL_KIND_SERVE_TERMS);
    expect_answer(r, toll_serve_estimate_terms(d.deployment, d.size, &d.load, &d.answer.terms, &err));
}

static void ask_admission(replay *r)
{
    toll_serve_supply supply;
    replay_fill(r, &supply, TOLL_KIND_SERVE_SUPPLY);
    answer(TOLL_KIND_SERVE_ADMISSION);
    expect_answer(r, toll_serve_estimate_admission(d.deployment, d.size, &d.present, &d.request, &supply,
                                                   &d.answer.admission, &err));
}

static void ask_queue(replay *r)
{
    replay_fill(r, &d.load, TOLL_KIND_SERVE_LOAD);
    answer(TOLL_KIND_SERVE_QUEUE);
    expect_answer(r, toll_serve_estimate_queue(d.deployment, d.size, &d.load, &d.answer.queue, &err));
}

/* 0: no question of a steady state or of a request. */
static int take_question(replay *r)
{
    if (replay_is(r, "load"))
        ask_load(r);
    else if (replay_is(r, "supply"))
        ask_cost(r);
    else if (replay_is(r, "site"))
        ask_energy(r);
    else if (replay_is(r, "split"))
        ask_split(r);
    else if (replay_is(r, "terms"))
        ask_terms(r);
    else if (replay_is(r, "queue"))
        ask_queue(r);
    else if (replay_is(r, "present"))
        replay_fill(r, &d.present, TOLL_KIND_STEP_BATCH);
    else if (replay_is(r, "request"))
        replay_fill(r, &d.request, TOLL_KIND_SERVE_LOAD);
    else if (replay_is(r, "admit"))
        ask_admission(r);
    else
        return 0;
    return 1;
}

static void take_line(replay *r)
{
    if (take_input(r) || take_question(r))
        return;
    if (replay_is(r, "resolve"))
        expect_answer(r, resolve());
    else if (replay_is(r, "refused"))
        assert_int_not_equal(resolve(), TOLL_OK);
    else if (replay_is(r, "batch"))
        ask_step(r);
    else if (replay_is(r, "memory"))
        ask_memory(r);
    else if (replay_is(r, "="))
        replay_expect(r, &d.answer, d.answer_kind);
    else
        fail_msg("no such verb: %s", r->verb);
}

static void the_reference_gives_the_same_figures(void **state)
{
    (void)state;
    replay r;
    replay_open(&r, "tests/vectors/replay_serve.txt");
    while (replay_next(&r))
        take_line(&r);
    assert_true(r.expectations > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_gives_the_same_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
