/* SPDX-License-Identifier: Apache-2.0 */
/* Cancelling of cycles (Klein 1967): while the residual network has a cycle of positive gain, as much as fits is sent
 * around it; when none is left the circulation is optimal (Ahuja, Magnanti, Orlin, Network Flows, theorem 9.1). Bounds
 * are whole, so the flow is. Two passes: the first gains one for each unit of a lower bound that is met, from the zero
 * flow on; the second keeps the lower bounds and gains what the arcs say. The networks have at most 16 nodes, and a
 * cycle saturates an arc; the limit of rounds is for the theory's worst case alone. */
#include "bound/circulation.h"

#define ROUNDS_MAX 2000
#define NO_ARC     UINT32_MAX

/* A step along an arc (way 0) or back (way 1): what it gains, and how many units may take it. */
static int64_t gain_of_step(const toll__arc *arc, uint32_t way, int is_filling)
{
    if (!is_filling)
        return way == 0 ? arc->gain : -arc->gain;
    if (way == 0)
        return arc->flow < arc->least;
    return arc->flow <= arc->least ? -1 : 0;
}

static int64_t room_of_step(const toll__arc *arc, uint32_t way, int is_filling)
{
    if (way == 0)
        return (is_filling && arc->flow < arc->least ? arc->least : arc->most) - arc->flow;
    if (is_filling)
        return arc->flow > arc->least ? arc->flow - arc->least : arc->flow;
    return arc->flow - arc->least;
}

/* Steps that lead to each node on the best walk so far: arc * 2 + way. */
typedef struct cycle_search {
    int64_t gain[TOLL__CIRCULATION_NODES];
    uint32_t step[TOLL__CIRCULATION_NODES];
} cycle_search;

static uint32_t start_of(const toll__circulation *network, uint32_t step)
{
    const toll__arc *arc = &network->arcs[step / 2];
    return step % 2 == 0 ? arc->from : arc->to;
}

/* One round of Bellman and Ford; a node whose gain rose, or NO_ARC. */
static uint32_t relax_arcs(const toll__circulation *network, int is_filling, cycle_search *s)
{
    uint32_t risen = NO_ARC;
    for (uint32_t step = 0; step < 2 * network->n_arcs; step++) {
        const toll__arc *arc = &network->arcs[step / 2];
        uint32_t way = step % 2, from = way == 0 ? arc->from : arc->to, to = way == 0 ? arc->to : arc->from;
        if (room_of_step(arc, way, is_filling) <= 0)
            continue;
        int64_t gain = s->gain[from] + gain_of_step(arc, way, is_filling);
        if (gain <= s->gain[to])
            continue;
        s->gain[to] = gain;
        s->step[to] = step;
        risen = to;
    }
    return risen;
}

/* A node of a cycle with positive gain; NO_ARC: there is none. */
static uint32_t find_cycle(const toll__circulation *network, int is_filling, cycle_search *s)
{
    uint32_t node = NO_ARC;
    for (uint32_t i = 0; i < network->n_nodes; i++) {
        s->gain[i] = 0;
        s->step[i] = NO_ARC;
    }
    for (uint32_t round = 0; round < network->n_nodes; round++) {
        node = relax_arcs(network, is_filling, s);
        if (node == NO_ARC)
            return NO_ARC;
    }
    for (uint32_t i = 0; i < network->n_nodes; i++) /* back into the cycle */
        node = start_of(network, s->step[node]);
    return node;
}

static void cancel_cycle(toll__circulation *network, int is_filling, const cycle_search *s, uint32_t first)
{
    int64_t units = INT64_MAX;
    uint32_t node = first;
    do {
        uint32_t step = s->step[node];
        int64_t room = room_of_step(&network->arcs[step / 2], step % 2, is_filling);
        units = room < units ? room : units;
        node = start_of(network, step);
    } while (node != first);
    do {
        uint32_t step = s->step[node];
        network->arcs[step / 2].flow += step % 2 == 0 ? units : -units;
        node = start_of(network, step);
    } while (node != first);
}

static int cancel_cycles(toll__circulation *network, int is_filling)
{
    cycle_search s;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        uint32_t node = find_cycle(network, is_filling, &s);
        if (node == NO_ARC)
            return 1;
        cancel_cycle(network, is_filling, &s, node);
    }
    return 0;
}

toll__circulation_state toll__circulation_solve(toll__circulation *network)
{
    for (uint32_t i = 0; i < network->n_arcs; i++) {
        network->arcs[i].flow = 0;
        if (network->arcs[i].least > network->arcs[i].most)
            return TOLL__CIRCULATION_INFEASIBLE;
    }
    if (!cancel_cycles(network, 1))
        return TOLL__CIRCULATION_GAVE_UP;
    for (uint32_t i = 0; i < network->n_arcs; i++)
        if (network->arcs[i].flow < network->arcs[i].least)
            return TOLL__CIRCULATION_INFEASIBLE;
    return cancel_cycles(network, 0) ? TOLL__CIRCULATION_BEST : TOLL__CIRCULATION_GAVE_UP;
}
