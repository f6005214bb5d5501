/* SPDX-License-Identifier: Apache-2.0 */
/* OpenTelemetry writes attributes as a map in most SDKs' logs, and as a list in OTLP/JSON:
 *
 *   {"gen_ai.usage.input_tokens": 12}
 *   [{"key": "gen_ai.usage.input_tokens", "value": {"intValue": "12"}}]
 *
 * An export in OTLP/JSON is resourceSpans[].scopeSpans[].spans[]. */
#include "usage/usage_spans.h"

#include <stdlib.h>
#include <string.h>

#include "usage/usage_context.h"
#include "usage/usage_counts.h"

/* ---- attributes ---- */

static uint32_t value_of(const toll__log_draft *d, uint32_t entry)
{
    const uint32_t value = toll__log_child(d, entry, KEY_VALUE);
    if (value == 0 || !toll__log_is(d, value, TOLL__JSON_OBJECT))
        return value;
    const uint32_t number = toll__log_child(d, value, KEY_INT_VALUE);
    return number > 0 ? number : toll__log_child(d, value, KEY_STRING_VALUE);
}

static uint32_t meter_of_attribute(uint32_t key)
{
    switch (key) {
    case KEY_OTEL_INPUT:
        return TOLL_METER_INPUT;
    case KEY_OTEL_OUTPUT:
        return TOLL_METER_OUTPUT;
    case KEY_OTEL_READ:
        return TOLL_METER_CACHE_READ;
    case KEY_OTEL_WRITE:
        return TOLL_METER_CACHE_WRITE;
    case KEY_OTEL_REASONING:
        return TOLL_METER_REASONING;
    default:
        return 0;
    }
}

static void take_entry(toll__log_draft *d, uint32_t entry)
{
    if (!toll__log_is(d, entry, TOLL__JSON_OBJECT))
        return;
    const uint32_t name = toll__log_child(d, entry, KEY_KEY), value = value_of(d, entry);
    if (name == 0 || value == 0)
        return;
    const toll__io_span text = toll__log_span(d, name);
    const uint32_t key = toll__json_keys_find(&d->reader->keys, text.bytes, text.length);
    const uint32_t meter = meter_of_attribute(key);
    toll__log_see(d, key);
    if (meter > 0)
        toll__log_take(d, value, meter, 0);
    else
        toll__log_take_fact(d, value, key);
}

void toll__log_take_attributes(toll__log_draft *d)
{
    const toll__json_field *const fields = d->picked->fields;
    if (fields[d->usage].kind == TOLL__JSON_OBJECT) {
        toll__log_take_context(d, d->usage);
        toll__log_take_counts(d);
        return;
    }
    for (uint32_t i = d->usage + 1; i < fields[d->usage].behind; i = fields[i].behind)
        take_entry(d, i);
}

/* ---- roots ---- */

static bool append_root(toll_io_usage_reader *r, uint32_t field)
{
    if (r->n_roots == r->roots_capacity) {
        const uint32_t capacity = r->roots_capacity * 2 + 16;
        uint32_t *const roots = realloc(r->roots, capacity * sizeof *roots);
        if (roots == NULL)
            return false;
        r->roots = roots;
        r->roots_capacity = capacity;
    }
    r->roots[r->n_roots++] = field;
    return true;
}

/* The entries of an array; of anything else nothing. */
static bool append_entries(toll_io_usage_reader *r, uint32_t list)
{
    const toll__json_field *const fields = r->picked.fields;
    if (fields[list].kind != TOLL__JSON_ARRAY)
        return true;
    for (uint32_t i = list + 1; i < fields[list].behind; i = fields[i].behind)
        if (!append_root(r, i))
            return false;
    return true;
}

/* Spans lie two lists deep; both are gone through in the order of the text. */
static bool append_spans(toll_io_usage_reader *r, uint32_t resources)
{
    const toll__json_field *const fields = r->picked.fields;
    for (uint32_t i = resources + 1; i < fields[resources].behind; i++)
        if (fields[i].key == KEY_SPANS && !append_entries(r, i))
            return false;
    return true;
}

bool toll__log_list_roots(toll_io_usage_reader *r)
{
    const toll__json_field *const fields = r->picked.fields;
    r->n_roots = r->next_root = 0;
    if (fields[0].kind == TOLL__JSON_ARRAY)
        return append_entries(r, 0);
    const uint32_t resources =
        fields[0].kind == TOLL__JSON_OBJECT ? toll__json_field_of(&r->picked, 0, KEY_RESOURCE_SPANS) : 0;
    return resources > 0 ? append_spans(r, resources) : append_root(r, 0);
}
