/* SPDX-License-Identifier: Apache-2.0 */
/* Which kinds of rows a scenario has, and for which options: what most checks between rows ask, in a fixed size. */
#ifndef TOLL_TCO_SCENARIO_KINDS_H
#define TOLL_TCO_SCENARIO_KINDS_H

#include "tco/tco_input.h"

/* Codes of kinds of rows, then three codes for rows that the checks tell from others of their kind. */
enum {
    TOLL__HAS_NOTHING_ELSE = 0,
    TOLL__HAS_REMOTE_PRICE = 125, /* a cost of tokens or tasks that go to an API */
    TOLL__HAS_COOLING_PER_KWH,    /* a cost of cooling by the energy drawn */
    TOLL__HAS_PUE_ABOVE_1,
    TOLL__HAS_CODES
};

typedef struct toll__scenario_kinds {
    uint64_t options[TOLL__HAS_CODES]; /* bit o - 1: a row for option o alone */
    uint8_t every[TOLL__HAS_CODES];    /* 1: a row of option 0, which is for every option */
} toll__scenario_kinds;

/* A row's second code, after its kind; TOLL__HAS_NOTHING_ELSE for most rows. */
uint32_t toll__scenario_kinds_code(const toll__tco_input *row);

/* *kinds starts as all zero. */
void toll__scenario_kinds_add(toll__scenario_kinds *kinds, const toll__tco_input *row);

/* 1: a row of code first .. last holds for the option of `row`; for any option, where that is 0. */
int toll__scenario_kinds_has(const toll__scenario_kinds *kinds, const toll__tco_input *row, uint32_t first,
                             uint32_t last);

/* 1: a row has the kind of `row` and its option, 0 included. */
int toll__scenario_kinds_repeats(const toll__scenario_kinds *kinds, const toll__tco_input *row);

#endif
