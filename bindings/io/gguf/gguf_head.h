/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a GGUF file: keys by name, tensors one by one. */
#ifndef TOLL_IO_GGUF_HEAD_H
#define TOLL_IO_GGUF_HEAD_H

#include <toll/base.h>

#include "gguf/gguf_cursor.h"

typedef struct gguf_head {
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

/* A whole number of key "<architecture>.NAME", or of its entry `index` where it is an array; absent where there is
 * none. */
int64_t toll__gguf_number(const gguf_head *head, const char *name, uint64_t index, int64_t absent);

/* Entries of an array key "<architecture>.NAME", or of "tokenizer.ggml.tokens"; 0 where there is none. */
uint64_t toll__gguf_length(const gguf_head *head, const char *name);

/* Text of a general key; length 0 where there is none. */
gguf_text toll__gguf_general(const gguf_head *head, const char *name);

/* The next tensor. */
toll_status toll__gguf_next(gguf_cursor *at, gguf_tensor *tensor, toll_error *err);

#endif
