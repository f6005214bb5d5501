/* SPDX-License-Identifier: Apache-2.0 */
/* What toll plan is asked about hours of the day, reserved prices, accelerators that can be had, and split pools. */
#ifndef TOLL_CLI_INPUT_PLAN_HOURS_H
#define TOLL_CLI_INPUT_PLAN_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#define PLAN_HOURS_MAX 168 /* of a week */
#define PLAN_PAIRS_MAX 16

struct args; /* the raw options: known in input/ and main.c alone */

/* HW=number */
typedef struct plan_pair {
    uint64_t hw; /* row of the catalog */
    double value;
} plan_pair;

typedef struct plan_hours {
    int count;                    /* 24 or 168; 0: one rate at all hours */
    double share[PLAN_HOURS_MAX]; /* of the highest rate, 0 .. 1 */
    double cold_start_s;
    bool is_cold_start_given; /* otherwise it is assumed, and said so */
    plan_pair reserved[PLAN_PAIRS_MAX], available[PLAN_PAIRS_MAX];
    int n_reserved, n_available;
    double kv_bytes_per_s; /* between pools of prefill and decode; 0: they are not asked about */
} plan_hours;

/* Complains and returns false on a mistake. */
bool plan_hours_read(plan_hours *h, const struct args *a);

/* The pair of an accelerator; NULL: none. The last one counts. */
const plan_pair *plan_pair_find(const plan_pair *pairs, int count, uint64_t hw);

#endif
