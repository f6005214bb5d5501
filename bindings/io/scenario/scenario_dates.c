/* SPDX-License-Identifier: Apache-2.0 */
/* Dates of a scenario. Periods are counted from the first day of the horizon, `start`, and without it from the day of the
 * catalog, so that a file gives the same figures on every day.
 *
 * Months are counted by the calendar, days as shares of their month. Example: from 2026-11-30 to 2027-03-24 there are 4
 * months + 23/31 - 29/30 = 3.775. A period in hours is divided into the days between: 114 days of 24 h are 3.748
 * periods of 730 h. */
#include "scenario/scenario_dates.h"

#include <stdio.h>
#include <string.h>

#include <toll/catalog.h>

#include "scenario/scenario_words.h"

/* ---- the calendar ---- */

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar (Howard Hinnant, days_from_civil). */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    const int64_t shifted = month <= 2 ? year - 1 : year;
    const int64_t era = shifted / 400, of_era = shifted - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

typedef struct civil_date {
    int64_t year, month, day;
} civil_date;

/* The inverse (civil_from_days). */
static civil_date date_of(int64_t days)
{
    const int64_t shifted = days + 719468, era = shifted / 146097, of_era = shifted - era * 146097;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    const int64_t day = of_year - (153 * month + 2) / 5 + 1, from_january = month < 10 ? month + 3 : month - 9;
    return (civil_date){year + era * 400 + (from_january <= 2), from_january, day};
}

static int64_t days_in_month(civil_date date)
{
    const bool is_december = date.month == 12;
    return days_of(is_december ? date.year + 1 : date.year, is_december ? 1 : date.month + 1, 1) -
           days_of(date.year, date.month, 1);
}

static bool is_digits_and_dashes(const char *text, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    return length == 10 || length == 7;
}

static int64_t two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

bool toll__scenario_day(const char *text, uint64_t length, int64_t *day)
{
    if (!is_digits_and_dashes(text, length))
        return false;
    const civil_date date = {two_digits(text) * 100 + two_digits(text + 2), two_digits(text + 5),
                             length == 10 ? two_digits(text + 8) : 1};
    if (date.year < 1970 || date.month < 1 || date.month > 12 || date.day < 1 || date.day > days_in_month(date))
        return false;
    *day = days_of(date.year, date.month, date.day);
    return true;
}

/* ---- periods ---- */

static int64_t start_day(scenario_reader *r)
{
    int64_t day = 0;
    r->is_dated = true;
    if (r->start_line != 0)
        return r->start_day;
    toll__scenario_day(toll_catalog_version(), 10, &day);
    return day;
}

/* Months since year 0, days being shares of their month. */
static double months_of(int64_t days)
{
    const civil_date date = date_of(days);
    return (double)(date.year * 12 + date.month) + (double)(date.day - 1) / (double)days_in_month(date);
}

static double periods_until(scenario_reader *r, int64_t day)
{
    const int64_t start = start_day(r);
    if (day <= start)
        return 0;
    if (r->period_hours > 0)
        return (double)(day - start) * 24 / r->period_hours;
    return (months_of(day) - months_of(start)) / (r->period_months > 0 ? r->period_months : 1);
}

/* ---- lines ---- */

/* A date at the cursor; the cursor stays where there is none. */
static bool takes_day(scenario_line *line, int64_t *day)
{
    uint64_t length = 0;
    toll__scenario_is_over(line);
    const uint64_t left = (uint64_t)(line->end - line->at);
    while (length < left && ((line->at[length] >= '0' && line->at[length] <= '9') || line->at[length] == '-'))
        length++;
    if (!toll__scenario_day(line->at, length, day)) {
        if (is_digits_and_dashes(line->at, length))
            toll__scenario_fail(line, TOLL_E_RANGE, "value", "%.*s is no day of the calendar from 1970 on", (int)length,
                                line->at);
        return false;
    }
    line->at += length;
    return true;
}

void toll__scenario_begin(scenario_reader *r)
{
    scenario_line *line = &r->line;
    if (!takes_day(line, &r->start_day))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "start", "start must be a day: start = 2027-01-01");
    if (r->option != 0)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "start",
                            "start holds for all options: it belongs before the first [option]");
    if (r->start_line != 0)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "start", "start is given twice");
    if (r->is_dated)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "start",
                            "start must stand above the first date that counts from it");
    r->start_line = line->number;
}

bool toll__scenario_takes_date(scenario_reader *r, double *periods)
{
    int64_t day = 0;
    if (!takes_day(&r->line, &day))
        return false;
    if (r->months_line == 0)
        r->months_line = r->line.number; /* the length of a period must be known by now */
    *periods = periods_until(r, day);
    return true;
}

/* ---- retirement ---- */

void toll__scenario_retires(scenario_reader *r, int64_t day, const char *model, int32_t to)
{
    scenario_end *end = &r->ends[r->option];
    const bool is_over_before = to > 0 && to <= periods_until(r, day);
    if (r->months_line == 0)
        r->months_line = r->line.number; /* the length of a period must be known by now */
    if (is_over_before || (end->line != 0 && end->day <= day))
        return;
    end->line = r->line.number;
    snprintf(end->file, sizeof end->file, "%s", r->file);
    end->day = day;
    snprintf(end->model, sizeof end->model, "%s", model);
}

static void give_end(scenario_reader *r, uint32_t option, const scenario_end *end)
{
    const civil_date date = date_of(end->day);
    const double periods = periods_until(r, end->day);
    const civil_date start = date_of(start_day(r));
    toll_io_scenario_note note = {0};
    toll_tco_row row = {.kind = TOLL_TCO_ENDS,
                        .option = option,
                        .quantity = 1,
                        .subject = TOLL_TCO_SUPPLY_API,
                        .value = {periods, periods, periods}};
    if (!(periods < r->horizon))
        return;
    r->line.number = end->line;
    r->file = end->file;
    toll__scenario_origin(&note, "%.60s is retired on %04d-%02d-%02d, the horizon begins on %04d-%02d-%02d", end->model,
                          (int)date.year, (int)date.month, (int)date.day, (int)start.year, (int)start.month,
                          (int)start.day);
    snprintf(row.text, sizeof row.text, "price(%.40s)", end->model);
    toll__scenario_give(r, &row, &note);
}

void toll__scenario_give_ends(scenario_reader *r)
{
    const char *file = r->file;
    for (uint32_t option = 0; option <= r->n_options; option++)
        if (r->ends[option].line != 0 && !r->states_end[option] && !r->states_end[0])
            give_end(r, option, &r->ends[option]);
    r->file = file;
}

/* ---- periods of a row ---- */

static int32_t read_period(scenario_line *line)
{
    double period = toll__scenario_number(line, "a period");
    if (!(period >= 0 && period <= 1200) || period != (int32_t)period) {
        toll__scenario_fail(line, TOLL_E_RANGE, "from_period", "periods must be whole numbers from 0 to 1200");
        return 0;
    }
    return (int32_t)period;
}

void toll__scenario_periods(scenario_line *line, toll_tco_row *row)
{
    const bool is_point = row->kind == TOLL_TCO_CURVE_POINT;
    row->from_period = read_period(line);
    if (!toll__scenario_takes(line, "..")) {
        if (!is_point)
            toll__scenario_fail(line, TOLL_E_SYNTAX, "from_period",
                                "periods must be @ from .. to, or @ from .. to the end");
        return;
    }
    toll__scenario_is_over(line);
    bool is_open = line->at >= line->end || *line->at < '0' || *line->at > '9';
    row->to_period = is_open ? 0 : read_period(line);
    if (!is_open && is_point)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "to_period", "a point of a curve has one period: @ %d",
                            row->from_period);
    if (!is_open && row->to_period <= row->from_period)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "to_period", "periods must be @ from .. to, to above from");
}
