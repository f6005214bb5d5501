/* SPDX-License-Identifier: Apache-2.0 */
/* Records by the user's own keys. */
#ifndef TOLL_IO_USAGE_USAGE_MAP_H
#define TOLL_IO_USAGE_USAGE_MAP_H

#include "usage/usage_record.h"

/* Takes what the reader's paths lead to, from the root. */
void toll__log_take_mapped(toll__log_draft *d, uint32_t root);

/* Takes the record whose keys are meters' names: rows of tables. */
void toll__log_take_meters(toll__log_draft *d);

/* Adds the names of all meters to the reader's keys. */
void toll__log_know_meters(toll_io_usage_reader *reader);

#endif
