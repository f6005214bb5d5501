/* SPDX-License-Identifier: Apache-2.0 */
/* The search over all supplies: options by cost, and why the other accelerators have none. */
#ifndef TOLL_CLI_PLAN_PLAN_CHOICES_H
#define TOLL_CLI_PLAN_PLAN_CHOICES_H

#include "plan/plan_costs.h"

/* Why an accelerator has no option, the nearest miss last. */
typedef enum plan_reason {
    PLAN_CANNOT_RUN,
    PLAN_UNKNOWN_RUN,
    PLAN_NO_LAYOUT,
    PLAN_NO_MEMORY,
    PLAN_REFUSED,
    PLAN_TOO_SLOW,
    PLAN_TOO_MANY_GPUS,
    PLAN_SITE_POWER,    /* the user's site can't feed it */
    PLAN_POWER_UNKNOWN, /* what it draws is not known, and has to be paid or fed */
    PLAN_LAW,           /* the constraints reject every machine: nothing was tried */
    PLAN_NO_PRICE,      /* nothing was tried */
    PLAN_REASONS,
    PLAN_MEETS = PLAN_REASONS
} plan_reason;

/* One option, and what it is made of. */
typedef struct plan_choice {
    toll_plan_option found;
    const plan_accelerator *accelerator;
    const plan_offer *offer;
    bool has_checkpoint;           /* the published weights can be loaded in that format */
    double confident_usd_per_hour; /* where the limits are kept at P90 of the estimate; 0: nowhere */
    toll_plan_outlook outlook;     /* with a horizon */
    toll_plan_option ahead;        /* the option whose layout it is for: of today's load, or of the highest */
} plan_choice;

/* An accelerator's outcome. */
typedef struct plan_outcome {
    plan_reason reason;
    toll_plan_summary summary; /* sums of its offers; nearest misses are the least of them */
} plan_outcome;

typedef struct plan_options {
    plan_accelerator *accelerators;
    plan_outcome *outcomes; /* one each */
    int n_accelerators;
    plan_choice *choices; /* cheapest first */
    int n_choices, capacity;
    void *work;
    uint64_t work_size;
    const plan_request *request;
} plan_options;

/* Finds accelerators and prices; plan_options_search() then fills choices and outcomes. Both complain and return false on
 * a mistake. plan_options_free() in every case. */
bool plan_options_start(plan_options *o, const plan_request *r);
bool plan_options_search(plan_options *o, const toll_plan_need *need);
void plan_options_free(plan_options *o);

/* Adds the counts of one offer; of nearest misses the least. */
void plan_summary_add(toll_plan_summary *sum, const toll_plan_summary *s);

/* The reason that is nearest to an option. */
plan_reason plan_reason_of(const plan_accelerator *a, const toll_plan_summary *s);

/* Supplies of one search, as the library takes them. */
#define PLAN_SUPPLIES_MAX 4096

/* Typical power of a server's rest over that of its accelerators, as the library has it. */
#define PLAN_HOST_POWER_FRAC 0.25

/* The need as one offer takes it: no replica is larger than its machine, unless the price was given. */
toll_plan_need plan_offer_need(const toll_plan_need *need, const plan_offer *offer);

/* The offer as a supply; the request's power says how many GPUs it has. */
toll_plan_supply plan_offer_supply(const plan_request *r, const plan_accelerator *a, const plan_offer *offer);

/* The request's power holds at least one such GPU, hosts and PUE included, and so does that of the user's site. Without a
 * TDP it is not known: false. */
bool plan_offer_is_within_power(const plan_request *r, const plan_accelerator *a, const plan_offer *offer);

/* The cheapest option of another need, without outcomes; best->accelerator NULL: none. Quicker than a search: offers
 * share one, and no other options get their figures. False after a complaint. */
bool plan_options_cheapest(const plan_options *o, const toll_plan_need *need, plan_choice *best);

/* Its cost at another rate, USD/h; HUGE_VAL: nothing meets the need then. Negative after a complaint. */
double plan_options_least_cost(const plan_options *o, const toll_plan_need *need, double requests_per_s);

/* What options are ranked by: the cost over the horizon in today's money, or without one an hour of today. */
double plan_choice_cost(const plan_request *r, const plan_choice *c);

/* The order of choices of equal cost, too: for qsort(). */
int plan_choices_compare(const void *left, const void *right);
/* GPUs of an accelerator that can be had; 0: no limit is given. */
int64_t plan_options_available(const plan_request *r, uint64_t hw);

/* The cheapest option of one offer, however many GPUs it takes. False after a complaint. */
bool plan_options_search_any(const plan_options *o, const toll_plan_need *need, const plan_accelerator *a,
                             const plan_offer *offer, toll_plan_option *found, bool *is_found);

/* Sets confident_usd_per_hour of all choices. */
bool plan_options_add_confident(plan_options *o, const toll_plan_need *need, double confidence);

#endif
