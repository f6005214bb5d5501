/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded little-endian reads from a GGUF head.
 *
 * A read past the end gives 0 and sets `is_cut`, which stays set. Lengths and counts come from the file and are checked
 * before they are used, so a damaged file cannot move the cursor out of its bytes. */
#include "gguf/gguf_cursor.h"

#include <string.h>

/* Bytes of a value of fixed size; 0: text and arrays. */
static const uint8_t sizes[GGUF_TYPES] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

static const unsigned char *take_bytes(gguf_cursor *c, uint64_t bytes)
{
    static const unsigned char nothing[8];
    if (c->is_cut || bytes > (uint64_t)(c->end - c->at)) {
        c->is_cut = true;
        return nothing;
    }
    const unsigned char *at = c->at;
    c->at += bytes;
    return at;
}

/* Written out, since compilers then see one load. */
static uint64_t eight_bytes(const unsigned char *at)
{
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

static uint64_t little_endian(const unsigned char *at, unsigned bytes)
{
    uint64_t value = 0;
    for (unsigned i = bytes; i > 0; i--)
        value = value << 8 | at[i - 1];
    return value;
}

uint32_t toll__gguf_u32(gguf_cursor *c)
{
    return (uint32_t)little_endian(take_bytes(c, 4), 4);
}

uint64_t toll__gguf_u64(gguf_cursor *c)
{
    return eight_bytes(take_bytes(c, 8));
}

gguf_text toll__gguf_string(gguf_cursor *c)
{
    uint64_t length = toll__gguf_u64(c);
    const unsigned char *at = take_bytes(c, length);
    return (gguf_text){(const char *)at, c->is_cut ? 0 : length};
}

/* Vocabularies: most of the head. A text takes 8 bytes at least, so that a count beyond that is a lie. */
static void skip_texts(gguf_cursor *c, uint64_t count)
{
    if (count > (uint64_t)(c->end - c->at) / 8) {
        c->is_cut = true;
        return;
    }
    for (uint64_t i = 0; i < count && !c->is_cut; i++)
        toll__gguf_string(c);
}

gguf_array toll__gguf_array(gguf_cursor *c)
{
    gguf_array array;
    array.type = toll__gguf_u32(c);
    array.count = toll__gguf_u64(c);
    array.at = c->at;
    if (array.type >= GGUF_TYPES || array.type == GGUF_ARRAY)
        c->is_cut = true;
    else if (array.type == GGUF_TEXT)
        skip_texts(c, array.count);
    else if (array.count > UINT64_MAX / sizes[array.type])
        c->is_cut = true;
    else
        take_bytes(c, array.count * sizes[array.type]);
    return array;
}

int64_t toll__gguf_entry(const gguf_array *array, uint64_t index)
{
    const uint8_t size = sizes[array->type];
    return size > 0 ? toll__gguf_whole(array->at + index * size, array->type) : -1;
}

void toll__gguf_skip_value(gguf_cursor *c, uint32_t type)
{
    if (type >= GGUF_TYPES)
        c->is_cut = true;
    else if (type == GGUF_ARRAY)
        toll__gguf_array(c);
    else if (type == GGUF_TEXT)
        toll__gguf_string(c);
    else
        take_bytes(c, sizes[type]);
}

/* The sign of a narrow type is its highest bit. */
int64_t toll__gguf_whole(const unsigned char *at, uint32_t type)
{
    const bool is_signed = type == GGUF_I8 || type == GGUF_I16 || type == GGUF_I32;
    if (type >= GGUF_TYPES || sizes[type] == 0 || type == GGUF_F32 || type == GGUF_F64)
        return -1;
    const uint64_t value = little_endian(at, sizes[type]);
    if (value > INT64_MAX || (is_signed && value >> (8 * sizes[type] - 1) != 0))
        return -1;
    return (int64_t)value;
}

bool toll__gguf_is(gguf_text text, const char *other)
{
    return text.length == strlen(other) && memcmp(text.bytes, other, text.length) == 0;
}
