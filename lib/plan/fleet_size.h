/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of one accelerator, format and engine that serves a load with the fewest accelerators. */
#ifndef TOLL_PLAN_FLEET_SIZE_H
#define TOLL_PLAN_FLEET_SIZE_H

#include "plan/layout_fit.h"

/* How many accelerators, and in which units. */
typedef struct toll__fleet_rules {
    const toll__parallel *layouts;
    int n_layouts;
    double unit, spares;
    int64_t evaluations_left; /* none begins with none left */
} toll__fleet_rules;

typedef struct toll__fleet_size {
    uint32_t verdict; /* TOLL__FLEET_* */
    uint32_t is_cut;  /* the budget ended the search */
    int layout;       /* place in the list */
    double replicas;  /* N, without spares */
    double gpus;      /* of N and the spares */
    double paid;      /* in whole units */
    toll__fit_work done;
} toll__fleet_size;

/* ops: n_blocks places to work in. */
void toll__fleet_find(const toll__candidate *candidate, const toll__aim *aim, const toll__fleet_rules *rules,
                      toll__op *ops, toll__fleet_size *found);

#endif
