/* SPDX-License-Identifier: Apache-2.0 */
/* toll cost: what a million tokens costs on rented or owned accelerators. */
#include <stdio.h>
#include <string.h>

#include "estimate/estimate_commands.h"
#include "estimate/estimate_report.h"
#include "estimate/fleet_energy.h"
#include "estimate/fleet_load.h"
#include "estimate/gpu_hour_price.h"
#include "input/field_options.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"

typedef struct deployment_cost {
    price price;
    toll_serve_supply supply;
    toll_serve_cost cost;
    site_energy watts;
    bool is_unstable; /* no steady state: no cost */
} deployment_cost;

typedef struct fleet_cost {
    served served;
    deployment_cost bills[DEPLOYMENTS_MAX];
    bool has_budget;
    double budget_usd_per_mtok;
    fact_ages ages;
} fleet_cost;

static bool find_deployment_cost(deployment_cost *b, const deployment *d, const toll_serve_result *result,
                                 const cost_request *r)
{
    toll_error err = {0};
    if (!price_find(d, &r->supply, &b->price)) {
        return false;
    }
    b->supply = price_supply(&b->price, &r->supply);
    b->is_unstable = served_is_unstable(result);
    start_struct(&b->cost, sizeof b->cost, TOLL_KIND_SERVE_COST);
    b->cost.validity = result->validity;
    b->cost.flags = result->flags;
    if (!b->is_unstable && toll_serve_estimate_cost(result, &b->supply, &b->cost, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    return site_energy_find(result, &r->site, &b->watts);
}

static bool is_within_budget(const fleet_cost *c, int i)
{
    return !c->bills[i].is_unstable &&
           (!c->has_budget || c->bills[i].cost.usd_per_mtok_blended.mid <= c->budget_usd_per_mtok);
}

/* 0 as soon as one deployment fits and is within the budget. */
static int cost_exit(const fleet_cost *c)
{
    int code = EXIT_NOT_FEASIBLE;
    for (int i = 0; i < c->served.fleet.count; i++) {
        if (c->served.results[i].fit == TOLL_FIT_NO || c->bills[i].is_unstable) {
            continue;
        }
        if (is_within_budget(c, i)) {
            return EXIT_FINE;
        }
        code = EXIT_OVER_BUDGET;
    }
    return code;
}

/* ---- JSON ---- */

static void json_gpu_price(json *j, const price *p)
{
    static const char *const origins[] = {
        [PRICE_GIVEN] = "given", [PRICE_INSTANCE] = "instance", [PRICE_LOWEST] = "lowest_on_demand"};
    const toll_catalog_instance *i = &p->machine.row;
    json_object(j, "price");
    json_text(j, "origin", origins[p->origin]);
    json_number(j, "usd_per_gpu_hour", p->usd_per_gpu_hour);
    if (p->origin == PRICE_GIVEN) {
        json_null(j, "instance");
    } else {
        json_text(j, "instance", i->id);
        json_text(j, "provider", i->provider);
        json_text(j, "region", i->region);
        json_text(j, "price_kind", word_price_kind(i->price_kind));
        json_date(j, "as_of", i->as_of);
        json_bool(j, "is_as_of_uncertain", p->age.is_uncertain);
        json_maybe_integer(j, "age_days", p->age.days, p->age.days >= 0);
        json_bool(j, "is_stale", price_is_stale(p));
        json_bool(j, "is_unverified", price_is_unverified(p));
        json_bool(j, "is_hw_unverified", price_has_hw_in_doubt(p));
        json_text(j, "commitment", "none");
        json_maybe_text(j, "file", p->file != NULL ? p->file : "");
    }
    if (p->origin == PRICE_LOWEST) {
        json_integer(j, "candidates", p->candidates);
        json_number(j, "highest_usd_per_gpu_hour", p->highest_usd_per_gpu_hour);
        json_integer(j, "replaced", (int64_t)p->replaced);
    }
    json_close(j);
}

static void json_supply(json *j, const toll_serve_supply *supply)
{
    json_number(j, "utilisation_frac", supply->utilisation_frac);
    json_maybe_number(j, "gpus_billed", supply->gpus_billed, (supply->known & TOLL_SUPPLY_GPUS_BILLED) != 0);
    json_maybe_number(j, "usd_per_kwh", supply->usd_per_kwh, (supply->known & TOLL_SUPPLY_USD_PER_KWH) != 0);
    json_maybe_number(j, "pue", supply->pue, (supply->known & TOLL_SUPPLY_PUE) != 0);
    json_maybe_number(j, "server_power_frac", supply->server_power_frac,
                      (supply->known & TOLL_SUPPLY_SERVER_POWER) != 0);
}

static void json_deployment_cost(json *j, const fleet_cost *c, int i)
{
    const deployment_cost *b = &c->bills[i];
    json_object(j, NULL);
    report_json_deployment(j, &c->served.fleet.items[i]);
    json_text(j, "fit", word_fit(c->served.results[i].fit));
    json_gpu_price(j, &b->price);
    json_supply(j, &b->supply);
    json_range(j, "usd_per_mtok_input", b->cost.usd_per_mtok_input, 1, !b->is_unstable);
    json_range(j, "usd_per_mtok_output", b->cost.usd_per_mtok_output, 1, !b->is_unstable);
    json_range(j, "usd_per_mtok_blended", b->cost.usd_per_mtok_blended, 1, !b->is_unstable);
    json_range(j, "usd_per_mtok_output_all", b->cost.usd_per_mtok_output_all, 1, !b->is_unstable);
    json_range(j, "usd_per_request", b->cost.usd_per_request, 1, !b->is_unstable);
    json_range(j, "usd_per_hour", b->cost.usd_per_hour, 1, !b->is_unstable);
    json_maybe_number(j, "energy_usd_per_hour", b->cost.energy_usd_per_hour,
                      (b->supply.known & TOLL_SUPPLY_USD_PER_KWH) != 0 && !b->is_unstable);
    site_energy_json(j, &b->watts);
    if (c->has_budget && !b->is_unstable) {
        json_bool(j, "is_within_budget", is_within_budget(c, i));
    } else {
        json_null(j, "is_within_budget");
    }
    report_json_trust(j, b->cost.validity, b->cost.flags);
    served_json_calibration(j, &c->served, i);
    json_close(j);
}

static void cost_json(const fleet_cost *c)
{
    json j;
    json_answer(&j, "cost");
    served_json_question(&j, &c->served);
    json_maybe_number(&j, "budget_usd_per_mtok_blended", c->budget_usd_per_mtok, c->has_budget);
    fact_ages_json(&j, &c->ages);
    json_array(&j, "deployments");
    for (int i = 0; i < c->served.fleet.count; i++) {
        json_deployment_cost(&j, c, i);
    }
    json_close(&j);
    json_close(&j);
}

/* ---- Screen ---- */

/* What the others say of the cheapest; empty for all the others. */
static const char *rank_text(const fleet_cost *c, int i)
{
    toll_range own = c->bills[i].cost.usd_per_mtok_blended;
    bool is_overlapping = false;
    for (int k = 0; k < c->served.fleet.count; k++) {
        toll_range other = c->bills[k].cost.usd_per_mtok_blended;
        if (c->bills[k].is_unstable) {
            continue;
        }
        if (other.mid < own.mid) {
            return "";
        }
        is_overlapping = is_overlapping || (k != i && other.low < own.high);
    }
    if (c->served.fleet.count == 1) {
        return "";
    }
    return is_overlapping ? ": cheapest, but the ranges overlap" : ": cheapest";
}

static void put_cost_verdict(const screen *s, const fleet_cost *c, int i)
{
    toll_range blended = c->bills[i].cost.usd_per_mtok_blended;
    char verdict[80], rest[160];
    if (c->bills[i].is_unstable) {
        served_put_unstable(&c->served, s, i);
        return;
    }
    snprintf(verdict, sizeof verdict, "%s a million tokens", figure_usd(blended.mid).text);
    snprintf(rest, sizeof rest, "blended, %s - %s%s", figure_usd(blended.low).text, figure_usd(blended.high).text,
             rank_text(c, i));
    report_verdict(s, &c->served.fleet, i, is_within_budget(c, i) ? STYLE_GOOD : STYLE_BAD, verdict, rest);
}

static void put_budget(const screen *s, const fleet_cost *c, int i)
{
    toll_range blended = c->bills[i].cost.usd_per_mtok_blended;
    bool is_open = blended.low <= c->budget_usd_per_mtok && c->budget_usd_per_mtok <= blended.high;
    if (!c->has_budget || c->bills[i].is_unstable) {
        return;
    }
    screen_put(s, is_within_budget(c, i) ? STYLE_GOOD : STYLE_BAD, "  %s",
               is_within_budget(c, i) ? "within budget" : "OVER BUDGET");
    screen_put(s, STYLE_PLAIN, " of %s%s", figure_usd(c->budget_usd_per_mtok).text,
               is_open ? ", but the budget lies inside the range" : "");
    screen_newline(s);
}

#define RANGE(field) offsetof(toll_serve_cost, field)

static void add_cost_row(table *t, const fleet_cost *c, const char *label, size_t offset)
{
    table_cell(t, STYLE_PLAIN, "%s", label);
    for (int i = 0; i < c->served.fleet.count; i++) {
        toll_range range;
        memcpy(&range, (const char *)&c->bills[i].cost + offset, sizeof range);
        if (c->bills[i].is_unstable) {
            range_table_text(t, "-", "");
        } else {
            range_table_usd(t, range);
        }
    }
}

static void add_energy_row(table *t, const fleet_cost *c)
{
    if ((c->bills[0].supply.known & TOLL_SUPPLY_USD_PER_KWH) == 0) {
        return;
    }
    table_cell(t, STYLE_PLAIN, "  of it electricity");
    for (int i = 0; i < c->served.fleet.count; i++) {
        bool is_known = !c->bills[i].is_unstable;
        range_table_text(t, is_known ? figure_usd(c->bills[i].cost.energy_usd_per_hour).text : "-", "");
    }
}

/* What the request draws and emits, where the site is described. */
static void put_watts(table *t, const fleet_cost *c)
{
    site_energy watts[DEPLOYMENTS_MAX];
    if ((c->bills[0].supply.known & (TOLL_SUPPLY_PUE | TOLL_SUPPLY_SERVER_POWER)) == 0) {
        return;
    }
    for (int i = 0; i < c->served.fleet.count; i++) {
        watts[i] = c->bills[i].watts;
    }
    table_gap(t);
    site_energy_put_rows(t, watts, c->served.fleet.count);
}

static void put_cost_table(const screen *s, const fleet_cost *c)
{
    table t;
    range_table_start(&t, &c->served);
    table_head(&t, 0, "median, 10 % - 90 %");
    add_cost_row(&t, c, "a million input tokens", RANGE(usd_per_mtok_input));
    add_cost_row(&t, c, "a million output tokens", RANGE(usd_per_mtok_output));
    add_cost_row(&t, c, "a million blended", RANGE(usd_per_mtok_blended));
    add_cost_row(&t, c, "all cost on output", RANGE(usd_per_mtok_output_all));
    table_gap(&t);
    add_cost_row(&t, c, "a request", RANGE(usd_per_request));
    add_cost_row(&t, c, "an hour", RANGE(usd_per_hour));
    add_energy_row(&t, c);
    put_watts(&t, c);
    table_finish(&t, s);
}

/* Part of a machine is rarely for rent: the rest must be put to use elsewhere. */
static void add_machine_share(const deployment_cost *b, int64_t gpus, char *text, size_t size)
{
    size_t used = strlen(text);
    bool is_whole = b->price.origin == PRICE_GIVEN || b->price.machine.row.gpus <= gpus;
    if (!is_whole && (b->supply.known & TOLL_SUPPLY_GPUS_BILLED) == 0) {
        snprintf(text + used, size - used, "; %lld of its GPUs are billed (--gpus-billed %lld: all)", (long long)gpus,
                 (long long)b->price.machine.row.gpus);
    }
}

/* A price that may be old is used, but said to be. */
static void put_stale_prices(const screen *s, const fleet_cost *c)
{
    for (int i = 0; i < c->served.fleet.count; i++) {
        const price *p = &c->bills[i].price;
        char text[300];
        if (!price_is_stale(p)) {
            continue;
        }
        snprintf(text, sizeof text,
                 "the price for %.60s is %s; rented GPUs change their price within weeks: give today's with "
                 "--usd-per-gpu-hour or --instances, or see toll hw prices %.60s",
                 c->served.fleet.items[i].hw.name, price_age_text(&p->age).text, c->served.fleet.items[i].hw.id);
        screen_paragraph(s, STYLE_WARN, "  Old price:   ", text);
    }
}

static void put_prices(const screen *s, const fleet_cost *c)
{
    double utilisation = c->bills[0].supply.utilisation_frac;
    char line[400];
    for (int i = 0; i < c->served.fleet.count; i++) {
        char first[80], text[480];
        snprintf(first, sizeof first, "  %s: ", c->served.fleet.items[i].hw.name);
        price_text(&c->bills[i].price, text, sizeof text);
        add_machine_share(&c->bills[i], c->served.fleet.items[i].gpus, text, sizeof text);
        screen_paragraph(s, STYLE_PLAIN, first, text);
    }
    put_stale_prices(s, c);
    snprintf(line, sizeof line,
             utilisation < 1 ? "%s %% of the paid hours run at this load, the rest is idle but paid"
                             : "%s %% of the paid hours run at this load; idle hours cost extra (--utilisation)",
             figure_plain(utilisation * 100).text);
    screen_paragraph(s, STYLE_PLAIN, "  Utilisation: ", line);
}

static void cost_screen(const screen *s, const fleet_cost *c)
{
    served_put_title(&c->served, s);
    screen_newline(s);
    for (int i = 0; i < c->served.fleet.count; i++) {
        put_cost_verdict(s, c, i);
        put_budget(s, c, i);
    }
    served_put_misfits(&c->served, s);
    screen_newline(s);
    if (!served_is_all_unstable(&c->served)) {
        put_cost_table(s, c);
        screen_newline(s);
    }
    put_prices(s, c);
    screen_newline(s);
    served_put_trust(&c->served, s);
}

/* Prices that were given have no age. */
static void find_cost_ages(fleet_cost *c, const cost_request *r)
{
    c->ages = r->ages;
    for (int i = 0; i < c->served.fleet.count; i++) {
        if (c->bills[i].price.origin != PRICE_GIVEN) {
            fact_ages_add(&c->ages, c->bills[i].price.machine.row.as_of);
        }
    }
}

static bool build_costs(fleet_cost *c, const cost_request *r)
{
    memset(c, 0, sizeof *c);
    c->has_budget = r->has_budget;
    c->budget_usd_per_mtok = r->budget_usd_per_mtok;
    if (!served_build(&c->served, &r->deployment, &r->load)) {
        return false;
    }
    for (int i = 0; i < c->served.fleet.count; i++) {
        if (!find_deployment_cost(&c->bills[i], &c->served.fleet.items[i], &c->served.results[i], r)) {
            return false;
        }
    }
    return true;
}

int command_cost(const cost_request *r, const screen *s)
{
    fleet_cost c;
    int code = EXIT_BAD_INPUT;
    if (build_costs(&c, r)) {
        find_cost_ages(&c, r);
        code = fact_ages_exit(&c.ages, cost_exit(&c));
        if (r->output.is_json) {
            cost_json(&c);
        } else {
            cost_screen(s, &c);
        }
    }
    served_free(&c.served);
    return code;
}
