/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a config.json by any of their names, each checked for its type and range.
 *
 * A name is looked for in four places, in this order: the text model's part, the file's top level, and MosaicML's two
 * nested objects. `null` counts as absent. Absent numbers fall back to the family's published default, then to the
 * caller's. */
#include "config/hf_keys.h"

#include <stdlib.h>
#include <string.h>

#include "hf_family.h"
#include "io_error.h"

bool hf_has_trait(const hf_config *c, uint64_t traits)
{
    return (c->family->traits & traits) != 0;
}

static const json_t *find_one(const hf_config *c, const char *name)
{
    const json_t *value = json_object_get(c->text, name);
    if (value == NULL || json_is_null(value))
        value = json_object_get(c->root, name);
    if (value == NULL)
        value = json_object_get(json_object_get(c->text, "attn_config"), name); /* MosaicML's nesting */
    if (value == NULL)
        value = json_object_get(json_object_get(c->text, "ffn_config"), name);
    return value == NULL || json_is_null(value) ? NULL : value;
}

const json_t *hf_find(const hf_config *c, const char *names)
{
    while (*names != 0) {
        char name[64];
        size_t length = strcspn(names, "|");
        memcpy(name, names, length);
        name[length] = 0;
        const json_t *value = find_one(c, name);
        if (value != NULL)
            return value;
        names += length + (names[length] == '|');
    }
    return NULL;
}

bool hf_has(const hf_config *c, const char *names)
{
    return hf_find(c, names) != NULL;
}

static int64_t stick(hf_config *c, toll_status status, const char *names, const char *what)
{
    char name[40];
    size_t length = strcspn(names, "|");
    length = length < sizeof name - 1 ? length : sizeof name - 1;
    memcpy(name, names, length);
    name[length] = 0;
    if (c->status == TOLL_OK)
        c->status = io_fail(&c->err, status, name, "%s %s", name, what);
    return 0;
}

static int64_t read_number(hf_config *c, const char *names, const json_t *value)
{
    if (!json_is_number(value))
        return stick(c, TOLL_E_SYNTAX, names, "must be a number");
    double number = json_number_value(value);
    if (!(number >= 0 && number <= HF_NUMBER_MAX) || number != (double)(int64_t)number)
        return stick(c, TOLL_E_RANGE, names, "must be a whole number from 0 to 1e9");
    return (int64_t)number;
}

int64_t hf_number(hf_config *c, const char *names, int64_t absent)
{
    const json_t *value = hf_find(c, names);
    if (value != NULL)
        return read_number(c, names, value);
    int64_t published = hf_family_default(c->family, names);
    return published >= 0 ? published : absent;
}

int64_t hf_need(hf_config *c, const char *names)
{
    int64_t number = hf_number(c, names, -1);
    return number >= 0 ? number : stick(c, TOLL_E_MISSING, names, "is missing");
}

bool hf_flag(hf_config *c, const char *names, bool absent)
{
    const json_t *value = hf_find(c, names);
    if (value == NULL)
        return absent;
    if (!json_is_boolean(value) && !json_is_number(value))
        return stick(c, TOLL_E_SYNTAX, names, "must be true or false");
    return json_is_true(value) || json_number_value(value) != 0;
}

const char *hf_text(const hf_config *c, const char *names)
{
    const char *text = json_string_value(hf_find(c, names));
    return text != NULL ? text : "";
}

int64_t hf_number_at(hf_config *c, const char *names, int64_t index, int64_t absent)
{
    const json_t *value = hf_find(c, names);
    if (!json_is_array(value))
        return hf_number(c, names, absent);
    value = json_array_get(value, (size_t)index);
    return value == NULL ? stick(c, TOLL_E_MISSING, names, "lists fewer layers than the model has")
                         : read_number(c, names, value);
}

/* Keys are layers, some files' with leading zeros. */
int64_t hf_number_of_layer(hf_config *c, int64_t index, const char *name, int64_t absent)
{
    const json_t *layers = hf_find(c, "per_layer_config");
    const char *key;
    json_t *layer;
    json_object_foreach((json_t *)(uintptr_t)layers, key, layer)
    { /* which only reads it */
        const json_t *value = json_object_get(layer, name);
        if (strtoll(key, NULL, 10) == index && value != NULL && !json_is_null(value))
            return read_number(c, name, value);
    }
    return absent;
}

int64_t hf_need_within(hf_config *c, const char *object, const char *name)
{
    const json_t *value = json_object_get(hf_find(c, object), name);
    return value == NULL ? stick(c, TOLL_E_MISSING, name, "is missing") : read_number(c, name, value);
}

static bool holds(const json_t *list, int64_t number)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_number_value(json_array_get(list, i)) == (double)number)
            return true;
    return false;
}

bool hf_lists_within(const hf_config *c, const char *object, const char *name, int64_t number)
{
    return holds(json_object_get(hf_find(c, object), name), number);
}

bool hf_lists(const hf_config *c, const char *names, int64_t number)
{
    return holds(hf_find(c, names), number);
}

const char *hf_text_at(const hf_config *c, const char *names, int64_t index)
{
    const char *text = json_string_value(json_array_get(hf_find(c, names), (size_t)index));
    return text != NULL ? text : "";
}
