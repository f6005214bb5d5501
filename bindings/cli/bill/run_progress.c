/* SPDX-License-Identifier: Apache-2.0 */
/* The clock is looked at once in 8,192 records, a few milliseconds. */
#include "bill/run_progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "output/figure_text.h"
#include "output/screen.h"

#define RECORDS_BETWEEN 8192u
#define SECONDS_BETWEEN 0.5

static struct {
    unsigned calls;
    bool is_started, is_terminal, is_shown;
    struct timespec last;
} progress;

static double seconds_between(const struct timespec *from, const struct timespec *to)
{
    return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) * 1e-9;
}

static void show_progress(int64_t records, uint64_t bytes)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!progress.is_started) {
        progress.is_started = true;
        progress.is_terminal = screen_is_terminal(stderr);
        progress.last = now;
    }
    if (!progress.is_terminal || seconds_between(&progress.last, &now) < SECONDS_BETWEEN) {
        return;
    }
    progress.last = now;
    progress.is_shown = true;
    fprintf(stderr, "\r%s records, %s MB \033[K", figure_count(records).text,
            figure_count((int64_t)(bytes / 1000000)).text);
    fflush(stderr);
}

void run_progress(int64_t records, uint64_t bytes)
{
    if (progress.calls++ % RECORDS_BETWEEN == 0) {
        show_progress(records, bytes);
    }
}

void run_progress_end(void)
{
    if (progress.is_shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
}
