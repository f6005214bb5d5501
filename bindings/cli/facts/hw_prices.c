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
#include "output/give_up.h"
#include "output/struct_fields.h"
#include "output/table.h"

typedef struct hw_prices {
    toll_catalog_instance *rows;
    size_t count;
} hw_prices;

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
    const toll_catalog_instance *x = a, *y = b;
    double left = gpu_price(x), right = gpu_price(y);
    return left < right ? -1 : left > right ? 1 : strcmp(x->id, y->id);
}

static bool read_hw_prices(const char *hw_id, hw_prices *found)
{
    uint64_t rows = toll_catalog_count(TOLL_TABLE_INSTANCE);
    found->count = 0;
    found->rows = claim(rows + 1, sizeof *found->rows);
    for (uint64_t i = 0; i < rows; i++) {
        toll_catalog_instance *row = &found->rows[found->count];
        if (!read_instance(i, row)) {
            return false;
        }
        found->count += (row->known & TOLL_INSTANCE_HW) != 0 && strcmp(row->hw_id, hw_id) == 0;
    }
    qsort(found->rows, found->count, sizeof *found->rows, by_price);
    return true;
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

static void add_instance_row(table *t, const toll_catalog_instance *row)
{
    table_cell(t, STYLE_PLAIN, "%s", row->id);
    table_cell(t, STYLE_PLAIN, "%lld", (long long)row->gpus);
    add_price_cell(t, row, TOLL_INSTANCE_ON_DEMAND, row->on_demand_usd_per_hour);
    add_price_cell(t, row, TOLL_INSTANCE_1Y, row->reserved_1y_usd_per_hour);
    add_price_cell(t, row, TOLL_INSTANCE_3Y, row->reserved_3y_usd_per_hour);
    add_price_cell(t, row, TOLL_INSTANCE_SPOT, row->spot_usd_per_hour);
    price_age age = price_age_find(row, instant_now());
    table_cell(t, price_age_is_stale(&age) ? STYLE_WARN : STYLE_DIM, "%s", price_date_text(row, &age).text);
}

/* One table for each kind of price, so that kinds are not compared by accident. */
static void put_price_kind(const screen *s, const hw_prices *found, uint32_t price_kind)
{
    static const char *const heads[] = {"GPUs", "hour ", "1 year ", "3 years ", "spot ", "as of"};
    bool has_any = false;
    table t;
    table_start(&t, "lrRRRRl", 1);
    table_head(&t, 0, phrase_price_kind(price_kind));
    for (int i = 0; i < 6; i++) {
        table_head(&t, i + 1, heads[i]);
    }
    for (size_t i = 0; i < found->count; i++) {
        if (found->rows[i].price_kind == price_kind) {
            add_instance_row(&t, &found->rows[i]);
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

static void put_hw_prices(const screen *s, const hw_prices *found)
{
    for (uint32_t kind = TOLL_PRICE_ON_DEMAND; kind <= TOLL_PRICE_SERVERLESS; kind++) {
        put_price_kind(s, found, kind);
    }
    screen_paragraph(
        s, STYLE_DIM, "  ",
        "$ per GPU-hour: the machine's price over its GPUs. ? not checked at a source; at a date: only the year "
        "or month of the list is known. Prices move within weeks. Use one with "
        "toll cost MODEL --instance ID");
}

static void json_hw_prices(const char *hw_id, const hw_prices *found)
{
    json j;
    json_answer(&j, "hw prices");
    json_text(&j, "hw", hw_id);
    json_array(&j, "instances");
    for (size_t i = 0; i < found->count; i++) {
        const toll_catalog_instance *row = &found->rows[i];
        json_object(&j, NULL);
        json_struct(&j, TOLL_KIND_CATALOG_INSTANCE, row, row->known);
        price_age age = price_age_find(row, instant_now());
        json_text(&j, "price_kind_name", word_price_kind(row->price_kind));
        json_bool(&j, "is_as_of_uncertain", age.is_uncertain);
        json_struct_unverified(&j, TOLL_KIND_CATALOG_INSTANCE, row->unverified);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

int hw_prices_answer(const facts_request *r, const screen *s)
{
    uint64_t index;
    toll_hw hw;
    hw_prices found;
    int code = EXIT_BAD_INPUT;
    if (!lookup_hw(r->id, &index, &hw)) {
        return EXIT_BAD_INPUT;
    }
    if (read_hw_prices(hw.id, &found)) {
        code = EXIT_FINE;
        if (r->output.is_json) {
            json_hw_prices(hw.id, &found);
        } else if (found.count == 0) {
            screen_put(s, STYLE_PLAIN, "The catalog has no machine with %s.", hw.id);
            screen_newline(s);
        } else {
            put_hw_prices(s, &found);
        }
    }
    free(found.rows);
    return code;
}
