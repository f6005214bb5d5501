/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a GGUF file: keys by name, tensors one by one. */
#ifndef TOLL_IO_GGUF_HEAD_H
#define TOLL_IO_GGUF_HEAD_H

#include <toll/base.h>

#include "gguf/gguf_cursor.h"

/* Keys that the reader knows: "<architecture>.NAME", the last "general.NAME". */
typedef enum gguf_key {
    KEY_BLOCKS,
    KEY_CONTEXT,
    KEY_HEADS,
    KEY_KV_HEADS,
    KEY_KEY_LENGTH,
    KEY_VALUE_LENGTH,
    KEY_KEY_LENGTH_MLA,
    KEY_VALUE_LENGTH_MLA,
    KEY_KV_LORA_RANK,
    KEY_ROPE_DIMENSIONS,
    KEY_WINDOW,
    KEY_CHUNK,
    KEY_WINDOW_PATTERN,
    KEY_CAUSAL,
    KEY_INDEXER_HEADS,
    KEY_INDEXER_KEY_LENGTH,
    KEY_INDEXER_TOP_K,
    KEY_EXPERTS_USED,
    KEY_SHARED_KV,
    KEY_SSM_CONV,
    KEY_SSM_INNER,
    KEY_SSM_STATE,
    KEY_SSM_RANK,
    KEY_SSM_GROUPS,
    KEY_KDA_HEAD,
    KEY_SHORT_CONV,
    KEY_NAME,
    GGUF_KEYS
} gguf_key;

/* A key's value: at its bytes, or an array. */
typedef struct gguf_value {
    bool is_there;
    uint32_t type;
    const unsigned char *at;
    gguf_array array;
} gguf_value;

typedef struct gguf_head {
    gguf_value values[GGUF_KEYS];
    gguf_cursor keys;    /* at the first key */
    gguf_cursor tensors; /* at the first tensor */
    uint64_t n_keys;
    uint64_t n_tensors;
    char architecture[32];
} gguf_head;

typedef struct gguf_tensor {
    gguf_text name;
    uint32_t n_dims;
    uint64_t dims[4]; /* 1 beyond n_dims */
    uint64_t elements;
    uint64_t bytes;
} gguf_tensor;

/* Finds where everything is; the whole head must be there. */
toll_status toll__gguf_open(const void *bytes, uint64_t length, gguf_head *head, toll_error *err);

/* A whole number of a key, or of its entry `index` where it is an array; absent where there is none; -1 where it is no
 * whole number. O(1). */
int64_t toll__gguf_number(const gguf_head *head, gguf_key key, uint64_t index, int64_t absent);

/* Entries of an array; 0 where there is none. */
uint64_t toll__gguf_length(const gguf_head *head, gguf_key key);

/* general.name; length 0 where there is none. */
gguf_text toll__gguf_name(const gguf_head *head);

/* The next tensor. */
toll_status toll__gguf_next(gguf_cursor *at, gguf_tensor *tensor, toll_error *err);

#endif
