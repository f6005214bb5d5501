/* SPDX-License-Identifier: Apache-2.0 */
/* The plan over a horizon: what options and APIs cost while demand grows and prices move, and when limits break. */
#ifndef TOLL_CLI_PLAN_PLAN_OUTLOOK_H
#define TOLL_CLI_PLAN_PLAN_OUTLOOK_H

#include "output/json_out.h"
#include "output/screen.h"
#include "plan/plan_answer.h"

/* Searches today's load and the highest of the horizon, and sorts the options by their cost over it. Without a horizon
 * it is plan_options_search(). Complains and returns false on a mistake. */
bool plan_outlook_search(plan_answer *a);

/* The APIs over the horizon; nothing without one. */
bool plan_outlook_price_apis(plan_answer *a);

/* One or two sentences; without a horizon those of plan_verdict(). */
void plan_outlook_verdict(const plan_answer *a, char *text, size_t size);
void plan_outlook_put_question(const plan_answer *a, const screen *s);
void plan_outlook_put_table(const plan_answer *a, const screen *s);
void plan_outlook_put_dates(const plan_answer *a, const screen *s);

void plan_outlook_json_question(json *j, const plan_answer *a);

/* {"total_usd", ...}; layout NULL: of an API. */
void plan_outlook_json(json *j, const plan_answer *a, const toll_plan_outlook *o, const toll_plan_option *layout);

#endif
