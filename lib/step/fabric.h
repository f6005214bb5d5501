/* SPDX-License-Identifier: Apache-2.0 */
/* Links and collectives: the rate between the accelerators of a group, and the cost of a collective over it. */
#ifndef TOLL_STEP_FABRIC_H
#define TOLL_STEP_FABRIC_H

#include "step/place.h"

/* How a group of accelerators talks: one-way rate of one of them, whether it leaves node and domain, and the
 * TOLL_FLAG_* that this deserves. */
typedef struct toll__way {
    double bytes_per_s;
    int is_internode;
    uint64_t flags;
} toll__way;

/* Accelerators that the scale-up links join; 1 where there are none. */
double toll__fabric_domain(const toll__accelerator *accelerator);

/* 0 where the group needs an internode rate and none is given. */
int toll__fabric_reach(const toll__accelerator *accelerator, double internode_bytes_per_s, double group,
                       toll__way *way);

/* Works out placement->allreduce, ->alltoall and ->send, and sets the flags that the links deserve. */
toll_status toll__fabric_place(toll__site *site, toll_error *err);

#endif
