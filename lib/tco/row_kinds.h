/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of rows: the one list from which checks, evaluation, files and help take it. */
#ifndef TOLL_TCO_ROW_KINDS_H
#define TOLL_TCO_ROW_KINDS_H

#include <toll/tco.h>

/* Where the value of a row goes when an option is evaluated, and how several rows of a kind combine. */
typedef enum toll__slot {
    TOLL__SLOT_NONE = 0, /* read by its own code */
    TOLL__SLOT_INPUT,    /* tokens and tasks: per period */
    TOLL__SLOT_CACHED,
    TOLL__SLOT_OUTPUT,
    TOLL__SLOT_TASKS,
    TOLL__SLOT_TASK_INPUT,
    TOLL__SLOT_TASK_OUTPUT,
    TOLL__SLOT_MULTIPLIER,
    TOLL__SLOT_SUCCESS,
    TOLL__SLOT_CACHE_HIT,
    TOLL__SLOT_LOAD,
    TOLL__SLOT_STEP,
    TOLL__SLOT_PEAK,
    TOLL__SLOT_ESCALATION,
    TOLL__SLOT_CAP_INPUT,
    TOLL__SLOT_CAP_CACHED,
    TOLL__SLOT_CAP_OUTPUT,
    TOLL__SLOT_CAP_TOKENS,
    TOLL__SLOT_CAP_FACTOR,
    TOLL__SLOT_UTILISATION,
    TOLL__SLOT_UNITS,
    TOLL__SLOT_UNITS_MIN,
    TOLL__SLOT_SPARE,
    TOLL__SLOT_UNITS_MAX,
    TOLL__SLOT_REDUNDANCY,
    TOLL__SLOT_UNIT_GPUS,
    TOLL__SLOT_NODE_GPUS,
    TOLL__SLOT_RACK_NODES,
    TOLL__SLOT_DUTY,
    TOLL__SLOT_ENERGY,
    TOLL__SLOT_PUE,
    TOLL__SLOT_GRID,
    TOLL__SLOT_WATER,
    TOLL__SLOT_FTE,
    TOLL__SLOT_GPUS_PER_FTE,
    TOLL__SLOT_FTE_MIN,
    TOLL__SLOT_STORED,
    TOLL__SLOT_EGRESS,
    TOLL__SLOT_EGRESS_MTOK,
    TOLL__SLOTS
} toll__slot;

typedef enum toll__combine { TOLL__SET, TOLL__ADD, TOLL__MULTIPLY } toll__combine;

typedef struct toll__row_kind {
    uint32_t code;
    uint32_t uses, required; /* TOLL_TCO_USES_* */
    uint32_t basis, time;    /* defaults */
    uint16_t slot, combine;
    double min, max, absent;
    char name[24];
    char unit[24];
    char help[96];
} toll__row_kind;

/* NULL for a number that is no kind. O(1). */
const toll__row_kind *toll__row_kind_find(uint32_t code);

/* One more than the greatest code. */
uint32_t toll__row_kind_limit(void);

#endif
