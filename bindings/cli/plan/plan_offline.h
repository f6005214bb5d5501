/* SPDX-License-Identifier: Apache-2.0 */
/* Offline work: the fleet that finishes so many tokens within a deadline at the least cost. */
#ifndef TOLL_CLI_PLAN_PLAN_OFFLINE_H
#define TOLL_CLI_PLAN_PLAN_OFFLINE_H

#include "output/screen.h"
#include "plan/plan_api.h"
#include "plan/plan_choices.h"

#define OFFLINE_TOO_LATE "too_late" /* a reason of its own: something runs there, and nothing finishes in time */

/* A fleet for one job. */
typedef struct plan_job {
    plan_choice choice; /* replicas, GPUs and layout of the fleet; its latency figures do not apply */
    bool is_spot;
    int64_t replicas, gpus_paid;
    double drain_s;       /* in which the last requests leave */
    double hours;         /* to the last answer, the median */
    double late_hours;    /* with 90 % it takes no longer */
    double usd, late_usd; /* for so long */
    double usd_per_mtok;
    double probability; /* that it finishes in time */
} plan_job;

typedef struct plan_offline {
    const plan_request *request;
    double requests;    /* of the job */
    plan_options found; /* accelerators, and why they have no option */
    plan_job *jobs;     /* cheapest first */
    int n_jobs, capacity;
    bool *is_late; /* of each accelerator: it has options, and none finishes in time */
    plan_api apis[PLAN_VS_MAX];
    int n_apis;
    fact_ages ages;
} plan_offline;

/* Answers the request, on the screen or as JSON; returns the exit code. */
int plan_offline_answer(plan_request *r, const screen *s);

/* Of an offline plan: the cheapest job; NULL: nothing finishes in time. */
const plan_job *plan_offline_best(const plan_offline *o);

/* "too_late", or the code of the reason. */
const char *plan_offline_reason(const plan_offline *o, int accelerator);

/* Bill of all requests; its batch tier where there is one. */
double plan_offline_api_usd(const plan_offline *o, const plan_api *api, bool is_batch);

void plan_offline_screen(const plan_offline *o, const screen *s);
void plan_offline_json(const plan_offline *o);

#endif
