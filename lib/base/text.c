/* SPDX-License-Identifier: Apache-2.0 */
/* Writes text into a bounded buffer, and tests fields of text a word at a time. */
#include "base/text.h"

#include <math.h>
#include <string.h>

#define DIGITS_U64      20   /* 2^64 - 1 has 20 digits */
#define SIGNIFICANT     6    /* digits of a double in a message: enough to recognise a value, never a promise */
#define SMALL_EXPONENT  (-4) /* 0.0001 is still easier to read than 1e-4 */
#define FIXED_EXPONENTS 15   /* up to 1e15 a number is shorter in fixed form and exact in a double */

void toll__text_start(toll__text *text, char *buffer, uint64_t capacity)
{
    text->buffer = buffer;
    text->capacity = capacity;
    text->length = 0;
}

uint64_t toll__text_length(const char *string, uint64_t limit)
{
    uint64_t length = 0;
    while (length < limit && string[length] != '\0')
        length++;
    return length;
}

void toll__text_put_bytes(toll__text *text, const char *bytes, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++, text->length++)
        if (text->length + 1 < text->capacity)
            text->buffer[text->length] = bytes[i];
}

void toll__text_put(toll__text *text, const char *string)
{
    toll__text_put_bytes(text, string, strlen(string));
}

void toll__text_put_u64(toll__text *text, uint64_t value)
{
    char digits[DIGITS_U64];
    uint64_t at = DIGITS_U64;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    toll__text_put_bytes(text, digits + at, DIGITS_U64 - at);
}

void toll__text_put_i64(toll__text *text, int64_t value)
{
    if (value < 0)
        toll__text_put(text, "-");
    /* Negating in unsigned arithmetic is defined for INT64_MIN too. */
    toll__text_put_u64(text, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

/* value >= 0 and finite: value = mantissa * 10^(exponent - 5) with a six-digit mantissa. */
static uint64_t split_decimal(double value, int *exponent)
{
    *exponent = (int)floor(log10(value));
    /* 10^-324 is no double, so a subnormal is lifted first. */
    double scaled = *exponent < -300 ? value * 1e300 / pow(10.0, *exponent + 300) : value / pow(10.0, *exponent);
    scaled *= 1e5;
    uint64_t mantissa = (uint64_t)(scaled + 0.5);
    if (mantissa >= 1000000) { /* 9.999996 rounds up to ten */
        mantissa /= 10;
        ++*exponent;
    }
    return mantissa;
}

/* digits[0 .. count) with a point after the first `whole` of them; zeros fill up to the point. */
static void put_digits(toll__text *text, const char *digits, int count, int whole)
{
    for (int i = 0; i < count || i < whole; i++) {
        if (i == whole)
            toll__text_put(text, ".");
        toll__text_put_bytes(text, i < count ? digits + i : "0", 1);
    }
}

static void put_positive(toll__text *text, double value)
{
    int exponent = 0;
    uint64_t mantissa = split_decimal(value, &exponent);
    char digits[SIGNIFICANT];
    int count = SIGNIFICANT;
    for (int i = SIGNIFICANT - 1; i >= 0; i--, mantissa /= 10)
        digits[i] = (char)('0' + mantissa % 10);
    while (count > 1 && digits[count - 1] == '0')
        count--;
    if (exponent >= 0 && exponent < FIXED_EXPONENTS) {
        put_digits(text, digits, count, exponent + 1);
    } else if (exponent >= SMALL_EXPONENT && exponent < 0) {
        toll__text_put(text, "0.");
        put_digits(text, "", 0, -exponent - 1);
        put_digits(text, digits, count, count);
    } else {
        put_digits(text, digits, count, 1);
        toll__text_put(text, "e");
        toll__text_put_i64(text, exponent);
    }
}

void toll__text_put_f64(toll__text *text, double value)
{
    if (isnan(value)) {
        toll__text_put(text, "nan");
        return;
    }
    if (value < 0)
        toll__text_put(text, "-");
    value = fabs(value);
    if (isinf(value))
        toll__text_put(text, "inf");
    else if (value <= 0)
        toll__text_put(text, "0");
    else if (value < 1e15 && value == floor(value))
        toll__text_put_u64(text, (uint64_t)value);
    else
        put_positive(text, value);
}

uint64_t toll__text_end(toll__text *text)
{
    if (text->capacity > 0)
        text->buffer[text->length < text->capacity ? text->length : text->capacity - 1] = '\0';
    return text->length + 1;
}

/* ---- fields ---- */

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define HIGH_BITS (EACH_BYTE * 0x80u)
#define DELETE    '\x7f'

static uint64_t word_of(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The high bit of each byte that is below `limit` (at most 128), and maybe of others where there is one; Mycroft's. */
static uint64_t bytes_below(uint64_t word, uint64_t limit)
{
    return (word - EACH_BYTE * limit) & ~word & HIGH_BITS;
}

/* No byte is a control character; 0 may be a false alarm for DEL and its neighbours. */
static int is_printable(uint64_t word)
{
    return (bytes_below(word, ' ') | bytes_below(word ^ EACH_BYTE * (uint64_t)DELETE, 1)) == 0;
}

static int is_zero_rest(const char *bytes, uint64_t count)
{
    for (; count >= 8; count -= 8, bytes += 8)
        if (word_of(bytes) != 0)
            return 0;
    for (; count > 0; count--)
        if (*bytes++ != '\0')
            return 0;
    return 1;
}

int toll__text_is_plain(const char *field, uint64_t size)
{
    uint64_t length = 0;
    while (length + 8 <= size && is_printable(word_of(field + length)))
        length += 8;
    while (length < size && (unsigned char)field[length] >= ' ' && field[length] != DELETE)
        length++;
    return length < size && is_zero_rest(field + length, size - length);
}
