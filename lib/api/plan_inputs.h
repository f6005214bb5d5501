/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that a search stands on, checked and laid into the caller's memory. */
#ifndef TOLL_API_PLAN_INPUTS_H
#define TOLL_API_PLAN_INPUTS_H

#include <toll/plan.h>

#include "api/convert_model.h"
#include "api/convert_step.h"
#include "hardware/accelerator.h"
#include "plan/fleet_size.h"
#include "plan/parallel_layouts.h"
#include "plan/ranking.h"

#define TOLL__PLAN_ROWS_MAX     4096  /* supplies, own accelerators */
#define TOLL__PLAN_CAPACITY_MAX 65536 /* options */
#define TOLL__PLAN_TABLE_MAX    52    /* rows of a table that the need's masks can name */

typedef struct toll__plan_engine {
    int64_t index;
    toll_step_engine full;
    toll__engine plain;
} toll__plan_engine;

typedef struct toll__plan_precision {
    int64_t index;
    toll_model_precision full;
    toll__precision plain;
} toll__plan_precision;

typedef struct toll__plan_supply {
    toll_plan_supply row;
    int64_t index;   /* the caller's */
    double order;    /* price over memory bandwidth */
    double unit;     /* accelerators, whole nodes included */
    int64_t is_done; /* searched with an earlier one that differs in price alone */
} toll__plan_supply;

/* The caller's arrays, as they came in. */
typedef struct toll__plan_sources {
    const toll_model *model;
    toll__block_rows rows;
    const toll_plan_need *need;
    const toll_plan_supply *supplies;
    uint64_t n_supplies, supply_stride;
    const toll_hw *own_hw;
    uint64_t n_own_hw, hw_stride;
    uint64_t capacity;
    int is_rate_asked; /* the rate is what is looked for: the need may leave it out */
} toll__plan_sources;

/* The head of the caller's memory; the arrays follow it. */
typedef struct toll__plan_work {
    toll_plan_need need;
    toll__model model;
    toll__aim aim;
    toll__parallel layouts[TOLL__LAYOUTS_MAX];
    int64_t n_layouts;
    toll__plan_engine engines[TOLL__PLAN_TABLE_MAX];
    toll__plan_precision precisions[TOLL__PLAN_TABLE_MAX];
    uint64_t n_engines, n_precisions, n_blocks, n_supplies, n_ranked, capacity;
    toll__block *blocks;
    toll__op *ops;
    toll__plan_supply *supplies; /* in the order of the search */
    toll__ranked *ranked;
} toll__plan_work;

/* Bytes of that memory; the arguments are within their limits. */
uint64_t toll__plan_work_size(uint64_t n_layers, uint64_t n_supplies, uint64_t capacity);

/* Checks an array of rows as toll__take_rows() does, and names the stride's own argument: the call has several. */
toll_status toll__plan_take_rows(const void *rows, uint64_t count, uint64_t stride, uint32_t kind, const char *argument,
                                 const char *stride_argument, toll_error *err);

/* What a need that has been taken asks of a replica; its rate may be 0. TOLL_E_CONFLICT: another quantile. */
toll_status toll__plan_aim(const toll_plan_need *n, toll__aim *aim, toll_error *err);

/* Checks the sizes, then everything else, and fills the memory. */
toll_status toll__plan_inputs_take(const toll__plan_sources *from, void *memory, uint64_t size, toll__plan_work **work,
                                   toll_error *err);

/* The accelerator of a supply whose row has been checked. */
toll_status toll__plan_hw(const toll__plan_sources *from, const toll_plan_supply *row, toll_hw *hw,
                          toll__accelerator *accelerator, toll_error *err);

#endif
