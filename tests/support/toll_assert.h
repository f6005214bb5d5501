/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of doubles; cmocka's own cast to float. */
#ifndef TOLL_TESTS_TOLL_ASSERT_H
#define TOLL_TESTS_TOLL_ASSERT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* A hand calculation and a program differ by a few roundings, never by more than this share. */
#define ROUNDINGS 1e-12

#define assert_close(got, want)               assert_within_of((got), (want), ROUNDINGS, __FILE__, __LINE__)
#define assert_within(got, want, share)       assert_within_of((got), (want), (share), __FILE__, __LINE__)
#define assert_at_most(smaller, larger)       assert_at_most_of((smaller), (larger), 0, __FILE__, __LINE__)
#define assert_at_most_about(smaller, larger) assert_at_most_of((smaller), (larger), ROUNDINGS, __FILE__, __LINE__)

#define assert_near(got, want, slack) assert_near_of((got), (want), (slack), __FILE__, __LINE__)

/* |got - want| <= slack; NaN fails. */
static inline void assert_near_of(double got, double want, double slack, const char *file, int line)
{
    if (fabs(got - want) <= slack)
        return;
    print_error("%.17g is not %.17g (off by %.3g)\n", got, want, got - want);
    _fail(file, line);
}

/* |got - want| <= share * |want|; NaN fails. */
static inline void assert_within_of(double got, double want, double share, const char *file, int line)
{
    if (fabs(got - want) <= share * fabs(want))
        return;
    print_error("%.17g is not %.17g (off by a share of %.3g)\n", got, want, (got - want) / want);
    _fail(file, line);
}

/* smaller <= larger, up to a share of larger; NaN fails. */
static inline void assert_at_most_of(double smaller, double larger, double share, const char *file, int line)
{
    if (smaller <= larger + share * fabs(larger))
        return;
    print_error("%.17g is more than %.17g\n", smaller, larger);
    _fail(file, line);
}

#endif
