/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the compiled tables by id and by alias, without suggestions or errors. */
#ifndef TOLL_CATALOG_ROW_SEARCH_H
#define TOLL_CATALOG_ROW_SEARCH_H

#include "catalog/fold_name.h"

/* Rows of the alias table that carry one name for one table. */
typedef struct toll__alias_range {
    uint64_t first;
    uint64_t count;
} toll__alias_range;

/* First row of a sorted table whose first column is not below the name; n_rows: none. */
uint64_t toll__find_first(uint32_t number, const toll__name *name);

/* Row with this id; its table's n_rows: none. */
uint64_t toll__find_id(uint32_t number, const toll__name *name);

/* The entries of this alias for one table; count 0: none, above 1: ambiguous. */
toll__alias_range toll__find_aliases(uint32_t number, const toll__name *name);

/* Row that an entry of the alias table points at. */
uint64_t toll__find_alias_row(uint64_t alias);

#endif
