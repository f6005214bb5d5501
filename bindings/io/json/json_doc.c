/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON text as an array of tokens in one block of memory.
 *
 *   toll__json_scan    checks the grammar and counts, so that one block of the right size is taken
 *   jsmn_parse         fills the tokens: kind, begin, end, members, parent
 *   link_tokens        replaces the parent by the next token outside, so that a value is skipped in one step
 *   toll__json_index   refuses double keys and sorts the keys of large objects (json_index.c)
 *
 * jsmn (github.com/zserge/jsmn) is a tokenizer in one header: it allocates nothing and keeps numbers as text.
 *
 * Example: {"a":[1,2],"b":3} has the tokens 0 object, 1 "a", 2 array, 3 and 4 its entries, 5 "b", 6 the 3. Behind the
 * token 1 and behind the token 2 is 5; behind 5 and 6 is 7, the end. */
#define JSMN_STATIC
#define JSMN_PARENT_LINKS
#include <jsmn.h>

#include "json/json_doc.h"

#include <stdlib.h>
#include <string.h>

#include "text/io_error.h"
#include "text/utf8.h"
#include "json/json_index.h"
#include "json/json_scan.h"
#include "json/json_text.h"
#include "json/json_tokens.h"

/* A key and its value are both open. */
#define OPEN_MAX (2 * TOLL__JSON_DEPTH_MAX + 2)

void toll__json_use(toll__json_doc *doc, void *memory, uint64_t bytes)
{
    *doc = (toll__json_doc){.memory = memory, .capacity = bytes, .is_callers = true};
}

void toll__json_release(toll__json_doc *doc)
{
    if (!doc->is_callers)
        free(doc->memory);
    *doc = (toll__json_doc){0};
}

/* Grows to at least half as much again, so that lines of growing length don't cost an allocation each. */
static bool reserve(toll__json_doc *doc, uint64_t bytes)
{
    if (bytes <= doc->capacity)
        return true;
    if (doc->is_callers)
        return false;
    const uint64_t half_more = doc->capacity + doc->capacity / 2, wanted = bytes > half_more ? bytes : half_more;
    free(doc->memory); /* nothing in it is needed any more */
    doc->memory = wanted <= SIZE_MAX ? malloc((size_t)wanted) : NULL;
    doc->capacity = doc->memory != NULL ? wanted : 0;
    return doc->memory != NULL;
}

/* Sorting takes as many slots again. */
static toll_status place_arrays(toll__json_doc *doc, const toll__json_sizes *sizes, const char *name, toll_error *err)
{
    const uint64_t tokens = sizeof(jsmntok_t) * (uint64_t)sizes->tokens;
    const uint64_t tables = sizeof *doc->tables * (uint64_t)sizes->tables;
    const uint64_t slots = sizeof *doc->slots * 2 * (uint64_t)sizes->slots;
    if (!reserve(doc, tokens + tables + slots))
        return toll__io_fail(err, TOLL_E_BUFFER, name, "%s: out of memory", name);
    doc->tokens = doc->memory;
    doc->tables = (toll__json_table *)(toll__json_tokens(doc) + sizes->tokens);
    doc->slots = (uint32_t *)(doc->tables + sizes->tables);
    doc->n_tokens = sizes->tokens;
    doc->has_escaped_keys = sizes->has_escaped_keys;
    return TOLL_OK;
}

/* Goes through the tokens with the open ones on a stack; one is closed by the first whose parent lies above it. */
static void link_tokens(toll__json_doc *doc)
{
    jsmntok_t *const tokens = toll__json_tokens(doc);
    int open[OPEN_MAX];
    int depth = 0;
    for (uint32_t i = 0; i < doc->n_tokens; i++) {
        while (depth > 0 && open[depth - 1] != tokens[i].parent)
            tokens[open[--depth]].parent = (int)i;
        open[depth++] = (int)i;
    }
    while (depth > 0)
        tokens[open[--depth]].parent = (int)doc->n_tokens;
}

/* The scan has passed the text, so that the tokenizer finds what was counted; anything else is a fault of ours. */
static toll_status fill_tokens(toll__json_doc *doc, const char *name, toll_error *err)
{
    jsmn_parser parser;
    jsmn_init(&parser);
    const int found = jsmn_parse(&parser, doc->text.bytes, (size_t)doc->text.length, doc->tokens, doc->n_tokens);
    if (found < 0 || (uint32_t)found != doc->n_tokens)
        return toll__io_fail(err, TOLL_E_OBJECT, name, "%s: the tokenizer and the grammar disagree", name);
    link_tokens(doc);
    return TOLL_OK;
}

static toll_status build(toll__json_doc *doc, const char *name, toll_error *err)
{
    toll__json_sizes sizes;
    toll_status status = toll__json_scan(doc->text, name, &sizes, err);
    if (status)
        return status;
    status = place_arrays(doc, &sizes, name, err);
    if (status)
        return status;
    status = fill_tokens(doc, name, err);
    if (status)
        return status;
    return toll__json_index(doc, doc->slots + sizes.slots, name, err);
}

toll_status toll__json_parse(toll__json_doc *doc, toll__io_span text, const char *name, toll_error *err)
{
    doc->text = text;
    doc->n_tokens = doc->n_tables = doc->n_slots = 0;
    const toll_status status = build(doc, name, err);
    if (status)
        doc->n_tokens = 0;
    return status;
}

/* ---- values ---- */

static const toll__json nothing = {NULL, 0};

toll__json toll__json_root(const toll__json_doc *doc)
{
    return doc->n_tokens > 0 ? (toll__json){doc, 0} : nothing;
}

static toll__json_kind kind_of_primitive(char first, char second)
{
    switch (first) {
    case 't':
        return TOLL__JSON_TRUE;
    case 'f':
        return TOLL__JSON_FALSE;
    case 'n':
        return TOLL__JSON_NULL;
    case 'I':
    case 'N':
        return TOLL__JSON_NOT_FINITE;
    default:
        return first == '-' && second == 'I' ? TOLL__JSON_NOT_FINITE : TOLL__JSON_NUMBER;
    }
}

toll__json_kind toll__json_kind_of(toll__json value)
{
    if (value.doc == NULL)
        return TOLL__JSON_NONE;
    const jsmntok_t *const t = &toll__json_tokens(value.doc)[value.token];
    const char *const at = value.doc->text.bytes + t->start;
    if (t->type == JSMN_OBJECT)
        return TOLL__JSON_OBJECT;
    if (t->type == JSMN_ARRAY)
        return TOLL__JSON_ARRAY;
    if (t->type == JSMN_STRING)
        return TOLL__JSON_TEXT;
    return kind_of_primitive(at[0], t->end - t->start > 1 ? at[1] : 0);
}

static bool is_container(toll__json value)
{
    if (value.doc == NULL)
        return false;
    const jsmntype_t type = toll__json_tokens(value.doc)[value.token].type;
    return type == JSMN_OBJECT || type == JSMN_ARRAY;
}

uint32_t toll__json_count(toll__json value)
{
    return is_container(value) ? (uint32_t)toll__json_tokens(value.doc)[value.token].size : 0;
}

toll__json toll__json_first(toll__json container)
{
    return toll__json_count(container) > 0 ? (toll__json){container.doc, container.token + 1} : nothing;
}

toll__json toll__json_next(toll__json container, toll__json member)
{
    const uint32_t behind = toll__json_behind(container.doc, member.token);
    return behind < toll__json_behind(container.doc, container.token) ? (toll__json){container.doc, behind} : nothing;
}

toll__json toll__json_value_of(toll__json key)
{
    return key.doc != NULL ? (toll__json){key.doc, key.token + 1} : nothing;
}

toll__json toll__json_get(toll__json object, const char *key)
{
    if (toll__json_kind_of(object) != TOLL__JSON_OBJECT)
        return nothing;
    const uint32_t found = toll__json_find_key(object.doc, object.token, (toll__io_span){key, strlen(key)});
    return found > 0 ? (toll__json){object.doc, found + 1} : nothing;
}

/* Where no entry is a container, token and entry differ by a constant. */
toll__json toll__json_entry(toll__json array, uint64_t index)
{
    if (toll__json_kind_of(array) != TOLL__JSON_ARRAY || index >= toll__json_count(array))
        return nothing;
    const uint32_t first = array.token + 1;
    if (toll__json_behind(array.doc, array.token) == first + toll__json_count(array))
        return (toll__json){array.doc, first + (uint32_t)index};
    return (toll__json){array.doc, toll__json_find_entry(array.doc, array.token, (uint32_t)index)};
}

toll__io_span toll__json_raw(toll__json value)
{
    return value.doc != NULL ? toll__json_span_of(value.doc, value.token) : (toll__io_span){"", 0};
}

bool toll__json_is(toll__json value, const char *text)
{
    return toll__json_kind_of(value) == TOLL__JSON_TEXT &&
           toll__json_compare_plain(toll__json_raw(value), (toll__io_span){text, strlen(text)}) == 0;
}

uint64_t toll__json_copy(toll__json value, char *out, uint64_t capacity)
{
    const bool is_text = toll__json_kind_of(value) == TOLL__JSON_TEXT;
    return toll__json_decode(is_text ? toll__json_raw(value) : (toll__io_span){"", 0}, out, capacity);
}

const char *toll__json_quote(toll__json value, char *out, uint64_t capacity)
{
    const toll__io_span raw = toll__json_raw(value);
    toll__io_escape(raw.bytes, raw.length < 4 * capacity ? raw.length : 4 * capacity, out, capacity);
    return out;
}
