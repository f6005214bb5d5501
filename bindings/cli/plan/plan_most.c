/* SPDX-License-Identifier: Apache-2.0 */
/* Inverse questions, asked of each offer by toll_plan_find_most(), and how they are shown.
 *
 * By hand: machines of one MI300X at $1.50 whose replicas carry 1.82 requests/s, and a budget of $20 an hour: 13 of them,
 * $19.50 an hour, 23.6 requests/s. */
#include "plan/plan_most.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/field_options.h"
#include "output/figure_text.h"
#include "plan/plan_answer.h"

#define ENDLESS_GPUS                                                                                                   \
    1000000 /* with spare replicas the price falls with every one: the lowest is that of a large fleet */

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
            if (!plan_offer_is_within_power(o->request, a)) {
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

static bool find_most_load(plan_options *o, const toll_plan_need *need, plan_inverse *inverse)
{
    toll_plan_most asked;
    const plan_request *r = o->request;
    start_most(&asked, TOLL_PLAN_MOST_LOAD, &r->inverse);
    asked.known |= r->has_budget ? TOLL_PLAN_CAP_BUDGET : 0;
    asked.usd_per_hour = r->budget_usd_per_hour;
    inverse->has_most = r->has_budget || r->inverse.has_power || (need->known & TOLL_PLAN_GPUS_MAX) != 0;
    return !inverse->has_most || plan_most_find(o, need, &asked, false, &inverse->most);
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

/* ---- For people ---- */

static const char *cap_text(uint32_t cap)
{
    static const char *const words[] = {[TOLL_PLAN_BY_NONE] = "nothing",
                                        [TOLL_PLAN_BY_BUDGET] = "the budget",
                                        [TOLL_PLAN_BY_POWER] = "the power",
                                        [TOLL_PLAN_BY_GPUS] = "the number of GPUs",
                                        [TOLL_PLAN_BY_AVAILABLE] = "the power"};
    return words[cap <= TOLL_PLAN_BY_AVAILABLE ? cap : TOLL_PLAN_BY_NONE];
}

static void most_name(const plan_most *m, char *text, size_t size)
{
    const plan_choice choice = {.found = m->found, .accelerator = m->accelerator, .offer = m->offer};
    plan_option_name(&choice, text, size);
}

/* "13 x (1 MI300X, fp8, vllm), $19.50 an hour, 12.2 kW provisioned" */
static void fleet_text(const plan_most *m, char *text, size_t size)
{
    char name[160];
    most_name(m, name, sizeof name);
    snprintf(text, size, "%s, %s an hour, %s per Mtok", name, figure_usd(m->found.usd_per_hour.mid).text,
             figure_usd(m->found.usd_per_mtok.mid).text);
    if ((m->reach.known & TOLL_PLAN_REACH_POWER) != 0) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, ", %s kW provisioned", figure_rounded(m->reach.provisioned_w / 1e3, 3).text);
    }
}

static void put_most_load(const plan_inverse *inverse, const plan_request *r, const screen *s)
{
    char fleet[400], text[900];
    const plan_most *m = &inverse->most;
    const inverse_request *i = &r->inverse;
    if (!m->is_found) {
        screen_paragraph(s, STYLE_BAD, "  Most load:   ", "none: not even one replica is within the caps");
        return;
    }
    fleet_text(m, fleet, sizeof fleet);
    snprintf(text, sizeof text, "%s requests/s: %s; %s is the limit", plan_rate(m->reach.requests_per_s).text, fleet,
             cap_text(m->reach.cap));
    if (i->has_power) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used,
                 ". Power at the meter: TDP of every GPU, hosts of %s of it%s, PUE %s%s",
                 i->has_host ? figure_plain(i->host_power_frac).text : "0.25", i->has_host ? "" : " (typical)",
                 figure_plain(i->pue).text, i->pue > 1 ? "" : " (of the servers alone)");
    }
    screen_paragraph(s, STYLE_PLAIN, "  Most load:   ", text);
}

static void put_price(const plan_inverse *inverse, const plan_request *r, const toll_plan_need *need, const screen *s)
{
    char fleet[400], text[900];
    const plan_most *m = inverse->from.is_found ? &inverse->from : &inverse->lowest;
    const char *price = figure_usd(r->inverse.usd_per_mtok).text;
    char asked[40];
    snprintf(asked, sizeof asked, "%.30s", price);
    if (!m->is_found) {
        snprintf(text, sizeof text, "no fleet costs %s per Mtok, at any load", asked);
    } else {
        fleet_text(m, fleet, sizeof fleet);
        double tokens = plan_tokens_per_month(need, m->reach.requests_per_s);
        snprintf(text, sizeof text,
                 inverse->from.is_found ? "%s per Mtok or less from %s requests/s on, %s tokens a month: %s"
                                        : "no fleet costs %s per Mtok at any load; the lowest price is reached at %s "
                                          "requests/s, %s tokens a month: %s",
                 asked, figure_rounded(m->reach.requests_per_s, 3).text, plan_short(tokens).text, fleet);
    }
    screen_paragraph(s, inverse->from.is_found ? STYLE_PLAIN : STYLE_BAD, "  Price from:  ", text);
}

void plan_inverse_put(const plan_inverse *inverse, const plan_request *r, const toll_plan_need *need, const screen *s)
{
    if (inverse->has_most) {
        put_most_load(inverse, r, s);
    }
    if (inverse->has_price) {
        put_price(inverse, r, need, s);
    }
}

/* ---- For programs ---- */

static void json_most(json *j, const char *key, const plan_most *m, const toll_plan_need *need)
{
    static const char *const caps[] = {"none", "budget", "power", "gpus", "power"};
    char name[160];
    if (!m->is_found) {
        json_null(j, key);
        return;
    }
    most_name(m, name, sizeof name);
    json_object(j, key);
    json_text(j, "option", name);
    json_number(j, "requests_per_s", m->reach.requests_per_s);
    json_number(j, "tokens_per_month", plan_tokens_per_month(need, m->reach.requests_per_s));
    json_number(j, "replica_most_per_s", m->reach.replica_requests_per_s);
    json_integer(j, "gpus_paid", m->found.gpus_paid);
    json_number(j, "usd_per_hour", m->found.usd_per_hour.mid);
    json_number(j, "usd_per_mtok", m->found.usd_per_mtok.mid);
    json_maybe_number(j, "provisioned_w", m->reach.provisioned_w, (m->reach.known & TOLL_PLAN_REACH_POWER) != 0);
    json_text(j, "cap", caps[m->reach.cap <= TOLL_PLAN_BY_AVAILABLE ? m->reach.cap : 0]);
    json_close(j);
}

void plan_inverse_json(json *j, const plan_inverse *inverse, const plan_request *r, const toll_plan_need *need)
{
    const inverse_request *i = &r->inverse;
    json_object(j, "inverse");
    json_maybe_number(j, "power_w", i->power_w, i->has_power);
    json_maybe_number(j, "pue", i->pue, i->has_power);
    json_maybe_number(j, "host_power_frac", i->has_host ? i->host_power_frac : PLAN_HOST_POWER_FRAC, i->has_power);
    json_maybe_number(j, "usd_per_mtok", i->usd_per_mtok, i->has_usd_per_mtok);
    json_most(j, "most_load", &inverse->most, need);
    json_most(j, "price_from", &inverse->from, need);
    json_most(j, "lowest_price", &inverse->lowest, need);
    json_close(j);
}
