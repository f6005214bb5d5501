/* SPDX-License-Identifier: Apache-2.0 */
/* Copy in and check, copy out, complete the error: see guard.h. */
#include "api/guard.h"

#include <stddef.h>
#include <string.h>

#include "api/fields.h"
#include "base/fault.h"
#include "base/text.h"

toll_status toll__take(const void *object, uint32_t kind, const char *argument, void *target, toll_error *err)
{
    if (object == NULL)
        return toll__fail_null(err, argument);
    const toll__layout *layout = toll__fields_layout(kind);
    uint64_t size = 0;
    toll_status status = toll__structs_read_header(layout, object, &size, err);
    if (status != TOLL_OK)
        return status;
    status = toll__structs_copy_in(layout, object, size, target, err);
    if (status != TOLL_OK)
        return status;
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
    if (object == NULL)
        return toll__fail_null(err, argument);
    return toll__structs_read_header(toll__fields_layout(kind), object, &size, err);
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
