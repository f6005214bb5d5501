/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a descriptor, equal ones merged, and their way into the caller's arrays of any known row size.
 *
 * Example: 32 equal attention rows of count 1 become one row of count 32. */
#include "io_rows.h"

#include <string.h>

#include "text/io_error.h"

/* Rows are whole 8-byte slots without padding. */
static int is_same(const toll_model_layer *a, const toll_model_layer *b)
{
    toll_model_layer copy = *a;
    copy.count = b->count;
    return memcmp(&copy, b, sizeof copy) == 0;
}

/* FNV-1a over the slots, the count left out. */
static uint64_t hash_row(const toll_model_layer *row)
{
    uint64_t slots[sizeof *row / 8], hash = UINT64_C(0xcbf29ce484222325);
    toll_model_layer copy = *row;
    copy.count = 0;
    memcpy(slots, &copy, sizeof slots);
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
        hash = (hash ^ slots[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

static int append_row(io_rows *list, const toll_model_layer *row, uint16_t *slot)
{
    if (list->count == IO_ROWS_MAX)
        return 0;
    list->rows[list->count++] = *row;
    *slot = (uint16_t)list->count;
    return 1;
}

/* Open addressing; twice as many places as rows, so that there is always a free one. */
int toll__io_rows_add(io_rows *list, const toll_model_layer *row)
{
    if (row->kind == 0)
        return 1;
    for (uint64_t at = hash_row(row);; at++) {
        uint16_t *const slot = &list->slots[at % (2 * IO_ROWS_MAX)];
        if (*slot == 0)
            return append_row(list, row, slot);
        if (is_same(&list->rows[*slot - 1], row)) {
            list->rows[*slot - 1].count += row->count;
            return 1;
        }
    }
}

toll_status toll__io_target_check(const io_target *target, toll_error *err)
{
    if (target->n_layers == NULL)
        return toll__io_fail(err, TOLL_E_NULL, "n_layers", "n_layers must be given");
    if (target->layers == NULL && target->capacity > 0)
        return toll__io_fail(err, TOLL_E_NULL, "layers", "layers must be given where capacity is not 0");
    if (target->stride_bytes < sizeof(toll_model_layer) || target->stride_bytes % 8 != 0 || target->stride_bytes > 4096)
        return toll__io_fail(err, TOLL_E_STRIDE, "stride_bytes", "stride_bytes must be sizeof(toll_model_layer)");
    return TOLL_OK;
}

static void write_rows(const io_rows *list, const io_target *target)
{
    unsigned char *at = (unsigned char *)target->layers;
    for (uint64_t i = 0; i < list->count; i++, at += target->stride_bytes) {
        memset(at, 0, target->stride_bytes);
        memcpy(at, &list->rows[i], sizeof list->rows[i]);
    }
}

/* An output needs its header alone to be right. */
toll_status toll__io_header_check(uint32_t size, uint32_t kind, uint64_t least_size, uint32_t right_kind,
                                  const char *name, toll_error *err)
{
    if (kind != right_kind)
        return toll__io_fail(err, TOLL_E_STRUCT_KIND, name, "%s: struct_kind must be %u", name, right_kind);
    if (size < least_size || size % 8 != 0 || size > 4096)
        return toll__io_fail(err, TOLL_E_STRUCT_SIZE, name, "%s: struct_size must be %llu", name,
                             (unsigned long long)least_size);
    return TOLL_OK;
}

/* A caller's larger struct keeps its size and its tail. */
static void write_model(const toll_model *found, toll_model *model)
{
    uint32_t size = model->struct_size;
    memcpy(model, found, sizeof *found);
    model->struct_size = size;
}

toll_status toll__io_rows_give(const io_rows *list, const toll_model *found, toll_model *model, const io_target *target,
                               toll_error *err)
{
    toll_status status = toll_model_check(found, list->rows, list->count, sizeof *list->rows, err);
    if (status != TOLL_OK)
        return status;
    *target->n_layers = list->count;
    if (list->count > target->capacity)
        return toll__io_fail(err, TOLL_E_BUFFER, "capacity", "capacity must be at least %llu rows",
                             (unsigned long long)list->count);
    write_rows(list, target);
    write_model(found, model);
    return TOLL_OK;
}
