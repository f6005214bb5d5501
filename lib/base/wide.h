/* SPDX-License-Identifier: Apache-2.0 */
/* Unsigned 192-bit integers: wide enough for every intermediate of money. The widest product is an amount times a
 * coefficient, 2^127 * 2^63 = 2^190; the widest scaled coefficient is 2^63 * 10^36 < 2^183. */
#ifndef TOLL_BASE_WIDE_H
#define TOLL_BASE_WIDE_H

#include <stdint.h>

typedef struct toll__wide {
    uint64_t limb[3]; /* least significant first */
} toll__wide;

/* a * b as 128 bits by halves: returns the low half. */
static inline uint64_t toll__wide_product_by_halves(uint64_t a, uint64_t b, uint64_t *high)
{
    const uint64_t mask = 0xffffffffu;
    const uint64_t a0 = a & mask, a1 = a >> 32, b0 = b & mask, b1 = b >> 32;
    const uint64_t cross = a1 * b0 + ((a0 * b0) >> 32); /* no carry: (2^32 - 1)^2 + 2^32 - 1 < 2^64 */
    const uint64_t middle = a0 * b1 + (cross & mask);
    *high = a1 * b1 + (cross >> 32) + (middle >> 32);
    return a * b;
}

/* The same. Some processors have it as one instruction, which C11 cannot say. */
static inline uint64_t toll__wide_product(uint64_t a, uint64_t b, uint64_t *high)
{
#if defined(__SIZEOF_INT128__) && (defined(__x86_64__) || defined(__aarch64__))
    __extension__ typedef unsigned __int128 product_type;
    const product_type product = (product_type)a * b;
    *high = (uint64_t)(product >> 64);
    return (uint64_t)product;
#else
    return toll__wide_product_by_halves(a, b, high);
#endif
}

/* 10^0 .. 10^19: every power of ten that 64 bits hold. */
extern const uint64_t toll__wide_powers[20];

static inline uint64_t toll__wide_power(uint32_t exponent)
{
    return toll__wide_powers[exponent];
}

/* Any x as an unsigned magnitude; INT64_MIN gives 2^63. */
uint64_t toll__wide_magnitude(int64_t x);

/* The int64_t with these bits, without the implementation-defined cast. */
int64_t toll__wide_signed(uint64_t bits);

/* value * 10^exponent; the product must fit 192 bits, as any value does up to 10^36 and 1 up to 10^57. */
toll__wide toll__wide_make(uint64_t value, uint32_t exponent);

int toll__wide_is_zero(const toll__wide *x);

/* -1, 0 or 1. */
int toll__wide_compare(const toll__wide *x, const toll__wide *y);

/* x += y and x -= y modulo 2^192. */
void toll__wide_add(toll__wide *x, const toll__wide *y);
void toll__wide_subtract(toll__wide *x, const toll__wide *y);

/* x = x * factor + addend; returns what overflows 192 bits, 0 when nothing does. */
uint64_t toll__wide_multiply(toll__wide *x, uint64_t factor, uint64_t addend);

/* x *= 10^exponent; returns 1 when that overflows 192 bits (x is then garbage), else 0. */
int toll__wide_scale(toll__wide *x, uint32_t exponent);

/* quotient = x / y and remainder = x % y, y not zero; the outputs must not be the inputs. */
void toll__wide_divide(const toll__wide *x, const toll__wide *y, toll__wide *quotient, toll__wide *remainder);

#endif
