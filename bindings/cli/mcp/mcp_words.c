/* SPDX-License-Identifier: Apache-2.0 */
/* Every option is one word, "--name=value", and names stand behind "--": so no text of a client can become an option, or the
 * value of another one. Types and ranges are those of the schema; what a value means is the command's to check. */
#include "mcp/mcp_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "output/give_up.h"

#define TEXT_BYTES_MAX 4096 /* of one text; paths are as long */

/* ---- words ---- */

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = claim(size, 1);
    memcpy(copy, text, size);
    return copy;
}

static void add_word(mcp_words *w, const char *text)
{
    if (w->count == MCP_WORDS_MAX) {
        give_up("a tool has more arguments than MCP_WORDS_MAX");
    }
    w->words[w->count++] = copy_text(text);
}

static bool add_name(mcp_words *w, const char *text)
{
    if (w->n_names == (int)(sizeof w->names / sizeof w->names[0])) {
        mcp_text_say(&w->wrong, "give at most %d names at once", w->n_names);
        return false;
    }
    w->names[w->n_names++] = copy_text(text);
    return true;
}

/* "--name=value" with what stands behind the value. */
static void add_option(mcp_words *w, const mcp_argument *a, const char *value)
{
    mcp_text word = {0};
    mcp_text_say(&word, "%s=%s%s", a->option, value, a->behind != NULL ? a->behind : "");
    add_word(w, mcp_text_get(&word));
    mcp_text_free(&word);
}

/* ---- values ---- */

static bool refuse_value(mcp_words *w, const char *name, toll__json value, const char *wanted)
{
    char quoted[64];
    mcp_text_say(&w->wrong, "%s takes %s, not %s", name, wanted, toll__json_quote(value, quoted, sizeof quoted));
    return false;
}

/* A text that is not empty; `text` has TEXT_BYTES_MAX bytes. The parser refuses a NUL inside. */
static bool read_text_value(mcp_words *w, const char *name, toll__json value, char *text)
{
    if (toll__json_kind_of(value) != TOLL__JSON_TEXT) {
        return refuse_value(w, name, value, "a text");
    }
    uint64_t length = toll__json_copy(value, text, TEXT_BYTES_MAX);
    if (length == 0 || length >= TEXT_BYTES_MAX) {
        return refuse_value(w, name, value, "a text of 1 to 4095 bytes");
    }
    return true;
}

/* Whether the text is one of those between the blanks. */
static bool is_choice(const char *text, const char *choices)
{
    size_t length = strlen(text);
    for (const char *at = choices; *at != 0;
         at += at[strcspn(at, " ")] == ' ' ? strcspn(at, " ") + 1 : strcspn(at, " ")) {
        if (strcspn(at, " ") == length && strncmp(at, text, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_choice(mcp_words *w, const mcp_argument *a, const char *text)
{
    if (a->choices == NULL || is_choice(text, a->choices)) {
        return true;
    }
    mcp_text_say(&w->wrong, "%s takes one of: %s; not \"%.60s\"", a->name, a->choices, text);
    return false;
}

static bool refuse_number(mcp_words *w, const mcp_argument *a, const char *name, toll__json value)
{
    char wanted[96];
    bool is_whole = a->kind != MCP_NUMBER && a->kind != MCP_NUMBERS;
    snprintf(wanted, sizeof wanted, "a %snumber from %.15g to %.15g", is_whole ? "whole " : "", a->least, a->most);
    return refuse_value(w, name, value, wanted);
}

static bool read_whole(mcp_words *w, const mcp_argument *a, const char *name, toll__json value, int64_t *number)
{
    bool is_number = toll__json_kind_of(value) == TOLL__JSON_NUMBER;
    if (!is_number || toll__json_read_int64(value, name, number, NULL) != TOLL_OK || (double)*number < a->least ||
        (double)*number > a->most) {
        return refuse_number(w, a, name, value);
    }
    return true;
}

/* As the command reads it: whole numbers in digits, others as the client wrote them. */
static bool read_number_text(mcp_words *w, const mcp_argument *a, const char *name, toll__json value, char *text,
                             size_t size)
{
    double number = 0;
    int64_t whole = 0;
    if (a->kind == MCP_COUNT || a->kind == MCP_COUNTS) {
        bool is_read = read_whole(w, a, name, value, &whole);
        snprintf(text, size, "%lld", (long long)whole);
        return is_read;
    }
    bool is_number = toll__json_kind_of(value) == TOLL__JSON_NUMBER;
    if (!is_number || toll__json_read_double(value, name, &number, NULL) != TOLL_OK || !(number >= a->least) ||
        !(number <= a->most)) {
        return refuse_number(w, a, name, value);
    }
    toll__io_span raw = toll__json_raw(value);
    if (raw.length >= size) {
        snprintf(text, size, "%.17g", number);
    } else {
        snprintf(text, size, "%.*s", (int)raw.length, raw.bytes);
    }
    return true;
}

/* ---- arrays and objects ---- */

static bool check_items(mcp_words *w, const mcp_argument *a, toll__json value, toll__json_kind kind, uint32_t most)
{
    uint32_t count = toll__json_count(value);
    char wanted[96];
    if (toll__json_kind_of(value) == kind && count >= 1 && count <= most) {
        return true;
    }
    snprintf(wanted, sizeof wanted, "an %s of 1 to %u %s", kind == TOLL__JSON_ARRAY ? "array" : "object",
             (unsigned)most, kind == TOLL__JSON_ARRAY ? "entries" : "members");
    return refuse_value(w, a->name, value, wanted);
}

static bool read_names(mcp_words *w, const mcp_argument *a, toll__json value)
{
    char text[TEXT_BYTES_MAX];
    if (!check_items(w, a, value, TOLL__JSON_ARRAY, (uint32_t)a->most)) {
        return false;
    }
    for (uint32_t i = 0; i < toll__json_count(value); i++) {
        if (!read_text_value(w, a->name, toll__json_entry(value, i), text) || !add_name(w, text)) {
            return false;
        }
    }
    return true;
}

/* A comma inside of an entry would make two of it. */
static bool add_entry(mcp_words *w, const mcp_argument *a, toll__json entry, mcp_text *list)
{
    char text[TEXT_BYTES_MAX];
    if (!read_text_value(w, a->name, entry, text) || !check_choice(w, a, text)) {
        return false;
    }
    if (strchr(text, ',') != NULL) {
        return refuse_value(w, a->name, entry, "texts without a comma, each an entry of its own");
    }
    mcp_text_say(list, "%s%s", list->length > 0 ? "," : "", text);
    return true;
}

static bool read_list(mcp_words *w, const mcp_argument *a, toll__json value)
{
    mcp_text list = {0};
    bool is_read = check_items(w, a, value, TOLL__JSON_ARRAY, (uint32_t)a->most);
    for (uint32_t i = 0; is_read && i < toll__json_count(value); i++) {
        is_read = add_entry(w, a, toll__json_entry(value, i), &list);
    }
    if (is_read) {
        add_option(w, a, mcp_text_get(&list));
    }
    mcp_text_free(&list);
    return is_read;
}

/* One NAME=VALUE. An equals sign inside of a name would cut it short. */
static bool read_pair(mcp_words *w, const mcp_argument *a, toll__json key)
{
    char name[TEXT_BYTES_MAX], value[TEXT_BYTES_MAX], label[160];
    mcp_text pair = {0};
    if (!read_text_value(w, a->name, key, name)) {
        return false;
    }
    if (strchr(name, '=') != NULL) {
        return refuse_value(w, a->name, key, "names without \"=\"");
    }
    snprintf(label, sizeof label, "%s.%.100s", a->name, name);
    bool is_read = a->kind == MCP_TEXTS ? read_text_value(w, label, toll__json_value_of(key), value)
                                        : read_number_text(w, a, label, toll__json_value_of(key), value, 48);
    if (is_read) {
        mcp_text_say(&pair, "%s=%s", name, value);
        add_option(w, a, mcp_text_get(&pair));
    }
    mcp_text_free(&pair);
    return is_read;
}

static bool read_pairs(mcp_words *w, const mcp_argument *a, toll__json value)
{
    if (!check_items(w, a, value, TOLL__JSON_OBJECT, MCP_ITEMS_MAX)) {
        return false;
    }
    toll__json key = toll__json_first(value);
    for (uint32_t i = 0; i < toll__json_count(value); i++, key = toll__json_next(value, key)) {
        if (!read_pair(w, a, key)) {
            return false;
        }
    }
    return true;
}

/* Records become lines; a message holds no line end, so neither does a record. */
static bool read_records(mcp_words *w, const mcp_argument *a, toll__json value)
{
    if (!check_items(w, a, value, TOLL__JSON_ARRAY, MCP_RECORDS_MAX)) {
        return false;
    }
    toll__json entry = toll__json_first(value);
    for (uint32_t i = 0; i < toll__json_count(value); i++, entry = toll__json_next(value, entry)) {
        if (toll__json_kind_of(entry) != TOLL__JSON_OBJECT) {
            return refuse_value(w, a->name, entry, "objects");
        }
        toll__io_span raw = toll__json_raw(entry);
        mcp_text_add(&w->input, raw.bytes, (size_t)raw.length);
        mcp_text_add(&w->input, "\n", 1);
    }
    return add_name(w, "-");
}

/* ---- arguments ---- */

static bool read_subject(mcp_words *w, const mcp_tool *tool, const mcp_argument *a, toll__json value)
{
    char text[TEXT_BYTES_MAX];
    if (!read_text_value(w, a->name, value, text)) {
        return false;
    }
    for (int i = 0; i < tool->n_subjects; i++) {
        if (strcmp(tool->subjects[i].name, text) == 0) {
            w->subject = &tool->subjects[i];
            return true;
        }
    }
    mcp_text_say(&w->wrong, "%s takes one of:", a->name);
    for (int i = 0; i < tool->n_subjects; i++) {
        mcp_text_say(&w->wrong, " %s", tool->subjects[i].name);
    }
    mcp_text_say(&w->wrong, "; not \"%.60s\"", text);
    return false;
}

static bool read_flag(mcp_words *w, const mcp_argument *a, toll__json value)
{
    toll__json_kind kind = toll__json_kind_of(value);
    if (kind != TOLL__JSON_TRUE && kind != TOLL__JSON_FALSE) {
        return refuse_value(w, a->name, value, "true or false");
    }
    if (kind == TOLL__JSON_TRUE) {
        add_word(w, a->option);
    }
    return true;
}

static bool read_string(mcp_words *w, const mcp_argument *a, toll__json value)
{
    char text[TEXT_BYTES_MAX];
    if (!read_text_value(w, a->name, value, text) || !check_choice(w, a, text)) {
        return false;
    }
    if (a->kind == MCP_WORD) {
        return add_name(w, text);
    }
    add_option(w, a, text);
    return true;
}

static bool read_number(mcp_words *w, const mcp_argument *a, toll__json value)
{
    char text[48];
    if (!read_number_text(w, a, a->name, value, text, sizeof text)) {
        return false;
    }
    add_option(w, a, text);
    return true;
}

static bool read_argument(mcp_words *w, const mcp_tool *tool, const mcp_argument *a, toll__json value)
{
    switch (a->kind) {
    case MCP_WORDS:
        return read_names(w, a, value);
    case MCP_COUNT:
    case MCP_NUMBER:
        return read_number(w, a, value);
    case MCP_FLAG:
        return read_flag(w, a, value);
    case MCP_LIST:
        return read_list(w, a, value);
    case MCP_COUNTS:
    case MCP_NUMBERS:
    case MCP_TEXTS:
        return read_pairs(w, a, value);
    case MCP_RECORDS:
        return read_records(w, a, value);
    case MCP_SUBJECT:
        return read_subject(w, tool, a, value);
    case MCP_MOST:
        return read_whole(w, a, a->name, value, &w->entries);
    default:
        return read_string(w, a, value);
    }
}

static bool is_argument(const mcp_tool *tool, const char *name)
{
    for (int i = 0; i < tool->n_arguments; i++) {
        if (strcmp(tool->arguments[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool refuse_unknown(mcp_words *w, const mcp_tool *tool, const char *name)
{
    const char *names[64];
    int n_names = 0;
    for (int i = 0; i < tool->n_arguments && i < 64; i++) {
        names[n_names++] = tool->arguments[i].name;
    }
    const char *nearest = nearest_name(name, names, n_names);
    mcp_text_say(&w->wrong, "%s has no argument \"%.60s\"", tool->name, name);
    if (nearest != NULL) {
        mcp_text_say(&w->wrong, ": did you mean %s?", nearest);
    }
    return false;
}

static bool check_keys(mcp_words *w, const mcp_tool *tool, toll__json arguments)
{
    char name[96];
    toll__json key = toll__json_first(arguments);
    for (uint32_t i = 0; i < toll__json_count(arguments); i++, key = toll__json_next(arguments, key)) {
        uint64_t length = toll__json_copy(key, name, sizeof name);
        if (length != strlen(name) || !is_argument(tool, name)) {
            return refuse_unknown(w, tool, name);
        }
    }
    return true;
}

static bool read_arguments(mcp_words *w, const mcp_tool *tool, toll__json arguments)
{
    for (int i = 0; i < tool->n_arguments; i++) {
        const mcp_argument *a = &tool->arguments[i];
        toll__json value = toll__json_get(arguments, a->name);
        if (value.doc != NULL && !read_argument(w, tool, a, value)) {
            return false;
        }
        if (value.doc == NULL && a->is_needed) {
            mcp_text_say(&w->wrong, "%s needs the argument %s", tool->name, a->name);
            return false;
        }
    }
    return true;
}

/* What no schema says: one source of records, and a name where the subject has one. */
static bool check_names(mcp_words *w, const mcp_tool *tool)
{
    if (is_argument(tool, "records") && w->n_names != 1) {
        mcp_text_say(&w->wrong, "%s takes either records or log", tool->name);
        return false;
    }
    if (w->subject != NULL && w->subject->takes_names != (w->n_names > 0)) {
        mcp_text_say(&w->wrong, "about %s %s", w->subject->name, w->n_names > 0 ? "takes no name" : "needs a name");
        return false;
    }
    return true;
}

static void add_names(mcp_words *w)
{
    add_word(w, "--json");
    add_word(w, "--");
    for (int i = 0; i < w->n_names; i++) {
        add_word(w, w->names[i]);
    }
}

/* The command and its verb stand first, and are known last. */
static void add_beginning(mcp_words *w, const mcp_tool *tool)
{
    const char *first[3] = {"toll", w->subject != NULL ? w->subject->command : tool->command,
                            w->subject != NULL ? w->subject->verb : NULL};
    int n_first = w->subject != NULL ? 3 : 2;
    if (w->count + n_first > MCP_WORDS_MAX) {
        give_up("a tool has more arguments than MCP_WORDS_MAX");
    }
    memmove(w->words + n_first, w->words, (size_t)w->count * sizeof w->words[0]);
    for (int i = 0; i < n_first; i++) {
        w->words[i] = copy_text(first[i]);
    }
    w->count += n_first;
}

bool mcp_words_read(mcp_words *w, const mcp_tool *tool, toll__json arguments)
{
    *w = (mcp_words){.entries = tool->entries};
    if (arguments.doc != NULL && toll__json_kind_of(arguments) != TOLL__JSON_OBJECT) {
        return refuse_value(w, "arguments", arguments, "an object");
    }
    if (!check_keys(w, tool, arguments) || !read_arguments(w, tool, arguments) || !check_names(w, tool)) {
        return false;
    }
    add_names(w);
    add_beginning(w, tool);
    return true;
}

void mcp_words_free(mcp_words *w)
{
    for (int i = 0; i < w->count; i++) {
        free(w->words[i]);
    }
    for (int i = 0; i < w->n_names; i++) {
        free(w->names[i]);
    }
    mcp_text_free(&w->input);
    mcp_text_free(&w->wrong);
    *w = (mcp_words){0};
}

/* ---- complaints ---- */

/* The argument whose option the text begins with, as a whole word; NULL: none. */
static const mcp_argument *argument_at(const mcp_tool *tool, const char *text)
{
    size_t length = strncmp(text, "--", 2) == 0 ? 2 + strspn(text + 2, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;
    for (int i = 0; length > 0 && i < tool->n_arguments; i++) {
        const char *option = tool->arguments[i].option;
        if (option != NULL && strlen(option) == length && strncmp(option, text, length) == 0) {
            return &tool->arguments[i];
        }
    }
    return NULL;
}

void mcp_words_reword(const mcp_tool *tool, const char *complaint, mcp_text *text)
{
    static const char prefix[] = "toll: ";
    bool is_line_start = true;
    for (const char *at = complaint; *at != 0;) {
        const mcp_argument *a = argument_at(tool, at);
        if (is_line_start && strncmp(at, prefix, sizeof prefix - 1) == 0) {
            at += sizeof prefix - 1;
        } else if (a != NULL) {
            mcp_text_say(text, "%s", a->name);
            at += strlen(a->option);
        } else {
            mcp_text_add(text, at++, 1);
        }
        is_line_start = at > complaint && at[-1] == '\n';
    }
}
