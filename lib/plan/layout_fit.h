/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a layout of one accelerator, format and engine can be had and fits; what searches over layouts share. */
#ifndef TOLL_PLAN_LAYOUT_FIT_H
#define TOLL_PLAN_LAYOUT_FIT_H

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

/* Why there is no fleet, from the worst reason on: what a layout reaches replaces what another has. */
enum {
    TOLL__FLEET_NO_LAYOUT,
    TOLL__FLEET_NO_MEMORY,
    TOLL__FLEET_REFUSED,
    TOLL__FLEET_TOO_SLOW,
    TOLL__FLEET_TOO_DEAR, /* of a price asked for: most_load.h */
    TOLL__FLEET_TOO_MANY, /* not even one replica within the accelerators allowed: most_load.h */
    TOLL__FLEET_FOUND
};

/* What a search has done. */
typedef struct toll__fit_work {
    int64_t layouts, fitting, evaluations, exact;
    double missed_ttft_s, missed_tpot_s; /* least of a lone request, at the confidence; HUGE_VAL: none was too slow */
} toll__fit_work;

/* What the layouts of one search share. */
typedef struct toll__layout_fit {
    const toll__candidate *candidate;
    const toll__aim *aim;
    toll__op *ops; /* n_blocks places to work in */
    toll__placement placement;
    double lone_weights_bytes; /* of the whole model on one accelerator; 0: not known */
    double room_bytes;         /* of an accelerator, the margin of error included; with lone_weights_bytes */
    toll__fit_work done;
    uint32_t verdict; /* TOLL__FLEET_* */
} toll__layout_fit;

void toll__layout_fit_start(toll__layout_fit *fit, const toll__candidate *candidate, const toll__aim *aim,
                            toll__op *ops);

/* Whether the layout can be had and fits; it is placed then. */
int toll__layout_fits(toll__layout_fit *fit, const toll__parallel *layout);

void toll__layout_raise(toll__layout_fit *fit, uint32_t verdict);

/* A lone request that misses a limit: how near it came. */
void toll__layout_note_miss(toll__layout_fit *fit, const toll__replica *replica, const toll__replica_point *lone);

#endif
