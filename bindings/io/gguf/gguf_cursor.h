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
void toll__gguf_skip(gguf_cursor *c, uint64_t bytes);

/* Passes over a value. */
void toll__gguf_skip_value(gguf_cursor *c, uint32_t type);

/* A whole-number value; -1 for a value that is none. The cursor is after it. */
int64_t toll__gguf_integer(gguf_cursor *c, uint32_t type);

bool toll__gguf_is(gguf_text text, const char *other);

#endif
