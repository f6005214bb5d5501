/* SPDX-License-Identifier: Apache-2.0 */
/* Elements and bytes of KV cache, index keys and recurrent state. Counts stick at TOLL__TOO_MUCH when they overflow. */
#ifndef TOLL_MODEL_KVCACHE_H
#define TOLL_MODEL_KVCACHE_H

#include "model/block.h"

/* What one component keeps of a sequence. */
typedef struct toll__kv_block {
    int64_t token_elements; /* keys and values of one token; MLA: its latent vector, once */
    int64_t index_elements; /* index keys of one token */
    int64_t window_tokens;  /* tokens that it keeps at most; 0: all */
    int64_t every_tokens;   /* tokens that share one entry; 0: each has its own */
    int64_t state_elements; /* whatever the length */
} toll__kv_block;

/* What all components keep of one sequence. */
typedef struct toll__kv {
    int64_t held_elements;  /* keys and values of the whole sequence */
    int64_t token_elements; /* those that one more token adds while every window grows */
    int64_t far_elements;   /* those that it adds once every window is full */
    int64_t held_index;     /* index keys of the whole sequence */
    int64_t token_index;    /* those that one more token adds */
    int64_t state_elements;
    int64_t full_layers;
    int64_t window_layers;
    int64_t state_layers;
} toll__kv;

typedef struct toll__kv_bytes {
    int64_t sequence;
    int64_t token;
    int64_t token_far;
    int64_t state;
} toll__kv_bytes;

/* One component of a class; feed-forward ones keep nothing. The block is settled. */
void toll__kv_of_block(const toll__block *block, toll__kv_block *kept);

/* sum += count components of this kind, for a sequence of context_tokens. */
void toll__kv_add(toll__kv *sum, const toll__kv_block *kept, int64_t count, int64_t context_tokens);

/* TOLL_E_OVERFLOW beyond 2^53 bytes. */
toll_status toll__kv_close(const toll__kv *sum, const toll__precision *precision, toll__kv_bytes *bytes,
                           toll_error *err);

#endif
