/* SPDX-License-Identifier: Apache-2.0 */
/* The fewest accelerators of two pools, and of one, that carry a rate within limits of the mean. */
#ifndef TOLL_PLAN_POOL_SIZES_H
#define TOLL_PLAN_POOL_SIZES_H

#include <stdint.h>

#include "serve/pools.h"

/* What is asked; the load's concurrency is found. */
typedef struct toll__pool_aim {
    toll__pool prefill, decode; /* their units are found */
    toll__cache_link link;
    toll__load load;       /* closed loop; arrival_cv is that of one pool */
    double requests_per_s; /* to finish */
    double ttft_s, tpot_s; /* most in the mean; HUGE_VAL: no limit */
    double gpus_max;       /* of all units */
    int64_t evaluations;   /* counted */
} toll__pool_aim;

typedef struct toll__pool_sizes {
    double prefill_units, decode_units; /* 0: none carries the rate */
    double concurrency, ttft_s, tpot_s;
} toll__pool_sizes;

/* Whether pools of the aim's units finish the rate within the limits; fills the point. */
int toll__pools_keep(toll__pool_aim *aim, toll__pool_sizes *at);

/* Whether this number of the decode pool's units does, prefilling and decoding. */
int toll__mixed_keeps(toll__pool_aim *aim, double units);

void toll__pools_find(toll__pool_aim *aim, toll__pool_sizes *found);

/* Fewest units; 0: none. */
double toll__mixed_find(toll__pool_aim *aim);

#endif
