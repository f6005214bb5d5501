/* SPDX-License-Identifier: Apache-2.0 */
/* Accelerator profiles: fields against each other, and the fall-back of formats that a card lacks. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <toll/hardware.h>

static toll_hw hw_of(uint64_t known)
{
    toll_hw hw;
    (void)toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
    hw.known = known;
    return hw;
}

static void check_refused(const toll_hw *hw, toll_status status, const char *field)
{
    toll_error err = {0};
    const toll_status got = toll_hw_check(hw, &err);
    if (got != status || strcmp(err.field, field) != 0)
        fail_msg("expected %s for %s, got %s: %s", toll_status_name(status), field, toll_status_name(got), err.message);
    assert_non_null(strstr(err.message, field));
}

static void an_empty_profile_is_valid(void **state)
{
    (void)state;
    const toll_hw hw = hw_of(0);
    assert_int_equal(toll_hw_check(&hw, NULL), TOLL_OK);
    check_refused(NULL, TOLL_E_NULL, "hw");
}

static void usable_memory_is_at_most_physical(void **state)
{
    (void)state;
    toll_hw hw = hw_of(TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE);
    hw.memory_bytes = hw.memory_usable_bytes = 80LL << 30;
    assert_int_equal(toll_hw_check(&hw, NULL), TOLL_OK);
    hw.memory_usable_bytes++;
    check_refused(&hw, TOLL_E_CONFLICT, "memory_usable_bytes");
    toll_error err = {0};
    (void)toll_hw_check(&hw, &err);
    assert_int_equal(err.field_offset, offsetof(toll_hw, memory_usable_bytes));
    assert_int_equal(err.struct_kind, TOLL_KIND_HW);
    hw.known = TOLL_HW_MEMORY_USABLE; /* nothing to compare with */
    hw.memory_bytes = 0;
    assert_int_equal(toll_hw_check(&hw, NULL), TOLL_OK);
}

static void a_pair_link_is_at_most_the_total(void **state)
{
    (void)state;
    toll_hw hw = hw_of(TOLL_HW_LINK | TOLL_HW_PAIR);
    hw.link_bytes_per_s = 450e9;
    hw.link_pair_bytes_per_s = 450e9;
    assert_int_equal(toll_hw_check(&hw, NULL), TOLL_OK);
    hw.link_pair_bytes_per_s = nextafter(450e9, 1e12);
    check_refused(&hw, TOLL_E_CONFLICT, "link_pair_bytes_per_s");
}

static void idle_power_is_at_most_tdp(void **state)
{
    (void)state;
    toll_hw hw = hw_of(TOLL_HW_TDP | TOLL_HW_IDLE);
    hw.tdp_w = 700;
    hw.idle_w = 75;
    assert_int_equal(toll_hw_check(&hw, NULL), TOLL_OK);
    hw.idle_w = 700;
    assert_int_equal(toll_hw_check(&hw, NULL), TOLL_OK);
    hw.idle_w = 701;
    check_refused(&hw, TOLL_E_CONFLICT, "idle_w");
}

/* A limit that is not known refuses nothing. */
static void an_unknown_limit_is_no_limit(void **state)
{
    (void)state;
    toll_hw hw = hw_of(TOLL_HW_IDLE | TOLL_HW_PAIR);
    hw.idle_w = 75;
    hw.link_pair_bytes_per_s = 450e9;
    assert_int_equal(toll_hw_check(&hw, NULL), TOLL_OK);
}

/* Any rate above 0 is a rate. */
static void a_slow_format_is_used(void **state)
{
    (void)state;
    toll_hw hw = hw_of(TOLL_HW_BF16 | TOLL_HW_FP32);
    uint32_t used = 0;
    double rate = 0;
    hw.bf16_flop_per_s = 1;
    hw.fp32_flop_per_s = 2;
    assert_int_equal(toll_hw_get_rate(&hw, TOLL_RATE_BF16, &used, &rate, NULL), TOLL_OK);
    assert_true(used == TOLL_RATE_BF16 && rate == 1);
}

static void only_known_facts_can_be_unverified(void **state)
{
    (void)state;
    toll_hw hw = hw_of(TOLL_HW_TDP);
    hw.tdp_w = 700;
    hw.unverified = TOLL_HW_TDP;
    assert_int_equal(toll_hw_check(&hw, NULL), TOLL_OK);
    hw.unverified = TOLL_HW_IDLE;
    toll_error err = {0};
    assert_int_not_equal(toll_hw_check(&hw, &err), TOLL_OK);
    assert_string_equal(err.field, "unverified");
}

static void bad_numbers_are_refused(void **state)
{
    (void)state;
    toll_hw hw = hw_of(TOLL_HW_BF16);
    hw.bf16_flop_per_s = (double)NAN;
    check_refused(&hw, TOLL_E_NOT_FINITE, "bf16_flop_per_s");
    hw.bf16_flop_per_s = (double)INFINITY;
    check_refused(&hw, TOLL_E_NOT_FINITE, "bf16_flop_per_s");
    hw.bf16_flop_per_s = -1;
    check_refused(&hw, TOLL_E_RANGE, "bf16_flop_per_s");
    hw = hw_of(0);
    hw.tdp_w = 700; /* given without its bit */
    check_refused(&hw, TOLL_E_KNOWN, "tdp_w");
}

/* A card whose formats are told apart by their rates: format i computes i * 10^12 a second. */
static toll_hw card_with(uint64_t formats)
{
    toll_hw hw = hw_of(formats);
    double *rates[] = {&hw.fp32_flop_per_s, &hw.tf32_flop_per_s, &hw.fp16_flop_per_s, &hw.bf16_flop_per_s,
                       &hw.fp8_flop_per_s,  &hw.int8_op_per_s,   &hw.fp4_flop_per_s};
    for (unsigned i = 0; i < 7; i++)
        if (formats & ((uint64_t)TOLL_HW_FP32 << i))
            *rates[i] = 1e12 * (i + 1);
    return hw;
}

static void formats_fall_back_to_the_next_one_up(void **state)
{
    (void)state;
    const uint64_t all =
        TOLL_HW_FP32 | TOLL_HW_TF32 | TOLL_HW_FP16 | TOLL_HW_BF16 | TOLL_HW_FP8 | TOLL_HW_INT8 | TOLL_HW_FP4;
    const struct {
        uint64_t formats;
        uint32_t wanted, used; /* used 0: refused */
    } cases[] = {
        {all, TOLL_RATE_FP32, TOLL_RATE_FP32},
        {all, TOLL_RATE_TF32, TOLL_RATE_TF32},
        {all, TOLL_RATE_FP16, TOLL_RATE_FP16},
        {all, TOLL_RATE_BF16, TOLL_RATE_BF16},
        {all, TOLL_RATE_FP8, TOLL_RATE_FP8},
        {all, TOLL_RATE_INT8, TOLL_RATE_INT8},
        {all, TOLL_RATE_FP4, TOLL_RATE_FP4},
        {all & ~TOLL_HW_FP4, TOLL_RATE_FP4, TOLL_RATE_BF16}, /* weights are widened, activations stay */
        {TOLL_HW_BF16 | TOLL_HW_FP16, TOLL_RATE_FP4, TOLL_RATE_BF16},
        {TOLL_HW_FP16 | TOLL_HW_INT8, TOLL_RATE_FP4, TOLL_RATE_FP16}, /* never to integers */
        {TOLL_HW_FP32, TOLL_RATE_FP4, TOLL_RATE_FP32},
        {TOLL_HW_FP16 | TOLL_HW_FP4, TOLL_RATE_FP8, TOLL_RATE_FP16}, /* never downwards */
        {TOLL_HW_FP8 | TOLL_HW_BF16, TOLL_RATE_INT8, TOLL_RATE_FP8},
        {TOLL_HW_BF16, TOLL_RATE_INT8, TOLL_RATE_BF16},
        {TOLL_HW_FP16, TOLL_RATE_BF16, TOLL_RATE_FP16},
        {TOLL_HW_BF16, TOLL_RATE_FP16, TOLL_RATE_BF16},
        {TOLL_HW_FP32, TOLL_RATE_FP16, TOLL_RATE_FP32},
        {TOLL_HW_FP32, TOLL_RATE_BF16, TOLL_RATE_FP32},
        {TOLL_HW_FP32 | TOLL_HW_BF16, TOLL_RATE_TF32, TOLL_RATE_FP32},
        {TOLL_HW_BF16, TOLL_RATE_TF32, 0},
        {TOLL_HW_BF16, TOLL_RATE_FP32, 0},
        {TOLL_HW_FP8, TOLL_RATE_BF16, 0},
        {TOLL_HW_FP4, TOLL_RATE_INT8, 0}, /* the longest list ends, too */
        {0, TOLL_RATE_FP4, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const toll_hw hw = card_with(cases[i].formats);
        uint32_t used = 99;
        double rate = 99;
        const toll_status status = toll_hw_get_rate(&hw, cases[i].wanted, &used, &rate, NULL);
        assert_int_equal(status, cases[i].used != 0 ? TOLL_OK : TOLL_E_MISSING);
        assert_int_equal(used, cases[i].used != 0 ? cases[i].used : 99);
        assert_true(rate == (cases[i].used != 0 ? 1e12 * cases[i].used : 99));
    }
}

static void bad_questions_are_refused(void **state)
{
    (void)state;
    const toll_hw hw = card_with(TOLL_HW_BF16);
    const uint32_t bad[] = {0, TOLL_RATE_FP4 + 1, UINT32_MAX};
    uint32_t used = 99;
    double rate = 99;
    toll_error err = {0};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(toll_hw_get_rate(&hw, bad[i], &used, &rate, &err), TOLL_E_RANGE);
        assert_string_equal(err.field, "wanted_rate");
    }
    assert_int_equal(toll_hw_get_rate(NULL, TOLL_RATE_BF16, &used, &rate, &err), TOLL_E_NULL);
    assert_int_equal(toll_hw_get_rate(&hw, TOLL_RATE_BF16, NULL, &rate, &err), TOLL_E_NULL);
    assert_string_equal(err.field, "used_rate");
    assert_int_equal(toll_hw_get_rate(&hw, TOLL_RATE_BF16, &used, NULL, &err), TOLL_E_NULL);
    assert_string_equal(err.field, "flop_per_s");
    assert_int_equal(used, 99);
    assert_true(rate == 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_profile_is_valid),
        cmocka_unit_test(usable_memory_is_at_most_physical),
        cmocka_unit_test(a_pair_link_is_at_most_the_total),
        cmocka_unit_test(idle_power_is_at_most_tdp),
        cmocka_unit_test(an_unknown_limit_is_no_limit),
        cmocka_unit_test(a_slow_format_is_used),
        cmocka_unit_test(only_known_facts_can_be_unverified),
        cmocka_unit_test(bad_numbers_are_refused),
        cmocka_unit_test(formats_fall_back_to_the_next_one_up),
        cmocka_unit_test(bad_questions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
