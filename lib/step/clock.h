/* SPDX-License-Identifier: Apache-2.0 */
/* Stage `clock`: the seconds of one step, by what they are spent on. */
#ifndef TOLL_STEP_CLOCK_H
#define TOLL_STEP_CLOCK_H

#include <toll/base.h>
#include <toll/step.h>

#include "base/range.h"
#include "step/tally.h"

typedef struct toll__step_terms {
    double weights_s;
    double kv_s;
    double compute_s;
    double link_s;
    double overhead_s;
    /* Seconds that the memory and the arithmetic units would be busy at their peaks: for power. */
    double memory_busy_s;
    double compute_busy_s;
} toll__step_terms;

/* Times one step of the batch; the batch is not empty. */
void toll__clock_step(const toll__placement *placement, const toll__op *ops, const toll__batch *batch,
                      toll__step_terms *terms);

/* The five terms' sum. */
static inline double toll__clock_total(const toll__step_terms *terms)
{
    return terms->weights_s + terms->kv_s + terms->compute_s + terms->link_s + terms->overhead_s;
}

/* TOLL_BOUND_* of the largest term. */
uint32_t toll__clock_bound(const toll__step_terms *terms);

/* Flags of the placement and of this batch. */
uint64_t toll__clock_flags(const toll__placement *placement, const toll__batch *batch);

/* TOLL_VALIDITY_* that the flags leave. */
uint32_t toll__clock_validity(uint64_t flags);

/* A median with the error bar of its metric at this validity. */
static inline toll_range toll__clock_range(const toll__placement *placement, int metric, uint32_t validity, double mid)
{
    const double *bar = placement->bars[metric][validity - TOLL_VALIDITY_CALIBRATED];
    return toll__range_around(mid, bar[0], bar[1]);
}

#endif
