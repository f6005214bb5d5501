/* SPDX-License-Identifier: Apache-2.0 */
/* Variables and included files of a scenario.
 *
 * "let fast = 5.2k [4.2k .. 6.0k]" keeps a text; "$fast" in a later line is that text, so a variable holds whatever may
 * stand in its place. A text is put in once, when its line is read: a variable within a variable's text is put in when
 * that is kept, so nothing recurs. */
#include "scenario/scenario_text.h"

#include <stdio.h>
#include <string.h>

static const scenario_variable *find_variable(const scenario_reader *r, scenario_word name)
{
    for (uint32_t i = 0; i < r->n_variables; i++)
        if (toll__scenario_is(name, r->variables[i].name))
            return &r->variables[i];
    return NULL;
}

static void keep_variable(scenario_reader *r, scenario_word name, const char *text, uint64_t length)
{
    scenario_variable *v = &r->variables[r->n_variables++];
    memset(v, 0, sizeof *v);
    memcpy(v->name, name.text, name.length);
    memcpy(v->text, text, length);
}

static void check_variable(scenario_reader *r, scenario_word name, uint64_t length)
{
    scenario_line *line = &r->line;
    if (name.length == 0 || name.length >= SCENARIO_NAME_BYTES)
        toll__scenario_fail(line, TOLL_E_SYNTAX, "let",
                            "a variable must be let name = value, the name of 1 to %d letters",
                            SCENARIO_NAME_BYTES - 1);
    else if (find_variable(r, name) != NULL)
        toll__scenario_fail(line, TOLL_E_CONFLICT, "let", "the variable %.*s is given twice", (int)name.length,
                            name.text);
    else if (length == 0 || length >= sizeof r->variables[0].text)
        toll__scenario_fail(line, TOLL_E_SYNTAX, "let", "the text of a variable must be 1 to %u bytes",
                            (unsigned)sizeof r->variables[0].text - 1);
    else if (r->n_variables == SCENARIO_VARIABLES)
        toll__scenario_fail(line, TOLL_E_RANGE, "let", "at most %d variables", SCENARIO_VARIABLES);
}

void toll__scenario_let(scenario_reader *r)
{
    scenario_line *line = &r->line;
    const scenario_word name = toll__scenario_next(line);
    if (!toll__scenario_takes(line, "="))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "let", "a variable must be let name = value");
    toll__scenario_is_over(line);
    const char *end = line->end;
    while (end > line->at && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
        end--;
    const uint64_t length = (uint64_t)(end - line->at);
    check_variable(r, name, length);
    if (line->status != TOLL_OK)
        return;
    keep_variable(r, name, line->at, length);
    line->at = line->end;
}

static uint64_t name_length(const char *at, const char *end)
{
    const char *from = at;
    while (at < end &&
           ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') || *at == '_'))
        at++;
    return (uint64_t)(at - from);
}

static bool is_near(const char *name, scenario_word word)
{
    return word.length > 0 && name[0] == word.text[0];
}

static void complain_variable(scenario_reader *r, scenario_word name)
{
    const char *near = NULL;
    for (uint32_t i = 0; i < r->n_variables && near == NULL; i++)
        near = is_near(r->variables[i].name, name) ? r->variables[i].name : NULL;
    toll__scenario_fail(&r->line, TOLL_E_UNKNOWN_ID, "let", "no line above has let %.*s = ...%s%s%s", (int)name.length,
                        name.text, near != NULL ? "; there is " : "", near != NULL ? "$" : "",
                        near != NULL ? near : "");
}

static void append(scenario_reader *r, char *line, uint64_t *length, const char *text, uint64_t more)
{
    if (*length + more >= SCENARIO_LINE_BYTES) {
        toll__scenario_fail(&r->line, TOLL_E_RANGE, "let", "with its variables the line is longer than %d bytes",
                            SCENARIO_LINE_BYTES - 1);
        return;
    }
    memcpy(line + *length, text, more);
    *length += more;
}

bool toll__scenario_expand(scenario_reader *r, const char *text, const char *end, char *line, uint64_t *length)
{
    *length = 0;
    if (memchr(text, '$', (size_t)(end - text)) == NULL)
        return false;
    while (text < end && r->line.status == TOLL_OK) {
        if (*text != '$') {
            append(r, line, length, text++, 1);
            continue;
        }
        const scenario_word name = {text + 1, name_length(text + 1, end)};
        const scenario_variable *v = find_variable(r, name);
        if (v == NULL)
            complain_variable(r, name);
        else
            append(r, line, length, v->text, strlen(v->text));
        text += 1 + name.length;
    }
    return r->line.status == TOLL_OK;
}

/* ---- include "prices.toll" ---- */

static bool is_absolute(const char *path)
{
    return path[0] == '/' || (path[0] != 0 && path[1] == ':');
}

static bool has_quoted(scenario_reader *r, scenario_word *name)
{
    scenario_line *line = &r->line;
    const char *close = NULL;
    toll__scenario_takes(line, "=");
    if (toll__scenario_takes(line, "\""))
        close = memchr(line->at, '"', (size_t)(line->end - line->at));
    if (close == NULL || close == line->at) {
        toll__scenario_fail(line, TOLL_E_SYNTAX, "include", "a file must be included as include \"name.toll\"");
        return false;
    }
    *name = (scenario_word){line->at, (uint64_t)(close - line->at)};
    line->at = close + 1;
    return true;
}

bool toll__scenario_file_path(scenario_reader *r, const char *what, scenario_word name, char *path, uint64_t size)
{
    scenario_line *line = &r->line;
    if (r->path == NULL)
        toll__scenario_fail(
            line, TOLL_E_UNSUPPORTED, what,
            "%s \"%.*s\": the scenario is text from memory or a pipe, so there is no folder to look in; give a file",
            what, (int)(name.length < 40 ? name.length : 40), name.text);
    if (line->status != TOLL_OK)
        return false;
    const char *slash = strrchr(r->path, '/');
    const int folder = slash != NULL && !is_absolute(name.text) ? (int)(slash - r->path + 1) : 0;
    const int length = snprintf(path, size, "%.*s%.*s", folder, r->path, (int)name.length, name.text);
    if (length < 0 || (uint64_t)length >= size)
        toll__scenario_fail(line, TOLL_E_RANGE, what, "the path of the file is longer than %u bytes",
                            (unsigned)size - 1);
    return line->status == TOLL_OK;
}

bool toll__scenario_include_path(scenario_reader *r, char *path, uint64_t size, scenario_word *name)
{
    if (!has_quoted(r, name))
        return false;
    if (r->path != NULL && r->depth >= SCENARIO_DEPTH)
        toll__scenario_fail(&r->line, TOLL_E_RANGE, "include", "files include files %d deep: does one include itself?",
                            SCENARIO_DEPTH);
    return toll__scenario_file_path(r, "include", *name, path, size);
}
