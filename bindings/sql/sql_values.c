/* SPDX-License-Identifier: Apache-2.0 */
/* Values of engines: counts from doubles, instants from text, amounts to text and double, errors.
 *
 * By hand: "2026-03-01" is day 20,513 after 1970-01-01, so second 20,513 * 86,400 = 1,772,323,200. */
#include "sql/sql_face.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define QUOTED_BYTES_MAX 80
#define ATTOS            1000000000000000000u /* 10^18: units of an amount in one of its currency */
#define SECONDS_PER_DAY  86400
#define INSTANT_MIN      (-62135596800) /* 0001-01-01 */
#define INSTANT_MAX      253402300799   /* 9999-12-31 23:59:59 */

toll_status sql_fail(toll_error *err, toll_status status, const char *field, const char *format, ...)
{
    if (err == NULL) {
        return status;
    }
    *err = (toll_error){.code = status, .field_offset = -1, .row = -1};
    snprintf(err->field, sizeof err->field, "%s", field);
    va_list values;
    va_start(values, format);
    vsnprintf(err->message, sizeof err->message, format, values);
    va_end(values);
    return status;
}

int sql_cut(sql_text text)
{
    return text.length < QUOTED_BYTES_MAX ? (int)text.length : QUOTED_BYTES_MAX;
}

toll_status sql_whole(double value, const char *field, int64_t *whole, toll_error *err)
{
    /* 2^63 is a double, 2^63 - 1 is not: hence the strict comparison. NaN fails it. */
    if (!(value >= -0x1p63 && value < 0x1p63) || value != floor(value)) {
        return sql_fail(err, TOLL_E_RANGE, field, "%.40s must be a whole number below 2^63, found %.17g", field, value);
    }
    *whole = (int64_t)value;
    return TOLL_OK;
}

/* ---- instants ---- */

/* Days from 1970-01-01 to a date of the Gregorian calendar. Years begin in March, so that the leap day is a year's last:
 * 365 y + y/4 - y/100 + y/400 days before the year, (153 m + 2) / 5 before the month, 719,468 from 0000-03-01 to 1970. */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

/* `count` digits at the front of a text, taken off; -1: others stand there. */
static int64_t take_digits(sql_text *text, uint64_t count)
{
    int64_t value = 0;
    if (text->length < count) {
        return -1;
    }
    for (uint64_t i = 0; i < count; i++) {
        if (text->bytes[i] < '0' || text->bytes[i] > '9') {
            return -1;
        }
        value = 10 * value + (text->bytes[i] - '0');
    }
    *text = (sql_text){text->bytes + count, text->length - count};
    return value;
}

static bool take_one_of(sql_text *text, const char *set)
{
    if (text->length == 0 || text->bytes[0] == 0 || strchr(set, text->bytes[0]) == NULL) {
        return false;
    }
    *text = (sql_text){text->bytes + 1, text->length - 1};
    return true;
}

static bool take_date(sql_text *text, int64_t *at_s)
{
    int64_t year = take_digits(text, 4);
    bool is_dashed = take_one_of(text, "-");
    int64_t month = take_digits(text, 2);
    is_dashed = is_dashed && take_one_of(text, "-");
    int64_t day = take_digits(text, 2);
    if (!is_dashed || year < 1 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month)) {
        return false;
    }
    *at_s = days_from_date(year, month, day) * SECONDS_PER_DAY;
    return true;
}

/* HH:MM, seconds and their fraction may follow. */
static bool take_time(sql_text *text, int64_t *at_s)
{
    int64_t hour = take_digits(text, 2);
    bool is_time = take_one_of(text, ":");
    int64_t minute = take_digits(text, 2), second = 0;
    if (is_time && take_one_of(text, ":")) {
        second = take_digits(text, 2);
        if (take_one_of(text, ".")) {
            is_time = take_digits(text, 1) >= 0;
            while (take_digits(text, 1) >= 0) {
            }
        }
    }
    *at_s += 3600 * hour + 60 * minute + second;
    return is_time && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/* Z, or an offset: +02, +02:00, +0200. None is UTC. */
static bool take_offset(sql_text *text, int64_t *at_s)
{
    if (text->length == 0 || take_one_of(text, "Zz")) {
        return true;
    }
    int64_t sign = text->bytes[0] == '-' ? -1 : 1;
    if (!take_one_of(text, "+-")) {
        return false;
    }
    int64_t hours = take_digits(text, 2), minutes = 0;
    take_one_of(text, ":");
    if (text->length != 0) {
        minutes = take_digits(text, 2);
    }
    *at_s -= sign * (3600 * hours + 60 * minutes);
    return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
}

toll_status sql_instant_parse(sql_text text, int64_t *at_s, toll_error *err)
{
    sql_text rest = text;
    bool is_instant = take_date(&rest, at_s);
    if (is_instant && take_one_of(&rest, "T ")) {
        is_instant = take_time(&rest, at_s) && take_offset(&rest, at_s);
    }
    if (!is_instant || rest.length != 0) {
        return sql_fail(err, TOLL_E_SYNTAX, "at",
                        "an instant is seconds since 1970 or a text as \"2026-03-01 12:30:00\", found \"%.*s\"",
                        sql_cut(text), text.bytes);
    }
    return TOLL_OK;
}

toll_status sql_instant_check(int64_t at_s, toll_error *err)
{
    if (at_s < INSTANT_MIN || at_s > INSTANT_MAX) {
        return sql_fail(err, TOLL_E_RANGE, "at",
                        "at must be seconds since 1970, %lld .. %lld (year 9999), found %lld: milliseconds?",
                        (long long)INSTANT_MIN, (long long)INSTANT_MAX, (long long)at_s);
    }
    return TOLL_OK;
}

int64_t sql_now(void)
{
    return (int64_t)time(NULL);
}

/* ---- amounts ---- */

/* Digits of a number from the last one on, at least `least`, in front of `end`. Returns where they begin. */
static char *put_digits(char *end, uint64_t value, int least)
{
    for (; value != 0 || least > 0; value /= 10, least--) {
        *--end = (char)('0' + value % 10);
    }
    return end;
}

/* Amounts below 2^64 attos, 18.4 units: most rows of a log. By hand: 21,000,000,000,000,000 attos are 0 units and the 18
 * digits 021000000000000000, so "0.021". */
static uint64_t small_amount_text(uint64_t attos, char text[TOLL_MONEY_TEXT_BYTES])
{
    char *end = text + TOLL_MONEY_TEXT_BYTES - 1;
    uint64_t fraction = attos % ATTOS;
    int digits = fraction == 0 ? 0 : TOLL_AMOUNT_DIGITS;
    for (; digits > 0 && fraction % 10 == 0; digits--) {
        fraction /= 10;
    }
    char *start = put_digits(end, fraction, digits);
    if (digits != 0) {
        *--start = '.';
    }
    start = put_digits(start, attos / ATTOS, 1);
    uint64_t length = (uint64_t)(end - start);
    memmove(text, start, length);
    text[length] = 0;
    return length;
}

uint64_t sql_amount_text(toll_amount amount, char text[TOLL_MONEY_TEXT_BYTES])
{
    uint64_t needed = 1;
    if (amount.high == 0) {
        return small_amount_text(amount.low, text);
    }
    text[0] = 0;
    toll_amount_format(&amount, 0, text, TOLL_MONEY_TEXT_BYTES, &needed, NULL);
    return needed - 1;
}

/* Digits up to the first that is none, of a number below 10^18; -1: there are none, or too many. */
static int64_t take_number(sql_text *text, int *digits)
{
    int64_t value = 0;
    for (*digits = 0; text->length > 0 && text->bytes[0] >= '0' && text->bytes[0] <= '9'; (*digits)++) {
        if (*digits == TOLL_AMOUNT_DIGITS) {
            return -1;
        }
        value = 10 * value + (text->bytes[0] - '0');
        *text = (sql_text){text->bytes + 1, text->length - 1};
    }
    return *digits == 0 ? -1 : value;
}

/* "0.021" and the like: below 18 units, at most 18 digits after the point. False: any other text. */
static bool parse_small(sql_text text, toll_amount *amount)
{
    int digits;
    int64_t units = take_number(&text, &digits), fraction = 0;
    if (units < 0 || units >= 18) {
        return false;
    }
    if (text.length != 0) {
        fraction = take_one_of(&text, ".") ? take_number(&text, &digits) : -1;
        for (; fraction > 0 && digits < TOLL_AMOUNT_DIGITS; digits++) {
            fraction *= 10;
        }
    }
    *amount = (toll_amount){(uint64_t)units * ATTOS + (uint64_t)fraction, 0};
    return fraction >= 0 && text.length == 0;
}

toll_status sql_amount_parse(sql_text text, toll_amount *amount, toll_error *err)
{
    return parse_small(text, amount) ? TOLL_OK : toll_amount_parse(text.bytes, text.length, amount, err);
}

/* The magnitude is high * 2^64 + low. Four roundings (high, low, their sum, the quotient), each by half a unit in the last
 * place, so the result is within 2 units of the exact one. */
double sql_amount_double(toll_amount amount)
{
    bool is_negative = amount.high < 0;
    uint64_t low = is_negative ? ~amount.low + 1 : amount.low;
    uint64_t high = is_negative ? ~(uint64_t)amount.high + (amount.low == 0 ? 1 : 0) : (uint64_t)amount.high;
    double value = ((double)high * 0x1p64 + (double)low) / 1e18;
    return is_negative ? -value : value;
}

/* 10^38 = 5421010862427522170 * 2^64 + 687399551400673280; an amount of 0 .. 10^38 - 1, or the negative of one. */
bool sql_amount_fits(toll_amount amount)
{
    const int64_t high = 5421010862427522170;
    const uint64_t low = 687399551400673280u;
    if (amount.high > -high && amount.high < high) {
        return true;
    }
    if (amount.high == high) {
        return amount.low < low;
    }
    /* -(10^38 - 1) has the halves -high - 1 and 2^64 - low + 1. */
    return amount.high == -high || (amount.high == -high - 1 && amount.low >= 0u - low + 1);
}
