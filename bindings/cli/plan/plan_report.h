/* SPDX-License-Identifier: Apache-2.0 */
/* The plan as a report for people who decide and were not there. */
#ifndef TOLL_CLI_PLAN_PLAN_REPORT_H
#define TOLL_CLI_PLAN_PLAN_REPORT_H

#include "plan/plan_answer.h"
#include "plan/plan_more.h"
#include "report/report_page.h"

/* Writes the file. Complains and returns false where it can't. The same answer gives the same bytes. */
bool plan_report_write(plan_answer *a, const plan_more *more, const char *path);

/* What the answer does where an input moves: costs of the cheapest fleet, USD/h; NAN: nothing keeps the limits. */
typedef struct plan_swing {
    char name[80];
    char from[40], to[40];
    double low, high;
} plan_swing;

#define PLAN_SWINGS_MAX 12

/* Searches again with each input of the need moved; the widest first. Negative after a complaint. */
int plan_swings_find(plan_answer *a, plan_swing *swings);

/* Drawings: cost over load, cost against latency, what moves the answer. False after a complaint. */
bool plan_report_draw_load(report *r, plan_answer *a);
void plan_report_draw_front(report *r, const plan_answer *a);
bool plan_report_draw_swings(report *r, plan_answer *a);

#endif
