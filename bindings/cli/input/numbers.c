/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as people type them. The grammar is checked before strtod() sees the text: alone it would accept
 * hexadecimals, "inf", "nan" and leading blanks. "1.5k" -> 1500; "8Ki" -> 8192; "40ms" -> 0.04 s; "1e400" is refused, since it is not
 * finite. */
#include "input/numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEEKS_MOST     520.0
#define DAYS_PER_MONTH (365.0 / 12)

static bool is_decimal_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of [+-]digits[.digits][e[+-]digits]; 0: no number. strtod() alone would take hexadecimals, "inf", blanks. */
static size_t decimal_length(const char *text)
{
    size_t i = text[0] == '+' || text[0] == '-', digits = 0;
    for (; is_decimal_digit(text[i]); i++) {
        digits++;
    }
    if (text[i] == '.') {
        for (i++; is_decimal_digit(text[i]); i++) {
            digits++;
        }
    }
    if (digits == 0) {
        return 0;
    }
    if (text[i] != 'e' && text[i] != 'E') {
        return i;
    }
    size_t j = i + 1 + (text[i + 1] == '+' || text[i + 1] == '-');
    if (!is_decimal_digit(text[j])) {
        return i;
    }
    while (is_decimal_digit(text[j])) {
        j++;
    }
    return j;
}

static bool suffix_factor(const char *suffix, double *factor)
{
    static const struct {
        char suffix[3];
        double factor;
    } known[] = {{"", 1},     {"k", 1e3},       {"K", 1e3},       {"M", 1e6},      {"G", 1e9},
                 {"T", 1e12}, {"Ki", 0x1.0p10}, {"Mi", 0x1.0p20}, {"Gi", 0x1.0p30}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(suffix, known[i].suffix) == 0) {
            *factor = known[i].factor;
            return true;
        }
    }
    return false;
}

bool number_parse(const char *text, double *value)
{
    size_t length = decimal_length(text);
    double factor;
    if (length == 0 || !suffix_factor(text + length, &factor)) {
        return false;
    }
    double parsed = strtod(text, NULL) * factor;
    if (!isfinite(parsed)) {
        return false;
    }
    *value = parsed;
    return true;
}

bool number_parse_duration(const char *text, double *seconds)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"us", 1e-6},  {"ms", 1e-3}, {"s", 1},         {"sec", 1},     {"min", 60},
                 {"h", 3600.0}, {"d", 86400}, {"day", 86400.0}, {"days", 86400}};
    size_t length = decimal_length(text);
    const char *unit = text + length + (length > 0 && text[length] == ' ');
    for (size_t i = 0; length > 0 && i < sizeof units / sizeof units[0]; i++) {
        double parsed = strtod(text, NULL) * units[i].seconds;
        if (strcmp(unit, units[i].unit) == 0 && isfinite(parsed)) {
            *seconds = parsed;
            return true;
        }
    }
    return false;
}

bool number_parse_weeks(const char *text, double *weeks)
{
    static const struct {
        const char *unit;
        double days;
    } units[] = {{"months", DAYS_PER_MONTH},
                 {"month", DAYS_PER_MONTH},
                 {"weeks", 7},
                 {"week", 7},
                 {"w", 7},
                 {"days", 1},
                 {"day", 1},
                 {"d", 1}};
    char number[40];
    const size_t digits = strspn(text, "0123456789.");
    const char *unit = text + digits + strspn(text + digits, " ");
    snprintf(number, sizeof number, "%.*s", digits < sizeof number ? (int)digits : 0, text);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(unit, units[i].unit) == 0) {
            return number_parse(number, weeks) && (*weeks *= units[i].days / 7) <= WEEKS_MOST;
        }
    }
    return false;
}

bool number_parse_count(const char *text, int64_t *value)
{
    double parsed;
    if (!number_parse(text, &parsed) || parsed != floor(parsed) || fabs(parsed) > 0x1.0p53) {
        return false;
    }
    *value = (int64_t)parsed;
    return true;
}
