/* SPDX-License-Identifier: Apache-2.0 */
/* Instances of the catalog that hold one accelerator, sorted by the price most like paying by the hour: on demand, then
 * spot, then reserved. Unlike kinds of prices stand in separate tables. */
#include "facts/hw_prices.h"

#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "input/price_age.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/struct_fields.h"
#include "output/table.h"

/* What one accelerator costs per hour by the price that is most like paying by the hour; 0: none. */
static double gpu_price(const toll_catalog_instance *i)
{
    double usd = (i->known & TOLL_INSTANCE_ON_DEMAND) != 0 ? i->on_demand_usd_per_hour
                 : (i->known & TOLL_INSTANCE_SPOT) != 0    ? i->spot_usd_per_hour
                 : (i->known & TOLL_INSTANCE_1Y) != 0      ? i->reserved_1y_usd_per_hour
                 : (i->known & TOLL_INSTANCE_3Y) != 0      ? i->reserved_3y_usd_per_hour
                                                           : 0;
    return i->gpus > 0 ? usd / (double)i->gpus : 0;
}

static int by_price(const void *a, const void *b)
{
    const machine_price *x = a, *y = b;
    double left = gpu_price(&x->row), right = gpu_price(&y->row);
    return left < right ? -1 : left > right ? 1 : strcmp(x->row.id, y->row.id);
}

static void add_price_cell(table *t, const toll_catalog_instance *i, uint64_t bit, double usd_per_hour)
{
    bool is_unverified = (i->unverified & bit) != 0;
    if ((i->known & bit) == 0 || i->gpus < 1) {
        table_cell(t, STYLE_DIM, "- ");
        return;
    }
    table_cell(t, is_unverified ? STYLE_WARN : STYLE_PLAIN, "%s%s",
               figure_fixed(usd_per_hour / (double)i->gpus, 2).text, is_unverified ? "?" : " ");
}

/* The mark at the number of GPUs: that they are of this accelerator is in doubt. */
static void add_gpus_cell(table *t, const toll_catalog_instance *row)
{
    bool is_unverified = (row->unverified & TOLL_INSTANCE_HW) != 0;
    table_cell(t, is_unverified ? STYLE_WARN : STYLE_PLAIN, "%lld%s", (long long)row->gpus, is_unverified ? "?" : " ");
}

static void add_instance_row(table *t, const machine_price *machine, int64_t now_s)
{
    const toll_catalog_instance *row = &machine->row;
    price_age age = price_age_find(machine, now_s);
    style date_style = price_age_is_stale(&age) ? STYLE_WARN : STYLE_DIM;
    table_cell(t, STYLE_PLAIN, "%s", row->id);
    add_gpus_cell(t, row);
    add_price_cell(t, row, TOLL_INSTANCE_ON_DEMAND, row->on_demand_usd_per_hour);
    add_price_cell(t, row, TOLL_INSTANCE_1Y, row->reserved_1y_usd_per_hour);
    add_price_cell(t, row, TOLL_INSTANCE_3Y, row->reserved_3y_usd_per_hour);
    add_price_cell(t, row, TOLL_INSTANCE_SPOT, row->spot_usd_per_hour);
    table_cell(t, date_style, "%s", price_date_text(machine).text);
}

/* One table for each kind of price, so that kinds are not compared by accident. */
static void put_price_kind(const screen *s, const machine_list *found, uint32_t price_kind)
{
    static const char *const heads[] = {"GPUs ", "hour ", "1 year ", "3 years ", "spot ", "as of"};
    bool has_any = false;
    table t;
    table_start(&t, "lRRRRRl", 1);
    table_head(&t, 0, phrase_price_kind(price_kind));
    for (int i = 0; i < 6; i++) {
        table_head(&t, i + 1, heads[i]);
    }
    for (size_t i = 0; i < found->count; i++) {
        if (found->rows[i].row.price_kind == price_kind) {
            add_instance_row(&t, &found->rows[i], instant_now());
            has_any = true;
        }
    }
    if (has_any) {
        table_finish(&t, s);
        screen_newline(s);
    } else {
        table_drop(&t);
    }
}

/* Prices without a date may be of any age. */
static size_t count_stale(const machine_list *found)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++) {
        price_age age = price_age_find(&found->rows[i], instant_now());
        count += price_age_is_stale(&age);
    }
    return count;
}

static void put_list_origin(const screen *s, const machine_list *found, const own_prices *own)
{
    char text[320];
    if (found->is_own) {
        snprintf(text, sizeof text, "machines of %.120s, which replace those of the catalog (%zu)", own->path,
                 found->replaced);
        screen_paragraph(s, STYLE_PLAIN, "  ", text);
        screen_newline(s);
    }
}

static void put_stale_count(const screen *s, const machine_list *found)
{
    char text[160];
    size_t stale = count_stale(found);
    if (stale > 0) {
        snprintf(text, sizeof text, "%zu of %zu machines have prices older than %d days, or that may be", stale,
                 found->count, PRICE_AGE_STALE_DAYS);
        screen_paragraph(s, STYLE_WARN, "  Old prices: ", text);
    }
}

static void put_hw_prices(const screen *s, const machine_list *found, const own_prices *own)
{
    put_list_origin(s, found, own);
    for (uint32_t kind = TOLL_PRICE_ON_DEMAND; kind <= TOLL_PRICE_SERVERLESS; kind++) {
        put_price_kind(s, found, kind);
    }
    put_stale_count(s, found);
    screen_paragraph(
        s, STYLE_DIM, "  ",
        "$ per GPU-hour: the machine's price over its GPUs. ? not checked at a source; at GPUs: which accelerator "
        "they are; at a date: only the year or month of the list is known. Prices move "
        "within weeks. Use one with toll cost MODEL --instance ID, or your own with --instances FILE");
}

static void json_machine(json *j, const machine_price *machine)
{
    const toll_catalog_instance *row = &machine->row;
    price_age age = price_age_find(machine, instant_now());
    json_object(j, NULL);
    json_struct(j, TOLL_KIND_CATALOG_INSTANCE, row, row->known);
    json_text(j, "price_kind_name", word_price_kind(row->price_kind));
    json_bool(j, "is_as_of_uncertain", age.is_uncertain);
    json_maybe_integer(j, "age_days", age.days, age.days >= 0);
    json_bool(j, "is_stale", price_age_is_stale(&age));
    json_struct_unverified(j, TOLL_KIND_CATALOG_INSTANCE, row->unverified);
    json_close(j);
}

static void json_hw_prices(const char *hw_id, const machine_list *found, const own_prices *own)
{
    json j;
    json_answer(&j, "hw prices");
    json_text(&j, "hw", hw_id);
    json_maybe_text(&j, "file", found->is_own ? own->path : "");
    json_integer(&j, "replaced", (int64_t)found->replaced);
    json_array(&j, "instances");
    for (size_t i = 0; i < found->count; i++) {
        json_machine(&j, &found->rows[i]);
    }
    json_close(&j);
    json_close(&j);
}

int hw_prices_answer(const facts_request *r, const screen *s)
{
    uint64_t index;
    toll_hw hw;
    if (!lookup_hw(r->id, &index, &hw)) {
        return EXIT_BAD_INPUT;
    }
    machine_list found = machine_list_find(&r->own, hw.id);
    qsort(found.rows, found.count, sizeof *found.rows, by_price);
    if (r->output.is_json) {
        json_hw_prices(hw.id, &found, &r->own);
    } else if (found.count == 0) {
        screen_put(s, STYLE_PLAIN, "The catalog has no machine with %s.", hw.id);
        screen_newline(s);
    } else {
        put_hw_prices(s, &found, &r->own);
    }
    free(found.rows);
    return EXIT_FINE;
}
