/* SPDX-License-Identifier: Apache-2.0 */
/* A plan without a limit of TTFT whose requests wait for long: said, with what a limit would cost. */
#ifndef TOLL_CLI_PLAN_PLAN_WAITING_H
#define TOLL_CLI_PLAN_PLAN_WAITING_H

#include "output/json_out.h"
#include "plan/plan_answer.h"

typedef struct plan_waiting {
    bool is_long;    /* the first option's TTFT is longer than the answer takes, and nothing limits it */
    double ttft_s;   /* at the need's quantile */
    double answer_s; /* tokens of an answer times TPOT */
    double tried_s;  /* the limit that was tried */
    bool is_found;   /* something keeps it */
    char option[160];
    double usd_per_hour;
} plan_waiting;

/* False after a complaint. */
bool plan_waiting_find(plan_waiting *w, const plan_answer *a);

/* One or two sentences; "" where requests don't wait. */
void plan_waiting_text(const plan_waiting *w, const plan_answer *a, char *text, size_t size);

/* "waiting": {ttft_s, answer_s, limit_ttft_s, option, usd_per_hour} or null. */
void plan_waiting_json(json *j, const plan_waiting *w);

#endif
