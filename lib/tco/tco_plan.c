/* SPDX-License-Identifier: Apache-2.0 */
/* A plan is one block: stamp, conventions, rows. What evaluation needs of a row's kind is written into the row, so that
 * it is looked up once. */
#include "tco/tco_plan.h"

#include <string.h>

#include <toll/tco.h>

#include "tco/row_kinds.h"

static const toll__stamp_kind plan_kind = {
    .magic = UINT64_C(0x6e616c706f63746c), /* no text: only unlikely in other data */
    .build = TOLL__STAMP_BUILD(sizeof(toll__tco_plan) << 16 | sizeof(toll__tco_input)),
    .memory_bytes = sizeof(toll__tco_plan),
    .sealed_bytes = sizeof(toll__tco_plan),
    .argument = "plan",
    .size_argument = "plan_size",
    .writer = "toll_tco_resolve()"};

_Static_assert(sizeof(toll__tco_plan) % 8 == 0 && sizeof(toll__tco_input) % 8 == 0,
               "whole words, no padding at the end");

uint64_t toll__tco_plan_size(uint64_t count)
{
    return sizeof(toll__tco_plan) + count * sizeof(toll__tco_input);
}

const toll__tco_input *toll__tco_plan_rows(const toll__tco_plan *plan)
{
    return (const toll__tco_input *)(const void *)(plan + 1);
}

toll_status toll__tco_plan_check_room(const void *memory, uint64_t size, uint64_t count, toll_error *err)
{
    return toll__stamp_check_room(&plan_kind, memory, size, toll__tco_plan_size(count), err);
}

/* Rows that change the prices of other rows. */
static uint64_t is_modifier(const toll__tco_input *row)
{
    return row->kind == TOLL_TCO_FX || row->kind == TOLL_TCO_PRICE_INDEX || row->kind == TOLL_TCO_PRICE_FACTOR;
}

toll__tco_input *toll__tco_plan_start(const toll__conventions *conventions, uint64_t count, toll__tco_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    plan->count = count;
    plan->conventions = *conventions;
    return (toll__tco_input *)(void *)(plan + 1);
}

_Static_assert(TOLL_TCO_LOAN_TERM < 128, "a bit a kind");

static void fill_by_kind(toll__tco_input *row)
{
    const toll__row_kind *k = toll__row_kind_find(row->kind);
    row->slot = (uint8_t)k->slot;
    row->combine = (uint8_t)k->combine;
    row->is_fixed = (k->uses & TOLL_TCO_USES_FIXED) != 0;
    row->least = k->min;
    row->greatest = k->max;
}

void toll__tco_plan_close(toll__tco_plan *plan)
{
    toll__tco_input *rows = (toll__tco_input *)(void *)(plan + 1);
    for (uint64_t i = 0; i < plan->count; i++) {
        fill_by_kind(&rows[i]);
        plan->modifiers += is_modifier(&rows[i]);
        plan->kinds[rows[i].kind / 64] |= UINT64_C(1) << rows[i].kind % 64;
    }
    toll__stamp_close(&plan_kind, &plan->stamp, toll__tco_plan_size(plan->count));
}

toll_status toll__tco_plan_open(const void *memory, uint64_t size, const toll__tco_plan **plan, toll_error *err)
{
    toll_status status = toll__stamp_open(&plan_kind, memory, size, err);
    const toll__tco_plan *p = memory;
    if (status != TOLL_OK)
        return status;
    *plan = p;
    return TOLL_OK;
}

int toll__tco_plan_has_option(const toll__tco_plan *plan, uint32_t option)
{
    return option >= 1 && option <= TOLL__TCO_OPTIONS_MAX && (plan->conventions.option_bits >> (option - 1) & 1) != 0;
}
