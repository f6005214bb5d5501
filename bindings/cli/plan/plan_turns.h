/* SPDX-License-Identifier: Apache-2.0 */
/* Where an answer turns: the rate from which GPUs are cheaper than an API, the load that a budget carries. */
#ifndef TOLL_CLI_PLAN_PLAN_TURNS_H
#define TOLL_CLI_PLAN_PLAN_TURNS_H

#include "plan/plan_api.h"
#include "plan/plan_choices.h"

typedef struct plan_turn {
    bool is_found;
    double requests_per_s;   /* on the side where GPUs cost no more than the API */
    double tokens_per_month; /* prompts and answers */
} plan_turn;

/* A rate at which the cheapest fleet and the API change places, found from the need's on. With spare replicas and whole
 * machines they may do so several times near to it. Not found: within a
 * factor of a million they don't. Returns false after a complaint. */
bool plan_turn_find(plan_options *o, const toll_plan_need *need, const plan_api *api, plan_turn *turn);

/* The highest rate of which the cheapest fleet is within a budget; 0: none. Negative after a complaint. */
double plan_turn_budget(plan_options *o, const toll_plan_need *need, double usd_per_hour);

/* Tokens in a month of 730 hours. */
double plan_tokens_per_month(const toll_plan_need *need, double requests_per_s);

#endif
