/* SPDX-License-Identifier: Apache-2.0 */
/* Totals and unit costs of an account. */
#ifndef TOLL_TCO_TOTALS_H
#define TOLL_TCO_TOTALS_H

#include "tco/account.h"

typedef struct toll__totals {
    double hours, idle;
    double asked, local, remote, unserved, output, asked_tasks, tasks, capacity;
    double busy_hours, unit_hours, gpu_hours;
    double units_mean, units_peak, gpus_peak, nodes_peak, fte_mean;
    double kw, kwh, co2_use, co2_embodied, water, grid;
    int64_t first_unserved;
} toll__totals;

/* The sum of an array of the account over its periods. */
double toll__totals_sum(const toll__account *account, int array);

/* Tokens served, by the units and by the API. */
double toll__totals_served(const toll__account *account);

void toll__totals_read(const toll__account *account, toll__totals *totals);

/* Copies a series of periods + 1 numbers; 0: no such series. */
int toll__totals_series(const toll__account *account, uint32_t series, double *numbers);

#endif
