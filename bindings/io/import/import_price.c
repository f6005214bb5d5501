/* SPDX-License-Identifier: Apache-2.0 */
/* Prices of catalogs as exact decimals: text to digits and a power of ten, never through a double.
 *
 *     "3.75e-06", shift 6:  digits 375, exponent -8 + 6 = -2, price 3.75
 *
 * Some catalogs computed with doubles before they wrote a number. "2.9999900000000002e-06" is 2.99999e-06: a double has
 * 15 to 17 digits, so a number with 15 digits or more, of which the first 12, rounded, are 8 or fewer, carries noise.
 * It is snapped to these. 0.08333333333333334 (1/12) keeps its digits: its first 12 are 12. */
#include "import/import_price.h"

#include <string.h>

#define DIGITS_MAX   40
#define NOISY_DIGITS 15 /* significant digits that every double has */
#define KEPT_DIGITS  12
#define SHORT_DIGITS 8 /* the longest genuine price has 6 (0.546875 USD per million tokens) */
#define EXPONENT_MAX 999
#define DECIMALS_MAX 36 /* of a toll_decimal */
#define COEF_DIGITS  18 /* always fit 63 bits */

/* 0.DIGITS... as an integer times 10^exponent: the first digit is not 0. */
typedef struct scanned {
    char digits[DIGITS_MAX];
    int n_digits;
    int exponent; /* of the last digit */
} scanned;

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Adds a digit; leading zeros count for nothing. 0: there are too many. */
static int push_digit(scanned *s, char digit)
{
    if (s->n_digits == 0 && digit == '0')
        return 1;
    if (s->n_digits == DIGITS_MAX)
        return 0;
    s->digits[s->n_digits++] = digit;
    return 1;
}

static int scan_exponent(const char **at, const char *end, int *exponent)
{
    int value = 0, sign = 1;
    if (*at == end || (**at != 'e' && **at != 'E'))
        return *at == end;
    ++*at;
    if (*at < end && (**at == '+' || **at == '-'))
        sign = *(*at)++ == '-' ? -1 : 1;
    if (*at == end)
        return 0;
    for (; *at < end && is_digit(**at); ++*at) {
        value = value * 10 + (**at - '0');
        if (value > EXPONENT_MAX)
            return 0;
    }
    *exponent += sign * value;
    return *at == end;
}

/* "12.5e-3"; 0: not in this form. */
static int scan_number(const char *at, const char *end, scanned *s)
{
    const char *first = at;
    *s = (scanned){.n_digits = 0};
    for (; at < end && is_digit(*at); at++)
        if (!push_digit(s, *at))
            return 0;
    if (at == first)
        return 0;
    if (at < end && *at == '.') {
        first = ++at;
        for (; at < end && is_digit(*at); at++, s->exponent--)
            if (!push_digit(s, *at))
                return 0;
        if (at == first)
            return 0;
    }
    return scan_exponent(&at, end, &s->exponent);
}

static void strip_zeros(scanned *s)
{
    while (s->n_digits > 0 && s->digits[s->n_digits - 1] == '0') {
        s->n_digits--;
        s->exponent++;
    }
}

/* Rounded to `kept` digits, half up. */
static scanned round_digits(const scanned *from, int kept)
{
    scanned s = *from;
    int is_up = s.digits[kept] >= '5';
    s.exponent += s.n_digits - kept;
    s.n_digits = kept;
    for (int i = kept - 1; is_up && i >= 0; i--) {
        is_up = s.digits[i] == '9';
        s.digits[i] = is_up ? '0' : (char)(s.digits[i] + 1);
    }
    if (is_up) { /* 999... became 1000...: its digits are zeros already */
        s.digits[0] = '1';
        s.exponent++;
    }
    strip_zeros(&s);
    return s;
}

/* Digits and exponent to coefficient and scale; 0: it does not fit. */
static int write_decimal(const scanned *s, toll_decimal *price)
{
    const int zeros = s->exponent > 0 ? s->exponent : 0;
    if (s->n_digits + zeros > COEF_DIGITS || s->exponent < -DECIMALS_MAX)
        return 0;
    *price = (toll_decimal){.scale = s->exponent < 0 ? -s->exponent : 0};
    for (int i = 0; i < s->n_digits + zeros; i++)
        price->coef = price->coef * 10 + (i < s->n_digits ? s->digits[i] - '0' : 0);
    return 1;
}

import_price_kind toll__import_price_text(const char *text, uint64_t length, int shift, toll_decimal *price)
{
    scanned s;
    if (!scan_number(text, text + length, &s))
        return IMPORT_PRICE_WRONG;
    strip_zeros(&s);
    if (s.n_digits == 0)
        s.exponent = -shift;
    scanned kept = s;
    if (s.n_digits >= NOISY_DIGITS)
        kept = round_digits(&s, KEPT_DIGITS);
    const int is_noise = s.n_digits >= NOISY_DIGITS && kept.n_digits <= SHORT_DIGITS;
    kept = is_noise ? kept : s;
    kept.exponent += shift;
    if (!write_decimal(&kept, price))
        return IMPORT_PRICE_WRONG;
    return is_noise ? IMPORT_PRICE_SNAPPED : IMPORT_PRICE_EXACT;
}

import_price_kind toll__import_price(toll__json value, int shift, toll_decimal *price)
{
    const toll__json_kind kind = toll__json_kind_of(value);
    if (kind != TOLL__JSON_NUMBER && kind != TOLL__JSON_TEXT)
        return IMPORT_PRICE_WRONG;
    const toll__io_span raw = toll__json_raw(value);
    return toll__import_price_text(raw.bytes, raw.length, shift, price);
}
