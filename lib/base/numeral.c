/* SPDX-License-Identifier: Apache-2.0 */
/* Digits between text and number: reads and writes decimals without locale, in chunks of what fits a word. */
#include "base/numeral.h"

#include <string.h>

#include "base/fault.h"
#include "base/text.h"

#define CHUNK_DIGITS 18 /* a chunk of 18 digits fits 64 bits with room for any digit more */

static int is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static toll_status fail_syntax(uint64_t byte, toll_error *err)
{
    char reason[96];
    toll__text out;
    toll__text_start(&out, reason, sizeof reason);
    toll__text_put(&out, "must be digits with an optional sign before and point between; wrong at byte ");
    toll__text_put_u64(&out, byte);
    (void)toll__text_end(&out);
    return toll__fail(err, TOLL_E_SYNTAX, 0, "text", -1, reason);
}

/* Appends the digits that begin at byte `from`; returns where they end. */
static uint64_t take_digits(const char *text, uint64_t from, uint64_t length, toll__numeral *numeral)
{
    uint64_t at = from;
    while (at < length && is_digit(text[at]))
        numeral->digits[numeral->count++] = text[at++];
    return at;
}

toll_status toll__numeral_read(const char *text, uint64_t length, toll__numeral *numeral, toll_error *err)
{
    memset(numeral, 0, sizeof *numeral);
    if (length == 0 || length > TOLL__NUMERAL_TEXT_MAX)
        return toll__fail(err, TOLL_E_SYNTAX, 0, "text", -1, "must have 1 .. 64 bytes");

    uint64_t start = text[0] == '-' || text[0] == '+';
    numeral->negative = text[0] == '-';
    uint64_t point = take_digits(text, start, length, numeral);
    if (point == start)
        return fail_syntax(point, err);
    if (point == length)
        return TOLL_OK;
    if (text[point] != '.')
        return fail_syntax(point, err);

    uint64_t end = take_digits(text, point + 1, length, numeral);
    if (end == point + 1 || end != length)
        return fail_syntax(end, err);
    numeral->fraction = (uint32_t)(end - point - 1);
    return TOLL_OK;
}

int toll__numeral_value(const toll__numeral *numeral, toll__wide *value)
{
    toll__wide x = {{0, 0, 0}};
    for (uint32_t at = 0; at < numeral->count;) {
        uint64_t chunk = 0, power = 1;
        for (int i = 0; i < CHUNK_DIGITS && at < numeral->count; i++) {
            chunk = chunk * 10 + (uint64_t)(numeral->digits[at++] - '0');
            power *= 10;
        }
        if (toll__wide_multiply(&x, power, chunk) != 0)
            return 1;
    }
    *value = x;
    return 0;
}

void toll__numeral_trim(toll__numeral *numeral, uint32_t keep)
{
    while (numeral->fraction > keep && numeral->digits[numeral->count - 1] == '0') {
        numeral->fraction--;
        numeral->count--;
    }
}

/* Writes the digits of x, the last one first, until x is used up and `least` are written; returns how many. */
static uint32_t reverse_digits(uint64_t x, uint32_t least, char *reversed)
{
    uint32_t count = 0;
    for (; x != 0 || count < least; x /= 10)
        reversed[count++] = (char)('0' + x % 10);
    return count;
}

void toll__numeral_make(const toll__wide *value, int negative, uint32_t fraction, toll__numeral *numeral)
{
    char reversed[TOLL__NUMERAL_TEXT_MAX];
    const toll__wide chunk_size = toll__wide_make(1, CHUNK_DIGITS);
    toll__wide left = *value;
    uint32_t count = 0;
    while (toll__wide_compare(&left, &chunk_size) >= 0) {
        toll__wide upper, chunk;
        toll__wide_divide(&left, &chunk_size, &upper, &chunk);
        count += reverse_digits(chunk.limb[0], CHUNK_DIGITS, reversed + count);
        left = upper;
    }
    uint32_t least = count > fraction ? 0 : fraction + 1 - count; /* at least one digit before the point */
    count += reverse_digits(left.limb[0], least, reversed + count);

    numeral->count = count;
    numeral->fraction = fraction;
    numeral->negative = negative;
    for (uint32_t i = 0; i < count; i++)
        numeral->digits[i] = reversed[count - 1 - i];
}

toll_status toll__numeral_write(const toll__numeral *numeral, char *text, uint64_t capacity, uint64_t *needed,
                                toll_error *err)
{
    uint64_t size = (uint64_t)numeral->count + (numeral->negative != 0) + (numeral->fraction != 0) + 1;
    *needed = size;
    if (text == NULL)
        return TOLL_OK;
    if (capacity < size)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is too small for the text; see needed");

    uint32_t whole = numeral->count - numeral->fraction;
    toll__text out;
    toll__text_start(&out, text, capacity);
    toll__text_put(&out, numeral->negative ? "-" : "");
    toll__text_put_bytes(&out, numeral->digits, whole);
    toll__text_put(&out, numeral->fraction != 0 ? "." : "");
    toll__text_put_bytes(&out, numeral->digits + whole, numeral->fraction);
    (void)toll__text_end(&out);
    return TOLL_OK;
}
