/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded reading of a GGUF head. After the end every read gives 0 and `is_cut` stays set, so that callers check
 * once. */
#ifndef TOLL_IO_GGUF_CURSOR_H
#define TOLL_IO_GGUF_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct gguf_cursor {
    const unsigned char *at, *end;
    bool is_cut;
} gguf_cursor;

/* An array whose bytes are all there. */
typedef struct gguf_array {
    uint32_t type; /* of its entries */
    uint64_t count;
    const unsigned char *at;
} gguf_array;

typedef struct gguf_text {
    const char *bytes;
    uint64_t length;
} gguf_text;

/* Types of metadata values. */
enum {
    GGUF_U8,
    GGUF_I8,
    GGUF_U16,
    GGUF_I16,
    GGUF_U32,
    GGUF_I32,
    GGUF_F32,
    GGUF_BOOL,
    GGUF_TEXT,
    GGUF_ARRAY,
    GGUF_U64,
    GGUF_I64,
    GGUF_F64,
    GGUF_TYPES
};

uint32_t toll__gguf_u32(gguf_cursor *c);
uint64_t toll__gguf_u64(gguf_cursor *c);
gguf_text toll__gguf_string(gguf_cursor *c);

/* Passes over a value. */
void toll__gguf_skip_value(gguf_cursor *c, uint32_t type);

/* Passes over the type, the count and the entries of an array. */
gguf_array toll__gguf_array(gguf_cursor *c);

/* A whole number that lies at `at`; -1 for a negative one and for other types. */
int64_t toll__gguf_whole(const unsigned char *at, uint32_t type);

/* Entry of an array, below its count: as toll__gguf_whole(). O(1). */
int64_t toll__gguf_entry(const gguf_array *array, uint64_t index);

bool toll__gguf_is(gguf_text text, const char *other);

#endif
