/* SPDX-License-Identifier: Apache-2.0 */
/* Levers: what else would make the answer cheaper, each by a search of its own, ranked by money. */
#ifndef TOLL_CLI_PLAN_PLAN_LEVERS_H
#define TOLL_CLI_PLAN_PLAN_LEVERS_H

#include "output/json_out.h"
#include "output/screen.h"
#include "plan/plan_answer.h"

#define PLAN_LEVERS_MAX 12

/* One lever, pulled. */
typedef struct plan_lever {
    const char *name; /* "format" */
    char change[160]; /* what is changed, with what it is now */
    char note[600];   /* what it takes, or what it may cost otherwise; "": nothing to say */
    bool is_found;    /* something meets the need then */
    char option[160];
    double usd_per_hour;
} plan_lever;

typedef struct plan_levers {
    bool has_now;
    double now_usd_per_hour;          /* of the cheapest answer as it is */
    plan_lever each[PLAN_LEVERS_MAX]; /* the cheapest first */
    int count;
} plan_levers;

/* Pulls all of them, at the same load. False after a complaint. */
bool plan_levers_find(plan_levers *l, const plan_answer *a, price_books *books);

/* The three that save most, of more than 5 %; with --levers all. */
void plan_levers_put(const plan_levers *l, const plan_request *r, const screen *s);
void plan_levers_json(json *j, const plan_levers *l);

#endif
