/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a config.json by any of their names, each checked for its type and range.
 *
 * A name is looked for in four places, in this order: the text model's part, the file's top level, and MosaicML's two
 * nested objects. `null` counts as absent. Absent numbers fall back to the family's published default, then to the
 * caller's.
 *
 * The same fields are asked for each of up to 10,000 layers. So what names stand for is kept, lists of layers become
 * bits, and per_layer_config becomes an array by layer: each is read once, and a layer costs the same in any file.
 *
 * Example: "n_routed_experts|num_experts" takes up to 8 look-ups for the first layer, and one for every other. */
#include "config/hf_keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hf_family.h"
#include "text/io_error.h"

bool toll__hf_has_trait(const hf_config *c, uint64_t traits)
{
    return (c->family->traits & traits) != 0;
}

void toll__hf_stick(hf_config *c, toll_status status, const char *field, const char *format, ...)
{
    char message[sizeof c->err.message];
    va_list arguments;
    if (c->status != TOLL_OK)
        return;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    c->status = toll__io_fail(&c->err, status, field, "%s", message);
}

/* ---- look-up ---- */

bool toll__hf_is_absent(toll__json value)
{
    const toll__json_kind kind = toll__json_kind_of(value);
    return kind == TOLL__JSON_NONE || kind == TOLL__JSON_NULL;
}

void toll__hf_mark(hf_config *c, toll__json value)
{
    if (c->is_read != NULL && value.doc == c->root.doc && value.doc != NULL)
        c->is_read[value.token] = 1;
}

static toll__json find_one(const hf_config *c, const char *name)
{
    toll__json value = toll__json_get(c->text, name);
    if (toll__hf_is_absent(value))
        value = toll__json_get(c->root, name);
    if (value.doc == NULL)
        value = toll__json_get(toll__json_get(c->text, "attn_config"), name); /* MosaicML's nesting */
    if (value.doc == NULL)
        value = toll__json_get(toll__json_get(c->text, "ffn_config"), name);
    if (value.doc == NULL) /* MiniMax-M3 */
        value = toll__json_get(toll__json_get(c->text, "sparse_attention_config"), name);
    return toll__hf_is_absent(value) ? (toll__json){0} : value;
}

/* The first of several names, as a text of its own. */
static const char *cut_name(const char *names, char *name, size_t capacity)
{
    const size_t length = strcspn(names, HF_NAME_END), used = length < capacity ? length : capacity - 1;
    memcpy(name, names, used);
    name[used] = 0;
    return name;
}

bool toll__hf_is_same(toll__json a, toll__json b)
{
    const toll__io_span x = toll__json_raw(a), y = toll__json_raw(b);
    return x.length == y.length && memcmp(x.bytes, y.bytes, (size_t)x.length) == 0;
}

/* Some files state a field under two of its names, or in both parts. That is one field where both say the same; what
 * says something else has not been read. */
static void mark_copies(hf_config *c, const char *names, toll__json value)
{
    toll__hf_mark(c, value);
    for (const char *at = names; at != NULL; at = toll__hf_next_name(at)) {
        char name[64];
        cut_name(at, name, sizeof name);
        const toll__json copies[] = {toll__json_get(c->text, name), toll__json_get(c->root, name)};
        for (size_t i = 0; i < 2; i++)
            if (!toll__hf_is_absent(copies[i]) && toll__hf_is_same(copies[i], value))
                toll__hf_mark(c, copies[i]);
    }
}

static hf_found look_up(hf_config *c, const char *names)
{
    hf_found found = {.names = names, .name = names, .published = toll__hf_family_default(c->family, names)};
    for (const char *at = names; at != NULL; at = toll__hf_next_name(at)) {
        char name[64];
        found.value = find_one(c, cut_name(at, name, sizeof name));
        if (found.value.doc != NULL) {
            found.name = at;
            mark_copies(c, names, found.value);
            return found;
        }
    }
    return found;
}

/* Open addressing by the address of the names; where it is crowded, they are looked up again each time. */
static hf_found find_field(hf_config *c, const char *names)
{
    const uint64_t hash = ((uint64_t)(uintptr_t)names * UINT64_C(0x9e3779b97f4a7c15)) >> 40;
    for (uint64_t probe = 0; probe < 16; probe++) {
        hf_found *const found = &c->found[(hash + probe) % HF_FOUND_SLOTS];
        if (found->names == NULL)
            *found = look_up(c, names);
        if (found->names == names)
            return *found;
    }
    return look_up(c, names);
}

toll__json toll__hf_find(hf_config *c, const char *names)
{
    return find_field(c, names).value;
}

bool toll__hf_has(hf_config *c, const char *names)
{
    return toll__hf_find(c, names).doc != NULL;
}

/* ---- numbers ---- */

static int64_t read_number(hf_config *c, const char *names, toll__json value)
{
    char name[40];
    toll_error err;
    int64_t number = 0;
    const toll_status status = toll__json_read_int64(value, cut_name(names, name, sizeof name), &number, &err);
    if (status != TOLL_OK) {
        toll__hf_stick(c, status, name, "%s", err.message);
        return 0;
    }
    if (number >= 0 && number <= HF_NUMBER_MAX)
        return number;
    toll__hf_stick(c, TOLL_E_RANGE, name, "%s: %lld is outside of 0 to %d", name, (long long)number, HF_NUMBER_MAX);
    return 0;
}

int64_t toll__hf_number(hf_config *c, const char *names, int64_t absent)
{
    const hf_found found = find_field(c, names);
    if (found.value.doc != NULL)
        return read_number(c, found.name, found.value);
    return found.published >= 0 ? found.published : absent;
}

int64_t toll__hf_need(hf_config *c, const char *names)
{
    char name[40];
    const int64_t number = toll__hf_number(c, names, -1);
    cut_name(find_field(c, names).name, name, sizeof name);
    if (number < 0)
        toll__hf_stick(c, TOLL_E_MISSING, name, "%s is missing", name);
    if (number == 0)
        toll__hf_stick(c, TOLL_E_RANGE, name, "%s: 0 is outside of 1 to %d", name, HF_NUMBER_MAX);
    return number > 0 ? number : 0;
}

int64_t toll__hf_number_at(hf_config *c, const char *names, int64_t index, int64_t absent)
{
    char name[40];
    const hf_found found = find_field(c, names);
    if (toll__json_kind_of(found.value) != TOLL__JSON_ARRAY)
        return toll__hf_number(c, names, absent);
    const toll__json value = toll__json_entry(found.value, (uint64_t)index);
    if (value.doc != NULL)
        return read_number(c, found.name, value);
    cut_name(found.name, name, sizeof name);
    toll__hf_stick(c, TOLL_E_MISSING, name, "%s lists fewer layers than the model has", name);
    return 0;
}

int64_t toll__hf_need_within(hf_config *c, const char *object, const char *name)
{
    const toll__json value = toll__json_get(toll__hf_find(c, object), name);
    toll__hf_mark(c, value);
    return read_number(c, name, value);
}

bool toll__hf_flag_within(hf_config *c, const char *object, const char *name)
{
    const toll__json value = toll__json_get(toll__hf_find(c, object), name);
    const toll__json_kind kind = toll__json_kind_of(value);
    toll__hf_mark(c, value);
    if (!toll__hf_is_absent(value) && kind != TOLL__JSON_TRUE && kind != TOLL__JSON_FALSE)
        toll__hf_stick(c, TOLL_E_SYNTAX, name, "%s.%s must be true or false", object, name);
    return kind == TOLL__JSON_TRUE;
}

/* ---- flags and texts ---- */

bool toll__hf_flag(hf_config *c, const char *names, bool absent)
{
    char name[40];
    double number = 0;
    const hf_found found = find_field(c, names);
    switch (toll__json_kind_of(found.value)) {
    case TOLL__JSON_NONE:
        return absent;
    case TOLL__JSON_TRUE:
        return true;
    case TOLL__JSON_FALSE:
        return false;
    default:
        if (toll__json_read_double(found.value, "", &number, NULL) == TOLL_OK)
            return number != 0;
        cut_name(found.name, name, sizeof name);
        toll__hf_stick(c, TOLL_E_SYNTAX, name, "%s must be true or false", name);
        return false;
    }
}

toll__io_span toll__hf_text(hf_config *c, const char *names)
{
    const toll__json value = toll__hf_find(c, names);
    return toll__json_kind_of(value) == TOLL__JSON_TEXT ? toll__json_raw(value) : (toll__io_span){"", 0};
}

bool toll__hf_is(hf_config *c, const char *names, const char *text)
{
    return toll__json_is(toll__hf_find(c, names), text);
}

toll__json toll__hf_text_at(hf_config *c, const char *names, int64_t index)
{
    const toll__json value = toll__json_entry(toll__hf_find(c, names), (uint64_t)index);
    return toll__json_kind_of(value) == TOLL__JSON_TEXT ? value : (toll__json){0};
}

/* ---- lists of layers ---- */

/* Numbers beyond the last layer a model may have concern none. */
static void fill_set(hf_config *c, const char *name, hf_layer_set *set)
{
    for (toll__json at = toll__json_first(set->list); at.doc != NULL; at = toll__json_next(set->list, at)) {
        const int64_t number = read_number(c, name, at);
        if (number <= HF_LAYERS_MAX)
            set->bits[number / 64] |= UINT64_C(1) << (number % 64);
    }
}

static bool holds_number(hf_config *c, const char *name, toll__json list, int64_t number)
{
    if (toll__json_kind_of(list) != TOLL__JSON_ARRAY)
        return false;
    hf_layer_set *set = c->sets;
    while (set < &c->sets[HF_LISTS - 1] && set->list.doc != NULL && set->list.token != list.token)
        set++;
    if (set->list.doc == NULL || set->list.token != list.token) {
        *set = (hf_layer_set){.list = list};
        fill_set(c, name, set);
    }
    return (set->bits[number / 64] >> (number % 64) & 1) != 0;
}

bool toll__hf_lists_within(hf_config *c, const char *object, const char *name, int64_t number)
{
    const toll__json list = toll__json_get(toll__hf_find(c, object), name);
    toll__hf_mark(c, list);
    return holds_number(c, name, list, number);
}

bool toll__hf_lists(hf_config *c, const char *names, int64_t number)
{
    const hf_found found = find_field(c, names);
    return holds_number(c, found.name, found.value, number);
}

/* ---- per_layer_config ---- */

/* Keys are layers, some files' with leading zeros; -1 for any other key. */
static int64_t layer_of_key(toll__json key)
{
    const toll__io_span raw = toll__json_raw(key);
    int64_t layer = 0;
    for (uint64_t i = 0; i < raw.length; i++) {
        const char c = raw.bytes[i];
        if (c < '0' || c > '9')
            return -1;
        layer = layer < HF_LAYERS_MAX ? layer * 10 + (c - '0') : layer;
    }
    return raw.length > 0 ? layer : -1;
}

static void read_own(hf_config *c, toll__json key)
{
    char text[40];
    const int64_t layer = layer_of_key(key);
    toll__json_quote(key, text, sizeof text);
    if (layer < 0)
        toll__hf_stick(c, TOLL_E_SYNTAX, "per_layer_config", "per_layer_config: \"%s\" is no number of a layer", text);
    if (layer < 0 || layer >= HF_LAYERS_MAX)
        return;
    if (c->own_tokens[layer] != 0)
        toll__hf_stick(c, TOLL_E_SYNTAX, "per_layer_config", "per_layer_config has layer %s twice", text);
    c->own_tokens[layer] = toll__json_value_of(key).token;
}

static void read_all_own(hf_config *c, toll__json layers)
{
    c->are_own_read = true;
    if (toll__json_kind_of(layers) != TOLL__JSON_OBJECT)
        return;
    for (toll__json key = toll__json_first(layers); key.doc != NULL; key = toll__json_next(layers, key))
        read_own(c, key);
}

int64_t toll__hf_number_of_layer(hf_config *c, int64_t index, const char *name, int64_t absent)
{
    const toll__json layers = toll__hf_find(c, "per_layer_config");
    if (!c->are_own_read)
        read_all_own(c, layers);
    if (c->own_tokens[index] == 0)
        return absent;
    const toll__json value = toll__json_get((toll__json){layers.doc, c->own_tokens[index]}, name);
    toll__hf_mark(c, value);
    return toll__hf_is_absent(value) ? absent : read_number(c, name, value);
}
