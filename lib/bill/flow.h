/* SPDX-License-Identifier: Apache-2.0 */
/* A small network with bounds on its arcs: the circulation of the greatest gain, in whole units. */
#ifndef TOLL_BILL_FLOW_H
#define TOLL_BILL_FLOW_H

#include <stdint.h>

#define TOLL__FLOW_NODES    16u
#define TOLL__FLOW_ARCS     64u
#define TOLL__FLOW_GAIN_MAX (INT64_C(1) << 51) /* |gain|: a walk over every arc, once a node, sums below 2^63 */

typedef struct toll__arc {
    uint32_t from, to;
    int64_t least, most; /* 0 <= least; an arc whose least exceeds its most makes the network infeasible */
    int64_t gain;        /* of one unit */
    int64_t flow;        /* the result */
} toll__arc;

typedef struct toll__flow {
    uint32_t n_nodes, n_arcs;
    toll__arc arcs[TOLL__FLOW_ARCS];
} toll__flow;

typedef enum toll__flow_state {
    TOLL__FLOW_BEST,       /* no circulation gains more */
    TOLL__FLOW_INFEASIBLE, /* none respects the bounds */
    TOLL__FLOW_GAVE_UP     /* too many rounds: the flow means nothing */
} toll__flow_state;

/* Some cycle must bound every gain: an unbounded one ends as GAVE_UP at the latest. */
toll__flow_state toll__flow_solve(toll__flow *flow);

#endif
