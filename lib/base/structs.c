/* SPDX-License-Identifier: Apache-2.0 */
/* Copies size-prefixed structs in and out under the zero-tail rule. Knows sizes, not fields. */
#include "base/structs.h"

#include <string.h>

#include "base/fault.h"

#define HEADER_BYTES 8u

/* A row has no header: its size is the caller's stride. */
static toll_status fail_size(const toll__layout *layout, toll_status status, toll_error *err, const char *reason)
{
    if (layout->has_header)
        return toll__fail(err, status, layout->kind, "struct_size", -1, reason);
    return toll__fail(err, status, 0, "stride_bytes", -1, reason);
}

/* The rule of Linux copy_struct_from_user (include/linux/uaccess.h): a smaller struct's missing tail reads as zero, a
 * larger one's unknown tail must be zero. Sizes that nobody ever published are garbage, most often an unset header. */
toll_status toll__structs_check_size(const toll__layout *layout, uint64_t size, toll_error *err)
{
    if (size == layout->size)
        return TOLL_OK;
    if (size > layout->size && size <= TOLL__STRUCT_MAX_BYTES && size % 8 == 0)
        return TOLL_OK;
    for (uint32_t i = 0; i < TOLL__STRUCT_SIZES; i++)
        if (layout->older[i] != 0 && size == layout->older[i])
            return TOLL_OK;
    return fail_size(layout, TOLL_E_STRUCT_SIZE, err,
                     "is not the size of any released version; toll_struct_init() sets it");
}

static int is_zero_tail(const unsigned char *bytes, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (bytes[i] != 0)
            return 0;
    return 1;
}

toll_status toll__structs_copy_in(const toll__layout *layout, const void *source, uint64_t source_size, void *target,
                                  toll_error *err)
{
    uint64_t shared = source_size < layout->size ? source_size : layout->size;
    if (!is_zero_tail((const unsigned char *)source + shared, source_size - shared))
        return fail_size(layout, TOLL_E_STRUCT_NEWER, err,
                         "is larger than this library's, and the bytes beyond that size are not zero");
    memcpy(target, source, (size_t)shared);
    memset((unsigned char *)target + shared, 0, (size_t)(layout->size - shared));
    return TOLL_OK;
}

void toll__structs_copy_out(const toll__layout *layout, const void *source, void *target, uint64_t target_size)
{
    uint64_t skip = layout->has_header ? HEADER_BYTES : 0;
    uint64_t shared = target_size < layout->size ? target_size : layout->size;
    memcpy((unsigned char *)target + skip, (const unsigned char *)source + skip, (size_t)(shared - skip));
    memset((unsigned char *)target + shared, 0, (size_t)(target_size - shared));
}

toll_status toll__structs_read_header(const toll__layout *layout, const void *object, uint64_t *size, toll_error *err)
{
    uint32_t header[2];
    memcpy(header, object, sizeof header);
    if (header[1] != layout->kind)
        return toll__fail(err, TOLL_E_STRUCT_KIND, layout->kind, "struct_kind", -1,
                          "is not the expected one; toll_struct_init() sets it");
    *size = header[0];
    return toll__structs_check_size(layout, header[0], err);
}

toll_status toll__structs_check_rows(const toll__layout *layout, const void *rows, uint64_t count, uint64_t stride,
                                     const char *argument, toll_error *err)
{
    if (count == 0)
        return TOLL_OK;
    if (rows == NULL)
        return toll__fail_null(err, argument);
    if (toll__structs_check_size(layout, stride, NULL) != TOLL_OK)
        return toll__fail(err, TOLL_E_STRIDE, 0, "stride_bytes", -1,
                          "must be sizeof the row struct, as in a released version");
    if (count > INTPTR_MAX / stride)
        return toll__fail(err, TOLL_E_STRIDE, 0, "stride_bytes", -1, "times the row count exceeds the address space");
    return TOLL_OK;
}
