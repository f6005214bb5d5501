/* SPDX-License-Identifier: Apache-2.0 */
/* The situations that an open context can mean: each tier, region and attribute value that the tariff names, or none of
 * them, and an instant for each set of verdicts of its time predicates (bound_instants.c). Their product is tried. */
#include "bound/bound_scope.h"

#include <stddef.h>

#include "book/book_view.h"

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

/* A region that no row names is as good as none. */
static int find_regions(const toll__tariff *tariff, toll__situations *s)
{
    s->region[s->n_regions++] = 0;
    for (uint32_t i = 0; i < tariff->n_rows; i++)
        if (tariff->rows[i].kind == TOLL_ROW_WHEN_REGION && !add_text(s->region, &s->n_regions, tariff->rows[i].text))
            return 0;
    return 1;
}

static int is_stated(const toll__context *context, uint64_t key)
{
    for (uint64_t i = 0; i < context->n_attributes; i++)
        if (context->attributes[i].key == key)
            return 1;
    return 0;
}

static int add_attribute(toll__situations *s, uint64_t key, uint64_t value)
{
    uint32_t i = 0;
    while (i < s->n_keys && s->key[i] != key)
        i++;
    if (i == TOLL__SCOPE_KEYS)
        return 0;
    if (i == s->n_keys) {
        s->key[s->n_keys++] = key;
        s->value[i][0] = 0;
        s->n_values[i] = 1;
    }
    return add_text(s->value[i], &s->n_values[i], value);
}

static int find_attributes(const toll__tariff *tariff, const toll__scope *scope, toll__situations *s)
{
    for (uint32_t i = 0; i < tariff->n_rows; i++) {
        const toll__row *row = &tariff->rows[i];
        if (row->kind != TOLL_ROW_WHEN_ATTRIBUTE || is_stated(&scope->context, row->key))
            continue;
        if (!add_attribute(s, row->key, row->text))
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
