/* SPDX-License-Identifier: Apache-2.0 */
/* Every combination of accelerator, engine and number format that the need allows and that can start, one after another. */
#ifndef TOLL_API_PLAN_WALK_H
#define TOLL_API_PLAN_WALK_H

#include "api/plan_options.h"
#include "catalog/runs.h"

/* The walk, and what it has counted. */
typedef struct toll__plan_walk {
    const toll__plan_sources *from;
    toll__plan_work *work;
    toll_plan_summary summary;
    toll__plan_choice choice;       /* the accelerator of the supplies under search */
    toll__run_rows run_rows;        /* of the engine and the accelerator */
    uint64_t first;                 /* of the supplies that share these accelerators */
    int64_t sharers, priced;        /* how many, and those with a price */
    uint64_t engine, precision;     /* places in the work's tables */
    uint32_t hardware_run, verdict; /* TOLL_RUN_*: of the engine there; of the combination */
    uint32_t is_started, reserved;
} toll__plan_walk;

void toll__plan_walk_start(toll__plan_walk *w, const toll__plan_sources *from, toll__plan_work *work);

/* Goes to the next combination that may run; those that may not, or have no price, are counted. 0: there is none. */
int toll__plan_walk_next(toll__plan_walk *w);

/* The next supply after `before` that the combination is for, with a price; the first one follows -1. Below 0: none. */
int64_t toll__plan_walk_supply(const toll__plan_walk *w, int64_t before);

/* Makes the combination ready to be placed. */
toll_status toll__plan_walk_choose(toll__plan_walk *w);

/* Evaluations that the need's budget leaves. */
int64_t toll__plan_walk_left(const toll__plan_walk *w);

/* What a search within the combination has done. */
void toll__plan_walk_note(toll__plan_walk *w, const toll__fit_work *done, int is_cut);

/* Why it has no fleet (TOLL__FLEET_*), for so many supplies. */
void toll__plan_walk_reject(toll__plan_walk *w, const toll__fit_work *done, uint32_t verdict, int is_cut,
                            int64_t count);

/* A combination of a supply that has too few accelerators: paid would be so many. */
void toll__plan_walk_too_many(toll__plan_walk *w, double paid);

#endif
