/* SPDX-License-Identifier: Apache-2.0 */
/* Instants of ISO 8601 in the Gregorian calendar, without the C library's time zones. Days are counted in eras of 400
 * years that begin in March (Hinnant, "chrono-Compatible Low-Level Date Algorithms"): 2000-03-01 is day 5 * 146,097 -
 * 719,468 = 11,017. */
#include "input/instant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "input/complain.h"

#define DAY_S 86400

/* Days from 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day is the last;
 * 146,097 days are 400 years, 719,468 days lie between 0000-03-01 and 1970-01-01. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year, era = y / 400, of_era = y % 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The inverse, for years 1 .. 9999. */
static void date_of(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t z = days + 719468, era = z / 146097, of_era = z % 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    *day = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = y + 400 * era + (*month <= 2);
}

/* The pattern's 0s are digits, all else is itself. */
static bool is_shaped(const char *text, const char *pattern)
{
    for (; *pattern != 0; text++, pattern++) {
        bool is_digit = *text >= '0' && *text <= '9';
        if (*pattern == '0' ? !is_digit : *text != *pattern) {
            return false;
        }
    }
    return *text == 0;
}

static int64_t read_digits(const char *text, int count)
{
    int64_t value = 0;
    for (int i = 0; i < count; i++) {
        value = 10 * value + (text[i] - '0');
    }
    return value;
}

static bool parse_day(const char *text, int64_t *at_s)
{
    int64_t year = read_digits(text, 4), month = read_digits(text + 5, 2), day = read_digits(text + 8, 2), y, m, d;
    if (year < 1 || month < 1 || month > 12) {
        return false;
    }
    *at_s = days_of(year, month, day) * DAY_S;
    date_of(days_of(year, month, day), &y, &m, &d); /* 30 February comes back as another day */
    return y == year && m == month && d == day;
}

bool instant_parse(const char *text, int64_t *at_s)
{
    if (is_shaped(text, "0000-00-00")) {
        return parse_day(text, at_s);
    }
    bool is_utc = is_shaped(text, "0000-00-00T00:00:00Z");
    bool is_east = is_shaped(text, "0000-00-00T00:00:00+00:00");
    bool is_west = is_shaped(text, "0000-00-00T00:00:00-00:00");
    if (!(is_utc || is_east || is_west) || !parse_day(text, at_s)) {
        return false;
    }
    int64_t hour = read_digits(text + 11, 2), minute = read_digits(text + 14, 2), second = read_digits(text + 17, 2),
            offset_s = 0;
    if (!is_utc) {
        int64_t offset_hour = read_digits(text + 20, 2), offset_minute = read_digits(text + 23, 2);
        if (offset_hour > 14 || offset_minute > 59) {
            return false;
        }
        offset_s = 3600 * offset_hour + 60 * offset_minute;
    }
    *at_s += 3600 * hour + 60 * minute + second - (is_west ? -offset_s : offset_s);
    return hour < 24 && minute < 60 && second < 60;
}

instant instant_text(int64_t at_s)
{
    instant shown;
    int64_t days = at_s / DAY_S - (at_s % DAY_S < 0), year, month, day, second = at_s - days * DAY_S;
    if (days < days_of(1, 1, 1) || days > days_of(9999, 12, 31)) {
        snprintf(shown.text, sizeof shown.text, "%lld s", (long long)at_s);
        return shown;
    }
    date_of(days, &year, &month, &day);
    snprintf(shown.text, sizeof shown.text, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, (int)month, (int)day,
             (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
    return shown;
}

int64_t instant_add_months(int64_t at_s, int64_t months)
{
    int64_t days = at_s / DAY_S - (at_s % DAY_S < 0), year, month, day;
    date_of(days, &year, &month, &day);
    int64_t total = 12 * year + month - 1 + months, to_year = total / 12, to_month = total % 12 + 1;
    int64_t last = days_of(to_month < 12 ? to_year : to_year + 1, to_month < 12 ? to_month + 1 : 1, 1) -
                   days_of(to_year, to_month, 1);
    return at_s + (days_of(to_year, to_month, day < last ? day : last) - days) * DAY_S;
}

/* TOLL_NOW fixes the clock, so that answers can be repeated. SOURCE_DATE_EPOCH would not do: build systems set it to 1980
 * without asking, and prices of that time are others. */
static bool read_fixed(int64_t *at_s)
{
    const char *fixed = getenv("TOLL_NOW");
    return fixed != NULL && fixed[0] != 0 && instant_parse(fixed, at_s);
}

int64_t instant_now(void)
{
    int64_t at_s = 0;
    return read_fixed(&at_s) ? at_s : (int64_t)time(NULL);
}

bool instant_now_is_sound(void)
{
    int64_t at_s = 0;
    const char *fixed = getenv("TOLL_NOW");
    if (fixed == NULL || fixed[0] == 0 || read_fixed(&at_s)) {
        return true;
    }
    complain("TOLL_NOW takes an instant such as 2026-08-21 or 2026-08-21T09:30:00Z, got \"%.40s\"", fixed);
    return false;
}
