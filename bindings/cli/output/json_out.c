/* SPDX-License-Identifier: Apache-2.0 */
/* Members are written as they come; only the closing brackets of open levels are kept. A number has the fewest of 15,
 * 16 or 17 digits that read back as the same double: 0.1 is 0.1, not 0.10000000000000001. */
#include "output/json_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <toll/catalog.h>

#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/notes.h"
#include "output/outside_text.h"

static void json_start(json *j, FILE *out)
{
    memset(j, 0, sizeof *j);
    j->out = out;
}

static void begin_member(json *j, const char *key)
{
    if (j->depth > 0) {
        bool *has_member = &j->has_member[j->depth - 1];
        fputs(*has_member ? "," : "", j->out);
        *has_member = true;
    }
    if (!j->is_line) {
        fprintf(j->out, "%s%*s", j->depth > 0 ? "\n" : "", 2 * j->depth, "");
    }
    if (key != NULL) {
        outside_json(j->out, key);
        fputs(j->is_line ? ":" : ": ", j->out);
    }
}

static void open_level(json *j, const char *key, char opener, char closer)
{
    begin_member(j, key);
    fputc(opener, j->out);
    if (j->depth == JSON_DEPTH) {
        give_up("an answer is nested deeper than JSON_DEPTH");
    }
    j->closer[j->depth] = closer;
    j->has_member[j->depth] = false;
    j->depth++;
}

void json_object(json *j, const char *key)
{
    open_level(j, key, '{', '}');
}

void json_array(json *j, const char *key)
{
    open_level(j, key, '[', ']');
}

void json_close(json *j)
{
    j->depth--;
    if (j->has_member[j->depth] && !j->is_line) {
        fprintf(j->out, "\n%*s", 2 * j->depth, "");
    }
    fputc(j->closer[j->depth], j->out);
    if (j->depth == 0 && !j->is_line) {
        fputc('\n', j->out);
    }
}

void json_text(json *j, const char *key, const char *text)
{
    begin_member(j, key);
    outside_json(j->out, text);
}

void json_integer(json *j, const char *key, int64_t value)
{
    begin_member(j, key);
    fprintf(j->out, "%lld", (long long)value);
}

void json_number(json *j, const char *key, double value)
{
    char text[40];
    if (!isfinite(value)) {
        json_null(j, key);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) { /* 17 always round-trip */
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            break;
        }
    }
    begin_member(j, key);
    fputs(text, j->out);
}

void json_bool(json *j, const char *key, bool value)
{
    begin_member(j, key);
    fputs(value ? "true" : "false", j->out);
}

void json_null(json *j, const char *key)
{
    begin_member(j, key);
    fputs("null", j->out);
}

void json_range(json *j, const char *key, toll_range range, double factor, bool is_known)
{
    if (!is_known) {
        json_null(j, key);
        return;
    }
    json_object(j, key);
    json_number(j, "low", range.low * factor);
    json_number(j, "mid", range.mid * factor);
    json_number(j, "high", range.high * factor);
    json_close(j);
}

void json_maybe_integer(json *j, const char *key, int64_t value, bool is_known)
{
    if (is_known) {
        json_integer(j, key, value);
    } else {
        json_null(j, key);
    }
}

void json_maybe_number(json *j, const char *key, double value, bool is_known)
{
    if (is_known) {
        json_number(j, key, value);
    } else {
        json_null(j, key);
    }
}

void json_maybe_text(json *j, const char *key, const char *text)
{
    if (text[0] != 0) {
        json_text(j, key, text);
    } else {
        json_null(j, key);
    }
}

void json_date(json *j, const char *key, int32_t yyyymmdd)
{
    if (yyyymmdd > 0) {
        json_text(j, key, figure_date(yyyymmdd).text);
    } else {
        json_null(j, key);
    }
}

void json_one_line(json *j, FILE *out)
{
    json_start(j, out);
    j->is_line = true;
    json_object(j, NULL);
}

void json_raw(json *j, const char *key, const char *text, size_t length)
{
    begin_member(j, key);
    fwrite(text, 1, length, j->out);
}

void json_answer(json *j, const char *command)
{
    json_start(j, stdout);
    json_object(j, NULL);
    json_text(j, "command", command);
    json_text(j, "library_version", toll_version_string());
    json_text(j, "catalog_version", toll_catalog_version());
    const char *note = notes_take();
    if (note == NULL) {
        return;
    }
    json_array(j, "notes");
    for (; note != NULL; note = notes_take()) {
        json_text(j, NULL, note);
    }
    json_close(j);
}
