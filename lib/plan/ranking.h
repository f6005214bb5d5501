/* SPDX-License-Identifier: Apache-2.0 */
/* The cheapest of many options, in order. */
#ifndef TOLL_PLAN_RANKING_H
#define TOLL_PLAN_RANKING_H

#include <stdint.h>

/* What is kept of an option; its other figures are computed for those that are given. */
typedef struct toll__ranked {
    double usd_per_hour;
    double gpus, paid;
    double replicas; /* without spares */
    int64_t supply, precision, engine;
    int64_t layout;
    uint32_t is_unknown_run;
    uint32_t reserved;
} toll__ranked;

/* Inserts into the `count` kept ones of at most `capacity`; returns the new count. Of equal cost the one with fewer
 * accelerators comes first, then the one of the earlier row. */
uint64_t toll__ranking_add(toll__ranked *kept, uint64_t count, uint64_t capacity, const toll__ranked *option);

#endif
