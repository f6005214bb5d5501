/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_read_scenario(): lines of a scenario file to rows. The keys are the library's own list of kinds.
 *
 * A line opens an option ("[own] Own servers") or sets a row ("buy gpu per gpu = 25k EUR (2025)"): the words before "="
 * choose kind, category and basis, the value follows, then its range, periods, price year and nodes in any order. The
 * grammar with examples is in toll_io.h. The first mistake ends the parse. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll/tco.h>

#include "scenario/scenario_dates.h"
#include "scenario/scenario_reader.h"
#include "scenario/scenario_serve.h"
#include "scenario/scenario_text.h"
#include "scenario/scenario_value.h"
#include "scenario/scenario_words.h"
#include "text/input_file.h"
#include "text/io_error.h"
#include "text/text_check.h"
#include "text/utf8.h"
#include "toll_io.h"

/* A row without a word on its shape is drawn as risk.h draws it without inputs: beyond a decade on logarithms. */
#define DECADE 10.0

static uint32_t usual_shape(const toll_range *value)
{
    const bool is_wide = value->low > 0 && value->high > DECADE * value->low;
    return is_wide ? TOLL_RISK_LOGNORMAL : TOLL_RISK_BELL;
}

static void write_note(const scenario_reader *r, const toll_tco_row *row, const toll_io_scenario_note *note)
{
    toll_io_scenario_note full = note != NULL ? *note : (toll_io_scenario_note){.shape = usual_shape(&row->value)};
    unsigned char *at = (unsigned char *)r->notes + r->count * r->note_stride;
    full.line = r->line.number;
    full.has_percent = r->line.has_percent;
    snprintf(full.file, sizeof full.file, "%s", r->file);
    memset(at, 0, r->note_stride);
    memcpy(at, &full, sizeof full);
}

void toll__scenario_give(scenario_reader *r, const toll_tco_row *row, const toll_io_scenario_note *note)
{
    if (r->line.status != TOLL_OK)
        return;
    if (r->count < r->capacity) {
        unsigned char *at = (unsigned char *)r->rows + r->count * r->row_stride;
        memset(at, 0, r->row_stride);
        memcpy(at, row, sizeof *row);
        if (r->lines != NULL)
            r->lines[r->count] = r->line.number;
        if (r->notes != NULL)
            write_note(r, row, note);
    }
    r->count++;
}

void toll__scenario_origin(toll_io_scenario_note *note, const char *format, ...)
{
    const size_t used = strlen(note->origin);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(note->origin + used, sizeof note->origin - used, format, arguments);
    va_end(arguments);
}

uint32_t toll__scenario_group(scenario_reader *r, const char *name, uint64_t length)
{
    const scenario_word word = {name, length};
    for (uint32_t i = 0; i < r->n_groups; i++)
        if (toll__scenario_is(word, r->groups[i]))
            return i + 1;
    if (length == 0 || length >= SCENARIO_NAME_BYTES)
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "group",
                            "a group must have a name of 1 to %d letters, as group h100", SCENARIO_NAME_BYTES - 1);
    else if (r->n_groups == SCENARIO_GROUPS)
        toll__scenario_fail(&r->line, TOLL_E_RANGE, "group", "at most %d groups", SCENARIO_GROUPS);
    if (r->line.status != TOLL_OK)
        return 0;
    memcpy(r->groups[r->n_groups], name, length);
    return ++r->n_groups;
}

/* ---- [name] label ---- */

static uint32_t find_section(const scenario_reader *r, scenario_word name)
{
    for (uint32_t i = 0; i < r->n_options; i++)
        if (toll__scenario_is(name, r->sections[i]))
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
    if (r->n_options == SCENARIO_OPTIONS)
        toll__scenario_fail(&r->line, TOLL_E_RANGE, "option", "at most %d options", SCENARIO_OPTIONS);
    if (r->line.status != TOLL_OK)
        return;
    memcpy(row.text, text, length);
    memcpy(r->sections[r->n_options++], name.text, name.length);
    row.option = r->option = r->n_options;
    toll__scenario_give(r, &row, NULL);
}

/* A section that was opened before goes on. */
static void read_section(scenario_reader *r)
{
    scenario_word name = toll__scenario_next(&r->line);
    if (name.length == 0 || name.length >= SCENARIO_NAME_BYTES || !toll__scenario_takes(&r->line, "]")) {
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "option",
                            "a section must be [name], the name of 1 to %d letters, digits and _",
                            SCENARIO_NAME_BYTES - 1);
        return;
    }
    r->option = find_section(r, name);
    if (r->option == 0)
        declare_option(r, name);
}

/* ---- words before "=" ---- */

static bool kind_uses(const toll_tco_row_kind *kind, uint64_t field)
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
    case TOLL_TCO_ENDS:
        return TOLL_TCO_LIST_SUPPLY;
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

/* A week is seven days: the row is per day. */
static bool takes_week(scenario_line *line, scenario_word word, scenario_entry *e)
{
    if (!kind_uses(&e->kind, TOLL_TCO_USES_TIME) || !toll__scenario_is(word, "week"))
        return false;
    set_once(line, &e->row.time, TOLL_TCO_DAY, "the unit of time");
    e->is_weekly = true;
    return true;
}

/* "per gpu per hour": a basis where the kind has one and none is given yet, else a unit of time. */
static void read_per(scenario_line *line, scenario_entry *e)
{
    scenario_word word = toll__scenario_next(line);
    const toll_tco_row_kind *kind = &e->kind;
    toll_tco_row *row = &e->row;
    uint32_t code = 0;
    if (kind_uses(kind, TOLL_TCO_USES_BASIS) && row->basis == 0 &&
        toll__scenario_has_code(TOLL_TCO_LIST_BASIS, word, &code))
        row->basis = code;
    else if (kind_uses(kind, TOLL_TCO_USES_TIME) && toll__scenario_has_code(TOLL_TCO_LIST_TIME, word, &code))
        set_once(line, &row->time, code, "the unit of time");
    else if (takes_week(line, word, e))
        return;
    else if (kind_uses(kind, TOLL_TCO_USES_BASIS) && row->basis == 0)
        toll__scenario_code(line, TOLL_TCO_LIST_BASIS, word);
    else if (kind_uses(kind, TOLL_TCO_USES_TIME))
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
    if (!kind_uses(kind, TOLL_TCO_USES_SUBJECT))
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

static void complain_word(scenario_line *line, const toll_tco_row_kind *kind, scenario_word word)
{
    const uint32_t list = subject_list(kind->code);
    const bool has_list = kind_uses(kind, TOLL_TCO_USES_SUBJECT) && list != 0 && list != TOLL_TCO_LIST_CATEGORY;
    if (kind_uses(kind, TOLL_TCO_USES_CATEGORY))
        toll__scenario_code(line, TOLL_TCO_LIST_CATEGORY, word);
    else if (has_list)
        toll__scenario_code(line, list, word);
    toll__scenario_fail(line, TOLL_E_CONFLICT, "row", "%s takes no \"%.*s\"", kind->name,
                        (int)(word.length < 40 ? word.length : 40), word.text);
}

static void read_word(scenario_line *line, scenario_entry *e, scenario_word word)
{
    const toll_tco_row_kind *kind = &e->kind;
    uint32_t code = 0;
    if (toll__scenario_is(word, "per"))
        read_per(line, e);
    else if (toll__scenario_is(word, "of") && subject_list(kind->code) == TOLL_TCO_LIST_CATEGORY)
        e->row.subject = toll__scenario_code(line, TOLL_TCO_LIST_CATEGORY, toll__scenario_next(line));
    else if (kind_uses(kind, TOLL_TCO_USES_CATEGORY) && toll__scenario_has_code(TOLL_TCO_LIST_CATEGORY, word, &code))
        set_once(line, &e->row.category, code, "category");
    else if (!read_subject(kind, word, &e->row))
        complain_word(line, kind, word);
}

static void read_key(scenario_line *line, scenario_entry *e)
{
    while (!toll__scenario_takes(line, "=") && line->status == TOLL_OK) {
        scenario_word word = toll__scenario_next(line);
        if (word.length == 0)
            toll__scenario_fail(line, TOLL_E_SYNTAX, "row", "after the key there must be = and a value");
        else
            read_word(line, e, word);
    }
    if (e->row.time == 0 && kind_uses(&e->kind, TOLL_TCO_USES_TIME) && (e->kind.required & TOLL_TCO_USES_TIME) != 0)
        e->row.time = e->kind.time;
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

static double hours_of(uint32_t time)
{
    static const double hours[] = {
        [TOLL_TCO_HOUR] = 1, [TOLL_TCO_DAY] = 24, [TOLL_TCO_MONTH] = 730, [TOLL_TCO_YEAR] = 8760};
    return time >= TOLL_TCO_HOUR && time <= TOLL_TCO_YEAR ? hours[time] : 730;
}

static void add_demand(scenario_reader *r, const toll_tco_row *row)
{
    const double per_hour = row->value.mid * row->quantity / hours_of(row->time);
    if (row->kind == TOLL_TCO_INPUT_TOKENS || row->kind == TOLL_TCO_CACHED_TOKENS)
        r->asked_input += per_hour;
    if (row->kind == TOLL_TCO_OUTPUT_TOKENS)
        r->asked_output += per_hour;
}

/* Rows for all options tell what a task holds; they stand in for a request that is not stated. */
static void remember(scenario_reader *r, const toll_tco_row *row)
{
    if (row->kind == TOLL_TCO_PERIOD_MONTHS || row->kind == TOLL_TCO_PERIOD_HOURS) {
        r->has_period = true;
        r->period_months = row->kind == TOLL_TCO_PERIOD_MONTHS ? row->value.mid : r->period_months;
        r->period_hours = row->kind == TOLL_TCO_PERIOD_HOURS ? row->value.mid : r->period_hours;
        if (r->months_line != 0)
            toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "period",
                                "line %u counts in months or years before this: put the length of a period above it",
                                r->months_line);
    }
    if (row->kind == TOLL_TCO_HORIZON)
        r->horizon = row->value.mid;
    if (row->kind == TOLL_TCO_ENDS && row->subject != TOLL_TCO_SUPPLY_UNITS)
        r->states_end[row->option] = true;
    if (row->option != 0)
        return;
    add_demand(r, row);
    r->task_input += row->kind == TOLL_TCO_TASK_INPUT ? row->value.mid * row->quantity : 0;
    r->task_output += row->kind == TOLL_TCO_TASK_OUTPUT ? row->value.mid * row->quantity : 0;
    r->task_cached = row->kind == TOLL_TCO_CACHE_HIT ? row->value.mid : r->task_cached;
}

static void read_scenario_row(scenario_reader *r, scenario_word word)
{
    scenario_entry e = {.row = {.quantity = 1, .option = r->option}};
    e.row.kind = toll__scenario_code(&r->line, TOLL_TCO_LIST_KIND, word);
    toll_struct_init(&e.kind, sizeof e.kind, TOLL_KIND_TCO_ROW_KIND, NULL);
    if (r->line.status != TOLL_OK || toll_tco_get_row_kind(e.row.kind, &e.kind, NULL) != TOLL_OK)
        return;
    if (e.row.kind == TOLL_TCO_OPTION)
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "row", "an option is opened by [name] label");
    if (!kind_uses(&e.kind, TOLL_TCO_USES_OPTION) && e.row.option != 0)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "option",
                            "%s holds for all options: it belongs before the first [option]", e.kind.name);
    read_key(&r->line, &e);
    toll__scenario_value(r, &e);
    remember(r, &e.row);
    if (e.is_given)
        return;
    check_required(&r->line, &e.kind, &e.row);
    toll__scenario_give(r, &e.row, &e.note);
}

/* ---- words that are no row ---- */

static void read_group(scenario_reader *r)
{
    const scenario_word name = toll__scenario_next(&r->line);
    if (r->group_of[r->option] != 0)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "group", "group is given twice");
    r->group_of[r->option] = toll__scenario_group(r, name.text, name.length);
}

static void include_file(scenario_reader *r);

static bool takes_equals(scenario_reader *r, const char *what)
{
    if (!toll__scenario_takes(&r->line, "="))
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, what, "after %s there must be = and a value", what);
    return r->line.status == TOLL_OK;
}

/* "let", "include", "request", "slo", "deploy", "group", "start": false for any other word. */
static bool read_directive(scenario_reader *r, scenario_word word)
{
    static const struct {
        const char *name;
        void (*read)(scenario_reader *r);
        bool has_equals;
    } directives[] = {{"let", toll__scenario_let, false},        {"include", include_file, false},
                      {"request", toll__scenario_request, true}, {"slo", toll__scenario_limits, true},
                      {"deploy", toll__scenario_deploy, true},   {"group", read_group, true},
                      {"start", toll__scenario_begin, true}};
    for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++) {
        if (!toll__scenario_is(word, directives[i].name))
            continue;
        if (!directives[i].has_equals || takes_equals(r, directives[i].name))
            directives[i].read(r);
        if (!toll__scenario_is_over(&r->line))
            toll__scenario_fail(&r->line, TOLL_E_SYNTAX, directives[i].name, "after %s: \"%.*s\" can't be read",
                                directives[i].name,
                                (int)(r->line.end - r->line.at < 40 ? r->line.end - r->line.at : 40), r->line.at);
        return true;
    }
    return false;
}

static void read_assignment(scenario_reader *r)
{
    scenario_word word = toll__scenario_next(&r->line);
    if (word.length == 0) {
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "row", "a line must be \"key = value\" or \"[option] label\"");
        return;
    }
    if (!read_directive(r, word))
        read_scenario_row(r, word);
}

/* ---- lines ---- */

static void read_line(scenario_reader *r, const char *text, const char *end)
{
    char expanded[SCENARIO_LINE_BYTES];
    uint64_t length = 0;
    const char *comment = memchr(text, '#', (size_t)(end - text));
    r->line.at = text;
    r->line.end = comment != NULL ? comment : end;
    r->line.number++;
    r->line.has_percent = false;
    if (toll__scenario_expand(r, r->line.at, r->line.end, expanded, &length)) {
        r->line.at = expanded;
        r->line.end = expanded + length;
    }
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

/* The lines of the file stand in place of the line that names it; a mistake in them names the file. */
static void read_included(scenario_reader *r, const char *path, const char *name, const toll__io_bytes *bytes)
{
    const scenario_line outer = r->line;
    const char *outer_path = r->path, *outer_file = r->file;
    toll__io_span text;
    toll_error why = {0};
    const toll_status status = toll__io_text_check(bytes->bytes, bytes->length, &text, &why);
    if (status != TOLL_OK) {
        toll__scenario_fail(&r->line, status, "include", "%.60s: %.80s", name, why.message);
        return;
    }
    r->path = path;
    r->file = name;
    r->line.file = name;
    r->line.number = 0;
    r->depth++;
    read_lines(r, text);
    r->depth--;
    const toll_status found = r->line.status;
    r->path = outer_path;
    r->file = outer_file;
    r->line = outer;
    r->line.at = r->line.end;
    r->line.status = found;
}

static void include_file(scenario_reader *r)
{
    char path[1024], name[sizeof((toll_io_scenario_note *)0)->file];
    scenario_word word = {NULL, 0};
    toll__io_bytes bytes;
    toll_error why = {0};
    if (!toll__scenario_include_path(r, path, sizeof path, &word))
        return;
    snprintf(name, sizeof name, "%.*s", (int)word.length, word.text);
    const char *rest = r->line.at;
    const toll_status status = toll__io_read_file(path, TOLL_IO_TEXT_LIMIT, &bytes, &why);
    if (status != TOLL_OK) {
        toll__scenario_fail(&r->line, status, "include", "%.60s: %.80s", path, why.message);
        return;
    }
    if (!toll__scenario_is_over(&r->line))
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "include", "after the file: \"%.40s\" can't be read", rest);
    else if (bytes.length > 0)
        read_included(r, path, name, &bytes);
    toll__io_release(&bytes);
}

/* What is stated and asks for nothing is a slip. */
static void refuse_unused(scenario_reader *r)
{
    for (uint32_t i = 0; i <= r->n_options; i++) {
        const scenario_ask *ask = &r->asks[i];
        const uint32_t line = ask->limits_line != 0 ? ask->limits_line : ask->request_line;
        if (line == 0 || r->line.status != TOLL_OK)
            continue;
        r->line.number = line;
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "slo", "%s is not used: no %s follows it%s",
                            ask->limits_line != 0 ? "slo" : "request",
                            ask->limits_line != 0 ? "deploy" : "deploy or price(...)", i > 0 ? " in this option" : "");
    }
}

/* Capacities hold at the mix that they are derived for, and a quarter around it; beyond a half they are of another load. */
#define MIX_MOST 1.5

static void refuse_other_mix(scenario_reader *r)
{
    if (r->deploy_line == 0 || !(r->asked_input > 0 && r->asked_output > 0) || r->line.status != TOLL_OK)
        return;
    const double asked = r->asked_input / r->asked_output, derived = r->deployed_input / r->deployed_output;
    if (asked <= derived * MIX_MOST && derived <= asked * MIX_MOST)
        return;
    r->line.number = r->deploy_line;
    toll__scenario_fail(
        &r->line, TOLL_E_CONFLICT, "deploy",
        "the demand has %.3g input tokens for one of output, the request of this deploy %.3g: bring them "
        "together",
        asked, derived);
}

static toll_status check_arguments(const char *text, uint64_t length, const scenario_reader *r, const uint64_t *n_rows,
                                   toll_error *err)
{
    if (text == NULL || n_rows == NULL || (r->rows == NULL && r->capacity > 0))
        return toll__io_fail(err, TOLL_E_NULL, "text", "text, n_rows and, where capacity is not 0, rows must be given");
    if (length < 1 || length > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_RANGE, "length", "length must be from 1 to %u bytes", TOLL_IO_TEXT_LIMIT);
    if (r->row_stride < sizeof(toll_tco_row) || r->row_stride % 8 != 0 || r->row_stride > 4096)
        return toll__io_fail(err, TOLL_E_STRIDE, "stride_bytes", "stride_bytes must be sizeof(toll_tco_row)");
    if (r->note_stride < sizeof(toll_io_scenario_note) || r->note_stride % 8 != 0 || r->note_stride > 4096)
        return toll__io_fail(err, TOLL_E_STRIDE, "note_stride_bytes",
                             "note_stride_bytes must be sizeof(toll_io_scenario_note)");
    return TOLL_OK;
}

static toll_status read_scenario(scenario_reader *r, const char *text, uint64_t length, uint64_t *n_rows)
{
    toll__io_span checked;
    toll_error *err = r->line.err;
    toll_status status = check_arguments(text, length, r, n_rows, err);
    if (status != TOLL_OK)
        return status;
    status = toll__io_text_check(text, length, &checked, err);
    if (status != TOLL_OK)
        return status;
    read_lines(r, checked);
    refuse_unused(r);
    refuse_other_mix(r);
    toll__scenario_give_ends(r);
    if (r->line.status != TOLL_OK)
        return r->line.status;
    *n_rows = r->count;
    if (r->count > r->capacity)
        return toll__io_fail(err, TOLL_E_BUFFER, "capacity", "capacity must be at least %llu rows",
                             (unsigned long long)r->count);
    return TOLL_OK;
}

/* The state holds the texts of variables: too much for the stack of a thread. */
static scenario_reader *open_reader(uint64_t capacity, uint64_t stride_bytes, toll_error *err)
{
    scenario_reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        toll__io_fail(err, TOLL_E_BUFFER, "text", "memory is exhausted");
        return NULL;
    }
    r->line.err = err;
    r->line.file = r->file = "";
    r->capacity = capacity;
    r->row_stride = stride_bytes;
    r->note_stride = sizeof(toll_io_scenario_note);
    return r;
}

toll_status toll_io_read_scenario_with(const char *text, uint64_t length, const char *path, toll_io_find_tariff find,
                                       void *context, toll_tco_row *rows, toll_io_scenario_note *notes,
                                       uint64_t capacity, uint64_t stride_bytes, uint64_t note_stride_bytes,
                                       uint64_t *n_rows, toll_error *err)
{
    scenario_reader *r = open_reader(capacity, stride_bytes, err);
    if (r == NULL)
        return TOLL_E_BUFFER;
    r->path = path;
    r->find = find;
    r->find_context = context;
    r->has_notes = true;
    r->rows = rows;
    r->notes = notes;
    r->note_stride = note_stride_bytes;
    const toll_status status = read_scenario(r, text, length, n_rows);
    free(r);
    return status;
}

toll_status toll_io_read_scenario(const char *text, uint64_t length, const char *path, toll_tco_row *rows,
                                  toll_io_scenario_note *notes, uint64_t capacity, uint64_t stride_bytes,
                                  uint64_t note_stride_bytes, uint64_t *n_rows, toll_error *err)
{
    return toll_io_read_scenario_with(text, length, path, NULL, NULL, rows, notes, capacity, stride_bytes,
                                      note_stride_bytes, n_rows, err);
}

toll_status toll_io_parse_scenario(const char *text, uint64_t length, toll_tco_row *rows, uint32_t *lines,
                                   uint64_t capacity, uint64_t stride_bytes, uint64_t *n_rows, toll_error *err)
{
    scenario_reader *r = open_reader(capacity, stride_bytes, err);
    if (r == NULL)
        return TOLL_E_BUFFER;
    r->rows = rows;
    r->lines = lines;
    const toll_status status = read_scenario(r, text, length, n_rows);
    free(r);
    return status;
}
