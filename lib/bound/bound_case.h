/* SPDX-License-Identifier: Apache-2.0 */
/* The highest or lowest bill of a box of usages to all of which a tariff says the same. */
#ifndef TOLL_BOUND_BOUND_CASE_H
#define TOLL_BOUND_BOUND_CASE_H

#include "bound/bound_cells.h"
#include "bound/bound_units.h"
#include "bill/quantity.h"

/* Least and most base units of each meter, parts within their totals; most INT64_MAX: no limit, and nothing to pay. */
typedef struct toll__box {
    int64_t least[TOLL_METERS], most[TOLL_METERS];
} toll__box;

typedef struct toll__case {
    const toll__choice *choice;
    const toll__cells *cells;
    const toll__box *box;
    const toll__counters *counters; /* before the record */
} toll__case;

typedef struct toll__extreme {
    uint32_t is_feasible; /* 0: no usage of the box can be billed */
    uint32_t reserved;
    uint64_t relaxed; /* TOLL_RELAXED_* */
    toll_amount amount;
    toll__usage usage; /* one that comes closest; the amount itself when nothing is relaxed */
} toll__extreme;

toll_status toll__case_solve(const toll__case *c, toll__goal goal, toll__extreme *extreme, toll_error *err);

#endif
