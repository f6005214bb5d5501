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

/* What options and APIs are ranked by: the cost over the horizon in today's money, or without one an hour of today. */
double plan_choice_cost(const plan_answer *a, const plan_choice *c);
double plan_api_cost(const plan_answer *a, const plan_api *api);

/* Whether it is offered to the end of the horizon, as far as is known. One that is not is never first. */
bool plan_api_lasts(const plan_answer *a, const plan_api *api);

/* Some option or API keeps the budget in every month. */
bool plan_outlook_keeps_budget(const plan_answer *a);

void plan_outlook_verdict(const plan_answer *a, char *text, size_t size);
void plan_outlook_put_question(const plan_answer *a, const screen *s);
void plan_outlook_put_table(const plan_answer *a, const screen *s);
void plan_outlook_put_dates(const plan_answer *a, const screen *s);

void plan_outlook_json_question(json *j, const plan_answer *a);

/* {"total_usd", ...}; layout NULL: of an API. */
void plan_outlook_json(json *j, const plan_answer *a, const toll_plan_outlook *o, const toll_plan_option *layout);

#endif
