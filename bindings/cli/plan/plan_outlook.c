/* SPDX-License-Identifier: Apache-2.0 */
/* Options over a horizon. Each has two layouts: the best one of today's load and the best one of the highest load, for
 * which the search is made again. The ledger takes each with the replicas that every month needs, and the cheaper of the
 * two is the option's outlook.
 *
 * By hand: 10 % a month over 3 years lets 20 requests/s grow to 20 * 1.1^35 = 562 in the last month. */
#include "plan/plan_outlook.h"

#include <math.h>
#include <stdlib.h>

#include "input/complain.h"
#include "input/field_options.h"
#include "input/instant.h"

#define RATE_MAX 1e9 /* as the library takes them */

static double highest_rate(const plan_answer *a)
{
    const horizon_request *h = &a->request->horizon;
    const double last = a->need.requests_per_s * pow(1 + h->growth_per_year, (double)(h->months - 1) / 12);
    return last > a->need.requests_per_s ? last : a->need.requests_per_s;
}

static void set_horizon(plan_answer *a)
{
    const plan_request *r = a->request;
    toll_plan_horizon *h = &a->horizon;
    start_struct(h, sizeof *h, TOLL_KIND_PLAN_HORIZON);
    h->requests_per_s = a->need.requests_per_s;
    h->growth_frac_per_year = r->horizon.growth_per_year;
    h->discount_frac_per_year = r->horizon.discount_per_year;
    h->tokens_per_request = a->need.input_tokens + a->need.output_tokens;
    h->hours_per_month = HOURS_PER_MONTH;
    h->months = r->horizon.months;
    if (r->has_budget) {
        h->known |= TOLL_PLAN_HORIZON_BUDGET;
        h->budget_usd_per_month = r->budget_usd_per_hour * HOURS_PER_MONTH;
    }
    if ((a->need.known & TOLL_PLAN_GPUS_MAX) != 0) {
        h->known |= TOLL_PLAN_HORIZON_GPUS;
        h->gpus_max = a->need.gpus_max;
    }
}

static bool estimate_row(const plan_answer *a, const toll_plan_alternative *row, toll_plan_outlook *outlook)
{
    toll_error err;
    if (toll_plan_estimate_outlooks(&a->horizon, row, 1, sizeof *row, outlook, 1, sizeof *outlook, &err) == TOLL_OK) {
        return true;
    }
    complain_field(&err);
    return false;
}

/* ---- Options ---- */

static toll_plan_alternative rented_row(const plan_answer *a, const plan_choice *c, const toll_plan_option *o)
{
    return (toll_plan_alternative){.known = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR,
                                   .kind = TOLL_PLAN_PAY_HOUR,
                                   .replica_requests_per_s = o->replica_requests_per_s_max,
                                   .replica_gpus = o->tp * o->pp * o->dp,
                                   .unit_gpus = c->offer->unit_gpus,
                                   .spare_replicas = a->need.spare_replicas,
                                   .usd_per_gpu_hour = c->offer->usd_per_gpu_hour,
                                   .usd_per_month = a->request->site.usd_per_hour * HOURS_PER_MONTH,
                                   .price_change_frac_per_year = a->request->horizon.gpu_trend_per_year};
}

static bool is_same_supply(const plan_choice *a, const plan_choice *b)
{
    return a->accelerator->hw == b->accelerator->hw &&
           a->offer - a->accelerator->offers == b->offer - b->accelerator->offers &&
           a->found.precision == b->found.precision && a->found.engine == b->found.engine;
}

/* The option's layout at the highest load; its own where the search has none. */
static const toll_plan_option *find_later(const plan_options *later, const plan_choice *c)
{
    for (int i = 0; i < later->n_choices; i++) {
        if (is_same_supply(&later->choices[i], c)) {
            return &later->choices[i].found;
        }
    }
    return &c->found;
}

static bool estimate_choice(const plan_answer *a, const plan_options *later, plan_choice *c)
{
    const toll_plan_option *other = find_later(later, c);
    const toll_plan_alternative now_row = rented_row(a, c, &c->found), later_row = rented_row(a, c, other);
    toll_plan_outlook outlook;
    c->ahead = c->found;
    if (!estimate_row(a, &now_row, &c->outlook) || !estimate_row(a, &later_row, &outlook)) {
        return false;
    }
    if (outlook.npv_usd < c->outlook.npv_usd) {
        c->outlook = outlook;
        c->ahead = *other;
    }
    return true;
}

static int by_outlook(const void *left, const void *right)
{
    const plan_choice *a = left, *b = right;
    if (a->outlook.npv_usd != b->outlook.npv_usd) {
        return a->outlook.npv_usd < b->outlook.npv_usd ? -1 : 1;
    }
    return plan_choices_compare(left, right);
}

static bool rank_choices(plan_answer *a, const plan_options *later)
{
    for (int i = 0; i < a->options.n_choices; i++) {
        if (!estimate_choice(a, later, &a->options.choices[i])) {
            return false;
        }
    }
    if (a->options.n_choices > 1) {
        qsort(a->options.choices, (size_t)a->options.n_choices, sizeof *a->options.choices, by_outlook);
    }
    return true;
}

/* People alone: a free API with their cost on top. */
static bool price_people(plan_answer *a)
{
    const toll_plan_alternative row = {.known = TOLL_PLAN_ALT_REQUEST,
                                       .flags = TOLL_PLAN_MEANT_FREE,
                                       .kind = TOLL_PLAN_PAY_REQUEST,
                                       .replica_gpus = 1,
                                       .unit_gpus = 1,
                                       .usd_per_month = a->request->site.usd_per_hour * HOURS_PER_MONTH};
    toll_plan_outlook outlook;
    if (!estimate_row(a, &row, &outlook)) {
        return false;
    }
    a->people_npv_usd = outlook.npv_usd;
    return true;
}

bool plan_outlook_search(plan_answer *a)
{
    toll_plan_need asked = a->need;
    plan_options later = {0};
    if (!a->request->horizon.is_asked) {
        return plan_options_search(&a->options, &asked);
    }
    set_horizon(a);
    asked.choices |= TOLL_PLAN_CAPACITY;
    if (!plan_options_search(&a->options, &asked)) {
        return false;
    }
    asked.requests_per_s = highest_rate(a);
    asked.known &= ~(uint64_t)TOLL_PLAN_GPUS_MAX; /* the outlook says when it breaks */
    asked.gpus_max = 0;
    if (asked.requests_per_s > RATE_MAX) {
        complain("--growth: the rate grows to %.3g requests/s within the horizon, more than 1e9", asked.requests_per_s);
        return false;
    }
    const bool is_good = price_people(a) && plan_options_start(&later, a->request) &&
                         plan_options_search(&later, &asked) && rank_choices(a, &later);
    plan_options_free(&later);
    return is_good;
}

/* ---- APIs ---- */

/* The month in which it ends; month 0 begins today. */
static int64_t end_month(const plan_answer *a, int64_t end_s)
{
    int64_t month = 0;
    while (month < a->horizon.months && instant_add_months(a->request->at_s, month + 1) <= end_s) {
        month++;
    }
    return month;
}

bool plan_outlook_price_apis(plan_answer *a)
{
    for (int i = 0; i < a->n_apis && a->request->horizon.is_asked; i++) {
        plan_api *api = &a->apis[i];
        toll_plan_alternative row = {.known = TOLL_PLAN_ALT_REQUEST,
                                     .flags = api->usd_per_request > 0 ? 0 : TOLL_PLAN_MEANT_FREE,
                                     .kind = TOLL_PLAN_PAY_REQUEST,
                                     .replica_gpus = 1,
                                     .unit_gpus = 1,
                                     .usd_per_request = api->usd_per_request,
                                     .price_change_frac_per_year = a->request->horizon.api_trend_per_year};
        if (api->name.has_retirement != 0) {
            row.known |= TOLL_PLAN_ALT_END;
            row.end_month = end_month(a, api->name.retired_s);
        }
        if (api->is_priced && !estimate_row(a, &row, &api->outlook)) {
            return false;
        }
    }
    return true;
}
