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

static plan_offer offer_of_machine(const machine_price *machine, int64_t at_s)
{
    return (plan_offer){.usd_per_gpu_hour = machine->row.on_demand_usd_per_hour / (double)machine->row.gpus,
                        .unit_gpus = machine->row.gpus,
                        .machine = *machine,
                        .age = price_age_find(machine, at_s)};
}

bool plan_offer_judge(const plan_request *r, const plan_offer *offer, plan_judged *j)
{
    return offer->is_given ? plan_law_judge_given(r, j) : plan_law_judge_machine(r, &offer->machine, j);
}

/* Judged first, so that the cheapest machine that is permitted is taken, and not the cheapest one dropped. */
static bool add_offer(plan_accelerator *a, const plan_request *r, plan_offer *offer)
{
    plan_judged j;
    offer->standing = TOLL_STANDING_ALLOWED;
    if (r->constraints.count > 0) {
        if (!plan_offer_judge(r, offer, &j)) {
            return false;
        }
        offer->standing = j.verdict.verdict;
    }
    if (offer->standing == TOLL_STANDING_REJECTED) {
        a->barred = a->has_barred && a->barred.usd_per_gpu_hour <= offer->usd_per_gpu_hour ? a->barred : *offer;
        a->has_barred = true;
        return true;
    }
    plan_offer *kept = offer_of_size(a, offer->unit_gpus);
    if (kept != NULL && (kept->usd_per_gpu_hour <= 0 || offer->usd_per_gpu_hour < kept->usd_per_gpu_hour)) {
        *kept = *offer;
    }
    return true;
}

/* The price of --price; NULL: none. The last one counts. */
static const plan_price *given_price(const plan_request *r, uint64_t hw)
{
    const plan_price *given = NULL;
    for (int i = 0; i < r->n_prices; i++) {
        given = r->prices[i].hw == hw ? &r->prices[i] : given;
    }
    return given;
}

static bool may_rent(const plan_request *r, const toll_catalog_instance *row)
{
    return is_on_demand(row) &&
           (r->machine[0] == 0 || strcmp(row->instance, r->machine) == 0 || strcmp(row->id, r->machine) == 0);
}

static bool add_machines(plan_accelerator *a, const plan_request *r)
{
    machine_list list = machine_list_find(&r->own, a->facts.id);
    bool is_good = true;
    for (size_t i = 0; i < list.count && is_good; i++) {
        if (may_rent(r, &list.rows[i].row)) {
            plan_offer offer = offer_of_machine(&list.rows[i], r->at_s);
            is_good = add_offer(a, r, &offer);
        }
    }
    free(list.rows);
    return is_good;
}

static bool build_accelerator(plan_accelerator *a, const plan_request *r, uint64_t hw)
{
    const plan_price *given = given_price(r, hw);
    a->hw = hw;
    if (!read_hw(hw, &a->facts)) {
        return false;
    }
    if (given == NULL) {
        return add_machines(a, r);
    }
    plan_offer offer = {.usd_per_gpu_hour = given->usd_per_gpu_hour, .unit_gpus = 1, .is_given = true};
    return add_offer(a, r, &offer);
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

/* ---- Other terms ---- */

static void keep_other(plan_accelerator *a, const plan_offer *offer)
{
    for (int i = 0; i < a->n_others; i++) {
        if (a->others[i].unit_gpus == offer->unit_gpus) {
            a->others[i] = offer->usd_per_gpu_hour < a->others[i].usd_per_gpu_hour ? *offer : a->others[i];
            return;
        }
    }
    if (a->n_others < PLAN_OFFERS_MAX) {
        a->others[a->n_others++] = *offer;
    }
}

static double price_on_terms(const toll_catalog_instance *row, uint64_t terms)
{
    const double price = terms == TOLL_INSTANCE_SPOT ? row->spot_usd_per_hour
                         : terms == TOLL_INSTANCE_1Y ? row->reserved_1y_usd_per_hour
                                                     : row->reserved_3y_usd_per_hour;
    return (row->known & terms) != 0 ? price : 0;
}

static bool add_other_machine(plan_accelerator *a, const plan_request *r, const machine_price *machine, uint64_t terms)
{
    plan_judged j;
    const toll_catalog_instance *row = &machine->row;
    if (row->gpus <= 0 || !(price_on_terms(row, terms) > 0)) {
        return true;
    }
    plan_offer offer = offer_of_machine(machine, r->at_s);
    offer.usd_per_gpu_hour = price_on_terms(row, terms) / (double)row->gpus;
    offer.standing = TOLL_STANDING_ALLOWED;
    if (r->constraints.count > 0) {
        if (!plan_offer_judge(r, &offer, &j)) {
            return false;
        }
        offer.standing = j.verdict.verdict;
    }
    if (offer.standing != TOLL_STANDING_REJECTED) {
        keep_other(a, &offer);
    }
    return true;
}

bool plan_supplies_add_terms(plan_accelerator *all, int count, const plan_request *r, uint64_t terms)
{
    bool is_good = true;
    for (int i = 0; i < count && is_good; i++) {
        machine_list list;
        memset(&list, 0, sizeof list);
        if (given_price(r, all[i].hw) == NULL) {
            list = machine_list_find(&r->own, all[i].facts.id);
        }
        for (size_t k = 0; k < list.count && is_good; k++) {
            is_good = add_other_machine(&all[i], r, &list.rows[k], terms);
        }
        free(list.rows);
    }
    return is_good;
}

bool plan_supplies_take_terms(plan_accelerator *all, int count, const plan_request *r, uint64_t terms)
{
    if (!plan_supplies_add_terms(all, count, r, terms)) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (given_price(r, all[i].hw) == NULL) {
            memcpy(all[i].offers, all[i].others, sizeof all[i].offers);
            all[i].n_offers = all[i].n_others;
            all[i].n_others = 0;
        }
    }
    return true;
}

static bool add_barred(const plan_request *r, const plan_offer *offer, uint64_t *words, uint64_t *count)
{
    plan_judged j;
    if (!plan_offer_judge(r, offer, &j)) {
        return false;
    }
    if (j.verdict.rejected_by != 0) {
        words[(*count)++] = j.verdict.rejected_by;
    }
    return true;
}

static bool add_barred_machines(const plan_request *r, const char *hw_id, uint64_t **words, uint64_t *count)
{
    machine_list list = machine_list_find(&r->own, hw_id);
    bool is_good = true;
    *words = claim_again(*words, (size_t)*count + list.count + 1, sizeof **words);
    for (size_t i = 0; i < list.count && is_good; i++) {
        if (may_rent(r, &list.rows[i].row)) {
            plan_offer offer = offer_of_machine(&list.rows[i], r->at_s);
            is_good = add_barred(r, &offer, *words, count);
        }
    }
    free(list.rows);
    return is_good;
}

uint64_t *plan_supplies_barred(const plan_request *r, const plan_accelerator *all, int n_accelerators, uint64_t *count)
{
    uint64_t *words = claim(1, sizeof *words);
    *count = 0;
    for (int i = 0; i < n_accelerators; i++) {
        bool is_given = all[i].has_barred && all[i].barred.is_given;
        words = is_given ? claim_again(words, (size_t)*count + 1, sizeof *words) : words;
        bool is_good = !all[i].has_barred || (is_given ? add_barred(r, &all[i].barred, words, count)
                                                       : add_barred_machines(r, all[i].facts.id, &words, count));
        if (!is_good) {
            free(words);
            return NULL;
        }
    }
    return words;
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
