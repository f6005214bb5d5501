/* SPDX-License-Identifier: Apache-2.0 */
/* When, where and how a request was served, as the objects around its usage tell it. */
#ifndef TOLL_IO_USAGE_USAGE_CONTEXT_H
#define TOLL_IO_USAGE_USAGE_CONTEXT_H

#include "usage/usage_record.h"

/* Takes the facts of one object, but not those inside its members. What an inner object says replaces what an outer one
 * said. */
void toll__log_take_context(toll__log_draft *d, uint32_t object);

/* Copies a text, decoded, to a field of the record; fails where it does not fit. */
void toll__log_copy(toll__log_draft *d, uint32_t field, char *out, uint64_t capacity, const char *name);

/* One fact by its key, as toll__log_take_context() takes it. */
void toll__log_take_fact(toll__log_draft *d, uint32_t field, uint32_t key);

/* Adds an attribute, unless its key is there. */
void toll__log_put_attribute(toll__log_draft *d, const char *key, uint32_t field);

/* Mixes text into the record's 128-bit number. Begin with the same name for all records of a format. */
void toll__log_mix_id(uint64_t *low, uint64_t *high, const void *bytes, uint64_t length);

/* Numbers the record by these fields; 0: absent. */
void toll__log_number(toll__log_draft *d, const char *format, uint32_t first, uint32_t second);

#endif
