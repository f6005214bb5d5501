/* SPDX-License-Identifier: Apache-2.0 */
/* The library knows texts as numbers, and for one that no row names there is no text to tell. The command has what was
 * typed, and the rows of the tariff, so it can say "region EU is not sold; sold are: eu, us; did you mean eu?". */
#include "price/context_words.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/instant.h"

#define SOLD_MOST 64 /* values that are compared with what was typed */

/* One thing that a context says, and the kinds of rows about it; key "": a tier or a region. */
typedef struct context_thing {
    const char *word; /* "region" */
    const char *typed;
    char key[64];
    uint32_t list_kind, when_kind;
} context_thing;

static bool is_about(const toll_bill_row *row, const context_thing *t)
{
    return (row->kind == t->list_kind || row->kind == t->when_kind) && strcmp(row->key, t->key) == 0;
}

static bool is_negated(uint32_t op)
{
    return op == TOLL_OP_IS_NOT || op == TOLL_OP_NOT_PREFIX || op == TOLL_OP_NOT_SUFFIX;
}

static bool is_told(const char *const *told, int n_told, const char *text)
{
    for (int i = 0; i < n_told; i++) {
        if (strcmp(told[i], text) == 0) {
            return true;
        }
    }
    return false;
}

/* The values that rows of the tariff name, each once. */
static int find_sold(int64_t tariff, const pricebook *b, const context_thing *t, const char **sold)
{
    int n_sold = 0;
    for (int64_t i = tariff + 1; tariff >= 0 && i < b->n_rows && b->rows[i].kind != TOLL_ROW_TARIFF; i++) {
        const toll_bill_row *row = &b->rows[i];
        if (is_about(row, t) && !is_negated(row->op) && n_sold < SOLD_MOST && !is_told(sold, n_sold, row->text)) {
            sold[n_sold++] = row->text;
        }
    }
    return n_sold;
}

static void append_text(char *text, size_t size, const char *before, const char *word)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", before, word);
}

/* The same with stars at the open ends of patterns: "eu, us-*". */
static void list_sold(int64_t tariff, const pricebook *b, const context_thing *t, char *list, size_t size)
{
    const char *told[SOLD_MOST];
    int n_told = 0;
    for (int64_t i = tariff + 1; tariff >= 0 && i < b->n_rows && b->rows[i].kind != TOLL_ROW_TARIFF; i++) {
        const toll_bill_row *row = &b->rows[i];
        if (!is_about(row, t) || is_negated(row->op) || n_told == SOLD_MOST || is_told(told, n_told, row->text)) {
            continue;
        }
        append_text(list, size, n_told == 0 ? "" : ", ", row->op == TOLL_OP_SUFFIX ? "*" : "");
        append_text(list, size, row->text, row->op == TOLL_OP_PREFIX ? "*" : "");
        told[n_told++] = row->text;
    }
}

static bool is_same_word(const char *a, const char *b)
{
    for (; *a != 0 && *b != 0; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b - 'A' + 'a') : *b;
        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

/* The same word in other letters, "EU" for "eu"; else the nearest by distance. */
static const char *find_like(const char *typed, const char *const *names, int n_names)
{
    for (int i = 0; i < n_names; i++) {
        if (is_same_word(typed, names[i])) {
            return names[i];
        }
    }
    return nearest_name(typed, names, n_names);
}

static void explain_thing(int64_t tariff, const pricebook *b, const context_thing *t, char *text, size_t size)
{
    const char *sold[SOLD_MOST];
    char list[120] = "";
    int n_sold = find_sold(tariff, b, t, sold);
    const char *nearest = find_like(t->typed, sold, n_sold);
    if (t->list_kind == TOLL_ROW_TIER) {
        pricebook_tiers(b, tariff, list, sizeof list);
    } else {
        list_sold(tariff, b, t, list, sizeof list);
    }
    snprintf(text, size, "%s \"%.40s\" is not sold; sold are: %s", t->word, t->typed, list);
    if (nearest != NULL) {
        append_text(text, size, "; did you mean ", nearest);
        append_text(text, size, "?", "");
    }
}

/* "KEY=VALUE" of the command line: the length of its key. */
static size_t key_length(const char *pair)
{
    return strcspn(pair, "=");
}

static const char *find_attribute(const usage_request *r, const char *key)
{
    for (uint64_t i = 0; i < r->n_attributes; i++) {
        size_t length = key_length(r->attribute_pairs[i]);
        if (strlen(key) == length && strncmp(r->attribute_pairs[i], key, length) == 0) {
            return r->attribute_pairs[i] + length + 1;
        }
    }
    return NULL;
}

/* A tier that only some rules sell is in the list of those that are sold: the library's words say that these don't hold. */
static bool is_tier_of_others(const toll_error *err)
{
    return strcmp(err->field, "service_tier") == 0 && strstr(err->message, "do not hold") != NULL;
}

void context_explain(int64_t tariff, const usage_request *r, const char *region, const pricebook *b,
                     const toll_error *err, char *text, size_t size)
{
    const char *value = find_attribute(r, err->field);
    context_thing t = {"tier", r->tier, "", TOLL_ROW_TIER, TOLL_ROW_WHEN_TIER};
    if (strcmp(err->field, "region") == 0 && value == NULL) {
        t = (context_thing){"region", region, "", TOLL_ROW_REGION, TOLL_ROW_WHEN_REGION};
    } else if (value != NULL) {
        t = (context_thing){err->field, value, "", TOLL_ROW_ATTRIBUTE, TOLL_ROW_WHEN_ATTRIBUTE};
        snprintf(t.key, sizeof t.key, "%s", err->field);
    } else if (strcmp(err->field, "at_s") == 0 && strncmp(err->message, "at_s ", 5) == 0) {
        snprintf(text, size, "%s %s", instant_text(r->context.at_s).text, err->message + 5);
        return;
    } else if (strcmp(err->field, "service_tier") != 0 || is_tier_of_others(err)) {
        snprintf(text, size, "%s", err->message);
        return;
    }
    explain_thing(tariff, b, &t, text, size);
}

/* ---- what did not matter ---- */

static const char *find_nearest(int64_t tariff, const pricebook *b, const context_thing *t)
{
    const char *sold[SOLD_MOST];
    int n_sold = find_sold(tariff, b, t, sold);
    return find_like(t->typed, sold, n_sold);
}

static void set_region(const unused_facts *unused, const pricebook *b, context_fact *fact)
{
    const context_thing t = {"region", unused->region, "", TOLL_ROW_REGION, TOLL_ROW_WHEN_REGION};
    *fact = (context_fact){"region", unused->region, find_nearest(unused->tariff, b, &t)};
}

static void set_attribute(int64_t tariff, const pricebook *b, const char *pair, context_fact *fact)
{
    context_thing t = {"", pair + key_length(pair) + 1, "", TOLL_ROW_ATTRIBUTE, TOLL_ROW_WHEN_ATTRIBUTE};
    snprintf(t.key, sizeof t.key, "%.*s", (int)key_length(pair), pair);
    snprintf(fact->name, sizeof fact->name, "%s", t.key);
    fact->value = t.typed;
    fact->nearest = find_nearest(tariff, b, &t);
}

bool context_unused(const unused_facts *unused, const usage_request *r, const pricebook *b, int index,
                    context_fact *fact)
{
    if (unused->is_region != 0 && index-- == 0) {
        set_region(unused, b, fact);
        return true;
    }
    for (uint64_t i = 0; i < r->n_attributes; i++) {
        if ((unused->attributes >> i & 1) != 0 && index-- == 0) {
            set_attribute(unused->tariff, b, r->attribute_pairs[i], fact);
            return true;
        }
    }
    return false;
}
