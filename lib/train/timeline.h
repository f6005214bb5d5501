/* SPDX-License-Identifier: Apache-2.0 */
/* From the terms of one micro-batch to the time of an optimiser step. */
#ifndef TOLL_TRAIN_TIMELINE_H
#define TOLL_TRAIN_TIMELINE_H

#include "train/parameter_shards.h"
#include "train/micro_batch.h"

typedef struct toll__step_time {
    toll__micro_batch terms; /* of the whole step; they add up to its time */
    double memory_busy_s;    /* memory at its peak: for power */
} toll__step_time;

/* layers, head: their terms, of one micro-batch; holding: what one accelerator holds. */
void toll__timeline(const toll__recipe *recipe, const toll__train_rates *rates, const toll__model *model,
                    const toll__micro_batch *layers, const toll__micro_batch *head, const toll__holding *holding,
                    toll__step_time *step);

/* Mean power of one accelerator, W; 0 when its TDP is not known. Arguments are shares of the step. */
double toll__timeline_power(const toll__train_rates *rates, double compute_busy_frac, double memory_busy_frac);

/* TOLL_VALIDITY_* that the flags leave. */
uint32_t toll__timeline_validity(uint64_t flags);

/* 1: the recipe says nothing of its software, neither a stack's deviation nor a factor of its own. */
int toll__timeline_is_unnamed(const toll__recipe *recipe);

/* The interval around an estimated step time: the stack's, or what published runs of all stacks took. */
toll_range toll__timeline_range(const toll__recipe *recipe, const toll__train_rates *rates, double step_s,
                                uint32_t validity);

/* Standard deviation of ln(measured / predicted) power at this validity. */
double toll__timeline_power_log_sd(const toll__train_rates *rates, uint32_t validity);

#endif
