/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of a case as a network: limits and prices become its arcs, its circulation becomes quantities of lines. */
#ifndef TOLL_BOUND_BOUND_NETWORK_H
#define TOLL_BOUND_BOUND_NETWORK_H

#include "bound/bound_case.h"
#include "bound/circulation.h"

typedef struct toll__case_work {
    const toll__case *c;
    toll__goal goal;
    toll__units units;
    toll__circulation network;
    uint32_t rows, columns;        /* sets of those that the network has */
    uint64_t lines;                /* set of lines that its tokens may be on */
    uint64_t shared;               /* of them, those that share their side of the record with others */
    int64_t quantity[TOLL_METERS]; /* of lines */
    toll__extreme *extreme;
} toll__case_work;

/* From case, goal and units: the network, and the sets of lines. */
void toll__network_make(toll__case_work *w);

/* From the network's flows: the quantities of lines, and the usage. 0: some meter must have a quantity, and no price. */
int toll__network_read(toll__case_work *w);

#endif
