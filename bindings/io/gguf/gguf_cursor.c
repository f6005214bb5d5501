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
    return little_endian(take_bytes(c, 8), 8);
}

void toll__gguf_skip(gguf_cursor *c, uint64_t bytes)
{
    take_bytes(c, bytes);
}

gguf_text toll__gguf_string(gguf_cursor *c)
{
    uint64_t length = toll__gguf_u64(c);
    const unsigned char *at = take_bytes(c, length);
    return (gguf_text){(const char *)at, c->is_cut ? 0 : length};
}

static void skip_array(gguf_cursor *c)
{
    uint32_t type = toll__gguf_u32(c);
    uint64_t count = toll__gguf_u64(c);
    if (type >= GGUF_TYPES || type == GGUF_ARRAY || (sizes[type] > 0 && count > UINT64_MAX / sizes[type])) {
        c->is_cut = true;
        return;
    }
    if (sizes[type] > 0)
        toll__gguf_skip(c, count * sizes[type]);
    for (uint64_t i = 0; i < count && sizes[type] == 0 && !c->is_cut; i++)
        toll__gguf_string(c);
}

void toll__gguf_skip_value(gguf_cursor *c, uint32_t type)
{
    if (type >= GGUF_TYPES)
        c->is_cut = true;
    else if (type == GGUF_ARRAY)
        skip_array(c);
    else if (type == GGUF_TEXT)
        toll__gguf_string(c);
    else
        toll__gguf_skip(c, sizes[type]);
}

int64_t toll__gguf_integer(gguf_cursor *c, uint32_t type)
{
    bool is_whole = type < GGUF_TYPES && sizes[type] > 0 && type != GGUF_F32 && type != GGUF_F64;
    if (!is_whole) {
        toll__gguf_skip_value(c, type);
        return -1;
    }
    uint64_t value = little_endian(take_bytes(c, sizes[type]), sizes[type]);
    return value <= INT64_MAX ? (int64_t)value : -1;
}

bool toll__gguf_is(gguf_text text, const char *other)
{
    return text.length == strlen(other) && memcmp(text.bytes, other, text.length) == 0;
}
