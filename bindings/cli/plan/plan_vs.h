/* SPDX-License-Identifier: Apache-2.0 */
/* Two named options on one load: what each costs, and where they change places. */
#ifndef TOLL_CLI_PLAN_PLAN_VS_H
#define TOLL_CLI_PLAN_PLAN_VS_H

#include "input/vs_request.h"
#include "plan/plan_answer.h"

typedef struct vs_side {
    const vs_named *named;
    plan_answer a;             /* of a deployment: one accelerator; of an API: apis[0] */
    const plan_choice *choice; /* NULL: an API, or nothing meets the need */
    int64_t gpus_paid;
    double usd_per_hour, usd_per_mtok, usd_per_request;
    double most_requests_per_s; /* that a fixed number serves; 0: as much as is asked for, or not known */
    bool is_ranked;             /* it has a cost, meets the need and is permitted */
    plan_judged judged;         /* verdict on each constraint, with its reason */
    char name[160];             /* "3 x (2 H100 SXM5 80GB, fp8, vllm)", "gpt-5-mini of openai" */
    char reason[1600];          /* why it is not ranked */
} vs_side;

/* Where the cheaper one changes as the load moves away from the need's. */
typedef struct vs_turn {
    bool is_found;
    double requests_per_s;
    int cheaper; /* beyond it: side 0 or 1 */
    bool is_end; /* since the other one can't serve more */
} vs_turn;

typedef struct vs_answer {
    vs_request *request;
    vs_side sides[2];
    vs_turn below, above;
    fact_ages ages;
} vs_answer;

/* Fills all of it; plan_vs_free() in every case. Complains and returns false on a mistake. */
bool plan_vs_find(vs_answer *v, vs_request *r);
void plan_vs_free(vs_answer *v);

/* Both may be compared. */
bool plan_vs_is_compared(const vs_answer *v);

/* The side that costs less; -1: they are not compared. */
int plan_vs_cheaper(const vs_answer *v);

/* The number of a side at which both cost the same: USD per GPU-hour, or USD per request of an API. A flip of 0 or less
 * is none: people alone cost more than the other side. */
double plan_vs_price_now(const vs_side *side);
double plan_vs_price_flip(const vs_answer *v, int side);

/* Whether the side's fixed number of accelerators is more than the load needs. */
bool plan_vs_has_idle(const vs_side *side);

/* One to three sentences. */
void plan_vs_verdict(const vs_answer *v, char *text, size_t size);

/* Where requests are computed, or kept: "de", "eu us, with an action first", "not known". */
void plan_vs_places(const vs_side *side, uint32_t topic, char *text, size_t size);

void plan_vs_screen(const vs_answer *v, const screen *s);
void plan_vs_json(const vs_answer *v);

#endif
