/* SPDX-License-Identifier: Apache-2.0 */
/* Multiplication by halves and schoolbook long division (Knuth, The Art of Computer Programming, volume 2, section
 * 4.3.1, algorithm D) in base 2^32, so that 64-bit arithmetic of plain C holds every partial result. */
#include "base/wide.h"

#include <string.h>

#define LIMBS  3
#define DIGITS 6 /* base 2^32 */
#define BASE   ((uint64_t)1 << 32)

const uint64_t toll__wide_powers[20] = {
    1u,
    10u,
    100u,
    1000u,
    10000u,
    100000u,
    1000000u,
    10000000u,
    100000000u,
    1000000000u,
    10000000000u,
    100000000000u,
    1000000000000u,
    10000000000000u,
    100000000000000u,
    1000000000000000u,
    10000000000000000u,
    100000000000000000u,
    1000000000000000000u,
    10000000000000000000u,
};

uint64_t toll__wide_magnitude(int64_t x)
{
    return x < 0 ? 0u - (uint64_t)x : (uint64_t)x;
}

int64_t toll__wide_signed(uint64_t bits)
{
    return bits <= (uint64_t)INT64_MAX ? (int64_t)bits : -1 - (int64_t)~bits;
}

toll__wide toll__wide_make(uint64_t value, uint32_t exponent)
{
    toll__wide x = {{value, 0, 0}};
    if (exponent != 0)
        (void)toll__wide_scale(&x, exponent);
    return x;
}

int toll__wide_is_zero(const toll__wide *x)
{
    return (x->limb[0] | x->limb[1] | x->limb[2]) == 0;
}

int toll__wide_compare(const toll__wide *x, const toll__wide *y)
{
    for (int i = LIMBS - 1; i >= 0; i--) {
        if (x->limb[i] != y->limb[i])
            return x->limb[i] < y->limb[i] ? -1 : 1;
    }
    return 0;
}

void toll__wide_add(toll__wide *x, const toll__wide *y)
{
    uint64_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        uint64_t partial = x->limb[i] + carry;
        carry = partial < carry;
        x->limb[i] = partial + y->limb[i];
        carry += x->limb[i] < partial;
    }
}

void toll__wide_subtract(toll__wide *x, const toll__wide *y)
{
    uint64_t borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
        uint64_t partial = x->limb[i] - borrow;
        borrow = partial > x->limb[i];
        x->limb[i] = partial - y->limb[i];
        borrow += x->limb[i] > partial;
    }
}

/* a * b + addend as 128 bits: returns the low half. It cannot overflow: (2^64 - 1)^2 + 2^64 - 1 < 2^128. */
static uint64_t multiply_add(uint64_t a, uint64_t b, uint64_t addend, uint64_t *high)
{
    uint64_t low = toll__wide_product(a, b, high) + addend;
    *high += low < addend;
    return low;
}

uint64_t toll__wide_multiply(toll__wide *x, uint64_t factor, uint64_t addend)
{
    for (int i = 0; i < LIMBS; i++) {
        uint64_t limb = x->limb[i], carry = 0;
        x->limb[i] = limb == 0 ? addend : multiply_add(limb, factor, addend, &carry); /* most limbs are 0 */
        addend = carry;
    }
    return addend;
}

int toll__wide_scale(toll__wide *x, uint32_t exponent)
{
    for (; exponent > 19; exponent -= 19) {
        if (toll__wide_multiply(x, toll__wide_powers[19], 0) != 0)
            return 1;
    }
    return toll__wide_multiply(x, toll__wide_powers[exponent], 0) != 0;
}

/* Limbs to base-2^32 digits shifted left by 0 .. 31 bits; digits has one more place for what is shifted out. */
static void split(const toll__wide *x, uint32_t shift, uint32_t *digits)
{
    uint32_t carry = 0;
    for (int i = 0; i < DIGITS; i++) {
        uint32_t digit = (uint32_t)(x->limb[i / 2] >> (32 * (i % 2)));
        uint64_t moved = ((uint64_t)digit << shift) | carry;
        digits[i] = (uint32_t)moved;
        carry = (uint32_t)(moved >> 32);
    }
    digits[DIGITS] = carry;
}

/* The inverse: digits shifted right by 0 .. 31 bits to limbs. */
static void join(const uint32_t *digits, uint32_t shift, toll__wide *x)
{
    for (int i = 0; i < LIMBS; i++) {
        uint64_t low = (((uint64_t)digits[2 * i + 1] << 32) | digits[2 * i]) >> shift;
        uint64_t high = digits[2 * i + 2];
        x->limb[i] = shift == 0 ? low : low | high << (64 - shift);
    }
}

static int count_digits(const uint32_t *digits)
{
    int count = DIGITS;
    while (count > 0 && digits[count - 1] == 0)
        count--;
    return count;
}

/* Divides by one base-2^32 digit. */
static void divide_short(const toll__wide *x, uint32_t y, toll__wide *quotient, toll__wide *remainder)
{
    uint64_t rest = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        uint64_t upper = (rest << 32) | (x->limb[i] >> 32);
        rest = upper % y;
        uint64_t lower = (rest << 32) | (x->limb[i] & (BASE - 1));
        rest = lower % y;
        quotient->limb[i] = (upper / y) << 32 | (lower / y);
    }
    *remainder = (toll__wide){{rest, 0, 0}};
}

/* Step D3: one quotient digit from the leading three digits of u and two of v; at most 1 too large. */
static uint64_t estimate(const uint32_t *u, const uint32_t *v, int count)
{
    uint64_t top = ((uint64_t)u[count] << 32) | u[count - 1];
    uint64_t guess = top / v[count - 1];
    uint64_t rest = top % v[count - 1];
    while (guess >= BASE || guess * v[count - 2] > ((rest << 32) | u[count - 2])) {
        guess--;
        rest += v[count - 1];
        if (rest >= BASE)
            break;
    }
    return guess;
}

/* Step D4: u -= guess * v; returns 1 when u would become negative (it then wraps), else 0. */
static int take_away(uint32_t *u, const uint32_t *v, int count, uint64_t guess)
{
    uint64_t carry = 0;
    for (int i = 0; i < count; i++) {
        uint64_t product = guess * v[i] + carry;
        uint32_t low = (uint32_t)product;
        carry = (product >> 32) + (u[i] < low);
        u[i] -= low;
    }
    int negative = u[count] < carry;
    u[count] -= (uint32_t)carry;
    return negative;
}

/* Step D6: u += v; the carry out cancels the wrap of take_away(). */
static void add_back(uint32_t *u, const uint32_t *v, int count)
{
    uint64_t carry = 0;
    for (int i = 0; i < count; i++) {
        carry += (uint64_t)u[i] + v[i];
        u[i] = (uint32_t)carry;
        carry >>= 32;
    }
    u[count] += (uint32_t)carry;
}

static uint32_t leading_zeros(uint32_t x)
{
    uint32_t count = 0;
    while ((x & 0x80000000u) == 0) {
        x <<= 1;
        count++;
    }
    return count;
}

/* Divides by a divisor of `count` digits, 2 or more, whose leading digit is `leading`. */
static void divide_long(const toll__wide *x, const toll__wide *y, int count, uint32_t leading, toll__wide *quotient,
                        toll__wide *remainder)
{
    uint32_t shift = leading_zeros(leading);
    uint32_t u[DIGITS + 1], v[DIGITS + 1], q[DIGITS + 1] = {0};
    split(x, shift, u);
    split(y, shift, v);
    for (int i = DIGITS - count; i >= 0; i--) {
        uint64_t guess = estimate(u + i, v, count);
        if (take_away(u + i, v, count, guess)) {
            add_back(u + i, v, count);
            guess--;
        }
        q[i] = (uint32_t)guess;
    }
    join(q, 0, quotient);
    join(u, shift, remainder);
}

/* 0 < y <= x < 2^64: the processor's own division. */
static void divide_native(uint64_t x, uint64_t y, toll__wide *quotient, toll__wide *remainder)
{
    *quotient = (toll__wide){{x / y, 0, 0}};
    *remainder = (toll__wide){{x % y, 0, 0}};
}

void toll__wide_divide(const toll__wide *x, const toll__wide *y, toll__wide *quotient, toll__wide *remainder)
{
    if (toll__wide_compare(x, y) < 0) {
        *remainder = *x;
        memset(quotient, 0, sizeof *quotient);
        return;
    }
    if ((x->limb[1] | x->limb[2]) == 0) {
        divide_native(x->limb[0], y->limb[0], quotient, remainder);
        return;
    }
    uint32_t digits[DIGITS + 1];
    split(y, 0, digits);
    int count = count_digits(digits);
    if (count == 1) {
        divide_short(x, digits[0], quotient, remainder);
        return;
    }
    divide_long(x, y, count, digits[count - 1], quotient, remainder);
}
