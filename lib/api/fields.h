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

/* A toll_field (base.h) as it is kept: the same members, a third of its size, since the library holds a thousand of
 * them. */
typedef struct toll__field {
    uint8_t struct_kind;
    uint8_t type;
    int8_t known_bit;
    int16_t offset_bytes;
    int16_t size_bytes;
    double min, max, default_value;
    uint16_t name_at, unit_at; /* see toll__field_name(), toll__field_unit() */
} toll__field;

/* Static strings. */
const char *toll__field_name(const toll__field *field);
const char *toll__field_unit(const toll__field *field);

/* The fields of a kind in the header's order; count 0 for an unknown kind. */
const toll__field *toll__fields_of(uint32_t kind, uint32_t *count);

/* Checks every field of a full struct; row -1: not a row. */
toll_status toll__fields_check(const void *object, uint32_t kind, int64_t row, toll_error *err);

/* Writes every field's default into a full struct. */
void toll__fields_set_defaults(void *object, uint32_t kind);

/* Checks one number as the field at this offset would be: for columns, which come without their struct. */
typedef struct toll__limits {
    const toll__field *field;
} toll__limits;

toll__limits toll__fields_limits(uint32_t kind, int64_t offset);
toll_status toll__limits_fail(toll__limits limits, double value, int64_t row, toll_error *err);

/* Inline, since columns ask for each number. NaN fails the comparison. */
static inline toll_status toll__limits_check(toll__limits limits, double value, int64_t row, toll_error *err)
{
    if (value >= limits.field->min && value <= limits.field->max)
        return TOLL_OK;
    return toll__limits_fail(limits, value, row, err);
}

/* Offset of a field by name; -1: none. */
int64_t toll__fields_offset(uint32_t kind, const char *name);

#endif
