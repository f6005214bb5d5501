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

/* The rate from which the cheapest fleet costs no more than the API. Where the API is the dearer one at the need's rate,
 * it is the least such rate of all; else the first one above the need's. With spare replicas and whole machines the fleet
 * may be dearer again a little above it. With people or power it is the nearest such rate, to 0.2 %. Not found: the fleet is never as cheap. Returns false after a complaint. */
bool plan_turn_find(plan_options *o, const toll_plan_need *need, const plan_api *api, plan_turn *turn);

/* Tokens in a month of 730 hours. */
double plan_tokens_per_month(const toll_plan_need *need, double requests_per_s);

#endif
