/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of one accelerator, format and engine that serves a load with the fewest accelerators. */
#ifndef TOLL_PLAN_FLEET_SIZE_H
#define TOLL_PLAN_FLEET_SIZE_H

#include "plan/replica_limits.h"
#include "step/place.h"
#include "step/shard_blocks.h"

/* One accelerator, format and engine, and the model as settled blocks. */
typedef struct toll__candidate {
    const toll__accelerator *accelerator;
    const toll__model *model;
    const toll__block *blocks;
    uint64_t n_blocks;
    const toll__precision *precision;
    const toll__engine *engine;
    const toll__constants *constants;
    double internode_bytes_per_s; /* 0: not given */
    toll__shard_rules shards;
} toll__candidate;

/* Places a layout; ops has n_blocks places. A status other than TOLL_OK: it can't be had. */
toll_status toll__candidate_place(const toll__candidate *candidate, const toll__parallel *layout,
                                  toll__placement *placement, toll__op *ops);

/* How many accelerators, and in which units. */
typedef struct toll__fleet_rules {
    const toll__parallel *layouts;
    int n_layouts;
    double unit, spares;
    int64_t evaluations_left; /* none begins with none left */
} toll__fleet_rules;

/* Why there is no fleet, from the worst reason on: what a layout reaches replaces what another has. */
enum { TOLL__FLEET_NO_LAYOUT, TOLL__FLEET_NO_MEMORY, TOLL__FLEET_REFUSED, TOLL__FLEET_TOO_SLOW, TOLL__FLEET_FOUND };

typedef struct toll__fleet_size {
    uint32_t verdict; /* TOLL__FLEET_* */
    uint32_t is_cut;  /* the budget ended the search */
    int layout;       /* place in the list */
    double replicas;  /* N, without spares */
    double gpus;      /* of N and the spares */
    double paid;      /* in whole units */
    int64_t layouts, fitting, evaluations, exact;
    double missed_ttft_s, missed_tpot_s; /* least of a lone request, at the confidence; HUGE_VAL: none was too slow */
} toll__fleet_size;

/* ops: n_blocks places to work in. */
void toll__fleet_find(const toll__candidate *candidate, const toll__aim *aim, const toll__fleet_rules *rules,
                      toll__op *ops, toll__fleet_size *found);

#endif
