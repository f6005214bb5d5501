/* SPDX-License-Identifier: Apache-2.0 */
/* The highest rate of one replica of an option within the limits. */
#ifndef TOLL_CLI_PLAN_PLAN_UNIT_H
#define TOLL_CLI_PLAN_PLAN_UNIT_H

#include "plan/plan_choices.h"

/* One replica of an option as a deployment, from toll_step_resolve(). free() the object in every case. */
typedef struct plan_replica {
    uint64_t *object, size;
} plan_replica;

/* False after a complaint. */
bool plan_replica_resolve(plan_replica *replica, const plan_request *r, const plan_accelerator *accelerator,
                          const toll_plan_option *option);

/* Requests a second; at least the option's own load of a replica, which the search has found to be kept. False after a
 * complaint. */
bool plan_unit_rate(const plan_request *r, const toll_plan_need *need, const plan_accelerator *accelerator,
                    const toll_plan_option *option, double *requests_per_s);

/* Tokens that are drafted at each step without a model, and the chance that one is accepted. */
typedef struct plan_drafting {
    double tokens, accept_frac;
} plan_drafting;

/* A replica's capacity by kind of token under the need's lengths and limits, as ranges; draft NULL: no speculation. False:
 * it has none under them. */
bool plan_unit_derive(const plan_request *r, const toll_plan_need *need, const plan_accelerator *accelerator,
                      const toll_plan_option *option, const plan_drafting *draft, toll_plan_unit *unit);

#endif
