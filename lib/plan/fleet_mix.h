/* SPDX-License-Identifier: Apache-2.0 */
/* The cheapest fleet of several kinds of units that carries the rates of one or several workloads within a stock. */
#ifndef TOLL_PLAN_FLEET_MIX_H
#define TOLL_PLAN_FLEET_MIX_H

#include <stdint.h>

#define TOLL__MIX_ROWS  64
#define TOLL__MIX_NODES 100000 /* counts tried: 0.1 s or less */

/* One kind of unit for one workload, as it is sold; all counts are whole numbers. */
typedef struct toll__mix_row {
    int workload, stock; /* stock -1: no limit */
    double lot_gpus;     /* sold together */
    double lot_units;    /* units on them */
    double unit_requests_per_s;
    double spare_units; /* on top, where the kind is used */
    double lot_usd_per_hour;
} toll__mix_row;

typedef struct toll__mix {
    const toll__mix_row *rows;
    int n_rows;
    const double *requests_per_s; /* of each workload */
    int n_workloads;
    const double *stock_gpus;
    int n_stocks;
} toll__mix;

typedef struct toll__mixed {
    double lots[TOLL__MIX_ROWS]; /* of each row */
    double usd_per_hour;         /* HUGE_VAL: none found */
    double bound_usd_per_hour;   /* none costs less; HUGE_VAL: none at all */
    int64_t nodes;
    int is_proven; /* none is cheaper; with none found: there is none */
} toll__mixed;

void toll__mix_find(const toll__mix *mix, toll__mixed *found);

#endif
