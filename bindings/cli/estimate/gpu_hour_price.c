/* SPDX-License-Identifier: Apache-2.0 */
/* Prices of machines divided by their GPUs: 8 GPUs for $19.92 an hour are $2.49 per GPU-hour. The lowest on-demand
 * price counts only machines that hold the whole deployment, unless there are none. */
#include "estimate/gpu_hour_price.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "output/code_names.h"
#include "output/figure_text.h"

static bool is_on_demand(const toll_catalog_instance *instance, const toll_hw *hw)
{
    return instance->price_kind == TOLL_PRICE_ON_DEMAND && (instance->known & TOLL_INSTANCE_ON_DEMAND) != 0 &&
           (instance->known & TOLL_INSTANCE_HW) != 0 && strcmp(instance->hw_id, hw->id) == 0 && instance->gpus > 0;
}

/* Lowest price among machines of at least `gpus` accelerators; a checked price goes before an unverified one only when
 * they are equal. */
static bool find_lowest_price(const toll_hw *hw, int64_t gpus, price *found)
{
    uint64_t rows = toll_catalog_count(TOLL_TABLE_INSTANCE);
    memset(found, 0, sizeof *found);
    found->origin = PRICE_LOWEST;
    for (uint64_t i = 0; i < rows; i++) {
        toll_catalog_instance instance;
        if (!read_instance(i, &instance) || !is_on_demand(&instance, hw) || instance.gpus < gpus) {
            continue;
        }
        double usd = instance.on_demand_usd_per_hour / (double)instance.gpus;
        if (found->candidates == 0 || usd < found->usd_per_gpu_hour) {
            found->usd_per_gpu_hour = usd;
            found->instance = instance;
        }
        if (usd > found->highest_usd_per_gpu_hour) {
            found->highest_usd_per_gpu_hour = usd;
        }
        found->candidates++;
    }
    return found->candidates > 0;
}

static bool use_instance(const deployment *d, const char *name, price *found)
{
    found->origin = PRICE_INSTANCE;
    if (!lookup_instance(name, &found->instance)) {
        return false;
    }
    const toll_catalog_instance *instance = &found->instance;
    bool is_same = (instance->known & TOLL_INSTANCE_HW) != 0 && strcmp(instance->hw_id, d->hw.id) == 0;
    if (!is_same) {
        complain("instance %s has accelerators of type %s, not %s", instance->id, instance->gpu_name, d->hw.id);
        return false;
    }
    if ((instance->known & TOLL_INSTANCE_ON_DEMAND) == 0 || instance->gpus < 1) {
        complain("%s has no on-demand price in the catalog: give --usd-per-gpu-hour", instance->id);
        return false;
    }
    found->usd_per_gpu_hour = instance->on_demand_usd_per_hour / (double)instance->gpus;
    found->is_too_small = instance->gpus < d->gpus;
    return true;
}

bool price_find_quietly(const deployment *d, const supply_request *r, price *found)
{
    if (!find_lowest_price(&d->hw, d->gpus, found)) {
        found->is_too_small = find_lowest_price(&d->hw, 1, found);
        if (!found->is_too_small) {
            return false;
        }
    }
    found->age = price_age_find(&found->instance, r->at_s);
    return true;
}

bool price_find(const deployment *d, const supply_request *r, price *found)
{
    memset(found, 0, sizeof *found);
    if (r->has_usd_per_gpu_hour) {
        found->usd_per_gpu_hour = r->usd_per_gpu_hour;
        return true;
    }
    if (r->instance != NULL) {
        bool is_found = use_instance(d, r->instance, found);
        found->age = price_age_find(&found->instance, r->at_s);
        return is_found;
    }
    if (price_find_quietly(d, r, found)) {
        return true;
    }
    complain("the catalog has no on-demand price of %s: give --usd-per-gpu-hour or --instance", d->hw.id);
    return false;
}

toll_serve_supply price_supply(const price *p, const supply_request *r)
{
    toll_serve_supply supply = r->terms;
    supply.usd_per_gpu_hour = (toll_range){p->usd_per_gpu_hour, p->usd_per_gpu_hour, p->usd_per_gpu_hour};
    return supply;
}

void price_text(const price *p, char *text, size_t size)
{
    const toll_catalog_instance *i = &p->instance;
    if (p->origin == PRICE_GIVEN) {
        snprintf(text, size, "%s per GPU-hour, as given", figure_usd(p->usd_per_gpu_hour).text);
        return;
    }
    bool is_unverified = (i->unverified & TOLL_INSTANCE_ON_DEMAND) != 0;
    int used = snprintf(text, size, "%s per GPU-hour: %s %s (%lld GPUs), %s, %s, %s, %s%s",
                        figure_usd(p->usd_per_gpu_hour).text, i->provider, i->instance, (long long)i->gpus, i->region,
                        phrase_price_kind(i->price_kind), price_date_text(i, &p->age).text,
                        price_age_text(&p->age).text, is_unverified ? " (unverified)" : "");
    if (p->origin == PRICE_LOWEST && p->candidates > 1 && used > 0 && (size_t)used < size) {
        used += snprintf(text + used, size - (size_t)used, "; lowest of %lld in the catalog, the highest is %s",
                         (long long)p->candidates, figure_usd(p->highest_usd_per_gpu_hour).text);
    }
    if (p->is_too_small && used > 0 && (size_t)used < size) {
        snprintf(text + used, size - (size_t)used, "; several such machines are needed");
    }
}

bool price_is_stale(const price *p)
{
    return p->origin != PRICE_GIVEN && price_age_is_stale(&p->age);
}
