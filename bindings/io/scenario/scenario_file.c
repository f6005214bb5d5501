/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_parse_scenario(): lines of a scenario file to rows. The keys are the library's own list of kinds.
 *
 * A line opens an option ("[own] Own servers") or sets a row ("buy gpu per gpu = 25k EUR (2025)"): the words before "="
 * choose kind, category and basis, the value follows, then its range, periods, price year and nodes in any order. The
 * grammar with examples is in toll_io.h. The first mistake ends the parse. */
#include <stdio.h>
#include <string.h>

#include <toll/tco.h>

#include "text/io_error.h"
#include "scenario/scenario_default.h"
#include "scenario/scenario_words.h"
#include "text/text_check.h"
#include "text/utf8.h"
#include "toll_io.h"

#define OPTIONS 64

typedef struct scenario_reader {
    scenario_line line;
    scenario_word sections[OPTIONS]; /* names of the options so far; option k is sections[k - 1] */
    uint32_t n_options;
    uint32_t option; /* whose section the line is in; 0: before any */
    bool has_period; /* periods are stated, and so may be no months */
    toll_tco_row *rows;
    uint32_t *lines;
    uint64_t capacity, stride_bytes, count;
} scenario_reader;

static void give_row(scenario_reader *r, const toll_tco_row *row)
{
    if (r->line.status != TOLL_OK)
        return;
    if (r->count < r->capacity) {
        unsigned char *at = (unsigned char *)r->rows + r->count * r->stride_bytes;
        memset(at, 0, r->stride_bytes);
        memcpy(at, row, sizeof *row);
        if (r->lines != NULL)
            r->lines[r->count] = r->line.number;
    }
    r->count++;
}

/* ---- [name] label ---- */

static uint32_t find_section(const scenario_reader *r, scenario_word name)
{
    for (uint32_t i = 0; i < r->n_options; i++)
        if (r->sections[i].length == name.length && memcmp(r->sections[i].text, name.text, name.length) == 0)
            return i + 1;
    return 0;
}

/* A label is shown on terminals, in charts and in sheets, so it may hold nothing that those obey instead of showing it. */
static void check_label(scenario_line *line, const char *text, uint64_t length)
{
    for (uint64_t i = 0; i < length;) {
        const uint64_t step = toll__io_utf8_length(text + i, length - i);
        const uint32_t point = toll__io_utf8_decode(text + i, step);
        if (toll__io_is_hidden(point) || (point & 0xfffe) == 0xfffe)
            toll__scenario_fail(line, TOLL_E_SYNTAX, "text", "an option's label holds U+%04X, which is not shown",
                                point);
        i += step;
    }
}

static void declare_option(scenario_reader *r, scenario_word name)
{
    toll_tco_row row = {.kind = TOLL_TCO_OPTION, .quantity = 1};
    toll__scenario_is_over(&r->line); /* blanks before the label */
    bool has_label = r->line.at < r->line.end;
    uint64_t length = has_label ? (uint64_t)(r->line.end - r->line.at) : name.length;
    const char *text = has_label ? r->line.at : name.text;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t' || text[length - 1] == '\r'))
        length--;
    if (length >= sizeof row.text)
        toll__scenario_fail(&r->line, TOLL_E_RANGE, "text", "an option's label must be below %u bytes",
                            (unsigned)sizeof row.text);
    check_label(&r->line, text, length);
    if (r->n_options == OPTIONS)
        toll__scenario_fail(&r->line, TOLL_E_RANGE, "option", "at most %d options", OPTIONS);
    if (r->line.status != TOLL_OK)
        return;
    memcpy(row.text, text, length);
    r->sections[r->n_options++] = name;
    row.option = r->option = r->n_options;
    give_row(r, &row);
}

/* A section that was opened before goes on. */
static void read_section(scenario_reader *r)
{
    scenario_word name = toll__scenario_next(&r->line);
    if (name.length == 0 || !toll__scenario_takes(&r->line, "]")) {
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "option",
                            "a section must be [name], the name of letters, digits and _");
        return;
    }
    r->option = find_section(r, name);
    if (r->option == 0)
        declare_option(r, name);
}

/* ---- words before "=" ---- */

static bool uses(const toll_tco_row_kind *kind, uint64_t field)
{
    return (kind->uses & field) != 0;
}

/* The list that a kind's subject is a code of; 0: a plain number. */
static uint32_t subject_list(uint32_t kind)
{
    switch (kind) {
    case TOLL_TCO_CURVE_RATE:
    case TOLL_TCO_CURVE_POINT:
        return TOLL_TCO_LIST_CURVE;
    case TOLL_TCO_SIZING:
        return TOLL_TCO_LIST_SIZE;
    case TOLL_TCO_DEPRECIATION:
        return TOLL_TCO_LIST_SPREAD;
    case TOLL_TCO_BUY:
    case TOLL_TCO_COST:
    case TOLL_TCO_INCOME:
        return TOLL_TCO_LIST_CATEGORY;
    default:
        return 0;
    }
}

static void set_once(scenario_line *line, uint32_t *field, uint32_t code, const char *name)
{
    if (*field != 0)
        toll__scenario_fail(line, TOLL_E_CONFLICT, name, "%s is given twice", name);
    *field = code;
}

/* "per gpu per hour": a basis where the kind has one and none is given yet, else a unit of time. */
static void read_per(scenario_line *line, const toll_tco_row_kind *kind, toll_tco_row *row)
{
    scenario_word word = toll__scenario_next(line);
    uint32_t code = 0;
    if (uses(kind, TOLL_TCO_USES_BASIS) && row->basis == 0 && toll__scenario_has_code(TOLL_TCO_LIST_BASIS, word, &code))
        row->basis = code;
    else if (uses(kind, TOLL_TCO_USES_TIME) && toll__scenario_has_code(TOLL_TCO_LIST_TIME, word, &code))
        set_once(line, &row->time, code, "time");
    else if (uses(kind, TOLL_TCO_USES_BASIS) && row->basis == 0)
        toll__scenario_code(line, TOLL_TCO_LIST_BASIS, word);
    else if (uses(kind, TOLL_TCO_USES_TIME))
        toll__scenario_code(line, TOLL_TCO_LIST_TIME, word);
    else
        toll__scenario_fail(line, TOLL_E_CONFLICT, "basis", "%s is not per anything", kind->name);
}

static bool is_digits(scenario_word word)
{
    uint64_t digits = 0;
    while (digits < word.length && word.text[digits] >= '0' && word.text[digits] <= '9')
        digits++;
    return word.length > 0 && word.length <= 9 && digits == word.length;
}

static uint32_t to_number(scenario_word word)
{
    uint32_t value = 0;
    for (uint64_t i = 0; i < word.length; i++)
        value = 10 * value + (uint32_t)(word.text[i] - '0');
    return value;
}

/* A word that is a subject for this kind. */
static bool read_subject(const toll_tco_row_kind *kind, scenario_word word, toll_tco_row *row)
{
    uint32_t list = subject_list(kind->code), code = 0;
    if (!uses(kind, TOLL_TCO_USES_SUBJECT))
        return false;
    if (kind->code == TOLL_TCO_TAX_RATE && (toll__scenario_is(word, "all") || toll__scenario_is(word, "depreciation")))
        code = toll__scenario_is(word, "all");
    else if (list == 0 && is_digits(word))
        code = to_number(word);
    else if (list == 0 || list == TOLL_TCO_LIST_CATEGORY || !toll__scenario_has_code(list, word, &code))
        return false;
    row->subject = code;
    return true;
}

static void read_word(scenario_line *line, const toll_tco_row_kind *kind, scenario_word word, toll_tco_row *row)
{
    uint32_t code = 0;
    if (toll__scenario_is(word, "per")) {
        read_per(line, kind, row);
    } else if (toll__scenario_is(word, "of") && subject_list(kind->code) == TOLL_TCO_LIST_CATEGORY) {
        row->subject = toll__scenario_code(line, TOLL_TCO_LIST_CATEGORY, toll__scenario_next(line));
    } else if (uses(kind, TOLL_TCO_USES_CATEGORY) && toll__scenario_has_code(TOLL_TCO_LIST_CATEGORY, word, &code)) {
        set_once(line, &row->category, code, "category");
    } else if (!read_subject(kind, word, row)) {
        bool has_list = uses(kind, TOLL_TCO_USES_SUBJECT) && subject_list(kind->code) != 0 &&
                        subject_list(kind->code) != TOLL_TCO_LIST_CATEGORY;
        if (uses(kind, TOLL_TCO_USES_CATEGORY))
            toll__scenario_code(line, TOLL_TCO_LIST_CATEGORY, word);
        else if (has_list)
            toll__scenario_code(line, subject_list(kind->code), word);
        toll__scenario_fail(line, TOLL_E_CONFLICT, "row", "%s takes no \"%.*s\"", kind->name,
                            (int)(word.length < 40 ? word.length : 40), word.text);
    }
}

static void read_key(scenario_line *line, const toll_tco_row_kind *kind, toll_tco_row *row)
{
    while (!toll__scenario_takes(line, "=") && line->status == TOLL_OK) {
        scenario_word word = toll__scenario_next(line);
        if (word.length == 0)
            toll__scenario_fail(line, TOLL_E_SYNTAX, "row", "after the key there must be = and a value");
        else
            read_word(line, kind, word, row);
    }
    if (row->time == 0 && uses(kind, TOLL_TCO_USES_TIME) && (kind->required & TOLL_TCO_USES_TIME) != 0)
        row->time = kind->time;
}

/* ---- the value and what follows it ---- */

/* "[20G .. 45G]", after the "[" */
static void read_range(scenario_line *line, toll_range *value)
{
    value->low = toll__scenario_number(line, "the low end");
    if (!toll__scenario_takes(line, ".."))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "a range must be [low .. high]");
    value->high = toll__scenario_number(line, "the high end");
    if (!toll__scenario_takes(line, "]"))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "a range must end with ]");
    if (!(value->low <= value->mid && value->mid <= value->high))
        toll__scenario_fail(line, TOLL_E_CONFLICT, "value", "a range must hold its value");
}

static int32_t read_period(scenario_line *line)
{
    double period = toll__scenario_number(line, "a period");
    if (!(period >= 0 && period <= 1200) || period != (int32_t)period) {
        toll__scenario_fail(line, TOLL_E_RANGE, "from_period", "periods must be whole numbers from 0 to 1200");
        return 0;
    }
    return (int32_t)period;
}

/* "@ 12 .. 24", "@ 12 .." */
static void read_periods(scenario_line *line, toll_tco_row *row)
{
    row->from_period = read_period(line);
    if (!toll__scenario_takes(line, ".."))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "from_period", "periods must be @ from .. to");
    toll__scenario_is_over(line);
    bool is_open = line->at >= line->end || *line->at < '0' || *line->at > '9';
    row->to_period = is_open ? 0 : read_period(line);
    if (!is_open && row->to_period <= row->from_period)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "to_period", "periods must be @ from .. to, to above from");
}

static void read_currency(scenario_line *line, const toll_tco_row_kind *kind, scenario_word word, toll_tco_row *row)
{
    bool is_code = word.length == 3;
    for (uint64_t i = 0; i < word.length; i++)
        is_code = is_code && word.text[i] >= 'A' && word.text[i] <= 'Z';
    if (!is_code || !uses(kind, TOLL_TCO_USES_CURRENCY)) {
        toll__scenario_fail(line, TOLL_E_CONFLICT, "row", "%s: what \"%.*s\" is after the value is not known",
                            kind->name, (int)(word.length < 40 ? word.length : 40), word.text);
        return;
    }
    memset(row->currency, 0, sizeof row->currency);
    memcpy(row->currency, word.text, word.length);
}

static void read_year(scenario_line *line, const toll_tco_row_kind *kind, toll_tco_row *row)
{
    double year = toll__scenario_number(line, "a price year");
    if (!(year >= 1900 && year <= 2200) || year != (int32_t)year || !toll__scenario_takes(line, ")"))
        toll__scenario_fail(line, TOLL_E_RANGE, "price_year", "a price year must be (1900) to (2200)");
    else if (!uses(kind, TOLL_TCO_USES_PRICE_YEAR))
        toll__scenario_fail(line, TOLL_E_CONFLICT, "price_year", "%s has no price year", kind->name);
    else
        row->price_year = (int32_t)year;
}

static void read_nodes(scenario_line *line, toll_tco_row *row)
{
    row->quantity_from = toll__scenario_number(line, "nodes");
    if (!toll__scenario_takes(line, ".."))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "quantity_from", "nodes must be from .. below");
    toll__scenario_is_over(line);
    bool is_open = line->at >= line->end || *line->at < '0' || *line->at > '9';
    row->quantity_below = is_open ? 0 : toll__scenario_number(line, "nodes");
}

static void read_tail(scenario_line *line, const toll_tco_row_kind *kind, toll_tco_row *row)
{
    while (!toll__scenario_is_over(line)) {
        if (toll__scenario_takes(line, "[")) {
            read_range(line, &row->value);
        } else if (toll__scenario_takes(line, "@")) {
            read_periods(line, row);
        } else if (toll__scenario_takes(line, "(")) {
            read_year(line, kind, row);
        } else {
            scenario_word word = toll__scenario_next(line);
            if (toll__scenario_is(word, "x"))
                row->quantity = toll__scenario_number(line, "the quantity");
            else if (toll__scenario_is(word, "nodes"))
                read_nodes(line, row);
            else if (word.length == 0)
                toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "after the value: \"%.*s\" can't be read",
                                    (int)toll__io_utf8_length(line->at, (uint64_t)(line->end - line->at)), line->at);
            else
                read_currency(line, kind, word, row);
        }
    }
}

/* "sizing = hours", "currency = EUR", "real_money = yes", "pue = default(id)". */
static bool read_word_value(scenario_reader *r, const toll_tco_row_kind *kind, toll_tco_row *row)
{
    scenario_line *line = &r->line;
    toll__scenario_is_over(line);
    bool is_letter =
        line->at < line->end && ((*line->at >= 'a' && *line->at <= 'z') || (*line->at >= 'A' && *line->at <= 'Z'));
    if (!is_letter)
        return false;
    scenario_word word = toll__scenario_next(line);
    if (kind->code == TOLL_TCO_CURRENCY)
        read_currency(line, kind, word, row);
    else if (toll__scenario_is(word, "default"))
        toll__scenario_default(line, kind, !r->has_period, row);
    else if (kind->code == TOLL_TCO_SIZING)
        row->subject = toll__scenario_code(line, TOLL_TCO_LIST_SIZE, word);
    else if (kind->max == 1 && (toll__scenario_is(word, "yes") || toll__scenario_is(word, "no")))
        row->value.low = row->value.mid = row->value.high = toll__scenario_is(word, "yes");
    else
        toll__scenario_fail(line, TOLL_E_SYNTAX, "value", "%s must be a number, got \"%.*s\"", kind->name,
                            (int)(word.length < 40 ? word.length : 40), word.text);
    return true;
}

static void read_value(scenario_reader *r, const toll_tco_row_kind *kind, toll_tco_row *row)
{
    scenario_line *line = &r->line;
    if (!read_word_value(r, kind, row)) {
        row->value.mid = toll__scenario_number(line, kind->name);
        row->value.low = row->value.high = row->value.mid;
    }
    read_tail(line, kind, row);
    bool is_within = row->value.low >= kind->min && row->value.high <= kind->max;
    if (!is_within && kind->code != TOLL_TCO_CURRENCY)
        toll__scenario_fail(line, TOLL_E_RANGE, "value", "%s must be in %g .. %g%s%s", kind->name, kind->min, kind->max,
                            kind->unit[0] != 0 ? " " : "", kind->unit);
}

static void check_required(scenario_line *line, const toll_tco_row_kind *kind, const toll_tco_row *row)
{
    if ((kind->required & TOLL_TCO_USES_CATEGORY) != 0 && row->category == 0)
        toll__scenario_fail(line, TOLL_E_MISSING, "category", "%s needs a category: \"%s gpu ...\"", kind->name,
                            kind->name);
    if ((kind->required & TOLL_TCO_USES_BASIS) != 0 && row->basis == 0)
        toll__scenario_fail(line, TOLL_E_MISSING, "basis", "%s needs what it is per: \"%s ... per unit = ...\"",
                            kind->name, kind->name);
}

static void read_assignment(scenario_reader *r)
{
    toll_tco_row row = {.quantity = 1, .option = r->option};
    toll_tco_row_kind kind;
    scenario_word word = toll__scenario_next(&r->line);
    if (word.length == 0) {
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "row", "a line must be \"key = value\" or \"[option] label\"");
        return;
    }
    row.kind = toll__scenario_code(&r->line, TOLL_TCO_LIST_KIND, word);
    toll_struct_init(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND, NULL);
    if (r->line.status != TOLL_OK || toll_tco_get_row_kind(row.kind, &kind, NULL) != TOLL_OK)
        return;
    if (row.kind == TOLL_TCO_OPTION)
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "row", "an option is opened by [name] label");
    if (!uses(&kind, TOLL_TCO_USES_OPTION) && row.option != 0)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "option",
                            "%s holds for all options: it belongs before the first [option]", kind.name);
    read_key(&r->line, &kind, &row);
    read_value(r, &kind, &row);
    r->has_period = r->has_period || row.kind == TOLL_TCO_PERIOD_MONTHS || row.kind == TOLL_TCO_PERIOD_HOURS;
    check_required(&r->line, &kind, &row);
    give_row(r, &row);
}

/* ---- lines ---- */

static void read_line(scenario_reader *r, const char *text, const char *end)
{
    const char *comment = memchr(text, '#', (size_t)(end - text));
    r->line.at = text;
    r->line.end = comment != NULL ? comment : end;
    r->line.number++;
    if (toll__scenario_is_over(&r->line))
        return;
    if (toll__scenario_takes(&r->line, "["))
        read_section(r);
    else
        read_assignment(r);
}

static void read_lines(scenario_reader *r, toll__io_span text)
{
    const char *at = text.bytes, *end = text.bytes + text.length;
    while (at < end && r->line.status == TOLL_OK) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        read_line(r, at, newline != NULL ? newline : end);
        at = newline != NULL ? newline + 1 : end;
    }
}

static toll_status check_arguments(const char *text, uint64_t length, const scenario_reader *r, const uint64_t *n_rows,
                                   toll_error *err)
{
    if (text == NULL || n_rows == NULL || (r->rows == NULL && r->capacity > 0))
        return toll__io_fail(err, TOLL_E_NULL, "text", "text, n_rows and, where capacity is not 0, rows must be given");
    if (length < 1 || length > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_RANGE, "length", "length must be from 1 to %u bytes", TOLL_IO_TEXT_LIMIT);
    if (r->stride_bytes < sizeof(toll_tco_row) || r->stride_bytes % 8 != 0 || r->stride_bytes > 4096)
        return toll__io_fail(err, TOLL_E_STRIDE, "stride_bytes", "stride_bytes must be sizeof(toll_tco_row)");
    return TOLL_OK;
}

toll_status toll_io_parse_scenario(const char *text, uint64_t length, toll_tco_row *rows, uint32_t *lines,
                                   uint64_t capacity, uint64_t stride_bytes, uint64_t *n_rows, toll_error *err)
{
    scenario_reader r = {
        .line = {.err = err}, .rows = rows, .lines = lines, .capacity = capacity, .stride_bytes = stride_bytes};
    toll__io_span checked;
    toll_status status = check_arguments(text, length, &r, n_rows, err);
    if (status != TOLL_OK)
        return status;
    status = toll__io_text_check(text, length, &checked, err);
    if (status != TOLL_OK)
        return status;
    read_lines(&r, checked);
    if (r.line.status != TOLL_OK)
        return r.line.status;
    *n_rows = r.count;
    if (r.count > capacity)
        return toll__io_fail(err, TOLL_E_BUFFER, "capacity", "capacity must be at least %llu rows",
                             (unsigned long long)r.count);
    return TOLL_OK;
}
