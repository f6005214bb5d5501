/* SPDX-License-Identifier: Apache-2.0 */
/* 192-bit integers: hand-computed values, carries, the rare steps of long division, and its defining identity. */
#include "money_assert.h"

#include "base/wide.h"

static const toll__wide zero = {{0, 0, 0}};
static const toll__wide one = {{1, 0, 0}};
static const toll__wide most = {{UINT64_MAX, UINT64_MAX, UINT64_MAX}};

static void assert_wide(toll__wide got, uint64_t low, uint64_t middle, uint64_t high)
{
    assert_true(got.limb[0] == low && got.limb[1] == middle && got.limb[2] == high);
}

static void magnitude_and_sign(void **state)
{
    (void)state;
    assert_true(toll__wide_magnitude(0) == 0);
    assert_true(toll__wide_magnitude(-1) == 1);
    assert_true(toll__wide_magnitude(INT64_MAX) == (uint64_t)INT64_MAX);
    assert_true(toll__wide_magnitude(INT64_MIN) == (uint64_t)1 << 63);
    assert_true(toll__wide_signed(0) == 0);
    assert_true(toll__wide_signed((uint64_t)INT64_MAX) == INT64_MAX);
    assert_true(toll__wide_signed((uint64_t)1 << 63) == INT64_MIN);
    assert_true(toll__wide_signed(UINT64_MAX) == -1);
}

static void add_and_subtract_carry_through(void **state)
{
    (void)state;
    toll__wide x = {{UINT64_MAX, UINT64_MAX, 0}};
    toll__wide_add(&x, &one);
    assert_wide(x, 0, 0, 1);
    toll__wide_subtract(&x, &one);
    assert_wide(x, UINT64_MAX, UINT64_MAX, 0);
    x = zero;
    toll__wide_subtract(&x, &one);
    assert_wide(x, UINT64_MAX, UINT64_MAX, UINT64_MAX);
    toll__wide_add(&x, &most); /* -1 + -1, every limb carries and has a carry in */
    assert_wide(x, UINT64_MAX - 1, UINT64_MAX, UINT64_MAX);
    const toll__wide borrows = {{1, UINT64_MAX, 0}};
    x = (toll__wide){{0, 0, 2}};
    toll__wide_subtract(&x, &borrows); /* 2^129 - (2^128 - 2^64 + 1) */
    assert_wide(x, UINT64_MAX, 0, 1);
}

static void compare_by_the_highest_limb(void **state)
{
    (void)state;
    const toll__wide low = {{9, 0, 0}}, middle = {{0, 1, 0}}, high = {{0, 0, 1}};
    assert_int_equal(toll__wide_compare(&low, &middle), -1);
    assert_int_equal(toll__wide_compare(&high, &middle), 1);
    assert_int_equal(toll__wide_compare(&low, &low), 0);
    assert_int_equal(toll__wide_compare(&zero, &one), -1);
    assert_true(toll__wide_is_zero(&zero));
    assert_false(toll__wide_is_zero(&high));
    assert_false(toll__wide_is_zero(&middle));
}

static void multiply_reports_what_overflows(void **state)
{
    (void)state;
    toll__wide x = most;
    assert_true(toll__wide_multiply(&x, UINT64_MAX, UINT64_MAX) == UINT64_MAX); /* (B^3-1)(B-1) + B-1 = B^4 - B^3 */
    assert_wide(x, 0, 0, 0);
    x = (toll__wide){{UINT64_MAX, 0, 0}};
    assert_true(toll__wide_multiply(&x, UINT64_MAX, 0) == 0); /* B^2 - 2B + 1 */
    assert_wide(x, 1, UINT64_MAX - 1, 0);
    x = (toll__wide){{0, 0, (uint64_t)1 << 63}};
    assert_true(toll__wide_multiply(&x, 2, 0) == 1);
    assert_wide(x, 0, 0, 0);
}

/* 10^19 is the largest power of ten in 64 bits, 10^38 in 128 and 10^57 in 192. */
static void powers_of_ten(void **state)
{
    (void)state;
    assert_wide(toll__wide_make(1, 0), 1, 0, 0);
    assert_wide(toll__wide_make(1, 19), 0x8ac7230489e80000u, 0, 0);
    assert_wide(toll__wide_make(1, 20), 0x6bc75e2d63100000u, 5, 0);
    assert_wide(toll__wide_make(1, 38), 0x098a224000000000u, 0x4b3b4ca85a86c47au, 0);
    assert_wide(toll__wide_make(1, 57), 0x4a00000000000000u, 0xebfdcb54864ada83u, 0x28c87cb5c89a2571u);
    assert_wide(toll__wide_make((uint64_t)1 << 63, 36), 0, 0xd9a5cf8800000000u, 0x00604be73de4838au);
}

static void scale_reports_overflow(void **state)
{
    (void)state;
    toll__wide x = one;
    assert_int_equal(toll__wide_scale(&x, 57), 0);
    assert_int_equal(toll__wide_scale(&x, 0), 0);
    assert_int_equal(toll__wide_scale(&x, 1), 1);
    x = one;
    assert_int_equal(toll__wide_scale(&x, 58), 1);
    x = most;
    assert_int_equal(toll__wide_scale(&x, 20), 1);
}

static void assert_division(toll__wide x, toll__wide y, toll__wide quotient, toll__wide remainder)
{
    toll__wide q, r;
    toll__wide_divide(&x, &y, &q, &r);
    assert_wide(q, quotient.limb[0], quotient.limb[1], quotient.limb[2]);
    assert_wide(r, remainder.limb[0], remainder.limb[1], remainder.limb[2]);
}

static void divide_by_hand(void **state)
{
    (void)state;
    const toll__wide ten = {{10, 0, 0}}, six = {{6, 0, 0}};
    assert_division(zero, one, zero, zero);
    assert_division(one, ten, zero, one);
    assert_division(most, one, most, zero);
    assert_division(most, most, one, zero);
    assert_division(one, most, zero, one);
    assert_division(six, ten, zero, six);
    assert_division(ten, six, one, (toll__wide){{4, 0, 0}});
    /* 2^192 - 1 = 10 q + 5: 2^192 ends in 6 */
    assert_division(most, ten, (toll__wide){{0x9999999999999999u, 0x9999999999999999u, 0x1999999999999999u}},
                    (toll__wide){{5, 0, 0}});
    /* (2^192 - 1) / (2^64 - 1) = 2^128 + 2^64 + 1, and / (2^32 - 1) is ones in every 32 bits */
    assert_division(most, (toll__wide){{UINT64_MAX, 0, 0}}, (toll__wide){{1, 1, 1}}, zero);
    assert_division(most, (toll__wide){{0xffffffffu, 0, 0}}, (toll__wide){{0x100000001u, 0x100000001u, 0x100000001u}},
                    zero);
}

/* Operands found by a search for those where step D6 (add back) is taken; it is for one pair in 2^31 of random ones. */
static void divide_with_add_back(void **state)
{
    (void)state;
    assert_division((toll__wide){{0xffffffffu, 0x80000000u, 0xffffffff00000001u}},
                    (toll__wide){{0xffffffff7fffffffu, 0xffffffff00000001u, 0}}, (toll__wide){{UINT64_MAX, 0, 0}},
                    (toll__wide){{0x7ffffffeu, 3, 0}});
    assert_division((toll__wide){{0x1fffffffeu, 0x8000000100000001u, 0x800000007fffffffu}},
                    (toll__wide){{0x1fffffffeu, 0xffffffffu, 0}}, (toll__wide){{0xffffffff7fffffffu, 0x80000000u, 0}},
                    (toll__wide){{0x2fffffffcu, 0x80000003u, 0}});
    assert_division((toll__wide){{0x100000001u, 1, 0x8000000080000000u}},
                    (toll__wide){{0xfffffffffffffffeu, 0x8000000000000000u, 0}}, (toll__wide){{0xfffffffdu, 1, 0}},
                    (toll__wide){{0x2fffffffbu, 0x7fffffff00000006u, 0}});
    assert_division((toll__wide){{0xfffffffe00000000u, 0x7fffffff80000001u, 0x8000000180000001u}},
                    (toll__wide){{1, 1, 0}}, (toll__wide){{0xfffffffe00000000u, 0x8000000180000000u, 0}},
                    (toll__wide){{0, 1, 0}});
    assert_division((toll__wide){{0x7ffffffffffffffeu, 0x8000000100000001u, 0x80000000fffffffeu}},
                    (toll__wide){{0x8000000000000000u, 0x8000000180000000u, 0}},
                    (toll__wide){{0xfffffffeffffffffu, 0, 0}}, (toll__wide){{0xfffffffffffffffeu, 0x300000001u, 0}});
}

/* Bit by bit, as on paper. */
static void divide_slowly(toll__wide x, toll__wide y, toll__wide *quotient, toll__wide *remainder)
{
    *quotient = *remainder = zero;
    for (int bit = 191; bit >= 0; bit--) {
        toll__wide bit_of_x = {{(x.limb[bit / 64] >> (bit % 64)) & 1, 0, 0}};
        uint64_t over = remainder->limb[2] >> 63;
        (void)toll__wide_multiply(remainder, 2, 0);
        toll__wide_add(remainder, &bit_of_x);
        if (!over && toll__wide_compare(remainder, &y) < 0)
            continue;
        toll__wide_subtract(remainder, &y);
        quotient->limb[bit / 64] |= (uint64_t)1 << (bit % 64);
    }
}

static uint64_t next_random(uint64_t *seed) /* xorshift64*, Vigna 2016 */
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545f4914f6cdd1du;
}

/* Any length; its base-2^32 digits are random or those next to 0, 2^31 and 2^32, which find the rare paths. */
static toll__wide random_wide(uint64_t *seed)
{
    static const uint32_t edges[] = {0, 1, 2, 0x7fffffffu, 0x80000000u, 0x80000001u, 0xfffffffeu, 0xffffffffu};
    toll__wide x = zero;
    const uint64_t shape = next_random(seed), length = 1 + shape % 6;
    for (uint64_t i = 0; i < length; i++) {
        uint64_t bits = next_random(seed);
        uint64_t digit = shape >> (8 + i) & 1 ? bits >> 32 : edges[bits >> 32 & 7];
        x.limb[i / 2] |= digit << (i % 2 * 32);
    }
    return x;
}

static void divide_like_on_paper(void **state)
{
    (void)state;
    uint64_t seed = 20260101;
    int divided = 0;
    for (int i = 0; i < 50000; i++) {
        toll__wide x = random_wide(&seed), y = random_wide(&seed), quotient, remainder;
        if (toll__wide_is_zero(&y))
            continue;
        divide_slowly(x, y, &quotient, &remainder);
        assert_division(x, y, quotient, remainder);
        divided++;
    }
    assert_true(divided > 40000);
}

/* Both ways to 128 bits; by hand: (2^64 - 1)^2 = 2^128 - 2^65 + 1. */
static void products_of_128_bits(void **state)
{
    (void)state;
    static const uint64_t edges[8] = {
        0, 1, UINT32_MAX, UINT64_C(1) << 32, (UINT64_C(1) << 32) + 1, UINT64_C(1) << 63, UINT64_MAX - 1, UINT64_MAX};
    uint64_t high = 7, other = 8, x = 88172645463325252u;
    assert_true(toll__wide_product(UINT64_MAX, UINT64_MAX, &high) == 1 && high == UINT64_MAX - 1);
    assert_true(toll__wide_product(UINT64_C(1) << 63, 6, &high) == 0 && high == 3);
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 8; k++) {
            const uint64_t low = toll__wide_product(edges[i], edges[k], &high);
            assert_true(low == toll__wide_product_by_halves(edges[i], edges[k], &other) && high == other);
        }
    for (int i = 0; i < 100000; i++) {
        const uint64_t y = x * UINT64_C(6364136223846793005) + 1442695040888963407u;
        const uint64_t low = toll__wide_product(x, y, &high);
        assert_true(low == toll__wide_product_by_halves(x, y, &other) && high == other);
        x = y;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(magnitude_and_sign),
        cmocka_unit_test(add_and_subtract_carry_through),
        cmocka_unit_test(compare_by_the_highest_limb),
        cmocka_unit_test(multiply_reports_what_overflows),
        cmocka_unit_test(powers_of_ten),
        cmocka_unit_test(scale_reports_overflow),
        cmocka_unit_test(divide_by_hand),
        cmocka_unit_test(divide_with_add_back),
        cmocka_unit_test(divide_like_on_paper),
        cmocka_unit_test(products_of_128_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
