/* SPDX-License-Identifier: Apache-2.0 */
/* Copy in and check, copy out, complete the error: see guard.h. */
#include "api/guard.h"

#include <stddef.h>
#include <string.h>

#include "api/fields.h"
#include "base/fault.h"
#include "base/text.h"

/* "15 (toll_step_layout)", or the number alone where no struct has it. */
static void put_kind(toll__text *text, uint32_t kind)
{
    const char *name = toll__fields_struct_name(kind);
    toll__text_put_u64(text, kind);
    if (name[0] == '\0')
        return;
    toll__text_put(text, " (");
    toll__text_put(text, name);
    toll__text_put(text, ")");
}

static toll_status fail_other_kind(uint32_t found, uint32_t expected, toll_error *err)
{
    char reason[144];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "is ");
    put_kind(&text, found);
    toll__text_put(&text, ", expected ");
    put_kind(&text, expected);
    toll__text_put(&text, "; was toll_struct_init() called?");
    toll__text_end(&text);
    return toll__fail(err, TOLL_E_STRUCT_KIND, expected, "struct_kind", -1, reason);
}

/* A function takes several structs: the message says which one has the wrong header. */
static toll_status read_header(const void *object, uint32_t kind, const char *argument, uint64_t *size, toll_error *err)
{
    uint32_t header[2];
    if (object == NULL)
        return toll__fail_null(err, argument);
    memcpy(header, object, sizeof header);
    if (header[1] != kind)
        return toll__fail_in_argument(err, fail_other_kind(header[1], kind, err), argument);
    toll_status status = toll__structs_read_header(toll__fields_layout(kind), object, size, err);
    return toll__fail_in_argument(err, status, argument);
}

toll_status toll__take(const void *object, uint32_t kind, const char *argument, void *target, toll_error *err)
{
    uint64_t size = 0;
    toll_status status = read_header(object, kind, argument, &size, err);
    if (status != TOLL_OK)
        return status;
    status = toll__structs_copy_in(toll__fields_layout(kind), object, size, target, err);
    if (status != TOLL_OK)
        return toll__fail_in_argument(err, status, argument);
    return toll__fields_check(target, kind, -1, err);
}

toll_status toll__take_rows(const void *rows, uint64_t count, uint64_t stride, uint32_t kind, const char *argument,
                            toll_error *err)
{
    return toll__structs_check_rows(toll__fields_layout(kind), rows, count, stride, argument, err);
}

#define CELL_BYTES 16 /* the widest cell of a column: an amount */

toll_status toll__take_count(uint64_t count, toll_error *err)
{
    const uint64_t most = INTPTR_MAX / CELL_BYTES;
    return count <= most ? TOLL_OK : toll__fail_range(err, 0, "count", -1, 0, (double)most, (double)count);
}

toll_status toll__take_row(const void *rows, uint64_t index, uint64_t stride, uint32_t kind, void *target,
                           toll_error *err)
{
    const unsigned char *row = (const unsigned char *)rows + index * stride;
    toll_status status = toll__structs_copy_in(toll__fields_layout(kind), row, stride, target, err);
    if (status != TOLL_OK && err != NULL) /* the copy knows no rows */
        err->row = (int64_t)index;
    if (status != TOLL_OK)
        return status;
    return toll__fields_check(target, kind, (int64_t)index, err);
}

toll_status toll__take_text(toll__text_argument *argument, uint64_t least, uint64_t most, toll_error *err)
{
    if (argument->text == NULL)
        return argument->length == 0 && least == 0 ? TOLL_OK : toll__fail_null(err, argument->name);
    argument->length = toll__text_measure(argument->text, argument->length, most);
    if (argument->length >= least && argument->length <= most)
        return TOLL_OK;
    return toll__fail_range(err, 0, argument->length_name, -1, (double)least, (double)most, (double)argument->length);
}

toll_status toll__expect(const void *object, uint32_t kind, const char *argument, toll_error *err)
{
    uint64_t size = 0;
    return read_header(object, kind, argument, &size, err);
}

void toll__give(void *object, uint32_t kind, const void *source)
{
    uint32_t size;
    memcpy(&size, object, sizeof size);
    toll__structs_copy_out(toll__fields_layout(kind), source, object, size);
}

toll_status toll__done(toll_status status, toll_error *err)
{
    if (status != TOLL_OK && err != NULL && err->struct_kind != 0 && err->field_offset < 0)
        err->field_offset = toll__fields_offset(err->struct_kind, err->field);
    return status;
}
