/* SPDX-License-Identifier: Apache-2.0 */
/* Two lists of machines, the user's first.
 *
 * For each accelerator one list answers. By hand: a file with two rows of h100-sxm5-80gb replaces the 61 of the catalog,
 * so the lowest price is the lower of the two, even where the catalog has a lower one. An accelerator without a row in the
 * file keeps the catalog's rows, and a note says so. */
#include "input/machine_prices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/file_input.h"
#include "input/instant.h"
#include "output/give_up.h"
#include "output/notes.h"
#include "table/csv_table.h"

#define DAY_S 86400

/* ---- The file ---- */

/* Tomorrow in UTC, which may be today where the user is. */
static int32_t latest_date(void)
{
    int year, month, day;
    instant tomorrow = instant_text(instant_now() + DAY_S);
    return sscanf(tomorrow.text, "%4d-%2d-%2d", &year, &month, &day) == 3 ? year * 10000 + month * 100 + day : 0;
}

bool own_prices_read(own_prices *own, const args *a)
{
    toll_error err;
    const char *path = args_text(a, OPTION_INSTANCES, NULL);
    *own = (own_prices){0};
    if (path == NULL) {
        return true;
    }
    own->path = strcmp(path, "-") == 0 ? "standard input" : path;
    if (toll__instance_file_read(path, input_limit(CSV_BYTES_MAX), latest_date(), &own->file, &err) != TOLL_OK) {
        complain_place(&err);
        return false;
    }
    return true;
}

void own_prices_release(own_prices *own)
{
    toll__instance_file_release(&own->file);
}

static machine_price own_machine(const toll__instance_row *row)
{
    return (machine_price){row->instance, true, row->is_as_of_unverified != 0};
}

static bool has_hw(const toll_catalog_instance *row, const char *hw_id)
{
    return (row->known & TOLL_INSTANCE_HW) != 0 && strcmp(row->hw_id, hw_id) == 0;
}

/* ---- The catalog ---- */

static bool is_date_unverified(uint64_t index)
{
    toll_catalog_fact fact;
    start_struct(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT);
    int64_t offset = (int64_t)offsetof(toll_catalog_instance, as_of);
    return toll_catalog_get_fact(TOLL_TABLE_INSTANCE, index, offset, &fact, NULL) == TOLL_OK &&
           fact.confidence == TOLL_CONFIDENCE_UNVERIFIED;
}

static bool read_machine(uint64_t index, machine_price *machine)
{
    *machine = (machine_price){.is_as_of_unverified = is_date_unverified(index)};
    return read_instance(index, &machine->row);
}

/* A row that can't be read has been complained about; the next rows stand. */
static void list_catalog(machine_list *list, const char *hw_id)
{
    uint64_t rows = toll_catalog_count(TOLL_TABLE_INSTANCE);
    list->rows = claim(rows + 1, sizeof *list->rows);
    for (uint64_t i = 0; i < rows; i++) {
        toll_catalog_instance row;
        if (read_instance(i, &row) && has_hw(&row, hw_id)) {
            list->rows[list->count++] = (machine_price){.row = row, .is_as_of_unverified = is_date_unverified(i)};
        }
    }
}

/* ---- Both ---- */

static void note_without_rows(const own_prices *own, const char *hw_id)
{
    char text[320];
    snprintf(text, sizeof text, "%.120s has no machine with %.48s: its prices are those of the catalog", own->path,
             hw_id);
    notes_add(text);
}

machine_list machine_list_find(const own_prices *own, const char *hw_id)
{
    machine_list catalog = {0}, list = {0};
    list_catalog(&catalog, hw_id);
    if (own->path == NULL) {
        return catalog;
    }
    list.rows = claim(own->file.n_rows + 1, sizeof *list.rows);
    for (size_t i = 0; i < own->file.n_rows; i++) {
        if (has_hw(&own->file.rows[i].instance, hw_id)) {
            list.rows[list.count++] = own_machine(&own->file.rows[i]);
        }
    }
    if (list.count == 0) {
        note_without_rows(own, hw_id);
        free(list.rows);
        return catalog;
    }
    list.is_own = true;
    list.replaced = catalog.count;
    free(catalog.rows);
    return list;
}

/* Rows of the file that have this id, else this instance type. */
static size_t count_own(const own_prices *own, const char *name, const toll__instance_row **first)
{
    size_t count = 0;
    for (size_t i = 0; i < own->file.n_rows; i++) {
        const toll__instance_row *row = &own->file.rows[i];
        if (strcmp(row->instance.id, name) == 0) {
            *first = row;
            return 1;
        }
        if (strcmp(row->instance.instance, name) == 0 && count++ == 0) {
            *first = row;
        }
    }
    return count;
}

bool machine_find(const own_prices *own, const char *name, machine_price *found)
{
    const toll__instance_row *row = NULL;
    uint64_t index;
    char text[320];
    size_t count = count_own(own, name, &row);
    if (count > 1) {
        complain("instance \"%.60s\" stands for %zu rows of %.120s: give an id, such as %s", name, count, own->path,
                 row->instance.id);
        return false;
    }
    if (count == 1) {
        *found = own_machine(row);
        return true;
    }
    if (!lookup_index(TOLL_TABLE_INSTANCE, name, &index) || !read_machine(index, found)) {
        return false;
    }
    if (own->path != NULL) {
        snprintf(text, sizeof text, "%.120s has no machine %.96s: its price is that of the catalog", own->path,
                 found->row.id);
        notes_add(text);
    }
    return true;
}

const char *machine_origin(const own_prices *own, bool is_own)
{
    return is_own ? own->path : "the catalog";
}
