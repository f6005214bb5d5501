/* SPDX-License-Identifier: Apache-2.0 */
/* Days, weekdays, windows of the day and holidays, in integers (POSIX seconds, 86,400 a day).
 *
 * A window is of UTC with weekdays on a calendar of a fixed offset, or wholly of the local time of a zone, whose rule is
 * a row of the book (book/time_zone.c). A list of holidays is known where its rows CALENDAR say so. An answer that needs
 * more than the book knows is TOLL__CALENDAR_UNKNOWN, so that the bill can refuse it.
 *
 * By hand: 2026-11-02 10:00 UTC is 1,793,613,600. Day 20,759 since 1970-01-01, a Thursday: (20,759 + 3) mod 7 = 0, a
 * Monday. Its second 36,000 lies outside of a window from 22:00 to 06:00, which second 79,200 opens. */
#include "bill/calendar.h"

#include <stddef.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/book_view.h"
#include "book/time_zone.h"

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

/* A day and its second on some clock. */
typedef struct clock_time {
    int64_t day, second;
} clock_time;

/* The clock that runs `offset` ahead of UTC. A book that changes under us must not overflow the sum. */
static clock_time read_clock(int64_t at_s, int64_t offset)
{
    const int64_t day = toll__calendar_day(at_s), second = second_of_day(at_s);
    if (offset < -DAY_S || offset > DAY_S)
        return (clock_time){day, second};
    const int64_t local = second + offset, days = local < 0 ? -1 : local / DAY_S;
    return (clock_time){day + days, local - days * DAY_S};
}

/* 1970-01-01 was a Thursday: bit 3 when Monday is bit 0. */
static uint32_t weekday_of(int64_t day)
{
    int64_t rest = (day + 3) % 7;
    return (uint32_t)(rest < 0 ? rest + 7 : rest);
}

const toll__row *toll__calendar_row(const toll__context *context, uint32_t index)
{
    const uint32_t number = context->facts->calendar[index]; /* read once: a book may change under us */
    return number < context->facts->n_rows ? &context->facts->rows[number] : NULL;
}

/* ---- lists ---- */

static int is_holiday(uint32_t list, int64_t day, const toll__context *context)
{
    for (uint32_t i = 0; i < context->facts->n_calendar; i++) {
        const toll__row *row = toll__calendar_row(context, i);
        if (row != NULL && row->kind == TOLL_ROW_HOLIDAY && row->key == list && toll__calendar_day(row->from_s) == day)
            return 1;
    }
    return 0;
}

/* Whole days of the interval: one that begins at noon has its first day on the morrow. */
static int has_day(const toll__row *calendar, int64_t day)
{
    const int64_t from = calendar->from_s, first = toll__calendar_day(from) + (second_of_day(from) > 0);
    return day >= first && day < toll__calendar_day(calendar->until_s);
}

/* Whether the list is complete on a day. One without a row CALENDAR, in a book of an older library, is complete in the
 * years in which it has days. */
static int is_listed_day(uint32_t list, int64_t day, const toll__context *context)
{
    const int64_t year = toll__date_of_day(day).year;
    int has_calendar = 0, has_year = 0;
    for (uint32_t i = 0; i < context->facts->n_calendar; i++) {
        const toll__row *row = toll__calendar_row(context, i);
        if (row == NULL || row->key != list || row->kind == TOLL_ROW_ZONE)
            continue;
        has_calendar |= row->kind == TOLL_ROW_CALENDAR;
        has_year |= row->kind == TOLL_ROW_HOLIDAY && toll__date_of_day(toll__calendar_day(row->from_s)).year == year;
        if (row->kind == TOLL_ROW_CALENDAR && has_day(row, day))
            return 1;
    }
    return !has_calendar && has_year;
}

static int ask_list(uint32_t list, int64_t day, const toll__context *context)
{
    return is_listed_day(list, day, context) ? is_holiday(list, day, context) : TOLL__CALENDAR_UNKNOWN;
}

/* ---- local time ---- */

/* The rule of a zone that holds at the instant; 0: the book has none. */
static int find_zone(uint32_t name, const toll__context *context, toll__zone *zone)
{
    char text[TOLL__TEXT_BYTES];
    for (uint32_t i = 0; toll__context_texts(context) != NULL && i < context->facts->n_calendar; i++) {
        const toll__row *row = toll__calendar_row(context, i);
        if (row == NULL || row->kind != TOLL_ROW_ZONE || row->key != name || !toll__calendar_in_interval(row, context))
            continue;
        toll__texts_get(toll__context_texts(context), row->text, text);
        return toll__zone_parse(text, zone);
    }
    return 0;
}

/* The row's local time; 0: its zone is not known at the instant. */
static int read_local_time(const toll__row *row, const toll__context *context, clock_time *local)
{
    toll__zone zone;
    if (row->text == 0) {
        *local = read_clock(context->at_s, row->utc_offset_s);
        return 1;
    }
    if (!find_zone(row->text, context, &zone))
        return 0;
    *local = read_clock(context->at_s, toll__zone_offset(&zone, context->at_s));
    return 1;
}

int toll__calendar_is_holiday(const toll__row *row, const toll__context *context)
{
    clock_time local;
    if (!read_local_time(row, context, &local))
        return TOLL__CALENDAR_UNKNOWN;
    return ask_list(row->key, local.day, context);
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
    clock_time local;
    if (row->text == 0 && !in_hours(row->start_s, row->end_s, second_of_day(context->at_s)))
        return 0;
    if (!read_local_time(row, context, &local))
        return TOLL__CALENDAR_UNKNOWN;
    if (row->text != 0 && !in_hours(row->start_s, row->end_s, local.second))
        return 0;
    if (row->weekdays != 0 && ((uint64_t)row->weekdays >> weekday_of(local.day) & 1) == 0)
        return 0;
    if (row->key == 0)
        return 1;
    const int holiday = ask_list(row->key, local.day, context);
    return holiday == TOLL__CALENDAR_UNKNOWN ? holiday : !holiday;
}

/* ---- what is not known ---- */

static void put_number(toll__text *out, int64_t number, int64_t digits)
{
    for (int64_t least = digits > 2 ? 1000 : 10; least > 1 && number >= 0 && number < least; least /= 10)
        toll__text_put(out, "0");
    toll__text_put_i64(out, number);
}

static void put_date(toll__text *out, int64_t day)
{
    const toll__date date = toll__date_of_day(day);
    put_number(out, date.year, 4);
    toll__text_put(out, "-");
    put_number(out, date.month, 2);
    toll__text_put(out, "-");
    put_number(out, date.day, 2);
}

/* The last end before the instant, else the first start after it, of the rows that say when something is known. */
static void put_known_time(toll__text *out, uint32_t kind, uint32_t key, const toll__context *context)
{
    int64_t ended = INT64_MIN, starts = INT64_MAX;
    for (uint32_t i = 0; i < context->facts->n_calendar; i++) {
        const toll__row *row = toll__calendar_row(context, i);
        if (row == NULL || row->kind != kind || row->key != key)
            continue;
        if (row->until_s <= context->at_s + DAY_S && row->until_s > ended)
            ended = row->until_s;
        else if (row->from_s < starts)
            starts = row->from_s;
    }
    if (ended == INT64_MIN && starts == INT64_MAX) {
        toll__text_put(out, " has no day in its year");
        return;
    }
    toll__text_put(out, ended != INT64_MIN ? " is known until " : " is known from ");
    put_date(out, toll__calendar_day(ended != INT64_MIN ? ended : starts));
}

static int is_zone_unknown(const toll__row *row, const toll__context *context)
{
    toll__zone zone;
    return row->text != 0 && !find_zone(row->text, context, &zone);
}

/* "at_s is beyond what the book knows: holiday list cn is known until 2027-01-01" */
toll_status toll__calendar_fail(const toll__row *row, const toll__context *context, toll_error *err)
{
    char reason[192], name[TOLL__TEXT_BYTES] = "";
    const int is_zone = is_zone_unknown(row, context);
    const uint32_t key = is_zone ? row->text : row->key;
    toll__text out;
    if (toll__context_texts(context) != NULL)
        toll__texts_get(toll__context_texts(context), key, name);
    toll__text_start(&out, reason, sizeof reason);
    toll__text_put(&out, "is beyond what the book knows: ");
    toll__text_put(&out, is_zone ? "time zone " : "holiday list ");
    toll__text_put(&out, name);
    put_known_time(&out, is_zone ? TOLL_ROW_ZONE : TOLL_ROW_CALENDAR, key, context);
    (void)toll__text_end(&out);
    return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "at_s", -1, reason);
}
