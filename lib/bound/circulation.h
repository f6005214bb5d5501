/* SPDX-License-Identifier: Apache-2.0 */
/* A small network with bounds on its arcs: the circulation of the greatest gain, in whole units. */
#ifndef TOLL_BOUND_CIRCULATION_H
#define TOLL_BOUND_CIRCULATION_H

#include <stdint.h>

#define TOLL__CIRCULATION_NODES    16u
#define TOLL__CIRCULATION_ARCS     64u
#define TOLL__CIRCULATION_GAIN_MAX (INT64_C(1) << 51) /* |gain|: a walk over every arc, once a node, sums below 2^63 */

typedef struct toll__arc {
    uint32_t from, to;
    int64_t least, most; /* 0 <= least; an arc whose least exceeds its most makes the network infeasible */
    int64_t gain;        /* of one unit */
    int64_t flow;        /* the result */
} toll__arc;

typedef struct toll__circulation {
    uint32_t n_nodes, n_arcs;
    toll__arc arcs[TOLL__CIRCULATION_ARCS];
} toll__circulation;

typedef enum toll__circulation_state {
    TOLL__CIRCULATION_BEST,       /* no circulation gains more */
    TOLL__CIRCULATION_INFEASIBLE, /* none respects the bounds */
    TOLL__CIRCULATION_GAVE_UP     /* too many rounds: the flow means nothing */
} toll__circulation_state;

/* Some cycle must bound every gain: an unbounded one ends as GAVE_UP at the latest. */
toll__circulation_state toll__circulation_solve(toll__circulation *network);

#endif
