/* SPDX-License-Identifier: Apache-2.0 */
/* How inverse questions are shown: the fleet, its load and the cap that is the limit. */
#include "plan/plan_most_show.h"

#include <stdio.h>
#include <string.h>

#include "output/figure_text.h"
#include "plan/plan_answer.h"

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
        const bool is_people = r->has_budget && r->site.usd_per_hour >= r->budget_usd_per_hour;
        screen_paragraph(s, STYLE_BAD, "  Most load:   ",
                         is_people ? "none: people alone cost more than the budget"
                                   : "none: not even one replica is within the caps");
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
    const figure usd = figure_usd(r->inverse.usd_per_mtok);
    const char *price = usd.text;
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
