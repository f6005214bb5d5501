/* SPDX-License-Identifier: Apache-2.0 */
/* What constraints cost, draw by draw. */
#ifndef TOLL_PLAN_SHADOW_H
#define TOLL_PLAN_SHADOW_H

#include <toll/base.h>

/* A way to serve the load, as plain values. */
typedef struct toll__shadow_candidate {
    uint64_t rejected_by; /* stated constraints, as bits */
    int has_capacity;     /* 0: the fixed cost is all */
    toll_range fixed;     /* USD/h */
    toll_range price;     /* USD per accelerator-hour */
    toll_range rate;      /* requests/s that one replica carries */
    double gpus, unit, spares;
    uint32_t price_group, capacity_group; /* 0: none */
} toll__shadow_candidate;

/* Cost of candidate `index` at a load in one draw, USD/h. */
double toll__shadow_cost(const toll__shadow_candidate *c, uint64_t index, double load, uint64_t seed, uint64_t draw);

/* The cheapest candidate in one draw, as they are (least[0]) and with drops[i] given up (least[i + 1]); HUGE_VAL:
 * none is left. */
void toll__shadow_draw(const toll__shadow_candidate *candidates, uint64_t n, double load, uint64_t seed, uint64_t draw,
                       const uint64_t *drops, uint64_t n_drops, double *least);

#endif
