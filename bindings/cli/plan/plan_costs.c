/* SPDX-License-Identifier: Apache-2.0 */
/* People and power on top of the machines.
 *
 * People are those of whoever runs the engine: of rented machines as of own ones, and none for an API. Power is paid on
 * top of the user's own price of a GPU-hour alone, since a rented machine's price holds it:
 *
 *     USD/h = W of the serving accelerators * (1 + hosts) * PUE / 1,000 * USD/kWh
 *
 * By hand: 4 GPUs that draw 500 W each, hosts 0.25, PUE 1.54 and $0.20 a kWh: 2 * 1.25 * 1.54 * 0.2 = $0.77 an hour. A
 * site must be able to feed all of them at their TDP: 4 * 700 W * 1.25 * 1.54 = 5.39 kW. What is not counted is no
 * line of 0: it has a reason. */
#include "plan/plan_costs.h"

#include <stdio.h>
#include <string.h>

#include "output/figure_text.h"

static double site_factor(const plan_request *r)
{
    return (1 + r->site.host_frac) * r->site.pue;
}

plan_costs plan_costs_find(const plan_request *r, const plan_offer *offer, const toll_plan_option *o)
{
    const staff_request *site = &r->site;
    const double usd_per_w = site_factor(r) / 1000 * site->usd_per_kwh;
    plan_costs c = {.machines_usd_per_hour = offer->usd_per_gpu_hour * (double)o->gpus_paid,
                    .people_gap = site->people_gap,
                    .people_usd_per_hour = site->usd_per_hour};
    if (!offer->is_given) {
        c.power_gap = SITE_INCLUDED;
    } else if (!site->has_tariff) {
        c.power_gap = SITE_NO_TARIFF;
    } else if ((o->known & TOLL_PLAN_POWER) == 0) {
        c.power_gap = SITE_NO_TDP;
    } else {
        c.power_usd_per_hour =
            (toll_range){o->power_w.low * usd_per_w, o->power_w.mid * usd_per_w, o->power_w.high * usd_per_w};
    }
    return c;
}

bool plan_costs_has_more(const plan_request *r)
{
    return r->site.usd_per_hour > 0 || r->site.has_tariff;
}

bool plan_costs_takes_power(const plan_request *r, const plan_offer *offer)
{
    return offer->is_given && (r->site.has_kw || r->site.has_tariff);
}

double plan_costs_site_kw(const plan_request *r, const plan_accelerator *a, double gpus)
{
    return a->facts.tdp_w * gpus * site_factor(r) / 1000;
}

bool plan_costs_reorder(const plan_request *r, const plan_offer *offer)
{
    return offer->is_given && r->site.has_tariff;
}

double plan_costs_price_at(const plan_offer *offer, const toll_plan_option *o, double usd_per_hour)
{
    return offer->usd_per_gpu_hour + (usd_per_hour - o->usd_per_hour.mid) / (double)o->gpus_paid;
}

static toll_range add_exact(toll_range x, double usd)
{
    return (toll_range){x.low + usd, x.mid + usd, x.high + usd};
}

/* The price of the machines is a point and people are one, so the sum has the spread of the power. */
static void add_costs(toll_plan_option *o, const plan_costs *c)
{
    const double before = o->usd_per_hour.mid;
    o->usd_per_hour = add_exact(o->usd_per_hour, c->people_usd_per_hour);
    o->usd_per_hour.low += c->power_usd_per_hour.low;
    o->usd_per_hour.mid += c->power_usd_per_hour.mid;
    o->usd_per_hour.high += c->power_usd_per_hour.high;
    toll_range *const shares[] = {&o->usd_per_mtok, &o->usd_per_mtok_output};
    for (int i = 0; i < 2; i++) { /* tokens an hour are what they were */
        const double each = shares[i]->mid / before;
        *shares[i] = (toll_range){o->usd_per_hour.low * each, o->usd_per_hour.mid * each, o->usd_per_hour.high * each};
    }
}

void plan_costs_settle(const plan_request *r, const plan_offer *offer, toll_plan_option *found, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        const plan_costs c = plan_costs_find(r, offer, &found[i]);
        if (c.people_usd_per_hour > 0 || c.power_usd_per_hour.mid > 0) {
            add_costs(&found[i], &c);
        }
    }
}

/* ---- Words ---- */

static const char *gap_words(site_gap gap)
{
    static const char *const words[] = {[SITE_COUNTED] = "",
                                        [SITE_NO_STAFF] = "not counted (--staff)",
                                        [SITE_NO_SALARY] = "not counted: no salary known there (--salary)",
                                        [SITE_NO_TARIFF] = "not counted apart (--usd-per-kwh)",
                                        [SITE_INCLUDED] = "in the price of the machines",
                                        [SITE_OTHER_QUESTION] = "not counted: what is asked is about machines alone",
                                        [SITE_NO_TDP] = "not known"};
    return words[gap];
}

/* "1 mlops_engineer, 0.5 sre_oncall; salary: ...". */
static void people_text(const staff_request *s, char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    for (int i = 0; i < s->n_roles && used < size; i++) {
        used += (size_t)snprintf(text + used, size - used, "%s%s %s", i > 0 ? ", " : "",
                                 figure_plain(s->roles[i].people).text, s->roles[i].name);
    }
    if (s->ramp_months > 0 && used < size) {
        used += (size_t)snprintf(text + used, size - used, "; %s months of ramp-up over %s",
                                 figure_plain(s->ramp_months).text, figure_plain(s->service_months).text);
    }
    if (s->people_gap == SITE_COUNTED && used < size) {
        snprintf(text + used, size - used, "; salary: %s", s->salary_source);
    }
}

static figure month_usd(double usd_per_hour)
{
    return figure_rounded(usd_per_hour * HOURS_PER_MONTH, 3);
}

static void add_line(char *text, size_t size, const char *what, site_gap gap, double usd_per_hour, const char *detail)
{
    const size_t used = strlen(text);
    if (gap != SITE_COUNTED) {
        snprintf(text + used, size - used, "; %s %s", what, gap_words(gap));
        return;
    }
    snprintf(text + used, size - used, "%s%s $%s a month%s%s%s", used > 0 ? "; " : "", what,
             month_usd(usd_per_hour).text, detail[0] != 0 ? " (" : "", detail, detail[0] != 0 ? ")" : "");
}

void plan_costs_text(const plan_request *r, const plan_offer *offer, const toll_plan_option *o, char *text, size_t size)
{
    char people[500];
    const plan_costs c = plan_costs_find(r, offer, o);
    people_text(&r->site, people, sizeof people);
    text[0] = 0;
    add_line(text, size, "machines", SITE_COUNTED, c.machines_usd_per_hour, "");
    add_line(text, size, "power", c.power_gap, c.power_usd_per_hour.mid, r->site.power_source);
    add_line(text, size, "people", c.people_gap, c.people_usd_per_hour, people);
}

/* ---- JSON ---- */

static void json_line(json *j, const char *what, site_gap gap, toll_range usd_per_hour, const char *detail)
{
    json_object(j, NULL);
    json_text(j, "what", what);
    json_range(j, "usd_per_hour", usd_per_hour, 1, gap == SITE_COUNTED);
    json_maybe_text(j, "text", gap == SITE_COUNTED ? detail : gap_words(gap));
    json_maybe_text(j, "reason", site_gap_code(gap));
    json_close(j);
}

static toll_range exact(double usd)
{
    return (toll_range){usd, usd, usd};
}

void plan_costs_json(json *j, const plan_request *r, const plan_offer *offer, const toll_plan_option *o)
{
    char people[500];
    const plan_costs c = plan_costs_find(r, offer, o);
    people_text(&r->site, people, sizeof people);
    json_array(j, "costs");
    json_line(j, "machines", SITE_COUNTED, exact(c.machines_usd_per_hour), "");
    json_line(j, "power", c.power_gap, c.power_usd_per_hour, r->site.power_source);
    json_line(j, "people", c.people_gap, exact(c.people_usd_per_hour), people);
    json_close(j);
}

void plan_costs_json_api(json *j, double usd_per_hour, bool is_priced)
{
    json_array(j, "costs");
    json_object(j, NULL);
    json_text(j, "what", "tokens");
    json_range(j, "usd_per_hour", exact(usd_per_hour), 1, is_priced);
    json_null(j, "text");
    json_maybe_text(j, "reason", is_priced ? "" : "no_price");
    json_close(j);
    json_close(j);
}
