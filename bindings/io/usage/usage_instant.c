/* SPDX-License-Identifier: Apache-2.0 */
/* A number is an instant in seconds, milliseconds, microseconds or nanoseconds, told by its size: 10^11 seconds are the
 * year 5138, 10^11 milliseconds are 1973. A text is a date, or a date and a time; without an offset it is UTC.
 *
 * Days since 1970 of a date in the Gregorian calendar, by years that begin in March (Hinnant, "chrono-compatible low-level
 * date algorithms"). Example: 2026-08-21T09:30:00+02:00 is day 20,686, second 27,000. */
#include "usage/usage_instant.h"

#include <string.h>

#include "usage/usage_number.h"

/* Whole seconds since 1970; the digits behind a point are of the kind that is dropped. */
static bool read_whole_part(toll__io_span text, int64_t *number)
{
    uint64_t length = 0;
    int64_t n = 0;
    for (; length < text.length && length < 18 && text.bytes[length] >= '0' && text.bytes[length] <= '9'; length++)
        n = n * 10 + (text.bytes[length] - '0');
    if (length > 0 && length == text.length) {
        *number = n;
        return true;
    }
    toll_decimal whole;
    const char *const point = memchr(text.bytes, '.', text.length);
    const toll__io_span digits = {text.bytes, point != NULL ? (uint64_t)(point - text.bytes) : text.length};
    return toll__log_decimal(text, &whole) && toll__log_whole(digits, 0, number) == TOLL__LOG_FINE;
}

static bool read_epoch(toll__io_span text, int64_t *at_s)
{
    int64_t n = 0, unit = 1;
    if (!read_whole_part(text, &n))
        return false;
    for (int64_t limit = INT64_C(100000000000); n >= limit && unit < 1000000000; unit *= 1000)
        limit = limit <= INT64_MAX / 1000 ? limit * 1000 : INT64_MAX;
    *at_s = n / unit;
    return true;
}

/* ---- ISO 8601 ---- */

typedef struct instant_cursor {
    const char *at, *end;
} instant_cursor;

/* Exactly n digits. */
static bool read_digits(instant_cursor *c, int n, int64_t *value)
{
    *value = 0;
    for (int i = 0; i < n; i++, c->at++) {
        if (c->at == c->end || *c->at < '0' || *c->at > '9')
            return false;
        *value = *value * 10 + (*c->at - '0');
    }
    return true;
}

static bool pass_byte(instant_cursor *c, char byte)
{
    if (c->at == c->end || *c->at != byte)
        return false;
    c->at++;
    return true;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
    const int64_t y = month > 2 ? year : year - 1, era = y / 400, of_era = y - era * 400;
    const int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool read_date(instant_cursor *c, int64_t *at_s)
{
    int64_t year, month, day;
    if (!read_digits(c, 4, &year) || !pass_byte(c, '-') || !read_digits(c, 2, &month) || !pass_byte(c, '-') ||
        !read_digits(c, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return false;
    *at_s = days_since_1970(year, month, day) * 86400;
    return true;
}

/* hh:mm, hh:mm:ss, with a fraction or without; 60 is a leap second. */
static bool read_time(instant_cursor *c, int64_t *at_s)
{
    int64_t hour, minute, second = 0;
    if (!read_digits(c, 2, &hour) || !pass_byte(c, ':') || !read_digits(c, 2, &minute))
        return false;
    if (pass_byte(c, ':') && !read_digits(c, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (pass_byte(c, '.') || pass_byte(c, ',')) {
        const char *const first = c->at;
        while (c->at < c->end && *c->at >= '0' && *c->at <= '9')
            c->at++;
        if (c->at == first)
            return false;
    }
    *at_s += hour * 3600 + minute * 60 + second;
    return true;
}

/* Nothing, Z, UTC, +hh:mm, +hhmm, +hh. */
static bool read_offset(instant_cursor *c, int64_t *at_s)
{
    int64_t hour, minute = 0;
    pass_byte(c, ' ');
    if (pass_byte(c, 'Z') || pass_byte(c, 'z') || c->at == c->end)
        return true;
    if (pass_byte(c, 'U'))
        return pass_byte(c, 'T') && pass_byte(c, 'C');
    const int64_t sign = pass_byte(c, '-') ? -1 : 1;
    if (sign == 1 && !pass_byte(c, '+'))
        return false;
    if (!read_digits(c, 2, &hour))
        return false;
    const bool has_minutes = pass_byte(c, ':') || c->at < c->end;
    if ((has_minutes && !read_digits(c, 2, &minute)) || hour > 23 || minute > 59)
        return false;
    *at_s -= sign * (hour * 3600 + minute * 60);
    return true;
}

bool toll__log_instant(toll__io_span text, int64_t *at_s)
{
    instant_cursor c = {text.bytes, text.bytes + text.length};
    int64_t instant;
    if (text.length < 10 || text.bytes[4] != '-')
        return read_epoch(text, at_s);
    if (!read_date(&c, &instant))
        return false;
    if (c.at < c.end) {
        if (!pass_byte(&c, 'T') && !pass_byte(&c, 't') && !pass_byte(&c, ' '))
            return false;
        if (!read_time(&c, &instant) || !read_offset(&c, &instant))
            return false;
    }
    *at_s = instant;
    return c.at == c.end;
}
