/* SPDX-License-Identifier: Apache-2.0 */
/* Binary searches for ids and aliases, and the two errors: unknown (with the nearest names) and ambiguous. */
#include "catalog/lookup.h"

#include "base/fault.h"
#include "base/text.h"
#include "catalog/nearest.h"
#include "catalog/facts.h"

#define REASON_BYTES 176 /* what "id " leaves of toll_error.message */

/* Columns of the alias table. */
enum { ALIAS_NAME, ALIAS_TABLE, ALIAS_ROW };

uint64_t toll__find_first(uint32_t number, const toll__name *name)
{
    toll__table table = toll__table_get(number);
    uint64_t low = 0, high = table.n_rows;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (toll__name_compare(name, toll__table_text(&table, middle, 0)) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint64_t toll__find_id(uint32_t number, const toll__name *name)
{
    toll__table table = toll__table_get(number);
    uint64_t row = toll__find_first(number, name);
    if (row < table.n_rows && toll__name_compare(name, toll__table_text(&table, row, 0)) == 0)
        return row;
    return table.n_rows;
}

/* Order of (number, name) and an entry of the alias table. */
static int compare_alias(const toll__table *aliases, uint64_t entry, uint32_t number, const toll__name *name)
{
    int64_t other = toll__table_cell(aliases, entry, ALIAS_TABLE);
    if (other != (int64_t)number)
        return (int64_t)number < other ? -1 : 1;
    return toll__name_compare(name, toll__table_text(aliases, entry, ALIAS_NAME));
}

toll__alias_range toll__find_aliases(uint32_t number, const toll__name *name)
{
    toll__table aliases = toll__table_get(TOLL__TABLE_ALIAS);
    uint64_t low = 0, high = aliases.n_rows;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (compare_alias(&aliases, middle, number, name) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    toll__alias_range range = {low, 0};
    while (low + range.count < aliases.n_rows && compare_alias(&aliases, low + range.count, number, name) == 0)
        range.count++;
    return range;
}

uint64_t toll__find_alias_row(uint64_t alias)
{
    toll__table aliases = toll__table_get(TOLL__TABLE_ALIAS);
    return (uint64_t)toll__table_cell(&aliases, alias, ALIAS_ROW);
}

static toll_status fail_ambiguous(uint32_t number, toll__alias_range range, toll_error *err)
{
    toll__table table = toll__table_get(number);
    char reason[REASON_BYTES];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "stands for several: ");
    for (uint64_t i = 0; i < range.count; i++) {
        if (i > 0)
            toll__text_put(&text, ", ");
        toll__text_put(&text, toll__table_text(&table, toll__find_alias_row(range.first + i), 0));
    }
    toll__text_end(&text);
    return toll__fail(err, TOLL_E_AMBIGUOUS, 0, "id", -1, reason);
}

static toll_status fail_unknown(uint32_t number, const toll__name *name, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__nearest nearest;
    toll__nearest_find(number, name, &nearest);
    toll__text_put(&text, nearest.count > 0 ? "is not in the catalog; nearest: " : "is not in the catalog");
    toll__nearest_put(number, &nearest, &text);
    toll__text_end(&text);
    return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "id", -1, reason);
}

toll_status toll__find_row(uint32_t number, const toll__name *name, uint64_t *row, toll_error *err)
{
    uint64_t found = toll__find_id(number, name);
    if (found < toll__table_get(number).n_rows) {
        *row = found;
        return TOLL_OK;
    }
    toll__alias_range range = toll__find_aliases(number, name);
    if (range.count > 1)
        return fail_ambiguous(number, range, err);
    if (range.count == 0)
        return fail_unknown(number, name, err);
    *row = toll__find_alias_row(range.first);
    return TOLL_OK;
}
