/* SPDX-License-Identifier: Apache-2.0 */
/* How a name of a log finds its tariff: by the library's rules (toll_book_resolve), with the told provider, else with the
 * maker of the record's shape, else with any provider. Where several providers sell the model the maker of the shape
 * decides, and the answer says so.
 *
 * Between two instants at which a tariff of the book begins or ends, a name has one tariff: these intervals are the
 * epochs. Example: the edges 2026-03-13 and 2026-08-21 make three epochs. */
#include "bill/price_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "output/give_up.h"

#define FIRST_SLOTS 64
#define NAMES_KEPT  65536u /* names between two clean-ups */

/* ---- epochs ---- */

static int compare_edges(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Room for two edges a row: a tariff has a start and an end, a retirement one instant. */
static void add_edges(price_names *names, const pricebook *book)
{
    for (int64_t i = 0; i < book->n_rows; i++) {
        const toll_bill_row *row = &book->rows[i];
        if (row->kind == TOLL_ROW_TARIFF || row->kind == TOLL_ROW_RETIRED) {
            names->edges[names->n_edges++] = row->from_s;
        }
        if (row->kind == TOLL_ROW_TARIFF) {
            names->edges[names->n_edges++] = row->until_s;
        }
    }
    qsort(names->edges, names->n_edges, sizeof *names->edges, compare_edges);
}

void price_names_start(price_names *names, price_books *books, const model_names *given)
{
    memset(names, 0, sizeof *names);
    names->books = books;
    names->given = given;
    names->edges = claim(2 * (size_t)books->own.n_rows + 1, sizeof *names->edges);
    add_edges(names, &books->own);
    names->n_slots = FIRST_SLOTS;
    names->slots = claim(FIRST_SLOTS, sizeof(named_tariff *));
}

void price_names_free(price_names *names)
{
    for (uint64_t i = 0; i < names->n_slots; i++) {
        if (names->slots[i] != NULL) {
            free(names->slots[i]->card);
            free(names->slots[i]);
        }
    }
    free(names->slots);
    free(names->edges);
}

/* Number of edges at or before the instant. */
static uint64_t epoch_of(price_names *names, int64_t at_s)
{
    uint64_t low = 0, high = names->n_edges, before = names->epoch;
    bool is_same = before <= names->n_edges && (before == 0 || names->edges[before - 1] <= at_s) &&
                   (before == names->n_edges || at_s < names->edges[before]);
    if (is_same) {
        return before;
    }
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (names->edges[middle] <= at_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    names->epoch = low;
    return low;
}

/* ---- looking up ---- */

typedef struct name_query {
    price_books *books;
    int64_t at_s;
    named_tariff *found;
    toll_error err;
} name_query;

/* By the library's rules. A refusal is worded only where the book has the name: an unknown one would take milliseconds,
 * and gets its near names once at the end. */
static toll_status ask_book(name_query *q, const char *provider, const char *model)
{
    book_hit hit;
    if (strlen(provider) >= sizeof hit.name.provider || model[0] == 0) {
        return TOLL_E_UNKNOWN_ID;
    }
    toll_status status = price_books_resolve(q->books, provider, model, q->at_s, q->found->card, &hit, NULL);
    if (status != TOLL_OK && status != TOLL_E_UNKNOWN_ID) {
        price_books_resolve(q->books, provider, model, q->at_s, q->found->card, &hit, &q->err);
    }
    if (status != TOLL_OK) {
        return status;
    }
    q->found->book = hit.book;
    q->found->tariff = hit.name.row;
    snprintf(q->found->matched_text, sizeof q->found->matched_text, "%s", hit.name.matched_text);
    snprintf(q->found->region, sizeof q->found->region, "%s", hit.name.region);
    return TOLL_OK;
}

/* The name alone: several providers may sell it, or its maker by rule. */
static bool is_sold_by_several(const name_query *q, const char *model)
{
    book_hit hit;
    toll_status status = price_books_resolve(q->books, "", model, q->at_s, NULL, &hit, NULL);
    return status == TOLL_E_AMBIGUOUS || (status == TOLL_OK && (hit.name.matched_by & TOLL_NAME_MAKER) != 0);
}

static toll_status ask_untold(name_query *q, const char *maker, const char *model)
{
    toll_status status = maker[0] != 0 ? ask_book(q, maker, model) : TOLL_E_UNKNOWN_ID;
    if (status == TOLL_E_UNKNOWN_ID) {
        return ask_book(q, "", model);
    }
    q->found->is_implied = is_sold_by_several(q, model);
    return status;
}

/* Counters that allowances, volume tiers and predicates of the tariff name. */
static void list_counters(const pricebook *b, named_tariff *t)
{
    for (int64_t i = t->tariff + 1; t->tariff >= 0 && i < b->n_rows && b->rows[i].kind != TOLL_ROW_TARIFF; i++) {
        const toll_bill_row *row = &b->rows[i];
        bool counts =
            row->kind == TOLL_ROW_ALLOWANCE || row->kind == TOLL_ROW_VOLUME || row->kind == TOLL_ROW_WHEN_COUNTER;
        uint64_t id = 0;
        if (!counts || row->key[0] == 0 ||
            toll_book_intern(b->bytes, b->size, row->key, strlen(row->key), &id, NULL) != TOLL_OK) {
            continue;
        }
        bool is_new = t->n_counters < NAME_COUNTERS;
        for (int j = 0; j < t->n_counters; j++) {
            is_new = is_new && t->counters[j] != id;
        }
        if (is_new) {
            t->counters[t->n_counters++] = id;
        }
    }
}

/* Rows by which a bill depends on more than its quantities times a price. Kinds that are newer than these may do so, too. */
static bool is_additive_row(const toll_bill_row *row)
{
    switch (row->kind) {
    case TOLL_ROW_MATCH:
    case TOLL_ROW_RULE:
    case TOLL_ROW_MULTIPLIER:
    case TOLL_ROW_WHEN_TIER:
    case TOLL_ROW_WHEN_REGION:
    case TOLL_ROW_WHEN_ATTRIBUTE:
    case TOLL_ROW_FALLBACK:
    case TOLL_ROW_TIER:
    case TOLL_ROW_REGION:
    case TOLL_ROW_ATTRIBUTE:
    case TOLL_ROW_DEFAULT_PART:
    case TOLL_ROW_RETIRED:
    case TOLL_ROW_REDIRECT:
        return true;
    case TOLL_ROW_PRICE:
        return row->meter != TOLL_METER_REQUEST;
    default:
        return false;
    }
}

static bool is_additive(const pricebook *b, int64_t tariff)
{
    for (int64_t i = tariff + 1; i < b->n_rows && b->rows[i].kind != TOLL_ROW_TARIFF; i++) {
        if (!is_additive_row(&b->rows[i])) {
            return false;
        }
    }
    return tariff >= 0;
}

/* "gpt-5" of the tariff "openai/gpt-5". */
static void name_tariff(const pricebook *b, named_tariff *t)
{
    t->sold_by = "";
    t->sold_as = t->model;
    if (t->tariff < 0) {
        return;
    }
    const toll_bill_row *row = &b->rows[t->tariff];
    size_t length = strlen(row->key);
    bool has_provider = strncmp(row->text, row->key, length) == 0 && row->text[length] == '/';
    t->sold_by = row->key;
    t->sold_as = row->text + (has_provider ? length + 1 : 0);
}

/* A name of the user's own: with its provider in it, that one; else as a name of the record. */
static toll_status ask_given(name_query *q, const char *given)
{
    named_tariff *t = q->found;
    char rules[sizeof t->matched_text];
    bool is_whole = strchr(given, '/') != NULL;
    toll_status status = t->provider[0] != 0 && !is_whole ? ask_book(q, t->provider, given)
                         : is_whole                       ? ask_book(q, "", given)
                                                          : ask_untold(q, t->maker, given);
    snprintf(rules, sizeof rules, "%s", t->matched_text);
    snprintf(t->matched_text, sizeof t->matched_text, "given name%s%.140s", rules[0] != 0 ? ", " : "", rules);
    return status;
}

/* The book has the name, but not of the provider that the record tells. */
static bool is_sold_elsewhere(const name_query *q)
{
    book_hit hit;
    const named_tariff *t = q->found;
    return t->provider[0] != 0 &&
           price_books_resolve(q->books, "", t->model, q->at_s, NULL, &hit, NULL) != TOLL_E_UNKNOWN_ID;
}

static void say_refusal(const name_query *q, const char *given)
{
    named_tariff *t = q->found;
    bool is_unknown = t->status == TOLL_E_UNKNOWN_ID && t->model[0] != 0 && given == NULL;
    bool is_elsewhere = is_unknown && is_sold_elsewhere(q);
    t->is_unlike = is_unknown && !is_elsewhere;
    if (is_elsewhere) {
        snprintf(t->reason, sizeof t->reason, "the book has no price of it by %s, but by others", t->provider);
    } else if (t->model[0] == 0) {
        snprintf(t->reason, sizeof t->reason, "no model is told: --model");
    } else if (t->status == TOLL_E_UNKNOWN_ID) {
        snprintf(t->reason, sizeof t->reason, "%s%.95s%s%s", given != NULL ? "as " : "", given != NULL ? given : "",
                 given != NULL ? " by --map-model: this provider has none" : "not in the book",
                 given != NULL ? "" : price_books_hint(q->books));
    } else if (t->status == TOLL_E_AMBIGUOUS) {
        snprintf(t->reason, sizeof t->reason, "several providers sell it: --provider");
    } else {
        snprintf(t->reason, sizeof t->reason, "%s", q->err.message);
    }
}

static void look_up(const price_names *names, named_tariff *t)
{
    name_query q = {names->books, t->at_s, t, {0}};
    const char *given = model_names_find(names->given, t->model);
    t->card = claim(toll_bill_card_size(), 1);
    t->tariff = -1;
    t->status = given != NULL         ? ask_given(&q, given)
                : t->provider[0] != 0 ? ask_book(&q, t->provider, t->model)
                                      : ask_untold(&q, t->maker, t->model);
    if (t->status == TOLL_OK) {
        name_tariff(t->book, t);
        t->adds_up = is_additive(t->book, t->tariff);
        list_counters(t->book, t);
        return;
    }
    free(t->card);
    t->card = NULL;
    say_refusal(&q, given);
}

/* ---- the table ---- */

/* Eight bytes at a time, each step a multiply and a shift (as SplitMix64 ends). */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    size_t length = strlen(text);
    for (; length > 0; length -= length < 8 ? length : 8, text += 8) {
        uint64_t word = 0;
        memcpy(&word, text, length < 8 ? length : 8);
        hash = (hash ^ word) * 0xbf58476d1ce4e5b9u;
        hash ^= hash >> 29;
    }
    return hash;
}

static uint64_t hash_names(const char *provider, const char *model, uint64_t epoch)
{
    return hash_text(hash_text(0xcbf29ce484222325u ^ epoch, model), provider);
}

static bool is_named(const named_tariff *t, const char *provider, const char *model, const char *maker, uint64_t epoch)
{
    return t->epoch == epoch && t->maker == maker && strcmp(t->model, model) == 0 && strcmp(t->provider, provider) == 0;
}

static void place_name(named_tariff **slots, uint64_t n_slots, named_tariff *t)
{
    uint64_t at = hash_names(t->provider, t->model, t->epoch) & (n_slots - 1);
    while (slots[at] != NULL) {
        at = (at + 1) & (n_slots - 1);
    }
    slots[at] = t;
}

static void grow_names(price_names *names)
{
    uint64_t n_slots = names->n_slots * 2;
    named_tariff **slots = claim(n_slots, sizeof *slots);
    for (uint64_t i = 0; i < names->n_slots; i++) {
        if (names->slots[i] != NULL) {
            place_name(slots, n_slots, names->slots[i]);
        }
    }
    free(names->slots);
    names->slots = slots;
    names->n_slots = n_slots;
}

/* Forgets names without a price: of these a log may have any number. Sums point to the others. */
static void forget_unpriced(price_names *names)
{
    named_tariff **before = names->slots;
    names->slots = claim(names->n_slots, sizeof *names->slots);
    names->n_names = 0;
    names->last = NULL;
    for (uint64_t i = 0; i < names->n_slots; i++) {
        if (before[i] != NULL && before[i]->card != NULL) {
            place_name(names->slots, names->n_slots, before[i]);
            names->n_names++;
        } else {
            free(before[i]);
        }
    }
    free(before);
}

/* full.book was opened: its instants are edges from here on. A name keeps the epoch of its look-up, and is looked up
 * again in the others. */
static void take_full_edges(price_names *names)
{
    const pricebook *own = &names->books->own, *full = &names->books->full;
    named_tariff **before = names->slots;
    free(names->edges);
    names->edges = claim(2 * (size_t)(own->n_rows + full->n_rows) + 1, sizeof *names->edges);
    names->n_edges = 0;
    add_edges(names, own);
    add_edges(names, full);
    names->has_full = true;
    names->slots = claim(names->n_slots, sizeof *names->slots);
    for (uint64_t i = 0; i < names->n_slots; i++) {
        if (before[i] != NULL) {
            before[i]->epoch = epoch_of(names, before[i]->at_s);
            place_name(names->slots, names->n_slots, before[i]);
        }
    }
    free(before);
}

static named_tariff *learn_name(price_names *names, const char *provider, const char *model, const char *maker,
                                int64_t at_s)
{
    if (++names->n_learnt % NAMES_KEPT == 0) {
        forget_unpriced(names);
    }
    named_tariff *t = claim(1, sizeof *t);
    snprintf(t->model, sizeof t->model, "%s", model);
    snprintf(t->provider, sizeof t->provider, "%s", provider);
    t->maker = maker;
    t->at_s = at_s;
    look_up(names, t);
    if (names->books->state == FULL_OPEN && !names->has_full) {
        take_full_edges(names);
    }
    t->epoch = epoch_of(names, at_s);
    if (2 * ++names->n_names > names->n_slots) {
        grow_names(names);
    }
    place_name(names->slots, names->n_slots, t);
    return t;
}

named_tariff *price_names_find(price_names *names, const char *provider, const char *model, const char *maker,
                               int64_t at_s)
{
    uint64_t epoch = epoch_of(names, at_s);
    if (names->last != NULL && is_named(names->last, provider, model, maker, epoch)) {
        return names->last;
    }
    uint64_t at = hash_names(provider, model, epoch) & (names->n_slots - 1);
    while (names->slots[at] != NULL && !is_named(names->slots[at], provider, model, maker, epoch)) {
        at = (at + 1) & (names->n_slots - 1);
    }
    names->last = names->slots[at] != NULL ? names->slots[at] : learn_name(names, provider, model, maker, at_s);
    return names->last;
}

/* ---- near names ---- */

int price_names_nearest(const price_books *books, const char *model, const char **nearest, int most)
{
    const pricebook *b = books->state == FULL_OPEN ? &books->full : &books->own;
    const char **names = claim((size_t)b->n_rows + 1, sizeof *names);
    int n_names = 0, n_nearest = 0;
    for (int64_t i = 0; i < b->n_rows; i++) {
        if (b->rows[i].kind == TOLL_ROW_MATCH) {
            names[n_names++] = b->rows[i].text;
        }
    }
    while (n_nearest < most) {
        const char *name = nearest_name(model, names, n_names);
        if (name == NULL) {
            break;
        }
        nearest[n_nearest++] = name;
        int kept = 0;
        for (int i = 0; i < n_names; i++) {
            names[kept] = names[i];
            kept += strcmp(names[i], name) != 0;
        }
        n_names = kept;
    }
    free(names);
    return n_nearest;
}
