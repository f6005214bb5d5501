/* SPDX-License-Identifier: Apache-2.0 */
/* Binary searches in the compiled tables: a row by its id, the entries of the alias table that carry a name. Both are
 * sorted by the folded name when the tables are generated. */
#include "catalog/row_search.h"

#include "catalog/facts.h"

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
