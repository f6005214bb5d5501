/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the bytes of a record: UTF-8, grammar, keys that stand twice, and the values of known keys.
 *
 * The grammar is that of json_scan.c, which is asked for the reason when this one says no. What differs is the work:
 * nothing is written down for a value that nobody asks for, and text is passed eight bytes at a time.
 *
 * A key that stands twice is found by a fingerprint of each key of the open objects: its length and three of its bytes.
 * Keys of equal fingerprints are compared. Example: {"a":1,"b":2,"a":3} has the fingerprints 1aaa, 1bbb and 1aaa. */
#include "json/json_pick.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "json/json_scan.h"
#include "text/utf8.h"

#define FEW_KEYS  24  /* of one object: above, its keys are looked at by json_index.c */
#define OPEN_KEYS 512 /* of all open objects */
#define ONES      (UINT64_MAX / 255)

typedef struct pick_level {
    uint64_t prints;    /* bit of each key so far: most keys are new by it */
    uint32_t first_key; /* among the open keys */
    int32_t field;      /* the container's own field; -1: it is not picked */
    bool is_object;
} pick_level;

typedef struct pick_key {
    const char *at;
    uint32_t length;
    uint32_t print;
} pick_key;

typedef struct pick_state {
    toll__json_picker *out;
    const char *end;
    uint32_t depth;
    uint32_t n_keys;
    uint32_t key; /* of the value that comes next; TOLL__JSON_KEY_NONE: it is passed over */
    bool is_crowded;
    pick_level levels[TOLL__JSON_DEPTH_MAX];
    pick_key keys[OPEN_KEYS];
} pick_state;

/* ---- known keys ---- */

#if !defined(__SSE2__)
static inline uint64_t load_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}
#endif

/* A key by its first and last bytes: with its length they are all of a key of up to 16. */
typedef struct key_words {
    uint64_t first, last;
} key_words;

static inline key_words words_of(const char *key, uint64_t length)
{
    key_words w = {0, 0};
    if (length >= 8) {
        memcpy(&w.first, key, 8);
        memcpy(&w.last, key + length - 8, 8);
    } else if (length >= 4) {
        memcpy(&w.first, key, 4);
        memcpy(&w.last, key + length - 4, 4);
    } else if (length > 0) {
        w.first = (uint64_t)(unsigned char)key[0] << 16 | (uint64_t)(unsigned char)key[length / 2] << 8 |
                  (unsigned char)key[length - 1];
    }
    return w;
}

static inline uint32_t hash_key(key_words w, uint64_t length)
{
    const uint64_t mixed = (w.first ^ (w.last << 1 | w.last >> 63) ^ length) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(mixed >> 53);
}

_Static_assert(TOLL__JSON_KEY_SLOTS == 1u << 11, "hash_key() keeps 11 bits");

/* The slot of a name, or the free one where it would stand. */
static inline uint32_t slot_of(const toll__json_keys *keys, const char *name, uint64_t length, key_words w)
{
    uint32_t slot = hash_key(w, length);
    for (; keys->slots[slot].name != NULL; slot = (slot + 1) & (TOLL__JSON_KEY_SLOTS - 1)) {
        const bool is_alike = keys->slots[slot].length == length && keys->slots[slot].first == w.first &&
                              keys->slots[slot].last == w.last;
        if (is_alike && (length <= 16 || memcmp(keys->slots[slot].name, name, length) == 0))
            break;
    }
    return slot;
}

static inline uint32_t number_of(const toll__json_keys *keys, const char *name, uint64_t length)
{
    return keys->slots[slot_of(keys, name, length, words_of(name, length))].number;
}

uint32_t toll__json_keys_find(const toll__json_keys *keys, const char *name, uint64_t length)
{
    return number_of(keys, name, length);
}

uint32_t toll__json_keys_add(toll__json_keys *keys, const char *name, uint64_t length, uint32_t number)
{
    const key_words w = words_of(name, length);
    const uint32_t slot = slot_of(keys, name, length, w);
    if (keys->slots[slot].name != NULL)
        return keys->slots[slot].number;
    if (keys->used == TOLL__JSON_KEY_SLOTS / 2)
        return TOLL__JSON_KEY_NONE;
    keys->slots[slot].name = name;
    keys->slots[slot].first = w.first;
    keys->slots[slot].last = w.last;
    keys->slots[slot].length = (uint32_t)length;
    keys->slots[slot].number = number;
    keys->used++;
    return number;
}

/* ---- strings: each function returns where it stopped, NULL where the text is wrong ---- */

/* A byte needs a look if it is a control character, '"', '\\' or one of UTF-8's longer forms. */
static inline bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

#if defined(__SSE2__)

/* Sixteen bytes at a time: as signed bytes, UTF-8's longer forms are below 0x20, too. */
static inline const char *pass_blocks(const char *at, const char *end)
{
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), space = _mm_set1_epi8(0x20);
    for (; end - at >= 16; at += 16) {
        __m128i bytes;
        memcpy(&bytes, at, sizeof bytes);
        const __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash)),
                                           _mm_cmplt_epi8(bytes, space));
        const unsigned mask = (unsigned)_mm_movemask_epi8(found);
        if (mask != 0)
            return at + __builtin_ctz(mask);
    }
    return at;
}

#else

/* Eight bytes at a time by Mycroft's test, as in json_scan.c; the high bit alone is a sign of UTF-8. */
static inline const char *pass_blocks(const char *at, const char *end)
{
    for (; end - at >= 8; at += 8) {
        const uint64_t w = load_word(at), quote = w ^ (ONES * '"'), slash = w ^ (ONES * '\\');
        const uint64_t found = (w - ONES * 0x20) | (quote - ONES) | (slash - ONES) | w;
        if ((found & (ONES * 0x80)) != 0)
            break;
    }
    return at;
}

#endif

/* To the next byte that needs a look. */
static inline const char *pass_plain(const char *at, const char *end)
{
    at = pass_blocks(at, end);
    while (at < end && is_plain(*at))
        at++;
    return at;
}

/* Four hexadecimal digits; -1 where there are fewer. */
static int32_t hex_of(const char *at, const char *end)
{
    int32_t value = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        const char c = at[i], lower = (char)(c | 0x20);
        const int digit = c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* At the u. NUL and half a surrogate pair are refused. */
static const char *pass_unicode(const char *at, const char *end)
{
    const int32_t first = hex_of(at + 1, end);
    if (first <= 0)
        return NULL;
    if (first < 0xd800 || first > 0xdfff)
        return at + 5;
    if (first > 0xdbff || end - at < 7 || at[5] != '\\' || at[6] != 'u')
        return NULL;
    const int32_t second = hex_of(at + 7, end);
    return second >= 0xdc00 && second <= 0xdfff ? at + 11 : NULL;
}

/* At the backslash. */
static const char *pass_escape(const char *at, const char *end)
{
    if (end - at < 2)
        return NULL;
    if (at[1] == 'u')
        return pass_unicode(at + 1, end);
    return at[1] != 0 && strchr("\"\\/bfnrt", at[1]) != NULL ? at + 2 : NULL;
}

/* A byte that pass_plain() stopped at, but the closing quote. */
static const char *pass_special(const char *at, const char *end, bool *has_escapes)
{
    if (at == end)
        return NULL;
    if (*at == '\\') {
        *has_escapes = true;
        return pass_escape(at, end);
    }
    const uint64_t step = (unsigned char)*at >= 0x80 ? toll__io_utf8_length(at, (uint64_t)(end - at)) : 0;
    return step > 0 ? at + step : NULL;
}

/* The rest of a string from a byte that needs a look. */
static const char *pass_rest(const char *at, const char *end, bool *has_escapes)
{
    while (at != NULL && (at == end || *at != '"')) {
        at = pass_special(at, end, has_escapes);
        if (at != NULL)
            at = pass_plain(at, end);
    }
    return at;
}

/* From behind the opening quote to the closing one. Most strings are plain to their end. */
static inline const char *pass_string(const char *at, const char *end, bool *has_escapes)
{
    at = pass_plain(at, end);
    return at < end && *at == '"' ? at : pass_rest(at, end, has_escapes);
}

/* ---- numbers and words ---- */

static inline const char *pass_digits(const char *at, const char *end)
{
    while (at < end && (unsigned)(*at - '0') <= 9)
        at++;
    return at;
}

static const char *pass_fraction(const char *at, const char *end)
{
    const char *const behind = pass_digits(at + 1, end);
    return behind > at + 1 ? behind : NULL;
}

static const char *pass_exponent(const char *at, const char *end)
{
    at++;
    at += at < end && (*at == '+' || *at == '-');
    const char *const behind = pass_digits(at, end);
    return behind > at ? behind : NULL;
}

static inline const char *pass_number(const char *at, const char *end)
{
    at += *at == '-';
    if (at == end || *at < '0' || *at > '9')
        return NULL;
    at = *at == '0' ? at + 1 : pass_digits(at, end);
    if (at < end && *at == '.')
        at = pass_fraction(at, end);
    if (at != NULL && at < end && (*at == 'e' || *at == 'E'))
        at = pass_exponent(at, end);
    return at;
}

static const char *pass_word(const char *at, const char *end, toll__json_kind *kind)
{
    static const struct {
        const char *word;
        toll__json_kind kind;
    } words[] = {{"null", TOLL__JSON_NULL},           {"false", TOLL__JSON_FALSE},
                 {"true", TOLL__JSON_TRUE},           {"NaN", TOLL__JSON_NOT_FINITE},
                 {"Infinity", TOLL__JSON_NOT_FINITE}, {"-Infinity", TOLL__JSON_NOT_FINITE}};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t length = strlen(words[i].word);
        if ((size_t)(end - at) >= length && memcmp(at, words[i].word, length) == 0) {
            *kind = words[i].kind;
            return at + length;
        }
    }
    return NULL;
}

static inline bool is_end_of_value(const char *at, const char *end)
{
    return at == end || *at == ',' || *at == '}' || *at == ']' || *at == ' ' || *at == '\n' || *at == '\r' ||
           *at == '\t';
}

static inline const char *pass_primitive(const char *at, const char *end, toll__json_kind *kind)
{
    const bool is_number = (unsigned)(*at - '0') <= 9 || (*at == '-' && end - at > 1 && at[1] != 'I');
    *kind = TOLL__JSON_NUMBER;
    const char *const behind = is_number ? pass_number(at, end) : pass_word(at, end, kind);
    return behind != NULL && is_end_of_value(behind, end) ? behind : NULL;
}

static inline const char *pass_blanks(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at <= ' ' && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

/* ---- fields ---- */

static inline uint32_t note_field(pick_state *s, const char *at, toll__json_kind kind)
{
    toll__json_picker *const out = s->out;
    if (out->count == out->capacity) {
        s->is_crowded = true;
        return 0;
    }
    toll__json_field *const field = &out->fields[out->count];
    field->at = at;
    field->length = 0;
    field->behind = out->count + 1;
    field->key = (uint16_t)s->key;
    field->kind = (uint8_t)kind;
    field->has_escapes = false;
    field->inside = 0;
    if (s->depth > 0 && s->levels[s->depth - 1].field >= 0)
        out->fields[s->levels[s->depth - 1].field].inside |= UINT64_C(1) << s->key % 64;
    return out->count++;
}

static inline void end_field(const pick_state *s, uint32_t field, const char *at)
{
    toll__json_field *const f = &s->out->fields[field];
    f->length = (uint32_t)(at - f->at);
    f->behind = s->out->count;
}

/* ---- keys ---- */

static inline uint32_t print_of(const char *key, uint64_t length)
{
    if (length == 0)
        return 0;
    const unsigned char *const k = (const unsigned char *)key;
    return (uint32_t)length << 24 | (uint32_t)k[0] << 16 | (uint32_t)k[length / 2] << 8 | k[length - 1];
}

static bool stands_already(const pick_state *s, uint32_t first, const char *key, uint32_t length, uint32_t print)
{
    for (uint32_t i = first; i < s->n_keys; i++)
        if (s->keys[i].print == print && s->keys[i].length == length && memcmp(s->keys[i].at, key, length) == 0)
            return true;
    return false;
}

/* False where the key stands in its object already. */
static inline bool note_key(pick_state *s, const char *key, uint32_t length)
{
    const uint32_t first = s->levels[s->depth - 1].first_key, print = print_of(key, length);
    if (s->n_keys == OPEN_KEYS || s->n_keys - first == FEW_KEYS) {
        s->out->needs_look = true;
        return true;
    }
    const uint64_t bit = UINT64_C(1) << (print * UINT32_C(0x9e3779b1) >> 26);
    if ((s->levels[s->depth - 1].prints & bit) != 0 && stands_already(s, first, key, length, print))
        return false;
    s->levels[s->depth - 1].prints |= bit;
    s->keys[s->n_keys++] = (pick_key){key, length, print};
    return true;
}

/* At the opening quote; afterwards behind the colon. A key with escapes is not known, and needs a look. */
static inline const char *pass_key(pick_state *s, const char *at)
{
    bool has_escapes = false;
    if (at == s->end || *at != '"')
        return NULL;
    const char *const key = at + 1;
    at = pass_string(key, s->end, &has_escapes);
    if (at == NULL || !note_key(s, key, (uint32_t)(at - key)))
        return NULL;
    s->out->needs_look |= has_escapes;
    s->key = s->levels[s->depth - 1].field >= 0 && !has_escapes ? number_of(s->out->keys, key, (uint64_t)(at - key))
                                                                : TOLL__JSON_KEY_NONE;
    at = pass_blanks(at + 1, s->end);
    return at < s->end && *at == ':' ? pass_blanks(at + 1, s->end) : NULL;
}

/* ---- containers ---- */

static const char *enter(pick_state *s, const char *at)
{
    const bool is_object = *at == '{';
    if (s->depth == TOLL__JSON_DEPTH_MAX)
        return NULL;
    const bool is_picked = s->key != TOLL__JSON_KEY_NONE;
    const uint32_t field = is_picked ? note_field(s, at, is_object ? TOLL__JSON_OBJECT : TOLL__JSON_ARRAY) : 0;
    s->levels[s->depth++] = (pick_level){0, s->n_keys, is_picked ? (int32_t)field : -1, is_object};
    return pass_blanks(at + 1, s->end);
}

static inline const char *leave(pick_state *s, const char *at)
{
    const pick_level *const level = &s->levels[--s->depth];
    s->n_keys = level->first_key;
    if (level->field >= 0)
        end_field(s, (uint32_t)level->field, at + 1);
    return at + 1;
}

/* A string, number or word. */
static inline const char *pass_scalar(pick_state *s, const char *at)
{
    bool has_escapes = false;
    toll__json_kind kind = TOLL__JSON_TEXT;
    const bool is_text = *at == '"';
    const char *const first = at + is_text;
    const char *const behind =
        is_text ? pass_string(first, s->end, &has_escapes) : pass_primitive(first, s->end, &kind);
    if (behind == NULL)
        return NULL;
    if (s->key != TOLL__JSON_KEY_NONE) {
        const uint32_t field = note_field(s, first, kind);
        if (s->is_crowded)
            return behind;
        s->out->fields[field].has_escapes = has_escapes;
        end_field(s, field, behind);
    }
    return behind + is_text;
}

/* In front of a value or, in an array, of its end. */
static inline void expect_entry(pick_state *s)
{
    const bool is_picked = s->levels[s->depth - 1].field >= 0;
    s->key = is_picked ? TOLL__JSON_KEY_ENTRY : TOLL__JSON_KEY_NONE;
}

/* Behind '{' or '[': the first value, or the end of an empty container with *is_done. */
static const char *begin_container(pick_state *s, const char *at, bool *is_done)
{
    const bool is_object = s->levels[s->depth - 1].is_object;
    *is_done = at < s->end && *at == (is_object ? '}' : ']');
    if (*is_done)
        return leave(s, at);
    if (is_object)
        return pass_key(s, at);
    expect_entry(s);
    return at;
}

/* Behind a value: closes containers until another value comes. NULL: wrong, or the root is closed (depth 0). */
static inline const char *next_value(pick_state *s, const char *at)
{
    while (s->depth > 0) {
        at = pass_blanks(at, s->end);
        const bool is_object = s->levels[s->depth - 1].is_object;
        if (at == s->end)
            return NULL;
        if (*at == ',') {
            at = pass_blanks(at + 1, s->end);
            if (is_object)
                return pass_key(s, at);
            expect_entry(s);
            return at;
        }
        if (*at != (is_object ? '}' : ']'))
            return NULL;
        at = leave(s, at);
    }
    return at;
}

/* From one value to the next, until the root is closed. Returns what is behind it. */
static const char *pass_values(pick_state *s, const char *at)
{
    do {
        bool is_done = true;
        if (at == s->end)
            return NULL;
        if (*at == '{' || *at == '[') {
            at = enter(s, at);
            at = at != NULL ? begin_container(s, at, &is_done) : NULL;
        } else {
            at = pass_scalar(s, at);
        }
        if (at != NULL && is_done)
            at = next_value(s, at);
    } while (at != NULL && s->depth > 0 && !s->is_crowded);
    return at;
}

toll__json_verdict toll__json_pick(toll__json_picker *picker, toll__io_span text)
{
    pick_state s;
    s.out = picker;
    s.end = text.bytes + text.length;
    s.depth = s.n_keys = 0;
    s.key = TOLL__JSON_KEY_ENTRY;
    s.is_crowded = false;
    picker->count = 0;
    picker->needs_look = false;
    if (text.length > TOLL__JSON_LENGTH_MAX)
        return TOLL__JSON_BAD;
    const char *const at = pass_values(&s, pass_blanks(text.bytes, s.end));
    if (s.is_crowded)
        return TOLL__JSON_CROWDED;
    return at != NULL && s.depth == 0 && pass_blanks(at, s.end) == s.end ? TOLL__JSON_PICKED : TOLL__JSON_BAD;
}

uint32_t toll__json_search_field(const toll__json_picker *picker, uint32_t container, uint32_t key)
{
    const toll__json_field *const fields = picker->fields;
    for (uint32_t i = container + 1; i < fields[container].behind; i = fields[i].behind)
        if (fields[i].key == key)
            return i;
    return 0;
}
