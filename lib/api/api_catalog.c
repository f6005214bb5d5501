/* SPDX-License-Identifier: Apache-2.0 */
/* The catalog as a whole: its date, its tables, and names to rows. */
#include <toll/catalog.h>

#include <stddef.h>

#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/facts_date.h"
#include "catalog/lookup.h"
#include "catalog/nearest.h"

static int is_public(uint32_t table)
{
    return table >= TOLL_TABLE_HW && table <= TOLL_TABLE_STACK;
}

const char *toll_catalog_version(void)
{
    return toll__catalog_date();
}

uint64_t toll_catalog_count(uint32_t table)
{
    return is_public(table) ? toll__table_get(table).n_rows : 0;
}

const char *toll_catalog_get_id(uint32_t table, uint64_t index)
{
    if (index >= toll_catalog_count(table))
        return "";
    toll__table t = toll__table_get(table);
    return toll__table_text(&t, index, 0);
}

static toll_status take_name(uint32_t table, toll__text_argument given, toll__name *name, toll_error *err)
{
    if (!is_public(table))
        return toll__fail_range(err, 0, "table", -1, TOLL_TABLE_HW, TOLL_TABLE_STACK, table);
    toll_status status = toll__take_text(&given, 1, TOLL__NAME_MAX, err);
    if (status != TOLL_OK)
        return status;
    toll__name_fold(name, given.text, given.length);
    return TOLL_OK;
}

static toll_status find_index(uint32_t table, const char *id, uint64_t length, uint64_t *index, toll_error *err)
{
    toll__name name;
    toll_status status = take_name(table, (toll__text_argument){id, length, "id", "length"}, &name, err);
    if (status != TOLL_OK)
        return status;
    if (index == NULL)
        return toll__fail_null(err, "index");
    return toll__find_row(table, &name, index, err);
}

toll_status toll_catalog_find(uint32_t table, const char *id, uint64_t length, uint64_t *index, toll_error *err)
{
    return toll__done(find_index(table, id, length, index, err), err);
}

/* Bytes that the list takes, the NUL included; writes nothing beyond the capacity. */
static uint64_t list_nearest(uint32_t table, const toll__nearest *nearest, char *buffer, uint64_t capacity)
{
    toll__text text;
    toll__text_start(&text, buffer, capacity);
    toll__nearest_put(table, nearest, &text);
    return toll__text_end(&text);
}

static toll_status find_nearest(uint32_t table, const char *text, uint64_t length, char *buffer, uint64_t capacity,
                                uint64_t *needed, toll_error *err)
{
    toll__name name;
    toll__nearest nearest;
    toll_status status = take_name(table, (toll__text_argument){text, length, "name", "length"}, &name, err);
    if (status != TOLL_OK)
        return status;
    if (buffer == NULL && capacity > 0)
        return toll__fail_null(err, "text");
    toll__nearest_find(table, &name, &nearest);
    uint64_t bytes = list_nearest(table, &nearest, NULL, 0);
    if (needed != NULL)
        *needed = bytes;
    if (bytes > capacity)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is too small; needed holds the required size");
    list_nearest(table, &nearest, buffer, capacity);
    return TOLL_OK;
}

toll_status toll_catalog_find_nearest(uint32_t table, const char *name, uint64_t length, char *text, uint64_t capacity,
                                      uint64_t *needed, toll_error *err)
{
    return toll__done(find_nearest(table, name, length, text, capacity, needed, err), err);
}
