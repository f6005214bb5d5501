/* SPDX-License-Identifier: Apache-2.0 */
/* From a name to a row: by id, else by alias. Nothing is matched by substring. */
#ifndef TOLL_CATALOG_LOOKUP_H
#define TOLL_CATALOG_LOOKUP_H

#include <toll/base.h>

#include "catalog/fold_name.h"

/* The row, or TOLL_E_UNKNOWN_ID with the nearest ids, or TOLL_E_AMBIGUOUS with the candidates. */
toll_status toll__find_row(uint32_t number, const toll__name *name, uint64_t *row, toll_error *err);

#endif
