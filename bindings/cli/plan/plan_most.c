/* SPDX-License-Identifier: Apache-2.0 */
/* Inverse questions, asked of each offer by toll_plan_find_most().
 *
 * By hand: machines of one MI300X at $1.50 whose replicas carry 1.82 requests/s, and a budget of $20 an hour: 13 of them,
 * $19.50 an hour, 23.6 requests/s. */
#include "plan/plan_most.h"

#include <math.h>
#include <string.h>

#include "input/complain.h"
#include "input/field_options.h"

#define ENDLESS_GPUS                                                                                                   \
    1000000 /* with spare replicas the price falls with every one: the lowest is that of a large fleet */

#define RATE_MIN  1e-9  /* as the library takes it */
#define RATE_STEP 1.002 /* of a load that is searched for */

static bool ask_offer(const plan_options *o, const toll_plan_need *need, const toll_plan_most *asked,
                      const plan_accelerator *a, const plan_offer *offer, plan_most *answer)
{
    const model_entry *model = &o->request->model;
    const toll_plan_need own = plan_offer_need(need, offer);
    const toll_plan_supply supply = plan_offer_supply(o->request, a, offer);
    toll_plan_summary summary;
    toll_error err;
    uint64_t count = 0;
    start_struct(&summary, sizeof summary, TOLL_KIND_PLAN_SUMMARY);
    if (toll_plan_find_most(&model->model, model->layers, model->n_layers, sizeof(toll_model_layer), &own, asked,
                            &supply, 1, sizeof supply, NULL, 0, sizeof(toll_hw), &answer->found, 1,
                            sizeof answer->found, &answer->reach, &count, &summary, o->work, o->work_size,
                            &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    answer->is_found = count > 0;
    plan_costs_settle(o->request, offer, &answer->found, count > 0);
    answer->accelerator = a;
    answer->offer = offer;
    return true;
}

/* The less, the better; the cheaper of equals. */
static bool is_better(const plan_most *a, const plan_most *b, uint32_t goal)
{
    double first = a->reach.requests_per_s, second = b->reach.requests_per_s;
    if (!b->is_found) {
        return true;
    }
    if (goal == TOLL_PLAN_MOST_LOAD) {
        first = -first;
        second = -second;
    } else if (goal == TOLL_PLAN_LOWEST_PRICE) {
        first = a->found.usd_per_mtok.mid;
        second = b->found.usd_per_mtok.mid;
    }
    return first < second || (first <= second && a->found.usd_per_hour.mid < b->found.usd_per_hour.mid);
}

bool plan_most_find(plan_options *o, const toll_plan_need *need, const toll_plan_most *asked, bool has_searched,
                    plan_most *best)
{
    memset(best, 0, sizeof *best);
    for (int i = 0; i < o->n_accelerators; i++) {
        const plan_accelerator *a = &o->accelerators[i];
        const plan_reason reason = o->outcomes[i].reason;
        bool can_meet = !has_searched || reason == PLAN_MEETS || reason == PLAN_TOO_MANY_GPUS;
        for (int k = 0; can_meet && k < a->n_offers; k++) {
            plan_most next;
            memset(&next, 0, sizeof next);
            if (!plan_offer_is_within_power(o->request, a, &a->offers[k])) {
                continue;
            }
            if (!ask_offer(o, need, asked, a, &a->offers[k], &next)) {
                return false;
            }
            *best = next.is_found && is_better(&next, best, asked->goal) ? next : *best;
        }
    }
    return true;
}

/* ---- Of the request ---- */

static void start_most(toll_plan_most *asked, uint32_t goal, const inverse_request *i)
{
    start_struct(asked, sizeof *asked, TOLL_KIND_PLAN_MOST);
    asked->goal = goal;
    asked->known = (i->has_power ? TOLL_PLAN_CAP_POWER : 0) | (i->has_power && i->has_host ? TOLL_PLAN_MOST_HOST : 0);
    asked->power_w = i->has_power ? i->power_w : 0;
    asked->host_power_frac = i->has_power && i->has_host ? i->host_power_frac : 0;
    asked->pue = i->pue;
}

/* Power is no part of the price that the library's budget knows: the load is halved down to one whose total is within
 * it. By hand: $20 an hour carry 23.6 requests/s without power, and 21.8 where a GPU draws $0.10 more an hour. */
static bool settle_budget(const plan_options *o, const toll_plan_need *need, plan_most *most)
{
    toll_plan_need at = *need;
    plan_choice best;
    const double usd = o->request->budget_usd_per_hour;
    double high = most->reach.requests_per_s, low = RATE_MIN;
    double cost = plan_options_least_cost(o, need, high);
    while (cost > usd && high > RATE_STEP * low) {
        const double middle = sqrt(low * high);
        const double there = plan_options_least_cost(o, need, middle);
        cost = there < 0 ? there : cost;
        *(there > usd ? &high : &low) = middle;
    }
    at.requests_per_s = cost > usd ? low : high;
    if (cost < 0 || !plan_options_cheapest(o, &at, &best)) {
        return false;
    }
    most->is_found = best.accelerator != NULL && best.found.usd_per_hour.mid <= usd;
    most->found = best.found;
    most->accelerator = best.accelerator;
    most->offer = best.offer;
    most->reach.known &= ~(uint64_t)TOLL_PLAN_REACH_POWER;
    most->reach.cap = cost > usd ? TOLL_PLAN_BY_BUDGET : most->reach.cap;
    most->reach.requests_per_s = at.requests_per_s;
    most->reach.replica_requests_per_s = best.found.replica_requests_per_s;
    return true;
}

static bool find_most_load(plan_options *o, const toll_plan_need *need, plan_inverse *inverse)
{
    toll_plan_most asked;
    const plan_request *r = o->request;
    start_most(&asked, TOLL_PLAN_MOST_LOAD, &r->inverse);
    asked.known |= r->has_budget ? TOLL_PLAN_CAP_BUDGET : 0;
    asked.usd_per_hour = r->has_budget ? r->budget_usd_per_hour - r->site.usd_per_hour : 0;
    inverse->has_most = r->has_budget || r->inverse.has_power || (need->known & TOLL_PLAN_GPUS_MAX) != 0;
    if (!inverse->has_most || (r->has_budget && !(asked.usd_per_hour > 0))) { /* people alone cost the budget */
        return true;
    }
    if (!plan_most_find(o, need, &asked, false, &inverse->most)) {
        return false;
    }
    const bool is_settled = !r->has_budget || !r->site.has_tariff || !inverse->most.is_found;
    return is_settled || settle_budget(o, need, &inverse->most);
}

static bool find_price(plan_options *o, const toll_plan_need *need, plan_inverse *inverse)
{
    toll_plan_most asked;
    toll_plan_need any = *need;
    const inverse_request *i = &o->request->inverse;
    any.requests_per_s = 0;
    start_most(&asked, TOLL_PLAN_PRICE_FROM, i);
    asked.known |= TOLL_PLAN_CAP_PRICE;
    asked.usd_per_mtok = i->usd_per_mtok;
    inverse->has_price = true;
    if (!plan_most_find(o, &any, &asked, false, &inverse->from) || inverse->from.is_found) {
        return inverse->from.is_found;
    }
    start_most(&asked, TOLL_PLAN_LOWEST_PRICE, i);
    if (any.spare_replicas > 0 && (any.known & TOLL_PLAN_GPUS_MAX) == 0) {
        any.known |= TOLL_PLAN_GPUS_MAX;
        any.gpus_max = ENDLESS_GPUS;
    }
    return plan_most_find(o, &any, &asked, false, &inverse->lowest);
}

bool plan_inverse_find(plan_options *o, const toll_plan_need *need, plan_inverse *inverse)
{
    memset(inverse, 0, sizeof *inverse);
    return find_most_load(o, need, inverse) && (!o->request->inverse.has_usd_per_mtok || find_price(o, need, inverse));
}

double plan_inverse_rate(const plan_inverse *inverse)
{
    if (inverse->has_most) {
        return inverse->most.is_found ? inverse->most.reach.requests_per_s : 0;
    }
    const plan_most *priced = inverse->from.is_found ? &inverse->from : &inverse->lowest;
    return priced->is_found ? priced->reach.requests_per_s : 0;
}
