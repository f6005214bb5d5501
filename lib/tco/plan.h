/* SPDX-License-Identifier: Apache-2.0 */
/* A checked scenario as opaque words in the caller's memory. */
#ifndef TOLL_TCO_PLAN_H
#define TOLL_TCO_PLAN_H

#include "tco/driver.h"
#include "tco/frame.h"
#include "tco/stamp.h"

typedef struct toll__plan {
    toll__stamp stamp;
    uint64_t count;
    uint64_t modifiers; /* rows that change the prices of other rows */
    toll__frame frame;
    /* count drivers follow */
} toll__plan;

uint64_t toll__plan_size(uint64_t count);

const toll__driver *toll__plan_rows(const toll__plan *plan);

toll_status toll__plan_check_room(const void *memory, uint64_t size, uint64_t count, toll_error *err);

/* Writes checked rows into memory of toll__plan_size() bytes. */
void toll__plan_write(const toll__drivers *source, const toll__frame *frame, toll__plan *plan);

/* Checks a plan within `size` bytes; never reads beyond them. */
toll_status toll__plan_open(const void *memory, uint64_t size, const toll__plan **plan, toll_error *err);

/* 1: the option is declared. */
int toll__plan_has_option(const toll__plan *plan, uint32_t option);

#endif
