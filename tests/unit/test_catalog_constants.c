/* SPDX-License-Identifier: Apache-2.0 */
/* Calibration constants: what is selected for whom, and that every selection is a valid struct. */
#include "catalog_rows.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "catalog/calibration.h"
#include "catalog/facts.h"

static toll_step_constants constants_of(const char *hw_id, const char *precision_id, const char *engine_id)
{
    const toll_hw hw = hw_of(hw_id);
    const toll_model_precision precision = precision_of(precision_id);
    const toll_step_engine engine = engine_of(engine_id);
    toll_step_constants constants;
    toll_error err = {0};
    toll_struct_init(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    if (toll_catalog_get_constants(&hw, &precision, &engine, &constants, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return constants;
}

/* What make calibrate fitted to the timings of Hopper with FP8 weights: docs/dev/calibration.md. */
static void h100_fp8_is_golden(void **state)
{
    (void)state;
    const toll_step_constants c = constants_of("h100-sxm5-80gb", "fp8", "vllm");
    assert_int_equal(c.is_calibrated, 1);
    assert_true(c.linear_start_s == 4e-6 && c.linear_memory_frac == 0.82 && c.linear_compute_frac == 0.54);
    assert_true(c.linear_quantise_s == 3.02e-6 && c.expert_rank_exp == 0.68 && c.decode_latent_start_s == 16.3e-6);
    assert_true(c.decode_start_s == 11e-6 && c.decode_memory_frac == 0.87);
    assert_true(c.prefill_compute_frac == 0.62 && c.prefill_half_tokens == 710);
    assert_true(c.allreduce_start_s == 5.83e-6 && c.allreduce_double_s == 1.72e-6 && c.link_frac == 0.55);
    assert_true(c.allreduce_split_start_s == 4.24e-6 && c.switch_reduce_frac == 1);
    assert_true(c.small_kernel_s == 1.2e-6 && c.step_s == 0.3e-3 && c.sequence_s == 6e-6);
    assert_true(c.prefill_layer_s == 30e-6 && c.request_s == 20e-3);
    assert_true(c.usable_frac_hbm == 0.995 && c.usable_frac_other == 0.937 && c.idle_power_frac == 0.115);
    assert_true(c.step_log_sd == 0.16 && c.ttft_log_sd == 0.76 && c.throughput_log_sd == 0.17);
    assert_string_equal(c.source, "aiconfigurator@095f58a kernel timings, fitted by make calibrate");
    assert_int_equal(c.as_of, 20260821);
}

static void the_format_selects(void **state)
{
    (void)state;
    const toll_step_constants bf16 = constants_of("h100-sxm5-80gb", "bf16", "vllm");
    assert_true(bf16.linear_start_s == 4e-6 && bf16.linear_compute_frac == 0.83 && bf16.is_calibrated == 1);
    const toll_step_constants kv8 = constants_of("h100-sxm5-80gb", "fp8-kv8", "vllm");
    assert_true(kv8.decode_memory_frac == 0.9 && kv8.linear_compute_frac == 0.54);
    const toll_step_constants nvfp4 = constants_of("b200-sxm-180gb", "nvfp4", "trtllm");
    assert_true(nvfp4.linear_start_s == 4.02e-6 && nvfp4.linear_quantise_s == 1.78e-6 &&
                nvfp4.linear_compute_frac == 0.43 && nvfp4.is_calibrated == 1);
}

/* FP8 weights on an A100, which has no FP8, run on its BF16 units: its BF16 constants hold. */
static void the_rate_that_is_really_used_selects(void **state)
{
    (void)state;
    const toll_step_constants c = constants_of("a100-sxm4-80gb", "fp8", "vllm");
    assert_true(c.linear_start_s == 6.6e-6 && c.linear_memory_frac == 0.77 && c.linear_compute_frac == 0.87);
    assert_true(c.allreduce_start_s == 6.54e-6 && c.link_frac == 0.58 && !(c.switch_reduce_frac > 0));
}

static void the_engine_selects(void **state)
{
    (void)state;
    assert_true(constants_of("h100-sxm5-80gb", "fp8", "trtllm").allreduce_start_s == 4.23e-6);
    assert_true(constants_of("h100-sxm5-80gb", "fp8", "sglang").allreduce_start_s == 4.04e-6);
    assert_true(constants_of("b200-sxm-180gb", "fp8", "trtllm").allreduce_start_s == 5.93e-6);
    assert_true(constants_of("b200-sxm-180gb", "fp8", "vllm").allreduce_start_s == 8.79e-6);
}

/* Timings are of an architecture and a format: none of AMD, none of INT8 on Ada; and an A10 is no small A100. */
static void typical_constants_say_so(void **state)
{
    (void)state;
    assert_int_equal(constants_of("a100-sxm4-80gb", "bf16", "vllm").is_calibrated, 1);
    assert_int_equal(constants_of("a10-24gb", "bf16", "vllm").is_calibrated, 0);
    assert_int_equal(constants_of("l40s-48gb", "int8", "vllm").is_calibrated, 0);
    assert_int_equal(constants_of("mi300x-192gb", "bf16", "vllm").is_calibrated, 0);
    assert_int_equal(constants_of("b300-sxm-288gb", "fp8", "vllm").is_calibrated, 0);
    assert_int_equal(constants_of("h100-sxm5-80gb", "int8", "vllm").is_calibrated, 0);
    /* The graphics Blackwell is another chip than the B200, whose projections start at 4.02 us. */
    const toll_step_constants small = constants_of("rtx-5090-32gb", "bf16", "vllm");
    assert_true(small.is_calibrated == 1 && small.linear_start_s == 2e-6 && small.linear_compute_frac == 0.81);
}

static void a_user_s_own_hardware_gets_typical_constants(void **state)
{
    (void)state;
    toll_hw hw;
    toll_step_constants c;
    const toll_model_precision precision = precision_of("fp8");
    const toll_step_engine engine = engine_of("vllm");
    toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
    toll_struct_init(&c, sizeof c, TOLL_KIND_STEP_CONSTANTS, NULL);
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, &engine, &c, NULL), TOLL_OK);
    assert_int_equal(c.is_calibrated, 0);
    assert_true(c.linear_compute_frac == 0.5);
    memcpy(hw.arch, "HOPPER", 7);
    hw.known = TOLL_HW_FP8;
    hw.fp8_flop_per_s = 2e15;
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, &engine, &c, NULL), TOLL_OK);
    assert_true(c.linear_compute_frac == 0.54);
}

static void every_selection_is_valid(void **state)
{
    (void)state;
    for (uint64_t h = 0; h < toll_catalog_count(TOLL_TABLE_HW); h++)
        for (uint64_t p = 0; p < toll_catalog_count(TOLL_TABLE_PRECISION); p++) {
            uint64_t e = (h + p) % toll_catalog_count(TOLL_TABLE_ENGINE);
            const toll_step_constants c =
                constants_of(toll_catalog_get_id(TOLL_TABLE_HW, h), toll_catalog_get_id(TOLL_TABLE_PRECISION, p),
                             toll_catalog_get_id(TOLL_TABLE_ENGINE, e));
            assert_int_equal(toll_struct_check(&c, TOLL_KIND_STEP_CONSTANTS, NULL), TOLL_OK);
            assert_true(c.source[0] && c.as_of > 20260000);
        }
}

/* How a row's text fits a name, as catalog.h's sources write them: written once more, without a memo. */
static int fit_text_slowly(const char *wanted, size_t n, const char *given, int weight)
{
    if (given[0] == '*')
        return 0;
    for (size_t i = 0; i < n; i++)
        if (tolower((unsigned char)wanted[i]) != tolower((unsigned char)given[i]))
            return -1;
    return given[n] == '\0' ? weight : -1;
}

static int fit_engine_slowly(const char *wanted, const char *given)
{
    int whole = fit_text_slowly(wanted, strlen(wanted), given, 2);
    const char *dash = strchr(wanted, '-');
    return whole >= 0 || dash == NULL ? whole : fit_text_slowly(wanted, (size_t)(dash - wanted), given, 1);
}

static uint32_t rate_of_constant(const char *name, const uint32_t rates[3])
{
    if (strncmp(name, "linear_", 7) == 0)
        return rates[0];
    if (strncmp(name, "expert_", 7) == 0)
        return rates[1];
    return strncmp(name, "decode_", 7) == 0 || strncmp(name, "prefill_", 8) == 0 ? rates[2] : 0;
}

/* The value of a constant, by looking at every row of the table. */
static double find_value_slowly(const toll__table *t, const char *arch, const char *engine, uint32_t rate,
                                const char *name)
{
    double value = (double)NAN;
    int best = -1;
    for (uint64_t row = 0; row < t->n_rows; row++) {
        int64_t own = toll__table_cell(t, row, 2);
        int by_arch = fit_text_slowly(arch, strlen(arch), toll__table_text(t, row, 1), 8);
        int by_engine = fit_engine_slowly(engine, toll__table_text(t, row, 3));
        int fit = by_arch + by_engine + (own != 0 ? 4 : 0);
        if (strcmp(toll__table_text(t, row, 0), name) != 0 || (own != 0 && own != (int64_t)rate) || by_arch < 0 ||
            by_engine < 0 || fit <= best)
            continue;
        best = fit;
        value = toll__table_number(t, row, 4);
    }
    return value;
}

static void compare_constants(const toll__table *t, const char *arch, const char *engine, uint32_t rate)
{
    const uint32_t rates[3] = {rate, rate, rate};
    const toll__constant_key key = {arch, engine, rate, rate, rate};
    toll__constant_set set;
    toll__constants_select(&key, &set);
    for (uint64_t i = 0; i < set.count; i++) {
        const char *name = toll__constants_name(&set, i);
        double slow = find_value_slowly(t, arch, engine, rate_of_constant(name, rates), name);
        assert_true(slow == toll__constants_value(&set, i));
    }
}

/* All architectures and engines of the table, engines' generations, and names that it lacks. */
static void one_pass_selects_what_a_look_at_every_row_does(void **state)
{
    (void)state;
    static const char *const engines[] = {"vllm", "sglang", "trtllm-0.14", "VLLM-0.6", "llamacpp", "", "trtllm-"};
    static const uint32_t rates[] = {TOLL_RATE_BF16, TOLL_RATE_FP8, TOLL_RATE_FP4, TOLL_RATE_TF32};
    toll__table table = toll__table_get(TOLL__TABLE_CONSTANT);
    for (uint64_t h = 0; h < toll_catalog_count(TOLL_TABLE_HW); h += 3) {
        toll_hw hw;
        toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
        toll_catalog_get_hw(h, &hw, NULL);
        for (size_t e = 0; e < sizeof engines / sizeof engines[0]; e++)
            compare_constants(&table, hw.arch, engines[e], rates[(h / 3 + e) % 4]);
    }
    compare_constants(&table, "no such architecture", "no such engine", TOLL_RATE_FP8);
}

/* Every constant has a row for everybody, so none rests on the struct's default; and every row names a constant. */
static void every_constant_has_a_typical_value(void **state)
{
    (void)state;
    const toll__constant_key nobody = {"", "", TOLL_RATE_TF32, TOLL_RATE_TF32, TOLL_RATE_TF32};
    toll__table table = toll__table_get(TOLL__TABLE_CONSTANT);
    toll__constant_set typical;
    toll__constants_select(&nobody, &typical);
    assert_true(typical.count < TOLL__CONSTANTS_MAX);
    for (uint32_t f = 0; f < toll_field_count(TOLL_KIND_STEP_CONSTANTS); f++) {
        toll_field field;
        toll__constant constant;
        toll_field_get(TOLL_KIND_STEP_CONSTANTS, f, &field, NULL);
        if (field.type == TOLL_TYPE_F64 && !toll__constants_find(&typical, field.name, &constant))
            fail_msg("%s has no typical value", field.name);
    }
    toll__constant none;
    assert_false(toll__constants_find(&typical, "no_such_constant", &none));
    assert_false(toll__constants_find(&typical, "zzz", &none));
    for (uint64_t row = 0; row < table.n_rows; row++) {
        int found = 0;
        for (uint32_t f = 0; f < toll_field_count(TOLL_KIND_STEP_CONSTANTS); f++) {
            toll_field field;
            toll_field_get(TOLL_KIND_STEP_CONSTANTS, f, &field, NULL);
            found |= strcmp(field.name, toll__table_text(&table, row, 0)) == 0;
        }
        assert_true(found);
    }
}

static uint64_t count_rows(const toll__table *table, const char *field, uint64_t like)
{
    uint64_t n = 0;
    for (uint64_t row = 0; row < table->n_rows; row++) {
        int same = strcmp(toll__table_text(table, row, 0), field) == 0;
        for (uint32_t key = 1; key <= 3; key++)
            if (table->columns[key].type == TOLL__CELL_TEXT)
                same &= strcmp(toll__table_text(table, row, key), toll__table_text(table, like, key)) == 0;
            else
                same &= toll__table_cell(table, row, key) == toll__table_cell(table, like, key);
        n += (uint64_t)same;
    }
    return n;
}

/* The constants of one kernel come from one fit: whoever has a start has the shares too. */
static void kernels_are_fitted_as_a_whole(void **state)
{
    (void)state;
    static const char groups[][3][24] = {{"linear_start_s", "linear_memory_frac", "linear_compute_frac"},
                                         {"expert_start_s", "expert_memory_frac", "expert_compute_frac"},
                                         {"decode_start_s", "decode_memory_frac", "decode_memory_frac"},
                                         {"prefill_start_s", "prefill_compute_frac", "prefill_half_tokens"},
                                         {"allreduce_start_s", "allreduce_double_s", "allreduce_split_start_s"},
                                         {"expert_tile_tokens", "expert_ramp_tokens", "expert_rank_exp"},
                                         {"busy_power_frac", "memory_power_frac", "compute_power_frac"}};
    toll__table table = toll__table_get(TOLL__TABLE_CONSTANT);
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (uint64_t row = 0; row < table.n_rows; row++)
            for (int member = 0; member < 3; member++)
                if (strcmp(toll__table_text(&table, row, 0), groups[g][member]) == 0)
                    for (int other = 0; other < 3; other++)
                        assert_int_equal(count_rows(&table, groups[g][other], row), 1);
}

static void every_engine_passes_its_check(void **state)
{
    (void)state;
    assert_int_equal(toll_catalog_count(TOLL_TABLE_ENGINE), 14);
    for (uint64_t i = 0; i < 5; i++) {
        const toll_step_engine engine = engine_at(i);
        assert_int_equal(toll_struct_check(&engine, TOLL_KIND_STEP_ENGINE, NULL), TOLL_OK);
    }
    const toll_step_engine vllm = engine_of("vllm");
    assert_string_equal(vllm.epoch, "0.19");
    assert_true(vllm.memory_frac == 0.9 && vllm.is_claiming == 1 && vllm.prefill_chunk_tokens == 8192);
    assert_true(vllm.activation_tp1 == 11 && vllm.activation_tp2 == 6.5 && vllm.activation_tp4 == 5);
    assert_int_equal(engine_of("llamacpp").is_claiming, 0);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    toll_hw hw = hw_of("h100-sxm5-80gb");
    toll_model_precision precision = precision_of("fp8");
    toll_step_engine engine = engine_of("vllm");
    toll_step_constants c;
    toll_error err = {0};
    toll_struct_init(&c, sizeof c, TOLL_KIND_STEP_CONSTANTS, NULL);
    const toll_step_constants before = c;
    assert_int_equal(toll_catalog_get_constants(NULL, &precision, &engine, &c, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_constants(&hw, NULL, &engine, &c, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, NULL, &c, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, &engine, NULL, &err), TOLL_E_NULL);
    precision.linear_rate = 99;
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, &engine, &c, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "linear_rate");
    assert_int_equal(err.field_offset, offsetof(toll_model_precision, linear_rate));
    precision = precision_of("fp8");
    hw.tdp_w = -1;
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, &engine, &c, &err), TOLL_E_RANGE);
    assert_memory_equal(&c, &before, sizeof c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(h100_fp8_is_golden),
        cmocka_unit_test(the_format_selects),
        cmocka_unit_test(the_rate_that_is_really_used_selects),
        cmocka_unit_test(the_engine_selects),
        cmocka_unit_test(typical_constants_say_so),
        cmocka_unit_test(a_user_s_own_hardware_gets_typical_constants),
        cmocka_unit_test(every_selection_is_valid),
        cmocka_unit_test(every_constant_has_a_typical_value),
        cmocka_unit_test(one_pass_selects_what_a_look_at_every_row_does),
        cmocka_unit_test(kernels_are_fitted_as_a_whole),
        cmocka_unit_test(every_engine_passes_its_check),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
