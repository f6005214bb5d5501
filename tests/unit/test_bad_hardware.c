/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of hardware.h. */
#include "bad_input.h"

#include <toll/hardware.h>

#include "sample_deployment.h"

static toll_hw hw;

static toll_status call_check(const bad_frame *f, toll_error *err)
{
    return toll_hw_check(f->p[0], err);
}

static toll_status call_rate(const bad_frame *f, toll_error *err)
{
    return toll_hw_get_rate(f->p[0], (uint32_t)f->v[1], f->p[2], f->p[3], err);
}

static void usable_above_physical(bad_frame *f)
{
    toll_hw *bad = f->p[0];
    bad->memory_usable_bytes = bad->memory_bytes + 1;
}

static void pair_above_total(bad_frame *f)
{
    toll_hw *bad = f->p[0];
    bad->link_pair_bytes_per_s = bad->link_bytes_per_s * 1.001;
}

static void idle_above_tdp(bad_frame *f)
{
    toll_hw *bad = f->p[0];
    bad->idle_w = bad->tdp_w + 1;
}

static void unverified_but_unknown(bad_frame *f)
{
    toll_hw *bad = f->p[0];
    bad->known &= ~(uint64_t)TOLL_HW_TF32;
    bad->tf32_flop_per_s = 0;
    bad->unverified = TOLL_HW_TF32;
}

static void no_rate_at_all(bad_frame *f)
{
    toll_hw *bad = f->p[0];
    for (uint64_t bit = TOLL_HW_FP32; bit <= TOLL_HW_FP4; bit <<= 1)
        bad->known &= ~bit;
    bad->fp32_flop_per_s = bad->tf32_flop_per_s = bad->fp16_flop_per_s = bad->bf16_flop_per_s = 0;
    bad->fp8_flop_per_s = bad->int8_op_per_s = bad->fp4_flop_per_s = 0;
}

#define CONFLICT(name)                                                                                                 \
    {                                                                                                                  \
        TOLL_E_CONFLICT, TOLL_KIND_HW, name, -1, 0                                                                     \
    }
#define CONFLICTS                                                                                                      \
    {0, 0, usable_above_physical, CONFLICT("memory_usable_bytes")},                                                    \
        {0, 0, pair_above_total, CONFLICT("link_pair_bytes_per_s")}, {0, 0, idle_above_tdp, CONFLICT("idle_w")},       \
    {                                                                                                                  \
        0, 0, unverified_but_unknown, CONFLICT("unverified")                                                           \
    }

static const bad_case check_cases[] = {CONFLICTS};
static const bad_case rate_cases[] = {
    CONFLICTS,
    {1, 0, NULL, {TOLL_E_RANGE, 0, NULL, -1, 0}},
    {1, TOLL_RATE_FP4 + 1, NULL, {TOLL_E_RANGE, 0, NULL, -1, 0}},
    {1, UINT32_MAX, NULL, {TOLL_E_RANGE, 0, NULL, -1, 0}},
    {1, 0, no_rate_at_all, {TOLL_E_MISSING, 0, NULL, -1, 0}},
};

static const bad_function table[] = {
    {"toll_hw_check",
     call_check,
     NULL,
     {{BAD_IN_STRUCT, "hw", &hw, sizeof hw, TOLL_KIND_HW, 0}},
     BAD_CASES(check_cases)},
    {"toll_hw_get_rate",
     call_rate,
     NULL,
     {{BAD_IN_STRUCT, "hw", &hw, sizeof hw, TOLL_KIND_HW, 0},
      {BAD_VALUE, "wanted_rate", NULL, TOLL_RATE_FP8, 0, 0},
      {BAD_OUT, "used_rate", NULL, sizeof(uint32_t), 0, 0},
      {BAD_OUT, "flop_per_s", NULL, sizeof(double), 0, 0}},
     BAD_CASES(rate_cases)},
};

static void refuses_bad_input(void **state)
{
    (void)state;
    hw = sample_hw();
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_hw_");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
