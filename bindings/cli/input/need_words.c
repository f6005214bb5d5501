/* SPDX-License-Identifier: Apache-2.0 */
/* Words of need files and the text of their values.
 *
 * A word is the name of an option with blanks for hyphens: "ttft p95" is --ttft-p95. A value is brought into the form that
 * the option takes: "60 %" -> "0.6", "12 per min" -> "0.2", "$20k per month" -> "20k/month", "eu, ch" -> "eu,ch". */
#include "input/need_words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/numbers.h"

#define WORD_BYTES 64

/* ---- Words ---- */

/* Options that are about the answer, or about reading; the file says what is needed. */
bool need_word_is_about_answer(option which)
{
    static const option others[] = {OPTION_JSON,    OPTION_NO_COLOR, OPTION_HELP,  OPTION_MAX_INPUT,
                                    OPTION_VERSION, OPTION_SAVE,     OPTION_REPORT};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i] == which) {
            return true;
        }
    }
    return false;
}

/* "--ttft-p95" of "ttft p95", "TTFT_p95" and "ttft-p95". */
static void option_name_of(const char *word, char *name, size_t size)
{
    size_t used = (size_t)snprintf(name, size, "--");
    for (const char *c = word; *c != 0 && used + 1 < size; c++) {
        const bool is_blank = *c == ' ' || *c == '\t' || *c == '_' || *c == '-';
        if (is_blank && name[used - 1] == '-') {
            continue;
        }
        name[used++] = is_blank ? '-' : (char)tolower((unsigned char)*c);
    }
    name[used] = 0;
}

/* Other names of words: the plural where a list stands. */
option need_word_find(const char *word)
{
    static const struct {
        const char *name;
        option which;
    } others[] = {{"--engines", OPTION_PLAN_ENGINE},
                  {"--precisions", OPTION_PLAN_PRECISION},
                  {"--formats", OPTION_PLAN_PRECISION}};
    char name[WORD_BYTES + 4];
    option_name_of(word, name, sizeof name);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].name, name) == 0) {
            return others[i].which;
        }
    }
    return option_find(name, (int)strlen(name), COMMAND_PLAN);
}

/* "--ttft-p95" -> "ttft p95": as a file writes it. */
void need_word_of_option(option which, char *word, size_t size)
{
    snprintf(word, size, "%s", option_name(which) + 2);
    for (char *c = word; *c != 0; c++) {
        *c = *c == '-' ? ' ' : *c;
    }
}

bool need_word_is_of_file(option which)
{
    const char *name = option_name(which);
    return option_find(name, (int)strlen(name), COMMAND_PLAN) == which && !need_word_is_about_answer(which);
}

bool need_word_complain(const char *word)
{
    static char words[OPTION_COUNT + 2][WORD_BYTES];
    const char *names[OPTION_COUNT + 2] = {"model", "hardware"};
    int n_names = 2;
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (need_word_is_of_file((option)i)) {
            need_word_of_option((option)i, words[n_names], WORD_BYTES);
            names[n_names] = words[n_names];
            n_names++;
        }
    }
    const char *nearest = nearest_name(word, names, n_names);
    if (nearest != NULL) {
        complain("\"%.40s\" is no word of a need: did you mean \"%s\"?", word, nearest);
    } else {
        complain("\"%.40s\" is no word of a need: they are model, hardware and the options of toll help plan", word);
    }
    return false;
}

/* ---- Values ---- */

/* Units that may stand behind a number, and what they make of it in the option's own unit. */
static const struct {
    option which;
    const char *unit;
    double factor;
} units[] = {
    {OPTION_RATE, "per s", 1},
    {OPTION_RATE, "/s", 1},
    {OPTION_RATE, "requests per s", 1},
    {OPTION_RATE, "requests/s", 1},
    {OPTION_RATE, "per min", 1.0 / 60},
    {OPTION_RATE, "per hour", 1.0 / 3600},
    {OPTION_RATE, "per day", 1.0 / 86400},
    {OPTION_INPUT, "tokens", 1},
    {OPTION_OUTPUT, "tokens", 1},
    {OPTION_PREFIX_HIT, "%", 0.01},
    {OPTION_CONFIDENCE, "%", 0.01},
    {OPTION_INPUT_CV, "%", 0.01},
    {OPTION_OUTPUT_CV, "%", 0.01},
    {OPTION_ARRIVAL_CV, "%", 0.01},
    {OPTION_SPARE, "replicas", 1},
    {OPTION_SPARE, "replica", 1},
    {OPTION_MAX_GPUS, "gpus", 1},
    {OPTION_MAX_REPLICA_GPUS, "gpus", 1},
    {OPTION_RETENTION_DAYS, "days", 1},
    {OPTION_MONTHLY_USERS, "users", 1},
    {OPTION_YEARLY_REVENUE, "USD", 1},
    {OPTION_USD_PER_KWH, "USD", 1},
    {OPTION_USD_PER_KWH, "USD per kWh", 1},
    {OPTION_SERVER_POWER, "%", 0.01},
};

#define UNITS (sizeof units / sizeof units[0])

/* The digits of a number, its sign, point, exponent and suffix, without the underscores and commas that group them. Returns
 * the length in `text`. */
static size_t take_number(const char *text, char *number, size_t size)
{
    size_t used = 0, i = 0;
    for (; text[i] != 0 && text[i] != ' ' && text[i] != '/' && text[i] != '%'; i++) {
        const bool is_group = text[i] == '_' || (text[i] == ',' && isdigit((unsigned char)text[i + 1]) != 0);
        if (!is_group && used + 1 < size) {
            number[used++] = text[i];
        }
    }
    number[used] = 0;
    return i;
}

/* "1,5" and "12,34" are neither a decimal comma nor groups of three digits. */
static bool has_bad_comma(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        size_t digits = strspn(text + i + 1, "0123456789");
        if (text[i] == ',' && (i == 0 || digits != 3)) {
            return true;
        }
    }
    return false;
}

static bool complain_unit(option which, const char *unit)
{
    char known[200] = "";
    for (size_t i = 0; i < UNITS; i++) {
        if (units[i].which == which) {
            size_t used = strlen(known);
            snprintf(known + used, sizeof known - used, "%s\"%s\"", used > 0 ? ", " : "", units[i].unit);
        }
    }
    complain("\"%.40s\" is no unit here: %s%s", unit, known[0] != 0 ? "write " : "write the number alone", known);
    return false;
}

/* Shortest decimal that reads back as the same double. */
void need_value_number(double value, char *text, size_t size)
{
    for (int decimals = 0; decimals <= 17; decimals++) { /* 1500 and 0.6, not 1.5e+03 */
        const int length = snprintf(text, size, "%.*f", decimals, value);
        if (length > 0 && (size_t)length < size && strtod(text, NULL) == value) {
            return;
        }
    }
    snprintf(text, size, "%.17g", value);
}

/* 60 % is 60 / 100, and not 60 times the double next to 0.01: of a factor below 1 the inverse is whole. */
static double scaled(double value, double factor)
{
    return factor < 1 ? value / (double)(int64_t)(1 / factor + 0.5) : value * factor;
}

/* "60 %" -> "0.6"; a number without a unit stays as it is written. */
static bool convert_number(option which, const char *text, char *value, size_t size)
{
    char number[WORD_BYTES];
    double parsed;
    const size_t length = take_number(text, number, sizeof number);
    const char *unit = text + length + strspn(text + length, " ");
    if (has_bad_comma(text, length)) {
        complain("a comma must group three digits (25,000), and a decimal point is a point: \"%.40s\"", text);
        return false;
    }
    if (*unit == 0 || !number_parse(number, &parsed)) {
        snprintf(value, size, "%s", *unit == 0 ? number : text);
        return true;
    }
    for (size_t i = 0; i < UNITS; i++) {
        if (units[i].which == which && strcmp(units[i].unit, unit) == 0) {
            need_value_number(scaled(parsed, units[i].factor), value, size);
            return true;
        }
    }
    return complain_unit(which, unit);
}

/* "eu, ch" -> "eu,ch": lists have no blanks behind their commas on a command line. */
void need_value_list(const char *text, char *value, size_t size)
{
    size_t used = 0;
    for (const char *c = text; *c != 0 && used + 1 < size; c++) {
        const bool is_dropped = *c == ' ' && ((used > 0 && value[used - 1] == ',') || c[strspn(c, " ")] == ',');
        if (!is_dropped) {
            value[used++] = *c;
        }
    }
    value[used] = 0;
}

static void replace_all(char *text, const char *old, const char *new_text)
{
    const size_t length = strlen(old), other = strlen(new_text);
    for (char *at = strstr(text, old); at != NULL; at = strstr(at + other, old)) {
        memmove(at + other, at + length, strlen(at + length) + 1); /* never longer than before */
        memcpy(at, new_text, other);
    }
}

/* "$20k per month", "20k USD/month" -> "20k/month". */
static void convert_budget(const char *text, char *value, size_t size)
{
    snprintf(value, size, "%s", text + (text[0] == '$'));
    replace_all(value, " per ", "/");
    replace_all(value, " USD", "");
    replace_all(value, " ", "");
}

/* "60 days" -> "60d". */
static void convert_age(const char *text, char *value, size_t size)
{
    snprintf(value, size, "%s", text);
    replace_all(value, " days", "d");
    replace_all(value, " weeks", "w");
}

/* "2.10 USD per gpu_hour", "$2.10" -> "2.10". */
void need_value_price(const char *text, char *value, size_t size)
{
    snprintf(value, size, "%s", text + (text[0] == '$'));
    replace_all(value, " per gpu_hour", "");
    replace_all(value, "/gpu_hour", "");
    replace_all(value, " USD", "");
}

bool need_value_convert(option which, const char *text, char *value, size_t size)
{
    switch (option_kind_of(which)) {
    case OPTION_IS_COUNT:
    case OPTION_IS_NUMBER:
        return convert_number(which, text, value, size);
    default:
        break;
    }
    if (which == OPTION_PLAN_BUDGET || which == OPTION_SALARY) {
        convert_budget(text, value, size);
    } else if (which == OPTION_MAX_AGE) {
        convert_age(text, value, size);
    } else {
        need_value_list(text, value, size);
    }
    return true;
}
