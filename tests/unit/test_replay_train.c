/* SPDX-License-Identifier: Apache-2.0 */
/* Random training setups, their operations, memory, steps and runs: what tests/differential/train_reference.py answered to
 * the same questions. It was written from the headers, one layer and one kernel at a time. */
#include "replay.h"

#include <toll/train.h>

#define ROWS 8

/* One setup and its last answer. */
static struct {
    toll_hw hw;
    toll_model model;
    toll_model_layer layers[ROWS];
    uint64_t n_layers;
    toll_step_constants constants;
    toll_train_setup setup;
    toll_train_step step;
    union {
        toll_train_flops flops;
        toll_train_memory memory;
        toll_train_step step;
        toll_train_result run;
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
    else if (replay_is(r, "constants"))
        replay_fill(r, &d.constants, TOLL_KIND_STEP_CONSTANTS);
    else if (replay_is(r, "setup"))
        replay_fill(r, &d.setup, TOLL_KIND_TRAIN_SETUP);
    else
        return 0;
    assert_true(d.n_layers <= ROWS);
    return 1;
}

static void answer(uint32_t kind)
{
    d.answer_kind = kind;
    assert_int_equal(toll_struct_init(&d.answer, toll_struct_size(kind), kind, NULL), TOLL_OK);
}

static toll_status ask_count(void)
{
    answer(TOLL_KIND_TRAIN_FLOPS);
    return toll_train_count(&d.model, d.layers, d.n_layers, sizeof d.layers[0], &d.setup, &d.answer.flops, &err);
}

static toll_status ask_memory(void)
{
    answer(TOLL_KIND_TRAIN_MEMORY);
    return toll_train_estimate_memory(&d.hw, &d.model, d.layers, d.n_layers, sizeof d.layers[0], &d.setup, &d.constants,
                                      &d.answer.memory, &err);
}

static toll_status ask_step(void)
{
    answer(TOLL_KIND_TRAIN_STEP);
    toll_status status = toll_train_estimate_step(&d.hw, &d.model, d.layers, d.n_layers, sizeof d.layers[0], &d.setup,
                                                  &d.constants, &d.answer.step, &err);
    d.step = d.answer.step;
    return status;
}

static toll_status ask_run(replay *r)
{
    toll_train_job job;
    replay_fill(r, &job, TOLL_KIND_TRAIN_JOB);
    answer(TOLL_KIND_TRAIN_RESULT);
    return toll_train_estimate(&d.step, &job, &d.answer.run, &err);
}

static toll_status ask(replay *r)
{
    if (replay_is(r, "count"))
        return ask_count();
    if (replay_is(r, "memory"))
        return ask_memory();
    if (replay_is(r, "step"))
        return ask_step();
    if (replay_is(r, "job"))
        return ask_run(r);
    fail_msg("no such verb: %s", r->verb);
    return TOLL_OK;
}

static void take_line(replay *r)
{
    if (take_input(r))
        return;
    if (replay_is(r, "="))
        replay_expect(r, &d.answer, d.answer_kind);
    else if (replay_is(r, "refused"))
        assert_int_not_equal(strcmp(r->words, "count") == 0 ? ask_count() : ask_step(), TOLL_OK);
    else if (ask(r) != TOLL_OK)
        fail_msg("case %s, %s: %s", r->seed, r->question, err.message);
}

static void the_reference_gives_the_same_figures(void **state)
{
    (void)state;
    replay r;
    replay_open(&r, "tests/vectors/replay_train.txt");
    while (replay_next(&r))
        take_line(&r);
    assert_true(r.expectations > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_gives_the_same_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
