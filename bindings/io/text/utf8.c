/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 after the Unicode Standard 15, table 3-7, and text as a terminal may show it. Example: "a", ESC, "b" becomes
 * a\x1bb. */
#include "text/utf8.h"

#include <string.h>

static int is_between(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

/* The second byte of E0, ED, F0 and F4 has a narrower range: overlong forms, surrogates, above U+10FFFF. */
static int is_second(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return is_between(second, 0xa0, 0xbf);
    case 0xed:
        return is_between(second, 0x80, 0x9f);
    case 0xf0:
        return is_between(second, 0x90, 0xbf);
    case 0xf4:
        return is_between(second, 0x80, 0x8f);
    default:
        return is_between(second, 0x80, 0xbf);
    }
}

uint64_t toll__io_utf8_length(const char *at, uint64_t left)
{
    const unsigned char *byte = (const unsigned char *)at;
    if (left == 0)
        return 0;
    if (byte[0] < 0x80)
        return 1;
    const uint64_t length = is_between(byte[0], 0xc2, 0xdf)   ? 2
                            : is_between(byte[0], 0xe0, 0xef) ? 3
                            : is_between(byte[0], 0xf0, 0xf4) ? 4
                                                              : 0;
    if (length == 0 || length > left || !is_second(byte[0], byte[1]))
        return 0;
    for (uint64_t i = 2; i < length; i++)
        if (!is_between(byte[i], 0x80, 0xbf))
            return 0;
    return length;
}

/* ---- printing ---- */

uint32_t toll__io_utf8_decode(const char *at, uint64_t length)
{
    const unsigned char *byte = (const unsigned char *)at;
    static const unsigned char first_bits[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t point = byte[0] & first_bits[length];
    for (uint64_t i = 1; i < length; i++)
        point = point << 6 | (byte[i] & 0x3fu);
    return point;
}

/* C0, DEL, C1; U+2028 and U+2029 end lines; U+200E, U+200F, U+202A .. U+202E, U+2066 .. U+2069 and U+061C turn the order of
 * what follows (Unicode Standard Annex 9, table of directional formatting characters). */
int toll__io_is_hidden(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0x200e || point == 0x200f || point == 0x061c;
}

/* Appends where all of it fits, and counts. Once one piece did not fit, nothing is appended any more. */
typedef struct writer {
    char *out;
    uint64_t capacity, used, needed;
} writer;

static void append(writer *w, const char *piece, uint64_t length)
{
    if (w->used == w->needed && w->needed + length < w->capacity) {
        memcpy(w->out + w->used, piece, length);
        w->used += length;
    }
    w->needed += length;
}

static void append_escaped(writer *w, const char *bytes, uint64_t length)
{
    static const char digits[] = "0123456789abcdef";
    for (uint64_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        const char piece[4] = {'\\', 'x', digits[byte >> 4], digits[byte & 15u]};
        append(w, piece, sizeof piece);
    }
}

uint64_t toll__io_escape(const char *text, uint64_t length, char *out, uint64_t capacity)
{
    writer w = {out, capacity, 0, 0};
    for (uint64_t i = 0; i < length;) {
        const uint64_t valid = toll__io_utf8_length(text + i, length - i), step = valid > 0 ? valid : 1;
        if (valid == 0 || toll__io_is_hidden(toll__io_utf8_decode(text + i, valid)))
            append_escaped(&w, text + i, step);
        else
            append(&w, text + i, step);
        i += step;
    }
    if (capacity > 0)
        out[w.used] = 0;
    return w.needed;
}
