/* SPDX-License-Identifier: Apache-2.0 */
/* All that toll plan found, for people and for programs. */
#ifndef TOLL_CLI_PLAN_PLAN_ANSWER_H
#define TOLL_CLI_PLAN_PLAN_ANSWER_H

#include "output/figure_text.h"
#include "output/screen.h"
#include "plan/launch_layout.h"
#include "plan/plan_api.h"
#include "plan/plan_choices.h"
#include "plan/plan_day.h"
#include "plan/plan_mix.h"
#include "plan/plan_split.h"
#include "plan/plan_most.h"
#include "plan/plan_turns.h"

/* The cheapest answer without some of the constraints. */
typedef struct plan_shadow {
    uint64_t drop; /* stated rows that are given up */
    bool is_found;
    char option[160];
    double usd_per_hour;
    toll_plan_shadow drawn; /* with its interval */
} plan_shadow;

#define PLAN_SHADOWS_MAX 6

typedef struct plan_answer {
    const plan_request *request;
    toll_plan_need need; /* with the rate that is planned for */
    char repository[96]; /* of the model; "": not known */
    plan_options options;
    bool has_confident; /* options have their cost where the limits are kept at P90 */
    plan_api apis[PLAN_VS_MAX];
    plan_turn turns[PLAN_VS_MAX]; /* against the API of the same index */
    int n_apis;
    plan_inverse inverse; /* what was asked the other way round */
    plan_shadow shadows[PLAN_SHADOWS_MAX];
    int n_shadows;
    uint64_t relax; /* where the constraints leave nothing: those to give up first; 0: something is left */
    int64_t n_back; /* machines and APIs that come back then */
    plan_day day;
    plan_mix mix;
    plan_split split;
    fact_ages ages;
    toll_plan_horizon horizon; /* where the request has one: plan_outlook.h */
    double people_npv_usd;     /* what people cost over it, in every option of machines */
} plan_answer;

#define PLAN_CONFIDENT 0.9

/* The cheapest option and the cheapest API that has a price, over the horizon where there is one; NULL: none. */
const plan_choice *plan_best(const plan_answer *a);
const plan_api *plan_best_api(const plan_answer *a);

/* An API that lasts costs less than the best option, or there is no option. */
bool plan_is_api_first(const plan_answer *a);

/* The cheapest option of today's load. */
const plan_choice *plan_best_now(const plan_answer *a);

/* The cheaper of the best option and API of today's load; false: there is none. */
bool plan_cheapest(const plan_answer *a, char *name, size_t size, double *usd_per_hour);

/* The answer without a mask of the constraints; NULL: it was not searched. */
const plan_shadow *plan_shadow_of(const plan_answer *a, uint64_t drop);

/* The cheapest option on another accelerator than the best; NULL: none. */
const plan_choice *plan_next(const plan_answer *a);

/* The option that is cheapest where the limits are kept at P90 of the estimate; NULL: none keeps them. */
const plan_choice *plan_most_confident(const plan_answer *a);

/* Is this the cheapest option of its accelerator? */
bool plan_is_leader(const plan_answer *a, int choice);

/* The budget holds neither the cheapest option nor an API. */
bool plan_is_over_budget(const plan_answer *a);

/* The most load within the caps; 0: none. */
double plan_budget_rate(const plan_answer *a);

/* Three digits and a scale: "34.5k", "2.7G"; below 1,000 as they are. */
figure plan_short(double value);

/* Four digits, without zeros behind: 20, 70.36. */
figure plan_rate(double requests_per_s);

/* One or two sentences, of today's load. */
void plan_verdict(const plan_answer *a, char *text, size_t size);

/* Sentences that a verdict may end with: the nearest miss where no accelerator meets the need; what to give up where the
 * constraints leave nothing. */
void plan_add_miss(const plan_answer *a, char *text, size_t size);
void plan_add_relaxation(const plan_answer *a, char *text, size_t size);

/* "tp2 dp4 x3": short, since it stands in a table. */
void plan_layout_text(const toll_plan_option *o, char *text, size_t size);

/* "4 x (4 H100 SXM5 80GB, fp8, vllm)". */
void plan_option_name(const plan_choice *c, char *text, size_t size);

/* Why an accelerator is rejected: a code for programs, and a sentence with its figures. */
const char *plan_reason_code(plan_reason reason);
void plan_reason_text(const plan_answer *a, int accelerator, char *text, size_t size);

/* The launch lines' view of an option and of the need. */
launch_layout plan_launch_layout(const plan_answer *a, const plan_choice *c);
launch_load plan_launch_load(const plan_answer *a, const plan_choice *c);

/* Ids of an option's rows. */
const char *plan_precision_id(const toll_plan_option *o);
const char *plan_engine_id(const toll_plan_option *o);

/* Sentences of the answer, for the screen and for a report; "" where there is nothing to say. */
void plan_question_text(const plan_answer *a, char *text, size_t size);
void plan_turns_text(const plan_answer *a, char *text, size_t size);
/* "saves $1.2k .. $3.4k (P10 .. P90)"; "" where the draws do not differ. */
void plan_shadow_interval(const plan_shadow *shadow, char *text, size_t size);
void plan_api_text(const plan_answer *a, const plan_api *api, char *text, size_t size);

/* "9 too little memory: a40-48gb, ...": the accelerators with one reason. */
void plan_group_text(const plan_answer *a, plan_reason reason, char *text, size_t size);

struct plan_more; /* plan_more.h */
void plan_put_screen(const plan_answer *a, const struct plan_more *more, const screen *s);
void plan_put_json(const plan_answer *a, const struct plan_more *more);

#endif
