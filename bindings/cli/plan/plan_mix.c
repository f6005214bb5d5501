/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of a mixed fleet: the cheapest option of each machine of each accelerator, as if there were enough of it.
 *
 * All machines of one accelerator draw on one stock. At most 64 kinds are compared, those of the least price for each
 * request: how many are left out is said. By hand: 8 MI300X at $1.50 that carry 1.8 requests/s each are 14.4 of 20
 * requests/s for $12 an hour; the rest of 5.6 takes three H200 of 2.2. */
#include "plan/plan_mix.h"

#include <string.h>

#include "input/complain.h"
#include "input/field_options.h"
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
    mix->fleet.usd_per_hour += o->request->site.usd_per_hour; /* the people of one fleet run several kinds */
    mix->fleet.bound_usd_per_hour += o->request->site.usd_per_hour;
    return true;
}

bool plan_mix_find(plan_mix *mix, const plan_options *options, const toll_plan_need *need)
{
    memset(mix, 0, sizeof *mix);
    mix->is_asked = options->request->hours.n_available > 0;
    mix->has_single = options->n_choices > 0;
    mix->single_usd_per_hour = mix->has_single ? options->choices[0].found.usd_per_hour.mid : 0;
    mix->gpus_max = (need->known & TOLL_PLAN_GPUS_MAX) != 0 ? (double)need->gpus_max : 0;
    for (int i = 0; mix->is_asked && i < options->n_accelerators; i++) {
        if (!add_kinds(mix, options, need, &options->accelerators[i])) {
            return false;
        }
    }
    return mix->n_kinds == 0 || find_fleet(mix, options, need);
}

bool plan_mix_is_found(const plan_mix *mix)
{
    return (mix->fleet.known & TOLL_PLAN_FLEET_COST) != 0;
}

/* It is not searched for the fewest GPUs, so it may exceed --max-gpus: then it is no plan. */
bool plan_mix_is_too_large(const plan_mix *mix)
{
    return mix->gpus_max > 0 && (double)mix->fleet.gpus > mix->gpus_max;
}

bool plan_mix_is_plan(const plan_mix *mix)
{
    return mix->is_asked && plan_mix_is_found(mix) && !plan_mix_is_too_large(mix);
}
