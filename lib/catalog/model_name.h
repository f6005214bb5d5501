/* SPDX-License-Identifier: Apache-2.0 */
/* Open models by the names that hubs, servers, files and people give them. */
#ifndef TOLL_CATALOG_MODEL_NAME_H
#define TOLL_CATALOG_MODEL_NAME_H

#include "catalog/name_found.h"

/* Reads a name of `length` bytes. found->is_found 0: no row, or several without a usual one (n_rows above 1). */
void toll__model_name_find(const char *text, uint64_t length, toll__name_found *found);

#endif
