/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of text from outside: UTF-8, signatures of other encodings, NUL bytes, line ends.
 * A NUL byte is the worst of them: a parser of C strings would stop there and use what came before as if it were all. */
#include "text/text_check.h"

#include <string.h>

#include "text/io_error.h"
#include "text/utf8.h"

/* Where a byte stands, for messages: both from 1. */
typedef struct text_place {
    unsigned long long line, column;
} text_place;

static text_place place_of(const char *bytes, uint64_t index)
{
    text_place p = {1, 1};
    for (uint64_t i = 0; i < index; i++) {
        p.column = bytes[i] == '\n' ? 1 : p.column + 1;
        p.line += bytes[i] == '\n';
    }
    return p;
}

/* ---- what the first bytes give away ---- */

typedef struct signature {
    const char *bytes;
    uint64_t length;
    const char *message;
} signature;

/* UTF-32 before UTF-16: the little-endian mark of the first begins with that of the second. */
static const signature signatures[] = {
    {"\xff\xfe\0\0", 4, "the text is UTF-32: save it as UTF-8"},
    {"\0\0\xfe\xff", 4, "the text is UTF-32: save it as UTF-8"},
    {"\xff\xfe", 2, "the text is UTF-16: save it as UTF-8"},
    {"\xfe\xff", 2, "the text is UTF-16: save it as UTF-8"},
    {"\x1f\x8b", 2, "the file is compressed with gzip: decompress it first"},
    {"PK\x03\x04", 4, "the file is a zip archive or a spreadsheet: save it as plain text, or CSV"},
};

toll_status toll__io_signature_check(const char *bytes, uint64_t length, toll_error *err)
{
    for (unsigned i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        const signature *s = &signatures[i];
        if (length >= s->length && memcmp(bytes, s->bytes, s->length) == 0)
            return toll__io_fail(err, TOLL_E_SYNTAX, "text", "%s", s->message);
    }
    return TOLL_OK;
}

/* ---- every byte ---- */

static toll_status refuse_byte(const char *bytes, uint64_t index, const char *what, toll_error *err)
{
    const text_place p = place_of(bytes, index);
    toll__io_fail(err, TOLL_E_SYNTAX, "text", "line %llu, byte %llu: 0x%02x %s", p.line, p.column,
                  (unsigned)(unsigned char)bytes[index], what);
    if (err != NULL)
        err->row = (int64_t)p.line;
    return TOLL_E_SYNTAX;
}

/* UTF-16 without a mark shows as a NUL in every other byte: the first NUL then is byte 1 or 2 of a line of ASCII. */
static const char *nul_message(const char *bytes, uint64_t length, uint64_t index)
{
    const int alternates = index < 2 && index + 2 < length && bytes[index + 2] == 0;
    return alternates ? "is a NUL byte; the text looks like UTF-16: save it as UTF-8"
                      : "is a NUL byte; the file is damaged or not text";
}

/* Eight bytes at a time of printable ASCII, LF and other bytes from 0x0e on: they need no look. Bit 7 of a byte of
 * (word - 0x0e..) is set where the byte is below 0x0e, and where the byte below it borrowed, which only looks closer than
 * it must (Mycroft's test, Hacker's Delight, section 6-1). */
static uint64_t skip_plain(const char *bytes, uint64_t i, uint64_t length)
{
    const uint64_t ones = UINT64_MAX / 255, high = 128 * ones;
    for (uint64_t word; i + 8 <= length; i += 8) {
        memcpy(&word, bytes + i, 8);
        if (((word | (word - 14 * ones)) & high) != 0)
            break;
    }
    return i;
}

static toll_status check_bytes(const char *bytes, uint64_t length, toll_error *err)
{
    for (uint64_t i = skip_plain(bytes, 0, length); i < length;) {
        const char c = bytes[i];
        if (c == 0)
            return refuse_byte(bytes, i, nul_message(bytes, length, i), err);
        if (c == '\r' && (i + 1 == length || bytes[i + 1] != '\n'))
            return refuse_byte(bytes, i, "is a CR without LF: use LF or CRLF line ends", err);
        const uint64_t step = toll__io_utf8_length(bytes + i, length - i);
        if (step == 0)
            return refuse_byte(bytes, i, "is not UTF-8", err);
        i = c == '\n' ? skip_plain(bytes, i + 1, length) : i + step;
    }
    return TOLL_OK;
}

toll_status toll__io_text_check(const char *bytes, uint64_t length, toll__io_span *text, toll_error *err)
{
    toll_status status = toll__io_signature_check(bytes, length, err);
    if (status)
        return status;
    const uint64_t mark = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    status = check_bytes(bytes + mark, length - mark, err);
    if (status)
        return status;
    *text = (toll__io_span){bytes + mark, length - mark};
    return TOLL_OK;
}
