/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of a mixed fleet: the cheapest option of each machine of each accelerator, as if there were enough of it.
 *
 * All machines of one accelerator draw on one stock. At most 64 kinds are compared, those of the least price for each
 * request: how many are left out is said. By hand: 8 MI300X at $1.50 that carry 1.8 requests/s each are 14.4 of 20
 * requests/s for $12 an hour; the rest of 5.6 takes three H200 of 2.2. */
#include "plan/plan_mix.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/field_options.h"
#include "output/figure_text.h"
#include "plan/plan_answer.h"
#include "plan/plan_unit.h"

static double usd_per_request(const plan_mix_kind *k)
{
    double gpus = (double)(k->option.tp * k->option.pp * k->option.dp);
    return gpus * k->offer->usd_per_gpu_hour / k->unit_requests_per_s;
}

/* Sorted in by price; with all places taken the dearest is left out. */
static void keep_kind(plan_mix *mix, const plan_mix_kind *kind)
{
    int at = mix->n_kinds;
    if (mix->n_kinds == TOLL_PLAN_LOTS_MAX) {
        mix->n_left_out++;
        at--;
        if (usd_per_request(kind) >= usd_per_request(&mix->kinds[at])) {
            return;
        }
    } else {
        mix->n_kinds++;
    }
    for (; at > 0 && usd_per_request(&mix->kinds[at - 1]) > usd_per_request(kind); at--) {
        mix->kinds[at] = mix->kinds[at - 1];
    }
    mix->kinds[at] = *kind;
}

static bool add_kinds(plan_mix *mix, const plan_options *o, const toll_plan_need *need, const plan_accelerator *a)
{
    for (int i = 0; i < a->n_offers; i++) {
        plan_mix_kind kind = {.accelerator = a, .offer = &a->offers[i]};
        bool is_found = false;
        if (!plan_options_search_any(o, need, a, kind.offer, &kind.option, &is_found)) {
            return false;
        }
        if (!is_found) {
            continue;
        }
        if (!plan_unit_rate(o->request, need, a, &kind.option, &kind.unit_requests_per_s)) {
            return false;
        }
        keep_kind(mix, &kind);
    }
    return true;
}

/* Index of the accelerator's stock, from 1; 0: no limit. */
static int64_t stock_of(const plan_hours *h, uint64_t hw, int64_t *stocks)
{
    const plan_pair *pair = plan_pair_find(h->available, h->n_available, hw);
    if (pair == NULL) {
        return 0;
    }
    stocks[pair - h->available] = (int64_t)pair->value;
    return pair - h->available + 1;
}

static bool find_fleet(plan_mix *mix, const plan_options *o, const toll_plan_need *need)
{
    toll_plan_lot lots[TOLL_PLAN_LOTS_MAX];
    int64_t stocks[PLAN_PAIRS_MAX] = {0}, gpus[TOLL_PLAN_LOTS_MAX];
    const plan_hours *h = &o->request->hours;
    toll_error err;
    for (int i = 0; i < mix->n_kinds; i++) {
        const plan_mix_kind *k = &mix->kinds[i];
        lots[i] = (toll_plan_lot){.stock = stock_of(h, k->accelerator->hw, stocks),
                                  .unit_gpus = k->option.tp * k->option.pp * k->option.dp,
                                  .machine_gpus = k->offer->unit_gpus,
                                  .spare_units = need->spare_replicas,
                                  .unit_requests_per_s = k->unit_requests_per_s,
                                  .usd_per_gpu_hour = k->offer->usd_per_gpu_hour};
    }
    if (toll_plan_find_fleet(lots, (uint64_t)mix->n_kinds, &need->requests_per_s, 1, stocks, (uint64_t)h->n_available,
                             gpus, &mix->fleet, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    for (int i = 0; i < mix->n_kinds; i++) {
        mix->kinds[i].gpus = gpus[i];
    }
    return true;
}

bool plan_mix_find(plan_mix *mix, const plan_options *options, const toll_plan_need *need)
{
    memset(mix, 0, sizeof *mix);
    mix->is_asked = options->request->hours.n_available > 0;
    mix->has_single = options->n_choices > 0;
    mix->single_usd_per_hour = mix->has_single ? options->choices[0].found.usd_per_hour.mid : 0;
    mix->share_gpus_max = (need->known & TOLL_PLAN_GPUS_MAX) != 0 ? (double)need->gpus_max : 0;
    for (int i = 0; mix->is_asked && i < options->n_accelerators; i++) {
        if (!add_kinds(mix, options, need, &options->accelerators[i])) {
            return false;
        }
    }
    return mix->n_kinds == 0 || find_fleet(mix, options, need);
}

/* ---- For people ---- */

static bool is_found(const plan_mix *mix)
{
    return (mix->fleet.known & TOLL_PLAN_FLEET_COST) != 0;
}

/* It is not searched for the fewest GPUs, so it may exceed --max-gpus: then it is no plan. */
static bool is_too_large(const plan_mix *mix)
{
    return mix->share_gpus_max > 0 && (double)mix->fleet.gpus > mix->share_gpus_max;
}

/* "8 MI300X (1 each, fp8, vllm) and 3 H200 (...)" */
static void list_kinds(const plan_mix *mix, char *text, size_t size)
{
    int count = 0;
    text[0] = 0;
    for (int i = 0; i < mix->n_kinds; i++) {
        const plan_mix_kind *k = &mix->kinds[i];
        size_t used = strlen(text);
        if (k->gpus > 0) {
            snprintf(text + used, size - used, "%s%lld %s (%lld a replica, %s, %s)", count++ > 0 ? " and " : "",
                     (long long)k->gpus, k->accelerator->facts.name,
                     (long long)(k->option.tp * k->option.pp * k->option.dp), plan_precision_id(&k->option),
                     plan_engine_id(&k->option));
        }
    }
}

static void fleet_text(const plan_mix *mix, char *text, size_t size)
{
    char kinds[800];
    list_kinds(mix, kinds, sizeof kinds);
    snprintf(text, size, "%s: $%s a month%s", kinds, plan_short(mix->fleet.usd_per_hour * HOURS_PER_MONTH).text,
             is_too_large(mix) ? ", which takes more GPUs than --max-gpus allows" : "");
    size_t used = strlen(text);
    if (mix->has_single && mix->fleet.usd_per_hour < mix->single_usd_per_hour) {
        double less = mix->single_usd_per_hour - mix->fleet.usd_per_hour;
        snprintf(text + used, size - used, ", $%s less than the first option", plan_short(less * HOURS_PER_MONTH).text);
    } else if (!mix->has_single) {
        snprintf(text + used, size - used, ", where no accelerator alone is enough");
    }
    used = strlen(text);
    if (mix->fleet.verdict == TOLL_PLAN_FLEET_GOOD) {
        snprintf(text + used, size - used, "; perhaps not the cheapest, none costs less than $%s",
                 plan_short(mix->fleet.bound_usd_per_hour * HOURS_PER_MONTH).text);
    }
}

static void mix_text(const plan_mix *mix, char *text, size_t size)
{
    if (!is_found(mix)) {
        snprintf(text, size,
                 mix->n_kinds > 0 && mix->fleet.verdict == TOLL_PLAN_FLEET_NONE
                     ? "what is available does not carry the load, however it is mixed"
                     : "none was found");
        return;
    }
    if (mix->fleet.kinds <= 1 && mix->has_single) {
        snprintf(text, size, "no mix is cheaper than one kind alone");
        return;
    }
    fleet_text(mix, text, size);
}

void plan_mix_put(const plan_mix *mix, const screen *s)
{
    char text[1200];
    if (!mix->is_asked) {
        return;
    }
    mix_text(mix, text, sizeof text);
    size_t used = strlen(text);
    if (mix->n_left_out > 0) {
        snprintf(text + used, sizeof text - used, " (%d kinds of machines, the dearest, were not compared)",
                 mix->n_left_out);
    }
    screen_paragraph(s, STYLE_PLAIN, "  Mixed fleet: ", text);
}

/* ---- For programs ---- */

static const char *verdict_word(uint32_t verdict)
{
    static const char *const words[] = {"", "best", "good", "none", "open"};
    return verdict < sizeof words / sizeof words[0] ? words[verdict] : "";
}

static void json_kind(json *j, const plan_mix_kind *k)
{
    json_object(j, NULL);
    json_text(j, "hardware", k->accelerator->facts.id);
    json_text(j, "precision", plan_precision_id(&k->option));
    json_text(j, "engine", plan_engine_id(&k->option));
    json_integer(j, "gpus_paid", k->gpus);
    json_integer(j, "replica_gpus", k->option.tp * k->option.pp * k->option.dp);
    json_integer(j, "unit_gpus", k->offer->unit_gpus);
    json_number(j, "replica_requests_per_s", k->unit_requests_per_s);
    json_number(j, "usd_per_gpu_hour", k->offer->usd_per_gpu_hour);
    json_close(j);
}

void plan_mix_json(json *j, const plan_mix *mix)
{
    if (!mix->is_asked) {
        json_null(j, "mixed_fleet");
        return;
    }
    json_object(j, "mixed_fleet");
    json_text(j, "verdict", mix->n_kinds > 0 ? verdict_word(mix->fleet.verdict) : "none");
    json_maybe_number(j, "usd_per_hour", mix->fleet.usd_per_hour, is_found(mix));
    json_maybe_number(j, "bound_usd_per_hour", mix->fleet.bound_usd_per_hour,
                      (mix->fleet.known & TOLL_PLAN_FLEET_BOUND) != 0);
    json_maybe_number(j, "single_usd_per_hour", mix->single_usd_per_hour, mix->has_single);
    json_bool(j, "is_beyond_max_gpus", is_found(mix) && is_too_large(mix));
    json_integer(j, "kinds_left_out", mix->n_left_out);
    json_array(j, "kinds");
    for (int i = 0; i < mix->n_kinds; i++) {
        if (mix->kinds[i].gpus > 0) {
            json_kind(j, &mix->kinds[i]);
        }
    }
    json_close(j);
    json_close(j);
}
