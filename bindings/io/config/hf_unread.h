/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of a config that nobody read: what the descriptor may therefore be wrong in. */
#ifndef TOLL_IO_HF_UNREAD_H
#define TOLL_IO_HF_UNREAD_H

#include "config/hf_keys.h"
#include "toll_io.h"

/* Where they go; rows beyond the capacity are counted only. */
typedef struct hf_unread_list {
    toll_io_unread *rows;
    uint64_t capacity;
    uint64_t stride_bytes;
    uint64_t count;
} hf_unread_list;

/* One more. `object` is what the key stands in, "" at the top. */
void toll__hf_unread_add(hf_unread_list *list, const char *object, toll__json key, toll__json value);

/* All keys of the file that are neither marked as read nor known to be harmless, once its layers have been read. */
void toll__hf_unread_find(hf_config *c, hf_unread_list *list);

#endif
