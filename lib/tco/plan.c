/* SPDX-License-Identifier: Apache-2.0 */
#include "tco/plan.h"

#include <string.h>

#include "tco/row_kinds.h"

#define MAGIC UINT64_C(0x6e616c706f63746c) /* no text: only unlikely in other data */

static const toll__stamp_kind kind = {MAGIC, sizeof(toll__plan), "plan", "plan_size",
                                      (uint64_t)sizeof(toll__plan) << 16 | sizeof(toll__driver)};

_Static_assert(sizeof(toll__plan) % 8 == 0 && sizeof(toll__driver) % 8 == 0, "whole words, no padding at the end");

uint64_t toll__plan_size(uint64_t count)
{
    return sizeof(toll__plan) + count * sizeof(toll__driver);
}

const toll__driver *toll__plan_rows(const toll__plan *plan)
{
    return (const toll__driver *)(const void *)(plan + 1);
}

toll_status toll__plan_check_room(const void *memory, uint64_t size, uint64_t count, toll_error *err)
{
    return toll__stamp_check_room(&kind, memory, size, toll__plan_size(count), err);
}

/* Rows that change the prices of other rows. */
static uint64_t is_modifier(const toll__driver *row)
{
    return row->kind == TOLL_TCO_FX || row->kind == TOLL_TCO_PRICE_INDEX || row->kind == TOLL_TCO_PRICE_FACTOR;
}

void toll__plan_write(const toll__drivers *source, const toll__frame *frame, toll__plan *plan)
{
    toll__driver *rows = (toll__driver *)(void *)(plan + 1);
    memset(plan, 0, sizeof *plan);
    plan->count = source->count;
    plan->frame = *frame;
    for (uint64_t i = 0; i < source->count; i++) {
        rows[i] = toll__driver_at(source, i);
        plan->modifiers += is_modifier(&rows[i]);
        const toll__row_kind *k = toll__row_kind_find(rows[i].kind);
        rows[i].slot = (uint8_t)k->slot;
        rows[i].combine = (uint8_t)k->combine;
        rows[i].is_fixed = (k->uses & TOLL_TCO_USES_FIXED) != 0;
        rows[i].least = k->min;
        rows[i].greatest = k->max;
    }
    toll__stamp_close(&kind, &plan->stamp, toll__plan_size(source->count));
}

toll_status toll__plan_open(const void *memory, uint64_t size, const toll__plan **plan, toll_error *err)
{
    toll_status status = toll__stamp_open(&kind, memory, size, err);
    const toll__plan *p = memory;
    if (status != TOLL_OK)
        return status;
    *plan = p;
    return TOLL_OK;
}

int toll__plan_has_option(const toll__plan *plan, uint32_t option)
{
    return option >= 1 && option <= TOLL__TCO_OPTIONS_MAX && (plan->frame.option_bits >> (option - 1) & 1) != 0;
}
