/* SPDX-License-Identifier: Apache-2.0 */
/* Local time by a zone's rule, against the C library's TZ; windows in it; and where lists of holidays and zones end. */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>
#include <time.h>

#include "money_assert.h"

#include <toll/bill.h>

#include "book/time_zone.h"

#include "book_rows.h"

#define DAY    INT64_C(86400)
#define MONDAY INT64_C(1793577600) /* 2026-11-02T00:00:00Z */

static uint64_t seed;

static uint64_t draw(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % below;
}

static const char *const zones[] = {
    "EST5EDT,M3.2.0,M11.1.0",               /* New York */
    "CET-1CEST,M3.5.0,M10.5.0/3",           /* Paris */
    "GMT0BST,M3.5.0/1,M10.5.0",             /* London */
    "AEST-10AEDT,M10.1.0,M4.1.0/3",         /* Sydney: summer over the new year */
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", /* Lord Howe: half an hour */
    "IST-2IDT,M3.4.4/26,M10.5.0",           /* Jerusalem: a change on the day after the fourth Thursday */
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",      /* Nuuk: a change before midnight */
    "CST-8",                                /* China */
    "IST-5:30",                             /* India */
    "<-03>3",                               /* Sao Paulo */
};

/* Local time minus UTC as the C library has it. */
static int64_t offset_of_libc(time_t at)
{
    struct tm tm;
    assert_non_null(localtime_r(&at, &tm));
    return toll__day_of_date(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * DAY + tm.tm_hour * 3600 + tm.tm_min * 60 +
           tm.tm_sec - (int64_t)at;
}

static void assert_offset(const char *rule, const toll__zone *zone, int64_t at)
{
    const int64_t want = offset_of_libc((time_t)at), got = toll__zone_offset(zone, at);
    if (want != got)
        fail_msg("%s at %lld: %lld, not %lld", rule, (long long)at, (long long)got, (long long)want);
}

static void offsets_are_those_of_the_c_library(void **state)
{
    (void)state;
    seed = 11;
    for (size_t i = 0; i < COUNT(zones); i++) {
        toll__zone zone;
        assert_true(toll__zone_parse(zones[i], &zone));
        assert_int_equal(setenv("TZ", zones[i], 1), 0);
        tzset();
        for (int round = 0; round < 20000; round++)
            assert_offset(zones[i], &zone, (int64_t)draw(UINT64_C(7258118400))); /* 1970 .. 2200 */
        for (int64_t year = 1971; year < 2200 && zone.has_saving; year++)
            for (int is_start = 0; is_start < 2; is_start++)
                for (int64_t around = -1; around <= 1; around++)
                    assert_offset(zones[i], &zone, toll__zone_change_at(&zone, year, is_start) + around);
    }
}

/* 2026: March 8, 07:00 UTC and November 1, 06:00 UTC (the opening comment of time_zone.c). */
static void new_york_changes_on_its_sundays(void **state)
{
    (void)state;
    toll__zone zone;
    assert_true(toll__zone_parse(zones[0], &zone));
    assert_true(toll__zone_change_at(&zone, 2026, 1) == 1772953200);
    assert_true(toll__zone_change_at(&zone, 2026, 0) == 1793512800);
    assert_int_equal(toll__zone_offset(&zone, 1772953199), -5 * 3600);
    assert_int_equal(toll__zone_offset(&zone, 1772953200), -4 * 3600);
}

static void dates_go_round(void **state)
{
    (void)state;
    for (int64_t day = -1000000; day < 1000000; day += 17) {
        const toll__date date = toll__date_of_day(day);
        assert_true(toll__day_of_date(date.year, date.month, date.day) == day);
    }
    assert_true(toll__day_of_date(1970, 1, 1) == 0 && toll__day_of_date(2000, 2, 29) == 11016);
    assert_true(toll__day_of_date(2027, 1, 1) == 20819);
}

static void other_texts_are_no_rules(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "E5",
                                        "EST",
                                        "EST5EDT",
                                        "EST5EDT,M3.2.0",
                                        "EST5EDT,M3.2.0,M11.1.0,",
                                        "EST5EDT,M3.2.0,M13.1.0",
                                        "EST5EDT,M3.2.0,M0.1.0",
                                        "EST5EDT,M3.6.0,M11.1.0",
                                        "EST5EDT,M3.0.0,M11.1.0",
                                        "EST5EDT,M3.2.7,M11.1.0",
                                        "EST5EDT,M3.2.0/168,M11.1.0",
                                        "EST5EDT,J60,J300",
                                        "EST25",
                                        "EST5:60",
                                        "EST5 ",
                                        "<E>5",
                                        "<EST5",
                                        "America/New_York",
                                        "EST1000000000000"};
    toll__zone zone;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (toll__zone_parse(wrong[i], &zone))
            fail_msg("\"%s\" is no rule", wrong[i]);
}

static void the_ends_of_time_have_an_offset(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(zones); i++) {
        toll__zone zone;
        assert_true(toll__zone_parse(zones[i], &zone));
        (void)toll__zone_offset(&zone, INT64_MAX); /* under the sanitizer: nothing overflows */
        (void)toll__zone_offset(&zone, INT64_MIN);
    }
}

/* ---- through a book ---- */

typedef struct Sale {
    book_block book;
    uint64_t card[TOLL_BILL_CARD_WORDS];
    toll_bill_context context;
    toll_bill_total total;
    toll_error err;
} Sale;

/* Input at 1 USD a million, 2 where the rule that follows holds. */
static void rows_begin(book_rows *rows)
{
    memset(rows, 0, sizeof *rows);
    rows_tariff(rows, "acme", "m");
    rows_text(rows, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "m");
    rows_price(rows, TOLL_METER_INPUT, 100);
    rows_text(rows, TOLL_ROW_RULE, 0, "peak");
    rows_price(rows, TOLL_METER_INPUT, 200);
}

static toll_bill_row *rows_zone(book_rows *rows, const char *name, const char *rule)
{
    toll_bill_row *row = rows_text(rows, TOLL_ROW_ZONE, 0, rule);
    snprintf(row->key, sizeof row->key, "%s", name);
    row->from_s = TOLL_TIME_MIN;
    row->until_s = TOLL_TIME_MAX;
    return row;
}

static toll_bill_row *rows_window(book_rows *rows, const char *zone, int64_t weekdays, int64_t from_hour,
                                  int64_t to_hour)
{
    toll_bill_row *row = rows_text(rows, TOLL_ROW_WHEN_TIME, 0, zone);
    row->weekdays = weekdays;
    row->start_s = from_hour * 3600;
    row->end_s = to_hour * 3600;
    return row;
}

static void rows_days(book_rows *rows, const char *list, int64_t day, int n)
{
    for (int i = 0; i < n; i++)
        rows_key(rows, TOLL_ROW_HOLIDAY, list)->from_s = day + i * DAY;
}

static void sale_begin(Sale *s, book_rows *rows)
{
    memset(s, 0, sizeof *s);
    if (block_make(rows, &s->book, &s->err) != TOLL_OK)
        fail_msg("%s", s->err.message);
    assert_int_equal(toll_book_open(s->book.words, s->book.size, NULL), TOLL_OK);
    rows_free(rows);
    assert_int_equal(toll_book_find(s->book.words, s->book.size, "acme", 4, "m", 1, 0, s->card, sizeof s->card, NULL),
                     TOLL_OK);
    (void)toll_struct_init(&s->context, sizeof s->context, TOLL_KIND_BILL_CONTEXT, NULL);
    (void)toll_struct_init(&s->total, sizeof s->total, TOLL_KIND_BILL_TOTAL, NULL);
    s->context.known = TOLL_CONTEXT_AT;
}

static toll_status sell_at(Sale *s, int64_t at_s)
{
    static const toll_bill_usage usage = {TOLL_METER_INPUT, 1000000};
    s->context.at_s = at_s;
    return toll_bill_compute(s->card, sizeof s->card, &usage, 1, &s->context, NULL, 0, NULL, 0, NULL, 0, &s->total,
                             &s->err);
}

static void assert_costs_at(Sale *s, int64_t at_s, const char *amount)
{
    if (sell_at(s, at_s) != TOLL_OK)
        fail_msg("%s", s->err.message);
    assert_amount_text(s->total.billed_cost, amount);
}

static void assert_no_sale_at(Sale *s, int64_t at_s, const char *message)
{
    assert_int_equal(sell_at(s, at_s), TOLL_E_MISSING);
    assert_string_equal(s->err.message, message);
    assert_string_equal(s->err.field, "at_s");
}

/* Monday to Friday, 09:00 to 17:00 in New York: 14:00 UTC in winter, 13:00 in summer. */
static void windows_follow_daylight_saving_time(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_window(&rows, "NY", 31, 9, 17);
    rows_zone(&rows, "NY", zones[0]);
    sale_begin(&s, &rows);
    assert_costs_at(&s, MONDAY + 14 * 3600 - 1, "1"); /* winter since the day before */
    assert_costs_at(&s, MONDAY + 14 * 3600, "2");
    assert_costs_at(&s, MONDAY + 22 * 3600 - 1, "2");
    assert_costs_at(&s, MONDAY + 22 * 3600, "1");
    assert_costs_at(&s, MONDAY - 3 * DAY + 13 * 3600, "2"); /* Friday, still summer */
    assert_costs_at(&s, MONDAY - 3 * DAY + 13 * 3600 - 1, "1");
    assert_costs_at(&s, MONDAY - DAY + 15 * 3600, "1"); /* Sunday */
    s.context.known = 0;
    assert_no_sale_at(&s, 0, "at_s must be given: the tariff depends on the time");
    block_free(&s.book);
}

/* A window that ends on Saturday in Tokyo is still on Friday in UTC. */
static void weekdays_and_holidays_are_local(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_window(&rows, "Asia/Tokyo", 32, 0, 0); /* Saturday, all day */
    strcpy(rows_text(&rows, TOLL_ROW_WHEN_HOLIDAY, 0, "Asia/Tokyo")->key, "jp");
    rows_zone(&rows, "Asia/Tokyo", "JST-9");
    rows_days(&rows, "jp", MONDAY + DAY, 1); /* 2026-11-03 */
    rows_calendar(&rows, "jp", MONDAY - 300 * DAY, MONDAY + 60 * DAY);
    sale_begin(&s, &rows);
    assert_costs_at(&s, MONDAY + 4 * DAY + 15 * 3600 - 1, "1");
    assert_costs_at(&s, MONDAY + 4 * DAY + 15 * 3600, "2");
    assert_costs_at(&s, MONDAY + 15 * 3600 - 1, "1"); /* the holiday begins at 15:00 UTC of the day before */
    assert_costs_at(&s, MONDAY + 15 * 3600, "2");
    assert_costs_at(&s, MONDAY + DAY + 15 * 3600, "1");
    block_free(&s.book);
}

/* Rules of a zone may change by law: each row holds in its interval, and none beyond. */
static void zones_have_their_time(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    rows_window(&rows, "X", 0, 9, 17);
    rows_zone(&rows, "X", "XST-1")->until_s = MONDAY;
    toll_bill_row *row = rows_zone(&rows, "X", "XST-2");
    row->from_s = MONDAY;
    row->until_s = MONDAY + 10 * DAY;
    sale_begin(&s, &rows);
    assert_costs_at(&s, MONDAY - DAY + 8 * 3600, "2");
    assert_costs_at(&s, MONDAY - DAY + 7 * 3600, "1");
    assert_costs_at(&s, MONDAY + 7 * 3600, "2");
    assert_no_sale_at(&s, MONDAY + 10 * DAY,
                      "at_s is beyond what the book knows: time zone X is known until 2026-11-12");
    block_free(&s.book);
}

/* Monday to Friday, 01:00 to 04:00 UTC, but not on holidays of a list that is complete until the year's end. */
static void a_list_of_holidays_ends(void **state)
{
    (void)state;
    const int64_t end = 20819 * DAY; /* 2027-01-01 */
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    toll_bill_row *row = rows_window(&rows, "", 31, 1, 4);
    strcpy(row->key, "cn");
    row->utc_offset_s = 28800;
    rows_days(&rows, "cn", MONDAY, 2);
    rows_calendar(&rows, "cn", MONDAY - 30 * DAY, end);
    sale_begin(&s, &rows);
    assert_costs_at(&s, MONDAY + 2 * 3600, "1");           /* a holiday */
    assert_costs_at(&s, MONDAY + 2 * DAY + 2 * 3600, "2"); /* Wednesday */
    assert_costs_at(&s, end - DAY + 2 * 3600, "2");
    assert_no_sale_at(&s, end + 2 * 3600,
                      "at_s is beyond what the book knows: holiday list cn is known until 2027-01-01");
    assert_costs_at(&s, end + 4 * 3600, "1");           /* outside of the hours the list does not matter, */
    assert_costs_at(&s, end + DAY + 2 * 3600, "1");     /* nor on a Saturday */
    assert_no_sale_at(&s, MONDAY - 31 * DAY + 2 * 3600, /* a Friday */
                      "at_s is beyond what the book knows: holiday list cn is known from 2026-10-03");
    block_free(&s.book);
}

/* A second window, a tier that is not asked for, a rule that holds by another predicate: then the list does not matter. */
static void what_does_not_matter_is_not_asked(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    uint64_t batch = 0;
    rows_begin(&rows);
    strcpy(rows_window(&rows, "", 0, 0, 12)->key, "cn");
    rows_window(&rows, "", 0, 6, 7); /* an alternative without the list */
    rows_text(&rows, TOLL_ROW_WHEN_TIER, 0, "batch");
    rows_days(&rows, "cn", MONDAY, 1);
    rows_calendar(&rows, "cn", MONDAY, MONDAY + DAY);
    sale_begin(&s, &rows);
    assert_costs_at(&s, MONDAY + 9 * DAY, "1");
    assert_int_equal(toll_book_intern_tier(s.book.words, s.book.size, "batch", 5, &batch, NULL), TOLL_OK);
    s.context.service_tier = batch;
    assert_no_sale_at(&s, MONDAY + 9 * DAY,
                      "at_s is beyond what the book knows: holiday list cn is known until 2026-11-03");
    assert_costs_at(&s, MONDAY + 9 * DAY + 6 * 3600, "2");
    assert_int_equal(sell_at(&s, MONDAY + 9 * DAY + 13 * 3600), TOLL_E_MISSING); /* no rule sells it then */
    assert_string_equal(s.err.field, "service_tier");
    block_free(&s.book);
}

/* ---- refusals ---- */

static void assert_refused_rows(book_rows *rows, toll_status status, const char *words)
{
    book_block book;
    toll_error err;
    assert_int_equal(block_make(rows, &book, &err), status);
    if (strstr(err.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, words);
    rows_free(rows);
}

static void books_are_refused_that_leave_time_open(void **state)
{
    (void)state;
    book_rows rows;
    rows_begin(&rows);
    rows_days(&rows, "cn", MONDAY, 1);
    assert_refused_rows(&rows, TOLL_E_MISSING, "add a row of kind calendar");
    rows_begin(&rows);
    rows_calendar(&rows, "cn", MONDAY, MONDAY + 1);
    assert_refused_rows(&rows, TOLL_E_MISSING, "names a holiday list that has no day");
    rows_begin(&rows);
    rows_days(&rows, "cn", MONDAY, 1);
    rows_calendar(&rows, "cn", MONDAY, MONDAY);
    assert_refused_rows(&rows, TOLL_E_CONFLICT, "the interval is empty");
    rows_begin(&rows);
    rows_window(&rows, "NY", 0, 1, 2);
    assert_refused_rows(&rows, TOLL_E_MISSING, "names a zone that no row of kind zone describes");
    rows_begin(&rows);
    rows_window(&rows, "NY", 0, 1, 2)->utc_offset_s = 60;
    rows_zone(&rows, "NY", zones[0]);
    assert_refused_rows(&rows, TOLL_E_CONFLICT, "the zone in text says the offset");
    rows_begin(&rows);
    rows_zone(&rows, "NY", "EST5EDT");
    assert_refused_rows(&rows, TOLL_E_RANGE, "must be a TZ rule");
    rows_begin(&rows);
    rows_zone(&rows, "NY", zones[0]);
    rows_zone(&rows, "NY", zones[0]); /* the same again is no harm */
    Sale s;
    sale_begin(&s, &rows);
    block_free(&s.book);
    rows_begin(&rows);
    rows_zone(&rows, "NY", zones[0]);
    rows_zone(&rows, "NY", zones[1])->from_s = MONDAY;
    assert_refused_rows(&rows, TOLL_E_CONFLICT, "overlaps another rule of the same zone");
}

static void rows_of_context_keep_to_their_place_and_ops(void **state)
{
    (void)state;
    static const struct {
        uint32_t kind, op;
        const char *words;
    } wrong[] = {{TOLL_ROW_WHEN_TIER, TOLL_OP_PREFIX, "op of row 5 must be in 5 .. 6, got 7"},
                 {TOLL_ROW_WHEN_TIER, TOLL_OP_GT, "must be in 5 .. 6, got 1"},
                 {TOLL_ROW_WHEN_REGION, TOLL_OP_LE, "must be in 5 .. 10, got 4"},
                 {TOLL_ROW_REGION, 0, "put it before the first of them"}};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        book_rows rows;
        rows_begin(&rows);
        rows_text(&rows, wrong[i].kind, wrong[i].op, "x");
        assert_refused_rows(&rows, wrong[i].op == 0 ? TOLL_E_CONFLICT : TOLL_E_RANGE, wrong[i].words);
    }
    static const uint32_t compared[2] = {TOLL_ROW_WHEN_COUNTER, TOLL_ROW_WHEN_NUMBER};
    for (int i = 0; i < 2; i++) {
        book_rows rows;
        rows_begin(&rows);
        rows_key(&rows, compared[i], "x")->op = TOLL_OP_IS;
        assert_refused_rows(&rows, TOLL_E_RANGE, "must be in 1 .. 4, got 5");
        rows_begin(&rows);
        toll_bill_row *row = rows_key(&rows, compared[i], "x");
        row->op = TOLL_OP_GT;
        row->quantity = compared[i] == TOLL_ROW_WHEN_COUNTER ? -1 : 0;
        row->number.coef = compared[i] == TOLL_ROW_WHEN_NUMBER ? -1 : 0;
        assert_refused_rows(&rows, TOLL_E_RANGE, "must be in 0");
    }
    book_rows rows;
    rows_begin(&rows);
    rows_add(&rows, 22); /* a number between kinds that is none itself, or needs more */
    assert_int_not_equal(block_make(&rows, &(book_block){0}, NULL), TOLL_OK);
    rows_free(&rows);
}

/* ---- bounds ---- */

static void assert_bounds(const Sale *s, int64_t from_s, int64_t until_s, const char *lowest, const char *highest)
{
    toll_bill_scope scope;
    toll_bill_bounds bounds;
    toll_error err;
    const toll_bill_limit limit = {TOLL_METER_INPUT, 1000000, 1000000};
    (void)toll_struct_init(&scope, sizeof scope, TOLL_KIND_BILL_SCOPE, NULL);
    (void)toll_struct_init(&bounds, sizeof bounds, TOLL_KIND_BILL_BOUNDS, NULL);
    scope.known = (from_s != TOLL_TIME_MIN ? TOLL_SCOPE_FROM : 0) | (until_s != TOLL_TIME_MAX ? TOLL_SCOPE_UNTIL : 0);
    scope.from_s = from_s != TOLL_TIME_MIN ? from_s : 0;
    scope.until_s = until_s != TOLL_TIME_MAX ? until_s : 0;
    if (toll_bill_bound(s->card, sizeof s->card, &limit, 1, &scope, NULL, 0, NULL, 0, NULL, 0, &bounds, &err) !=
        TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(bounds.verdict, TOLL_CEILING_ATTAINED);
    assert_amount_text(bounds.highest_billed, highest);
    assert_amount_text(bounds.lowest_billed, lowest);
}

/* Two windows of half an hour, of New York and of Paris: they meet only while Paris has winter time and New York
 * summer time, in two weeks of spring and one of autumn. */
static void bounds_find_the_weeks_between_two_changes(void **state)
{
    (void)state;
    book_rows rows;
    Sale s;
    memset(&rows, 0, sizeof rows);
    rows_tariff(&rows, "acme", "m");
    rows_text(&rows, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "m");
    rows_price(&rows, TOLL_METER_INPUT, 100);
    rows_text(&rows, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_LIST, "ny")->number = decimal_of("2");
    rows_window(&rows, "NY", 0, 9, 10);
    rows_text(&rows, TOLL_ROW_MULTIPLIER, TOLL_FACTOR_LIST, "paris")->number = decimal_of("3");
    rows_window(&rows, "Paris", 0, 14, 15); /* 09:00 in New York is 15:00 in Paris, but 14:00 in those weeks */
    rows_zone(&rows, "NY", zones[0]);
    rows_zone(&rows, "Paris", zones[1]);
    sale_begin(&s, &rows);
    const int64_t march_9 = toll__day_of_date(2026, 3, 9) * DAY, april_1 = toll__day_of_date(2026, 4, 1) * DAY;
    assert_bounds(&s, march_9, march_9 + DAY, "1", "6");
    assert_bounds(&s, april_1, april_1 + 100 * DAY, "1", "3");
    assert_bounds(&s, april_1, april_1 + 365 * DAY, "1", "6");
    assert_bounds(&s, TOLL_TIME_MIN, TOLL_TIME_MAX, "1", "6");
    block_free(&s.book);
}

/* Beyond the list there is no bill; within it both prices are. */
static void bounds_pass_over_what_is_not_known(void **state)
{
    (void)state;
    toll_bill_bounds bounds;
    toll_bill_scope scope;
    book_rows rows;
    Sale s;
    rows_begin(&rows);
    strcpy(rows_key(&rows, TOLL_ROW_WHEN_HOLIDAY, "cn")->key, "cn");
    rows_days(&rows, "cn", MONDAY + 3 * DAY, 1);
    rows_calendar(&rows, "cn", MONDAY, MONDAY + 7 * DAY);
    sale_begin(&s, &rows);
    assert_bounds(&s, TOLL_TIME_MIN, TOLL_TIME_MAX, "1", "2");
    assert_bounds(&s, MONDAY - DAY, MONDAY + DAY, "1", "1");
    (void)toll_struct_init(&scope, sizeof scope, TOLL_KIND_BILL_SCOPE, NULL);
    (void)toll_struct_init(&bounds, sizeof bounds, TOLL_KIND_BILL_BOUNDS, NULL);
    scope.known = TOLL_SCOPE_FROM;
    scope.from_s = MONDAY + 7 * DAY;
    assert_int_equal(
        toll_bill_bound(s.card, sizeof s.card, NULL, 0, &scope, NULL, 0, NULL, 0, NULL, 0, &bounds, &s.err),
        TOLL_OK); /* no limit of input: unbounded, before any case is tried */
    const toll_bill_limit limit = {TOLL_METER_INPUT, 0, 1};
    assert_int_equal(
        toll_bill_bound(s.card, sizeof s.card, &limit, 1, &scope, NULL, 0, NULL, 0, NULL, 0, &bounds, &s.err),
        TOLL_E_MISSING);
    assert_string_equal(s.err.message, "at_s is beyond what the book knows: holiday list cn is known until 2026-11-09");
    block_free(&s.book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_the_c_library),
        cmocka_unit_test(new_york_changes_on_its_sundays),
        cmocka_unit_test(dates_go_round),
        cmocka_unit_test(other_texts_are_no_rules),
        cmocka_unit_test(the_ends_of_time_have_an_offset),
        cmocka_unit_test(windows_follow_daylight_saving_time),
        cmocka_unit_test(weekdays_and_holidays_are_local),
        cmocka_unit_test(zones_have_their_time),
        cmocka_unit_test(a_list_of_holidays_ends),
        cmocka_unit_test(what_does_not_matter_is_not_asked),
        cmocka_unit_test(books_are_refused_that_leave_time_open),
        cmocka_unit_test(rows_of_context_keep_to_their_place_and_ops),
        cmocka_unit_test(bounds_find_the_weeks_between_two_changes),
        cmocka_unit_test(bounds_pass_over_what_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
