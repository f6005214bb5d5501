/* SPDX-License-Identifier: Apache-2.0 */
/* A number is its digits and a power of ten; nothing passes through a double.
 *
 * Example: 1.1165e-05 has the digits 11165 and the exponent -9; as a decimal that is 11165 x 10^-9. */
#include "usage/usage_number.h"

#define EXPONENT_MAX 1000
#define DIGITS_KEPT  19 /* 10^19 - 1 is below 2^64, and 2^63 - 1 has 19 digits */

typedef struct number_parts {
    uint64_t digits; /* the first DIGITS_KEPT significant ones */
    int32_t n_digits;
    int32_t exponent; /* of the last kept digit */
    bool is_negative;
    bool is_cut; /* further digits that are not 0 were dropped */
} number_parts;

/* One digit, before or behind the point; behind it the exponent falls. */
static void take_digit(number_parts *n, char c, bool is_behind)
{
    const unsigned digit = (unsigned)(c - '0');
    if (n->n_digits == DIGITS_KEPT) {
        n->is_cut |= digit > 0;
        n->exponent += !is_behind;
        return;
    }
    n->digits = n->digits * 10 + digit;
    n->n_digits += n->digits > 0;
    n->exponent -= is_behind;
}

static const char *take_digits(number_parts *n, const char *at, const char *end, bool is_behind)
{
    while (at < end && *at >= '0' && *at <= '9')
        take_digit(n, *at++, is_behind);
    return at;
}

/* NULL: no digits. */
static const char *take_exponent(number_parts *n, const char *at, const char *end)
{
    const bool is_negative = at < end && *at == '-';
    int32_t exponent = 0;
    at += at < end && (*at == '-' || *at == '+');
    const char *const first = at;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
        exponent = exponent < EXPONENT_MAX ? exponent * 10 + (*at - '0') : exponent;
    n->exponent += is_negative ? -exponent : exponent;
    return at > first ? at : NULL;
}

/* Takes a JSON number apart, and also the forms of cells: "+5", "007". */
static bool take_number_apart(toll__io_span raw, number_parts *n)
{
    const char *at = raw.bytes, *const end = raw.bytes + raw.length;
    *n = (number_parts){.is_negative = raw.length > 0 && *at == '-'};
    at += at < end && (*at == '-' || *at == '+');
    const char *const first = at;
    at = take_digits(n, at, end, false);
    bool has_digits = at > first;
    if (at < end && *at == '.') {
        const char *const behind = take_digits(n, at + 1, end, true);
        has_digits |= behind > at + 1;
        at = behind;
    }
    if (has_digits && at < end && (*at == 'e' || *at == 'E'))
        at = take_exponent(n, at + 1, end);
    return has_digits && at == end && n->exponent < EXPONENT_MAX && n->exponent > -EXPONENT_MAX;
}

static void drop_zeros(number_parts *n)
{
    while (n->exponent < 0 && n->digits % 10 == 0 && n->digits > 0) {
        n->digits /= 10;
        n->exponent++;
    }
}

/* To a whole number. Only the first dropped digit decides. */
static void round_up_from_half(number_parts *n)
{
    for (; n->exponent < -1; n->exponent++)
        n->digits /= 10;
    if (n->exponent == -1)
        n->digits = n->digits / 10 + (n->digits % 10 >= 5);
    n->exponent = n->exponent < 0 ? 0 : n->exponent;
    n->is_cut = n->is_cut && n->exponent > 0;
}

/* digits * 10^exponent; false where it is beyond int64. */
static bool multiply_out(number_parts *n)
{
    for (; n->exponent > 0 && n->digits > 0; n->exponent--) {
        if (n->digits > (uint64_t)INT64_MAX / 10)
            return false;
        n->digits *= 10;
    }
    return n->digits <= INT64_MAX;
}

toll__log_verdict toll__log_whole(toll__io_span raw, int shift, int64_t *number)
{
    number_parts n;
    if (!take_number_apart(raw, &n))
        return TOLL__LOG_NO_NUMBER;
    n.exponent += shift;
    drop_zeros(&n);
    if (shift > 0)
        round_up_from_half(&n);
    if (n.digits > 0 && n.exponent < 0)
        return TOLL__LOG_FRACTION;
    if (n.is_cut || !multiply_out(&n))
        return TOLL__LOG_TOO_LARGE;
    *number = (int64_t)n.digits;
    return n.is_negative && n.digits > 0 ? TOLL__LOG_NEGATIVE : TOLL__LOG_FINE;
}

bool toll__log_decimal(toll__io_span raw, toll_decimal *number)
{
    number_parts n;
    if (!take_number_apart(raw, &n))
        return false;
    for (; n.exponent < 0 && (n.digits > INT64_MAX - 5 || n.exponent < -36); n.exponent++)
        n.digits = n.digits / 10 + (n.digits % 10 >= 5);
    drop_zeros(&n);
    if (!multiply_out(&n))
        return false;
    const int64_t coefficient = n.is_negative ? -(int64_t)n.digits : (int64_t)n.digits;
    *number = (toll_decimal){coefficient, n.digits > 0 ? -n.exponent : 0, 0};
    return true;
}
