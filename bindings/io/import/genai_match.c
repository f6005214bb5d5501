/* SPDX-License-Identifier: Apache-2.0 */
/* Match logic of genai-prices: a clause is an object with one member. Equals, starts_with, ends_with and contains become
 * names; `or` is a list of them. Two forms of a regex are names in disguise:
 *
 *     ^gpt-6-sol-\d{4}-\d{2}-\d{2}$     gpt-6-sol, also with a date
 *     ^grok-4\.5\[fast=false\]$         grok-4.5[fast=false]
 *
 * Everything else, `and` above all, is remarked: a name that only part of a rule would take is not added. */
#include <string.h>

#include "import/import_sources.h"

#define CLAUSES_MAX 64 /* of nested lists that wait */

/* Ends of a regex that mean a date. */
static const char *const dates[] = {"-\\d{8}$", "-\\d{4}-\\d{2}-\\d{2}$"};

static int ends_with(const char *text, size_t length, const char *end)
{
    const size_t tail = strlen(end);
    return length >= tail && memcmp(text + length - tail, end, tail) == 0;
}

/* The first `length` bytes of a regex as the one text that they match; 0: they match others too. */
static int read_literal(const char *regex, size_t length, char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        const int is_escape = regex[i] == '\\' && i + 1 < length && strchr(".[]-+()/", regex[i + 1]) != NULL;
        if (!is_escape && strchr(".[]\\^$*+?{}()|", regex[i]) != NULL)
            return 0;
        i += (size_t)is_escape;
        name[n++] = regex[i];
    }
    name[n] = '\0';
    return n > 0;
}

static void add_regex(import_list *m, const char *regex, const char *entry)
{
    char name[IMPORT_NAME_BYTES];
    const size_t length = strlen(regex);
    for (size_t i = 0; regex[0] == '^' && i < sizeof dates / sizeof dates[0]; i++) {
        if (!ends_with(regex, length, dates[i]) || !read_literal(regex + 1, length - strlen(dates[i]) - 1, name))
            continue;
        toll__import_name(m, TOLL_MATCH_DATED, name);
        return;
    }
    const int is_whole = length > 2 && regex[0] == '^' && regex[length - 1] == '$';
    if (is_whole && read_literal(regex + 1, length - 2, name)) {
        toll__import_name(m, TOLL_MATCH_EXACT, name);
        return;
    }
    toll__import_remark(m, TOLL_IO_NAME_LOST, entry, regex, "a regex that is no name and no date");
}

/* One clause that holds no other. */
static void add_simple(import_list *m, toll__json clause, const char *entry)
{
    char text[IMPORT_NAME_BYTES];
    const toll__json key = toll__json_first(clause), value = toll__json_value_of(key);
    if (toll__json_kind_of(value) != TOLL__JSON_TEXT || toll__json_copy(value, text, sizeof text) >= sizeof text ||
        text[0] == '\0') {
        toll__import_remark(m, TOLL_IO_NAME_LOST, entry, "match", "a clause of an unknown form");
        return;
    }
    if (toll__json_is(key, "equals"))
        toll__import_name(m, TOLL_MATCH_EXACT, text);
    else if (toll__json_is(key, "starts_with"))
        toll__import_name(m, TOLL_MATCH_PREFIX, text);
    else if (toll__json_is(key, "ends_with"))
        toll__import_name(m, TOLL_MATCH_SUFFIX, text);
    else if (toll__json_is(key, "contains"))
        toll__import_name(m, TOLL_MATCH_INFIX, text);
    else if (toll__json_is(key, "regex"))
        add_regex(m, text, entry);
    else
        toll__import_remark(m, TOLL_IO_NAME_LOST, entry, "match", "a clause of an unknown form");
}

void toll__import_match(import_list *m, toll__json clause, const char *entry)
{
    toll__json waiting[CLAUSES_MAX];
    size_t n = 0;
    waiting[n++] = clause;
    while (n > 0) {
        const toll__json at = waiting[--n];
        const toll__json either = toll__json_get(at, "or");
        if (toll__json_get(at, "and").doc != NULL) {
            toll__import_remark(m, TOLL_IO_NAME_LOST, entry, "and", "two conditions on one name");
            continue;
        }
        if (either.doc == NULL) {
            add_simple(m, at, entry);
            continue;
        }
        const uint32_t count = toll__json_count(either);
        if (toll__json_kind_of(either) != TOLL__JSON_ARRAY || n + count > CLAUSES_MAX) {
            toll__import_remark(m, TOLL_IO_NAME_LOST, entry, "or", "no list, or too long");
            continue;
        }
        for (uint32_t i = count; i-- > 0;) /* the first is taken first */
            waiting[n++] = toll__json_entry(either, i);
    }
}
