/* SPDX-License-Identifier: Apache-2.0 */
/* The software stack of a training run: what a named one changes, and what no name costs in certainty. */
#include <math.h>

#include <toll.h>

#include "toll_assert.h"

static toll_hw hw;
static toll_model model;
static toll_model_layer layers[64];
static uint64_t n_layers;
static toll_step_constants constants;

static int set_up(void **state)
{
    (void)state;
    toll_model_precision precision;
    toll_step_engine engine;
    uint64_t index;
    toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
    toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL);
    toll_struct_init(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, "h100-sxm5-80gb", TOLL_NUL, &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_hw(index, &hw, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_MODEL, "llama-3.1-8b", TOLL_NUL, &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_model(index, &model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(index, layers, 64, sizeof layers[0], &n_layers, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_PRECISION, "bf16", TOLL_NUL, &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_precision(index, &precision, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find_engine("vllm", TOLL_NUL, &hw, &engine, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, &engine, &constants, NULL), TOLL_OK);
    return 0;
}

static toll_train_setup fresh_setup(void)
{
    toll_train_setup setup;
    toll_struct_init(&setup, sizeof setup, TOLL_KIND_TRAIN_SETUP, NULL);
    setup.dp = 8;
    setup.zero_stage = 3;
    setup.dp_overlap_frac = 1;
    return setup;
}

static toll_train_step step_of(const toll_train_setup *setup)
{
    toll_train_step step;
    toll_struct_init(&step, sizeof step, TOLL_KIND_TRAIN_STEP, NULL);
    assert_int_equal(
        toll_train_estimate_step(&hw, &model, layers, n_layers, sizeof layers[0], setup, &constants, &step, NULL),
        TOLL_OK);
    return step;
}

static toll_catalog_stack stack_named(const char *name)
{
    toll_catalog_stack stack;
    uint64_t index;
    toll_struct_init(&stack, sizeof stack, TOLL_KIND_CATALOG_STACK, NULL);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_STACK, name, TOLL_NUL, &index, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_stack(index, &stack, NULL), TOLL_OK);
    return stack;
}

static void no_stack_is_said_and_never_calibrated(void **state)
{
    (void)state;
    const toll_train_setup setup = fresh_setup();
    const toll_train_step step = step_of(&setup);
    assert_true((step.flags & TOLL_TRAIN_FLAG_NO_STACK) != 0);
    assert_int_equal(step.validity, TOLL_VALIDITY_EXTRAPOLATED);
    assert_close(step.time_s.low, 0.7 * step.time_s.mid);
    assert_close(step.time_s.high, 2 * step.time_s.mid);
}

/* Kernels that nobody timed make it wider still, by the constants' own factor. */
static void no_stack_on_untimed_kernels_is_wider(void **state)
{
    (void)state;
    const toll_train_setup setup = fresh_setup();
    const toll_step_constants timed = constants;
    constants.is_calibrated = 0;
    constants.extrapolation_factor = 2;
    const toll_train_step step = step_of(&setup);
    constants = timed;
    assert_close(step.time_s.low, 0.49 * step.time_s.mid);
    assert_close(step.time_s.high, 4 * step.time_s.mid);
}

/* Half the speed of the kernels is twice the time of what they do, and no more than that. */
static void a_stack_has_its_own_time_and_interval(void **state)
{
    (void)state;
    toll_train_setup setup = fresh_setup();
    const toll_train_step plain = step_of(&setup);
    setup.software_factor = 0.5;
    setup.step_log_sd = 0.2;
    const toll_train_step slow = step_of(&setup);
    assert_true((slow.flags & TOLL_TRAIN_FLAG_NO_STACK) == 0);
    assert_true(slow.time_s.mid > 1.5 * plain.time_s.mid && slow.time_s.mid <= 2 * plain.time_s.mid);
    assert_close(slow.time_s.high / slow.time_s.mid, exp(1.2815515655446004 * 0.2));
    assert_close(slow.time_s.mid / slow.time_s.low, exp(1.2815515655446004 * 0.2));
}

static void a_speed_of_ones_own_is_a_name(void **state)
{
    (void)state;
    toll_train_setup setup = fresh_setup();
    setup.software_factor = 0.9;
    assert_true((step_of(&setup).flags & TOLL_TRAIN_FLAG_NO_STACK) == 0);
    setup = fresh_setup();
    setup.known |= TOLL_TRAIN_MFU;
    setup.mfu = (toll_range){0.4, 0.4, 0.4};
    assert_true((step_of(&setup).flags & TOLL_TRAIN_FLAG_NO_STACK) == 0);
}

/* FSDP on H100 by the MosaicML tables took a third longer than Megatron-LM on the same kernels. */
static void stacks_differ_as_published(void **state)
{
    (void)state;
    const toll_catalog_stack mosaic = stack_named("llm-foundry-h100"), megatron = stack_named("megatron-2022");
    assert_int_equal(mosaic.known, TOLL_STACK_DENSE | TOLL_STACK_DENSE_SD);
    assert_true(mosaic.dense_runs >= 9 && mosaic.expert_runs == 0);
    assert_true(mosaic.dense_software_factor < 0.75 * megatron.dense_software_factor);
    assert_true(mosaic.dense_log_sd > 0.05 && mosaic.dense_log_sd < 0.5);
}

static void a_bad_deviation_is_refused(void **state)
{
    (void)state;
    const double bad[] = {-0.1, 5.1, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        toll_train_setup setup = fresh_setup();
        toll_train_step step;
        toll_error err;
        toll_struct_init(&step, sizeof step, TOLL_KIND_TRAIN_STEP, NULL);
        setup.step_log_sd = bad[i];
        assert_true(toll_train_estimate_step(&hw, &model, layers, n_layers, sizeof layers[0], &setup, &constants, &step,
                                             &err) < 0);
        assert_string_equal(err.field, "step_log_sd");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_stack_is_said_and_never_calibrated),
        cmocka_unit_test(no_stack_on_untimed_kernels_is_wider),
        cmocka_unit_test(a_stack_has_its_own_time_and_interval),
        cmocka_unit_test(a_speed_of_ones_own_is_a_name),
        cmocka_unit_test(stacks_differ_as_published),
        cmocka_unit_test(a_bad_deviation_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
