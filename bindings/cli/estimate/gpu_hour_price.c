/* SPDX-License-Identifier: Apache-2.0 */
/* Prices of machines divided by their GPUs: 8 GPUs for $19.92 an hour are $2.49 per GPU-hour. The lowest on-demand
 * price counts only machines that hold the whole deployment, unless there are none. */
#include "estimate/gpu_hour_price.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "output/code_names.h"
#include "output/figure_text.h"

static bool is_on_demand(const toll_catalog_instance *row)
{
    return row->price_kind == TOLL_PRICE_ON_DEMAND && (row->known & TOLL_INSTANCE_ON_DEMAND) != 0 && row->gpus > 0;
}

/* Lowest price among machines of at least `gpus` accelerators; of equal ones the first by id. */
static bool find_lowest_price(const machine_list *list, int64_t gpus, price *found)
{
    memset(found, 0, sizeof *found);
    found->origin = PRICE_LOWEST;
    for (size_t i = 0; i < list->count; i++) {
        const toll_catalog_instance *row = &list->rows[i].row;
        if (!is_on_demand(row) || row->gpus < gpus) {
            continue;
        }
        double usd = row->on_demand_usd_per_hour / (double)row->gpus;
        if (found->candidates == 0 || usd < found->usd_per_gpu_hour) {
            found->usd_per_gpu_hour = usd;
            found->machine = list->rows[i];
        }
        if (usd > found->highest_usd_per_gpu_hour) {
            found->highest_usd_per_gpu_hour = usd;
        }
        found->candidates++;
    }
    return found->candidates > 0;
}

static bool find_lowest_machine(const machine_list *list, int64_t gpus, price *found)
{
    if (find_lowest_price(list, gpus, found)) {
        return true;
    }
    found->is_too_small = find_lowest_price(list, 1, found);
    return found->is_too_small;
}

static bool use_instance(const deployment *d, const supply_request *r, price *found)
{
    found->origin = PRICE_INSTANCE;
    if (!machine_find(&r->own, r->instance, &found->machine)) {
        return false;
    }
    const toll_catalog_instance *row = &found->machine.row;
    bool is_same = (row->known & TOLL_INSTANCE_HW) != 0 && strcmp(row->hw_id, d->hw.id) == 0;
    if (!is_same) {
        complain("instance %s has accelerators of type %s, not %s", row->id,
                 row->gpu_name[0] != 0 ? row->gpu_name : row->hw_id, d->hw.id);
        return false;
    }
    if ((row->known & TOLL_INSTANCE_ON_DEMAND) == 0 || row->gpus < 1) {
        complain("%s has no on-demand price in %.120s: give --usd-per-gpu-hour", row->id,
                 machine_origin(&r->own, found->machine.is_own));
        return false;
    }
    found->file = found->machine.is_own ? r->own.path : NULL;
    found->usd_per_gpu_hour = row->on_demand_usd_per_hour / (double)row->gpus;
    found->is_too_small = row->gpus < d->gpus;
    found->age = price_age_find(&found->machine, r->at_s);
    return true;
}

bool price_find_quietly(const deployment *d, const supply_request *r, price *found)
{
    machine_list list = machine_list_find(&r->own, d->hw.id);
    bool is_found = find_lowest_machine(&list, d->gpus, found);
    found->file = list.is_own ? r->own.path : NULL;
    found->replaced = list.replaced;
    found->age = price_age_find(&found->machine, r->at_s);
    free(list.rows);
    return is_found;
}

bool price_find(const deployment *d, const supply_request *r, price *found)
{
    memset(found, 0, sizeof *found);
    if (r->has_usd_per_gpu_hour) {
        found->usd_per_gpu_hour = r->usd_per_gpu_hour;
        return true;
    }
    if (r->instance != NULL) {
        return use_instance(d, r, found);
    }
    if (price_find_quietly(d, r, found)) {
        return true;
    }
    complain("%.120s has no on-demand price of %s: give --usd-per-gpu-hour or --instance",
             machine_origin(&r->own, found->file != NULL), d->hw.id);
    return false;
}

toll_serve_supply price_supply(const price *p, const supply_request *r)
{
    toll_serve_supply supply = r->terms;
    supply.usd_per_gpu_hour = (toll_range){p->usd_per_gpu_hour, p->usd_per_gpu_hour, p->usd_per_gpu_hour};
    return supply;
}

/* Adds to a text that ends in NUL; what does not fit is cut. */
static void add_text(char *text, size_t size, const char *format, ...)
{
    va_list values;
    size_t used = strlen(text);
    va_start(values, format);
    vsnprintf(text + used, size - used, format, values);
    va_end(values);
}

static void add_price_origin(const price *p, char *text, size_t size)
{
    const char *place = p->file != NULL ? p->file : "the catalog";
    if (p->origin == PRICE_LOWEST && p->candidates > 1) {
        add_text(text, size, "; lowest of %lld in %.120s, the highest is %s", (long long)p->candidates, place,
                 figure_usd(p->highest_usd_per_gpu_hour).text);
    } else if (p->file != NULL) {
        add_text(text, size, "; %s %.120s", p->origin == PRICE_LOWEST ? "the only one in" : "of", place);
    }
    if (p->replaced > 0) {
        add_text(text, size, "; rows of the catalog that it replaces: %zu", p->replaced);
    }
}

void price_text(const price *p, char *text, size_t size)
{
    const toll_catalog_instance *i = &p->machine.row;
    if (p->origin == PRICE_GIVEN) {
        snprintf(text, size, "%s per GPU-hour, as given", figure_usd(p->usd_per_gpu_hour).text);
        return;
    }
    bool is_unverified = price_is_unverified(p);
    snprintf(text, size, "%s%s per GPU-hour: %s %s (%lld GPUs), %s, %s, %s, %s%s", figure_usd(p->usd_per_gpu_hour).text,
             is_unverified ? "?" : "", i->provider, i->instance, (long long)i->gpus, i->region,
             phrase_price_kind(i->price_kind), i->as_of != 0 ? price_date_text(&p->machine).text : "without a date",
             price_age_text(&p->age).text, is_unverified ? " (unverified)" : "");
    add_price_origin(p, text, size);
    if (price_has_hw_in_doubt(p)) {
        add_text(text, size, "; its accelerator is not certain: %s?", i->hw_id);
    }
    if (p->is_too_small) {
        add_text(text, size, "; several such machines are needed");
    }
}

bool price_is_unverified(const price *p)
{
    return p->origin != PRICE_GIVEN && (p->machine.row.unverified & TOLL_INSTANCE_ON_DEMAND) != 0;
}

bool price_has_hw_in_doubt(const price *p)
{
    return p->origin != PRICE_GIVEN && (p->machine.row.unverified & TOLL_INSTANCE_HW) != 0;
}

bool price_is_stale(const price *p)
{
    return p->origin != PRICE_GIVEN && price_age_is_stale(&p->age);
}
