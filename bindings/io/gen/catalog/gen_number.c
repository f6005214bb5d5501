/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal texts to scaled integers without floating point: "0.4605" with scale 4 is 4605, "80Gi" is 85899345920. */
#include "gen/catalog/gen_number.h"

#include <string.h>

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* value * factor + addend, or -1 beyond int64_t. Neither is negative. */
static int64_t multiply_add(int64_t value, int64_t factor, int64_t addend)
{
    if (value < 0 || value > (INT64_MAX - addend) / factor)
        return -1;
    return value * factor + addend;
}

/* Digits with at most one point. *exponent falls by one for every digit behind it. */
static const char *parse_digits(const char *text, int64_t *value, int *exponent)
{
    int digits = 0, behind_point = 0;
    for (*value = 0; is_digit(*text) || (*text == '.' && !behind_point); text++) {
        if (*text == '.') {
            behind_point = 1;
            continue;
        }
        *value = multiply_add(*value, 10, *text - '0');
        *exponent -= behind_point;
        digits++;
    }
    return digits && text[-1] != '.' ? text : NULL;
}

static const char *parse_exponent(const char *text, int *exponent)
{
    int value = 0, digits = 0;
    if (*text != 'e')
        return text;
    int negative = text[1] == '-';
    for (text += 1 + negative; is_digit(*text) && digits < 3; text++, digits++)
        value = value * 10 + (*text - '0');
    *exponent += negative ? -value : value;
    return digits ? text : NULL;
}

static const char *parse_binary(const char *text, int *doublings)
{
    static const char prefixes[] = "KMGT";
    const char *found = *text ? strchr(prefixes, *text) : NULL;
    if (!found)
        return text;
    *doublings = 10 * (int)(found - prefixes + 1);
    return text[1] == 'i' ? text + 2 : NULL;
}

const char *gen_number_parse(const char *text, unsigned scale, int64_t *value)
{
    int exponent = (int)scale, doublings = 0;
    text = parse_digits(text, value, &exponent);
    text = text ? parse_exponent(text, &exponent) : NULL;
    text = text ? parse_binary(text, &doublings) : NULL;
    if (!text || *text)
        return "is not a number";
    for (; doublings; doublings--)
        *value = multiply_add(*value, 2, 0);
    for (; exponent > 0; exponent--)
        *value = multiply_add(*value, 10, 0);
    if (*value < 0)
        return "is too large";
    for (; exponent < 0; exponent++) {
        if (*value % 10)
            return "has more decimals than the column";
        *value /= 10;
    }
    return NULL;
}

const char *gen_number_parse_date(const char *text, int64_t *value)
{
    static const char form[] = "dddd-dd-dd";
    size_t length = strlen(text);
    if (length != 4 && length != 7 && length != 10)
        return "is not a date";
    *value = 0;
    for (size_t i = 0; i < length; i++) {
        if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != '-')
            return "is not a date";
        if (form[i] == 'd')
            *value = *value * 10 + (text[i] - '0');
    }
    if (length < 10)
        *value *= length == 4 ? 10000 : 100;
    int64_t month = *value / 100 % 100, day = *value % 100;
    return month > 12 || day > 31 || *value < 19900000 ? "is not a date" : NULL;
}
