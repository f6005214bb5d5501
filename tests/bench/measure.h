/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds per operation: the median of rounds and the least of them, one line a figure. */
#ifndef TOLL_BENCH_MEASURE_H
#define TOLL_BENCH_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MEASURE_ROUNDS 21

typedef void measured_work(int64_t calls);

static inline double measure_now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static inline int measure_by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* operations: how many of the thing that is counted one round of `calls` does. Returns the median. */
static inline double measure(const char *name, measured_work *run, int64_t calls, double operations)
{
    double rounds[MEASURE_ROUNDS];
    run(calls / 10 + 1);
    for (int i = 0; i < MEASURE_ROUNDS; i++) {
        double start = measure_now_ns();
        run(calls);
        rounds[i] = (measure_now_ns() - start) / operations;
    }
    qsort(rounds, MEASURE_ROUNDS, sizeof rounds[0], measure_by_value);
    printf("%s %.1f %.1f\n", name, rounds[MEASURE_ROUNDS / 2], rounds[0]);
    return rounds[MEASURE_ROUNDS / 2];
}

#endif
