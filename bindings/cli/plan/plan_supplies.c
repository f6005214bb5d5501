/* SPDX-License-Identifier: Apache-2.0 */
/* Offers: of each size of machine the one whose GPU-hour is cheapest on demand, as `toll cost` takes it.
 *
 * A replica must fit within one machine, so a cheap machine of one GPU and a dearer one of eight are two offers. By hand:
 * H100 at $2.29 alone and at $2.95 in machines of eight; a replica of four can only have the second. An accelerator
 * without a price stays without: it is never free. */
#include "plan/plan_supplies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"
#include "output/notes.h"

static bool is_on_demand(const toll_catalog_instance *row)
{
    return row->price_kind == TOLL_PRICE_ON_DEMAND && (row->known & TOLL_INSTANCE_ON_DEMAND) != 0 && row->gpus > 0 &&
           row->on_demand_usd_per_hour > 0;
}

static plan_offer *offer_of_size(plan_accelerator *a, int64_t gpus)
{
    for (int i = 0; i < a->n_offers; i++) {
        if (a->offers[i].unit_gpus == gpus) {
            return &a->offers[i];
        }
    }
    if (a->n_offers == PLAN_OFFERS_MAX) {
        char text[160];
        snprintf(text, sizeof text, "machines of %lld x %s are left out: at most %d sizes of machines are compared",
                 (long long)gpus, a->facts.id, PLAN_OFFERS_MAX);
        notes_add(text);
        return NULL;
    }
    a->offers[a->n_offers] = (plan_offer){.unit_gpus = gpus};
    return &a->offers[a->n_offers++];
}

static void add_machine(plan_accelerator *a, const machine_price *machine, int64_t at_s)
{
    double usd = machine->row.on_demand_usd_per_hour / (double)machine->row.gpus;
    plan_offer *offer = offer_of_size(a, machine->row.gpus);
    if (offer == NULL || (offer->usd_per_gpu_hour > 0 && usd >= offer->usd_per_gpu_hour)) {
        return;
    }
    offer->usd_per_gpu_hour = usd;
    offer->machine = *machine;
    offer->age = price_age_find(machine, at_s);
}

static bool add_given(plan_accelerator *a, const plan_request *r)
{
    for (int i = 0; i < r->n_prices; i++) {
        if (r->prices[i].hw == a->hw) {
            a->offers[0] =
                (plan_offer){.usd_per_gpu_hour = r->prices[i].usd_per_gpu_hour, .unit_gpus = 1, .is_given = true};
            a->n_offers = 1;
        }
    }
    return a->n_offers > 0;
}

static bool build_accelerator(plan_accelerator *a, const plan_request *r, uint64_t hw)
{
    a->hw = hw;
    if (!read_hw(hw, &a->facts)) {
        return false;
    }
    if (add_given(a, r)) {
        return true;
    }
    machine_list list = machine_list_find(&r->own, a->facts.id);
    for (size_t i = 0; i < list.count; i++) {
        if (is_on_demand(&list.rows[i].row)) {
            add_machine(a, &list.rows[i], r->at_s);
        }
    }
    free(list.rows);
    return true;
}

plan_accelerator *plan_supplies_find(const plan_request *r, int *count)
{
    *count = r->n_hw > 0 ? r->n_hw : (int)toll_catalog_count(TOLL_TABLE_HW);
    plan_accelerator *all = claim((size_t)*count, sizeof *all);
    for (int i = 0; i < *count; i++) {
        if (!build_accelerator(&all[i], r, r->n_hw > 0 ? r->hw[i] : (uint64_t)i)) {
            free(all);
            return NULL;
        }
    }
    return all;
}

bool plan_offer_is_unverified(const plan_offer *offer)
{
    return !offer->is_given && (offer->machine.row.unverified & (TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_HW)) != 0;
}

void plan_offer_text(const plan_offer *offer, char *text, size_t size)
{
    const toll_catalog_instance *row = &offer->machine.row;
    if (offer->is_given) {
        snprintf(text, size, "as given");
        return;
    }
    snprintf(text, size, "%s %s, %s", row->provider, row->instance, row->region);
}
