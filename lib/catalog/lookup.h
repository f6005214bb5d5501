/* SPDX-License-Identifier: Apache-2.0 */
/* From a name to a row: by id, else by alias. Nothing is matched by substring. Names by rule are in hw_name.h and
 * model_name.h. */
#ifndef TOLL_CATALOG_LOOKUP_H
#define TOLL_CATALOG_LOOKUP_H

#include <toll/base.h>

#include "catalog/fold_name.h"
#include "catalog/name_found.h"

/* The row, or TOLL_E_UNKNOWN_ID with the nearest ids, or TOLL_E_AMBIGUOUS with the candidates. */
toll_status toll__find_row(uint32_t number, const toll__name *name, uint64_t *row, toll_error *err);

/* Refuses a name that the rules did not find: TOLL_E_AMBIGUOUS where it fits several rows, else TOLL_E_UNKNOWN_ID. */
toll_status toll__refuse_name(uint32_t number, const toll__name_found *found, const char *text, uint64_t length,
                              const char *argument, toll_error *err);

#endif
