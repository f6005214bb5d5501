/* SPDX-License-Identifier: Apache-2.0 */
/* Size-prefixed structs: the zero-tail rule, header checks, copy in and copy out. Knows sizes, not fields. */
#ifndef TOLL_BASE_STRUCTS_H
#define TOLL_BASE_STRUCTS_H

#include <toll/base.h>

#define TOLL__STRUCT_MAX_BYTES 4096u /* no struct grows beyond; a larger size is garbage */
#define TOLL__STRUCT_SIZES     4u    /* sizes ever published that one kind can list */

/* What a kind of struct looks like to the mechanics. */
typedef struct toll__layout {
    uint32_t kind;
    uint32_t size;                      /* today's size, bytes */
    uint32_t has_header;                /* 1: starts with struct_size, struct_kind */
    uint32_t older[TOLL__STRUCT_SIZES]; /* smaller sizes that were once published; 0: none */
} toll__layout;

/* TOLL_OK when size is today's, an older one, or a multiple of 8 between today's and 4,096. */
toll_status toll__structs_check_size(const toll__layout *layout, uint64_t size, toll_error *err);

/* Copies min(source, today's) bytes to a full struct and zeroes its tail; refuses a non-zero unknown tail. */
toll_status toll__structs_copy_in(const toll__layout *layout, const void *source, uint64_t source_size, void *target,
                                  toll_error *err);

/* Copies a full struct to the caller's, whose size is target_size, and zeroes the rest; the caller's header stays. */
void toll__structs_copy_out(const toll__layout *layout, const void *source, void *target, uint64_t target_size);

/* Header of a caller's struct, read without alignment: checks kind and size. */
toll_status toll__structs_read_header(const toll__layout *layout, const void *object, uint64_t *size, toll_error *err);

/* Rows: stride must be a published size of the row (or a larger multiple of 8), and count * stride must not wrap. */
toll_status toll__structs_check_rows(const toll__layout *layout, const void *rows, uint64_t count, uint64_t stride,
                                     const char *argument, toll_error *err);

#endif
