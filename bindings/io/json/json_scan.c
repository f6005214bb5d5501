/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of JSON, RFC 8259, byte by byte, without recursion.
 *
 * The tokenizer (jsmn) only finds where tokens begin and end: it takes [1 2], {"a" 1}, 01 and a raw tab in a string.
 * It also goes through all open containers at each closing bracket, so that depth costs squared time. This pass goes
 * first. What it lets through is JSON of at most TOLL__JSON_DEPTH_MAX levels, and of a known number of tokens.
 *
 * Two things differ from the RFC:
 *   - Infinity, -Infinity and NaN are values, because Python's json module writes them. No getter takes them for a
 *     number.
 *   - \u0000 and half a surrogate pair are refused: neither can stand in a text of this library.
 *
 * Example: {"a":[1,{}]} has 5 tokens: the object, "a", the array, 1 and the empty object. */
#include "json/json_scan.h"

#include <string.h>

#include "text/io_error.h"

/* What may stand at the next byte that is no blank. */
typedef enum json_state {
    JSON_VALUE,       /* a value */
    JSON_FIRST_ENTRY, /* a value or ']' */
    JSON_FIRST_KEY,   /* a key or '}' */
    JSON_KEY,         /* a key */
    JSON_AFTER        /* ',' or the closing bracket; at the outermost level the end */
} json_state;

/* An open object or array. */
typedef struct json_level {
    uint32_t members;
    bool is_object;
    bool has_nested; /* one of its values is a container */
} json_level;

typedef struct json_scanner {
    const char *at, *end;
    json_state state;
    uint32_t depth;
    json_level levels[TOLL__JSON_DEPTH_MAX];
    toll__json_sizes sizes;
} json_scanner;

/* ---- strings ---- */

/* Whether one of eight bytes is a control character, '"' or '\\': the zero-byte test of Mycroft on w ^ pattern, and
 * the same with 0x20 subtracted. */
static bool has_special_byte(const char *at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t w;
    memcpy(&w, at, sizeof w);
    const uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
    const uint64_t found = ((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash);
    return (found & (ones * 0x80)) != 0;
}

/* Four hexadecimal digits; -1 where there are fewer. */
static int32_t read_hex(const json_scanner *s)
{
    int32_t value = 0;
    if (s->end - s->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        const char c = s->at[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* The digits of \uXXXX; the cursor is behind the u. */
static const char *scan_unicode(json_scanner *s)
{
    const int32_t first = read_hex(s);
    if (first < 0)
        return "\\u must be followed by four hexadecimal digits";
    if (first == 0)
        return "\\u0000 is a NUL character";
    s->at += 4;
    if (first < 0xd800 || first > 0xdfff)
        return NULL;
    if (first > 0xdbff || s->end - s->at < 6 || s->at[0] != '\\' || s->at[1] != 'u')
        return "half a surrogate pair is no character";
    s->at += 2;
    const int32_t second = read_hex(s);
    if (second < 0xdc00 || second > 0xdfff)
        return "half a surrogate pair is no character";
    s->at += 4;
    return NULL;
}

static const char *scan_escape(json_scanner *s)
{
    s->at++;
    if (s->at == s->end)
        return "the text ends inside a string";
    const char c = *s->at;
    if (c == 'u') {
        s->at++;
        return scan_unicode(s);
    }
    if (c == 0 || strchr("\"\\/bfnrt", c) == NULL)
        return "a backslash must be followed by one of \" \\ / b f n r t u";
    s->at++;
    return NULL;
}

/* To the next byte that is no plain character of a string: words first, since messages are long, then bytes. */
static void skip_plain(json_scanner *s)
{
    const char *at = s->at;
    while (s->end - at >= 8 && !has_special_byte(at))
        at += 8;
    while (at < s->end && (unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
        at++;
    s->at = at;
}

/* At the quote that opens it; afterwards behind the one that closes it. */
static const char *scan_string(json_scanner *s, bool *is_escaped)
{
    s->at++;
    for (skip_plain(s); s->at < s->end && *s->at == '\\'; skip_plain(s)) {
        const char *wrong = scan_escape(s);
        if (wrong != NULL)
            return wrong;
        *is_escaped = true;
    }
    if (s->at == s->end)
        return "the text ends inside a string";
    if (*s->at != '"')
        return "a control character in a string must be written as an escape";
    s->at++;
    return NULL;
}

/* ---- numbers and words ---- */

static bool skip_digits(json_scanner *s)
{
    const char *const from = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return s->at > from;
}

static bool skip_byte(json_scanner *s, char byte)
{
    if (s->at == s->end || *s->at != byte)
        return false;
    s->at++;
    return true;
}

/* -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static bool skip_number(json_scanner *s)
{
    skip_byte(s, '-');
    if (!skip_byte(s, '0') && !skip_digits(s))
        return false;
    if (skip_byte(s, '.') && !skip_digits(s))
        return false;
    if (!skip_byte(s, 'e') && !skip_byte(s, 'E'))
        return true;
    if (!skip_byte(s, '+'))
        skip_byte(s, '-');
    return skip_digits(s);
}

static bool skip_word(json_scanner *s)
{
    static const char *const words[] = {"true", "false", "null", "Infinity", "-Infinity", "NaN"};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t length = strlen(words[i]);
        if ((size_t)(s->end - s->at) >= length && memcmp(s->at, words[i], length) == 0) {
            s->at += length;
            return true;
        }
    }
    return false;
}

/* Whether a number or word ends here. */
static bool is_boundary(const json_scanner *s)
{
    if (s->at == s->end)
        return true;
    const char c = *s->at;
    return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static const char *scan_primitive(json_scanner *s)
{
    const char *const from = s->at;
    if (s->at == s->end)
        return "a value is missing";
    const bool is_number = *from == '-' || (*from >= '0' && *from <= '9');
    if (is_number && skip_number(s) && is_boundary(s))
        return NULL;
    s->at = from;
    if (skip_word(s) && is_boundary(s))
        return NULL;
    s->at = from;
    return is_number ? "this is no JSON number" : "this is no JSON value";
}

/* ---- objects and arrays ---- */

static void skip_blanks(json_scanner *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t'))
        s->at++;
}

static const char *open_level(json_scanner *s)
{
    if (s->depth == TOLL__JSON_DEPTH_MAX)
        return "more than 256 objects and arrays lie inside each other";
    const bool is_object = *s->at == '{';
    if (s->depth > 0)
        s->levels[s->depth - 1].has_nested = true;
    s->levels[s->depth++] = (json_level){.is_object = is_object};
    s->state = is_object ? JSON_FIRST_KEY : JSON_FIRST_ENTRY;
    s->at++;
    return NULL;
}

/* Objects with many keys are searched in halves; arrays need an index only where an entry isn't one token. */
static const char *close_level(json_scanner *s)
{
    const json_level *const level = &s->levels[--s->depth];
    if (level->members > TOLL__JSON_FEW && (level->is_object || level->has_nested)) {
        s->sizes.tables++;
        s->sizes.slots += level->members;
    }
    s->state = JSON_AFTER;
    s->at++;
    return NULL;
}

static const char *scan_value(json_scanner *s)
{
    bool is_escaped = false;
    s->sizes.tokens++;
    if (s->depth > 0 && !s->levels[s->depth - 1].is_object)
        s->levels[s->depth - 1].members++;
    s->state = JSON_AFTER;
    if (s->at < s->end && (*s->at == '{' || *s->at == '['))
        return open_level(s);
    if (s->at < s->end && *s->at == '"')
        return scan_string(s, &is_escaped);
    return scan_primitive(s);
}

static const char *scan_key(json_scanner *s)
{
    if (s->at == s->end || *s->at != '"')
        return "a key in double quotes is missing";
    const char *wrong = scan_string(s, &s->sizes.has_escaped_keys);
    if (wrong != NULL)
        return wrong;
    s->sizes.tokens++;
    s->levels[s->depth - 1].members++;
    skip_blanks(s);
    if (!skip_byte(s, ':'))
        return "a colon is missing after the key";
    s->state = JSON_VALUE;
    return NULL;
}

static const char *scan_after(json_scanner *s)
{
    const bool is_object = s->levels[s->depth - 1].is_object;
    if (s->at < s->end && *s->at == (is_object ? '}' : ']'))
        return close_level(s);
    if (!skip_byte(s, ','))
        return is_object ? "a comma or } is missing" : "a comma or ] is missing";
    s->state = is_object ? JSON_KEY : JSON_VALUE;
    return NULL;
}

static const char *scan_next(json_scanner *s)
{
    const char next = s->at < s->end ? *s->at : 0;
    switch (s->state) {
    case JSON_FIRST_ENTRY:
        return next == ']' ? close_level(s) : scan_value(s);
    case JSON_FIRST_KEY:
        return next == '}' ? close_level(s) : scan_key(s);
    case JSON_KEY:
        return scan_key(s);
    case JSON_AFTER:
        return scan_after(s);
    default:
        return scan_value(s);
    }
}

static const char *scan_document(json_scanner *s)
{
    do {
        skip_blanks(s);
        const char *wrong = scan_next(s);
        if (wrong != NULL)
            return wrong;
    } while (s->depth > 0);
    skip_blanks(s);
    return s->at == s->end ? NULL : "there is text after the value";
}

toll_status toll__json_fail_at(toll__io_span text, const char *at, const char *name, const char *what, toll_error *err)
{
    unsigned long long line = 1, column = 1;
    for (const char *byte = text.bytes; err != NULL && byte < at; byte++) {
        column = *byte == '\n' ? 1 : column + 1;
        line += *byte == '\n';
    }
    return toll__io_fail(err, TOLL_E_SYNTAX, name, "%s, line %llu, byte %llu: %s", name, line, column, what);
}

toll_status toll__json_scan(toll__io_span text, const char *name, toll__json_sizes *sizes, toll_error *err)
{
    json_scanner s;
    if (text.length > TOLL__JSON_LENGTH_MAX)
        return toll__io_fail(err, TOLL_E_RANGE, name, "%s is longer than 1 GiB", name);
    s.at = text.bytes;
    s.end = text.bytes + text.length;
    s.state = JSON_VALUE;
    s.depth = 0;
    s.sizes = (toll__json_sizes){0};
    const char *const wrong = scan_document(&s);
    if (wrong != NULL)
        return toll__json_fail_at(text, s.at, name, wrong, err);
    *sizes = s.sizes;
    return TOLL_OK;
}
