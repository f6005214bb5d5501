/* SPDX-License-Identifier: Apache-2.0 */
/* Escapes of JSON strings, decoded where someone asks for the text.
 *
 * Most strings of a config or a usage record have no escape and are compared and copied as they stand.
 *
 * Example: the surrogate pair \ud83d\ude00 is 0x10000 + (0x3d << 10) + 0x200 = U+1F600, in UTF-8 f0 9f 98 80. */
#include "json/json_text.h"

#include <string.h>

#include "text/utf8.h"

/* One decoded character. */
typedef struct json_character {
    unsigned char bytes[4];
    unsigned length;
} json_character;

static uint32_t four_digits(const char *at)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        const unsigned char c = (unsigned char)at[i];
        value = value << 4 | (c <= '9' ? (uint32_t)(c - '0') : (c | 0x20u) - 'a' + 10u);
    }
    return value;
}

/* The Unicode Standard 15, table 3-6. */
static json_character to_utf8(uint32_t point)
{
    json_character c = {{0}, point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4};
    static const unsigned char marks[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (unsigned i = c.length; i > 1; i--, point >>= 6)
        c.bytes[i - 1] = (unsigned char)(0x80 | (point & 0x3f));
    c.bytes[0] = (unsigned char)(marks[c.length] | point);
    return c;
}

/* The cursor is at the u. */
static json_character read_unicode(const char **at)
{
    const uint32_t first = four_digits(*at + 1);
    *at += 5;
    if (first < 0xd800 || first > 0xdbff)
        return to_utf8(first);
    const uint32_t second = four_digits(*at + 2);
    *at += 6;
    return to_utf8(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
}

static json_character read_plain(const char **at, const char *end)
{
    json_character c = {{0}, (unsigned)toll__io_utf8_length(*at, (uint64_t)(end - *at))};
    if (c.length == 0)
        c.length = 1; /* not UTF-8: the text was not checked */
    memcpy(c.bytes, *at, c.length);
    *at += c.length;
    return c;
}

static json_character read_character(const char **at, const char *end)
{
    static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    if (**at != '\\')
        return read_plain(at, end);
    (*at)++;
    if (**at == 'u')
        return read_unicode(at);
    const char *letter = strchr(letters, **at);
    const json_character c = {{(unsigned char)(letter != NULL ? meanings[letter - letters] : **at)}, 1};
    (*at)++;
    return c;
}

static bool is_plain(toll__io_span raw)
{
    return raw.length == 0 || memchr(raw.bytes, '\\', raw.length) == NULL;
}

/* Bytes of the characters that fit: whole ones. */
static uint64_t fitting(const char *text, uint64_t length, uint64_t capacity)
{
    if (length < capacity)
        return length;
    uint64_t used = capacity - 1;
    while (used > 0 && ((unsigned char)text[used] & 0xc0) == 0x80)
        used--;
    return used;
}

static uint64_t decode_escapes(toll__io_span raw, char *out, uint64_t capacity, uint64_t *used)
{
    uint64_t needed = 0;
    for (const char *at = raw.bytes, *end = raw.bytes + raw.length; at < end;) {
        const json_character c = read_character(&at, end);
        if (needed == *used && needed + c.length < capacity) {
            memcpy(out + needed, c.bytes, c.length);
            *used += c.length;
        }
        needed += c.length;
    }
    return needed;
}

uint64_t toll__json_decode(toll__io_span raw, char *out, uint64_t capacity)
{
    uint64_t used = 0, needed = raw.length;
    if (!is_plain(raw))
        needed = decode_escapes(raw, out, capacity, &used);
    else if (capacity > 0 && raw.length > 0) {
        used = fitting(raw.bytes, raw.length, capacity);
        memcpy(out, raw.bytes, used);
    }
    if (capacity > 0)
        out[used] = 0;
    return needed;
}

static int compare_bytes(toll__io_span a, toll__io_span b)
{
    const uint64_t shorter = a.length < b.length ? a.length : b.length;
    const int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* The decoded bytes of a string, one after the other. */
typedef struct json_bytes {
    const char *at, *end;
    bool is_plain;
    json_character character;
    unsigned given;
} json_bytes;

/* The next byte; -1 at the end. */
static int next_byte(json_bytes *b)
{
    if (b->given == b->character.length) {
        if (b->at == b->end)
            return -1;
        b->character = b->is_plain ? read_plain(&b->at, b->end) : read_character(&b->at, b->end);
        b->given = 0;
    }
    return b->character.bytes[b->given++];
}

static int compare_decoded(toll__io_span a, toll__io_span b, bool is_b_plain)
{
    json_bytes left = {a.bytes, a.bytes + a.length, false, {{0}, 0}, 0};
    json_bytes right = {b.bytes, b.bytes + b.length, is_b_plain, {{0}, 0}, 0};
    for (;;) {
        const int x = next_byte(&left), y = next_byte(&right);
        if (x != y || x < 0)
            return x - y;
    }
}

int toll__json_compare(toll__io_span a, toll__io_span b)
{
    return is_plain(a) && is_plain(b) ? compare_bytes(a, b) : compare_decoded(a, b, false);
}

int toll__json_compare_plain(toll__io_span raw, toll__io_span plain)
{
    return is_plain(raw) ? compare_bytes(raw, plain) : compare_decoded(raw, plain, true);
}
