/* SPDX-License-Identifier: Apache-2.0 */
/* What toll tco is asked. */
#ifndef TOLL_CLI_INPUT_SCENARIO_REQUEST_H
#define TOLL_CLI_INPUT_SCENARIO_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "input/fact_ages.h"
#include "input/output_request.h"
#include "output/focus_columns.h"

typedef enum scenario_action { SCENARIO_STUDY, SCENARIO_KINDS, SCENARIO_DEFAULTS } scenario_action;

typedef struct scenario_request {
    scenario_action action;
    const char *path; /* SCENARIO_STUDY: its file */
    const char *book; /* of its prices; NULL: the built-in one, then full.book */
    int64_t draws;    /* 0: no ranges */
    uint64_t seed;
    fact_ages ages;
    double seconds_max;         /* longest study that is begun */
    const char *ledger, *focus; /* files to write, "-": stdout; NULL: none */
    focus_version focus_version;
    bool has_start; /* a first day of the horizon is given, and is a date */
    int64_t start_s;
    output_request output; /* svg: the chart of cumulative cost */
} scenario_request;

/* Complains and returns false on a mistake. */
bool scenario_request_read(scenario_request *r, const struct args *a);

#endif
