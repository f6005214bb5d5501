/* SPDX-License-Identifier: Apache-2.0 */
/* Sums and products of counts (>= 0) that stick at TOLL__TOO_MUCH once they overflow, so that a formula reads like the
 * formula and is tested once, at its end; and conversions of doubles that stick at the ends. */
#ifndef TOLL_BASE_SATURATING_H
#define TOLL_BASE_SATURATING_H

#include <stdint.h>

/* No count reaches it: what would be 2^63 - 1 or more is too much. */
#define TOLL__TOO_MUCH INT64_MAX

static inline int64_t toll__checked_add(int64_t a, int64_t b)
{
    return a < TOLL__TOO_MUCH - b ? a + b : TOLL__TOO_MUCH;
}

/* 0 times too much is 0: the exact product is. */
static inline int64_t toll__checked_mul(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return 0;
    return a < TOLL__TOO_MUCH / b ? a * b : TOLL__TOO_MUCH;
}

/* The double as an integer, towards 0; the nearest integer of 64 bits when it is beyond them, 0 when it is no number. A
 * plain conversion is undefined there, and a resolved object whose sums an attacker has made may hold any double. */
static inline int64_t toll__saturating_int64(double value)
{
    const double limit = 9223372036854775808.0; /* 2^63: the first that does not fit */
    if (!(value < limit))
        return value >= limit ? INT64_MAX : 0;
    return value >= -limit ? (int64_t)value : INT64_MIN;
}

#endif
