/* SPDX-License-Identifier: Apache-2.0 */
/* Answers for agents. `toll plan` lists 933 options in 1.6 MB, which no context window should hold, so long arrays are cut,
 * never silently.
 *
 * A template of the short text has lines "PATH:TEXT|TEXT...", PATH being a member of the answer or empty. For the object there,
 * or each entry of the array, the first TEXT whose {fields} are all known is printed. */
#include "mcp/mcp_answer.h"

#include <stdbool.h>
#include <string.h>

#include "output/figure_text.h"

#define LINES_MAX  16 /* of one template line */
#define FIELD_SIZE 64
#define SAID_SIZE  600

/* ---- the line ---- */

static void add_compact(mcp_text *line, toll__io_span raw)
{
    bool is_in_text = false;
    for (uint64_t i = 0, from = 0; i <= raw.length; i++) {
        char c = i < raw.length ? raw.bytes[i] : ' ';
        bool is_blank = !is_in_text && (c == ' ' || c == '\n' || c == '\r' || c == '\t');
        if (is_in_text && c == '\\') {
            i++;
        } else if (c == '"') {
            is_in_text = !is_in_text;
        }
        if (is_blank) {
            mcp_text_add(line, raw.bytes + from, (size_t)(i - from));
            from = i + 1;
        }
    }
}

static void add_value(mcp_text *line, toll__json value)
{
    bool is_text = toll__json_kind_of(value) == TOLL__JSON_TEXT;
    toll__io_span raw = toll__json_raw(value);
    if (is_text) {
        mcp_text_add(line, "\"", 1);
        mcp_text_add(line, raw.bytes, (size_t)raw.length);
        mcp_text_add(line, "\"", 1);
    } else {
        add_compact(line, raw);
    }
}

/* Returns how many entries were left out. */
static uint32_t add_entries(mcp_text *line, toll__json array, int64_t entries)
{
    uint32_t count = toll__json_count(array), kept = (int64_t)count > entries ? (uint32_t)entries : count;
    toll__json entry = toll__json_first(array);
    mcp_text_add(line, "[", 1);
    for (uint32_t i = 0; i < kept; i++, entry = toll__json_next(array, entry)) {
        mcp_text_add(line, ",", i > 0);
        add_value(line, entry);
    }
    mcp_text_add(line, "]", 1);
    return count - kept;
}

static void add_member(mcp_text *line, toll__json key, int64_t entries, mcp_text *left_out)
{
    toll__json value = toll__json_value_of(key);
    toll__io_span name = toll__json_raw(key);
    mcp_text_say(line, "\"%.*s\":", (int)name.length, name.bytes);
    if (toll__json_kind_of(value) != TOLL__JSON_ARRAY) {
        add_value(line, value);
        return;
    }
    uint32_t left = add_entries(line, value, entries);
    if (left > 0) {
        mcp_text_say(left_out, "%s\"%.*s\":%u", left_out->length > 0 ? "," : "", (int)name.length, name.bytes,
                     (unsigned)left);
    }
}

void mcp_answer_line(toll__json root, int64_t entries, mcp_text *line)
{
    mcp_text left_out = {0};
    toll__json key = toll__json_first(root);
    mcp_text_add(line, "{", 1);
    for (uint32_t i = 0; i < toll__json_count(root); i++, key = toll__json_next(root, key)) {
        mcp_text_add(line, ",", i > 0);
        add_member(line, key, entries, &left_out);
    }
    if (left_out.length > 0) {
        mcp_text_say(line, ",\"left_out\":{%s}", mcp_text_get(&left_out));
    }
    mcp_text_add(line, "}", 1);
    mcp_text_free(&left_out);
}

/* ---- the short text ---- */

/* A member by its path, "ttft_s.mid". */
static toll__json find_value(toll__json object, const char *path, size_t length)
{
    char name[FIELD_SIZE];
    while (length > 0) {
        const char *dot = memchr(path, '.', length);
        size_t part = dot != NULL ? (size_t)(dot - path) : length;
        if (part >= sizeof name) {
            return (toll__json){0};
        }
        memcpy(name, path, part);
        name[part] = 0;
        object = toll__json_get(object, name);
        path += part + (dot != NULL);
        length -= part + (dot != NULL);
    }
    return object;
}

/* False where it is not known. */
static bool say_value(toll__json value, mcp_text *text)
{
    char said[SAID_SIZE];
    double number = 0;
    toll__io_span raw = toll__json_raw(value);
    switch (toll__json_kind_of(value)) {
    case TOLL__JSON_TEXT:
        toll__json_copy(value, said, sizeof said);
        mcp_text_say(text, "%s", said);
        return true;
    case TOLL__JSON_NUMBER:
        if (memchr(raw.bytes, '.', (size_t)raw.length) == NULL && memchr(raw.bytes, 'e', (size_t)raw.length) == NULL) {
            mcp_text_add(text, raw.bytes, (size_t)raw.length);
        } else if (toll__json_read_double(value, "number", &number, NULL) == TOLL_OK) {
            mcp_text_say(text, "%s", figure_rounded(number, 4).text);
        }
        return true;
    default:
        return false;
    }
}

/* One TEXT of a template, `length` bytes; false where a field of it is not known. */
static bool say_text(const char *template, size_t length, toll__json object, mcp_text *text)
{
    for (size_t i = 0; i < length;) {
        const char *end = template[i] == '{' ? memchr(template + i, '}', length - i) : NULL;
        if (end == NULL) {
            mcp_text_add(text, template + i++, 1);
            continue;
        }
        size_t field = (size_t)(end - (template + i)) - 1;
        if (!say_value(find_value(object, template + i + 1, field), text)) {
            return false;
        }
        i += field + 2;
    }
    return true;
}

static void say_object(const char *template, size_t length, toll__json object, mcp_text *text)
{
    mcp_text said = {0};
    for (size_t at = 0; at < length;) {
        const char *bar = memchr(template + at, '|', length - at);
        size_t part = bar != NULL ? (size_t)(bar - template) - at : length - at;
        mcp_text_clear(&said);
        if (say_text(template + at, part, object, &said)) {
            mcp_text_say(text, "%s\n", mcp_text_get(&said));
            break;
        }
        at += part + 1;
    }
    mcp_text_free(&said);
}

static void say_line(const char *line, size_t length, toll__json root, mcp_text *text)
{
    const char *template = (const char *)memchr(line, ':', length) + 1;
    size_t path = (size_t)(template - line) - 1;
    toll__json value = find_value(root, line, path);
    if (toll__json_kind_of(value) == TOLL__JSON_OBJECT) {
        say_object(template, length - path - 1, value, text);
        return;
    }
    uint32_t count = toll__json_count(value);
    toll__json entry = toll__json_first(value);
    for (uint32_t i = 0; i < count && i < LINES_MAX; i++, entry = toll__json_next(value, entry)) {
        say_object(template, length - path - 1, entry, text);
    }
    if (count > LINES_MAX) {
        mcp_text_say(text, "and %u more\n", (unsigned)(count - LINES_MAX));
    }
}

void mcp_answer_say(const mcp_tool *tool, toll__json root, mcp_text *text)
{
    for (const char *line = tool->say; *line != 0;) {
        size_t length = strcspn(line, "\n");
        say_line(line, length, root, text);
        line += length + (line[length] == '\n');
    }
}
