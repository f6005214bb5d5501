/* SPDX-License-Identifier: Apache-2.0 */
/* What every exported function does at its door: copy in and check, copy out, complete the error. */
#ifndef TOLL_API_GUARD_H
#define TOLL_API_GUARD_H

#include <stddef.h>
#include <stdint.h>

#include <toll/base.h>

/* Copies the caller's size-prefixed struct into *target (a full struct of today's size) and checks every field.
 * argument is the parameter's name, for TOLL_E_NULL and for a wrong header. */
toll_status toll__take(const void *object, uint32_t kind, const char *argument, void *target, toll_error *err);

/* Checks the rows' pointer, count and stride; count 0 is allowed with any pointer. */
toll_status toll__take_rows(const void *rows, uint64_t count, uint64_t stride, uint32_t kind, const char *argument,
                            toll_error *err);

/* Checks the length of plain columns: E_RANGE for more rows than an address space holds, most often a negative
 * count. */
toll_status toll__take_count(uint64_t count, toll_error *err);

/* Copies row `index` into *target and checks every field. toll__take_rows() has passed. */
toll_status toll__take_row(const void *rows, uint64_t index, uint64_t stride, uint32_t kind, void *target,
                           toll_error *err);

/* A text argument: what the caller passed, and the names of both arguments for messages. */
typedef struct toll__text_argument {
    const char *text;
    uint64_t length;
    const char *name;
    const char *length_name;
} toll__text_argument;

/* Replaces TOLL_NUL by the text's length, and checks that this is least .. most. NULL passes for no text if least is 0.
 * TOLL_E_NULL, TOLL_E_RANGE. */
toll_status toll__take_text(toll__text_argument *argument, uint64_t least, uint64_t most, toll_error *err);

/* Checks the header of an output struct before anything is computed. */
toll_status toll__expect(const void *object, uint32_t kind, const char *argument, toll_error *err);

/* Copies a full struct out to the caller's (checked by toll__expect()); its header stays as the caller set it. */
void toll__give(void *object, uint32_t kind, const void *source);

/* The last line of an exported function: on failure adds the field's offset to *err; returns status. */
toll_status toll__done(toll_status status, toll_error *err);

/* Whether a struct may be read and written where it lies: callers may hold structs at any address, whose bytes are then
 * copied. */
static inline int toll__is_aligned(const void *object)
{
    return (uintptr_t)object % 8 == 0;
}

/* Whether the caller's struct is of this kind and of today's size, and lies where it may be used in place. Nearly every
 * struct is, and then needs neither a look-up of its layout nor a copy. */
static inline int toll__in_place(const void *object, uint32_t kind, uint64_t size)
{
    if (object == NULL || !toll__is_aligned(object))
        return 0;
    const uint32_t *header = (const uint32_t *)object;
    return header[0] == size && header[1] == kind;
}

#endif
