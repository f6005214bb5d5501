/* SPDX-License-Identifier: Apache-2.0 */
/* The situations that an open context can mean: each tier, region and attribute value that the tariff names, or none of
 * them, a text for each of its patterns, the numbers at and beside its thresholds, and an instant for each set of
 * verdicts of its time predicates (bound_instants.c). Their product is tried. */
#include "bound/bound_scope.h"

#include <stddef.h>

#include "base/decimal.h"
#include "bill/predicate.h"
#include "book/book_view.h"
#include "book/context_text.h"

/* Appends a number that the list lacks; 0: no room. */
static int add_text(uint64_t *list, uint32_t *count, uint64_t number)
{
    for (uint32_t i = 0; i < *count; i++)
        if (list[i] == number)
            return 1;
    if (*count == TOLL__SCOPE_TEXTS)
        return 0;
    list[(*count)++] = number;
    return 1;
}

/* Tiers that the tariff sells: any other is an error of the bill, so no record costs something on it. */
static int find_tiers(const toll__tariff *tariff, toll__situations *s)
{
    s->tier[s->n_tiers++] = 0;
    for (uint32_t i = 0; i < tariff->n_rows; i++) {
        const toll__row *row = &tariff->rows[i];
        uint64_t tier = row->text == TOLL__TEXT_STANDARD ? 0 : row->text;
        if ((row->kind == TOLL_ROW_TIER || row->kind == TOLL_ROW_WHEN_TIER) && !add_text(s->tier, &s->n_tiers, tier))
            return 0;
    }
    return 1;
}

/* ---- texts that rows ask for ---- */

/* A list of texts that is being filled. */
typedef struct text_list {
    uint64_t *text;
    uint32_t *count;
} text_list;

/* The kinds of rows that are about a thing, and its key: 0 for regions. */
typedef struct text_topic {
    uint32_t list_kind, when_kind;
    uint64_t key;
} text_topic;

static int is_about(const toll__row *row, const text_topic *t)
{
    return (row->kind == t->list_kind || row->kind == t->when_kind) && row->key == t->key;
}

static int is_pattern(uint32_t op)
{
    return op == TOLL_OP_PREFIX || op == TOLL_OP_NOT_PREFIX || op == TOLL_OP_SUFFIX || op == TOLL_OP_NOT_SUFFIX;
}

static uint32_t prefix_of(const toll__row *row)
{
    return row->op == TOLL_OP_PREFIX || row->op == TOLL_OP_NOT_PREFIX ? row->text : 0;
}

static uint32_t suffix_of(const toll__row *row)
{
    return row->op == TOLL_OP_SUFFIX || row->op == TOLL_OP_NOT_SUFFIX ? row->text : 0;
}

/* For each pattern an unnamed text that has it, alone and with each pattern of the other end. */
static int add_patterns(const toll__tariff *tariff, const text_topic *t, const toll__row *row, text_list list)
{
    const uint32_t prefix = prefix_of(row), suffix = suffix_of(row);
    int fits = add_text(list.text, list.count, toll__context_text_of_pattern(prefix, suffix));
    for (uint32_t i = 0; i < tariff->n_rows && fits; i++) {
        const toll__row *other = &tariff->rows[i];
        if (prefix == 0 || !is_about(other, t) || suffix_of(other) == 0)
            continue;
        fits = add_text(list.text, list.count, toll__context_text_of_pattern(prefix, suffix_of(other)));
    }
    return fits;
}

/* Each text that a row names; one that has each pattern; and one that no row names, where rows ask for what is not
 * something: without them it is as good as none. */
static int add_texts(const toll__tariff *tariff, const text_topic *t, text_list list)
{
    int fits = 1;
    for (uint32_t i = 0; i < tariff->n_rows && fits; i++) {
        const toll__row *row = &tariff->rows[i];
        if (!is_about(row, t))
            continue;
        fits = is_pattern(row->op) ? add_patterns(tariff, t, row, list) : add_text(list.text, list.count, row->text);
        if (fits && toll__predicate_is_negated(row->op))
            fits = add_text(list.text, list.count, TOLL_INTERN_OTHER);
    }
    return fits;
}

static int find_regions(const toll__tariff *tariff, toll__situations *s)
{
    const text_topic regions = {TOLL_ROW_REGION, TOLL_ROW_WHEN_REGION, 0};
    s->region[s->n_regions++] = 0;
    return add_texts(tariff, &regions, (text_list){s->region, &s->n_regions});
}

static int is_stated(const toll__context *context, uint64_t key)
{
    for (uint64_t i = 0; i < context->n_attributes; i++)
        if (context->attributes[i].key == key)
            return 1;
    return 0;
}

/* ---- numbers that rows compare ---- */

/* Decimal places of the thresholds of a key, the most of them; -1: it has none. */
static int32_t find_scale(const toll__tariff *tariff, uint64_t key)
{
    int32_t scale = -1;
    for (uint32_t i = 0; i < tariff->n_rows; i++)
        if (tariff->rows[i].kind == TOLL_ROW_WHEN_NUMBER && tariff->rows[i].key == key &&
            tariff->rows[i].number.scale > scale)
            scale = tariff->rows[i].number.scale;
    return scale;
}

/* A threshold, and a number just above it: one more decimal place than any threshold has, so below the next. 0: they
 * have too many digits. */
static int add_threshold(toll_decimal threshold, int32_t scale, text_list list)
{
    const toll_decimal least = {1, scale + 1, 0};
    toll_decimal above;
    if (scale >= TOLL_DECIMAL_SCALE_MAX || toll__decimal_add(threshold, least, &above, NULL) != TOLL_OK)
        return 0;
    const uint64_t at = toll__context_text_of_number(threshold), beyond = toll__context_text_of_number(above);
    return at != 0 && beyond != 0 && add_text(list.text, list.count, at) && add_text(list.text, list.count, beyond);
}

/* 0 stands for all numbers below the lowest threshold. */
static int add_numbers(const toll__tariff *tariff, uint64_t key, text_list list)
{
    const int32_t scale = find_scale(tariff, key);
    if (scale < 0)
        return 1;
    int fits = add_text(list.text, list.count, toll__context_text_of_number((toll_decimal){0, 0, 0}));
    for (uint32_t i = 0; i < tariff->n_rows && fits; i++)
        if (tariff->rows[i].kind == TOLL_ROW_WHEN_NUMBER && tariff->rows[i].key == key)
            fits = add_threshold(tariff->rows[i].number, scale, list);
    return fits;
}

/* ---- attributes ---- */

static int is_attribute_row(const toll__row *row)
{
    return row->kind == TOLL_ROW_WHEN_ATTRIBUTE || row->kind == TOLL_ROW_ATTRIBUTE || row->kind == TOLL_ROW_WHEN_NUMBER;
}

/* Patterns of numbers would have to be tried together with thresholds: too rare to be worth it. */
static int mixes_patterns(const toll__tariff *tariff, uint64_t key)
{
    if (find_scale(tariff, key) < 0)
        return 0;
    for (uint32_t i = 0; i < tariff->n_rows; i++)
        if (is_attribute_row(&tariff->rows[i]) && tariff->rows[i].key == key && is_pattern(tariff->rows[i].op))
            return 1;
    return 0;
}

static int add_key(const toll__tariff *tariff, toll__situations *s, uint64_t key)
{
    const text_topic attribute = {TOLL_ROW_ATTRIBUTE, TOLL_ROW_WHEN_ATTRIBUTE, key};
    if (s->n_keys == TOLL__SCOPE_KEYS || mixes_patterns(tariff, key))
        return 0;
    const uint32_t i = s->n_keys++;
    const text_list list = {s->value[i], &s->n_values[i]};
    s->key[i] = key;
    s->value[i][0] = 0;
    s->n_values[i] = 1;
    return add_texts(tariff, &attribute, list) && add_numbers(tariff, key, list);
}

static int is_known_key(const toll__situations *s, uint64_t key)
{
    for (uint32_t i = 0; i < s->n_keys; i++)
        if (s->key[i] == key)
            return 1;
    return 0;
}

static int find_attributes(const toll__tariff *tariff, const toll__scope *scope, toll__situations *s)
{
    for (uint32_t i = 0; i < tariff->n_rows; i++) {
        const toll__row *row = &tariff->rows[i];
        if (!is_attribute_row(row) || is_stated(&scope->context, row->key) || is_known_key(s, row->key))
            continue;
        if (!add_key(tariff, s, row->key))
            return 0;
    }
    return 1;
}

int toll__situations_find(const toll__tariff *tariff, const toll__scope *scope, toll__situations *s)
{
    s->n_tiers = s->n_regions = s->n_instants = s->n_keys = 0;
    if ((scope->open & TOLL_OPEN_TIER) == 0)
        s->tier[s->n_tiers++] = scope->context.service_tier;
    else if (!find_tiers(tariff, s))
        return 0;
    if ((scope->open & TOLL_OPEN_REGION) == 0)
        s->region[s->n_regions++] = scope->context.region;
    else if (!find_regions(tariff, s))
        return 0;
    if ((scope->open & TOLL_OPEN_ATTRIBUTES) != 0 && !find_attributes(tariff, scope, s))
        return 0;
    if (!toll__instants_find(tariff, scope, s))
        return 0;
    s->n_situations = (uint64_t)s->n_tiers * s->n_regions * s->n_instants;
    for (uint32_t i = 0; i < s->n_keys; i++)
        s->n_situations *= s->n_values[i]; /* at most 2^16 * 2^40 */
    return 1;
}

void toll__situations_get(const toll__situations *s, const toll__scope *scope, uint64_t index,
                          toll_bill_attribute *attributes, toll__context *context)
{
    *context = scope->context;
    context->service_tier = s->tier[index % s->n_tiers];
    index /= s->n_tiers;
    context->region = s->region[index % s->n_regions];
    index /= s->n_regions;
    context->at_s = s->instant[index % s->n_instants];
    context->has_instant = 1;
    index /= s->n_instants;
    uint64_t n = scope->context.n_attributes;
    for (uint64_t i = 0; i < n; i++)
        attributes[i] = scope->context.attributes[i];
    for (uint32_t i = 0; i < s->n_keys; i++) {
        uint64_t value = s->value[i][index % s->n_values[i]];
        index /= s->n_values[i];
        if (value != 0)
            attributes[n++] = (toll_bill_attribute){s->key[i], value};
    }
    context->attributes = attributes;
    context->n_attributes = n;
}
