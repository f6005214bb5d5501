/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of every public struct as data: one source for checks, defaults, introspection and bindings. */
#ifndef TOLL_API_FIELDS_H
#define TOLL_API_FIELDS_H

#include <toll/base.h>

#include "base/structs.h"

/* Today's layout of a kind; NULL for an unknown kind. */
const toll__layout *toll__fields_layout(uint32_t kind);

/* Name of the struct; "" for an unknown kind. */
const char *toll__fields_struct_name(uint32_t kind);

/* The fields of a kind in the header's order; count 0 for an unknown kind. */
const toll_field *toll__fields_of(uint32_t kind, uint32_t *count);

/* Checks every field of a full struct; row -1: not a row. */
toll_status toll__fields_check(const void *object, uint32_t kind, int64_t row, toll_error *err);

/* Writes every field's default into a full struct. */
void toll__fields_set_defaults(void *object, uint32_t kind);

/* Offset of a field by name; -1: none. */
int64_t toll__fields_offset(uint32_t kind, const char *name);

#endif
