/* SPDX-License-Identifier: Apache-2.0 */
/* Accelerators by the names that people, drivers and clouds give them. */
#ifndef TOLL_CATALOG_HW_NAME_H
#define TOLL_CATALOG_HW_NAME_H

#include "catalog/name_found.h"

/* Reads a name of `length` bytes. found->is_found 0: no row, or several without a usual one (n_rows above 1). */
void toll__hw_name_find(const char *text, uint64_t length, toll__name_found *found);

#endif
