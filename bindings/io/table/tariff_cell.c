/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of a tariff file to fields of toll_bill_row: names, whole numbers, exact decimals, instants in UTC, and texts.
 *
 * Instants are counted by the proleptic Gregorian calendar without leap seconds: 1970-01-02T00:00:00Z is 86400. */
#include "table/tariff_cell.h"

#include <string.h>

/* ---- words ------------------------------------------------------------------------------------------------------ */

/* Index of a word in a list of words with one blank after each, from 1; 0: not there. */
static uint32_t word_index(const char *words, const char *text, size_t length)
{
    uint32_t index = 1;
    for (const char *at = words; *at; index++) {
        size_t word = strcspn(at, " ");
        if (word == length && memcmp(at, text, length) == 0)
            return index;
        at += word + 1;
    }
    return 0;
}

/* A word that stands for its place in the list. */
static const char *parse_name(const char *words, const char *text, uint32_t *field)
{
    *field = word_index(words, text, strlen(text));
    return *field ? NULL : "name is unknown";
}

/* In the order of the numbers; those without a word are taken by no kind yet. */
static const struct {
    uint32_t kind;
    char word[16];
} kinds[] = {{TOLL_ROW_TARIFF, "tariff"},
             {TOLL_ROW_MATCH, "match"},
             {TOLL_ROW_PRICE, "price"},
             {TOLL_ROW_RULE, "rule"},
             {TOLL_ROW_MULTIPLIER, "multiplier"},
             {TOLL_ROW_WHEN_COUNT, "when_count"},
             {TOLL_ROW_WHEN_TIER, "when_tier"},
             {TOLL_ROW_WHEN_REGION, "when_region"},
             {TOLL_ROW_WHEN_ATTRIBUTE, "when_attribute"},
             {TOLL_ROW_WHEN_TIME, "when_time"},
             {TOLL_ROW_WHEN_HOLIDAY, "when_holiday"},
             {TOLL_ROW_WHEN_INSTANT, "when_instant"},
             {TOLL_ROW_MINIMUM, "minimum"},
             {TOLL_ROW_STEP, "step"},
             {TOLL_ROW_ALLOWANCE, "allowance"},
             {TOLL_ROW_VOLUME, "volume"},
             {TOLL_ROW_FALLBACK, "fallback"},
             {TOLL_ROW_TIER, "tier"},
             {TOLL_ROW_HOLIDAY, "holiday"},
             {TOLL_ROW_REGION, "region"},
             {TOLL_ROW_ATTRIBUTE, "attribute"},
             {TOLL_ROW_CALENDAR, "calendar"},
             {TOLL_ROW_WHEN_COUNTER, "when_counter"},
             {TOLL_ROW_WHEN_NUMBER, "when_number"},
             {TOLL_ROW_ZONE, "zone"},
             {TOLL_ROW_DEFAULT_PART, "default_part"},
             {TOLL_ROW_FEE, "fee"},
             {TOLL_ROW_FLOOR, "floor"},
             {TOLL_ROW_CAP, "cap"},
             {TOLL_ROW_RETIRED, "retired"},
             {TOLL_ROW_REDIRECT, "redirect"},
             {TOLL_ROW_DERIVE, "derive"}};

const char *toll__tariff_cell_kind(const char *text, toll_bill_row *row)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].word, text) != 0)
            continue;
        row->kind = kinds[i].kind;
        return NULL;
    }
    return "name is unknown";
}

/* The words of a kind's op, from 1 on. */
static const char *op_words(uint32_t kind)
{
    switch (kind) {
    case TOLL_ROW_MATCH:
        return "exact prefix alias dated suffix infix ";
    case TOLL_ROW_MULTIPLIER:
        return "list contract bill ";
    case TOLL_ROW_MINIMUM:
        return "line total ";
    case TOLL_ROW_STEP:
        return "up down nearest ";
    case TOLL_ROW_VOLUME:
        return "marginal all ";
    case TOLL_ROW_FEE:
    case TOLL_ROW_FLOOR:
    case TOLL_ROW_CAP:
        return "record month invoice ";
    case TOLL_ROW_DERIVE:
        return "up down nearest add_up add_down add_nearest ";
    default:
        return "gt ge lt le is is_not prefix not_prefix suffix not_suffix ";
    }
}

const char *toll__tariff_cell_op(const char *text, toll_bill_row *row)
{
    return parse_name(op_words(row->kind), text, &row->op);
}

const char *toll__tariff_cell_origin(const char *text, toll_bill_row *row)
{
    return parse_name("public contract estimated ", text, &row->origin);
}

static const char *parse_meter(const char *text, uint32_t *field)
{
    return toll_bill_meter_find(text, strlen(text), field, NULL) == TOLL_OK ? NULL : "meter is unknown";
}

const char *toll__tariff_cell_meter(const char *text, toll_bill_row *row)
{
    return parse_meter(text, &row->meter);
}

const char *toll__tariff_cell_other_meter(const char *text, toll_bill_row *row)
{
    return parse_meter(text, &row->other_meter);
}

const char *toll__tariff_cell_weekdays(const char *text, toll_bill_row *row)
{
    for (const char *at = text; *at; at += *at == ' ') {
        size_t length = strcspn(at, " ");
        uint32_t day = word_index("mon tue wed thu fri sat sun ", at, length);
        if (day == 0)
            return "name of a weekday is unknown";
        row->weekdays |= INT64_C(1) << (day - 1);
        at += length;
    }
    return NULL;
}

/* ---- numbers ---------------------------------------------------------------------------------------------------- */

/* "-12": an optional sign and up to 18 digits, so that nothing overflows. */
static const char *parse_whole(const char *text, int64_t *field)
{
    int negative = *text == '-';
    size_t length = strlen(text) - (size_t)negative;
    if (length == 0 || length > 18 || strspn(text + negative, "0123456789") != length)
        return "is not a whole number of at most 18 digits";
    int64_t value = 0;
    for (const char *at = text + negative; *at; at++)
        value = value * 10 + (*at - '0');
    *field = negative ? -value : value;
    return NULL;
}

const char *toll__tariff_cell_is_contract(const char *text, toll_bill_row *row)
{
    row->is_contract = strcmp(text, "1") == 0;
    return row->is_contract || strcmp(text, "0") == 0 ? NULL : "is neither 0 nor 1";
}

const char *toll__tariff_cell_layer(const char *text, toll_bill_row *row)
{
    return parse_whole(text, &row->layer);
}

const char *toll__tariff_cell_quantity(const char *text, toll_bill_row *row)
{
    return parse_whole(text, &row->quantity);
}

const char *toll__tariff_cell_per(const char *text, toll_bill_row *row)
{
    return parse_whole(text, &row->per);
}

const char *toll__tariff_cell_number(const char *text, toll_bill_row *row)
{
    if (row->kind == TOLL_ROW_ALLOWANCE)
        row->op = TOLL_RATIO_GIVEN; /* a ratio of 0 is one, an empty cell is none */
    return toll_decimal_parse(text, strlen(text), &row->number, NULL) == TOLL_OK ? NULL : "is not an exact decimal";
}

/* ---- time ------------------------------------------------------------------------------------------------------- */

/* Reads digits where the form has 'd', and the form's own characters elsewhere. */
static int has_form(const char *text, const char *form)
{
    for (; *form; text++, form++)
        if (*form == 'd' ? *text < '0' || *text > '9' : *text != *form)
            return 0;
    return *text == '\0';
}

static int64_t digits(const char *text, size_t count)
{
    int64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

static const char *parse_date(const char *text, int64_t *year, int64_t *month, int64_t *day)
{
    *year = digits(text, 4);
    *month = digits(text + 5, 2);
    *day = digits(text + 8, 2);
    int is_date = *year >= 1970 && *month >= 1 && *month <= 12 && *day >= 1 && *day <= days_of_month(*year, *month);
    return is_date ? NULL : "is no day from 1970 on";
}

/* Seconds of the day of "hh:mm:ss"; 24:00:00 is the end of the day. */
static const char *parse_clock_time(const char *text, int64_t *seconds)
{
    int64_t hour = digits(text, 2), minute = digits(text + 3, 2), second = digits(text + 6, 2);
    *seconds = (hour * 60 + minute) * 60 + second;
    return minute < 60 && second < 60 && *seconds <= 86400 ? NULL : "is no time of day";
}

static const char *parse_instant(const char *text, int64_t *field)
{
    int64_t year, month, day, seconds;
    if (!has_form(text, "dddd-dd-ddTdd:dd:ddZ"))
        return "is not an instant such as 2026-08-21T00:00:00Z";
    const char *wrong = parse_date(text, &year, &month, &day);
    if (wrong)
        return wrong;
    int64_t days = day - 1;
    for (int64_t y = 1970; y < year; y++)
        days += 365 + (days_of_month(y, 2) - 28);
    for (int64_t m = 1; m < month; m++)
        days += days_of_month(year, m);
    wrong = parse_clock_time(text + 11, &seconds);
    *field = days * 86400 + seconds;
    return wrong;
}

const char *toll__tariff_cell_from(const char *text, toll_bill_row *row)
{
    return parse_instant(text, &row->from_s);
}

const char *toll__tariff_cell_until(const char *text, toll_bill_row *row)
{
    return parse_instant(text, &row->until_s);
}

const char *toll__tariff_cell_start(const char *text, toll_bill_row *row)
{
    return has_form(text, "dd:dd:dd") ? parse_clock_time(text, &row->start_s) : "is not a time such as 01:00:00";
}

const char *toll__tariff_cell_end(const char *text, toll_bill_row *row)
{
    return has_form(text, "dd:dd:dd") ? parse_clock_time(text, &row->end_s) : "is not a time such as 01:00:00";
}

const char *toll__tariff_cell_utc_offset(const char *text, toll_bill_row *row)
{
    if ((*text != '+' && *text != '-') || !has_form(text + 1, "dd:dd"))
        return "is not an offset such as +08:00";
    int64_t seconds = (digits(text + 1, 2) * 60 + digits(text + 4, 2)) * 60;
    row->utc_offset_s = *text == '-' ? -seconds : seconds;
    return NULL;
}

const char *toll__tariff_cell_source_date(const char *text, toll_bill_row *row)
{
    int64_t year, month, day;
    if (!has_form(text, "dddd-dd-dd"))
        return "is not a date such as 2026-08-21";
    const char *wrong = parse_date(text, &year, &month, &day);
    row->source_date = (year * 100 + month) * 100 + day;
    return wrong;
}

/* ---- texts ------------------------------------------------------------------------------------------------------ */

static const char *copy_cell(const char *text, char *field, size_t capacity)
{
    size_t length = strlen(text);
    if (length >= capacity)
        return "does not fit the field";
    memcpy(field, text, length);
    return NULL;
}

const char *toll__tariff_cell_key(const char *text, toll_bill_row *row)
{
    return copy_cell(text, row->key, sizeof row->key);
}

const char *toll__tariff_cell_value(const char *text, toll_bill_row *row)
{
    return copy_cell(text, row->value, sizeof row->value);
}

const char *toll__tariff_cell_text(const char *text, toll_bill_row *row)
{
    return copy_cell(text, row->text, sizeof row->text);
}

const char *toll__tariff_cell_source(const char *text, toll_bill_row *row)
{
    return copy_cell(text, row->source, sizeof row->source);
}
