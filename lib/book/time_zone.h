/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a time zone: its offset from UTC at any instant. */
#ifndef TOLL_BOOK_TIME_ZONE_H
#define TOLL_BOOK_TIME_ZONE_H

#include <toll/book.h>

/* A day of the year: the week-th weekday of a month (week 5: the last), and a second of the local day before or after
 * its midnight. */
typedef struct toll__zone_change {
    int32_t month, week, weekday; /* 1 .. 12, 1 .. 5, 0 (Sunday) .. 6 */
    int32_t second;               /* -604,799 .. 604,799 */
} toll__zone_change;

typedef struct toll__zone {
    int32_t standard_s, saving_s; /* local time minus UTC, seconds; saving_s: in daylight saving time */
    int32_t has_saving;           /* 0: standard time all year */
    toll__zone_change start, end; /* start in standard time, end in daylight saving time */
} toll__zone;

/* Reads a TZ rule of POSIX, "EST5EDT,M3.2.0,M11.1.0"; 0: it is none that this library understands. */
int toll__zone_parse(const char *text, toll__zone *zone);

/* Local time minus UTC at an instant, seconds. */
int32_t toll__zone_offset(const toll__zone *zone, int64_t at_s);

/* Civil dates of the proleptic Gregorian calendar, by days since 1970-01-01. */
typedef struct toll__date {
    int64_t year;
    int32_t month, day; /* from 1 */
} toll__date;

toll__date toll__date_of_day(int64_t day);
int64_t toll__day_of_date(int64_t year, int32_t month, int32_t day);

/* The instant of a change in a year, UTC. */
int64_t toll__zone_change_at(const toll__zone *zone, int64_t year, int is_start);

#endif
