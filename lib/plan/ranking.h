/* SPDX-License-Identifier: Apache-2.0 */
/* The cheapest of many options, in order. */
#ifndef TOLL_PLAN_RANKING_H
#define TOLL_PLAN_RANKING_H

#include <stdint.h>

/* What is kept of an option; its other figures are computed for those that are given. */
typedef struct toll__ranked {
    double order; /* what they are sorted by, the least first: USD/h in a search */
    double usd_per_hour;
    double requests_per_s;     /* of the fleet */
    double replica_most_per_s; /* of an inverse question */
    double gpus, paid;
    double replicas; /* without spares */
    int64_t supply, precision, engine;
    int64_t layout;
    uint32_t is_unknown_run;
    uint32_t cap; /* TOLL_PLAN_BY_*, of an inverse question */
} toll__ranked;

/* Inserts into the `count` kept ones of at most `capacity`; returns the new count. Of equal order the
 * cheaper one comes first, then the one with fewer accelerators, then the one of the earlier row. */
uint64_t toll__ranking_add(toll__ranked *kept, uint64_t count, uint64_t capacity, const toll__ranked *option);

#endif
