/* SPDX-License-Identifier: Apache-2.0 */
/* The rows that a name fits, and the choice among them: a rank for each variant that people usually mean.
 *
 * By hand: "a100 pcie" fits a100-pcie-40gb (rank 4) and a100-pcie-80gb (rank 3), so the latter is meant. Without ranks
 * a name of several rows stays ambiguous. */
#include "catalog/name_found.h"

#include <toll/catalog.h>

#include "catalog/facts.h"

#define NO_RANK 255u

void toll__found_add(toll__name_found *found, uint64_t row)
{
    for (uint64_t i = 0; i < found->n_rows && i < TOLL__FOUND_ROWS; i++)
        if (found->rows[i] == row)
            return;
    if (found->n_rows < TOLL__FOUND_ROWS)
        found->rows[found->n_rows] = row;
    found->n_rows++;
}

/* The rank is the "alias" of the row in its part of the table, one digit. */
static uint32_t rank_of(uint32_t usual, uint64_t row)
{
    toll__table aliases = toll__table_get(TOLL__TABLE_ALIAS);
    for (uint64_t i = aliases.n_rows; i > 0; i--) { /* the ranks are at the end: their part has the highest number */
        int64_t part = toll__table_cell(&aliases, i - 1, 1);
        if (part < (int64_t)usual)
            break;
        if (part == (int64_t)usual && (uint64_t)toll__table_cell(&aliases, i - 1, 2) == row)
            return (uint32_t)(toll__table_text(&aliases, i - 1, 0)[0] - '0');
    }
    return NO_RANK;
}

static void choose_usual(toll__name_found *found, uint32_t usual)
{
    uint32_t lowest = NO_RANK, n_lowest = 0;
    for (uint64_t i = 0; i < found->n_rows && i < TOLL__FOUND_ROWS; i++) {
        uint32_t rank = rank_of(usual, found->rows[i]);
        if (rank == NO_RANK || rank > lowest)
            continue;
        n_lowest = rank < lowest ? 1 : n_lowest + 1;
        lowest = rank;
        found->row = found->rows[i];
    }
    found->is_found = n_lowest == 1;
    found->how |= n_lowest == 1 ? TOLL_FOUND_VARIANT : 0;
}

void toll__found_choose(toll__name_found *found, uint32_t usual)
{
    if (found->n_rows == 1) {
        found->row = found->rows[0];
        found->is_found = 1;
    } else if (found->n_rows > 1) {
        choose_usual(found, usual);
    }
}
