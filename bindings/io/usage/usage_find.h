/* SPDX-License-Identifier: Apache-2.0 */
/* Where the usage of a record stands. */
#ifndef TOLL_IO_USAGE_USAGE_FIND_H
#define TOLL_IO_USAGE_USAGE_FIND_H

#include "usage/usage_record.h"

/* Goes from a record's root through the objects around its usage, takes their facts, and sets d->level and d->usage.
 * False where there is no usage: the record is then of kind TOLL_IO_USAGE_NOTHING, or has failed. */
bool toll__log_find(toll__log_draft *d, uint32_t root);

#endif
