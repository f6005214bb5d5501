/* SPDX-License-Identifier: Apache-2.0 */
/* Reads invoices and cost reports of vendors: each row of the CSV file is a line of the statement, none is dropped.
 *
 * Numbers never pass through a double. Reports that are sums of doubles print their noise, as 0.30000000000000004, so no
 * more than STATEMENT_DIGITS digits of an amount are held to be meant: what is behind them is rounding.
 *
 * Quantities: 123.456 of the unit "1K tokens" are 123,456 tokens. A quantity that is no whole number of base units, or of
 * a unit that is none of tokens, calls and the like, is not known. */
#include "table/statement_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "table/statement_columns.h"
#include "table/statement_item.h"
#include "text/io_error.h"

typedef struct statement_reader {
    toll__statement *statement;
    toll__statement_place place;
    size_t row;
    toll_error *err;
} statement_reader;

static const char *cell_of(const statement_reader *r, statement_column column)
{
    const int at = r->place.at[column];
    return at < 0 ? "" : toll__csv_text(&r->statement->csv, r->row, (size_t)at);
}

static toll_status refuse_cell(const statement_reader *r, statement_column column, const char *message)
{
    const toll__csv_place place = toll__csv_place_of(&r->statement->csv, r->row, (size_t)r->place.at[column]);
    return toll__csv_fail(r->err, place, message, cell_of(r, column));
}

/* ---- numbers ---- */

/* "-12", "+3"; 0: none. At most 4 digits. */
static int read_exponent(const char *text, int32_t *exponent)
{
    const int is_negative = *text == '-';
    int32_t value = 0;
    text += *text == '-' || *text == '+';
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n > 4 || text[n] != 0)
        return 0;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (text[i] - '0');
    *exponent = is_negative ? -value : value;
    return 1;
}

/* A decimal with an optional exponent, as 1.5E-7. */
static int read_decimal(const char *text, toll_decimal *value)
{
    const size_t length = strcspn(text, "eE");
    int32_t exponent = 0, inexact;
    if (text[length] != 0 && !read_exponent(text + length + 1, &exponent))
        return 0;
    if (toll_decimal_parse(text, length, value, NULL) != TOLL_OK)
        return 0;
    value->scale -= exponent;
    if (value->scale >= 0 && value->scale <= TOLL_DECIMAL_SCALE_MAX)
        return 1;
    const int32_t shift = -value->scale;
    value->scale = 0;
    if (shift < 0 || shift > 18)
        return 0;
    toll_decimal grown;
    if (toll_decimal_round(value, shift, TOLL_ROUND_DOWN, &grown, &inexact, NULL) != TOLL_OK)
        return 0;
    *value = (toll_decimal){grown.coef, 0, 0};
    return 1;
}

static toll_status read_amount(statement_reader *r, toll__statement_line *line)
{
    const char *text = cell_of(r, STATEMENT_AMOUNT);
    toll_decimal value = {0, 0, 0};
    int32_t inexact;
    if (text[0] == 0)
        return refuse_cell(r, STATEMENT_AMOUNT, "the amount is empty");
    if (!read_decimal(text, &value) ||
        toll_amount_convert(&value, TOLL_ROUND_HALF_EVEN, &line->amount, &inexact, NULL) != TOLL_OK)
        return refuse_cell(r, STATEMENT_AMOUNT, "the amount must be a number such as 12.50 or 3.1E-7");
    const int32_t digits = value.scale < STATEMENT_DIGITS ? value.scale : STATEMENT_DIGITS;
    r->statement->digits = digits > r->statement->digits ? digits : r->statement->digits;
    return TOLL_OK;
}

/* "1K tokens", "1000 Tokens", "1M", "tokens", "": how many base units one is; 0: not known. */
static int64_t units_of(const char *text)
{
    int64_t units = 0;
    char *end = NULL;
    if (text[0] == 0)
        return 1;
    units = isdigit((unsigned char)text[0]) ? strtoll(text, &end, 10) : 1;
    const char *rest = end != NULL ? end : text;
    rest += strspn(rest, " ");
    if (units < 1 || units > 1000000000)
        return 0;
    const int is_alone = rest[0] != 0 && !isalpha((unsigned char)rest[1]);
    if (is_alone && (rest[0] == 'K' || rest[0] == 'k'))
        return units * 1000;
    if (is_alone && rest[0] == 'M')
        return units * 1000000;
    static const char *const counted[] = {"token", "count", "request", "unit", "call", "quer", "search", "session"};
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
        for (const char *at = rest; *at != 0; at++) {
            size_t k = 0;
            while (counted[i][k] != 0 && tolower((unsigned char)at[k]) == counted[i][k])
                k++;
            if (counted[i][k] == 0)
                return units;
        }
    return rest[0] == 0 ? units : 0;
}

static void read_quantity(const statement_reader *r, toll__statement_line *line)
{
    const int64_t units = units_of(cell_of(r, STATEMENT_UNIT));
    toll_decimal value = {0, 0, 0}, whole;
    const toll_decimal many = {units, 0, 0};
    int32_t inexact = 1;
    if (units == 0 || !read_decimal(cell_of(r, STATEMENT_QUANTITY), &value) || value.coef < 0 ||
        toll_decimal_multiply(&value, &many, &value, NULL) != TOLL_OK ||
        toll_decimal_round(&value, 0, TOLL_ROUND_DOWN, &whole, &inexact, NULL) != TOLL_OK || inexact)
        return;
    line->has_quantity = 1;
    line->quantity = whole.coef;
}

/* ---- texts ---- */

static void copy_cell(const char *text, char *target, size_t size)
{
    size_t length = strlen(text);
    length = length < size ? length : size - 1;
    memcpy(target, text, length);
    target[length] = 0;
}

static int contains_word(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (size_t i = 0; text[i] != 0; i++) {
        size_t k = 0;
        while (k < length && tolower((unsigned char)text[i + k]) == word[k])
            k++;
        const int begins = i == 0 || !isalpha((unsigned char)text[i - 1]);
        if (k == length && begins && !islower((unsigned char)text[i + k]))
            return 1;
    }
    return 0;
}

static uint32_t kind_in(const char *text)
{
    static const struct {
        const char *word;
        uint32_t kind;
    } words[] = {{"tax", STATEMENT_TAX},           {"vat", STATEMENT_TAX},         {"discount", STATEMENT_DISCOUNT},
                 {"credit", STATEMENT_DISCOUNT},   {"refund", STATEMENT_DISCOUNT}, {"promotion", STATEMENT_DISCOUNT},
                 {"rounding", STATEMENT_ROUNDING}, {"fee", STATEMENT_UNKNOWN},     {"purchase", STATEMENT_UNKNOWN},
                 {"adjustment", STATEMENT_UNKNOWN}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (contains_word(text, words[i].word))
            return words[i].kind;
    return STATEMENT_USAGE;
}

static int is_all_digits(const char *text, const char *form)
{
    for (size_t i = 0; form[i] != 0; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
            return 0;
    return 1;
}

/* Days since 1970-01-01 as a date, by the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date
 * algorithms"). */
static void write_day(int64_t days, char day[16])
{
    const int64_t shifted = days + 719468, era = shifted / 146097, of_era = shifted - era * 146097;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    const int64_t d = of_year - (153 * month + 2) / 5 + 1, m = month < 10 ? month + 3 : month - 9;
    const int64_t y = year + era * 400 + (m <= 2);
    const int64_t digits[3] = {y, m, d};
    const int width[3] = {4, 2, 2}, start[3] = {0, 5, 8};
    memcpy(day, "0000-00-00", 11);
    for (int part = 0; part < 3; part++)
        for (int64_t i = width[part] - 1, rest = digits[part]; i >= 0; i--, rest /= 10)
            day[start[part] + i] = (char)('0' + rest % 10);
}

/* 2026-11-03, with anything behind it; 11/03/2026 (month first, as Azure writes it); seconds since 1970. */
static toll_status read_day(const statement_reader *r, toll__statement_line *line)
{
    const char *text = cell_of(r, STATEMENT_DATE);
    if (text[0] == 0)
        return TOLL_OK;
    if (is_all_digits(text, "0000-00-00")) {
        memcpy(line->day, text, 10);
        return TOLL_OK;
    }
    if (is_all_digits(text, "00/00/0000")) {
        const char day[] = {text[6], text[7], text[8], text[9], '-', text[0], text[1], '-', text[3], text[4], 0};
        memcpy(line->day, day, sizeof day);
        return TOLL_OK;
    }
    if (is_all_digits(text, "0000000000") && text[10] == 0) {
        write_day(strtoll(text, NULL, 10) / 86400, line->day);
        return TOLL_OK;
    }
    return refuse_cell(r, STATEMENT_DATE, "the date must be as 2026-11-03, 11/03/2026 or seconds since 1970");
}

static void read_context(const statement_reader *r, toll__statement_line *line)
{
    const char *tier = cell_of(r, STATEMENT_TIER), *region = cell_of(r, STATEMENT_REGION);
    if (tier[0] != 0 && contains_word(tier, "batch"))
        copy_cell("batch", line->tier, sizeof line->tier);
    else if (contains_word(tier, "message") || contains_word(tier, "default") || contains_word(tier, "standard"))
        copy_cell("standard", line->tier, sizeof line->tier);
    else
        copy_cell(tier, line->tier, sizeof line->tier);
    if (strcmp(region, "global") != 0 && strcmp(region, "not_available") != 0)
        copy_cell(region, line->region, sizeof line->region);
    copy_cell(r->place.currency[0] != 0 ? r->place.currency : cell_of(r, STATEMENT_CURRENCY), line->currency,
              sizeof line->currency);
    for (char *c = line->currency; *c != 0; c++)
        *c = (char)toupper((unsigned char)*c);
}

/* ---- lines ---- */

static void read_meter(const statement_reader *r, toll__statement_line *line)
{
    const char *item = cell_of(r, STATEMENT_ITEM), *kind = cell_of(r, STATEMENT_KIND);
    copy_cell(cell_of(r, STATEMENT_MODEL), line->model, sizeof line->model);
    copy_cell(item[0] != 0 ? item : line->model, line->item, sizeof line->item);
    line->meter = toll__statement_find_meter(cell_of(r, STATEMENT_METER));
    if (line->meter == 0 && item[0] == 0)
        line->meter = toll__statement_find_meter(kind);
    toll__statement_read_item(item, line);
    line->kind = kind_in(kind[0] != 0 ? kind : item);
    if (line->kind == STATEMENT_USAGE && line->model[0] == 0)
        line->kind = STATEMENT_UNKNOWN;
}

static toll_status read_statement_line(statement_reader *r, toll__statement_line *line)
{
    *line = (toll__statement_line){.line = toll__csv_line(&r->statement->csv, r->row).line};
    toll_status status = read_amount(r, line);
    if (status != TOLL_OK)
        return status;
    status = read_day(r, line);
    if (status != TOLL_OK)
        return status;
    read_context(r, line);
    read_meter(r, line);
    if (r->place.at[STATEMENT_QUANTITY] >= 0 && line->meter != 0)
        read_quantity(r, line);
    return TOLL_OK;
}

static toll_status read_lines(statement_reader *r)
{
    toll__statement *s = r->statement;
    s->lines = calloc(s->csv.n_rows + 1, sizeof *s->lines);
    if (s->lines == NULL)
        return toll__io_fail(r->err, TOLL_E_BUFFER, "file", "out of memory");
    for (r->row = 1; r->row <= s->csv.n_rows; r->row++) {
        toll_status status = read_statement_line(r, &s->lines[s->n_lines]);
        if (status != TOLL_OK)
            return status;
        s->n_lines++;
    }
    return TOLL_OK;
}

toll_status toll__statement_read(const char *path, uint64_t limit, const toll__statement_map *maps, size_t n_maps,
                                 toll__statement *statement, toll_error *err)
{
    statement_reader r = {.statement = statement, .err = err};
    *statement = (toll__statement){.form = "own", .provider = ""};
    toll_status status = toll__csv_read(path, path, limit, &statement->csv, err);
    if (status != TOLL_OK)
        return status;
    status = toll__statement_find_columns(&statement->csv, maps, n_maps, &r.place, err);
    if (status != TOLL_OK)
        return status;
    statement->form = r.place.form;
    statement->provider = r.place.provider;
    return read_lines(&r);
}

void toll__statement_release(toll__statement *statement)
{
    toll__csv_release(&statement->csv);
    free(statement->lines);
    statement->lines = NULL;
    statement->n_lines = 0;
}
