/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of a JSON document in order, for look-ups in halves and against keys that stand twice.
 *
 * Objects of up to TOLL__JSON_FEW keys need no index: their keys are compared in pairs, by a fingerprint first. The
 * keys of a larger object are merge-sorted by their bytes: m keys of L bytes together take at most L * log2(m)
 * compared bytes. Two equal keys then are neighbours.
 *
 * Example: 20,000 keys take 20,000 * 15 comparisons and are found in 15. */
#include "json/json_index.h"

#include <stdio.h>
#include <string.h>

#include "json/json_scan.h"
#include "json/json_text.h"
#include "json/json_tokens.h"
#include "text/utf8.h"

static int compare_keys(const toll__json_doc *doc, toll__io_span a, toll__io_span b)
{
    if (doc->has_escaped_keys)
        return toll__json_compare(a, b);
    const uint64_t shorter = a.length < b.length ? a.length : b.length;
    const int order = memcmp(a.bytes, b.bytes, (size_t)shorter);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static bool is_same_key(const toll__json_doc *doc, toll__io_span a, toll__io_span b)
{
    if (doc->has_escaped_keys)
        return toll__json_compare(a, b) == 0;
    return a.length == b.length && memcmp(a.bytes, b.bytes, (size_t)a.length) == 0;
}

static toll_status refuse_double_key(const toll__json_doc *doc, uint32_t key, const char *name, toll_error *err)
{
    char text[48], message[80];
    const toll__io_span span = toll__json_span_of(doc, key);
    toll__io_escape(span.bytes, span.length < 160 ? span.length : 160, text, sizeof text);
    snprintf(message, sizeof message, "the key \"%s\" stands twice", text);
    return toll__json_fail_at(doc->text, span.bytes, name, message, err);
}

/* ---- small objects ---- */

/* Length, first and last bytes: equal for equal keys, and seldom for others. Escaped keys all get the same. */
static uint32_t fingerprint(const toll__json_doc *doc, toll__io_span key)
{
    if (doc->has_escaped_keys || key.length == 0)
        return 0;
    const unsigned char *const at = (const unsigned char *)key.bytes;
    const uint64_t last = key.length - 1;
    return (uint32_t)key.length << 24 | (uint32_t)at[0] << 16 | (uint32_t)at[last / 2] << 8 | at[last];
}

static toll_status check_few(const toll__json_doc *doc, uint32_t object, const char *name, toll_error *err)
{
    uint32_t prints[TOLL__JSON_FEW], keys[TOLL__JSON_FEW];
    const uint32_t behind = toll__json_behind(doc, object);
    unsigned n = 0;
    for (uint32_t key = object + 1; key < behind; key = toll__json_behind(doc, key), n++) {
        const toll__io_span span = toll__json_span_of(doc, key);
        keys[n] = key;
        prints[n] = fingerprint(doc, span);
        for (unsigned i = 0; i < n; i++)
            if (prints[i] == prints[n] && is_same_key(doc, toll__json_span_of(doc, keys[i]), span))
                return refuse_double_key(doc, key, name, err);
    }
    return TOLL_OK;
}

/* ---- large objects ---- */

/* Merges from[0, half) and from[half, n), both in order, into `into`. */
static void merge_keys(const toll__json_doc *doc, const uint32_t *from, uint32_t half, uint32_t n, uint32_t *into)
{
    uint32_t left = 0, right = half;
    for (uint32_t i = 0; i < n; i++) {
        const bool is_left = right == n || (left < half && compare_keys(doc, toll__json_span_of(doc, from[left]),
                                                                        toll__json_span_of(doc, from[right])) <= 0);
        into[i] = is_left ? from[left++] : from[right++];
    }
}

/* Bottom up: runs of 1, 2, 4 ... keys, to and fro between the slots and the scratch. */
static void sort_keys(const toll__json_doc *doc, uint32_t *keys, uint32_t n, uint32_t *scratch)
{
    uint32_t *from = keys, *into = scratch;
    for (uint32_t run = 1; run < n; run *= 2) {
        for (uint32_t at = 0; at < n; at += 2 * run) {
            const uint32_t left = n - at, pair = left < 2 * run ? left : 2 * run;
            merge_keys(doc, from + at, run < pair ? run : pair, pair, into + at);
        }
        uint32_t *const other = from;
        from = into;
        into = other;
    }
    if (from != keys)
        memcpy(keys, from, n * sizeof *keys);
}

/* Of equal keys, the later one is named. */
static toll_status check_sorted(const toll__json_doc *doc, const uint32_t *keys, uint32_t n, const char *name,
                                toll_error *err)
{
    for (uint32_t i = 1; i < n; i++)
        if (is_same_key(doc, toll__json_span_of(doc, keys[i - 1]), toll__json_span_of(doc, keys[i])))
            return refuse_double_key(doc, keys[i], name, err);
    return TOLL_OK;
}

static uint32_t *list_members(toll__json_doc *doc, uint32_t container)
{
    uint32_t *const slots = doc->slots + doc->n_slots;
    const uint32_t behind = toll__json_behind(doc, container);
    doc->tables[doc->n_tables++] = (toll__json_table){container, doc->n_slots};
    for (uint32_t member = container + 1; member < behind; member = toll__json_behind(doc, member))
        doc->slots[doc->n_slots++] = member;
    return slots;
}

static toll_status index_object(toll__json_doc *doc, uint32_t object, uint32_t *scratch, const char *name,
                                toll_error *err)
{
    const uint32_t n = (uint32_t)toll__json_tokens(doc)[object].size;
    if (n <= TOLL__JSON_FEW)
        return check_few(doc, object, name, err);
    uint32_t *const keys = list_members(doc, object);
    sort_keys(doc, keys, n, scratch);
    return check_sorted(doc, keys, n, name, err);
}

/* One token an entry needs no list. */
static bool needs_list(const toll__json_doc *doc, uint32_t array)
{
    const uint32_t n = (uint32_t)toll__json_tokens(doc)[array].size;
    return n > TOLL__JSON_FEW && toll__json_behind(doc, array) != array + 1 + n;
}

toll_status toll__json_index(toll__json_doc *doc, uint32_t *scratch, const char *name, toll_error *err)
{
    for (uint32_t i = 0; i < doc->n_tokens; i++) {
        if (toll__json_tokens(doc)[i].type == JSMN_ARRAY && needs_list(doc, i))
            list_members(doc, i);
        if (toll__json_tokens(doc)[i].type != JSMN_OBJECT)
            continue;
        const toll_status status = index_object(doc, i, scratch, name, err);
        if (status)
            return status;
    }
    return TOLL_OK;
}

/* ---- look-ups ---- */

static const uint32_t *members_of(const toll__json_doc *doc, uint32_t container)
{
    uint32_t low = 0, high = doc->n_tables;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (doc->tables[middle].token < container)
            low = middle + 1;
        else
            high = middle;
    }
    return doc->slots + doc->tables[low].first;
}

static bool is_key(const toll__json_doc *doc, uint32_t token, toll__io_span key)
{
    const toll__io_span own = toll__json_span_of(doc, token);
    if (doc->has_escaped_keys)
        return toll__json_compare_plain(own, key) == 0;
    return own.length == key.length && memcmp(own.bytes, key.bytes, (size_t)key.length) == 0;
}

static uint32_t find_among_few(const toll__json_doc *doc, uint32_t object, toll__io_span key)
{
    const uint32_t behind = toll__json_behind(doc, object);
    for (uint32_t at = object + 1; at < behind; at = toll__json_behind(doc, at))
        if (is_key(doc, at, key))
            return at;
    return 0;
}

uint32_t toll__json_find_key(const toll__json_doc *doc, uint32_t object, toll__io_span key)
{
    const uint32_t n = (uint32_t)toll__json_tokens(doc)[object].size;
    if (n <= TOLL__JSON_FEW)
        return find_among_few(doc, object, key);
    const uint32_t *const keys = members_of(doc, object);
    uint32_t low = 0, high = n;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (toll__json_compare_plain(toll__json_span_of(doc, keys[middle]), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && is_key(doc, keys[low], key) ? keys[low] : 0;
}

uint32_t toll__json_find_entry(const toll__json_doc *doc, uint32_t array, uint32_t index)
{
    if ((uint32_t)toll__json_tokens(doc)[array].size > TOLL__JSON_FEW)
        return members_of(doc, array)[index];
    uint32_t at = array + 1;
    for (uint32_t i = 0; i < index; i++)
        at = toll__json_behind(doc, at);
    return at;
}
