/* SPDX-License-Identifier: Apache-2.0 */
/* Dates of scenario files: where a horizon begins, when supplies end, and models that are retired. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>
#include <toll_io.h>

#define ROWS 64

static toll_tco_row rows[ROWS];
static toll_io_scenario_note notes[ROWS];
static uint64_t count;
static toll_error err;

static toll_status read_text(const char *text)
{
    memset(rows, 0, sizeof rows);
    memset(&err, 0, sizeof err);
    count = 0;
    return toll_io_read_scenario(text, strlen(text), NULL, rows, notes, ROWS, sizeof rows[0], sizeof notes[0], &count,
                                 &err);
}

/* The value of the last row of kind ends; -1: none. */
static double ends_of(const char *text)
{
    double value = -1;
    if (read_text(text) != TOLL_OK)
        fail_msg("%s: %s", text, err.message);
    for (uint64_t i = 0; i < count; i++)
        value = rows[i].kind == TOLL_TCO_ENDS ? rows[i].value.mid : value;
    return value;
}

static void refuses(const char *text, toll_status status, const char *words)
{
    const toll_status found = read_text(text);
    if (found != status || strstr(err.message, words) == NULL)
        fail_msg("%s: status %d, %s", text, (int)found, err.message);
}

static void dates_are_counted_from_the_start(void **state)
{
    (void)state;
    assert_true(ends_of("start = 2027-01-01\nends api = 2027-03-01\n") == 2);
    assert_true(ends_of("start = 2027-01-01\nends units = 2027-03\n") == 2);
    assert_true(ends_of("start = 2027-01-01\nends = 2026-12-31\n") == 0);
    assert_true(ends_of("ends api = 14\n") == 14);
    assert_true(ends_of("ends api = 2 years\n") == 24);
    assert_true(ends_of("ends api = never\n") == 12000);
    assert_true(ends_of("ends api = 4 [2 .. 9]\n") == 4);
    assert_int_equal(rows[0].subject, TOLL_TCO_SUPPLY_API);
    /* 4 months + 23/31 - 29/30 */
    assert_true(fabs(ends_of("start = 2026-11-30\nends api = 2027-03-24\n") - (4 + 23.0 / 31 - 29.0 / 30)) < 1e-9);
}

/* 59 days of 24 h in a January and a February that is none of a leap year; 60 in 2028. */
static void periods_of_any_length(void **state)
{
    (void)state;
    assert_true(ends_of("start = 2027-01-01\nperiod_months = 3\nends api = 2027-07-01\n") == 2);
    assert_true(ends_of("start = 2027-01-01\nperiod_hours = 24\nends api = 2027-03-01\n") == 59);
    assert_true(ends_of("start = 2028-01-01\nperiod_hours = 24\nends api = 2028-03-01\n") == 60);
}

static void wrong_dates_are_refused(void **state)
{
    (void)state;
    refuses("start = 2027-02-29\n", TOLL_E_RANGE, "no day of the calendar");
    refuses("start = 2027-13-01\n", TOLL_E_RANGE, "no day of the calendar");
    refuses("start = 2027-00\n", TOLL_E_RANGE, "no day of the calendar");
    refuses("start = soon\n", TOLL_E_SYNTAX, "start must be a day");
    refuses("start = 1969-12-31\n", TOLL_E_RANGE, "no day of the calendar");
    refuses("start = 2027-01-01\nstart = 2027-02-01\n", TOLL_E_CONFLICT, "given twice");
    refuses("[own] Own\nstart = 2027-01-01\n", TOLL_E_CONFLICT, "before the first [option]");
    refuses("ends api = 2027-03-01\nstart = 2027-01-01\n", TOLL_E_CONFLICT, "above the first date");
    refuses("ends api = 2027-03-01\nperiod_hours = 24\n", TOLL_E_CONFLICT, "put the length of a period above it");
    refuses("ends api = 2027-02-30\n", TOLL_E_RANGE, "no day of the calendar");
    refuses("ends api = 2027-03-01 @ 1 .. 2\n", TOLL_E_CONFLICT, "takes no @");
    refuses("ends gpu = 4\n", TOLL_E_UNKNOWN_ID, "gpu");
    refuses("ends api = soon\n", TOLL_E_SYNTAX, "must be a number");
    refuses("pue = 2027-03-01\n", TOLL_E_SYNTAX, "");
}

/* aws/meta.llama3-1-8b-instruct-v1:0 is retired on 2027-03-30, by the rows of the book: 2 months and 29/31 after
 * 2027-01-01. */
#define HEAD  "horizon = 24\nstart = 2027-01-01\nrequest = 1500 in, 300 out\n[old] Old\n"
#define OLD   "price(aws/meta.llama3-1-8b-instruct-v1:0)"
#define UNTIL (2 + 29.0 / 31)

static void a_retired_model_ends_the_api_of_its_option(void **state)
{
    (void)state;
    assert_true(fabs(ends_of(HEAD "cost api = " OLD "\n[new] New\ncost api per remote_output = 1\n") - UNTIL) < 1e-9);
    assert_int_equal(rows[count - 1].kind, TOLL_TCO_ENDS);
    assert_int_equal(rows[count - 1].option, 1);
    assert_int_equal(rows[count - 1].subject, TOLL_TCO_SUPPLY_API);
    assert_int_equal(notes[count - 1].line, 5);
    assert_non_null(strstr(notes[count - 1].origin, "is retired on 2027-03-30"));
    /* stream by stream there is one row all the same */
    assert_true(fabs(ends_of(HEAD "cost api per remote_input = " OLD "\ncost api per remote_output = " OLD "\n") -
                     UNTIL) < 1e-9);
    assert_int_equal(count, 5); /* horizon, option, one price for each stream asked for by name, ends */
}

static void a_successor_or_a_word_of_the_file_stands_against_it(void **state)
{
    (void)state;
    assert_true(ends_of(HEAD "cost api = " OLD " @ 0 .. 2\ncost api per remote_output = 1 @ 2 ..\n") == -1);
    assert_true(fabs(ends_of(HEAD "cost api = " OLD " @ 0 .. 3\n") - UNTIL) < 1e-9);
    assert_true(ends_of(HEAD "cost api = " OLD "\nends api = never\n") == 12000);
    assert_true(ends_of(HEAD "ends = 7\ncost api = " OLD "\n") == 7);
    assert_true(fabs(ends_of(HEAD "ends units = 7\ncost api = " OLD "\n") - UNTIL) < 1e-9);
    assert_true(
        ends_of("horizon = 2\nstart = 2027-01-01\nrequest = 1500 in, 300 out\n[old] Old\ncost api = " OLD "\n") == -1);
    refuses(HEAD "cost api = " OLD " @ 3 .. 1\n", TOLL_E_CONFLICT, "periods must be");
    refuses(HEAD "cost api = " OLD " x 2\n", TOLL_E_SYNTAX, "after three prices");
}

/* The periods of a price without a basis are those of each stream. */
static void periods_of_a_price_hold_for_all_streams(void **state)
{
    (void)state;
    assert_int_equal(read_text(HEAD "cost api = " OLD " @ 1 .. 2\n"), TOLL_OK);
    assert_int_equal(count, 4);
    for (uint64_t i = 2; i < 4; i++)
        assert_true(rows[i].from_period == 1 && rows[i].to_period == 2 && rows[i].value.mid > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_counted_from_the_start),
        cmocka_unit_test(periods_of_any_length),
        cmocka_unit_test(wrong_dates_are_refused),
        cmocka_unit_test(a_retired_model_ends_the_api_of_its_option),
        cmocka_unit_test(a_successor_or_a_word_of_the_file_stands_against_it),
        cmocka_unit_test(periods_of_a_price_hold_for_all_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
