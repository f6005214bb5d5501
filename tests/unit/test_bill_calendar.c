/* SPDX-License-Identifier: Apache-2.0 */
/* Windows, weekdays, offsets and holidays against a slow computation that counts days one by one from 1970-01-01. */
#include "tariff_rows.h"

#define DAY    INT64_C(86400)
#define MONDAY INT64_C(1793577600) /* 2026-11-02T00:00:00Z */
#define LIST   7u

/* Slow: weekday by walking from 1970-01-01, a Thursday; bit 0 is Monday. */
static int slow_weekday(int64_t instant)
{
    int weekday = 3;
    int64_t midnight = 0;
    for (; instant >= midnight + DAY; midnight += DAY)
        weekday = weekday == 6 ? 0 : weekday + 1;
    for (; instant < midnight; midnight -= DAY)
        weekday = weekday == 0 ? 6 : weekday - 1;
    return weekday;
}

/* Slow: the window as a list of seconds that it holds. */
static int slow_in_window(const toll__row *row, int64_t instant)
{
    int64_t second = instant;
    while (second < 0)
        second += DAY * 10000;
    second %= DAY;
    int64_t length = row->end_s - row->start_s;
    if (length <= 0)
        length += DAY;
    int64_t since = second - row->start_s;
    if (since < 0)
        since += DAY;
    if (since >= length)
        return 0;
    return row->weekdays == 0 || (row->weekdays >> slow_weekday(instant + row->utc_offset_s) & 1) != 0;
}

static const toll__book_facts nothing;

static toll__context context_at(int64_t at_s)
{
    toll__context context;
    memset(&context, 0, sizeof context);
    context.at_s = at_s;
    context.has_instant = 1;
    context.facts = &nothing;
    return context;
}

static const toll__row windows[] = {
    {.weekdays = 31, .start_s = 3600, .end_s = 4 * 3600},                              /* Mon-Fri 01:00-04:00 */
    {.weekdays = 32, .start_s = 16 * 3600, .end_s = 17 * 3600, .utc_offset_s = 28800}, /* Saturday in China */
    {.weekdays = 96, .start_s = 22 * 3600, .end_s = 2 * 3600},                         /* over midnight */
    {.weekdays = 1, .start_s = 0, .end_s = 0, .utc_offset_s = -12 * 3600},             /* all day */
    {.weekdays = 0, .start_s = 5, .end_s = 4},                                         /* all but one second */
    {.weekdays = 64, .start_s = 10 * 3600, .end_s = 86400, .utc_offset_s = 14 * 3600},
    {.weekdays = 4, .start_s = 0, .end_s = 86400, .utc_offset_s = 86400},
    {.weekdays = 8, .start_s = 12 * 3600, .end_s = 12 * 3600 + 1, .utc_offset_s = -86400},
};

static void windows_hold_in_every_minute_of_a_week(void **state)
{
    (void)state;
    const int64_t weeks[3] = {MONDAY, -3 * DAY, -30 * DAY - 11};
    for (int w = 0; w < 3; w++)
        for (int64_t minute = 0; minute < 7 * 24 * 60; minute++) {
            toll__context context = context_at(weeks[w] + 60 * minute);
            for (size_t i = 0; i < COUNT(windows); i++)
                if (toll__calendar_in_window(&windows[i], &context) != slow_in_window(&windows[i], context.at_s))
                    fail_msg("window %d, minute %d of week %d", (int)i, (int)minute, w);
        }
}

static void windows_switch_on_the_second(void **state)
{
    (void)state;
    int switches = 0;
    for (size_t i = 0; i < COUNT(windows); i++)
        for (int64_t day = 0; day < 8; day++) {
            const int64_t edges[3] = {windows[i].start_s, windows[i].end_s, -windows[i].utc_offset_s};
            int before = -1;
            for (int e = 0; e < 3; e++, before = -1)
                for (int64_t second = -90; second <= 90; second++) {
                    toll__context context = context_at(MONDAY + day * DAY + edges[e] + second);
                    int in = toll__calendar_in_window(&windows[i], &context);
                    assert_int_equal(in, slow_in_window(&windows[i], context.at_s));
                    switches += before >= 0 && in != before;
                    before = in;
                }
        }
    assert_true(switches > 50); /* the edges are really met */
}

static void a_window_has_its_start_and_not_its_end(void **state)
{
    (void)state;
    const toll__row *peak = &windows[0];
    const struct {
        int64_t at;
        int in;
    } cases[] = {{MONDAY + 3599, 0}, {MONDAY + 3600, 1}, {MONDAY + 4 * 3600 - 1, 1}, {MONDAY + 4 * 3600, 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        toll__context context = context_at(cases[i].at);
        assert_int_equal(toll__calendar_in_window(peak, &context), cases[i].in);
    }
    /* A window over midnight belongs, for its weekday, to the day of the instant: Saturday and Sunday here. */
    toll__context friday = context_at(MONDAY + 4 * DAY + 23 * 3600), sunday = context_at(MONDAY + 6 * DAY + 3600);
    toll__context monday = context_at(MONDAY + 7 * DAY + 3600);
    assert_int_equal(toll__calendar_in_window(&windows[2], &friday), 0);
    assert_int_equal(toll__calendar_in_window(&windows[2], &sunday), 1);
    assert_int_equal(toll__calendar_in_window(&windows[2], &monday), 0);
}

/* A list with 2026-11-03 on a calendar 8 hours ahead: it begins at 16:00 UTC of the day before. */
static void holidays_follow_the_calendars_offset(void **state)
{
    (void)state;
    const toll__row rows[3] = {{.kind = TOLL_ROW_HOLIDAY, .key = LIST, .from_s = MONDAY + DAY + 4711},
                               {.kind = TOLL_ROW_HOLIDAY, .key = LIST + 1, .from_s = MONDAY + 3 * DAY},
                               {.kind = TOLL_ROW_HOLIDAY, .key = LIST, .from_s = -1}};
    const uint32_t numbers[4] = {0, 1, 2, 99}; /* the last is none of the book's rows: passed over */
    const toll__book_facts facts = {.rows = rows, .calendar = numbers, .n_rows = 3, .n_calendar = 4};
    toll__row holiday = {.kind = TOLL_ROW_WHEN_HOLIDAY, .key = LIST, .utc_offset_s = 28800};
    toll__row workday = {.kind = TOLL_ROW_WHEN_TIME, .weekdays = 31, .key = LIST, .utc_offset_s = 28800};
    for (int64_t at = MONDAY + 16 * 3600 - 60; at <= MONDAY + 40 * 3600 + 60; at++) {
        toll__context context = context_at(at);
        context.facts = &facts;
        int is_in = at >= MONDAY + 16 * 3600 && at < MONDAY + 40 * 3600;
        assert_int_equal(toll__calendar_is_holiday(&holiday, &context), is_in);
        assert_int_equal(toll__calendar_in_window(&workday, &context), !is_in);
    }
    toll__context last_of_1969 = context_at(-DAY);
    last_of_1969.facts = &facts;
    holiday.utc_offset_s = 0;
    assert_int_equal(toll__calendar_is_holiday(&holiday, &last_of_1969), 1);
    holiday.key = LIST + 2;
    assert_int_equal(toll__calendar_is_holiday(&holiday, &last_of_1969), TOLL__CALENDAR_UNKNOWN); /* no such list */
}

static void the_ends_of_time_do_not_overflow(void **state)
{
    (void)state;
    const int64_t ends[2] = {INT64_MIN, INT64_MAX};
    for (int i = 0; i < 2; i++) {
        toll__context context = context_at(ends[i]);

        for (size_t w = 0; w < COUNT(windows); w++)
            (void)toll__calendar_in_window(&windows[w], &context); /* under the sanitizer: nothing overflows */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_hold_in_every_minute_of_a_week),
        cmocka_unit_test(windows_switch_on_the_second),
        cmocka_unit_test(a_window_has_its_start_and_not_its_end),
        cmocka_unit_test(holidays_follow_the_calendars_offset),
        cmocka_unit_test(the_ends_of_time_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
