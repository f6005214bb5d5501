/* SPDX-License-Identifier: Apache-2.0 */
/* The offset of local time from UTC by a zone's own rule, as POSIX writes it in TZ (IEEE Std 1003.1-2024, section 8.3).
 *
 *     std offset [dst [offset] , Mm.w.d[/time] , Mm.w.d[/time]]
 *
 * `offset` is what must be added to local time to get UTC, so EST5 is UTC-5. Daylight saving time is an hour ahead where
 * it has no offset, and changes are at 02:00 local time where they have no time. Days are counted in integers; civil
 * dates by the era of 400 years (Hinnant, chrono-compatible low-level date algorithms, 2013).
 *
 * By hand: EST5EDT,M3.2.0,M11.1.0 in 2026. March has 1, 8, 15 ... as Sundays, so it starts on the 8th at 02:00 EST,
 * 07:00 UTC. It ends on November 1 at 02:00 EDT, 06:00 UTC. */
#include "book/time_zone.h"

#include <string.h>

#define DAY_S    INT64_C(86400)
#define HOUR_S   3600
#define TWO_AM   (2 * HOUR_S)
#define HOURS_24 24
/* POSIX allows 24 hours in an offset; times of changes reach a week either way (RFC 8536, section 3.3.1). */
#define HOURS_167 167
/* An era: 400 years have 146,097 days. 1970-01-01 is day 719,468 of an era that begins on 0000-03-01. */
#define ERA_DAYS   INT64_C(146097)
#define EPOCH_DAYS INT64_C(719468)

/* ---- civil dates ---- */

toll__date toll__date_of_day(int64_t day)
{
    const int64_t shifted = day + EPOCH_DAYS;
    const int64_t era = (shifted >= 0 ? shifted : shifted - (ERA_DAYS - 1)) / ERA_DAYS;
    const int64_t in_era = shifted - era * ERA_DAYS; /* 0 .. 146,096 */
    const int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / (ERA_DAYS - 1)) / 365;
    const int64_t in_year = in_era - (365 * year + year / 4 - year / 100); /* from March 1 */
    const int64_t month = (5 * in_year + 2) / 153;                         /* 0: March */
    const int32_t civil = (int32_t)(month < 10 ? month + 3 : month - 9);
    return (toll__date){year + era * 400 + (civil <= 2), civil, (int32_t)(in_year - (153 * month + 2) / 5 + 1)};
}

int64_t toll__day_of_date(int64_t year, int32_t month, int32_t day)
{
    const int64_t from_march = year - (month <= 2);
    const int64_t era = (from_march >= 0 ? from_march : from_march - 399) / 400;
    const int64_t in_era = from_march - era * 400;
    const int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 + in_year - EPOCH_DAYS;
}

/* ---- the text ---- */

/* Up to two or three digits; 0: none are there. */
static int read_number(const char **at, int32_t most, int32_t *number)
{
    int32_t value = 0, count = 0;
    for (; **at >= '0' && **at <= '9' && count < 3; (*at)++, count++)
        value = value * 10 + (**at - '0');
    *number = value;
    return count > 0 && value <= most;
}

/* [+-]hh[:mm[:ss]] in seconds */
static int read_clock(const char **at, int32_t hours, int32_t *seconds)
{
    int32_t part = 0;
    const int is_negative = **at == '-';
    *at += **at == '-' || **at == '+';
    if (!read_number(at, hours, &part))
        return 0;
    *seconds = part * HOUR_S;
    for (int32_t unit = 60; unit > 0 && **at == ':'; unit /= 60) {
        (*at)++;
        if (!read_number(at, 59, &part))
            return 0;
        *seconds += part * unit;
    }
    *seconds = is_negative ? -*seconds : *seconds;
    return 1;
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* At least three letters, or <letters, digits and signs>. */
static int skip_abbreviation(const char **at)
{
    const char *start = *at;
    if (*start != '<') {
        while (is_letter(**at))
            (*at)++;
        return *at - start >= 3;
    }
    for ((*at)++; is_letter(**at) || (**at >= '0' && **at <= '9') || **at == '+' || **at == '-';)
        (*at)++;
    if (**at != '>')
        return 0;
    (*at)++;
    return *at - start >= 5;
}

/* ,Mm.w.d[/time] */
static int read_change(const char **at, toll__zone_change *change)
{
    change->second = TWO_AM;
    if ((*at)[0] != ',' || (*at)[1] != 'M')
        return 0;
    *at += 2;
    if (!read_number(at, 12, &change->month) || change->month < 1 || *(*at)++ != '.')
        return 0;
    if (!read_number(at, 5, &change->week) || change->week < 1 || *(*at)++ != '.')
        return 0;
    if (!read_number(at, 6, &change->weekday))
        return 0;
    if (**at != '/')
        return 1;
    (*at)++;
    return read_clock(at, HOURS_167, &change->second);
}

static int read_saving(const char **at, toll__zone *zone)
{
    int32_t behind = 0;
    if (!skip_abbreviation(at))
        return 0;
    zone->has_saving = 1;
    zone->saving_s = zone->standard_s + HOUR_S;
    if (**at != ',') {
        if (!read_clock(at, HOURS_24, &behind))
            return 0;
        zone->saving_s = -behind;
    }
    return read_change(at, &zone->start) && read_change(at, &zone->end);
}

int toll__zone_parse(const char *text, toll__zone *zone)
{
    int32_t behind = 0;
    memset(zone, 0, sizeof *zone);
    if (!skip_abbreviation(&text) || !read_clock(&text, HOURS_24, &behind))
        return 0;
    zone->standard_s = zone->saving_s = -behind;
    return *text == '\0' || (read_saving(&text, zone) && *text == '\0');
}

/* ---- offsets ---- */

static int64_t floor_day(int64_t seconds)
{
    const int64_t day = seconds / DAY_S;
    return seconds % DAY_S < 0 ? day - 1 : day;
}

/* 0: Sunday; 1970-01-01 was a Thursday. */
static int32_t weekday_of(int64_t day)
{
    const int32_t rest = (int32_t)((day + 4) % 7);
    return rest < 0 ? rest + 7 : rest;
}

static int32_t days_of_month(int64_t year, int32_t month)
{
    const int64_t next = month == 12 ? toll__day_of_date(year + 1, 1, 1) : toll__day_of_date(year, month + 1, 1);
    return (int32_t)(next - toll__day_of_date(year, month, 1));
}

static int64_t day_of_change(const toll__zone_change *change, int64_t year)
{
    const int64_t first = toll__day_of_date(year, change->month, 1);
    int32_t day = (change->weekday - weekday_of(first) + 7) % 7 + 7 * (change->week - 1);
    if (day >= days_of_month(year, change->month))
        day -= 7;
    return first + day;
}

/* Its second of the year in standard time, which makes both changes comparable. */
static int64_t second_of_year(const toll__zone *zone, const toll__zone_change *change, int64_t year, int is_start)
{
    const int64_t day = day_of_change(change, year) - toll__day_of_date(year, 1, 1);
    return day * DAY_S + change->second - (is_start ? 0 : zone->saving_s - zone->standard_s);
}

int64_t toll__zone_change_at(const toll__zone *zone, int64_t year, int is_start)
{
    const toll__zone_change *change = is_start ? &zone->start : &zone->end;
    return toll__day_of_date(year, 1, 1) * DAY_S + second_of_year(zone, change, year, is_start) - zone->standard_s;
}

int32_t toll__zone_offset(const toll__zone *zone, int64_t at_s)
{
    if (zone->has_saving == 0)
        return zone->standard_s;
    const int64_t day = floor_day(at_s), rest = at_s % DAY_S; /* day * DAY_S would overflow at the first instants */
    const int64_t second = (rest < 0 ? rest + DAY_S : rest) + zone->standard_s; /* may leave the day */
    const int64_t local = day + (second < 0 ? -1 : second / DAY_S);
    const int64_t year = toll__date_of_day(local).year;
    const int64_t now = (day - toll__day_of_date(year, 1, 1)) * DAY_S + second;
    const int64_t start = second_of_year(zone, &zone->start, year, 1);
    const int64_t end = second_of_year(zone, &zone->end, year, 0);
    const int is_saving = start < end ? now >= start && now < end : now >= start || now < end;
    return is_saving ? zone->saving_s : zone->standard_s;
}
