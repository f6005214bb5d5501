/* SPDX-License-Identifier: Apache-2.0 */
/* The inverse of fleet_size.h: how much load a number of accelerators carries, and from which load on it is cheap. */
#ifndef TOLL_PLAN_MOST_LOAD_H
#define TOLL_PLAN_MOST_LOAD_H

#include "plan/layout_fit.h"

/* What is least or most. */
enum { TOLL__MOST_LOAD = 1, TOLL__MOST_CHEAP, TOLL__MOST_PRICE_FROM };

#define TOLL__MOST_RATE_MIN 1e-9 /* of a fleet, requests/s: as the need has it */
#define TOLL__MOST_RATE_MAX 1e9

typedef struct toll__most_rules {
    const toll__parallel *layouts;
    int n_layouts;
    int goal; /* TOLL__MOST_* */
    double unit, spares;
    double gpus_most;            /* accelerators that may be paid for, whole, at most 10^9 */
    double usd_per_gpu_hour;     /* of all goals but the first */
    double usd_per_hour_request; /* TOLL__MOST_PRICE_FROM: what each request per second may cost, USD/h */
    double rate_least;           /* of all goals but the first: no load below it is looked at */
    int64_t evaluations_left;    /* none begins with none left */
} toll__most_rules;

typedef struct toll__most_found {
    uint32_t verdict;          /* TOLL__FLEET_* */
    uint32_t is_cut;           /* the budget ended the search */
    int layout;                /* place in the list */
    double replicas;           /* N, without spares */
    double gpus;               /* of N and the spares */
    double paid;               /* in whole units */
    double replica_most_per_s; /* most that one replica carries */
    double requests_per_s;     /* of the fleet */
    double order;              /* the less, the better: -rate, USD/h for each request per second, or the rate */
    double fewest_paid;        /* of TOLL__FLEET_TOO_MANY: accelerators of the smallest fleet */
    toll__fit_work done;
} toll__most_found;

/* ops: n_blocks places to work in. Of layouts with an equal answer the earlier one is taken. */
void toll__most_find(const toll__candidate *candidate, const toll__aim *aim, const toll__most_rules *rules,
                     toll__op *ops, toll__most_found *found);

#endif
