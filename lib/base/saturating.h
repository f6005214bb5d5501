/* SPDX-License-Identifier: Apache-2.0 */
/* Sums and products of counts (>= 0) that stick at TOLL__TOO_MUCH once they overflow, so that a formula reads like the
 * formula and is tested once, at its end. */
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

#endif
