/* SPDX-License-Identifier: Apache-2.0 */
/* Days, weekdays, windows of the day and holidays, in integers (POSIX seconds, 86,400 a day).
 *
 * By hand: 2026-11-02 10:00 UTC is 1,793,613,600. Day 20,759 since 1970-01-01, a Thursday: (20,759 + 3) mod 7 = 0, a
 * Monday. Its second 36,000 lies outside of a window from 22:00 to 06:00, which second 79,200 opens. */
#include "bill/calendar.h"

#define DAY_S INT64_C(86400)

/* Quotient towards minus infinity, so that instants before 1970 fall into the day that they belong to. */
int64_t toll__calendar_day(int64_t seconds)
{
    int64_t day = seconds / DAY_S;
    return seconds % DAY_S < 0 ? day - 1 : day;
}

static int64_t second_of_day(int64_t seconds)
{
    int64_t rest = seconds % DAY_S;
    return rest < 0 ? rest + DAY_S : rest;
}

/* The day on the calendar that runs `offset` ahead of UTC. A book that changes under us must not overflow the sum. */
static int64_t local_day(const toll__context *context, int64_t offset)
{
    int64_t day = toll__calendar_day(context->at_s);
    if (offset < -DAY_S || offset > DAY_S)
        return day;
    int64_t second = second_of_day(context->at_s) + offset;
    if (second < 0)
        return day - 1;
    return day + (second >= DAY_S) + (second >= 2 * DAY_S);
}

/* 1970-01-01 was a Thursday: bit 3 when Monday is bit 0. */
static uint32_t weekday_of(int64_t day)
{
    int64_t rest = (day + 3) % 7;
    return (uint32_t)(rest < 0 ? rest + 7 : rest);
}

static int is_holiday(uint32_t list, int64_t day, const toll__context *context)
{
    for (uint32_t i = 0; i < context->n_holidays; i++) {
        uint32_t number = context->holidays[i]; /* read once: a book may change under us */
        if (number >= context->n_book_rows)
            continue;
        const toll__row *row = &context->book_rows[number];
        if (row->key == list && toll__calendar_day(row->from_s) == day)
            return 1;
    }
    return 0;
}

int toll__calendar_is_holiday(const toll__row *row, const toll__context *context)
{
    return is_holiday(row->key, local_day(context, row->utc_offset_s), context);
}

static int in_hours(int64_t start, int64_t end, int64_t second)
{
    if (start == end)
        return 1;
    if (start < end)
        return second >= start && second < end;
    return second >= start || second < end;
}

int toll__calendar_in_window(const toll__row *row, const toll__context *context)
{
    if (!in_hours(row->start_s, row->end_s, second_of_day(context->at_s)))
        return 0;
    int64_t day = local_day(context, row->utc_offset_s);
    if (row->weekdays != 0 && ((uint64_t)row->weekdays >> weekday_of(day) & 1) == 0)
        return 0;
    return row->key == 0 || !is_holiday(row->key, day, context);
}
