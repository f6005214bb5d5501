/* SPDX-License-Identifier: Apache-2.0 */
/* Words, signs and numbers of one line of a scenario file.
 *
 * Numbers are read as exact decimals and divided once: "2.5k" is 25 / 10 * 1000. Both parts are exact doubles up to
 * 2^53, so the result is the nearest double and does not depend on the locale. */
#include "scenario/scenario_words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <toll/money.h>

#include "text/io_error.h"

#define NUMBER_BYTES 40 /* 18 digits, sign, point, and zeros to spare */

void toll__scenario_fail(scenario_line *line, toll_status status, const char *field, const char *format, ...)
{
    char what[240];
    va_list arguments;
    if (line->status != TOLL_OK)
        return;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    const bool is_included = line->file[0] != 0;
    line->status = toll__io_fail(line->err, status, field, "%.60s%sline %u: %s", line->file, is_included ? ": " : "",
                                 line->number, what);
    if (line->err != NULL)
        line->err->row = line->number;
}

static void skip_blanks(scenario_line *line)
{
    while (line->at < line->end && (*line->at == ' ' || *line->at == '\t' || *line->at == '\r'))
        line->at++;
}

bool toll__scenario_is_over(scenario_line *line)
{
    skip_blanks(line);
    return line->at >= line->end || line->status != TOLL_OK;
}

bool toll__scenario_takes(scenario_line *line, const char *sign)
{
    size_t length = strlen(sign);
    skip_blanks(line);
    if (line->status != TOLL_OK || (size_t)(line->end - line->at) < length || memcmp(line->at, sign, length) != 0)
        return false;
    line->at += length;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

scenario_word toll__scenario_next(scenario_line *line)
{
    skip_blanks(line);
    scenario_word word = {line->at, 0};
    while (line->status == TOLL_OK && line->at < line->end && is_letter(*line->at))
        line->at++;
    word.length = (uint64_t)(line->at - word.text);
    return word;
}

bool toll__scenario_is(scenario_word word, const char *text)
{
    return word.length == strlen(text) && memcmp(word.text, text, word.length) == 0;
}

/* Ten to a small power, exactly. */
static double power_of_ten(int32_t exponent)
{
    double power = 1;
    for (int32_t i = 0; i < exponent && i < 22; i++)
        power *= 10;
    return power;
}

/* libtoll reads decimals exactly and in every locale; one division then rounds once, as both parts are exact up to
 * 2^53. */
static double read_decimal(scenario_line *line, const char *text, uint64_t length, const char *what)
{
    toll_decimal decimal;
    if (toll_decimal_parse(text, length, &decimal, NULL) != TOLL_OK) {
        toll__scenario_fail(line, TOLL_E_SYNTAX, what, "%s must be a number such as 0.5, 12k or 8 %%", what);
        return 0;
    }
    return (double)decimal.coef / power_of_ten(decimal.scale);
}

static double suffix(scenario_line *line)
{
    static const struct {
        const char *name;
        double factor;
    } suffixes[] = {{"Ki", 1024}, {"Mi", 1048576}, {"Gi", 1073741824}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        size_t length = strlen(suffixes[i].name);
        if ((size_t)(line->end - line->at) >= length && memcmp(line->at, suffixes[i].name, length) == 0) {
            line->at += length;
            return suffixes[i].factor;
        }
    }
    return 1;
}

/* "e9" after a number; 0 where there is none. */
static int exponent(scenario_line *line)
{
    int value = 0, digits = 0;
    if (line->at >= line->end || (*line->at != 'e' && *line->at != 'E'))
        return 0;
    const char *at = line->at + 1;
    bool is_negative = at < line->end && *at == '-';
    at += at < line->end && (*at == '-' || *at == '+');
    for (; at < line->end && *at >= '0' && *at <= '9' && digits < 3; at++, digits++)
        value = 10 * value + (*at - '0');
    if (digits == 0)
        return 0;
    line->at = at;
    return is_negative ? -value : value;
}

/* A comma that groups three digits, as in 8,000,000: digits before it, three after it, and no fourth. */
static bool groups_digits(const scenario_line *line, const char *from)
{
    const char *at = line->at;
    if (*at != ',' || at == from || at[-1] < '0' || at[-1] > '9' || line->end - at < 4)
        return false;
    for (int i = 1; i <= 3; i++)
        if (at[i] < '0' || at[i] > '9')
            return false;
    return line->end - at == 4 || at[4] < '0' || at[4] > '9';
}

/* "1,5" and "12,34": neither a decimal comma nor a group. In a list a blank follows the comma. */
static void refuse_comma(scenario_line *line, const char *what)
{
    if (line->end - line->at > 1 && *line->at == ',' && line->at[1] >= '0' && line->at[1] <= '9')
        toll__scenario_fail(line, TOLL_E_SYNTAX, what,
                            "%s: a comma must group three digits (8,000,000), and a decimal point is a point", what);
}

double toll__scenario_number(scenario_line *line, const char *what)
{
    char text[NUMBER_BYTES] = "";
    uint64_t length = 0;
    skip_blanks(line);
    if (line->at < line->end && (*line->at == '-' || *line->at == '+'))
        text[length++] = *line->at++;
    skip_blanks(line);
    const char *from = line->at;
    for (; line->at < line->end && length < sizeof text; line->at++) {
        bool is_point = *line->at == '.' && !(line->end - line->at > 1 && line->at[1] == '.'); /* ".." ends a number */
        bool is_group = *line->at == '_' || groups_digits(line, from);                         /* 25_000, 25,000 */
        if (!is_point && !is_group && (*line->at < '0' || *line->at > '9'))
            break;
        if (!is_group)
            text[length++] = *line->at;
    }
    refuse_comma(line, what);
    double value = read_decimal(line, text[0] == '+' ? text + 1 : text, length - (text[0] == '+'), what);
    int power = exponent(line);
    value = power < 0 ? value / power_of_ten(-power) : value * power_of_ten(power);
    if (power > 22 || power < -22)
        toll__scenario_fail(line, TOLL_E_RANGE, what, "%s: the exponent must be within 22", what);
    value *= suffix(line);
    if (!toll__scenario_takes(line, "%"))
        return value;
    line->has_percent = true;
    return value / 100;
}

bool toll__scenario_has_code(uint32_t list, scenario_word word, uint32_t *code)
{
    return toll_tco_find_name(list, word.text, word.length, code, NULL) == TOLL_OK;
}

uint32_t toll__scenario_code(scenario_line *line, uint32_t list, scenario_word word)
{
    uint32_t code = 0;
    toll_error err = {0};
    if (line->status == TOLL_OK && toll_tco_find_name(list, word.text, word.length, &code, &err) != TOLL_OK)
        toll__scenario_fail(line, TOLL_E_UNKNOWN_ID, "name", "%s", err.message);
    return code;
}
