/* SPDX-License-Identifier: Apache-2.0 */
/* Instants at which a tariff's time predicates give every set of verdicts that they can give within an interval.
 *
 * Verdicts change only at the interval's start, at an edge, and each day at the start or end of a window and at midnight
 * of some vendor's calendar. Edges are those of WHEN_INSTANT rows, of the time in which a list of holidays or a zone is
 * known, and the changes of a zone to daylight saving time and back. So it is enough to try those seconds of every day.
 * Most days repeat others: between two edges a day whose neighbours are no holidays gives what any such day of the same
 * weekday gives. Days are therefore tried from the first on until each weekday was seen so, and then the days around
 * holidays alone.
 *
 * Zones change twice a year for ever. Their changes are edges for 12 years: a rule names a weekday of a month, and within
 * 12 years (between 1901 and 2099) a date falls on every weekday, so later years repeat what was seen. */
#include <stddef.h>

#include "bound/bound_scope.h"
#include "bill/calendar.h"
#include "book/time_zone.h"

#define DAY_S      INT64_C(86400)
#define MARKS      96
#define EDGES      128
#define ZONE_YEARS 12                 /* of its changes; see above */
#define DAYS_MAX   1000               /* of holidays in a row, before a plain week is found */
#define FAR_S      (INT64_C(1) << 61) /* days and seconds of what is nearer don't overflow */
#define WHOLE      0x7fu              /* a week, a bit a day */

typedef struct instant_search {
    const toll__tariff *tariff;
    toll__context context;
    toll__situations *situations;
    int64_t from_s, until_s; /* between two edges */
    uint32_t n_marks, n_edges;
    int64_t mark[MARKS]; /* seconds of the day */
    int64_t edge[EDGES];
} instant_search;

static int is_timed(const toll__row *row)
{
    return row->kind == TOLL_ROW_WHEN_TIME || row->kind == TOLL_ROW_WHEN_HOLIDAY || row->kind == TOLL_ROW_WHEN_INSTANT;
}

/* 1, 0, or TOLL__CALENDAR_UNKNOWN */
static int row_holds(const toll__row *row, const toll__context *context)
{
    if (row->kind == TOLL_ROW_WHEN_TIME)
        return toll__calendar_in_window(row, context);
    if (row->kind == TOLL_ROW_WHEN_HOLIDAY)
        return toll__calendar_is_holiday(row, context);
    return toll__calendar_in_interval(row, context);
}

/* Keeps the instant if its verdicts are new; 0: no room. */
static int try_instant(instant_search *h, int64_t at_s)
{
    toll__situations *s = h->situations;
    uint64_t verdict = 0, unknown = 0;
    uint32_t bit = 0;
    h->context.at_s = at_s;
    for (uint32_t i = 0; i < h->tariff->n_rows; i++) {
        if (!is_timed(&h->tariff->rows[i]))
            continue;
        if (bit == 64)
            return 0;
        const int holds = row_holds(&h->tariff->rows[i], &h->context);
        verdict |= (uint64_t)(holds == 1) << bit;
        unknown |= (uint64_t)(holds == TOLL__CALENDAR_UNKNOWN) << bit++;
    }
    for (uint32_t i = 0; i < s->n_instants; i++)
        if (s->verdict[i] == verdict && s->unknown[i] == unknown)
            return 1;
    if (s->n_instants == TOLL__SCOPE_INSTANTS)
        return 0;
    s->verdict[s->n_instants] = verdict;
    s->unknown[s->n_instants] = unknown;
    s->instant[s->n_instants++] = at_s;
    return 1;
}

static int add_number(int64_t *list, uint32_t *count, uint32_t room, int64_t number)
{
    for (uint32_t i = 0; i < *count; i++)
        if (list[i] == number)
            return 1;
    if (*count == room)
        return 0;
    list[(*count)++] = number;
    return 1;
}

static int add_mark(instant_search *h, int64_t second)
{
    int64_t rest = second % DAY_S;
    return add_number(h->mark, &h->n_marks, MARKS, rest < 0 ? rest + DAY_S : rest);
}

static int add_edge(instant_search *h, int64_t at_s, int64_t from_s, int64_t until_s)
{
    return at_s <= from_s || at_s >= until_s || add_number(h->edge, &h->n_edges, EDGES, at_s);
}

/* ---- what the book knows of time ---- */

/* The rows of the book's calendar that are about a row: its list, its zone. */
static int is_calendar_of(const toll__row *row, const toll__row *timed)
{
    if (row->kind == TOLL_ROW_ZONE)
        return timed->text != 0 && row->key == timed->text;
    return row->kind == TOLL_ROW_CALENDAR && timed->key != 0 && row->key == timed->key;
}

/* Ends of a list move with the calendar by which days are counted, so all its hours are tried. */
static int add_known_edges(instant_search *h, const toll__row *row, int32_t offset, int64_t from_s, int64_t until_s)
{
    const int64_t start = row->from_s, end = row->until_s;
    return (start < -FAR_S || add_edge(h, start - offset, from_s, until_s)) &&
           (end > FAR_S || add_edge(h, end - offset, from_s, until_s));
}

/* The seconds of a zone's window, on the clocks of standard and of daylight saving time. */
static int add_local_marks(instant_search *h, const toll__row *timed, int32_t offset)
{
    return add_mark(h, timed->start_s - offset) && add_mark(h, timed->end_s - offset) && add_mark(h, DAY_S - offset);
}

static int add_changes(instant_search *h, const toll__zone *zone, int64_t from_s, int64_t until_s)
{
    const int64_t near = from_s > -FAR_S ? from_s : until_s < FAR_S ? until_s - ZONE_YEARS * 366 * DAY_S : 0;
    const int64_t first = toll__date_of_day(toll__calendar_day(near)).year;
    for (int64_t year = first; year < first + ZONE_YEARS; year++)
        for (int is_start = 0; is_start < 2; is_start++)
            if (!add_edge(h, toll__zone_change_at(zone, year, is_start), from_s, until_s))
                return 0;
    return 1;
}

static int add_zone(instant_search *h, const toll__row *row, const toll__row *timed, int64_t from_s, int64_t until_s)
{
    char text[TOLL__TEXT_BYTES];
    toll__zone zone;
    toll__texts_get(toll__context_texts(&h->context), row->text, text);
    if (!toll__zone_parse(text, &zone) || !add_known_edges(h, row, 0, from_s, until_s) ||
        !add_local_marks(h, timed, zone.standard_s) || !add_local_marks(h, timed, zone.saving_s))
        return 0;
    return zone.has_saving == 0 || (from_s < FAR_S && add_changes(h, &zone, from_s, until_s));
}

/* An end of a list is a midnight on the calendar of the row that asks; a zone's differs by a day at most. */
static int add_list(instant_search *h, const toll__row *row, const toll__row *timed, int64_t from_s, int64_t until_s)
{
    if (timed->text == 0)
        return add_known_edges(h, row, timed->utc_offset_s, from_s, until_s);
    return add_known_edges(h, row, -DAY_S, from_s, until_s) && add_known_edges(h, row, DAY_S, from_s, until_s);
}

static int add_calendar(instant_search *h, const toll__row *timed, int64_t from_s, int64_t until_s)
{
    int fits = 1;
    for (uint32_t i = 0; i < h->context.facts->n_calendar && fits; i++) {
        const toll__row *row = toll__calendar_row(&h->context, i);
        if (row == NULL || !is_calendar_of(row, timed))
            continue;
        fits = row->kind == TOLL_ROW_ZONE
                   ? toll__context_texts(&h->context) != NULL && add_zone(h, row, timed, from_s, until_s)
                   : add_list(h, row, timed, from_s, until_s);
    }
    return fits;
}

static int find_marks(instant_search *h, int64_t from_s, int64_t until_s)
{
    int fits = add_mark(h, 0);
    for (uint32_t i = 0; i < h->tariff->n_rows && fits; i++) {
        const toll__row *row = &h->tariff->rows[i];
        if (row->kind == TOLL_ROW_WHEN_INSTANT)
            fits = add_edge(h, row->from_s, from_s, until_s) && add_edge(h, row->until_s, from_s, until_s);
        else if (is_timed(row))
            fits = add_mark(h, row->start_s) && add_mark(h, row->end_s) &&
                   add_mark(h, DAY_S - row->utc_offset_s % DAY_S) && add_calendar(h, row, from_s, until_s);
    }
    return fits;
}

static int try_day(instant_search *h, int64_t day)
{
    for (uint32_t i = 0; i < h->n_marks; i++) {
        int64_t at_s = day * DAY_S + h->mark[i];
        if (at_s >= h->from_s && at_s < h->until_s && !try_instant(h, at_s))
            return 0;
    }
    return 1;
}

/* The holiday's day, counted in UTC; 0: the row is no holiday, or lies too far away to count. */
static int find_holiday(const instant_search *h, uint32_t index, int64_t *day)
{
    const toll__row *row = toll__calendar_row(&h->context, index);
    if (row == NULL || row->kind != TOLL_ROW_HOLIDAY)
        return 0;
    int64_t at_s = row->from_s;
    *day = at_s > -FAR_S && at_s < FAR_S ? toll__calendar_day(at_s) : 0;
    return at_s > -FAR_S && at_s < FAR_S;
}

/* Vendors' calendars differ from UTC by a day at most. */
static int is_plain(const instant_search *h, int64_t day)
{
    int64_t holiday = 0;
    for (uint32_t i = 0; i < h->context.facts->n_calendar; i++)
        if (find_holiday(h, i, &holiday) && holiday >= day - 1 && holiday <= day + 1)
            return 0;
    return 1;
}

static int try_week(instant_search *h, int64_t first, int64_t last)
{
    uint32_t seen = 0;
    for (int64_t day = first; day <= last && seen != WHOLE; day++) {
        if (day - first > DAYS_MAX || !try_day(h, day))
            return 0;
        int64_t weekday = (day % 7 + 7) % 7;
        if (day > first && is_plain(h, day)) /* the first may have begun before the interval does */
            seen |= 1u << weekday;
    }
    return 1;
}

static int try_holidays(instant_search *h)
{
    int64_t holiday = 0;
    for (uint32_t i = 0; i < h->context.facts->n_calendar; i++) {
        if (!find_holiday(h, i, &holiday))
            continue;
        for (int64_t day = holiday - 1; day <= holiday + 1; day++)
            if (!try_day(h, day))
                return 0;
    }
    return 1;
}

/* Between two edges; an end that lies beyond all calendars is moved to where days can be counted. */
static int try_span(instant_search *h, int64_t from_s, int64_t until_s)
{
    h->from_s = from_s;
    h->until_s = until_s;
    if (!try_instant(h, from_s))
        return 0;
    int64_t start = from_s, end = until_s - 1;
    if (start < -FAR_S)
        start = end < 0 ? end - 400 * DAY_S : 0;
    if (start < from_s || start >= FAR_S || end < -FAR_S + 400 * DAY_S)
        return 0; /* thousands of millions of years away */
    if (end > FAR_S)
        end = FAR_S;
    return try_week(h, toll__calendar_day(start), toll__calendar_day(end)) && try_holidays(h);
}

static int try_interval(instant_search *h, int64_t from_s, int64_t until_s)
{
    while (from_s < until_s) {
        int64_t next = until_s;
        for (uint32_t i = 0; i < h->n_edges; i++)
            if (h->edge[i] > from_s && h->edge[i] < next)
                next = h->edge[i];
        if (!try_span(h, from_s, next))
            return 0;
        from_s = next;
    }
    return 1;
}

int toll__instants_find(const toll__tariff *tariff, const toll__scope *scope, toll__situations *situations)
{
    instant_search h = {.tariff = tariff, .context = scope->context, .situations = situations};
    int64_t from_s = scope->has_from ? scope->from_s : tariff->rows[0].from_s;
    int64_t until_s = scope->has_until ? scope->until_s : tariff->rows[0].until_s;
    h.context.has_instant = 1;
    if (from_s >= until_s && scope->has_until && until_s > INT64_MIN) /* outside of the tariff's time */
        from_s = until_s - 1;
    else if (from_s >= until_s && from_s < INT64_MAX)
        until_s = from_s + 1;
    return find_marks(&h, from_s, until_s) && try_interval(&h, from_s, until_s) && situations->n_instants > 0;
}
