/* SPDX-License-Identifier: Apache-2.0 */
/* Where the options of a search go: the caller's array, their number, and the summary. */
#ifndef TOLL_API_PLAN_OUTPUTS_H
#define TOLL_API_PLAN_OUTPUTS_H

#include "api/plan_walk.h"

typedef struct toll__plan_outputs {
    toll_plan_option *options;
    uint64_t capacity, stride;
    uint64_t *n_options;
    toll_plan_summary *summary;
} toll__plan_outputs;

/* Before anything is searched: a call that fails writes nothing. */
toll_status toll__plan_outputs_check(const toll__plan_outputs *out, toll_error *err);

/* Computes every option that the walk has kept, with all its figures, into the caller's array. */
void toll__plan_outputs_give(const toll__plan_walk *walk, const toll__plan_outputs *out);

#endif
