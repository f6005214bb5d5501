/* SPDX-License-Identifier: Apache-2.0 */
/* Which end of a name is the date of a snapshot, and which day an instant is.
 *
 * Three forms are dates beyond doubt: "-2025-08-07", "-20250929" and "@20250929". Four digits are not: "-0905" may be
 * a day or a size, "-2507" a month, "-08-2024" tells two command-r apart that have two prices. They need clauses of
 * their own. By hand: of "gpt-5-2025-08-07" the last 10 letters are a date of the calendar behind a "-", so its family
 * is the first 5 letters. "-2025-13-07" is no date. */
#include "book/name_date.h"

#include <string.h>

#include <toll/book.h>

#define YEAR_MIN 2018 /* before the first model that was sold by the token */
#define YEAR_MAX 2049
#define DAY_S    86400

/* Value of `count` digits; -1 when one of them is none. */
static int32_t read_digits(const char *text, uint32_t count)
{
    int32_t value = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int is_day(int32_t year, int32_t month, int32_t day)
{
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12)
        return 0;
    return day >= 1 && day <= days[month - 1] + (month == 2 && is_leap(year));
}

/* "20250929" */
static int is_plain_date(const char *text)
{
    return is_day(read_digits(text, 4), read_digits(text + 4, 2), read_digits(text + 6, 2));
}

/* What a date stands behind. */
static int is_separator(char letter)
{
    return letter == '-' || letter == '@' || letter == '_' || letter == '.' || letter == ' ';
}

/* "2025-09-29", by the separators that names have for "-". */
static int is_split_date(const char *text)
{
    if (!is_separator(text[4]) || text[7] != text[4])
        return 0;
    return is_day(read_digits(text, 4), read_digits(text + 5, 2), read_digits(text + 8, 2));
}

static int ends_with_word(const char *name, uint64_t length, const char *word)
{
    const uint64_t size = strlen(word);
    return length > size + 1 && memcmp(name + length - size, word, (size_t)size) == 0 &&
           is_separator(name[length - size - 1]);
}

uint64_t toll__date_family(const char *name, uint64_t length, uint32_t *rule)
{
    *rule = TOLL_NAME_DATE_SUFFIX;
    if (length > 9 && is_separator(name[length - 9]) && is_plain_date(name + length - 8))
        return length - 9;
    if (length > 11 && is_separator(name[length - 11]) && is_split_date(name + length - 10))
        return length - 11;
    *rule = TOLL_NAME_LATEST;
    if (ends_with_word(name, length, "latest"))
        return length - 7;
    return ends_with_word(name, length, "default") && name[length - 8] == '@' ? length - 8 : 0;
}

/* The separator and the year stay; then come the digits of month and day, with or without a "-" before each. */
uint64_t toll__date_other(const char *name, uint64_t length, char other[TOLL__TEXT_BYTES])
{
    uint32_t rule = 0;
    const uint64_t family = toll__date_family(name, length, &rule);
    if (family == 0 || rule != TOLL_NAME_DATE_SUFFIX || length + 2 >= TOLL__TEXT_BYTES)
        return 0;
    const uint64_t split = length - family == 11 ? 1 : 0; /* "-2025-12-11" */
    const char *month = name + family + 5 + split, *day = month + 2 + split;
    char *end = other + family + 5;
    memcpy(other, name, (size_t)(family + 5));
    if (split == 0)
        *end++ = '-';
    memcpy(end, month, 2);
    end += 2;
    if (split == 0)
        *end++ = '-';
    memcpy(end, day, 2);
    return (uint64_t)(end + 2 - other);
}

/* ---- instants ---- */

static int32_t days_of_year(int32_t year)
{
    return is_leap(year) ? 366 : 365;
}

static void put_digits(char *text, int32_t value, uint32_t count)
{
    while (count-- > 0) {
        text[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* Whole eras of 400 years have 146,097 days; the years that are left, and then the months, are counted off. */
void toll__date_text(int64_t at_s, char text[11])
{
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t day = at_s / DAY_S - (at_s % DAY_S < 0) + 719528; /* days since 0000-01-01 of 1970-01-01 */
    day = day < 0 ? 0 : day > 3652424 ? 3652424 : day;        /* 9999-12-31 */
    int32_t year = (int32_t)(day / 146097) * 400, month = 1, left = (int32_t)(day % 146097);
    for (; left >= days_of_year(year); year++)
        left -= days_of_year(year);
    for (; left >= days[month - 1] + (month == 2 && is_leap(year)); month++)
        left -= days[month - 1] + (month == 2 && is_leap(year));
    put_digits(text, year, 4);
    put_digits(text + 5, month, 2);
    put_digits(text + 8, left + 1, 2);
    text[4] = text[7] = '-';
    text[10] = '\0';
}
