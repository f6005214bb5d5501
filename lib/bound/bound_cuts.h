/* SPDX-License-Identifier: Apache-2.0 */
/* Count predicates cut the limits into boxes inside of which none of them changes. */
#ifndef TOLL_BOUND_BOUND_CUTS_H
#define TOLL_BOUND_BOUND_CUTS_H

#include "bound/bound_case.h"

#define TOLL__CUT_METERS 8
#define TOLL__CUT_POINTS 32 /* of one meter */

typedef struct toll__cuts {
    uint32_t n_meters, reserved;
    uint64_t n_boxes;
    uint32_t meter[TOLL__CUT_METERS], n_points[TOLL__CUT_METERS];
    int64_t point[TOLL__CUT_METERS][TOLL__CUT_POINTS]; /* rising: a box ends at a point, the next begins one after it */
} toll__cuts;

/* 0: more meters or points than there is room for. */
int toll__cuts_find(const toll__tariff *tariff, const toll__box *limits, toll__cuts *cuts);

/* Box 0 .. n_boxes - 1 of the limits. */
void toll__cuts_box(const toll__cuts *cuts, const toll__box *limits, uint64_t index, toll__box *box);

#endif
