/* SPDX-License-Identifier: Apache-2.0 */
/* A fleet of several kinds of accelerators, where --available limits some of them. */
#ifndef TOLL_CLI_PLAN_PLAN_MIX_H
#define TOLL_CLI_PLAN_PLAN_MIX_H

#include "plan/plan_choices.h"

/* One kind of the mix: the cheapest option of a machine, whose replicas are its units. */
typedef struct plan_mix_kind {
    const plan_accelerator *accelerator;
    const plan_offer *offer;
    toll_plan_option option;
    double unit_requests_per_s;
    int64_t gpus; /* paid for in the mix; 0: not used */
} plan_mix_kind;

typedef struct plan_mix {
    bool is_asked;
    bool has_single; /* one kind alone carries the load */
    double single_usd_per_hour;
    double gpus_max; /* --max-gpus, which a mix must keep; 0: none */
    int n_kinds, n_left_out;
    plan_mix_kind kinds[TOLL_PLAN_LOTS_MAX];
    toll_plan_fleet fleet;
} plan_mix;

/* False after a complaint. Looks only where --available is given. */
bool plan_mix_find(plan_mix *mix, const plan_options *options, const toll_plan_need *need);

/* A fleet was found; it takes more GPUs than --max-gpus allows; it was found and does not. */
bool plan_mix_is_found(const plan_mix *mix);
bool plan_mix_is_too_large(const plan_mix *mix);
bool plan_mix_is_plan(const plan_mix *mix);

#endif
