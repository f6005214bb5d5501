/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of a JSON text: exact integers, and the nearest double.
 *
 * A number is taken apart into a sign, its significant digits and a power of ten, all from the text. Counts and prices
 * never pass through a double, and no locale has a say: strtod() gets digits and an exponent, without a point.
 *
 * Example: -12.50e3 has the digits 125 and the exponent 2: -12500. 1e-1 has the exponent -1: not whole. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/io_error.h"
#include "json/json_doc.h"

/* A double is decided by 767 significant digits and whether more follow (halfway between the two smallest normal
 * numbers, 2^-1022 + 2^-1075, has 767). */
#define DIGITS_MAX   800
#define EXPONENT_MAX 1000000000

typedef struct json_number {
    const char *at, *end; /* of the digits, with the point among them; no zeros in front and behind */
    int64_t exponent;     /* of the last digit */
    uint64_t n_digits;    /* 0: the number is zero */
    bool is_negative;
} json_number;

/* The exponent after the e; saturates, since digits and exponent of a text may both be long. */
static int64_t read_exponent(const char *at, const char *end)
{
    const bool is_negative = at < end && *at == '-';
    int64_t exponent = 0;
    for (at += at < end && (*at == '-' || *at == '+'); at < end && exponent < EXPONENT_MAX; at++)
        exponent = exponent * 10 + (*at - '0');
    return is_negative ? -exponent : exponent;
}

static const char *find_byte(const char *from, const char *end, char byte)
{
    const char *const found = memchr(from, byte, (size_t)(end - from));
    return found != NULL ? found : end;
}

static const char *find_e(const char *from, const char *end)
{
    const char *const small = find_byte(from, end, 'e');
    return small < end ? small : find_byte(from, end, 'E');
}

static json_number take_apart(toll__io_span raw)
{
    const char *const end = raw.bytes + raw.length;
    json_number n = {.at = raw.bytes, .is_negative = raw.bytes[0] == '-'};
    const char *const e = find_e(raw.bytes, end), *const point = find_byte(raw.bytes, e, '.');
    n.end = e;
    n.at += n.is_negative;
    n.exponent = e < end ? read_exponent(e + 1, end) : 0;
    n.exponent -= point < e ? e - point - 1 : 0;
    while (n.at < n.end && (*n.at == '0' || *n.at == '.'))
        n.at++;
    while (n.end > n.at && (n.end[-1] == '0' || n.end[-1] == '.')) {
        n.end--;
        n.exponent += *n.end == '0';
    }
    const bool has_point = n.at <= point && point < n.end;
    n.n_digits = (uint64_t)(n.end - n.at) - has_point;
    return n;
}

/* ---- whole numbers ---- */

/* value * 10 + digit; false where it does not fit. */
static bool append_digit(uint64_t *value, unsigned digit)
{
    if (*value > (UINT64_MAX - digit) / 10)
        return false;
    *value = *value * 10 + digit;
    return true;
}

/* |number|; 2^64 - 1 has 20 digits. */
static bool read_magnitude(const json_number *n, uint64_t *magnitude)
{
    *magnitude = 0;
    if (n->n_digits == 0)
        return true;
    if (n->n_digits > 20 || n->exponent < 0 || n->exponent > 19)
        return false;
    for (const char *at = n->at; at < n->end; at++)
        if (*at != '.' && !append_digit(magnitude, (unsigned)(*at - '0')))
            return false;
    for (int64_t i = 0; i < n->exponent; i++)
        if (!append_digit(magnitude, 0))
            return false;
    return true;
}

static toll_status refuse_number(toll__json value, const char *key, toll_status status, const char *what,
                                 toll_error *err)
{
    char text[48];
    const bool is_text = toll__json_kind_of(value) == TOLL__JSON_TEXT;
    const char *const quote = is_text ? "\"" : "";
    return toll__io_fail(err, status, key, "%s: %s%s%s %s", key, quote, toll__json_quote(value, text, sizeof text),
                         quote, what);
}

static toll_status check_is_number(toll__json value, const char *key, toll_error *err)
{
    switch (toll__json_kind_of(value)) {
    case TOLL__JSON_NUMBER:
        return TOLL_OK;
    case TOLL__JSON_NONE:
    case TOLL__JSON_NULL:
        return toll__io_fail(err, TOLL_E_MISSING, key, "%s is missing", key);
    case TOLL__JSON_OBJECT:
        return toll__io_fail(err, TOLL_E_SYNTAX, key, "%s must be a number, not an object", key);
    case TOLL__JSON_ARRAY:
        return toll__io_fail(err, TOLL_E_SYNTAX, key, "%s must be a number, not an array", key);
    default:
        return refuse_number(value, key, TOLL_E_SYNTAX, "is not a number", err);
    }
}

static toll_status read_whole(toll__json value, const char *key, json_number *n, uint64_t *magnitude, toll_error *err)
{
    const toll_status status = check_is_number(value, key, err);
    if (status)
        return status;
    *n = take_apart(toll__json_raw(value));
    if (n->n_digits > 0 && n->exponent < 0)
        return refuse_number(value, key, TOLL_E_RANGE, "must be a whole number", err);
    if (!read_magnitude(n, magnitude))
        return refuse_number(value, key, TOLL_E_RANGE, "is too large", err);
    return TOLL_OK;
}

toll_status toll__json_read_uint64(toll__json value, const char *key, uint64_t *number, toll_error *err)
{
    json_number n = {0};
    uint64_t magnitude = 0;
    const toll_status status = read_whole(value, key, &n, &magnitude, err);
    if (status)
        return status;
    if (n.is_negative && magnitude > 0)
        return refuse_number(value, key, TOLL_E_RANGE, "must not be negative", err);
    *number = magnitude;
    return TOLL_OK;
}

toll_status toll__json_read_int64(toll__json value, const char *key, int64_t *number, toll_error *err)
{
    json_number n = {0};
    uint64_t magnitude = 0;
    const toll_status status = read_whole(value, key, &n, &magnitude, err);
    if (status)
        return status;
    if (magnitude > (uint64_t)INT64_MAX + n.is_negative)
        return refuse_number(value, key, TOLL_E_RANGE, n.is_negative ? "is too small" : "is too large", err);
    *number = !n.is_negative ? (int64_t)magnitude : magnitude > INT64_MAX ? INT64_MIN : -(int64_t)magnitude;
    return TOLL_OK;
}

/* ---- doubles ---- */

/* Digits after the last that is kept are replaced by one 1, which keeps the number on its side of a halfway point. */
static double nearest_double(const json_number *n)
{
    char text[DIGITS_MAX + 32];
    uint64_t length = 0;
    const char *at = n->at;
    for (; at < n->end && length < DIGITS_MAX; at++)
        if (*at != '.')
            text[length++] = *at;
    int64_t exponent = n->exponent + (int64_t)(n->n_digits - length);
    if (n->n_digits > length) {
        text[length++] = '1';
        exponent--;
    }
    exponent = exponent > EXPONENT_MAX ? EXPONENT_MAX : exponent < -EXPONENT_MAX ? -EXPONENT_MAX : exponent;
    snprintf(text + length, sizeof text - length, "e%lld", (long long)exponent);
    return strtod(text, NULL);
}

toll_status toll__json_read_double(toll__json value, const char *key, double *number, toll_error *err)
{
    const toll_status status = check_is_number(value, key, err);
    if (status)
        return status;
    const json_number n = take_apart(toll__json_raw(value));
    const double magnitude = n.n_digits > 0 ? nearest_double(&n) : 0;
    if (isinf(magnitude))
        return refuse_number(value, key, TOLL_E_RANGE, "is too large", err);
    *number = n.is_negative ? -magnitude : magnitude;
    return TOLL_OK;
}
