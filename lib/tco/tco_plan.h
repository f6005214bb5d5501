/* SPDX-License-Identifier: Apache-2.0 */
/* A checked scenario as opaque words in the caller's memory. */
#ifndef TOLL_TCO_TCO_PLAN_H
#define TOLL_TCO_TCO_PLAN_H

#include "base/stamp.h"
#include "tco/conventions.h"
#include "tco/tco_input.h"

typedef struct toll__tco_plan {
    toll__stamp stamp;
    uint64_t count;
    uint64_t modifiers; /* rows that change the prices of other rows */
    uint64_t kinds[2];  /* bit per kind: the plan has rows of it */
    toll__conventions conventions;
    /* count inputs follow */
} toll__tco_plan;

uint64_t toll__tco_plan_size(uint64_t count);

const toll__tco_input *toll__tco_plan_rows(const toll__tco_plan *plan);

toll_status toll__tco_plan_check_room(const void *memory, uint64_t size, uint64_t count, toll_error *err);

/* Begins a plan of checked rows in memory of toll__tco_plan_size() bytes. Returns where the rows go. */
toll__tco_input *toll__tco_plan_start(const toll__conventions *conventions, uint64_t count, toll__tco_plan *plan);

/* Completes and stamps it, once its rows are filled. */
void toll__tco_plan_close(toll__tco_plan *plan);

/* Checks a plan within `size` bytes; never reads beyond them. */
toll_status toll__tco_plan_open(const void *memory, uint64_t size, const toll__tco_plan **plan, toll_error *err);

/* 1: the plan has a row of the kind, for any option. */
static inline int toll__tco_plan_has_kind(const toll__tco_plan *plan, uint32_t kind)
{
    return (plan->kinds[kind / 64] >> kind % 64 & 1) != 0;
}

/* 1: the option is declared. */
int toll__tco_plan_has_option(const toll__tco_plan *plan, uint32_t option);

#endif
