/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of an option that a search has kept. */
#ifndef TOLL_API_PLAN_OPTIONS_H
#define TOLL_API_PLAN_OPTIONS_H

#include "api/plan_inputs.h"

/* One accelerator, format and engine of the work's tables, ready to be placed. */
typedef struct toll__plan_choice {
    toll_hw hw;
    toll__accelerator accelerator;
    toll__constants constants;
    toll__candidate candidate;
} toll__plan_choice;

/* The choice's accelerator is filled already. */
toll_status toll__plan_choose(const toll__plan_work *work, const toll_plan_supply *row, const toll__plan_engine *engine,
                              const toll__plan_precision *precision, toll__plan_choice *choice);

/* The supply of the caller's row. */
const toll__plan_supply *toll__plan_find_supply(const toll__plan_work *work, int64_t index);

/* Computes a kept option anew, with all its figures. */
void toll__plan_option_fill(const toll__plan_sources *from, toll__plan_work *work, const toll__ranked *kept,
                            toll_plan_option *option);

#endif
