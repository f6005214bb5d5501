/* SPDX-License-Identifier: Apache-2.0 */
/* Names of codes, as scenario files and outputs write them. */
#ifndef TOLL_TCO_TCO_NAMES_H
#define TOLL_TCO_TCO_NAMES_H

#include <toll/base.h>

/* One more than the greatest code of a list; 0 for an unknown list. */
uint32_t toll__tco_names_count(uint32_t list);

/* "" for an unknown list, or a code without a name. */
const char *toll__tco_names_get(uint32_t list, uint32_t code);

toll_status toll__tco_names_find(uint32_t list, const char *name, uint64_t size, uint32_t *code, toll_error *err);

#endif
