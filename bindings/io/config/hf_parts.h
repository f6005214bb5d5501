/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a file beside its text model. */
#ifndef TOLL_IO_HF_PARTS_H
#define TOLL_IO_HF_PARTS_H

#include "config/hf_keys.h"
#include "toll_io.h"

/* Where they go; rows beyond the capacity are counted only. */
typedef struct hf_part_list {
    toll_io_part *rows;
    uint64_t capacity;
    uint64_t stride_bytes;
    uint64_t count;
} hf_part_list;

/* Parameters of the tower that this field describes; 0: none, or not known to the last tensor. */
int64_t toll__hf_tower_params(const hf_config *c, const char *field);

/* All parts, once the layers have been read. */
void toll__hf_parts_find(hf_config *c, hf_part_list *list);

#endif
