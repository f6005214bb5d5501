/* SPDX-License-Identifier: Apache-2.0 */
/* The smaller and the larger of two numbers, the positive part of one, and whether it lies in an interval. Plain
 * comparisons, not fmin() and fmax(): they compile to one instruction, since nothing here need care for NaN, of
 * which every input has been checked. Where one operand is NaN the second is returned; the positive part of NaN is
 * 0. */
#ifndef TOLL_BASE_EXTREMA_H
#define TOLL_BASE_EXTREMA_H

static inline double toll__min(double a, double b)
{
    return a < b ? a : b;
}

static inline double toll__max(double a, double b)
{
    return a > b ? a : b;
}

/* max(x, 0): of a difference that rounding may leave below 0. */
static inline double toll__positive(double x)
{
    return x > 0 ? x : 0;
}

/* False for NaN. */
static inline int toll__is_within(double x, double low, double high)
{
    return x >= low && x <= high;
}

#endif
