/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of key and text, and the numbers in them. Texts are kept as they stand in the file, so that a message can quote
 * them and no format needs a reader of numbers of its own. */
#include "bench/bench_facts.h"

#include <stdio.h>
#include <string.h>

#include "text/io_error.h"

void toll__bench_clear(bench_facts *facts)
{
    facts->count = facts->used = 0;
    facts->is_full = false;
}

static uint32_t keep_text(bench_facts *facts, toll__io_span text)
{
    const uint32_t at = facts->used;
    memcpy(facts->text + at, text.bytes, (size_t)text.length);
    facts->text[at + (uint32_t)text.length] = 0;
    facts->used += (uint32_t)text.length + 1;
    return at;
}

void toll__bench_add(bench_facts *facts, toll__io_span key, toll__io_span value)
{
    if (value.length >= BENCH_VALUE_MAX)
        value.length = BENCH_VALUE_MAX - 1;
    if (key.length >= BENCH_VALUE_MAX || facts->count == BENCH_FACTS_MAX ||
        facts->used + key.length + value.length + 2 > BENCH_FACT_BYTES) {
        facts->is_full = true;
        return;
    }
    facts->items[facts->count].key = keep_text(facts, key);
    facts->items[facts->count++].value = keep_text(facts, value);
}

/* ---- JSON ---- */

/* An object that waits to be walked, and what its keys begin with. */
typedef struct bench_open {
    toll__json object;
    char prefix[96];
} bench_open;

#define BENCH_OPEN_MAX 256

static void add_scalar(bench_facts *facts, const char *key, toll__json value)
{
    char text[BENCH_VALUE_MAX];
    toll__io_span raw = toll__json_raw(value);
    if (toll__json_kind_of(value) == TOLL__JSON_TEXT) {
        toll__json_copy(value, text, sizeof text);
        raw = (toll__io_span){text, strlen(text)};
    }
    toll__bench_add(facts, (toll__io_span){key, strlen(key)}, raw);
}

static void add_member(bench_facts *facts, bench_open *open, uint32_t *n_open, const bench_open *from, toll__json key)
{
    toll__json value = toll__json_value_of(key);
    char name[64], full[sizeof from->prefix + sizeof name];
    toll__json_copy(key, name, sizeof name);
    snprintf(full, sizeof full, "%s%s%s", from->prefix, from->prefix[0] != 0 ? "." : "", name);
    if (toll__json_kind_of(value) == TOLL__JSON_ARRAY && toll__json_count(value) == 1)
        value = toll__json_first(value);
    const toll__json_kind kind = toll__json_kind_of(value);
    if (kind == TOLL__JSON_OBJECT && *n_open < BENCH_OPEN_MAX && strlen(full) < sizeof from->prefix) {
        open[*n_open].object = value;
        memcpy(open[(*n_open)++].prefix, full, strlen(full) + 1);
    } else if (kind != TOLL__JSON_OBJECT && kind != TOLL__JSON_ARRAY && kind != TOLL__JSON_NULL) {
        add_scalar(facts, full, value);
    }
}

void toll__bench_add_object(bench_facts *facts, toll__json object)
{
    bench_open open[BENCH_OPEN_MAX];
    uint32_t n_open = 1;
    open[0].object = object;
    open[0].prefix[0] = 0;
    for (uint32_t i = 0; i < n_open; i++)
        for (toll__json key = toll__json_first(open[i].object); key.doc != NULL;
             key = toll__json_next(open[i].object, key))
            add_member(facts, open, &n_open, &open[i], key);
}

/* ---- values ---- */

static const char *find_one(const bench_facts *facts, const char *key, size_t length)
{
    for (uint32_t i = 0; i < facts->count; i++) {
        const char *const name = facts->text + facts->items[i].key;
        if (strlen(name) == length && memcmp(name, key, length) == 0)
            return facts->text + facts->items[i].value;
    }
    return NULL;
}

const char *toll__bench_text(const bench_facts *facts, const char *keys)
{
    for (const char *at = keys; at != NULL;) {
        const char *const bar = strchr(at, '|');
        const char *const found = find_one(facts, at, bar != NULL ? (size_t)(bar - at) : strlen(at));
        if (found != NULL)
            return found;
        at = bar != NULL ? bar + 1 : NULL;
    }
    return NULL;
}

void toll__bench_copy(const bench_facts *facts, const char *keys, char *out, uint64_t capacity)
{
    const char *const text = toll__bench_text(facts, keys);
    snprintf(out, (size_t)capacity, "%s", text != NULL ? text : "");
}

/* The key in a message: the first of the list. */
static const char *first_key(const char *keys, char *out, size_t size)
{
    snprintf(out, size, "%.*s", (int)strcspn(keys, "|"), keys);
    return out;
}

/* The grammar and the rounding are those of JSON numbers. 64 tokens of scratch are ample for one number. */
static toll_status parse_number(const char *text, const char *key, double *value, toll_error *err)
{
    uint64_t memory[256];
    toll__json_doc doc = {0};
    toll__json_use(&doc, memory, sizeof memory);
    const toll__io_span span = {text, strlen(text)};
    if (span.length == 0 || toll__json_parse(&doc, span, key, NULL) != TOLL_OK)
        return toll__io_fail(err, TOLL_E_SYNTAX, key, "%s: \"%.60s\" is not a number", key, text);
    return toll__json_read_double(toll__json_root(&doc), key, value, err);
}

toll_status toll__bench_number(const bench_facts *facts, const char *keys, double *value, bool *has, toll_error *err)
{
    char key[64];
    double found = 0;
    const char *const text = toll__bench_text(facts, keys);
    *has = false;
    if (text == NULL || text[0] == 0)
        return TOLL_OK;
    first_key(keys, key, sizeof key);
    const toll_status status = parse_number(text, key, &found, err);
    if (status != TOLL_OK)
        return status;
    if (found < 0)
        return toll__io_fail(err, TOLL_E_RANGE, key, "%s: %.40s must not be negative", key, text);
    *value = found;
    *has = true;
    return TOLL_OK;
}

toll_status toll__bench_need(const bench_facts *facts, const char *keys, double *value, toll_error *err)
{
    char key[64];
    bool has = false;
    const toll_status status = toll__bench_number(facts, keys, value, &has, err);
    if (status != TOLL_OK || has)
        return status;
    first_key(keys, key, sizeof key);
    return toll__io_fail(err, TOLL_E_MISSING, key, "%s is missing: the result can't be used without it", key);
}
