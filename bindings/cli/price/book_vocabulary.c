/* SPDX-License-Identifier: Apache-2.0 */
/* One word a row that says something of a record: what is sold, and by which words it must be asked for. Words are
 * gathered from all rows, sorted, and each told once for a provider. */
#include "price/book_vocabulary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/exit_codes.h"
#include "input/meters.h"
#include "output/give_up.h"
#include "output/json_out.h"

typedef enum word_kind { WORD_METER, WORD_TIER, WORD_REGION, WORD_ATTRIBUTE, WORD_COUNTER, WORD_KINDS } word_kind;

/* "speed=fast of anthropic" */
typedef struct book_word {
    const char *provider;
    word_kind kind;
    const char *name; /* of an attribute; "" otherwise */
    char value[104];  /* a pattern has a star at its open end */
} book_word;

typedef struct word_list {
    book_word *words;
    size_t count, capacity;
} word_list;

static const char *const kind_keys[WORD_KINDS] = {"meters", "tiers", "regions", "attributes", "counters"};

/* ---- gathering ---- */

static void append_book_word(word_list *list, const char *provider, word_kind kind, const char *name, const char *value)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 1024 : 2 * list->capacity;
        list->words = claim_again(list->words, list->capacity, sizeof *list->words);
    }
    book_word *word = &list->words[list->count++];
    *word = (book_word){provider, kind, name, ""};
    snprintf(word->value, sizeof word->value, "%s", value);
}

static void pattern_text(const toll_bill_row *row, char *text, size_t size)
{
    bool is_prefix = row->op == TOLL_OP_PREFIX || row->op == TOLL_OP_NOT_PREFIX;
    bool is_suffix = row->op == TOLL_OP_SUFFIX || row->op == TOLL_OP_NOT_SUFFIX;
    snprintf(text, size, "%s%s%s", is_suffix ? "*" : "", row->text, is_prefix ? "*" : "");
}

static void gather_row(word_list *list, const char *provider, const toll_bill_row *row)
{
    char text[104];
    pattern_text(row, text, sizeof text);
    switch (row->kind) {
    case TOLL_ROW_PRICE:
        append_book_word(list, provider, WORD_METER, "", meter_of(row->meter).name);
        return;
    case TOLL_ROW_TIER:
    case TOLL_ROW_WHEN_TIER:
        append_book_word(list, provider, WORD_TIER, "", text);
        return;
    case TOLL_ROW_REGION:
    case TOLL_ROW_WHEN_REGION:
        append_book_word(list, provider, WORD_REGION, "", text);
        return;
    case TOLL_ROW_ATTRIBUTE:
    case TOLL_ROW_WHEN_ATTRIBUTE:
        append_book_word(list, provider, WORD_ATTRIBUTE, row->key, text);
        return;
    case TOLL_ROW_WHEN_NUMBER:
        append_book_word(list, provider, WORD_ATTRIBUTE, row->key, "a number");
        return;
    case TOLL_ROW_ALLOWANCE:
    case TOLL_ROW_VOLUME:
    case TOLL_ROW_WHEN_COUNTER:
        if (row->key[0] != 0) {
            append_book_word(list, provider, WORD_COUNTER, "", row->key);
        }
        return;
    default:
        return;
    }
}

static int compare_words(const void *left, const void *right)
{
    const book_word *a = left, *b = right;
    int by = strcmp(a->provider, b->provider);
    by = by != 0 ? by : (int)a->kind - (int)b->kind;
    by = by != 0 ? by : strcmp(a->name, b->name);
    return by != 0 ? by : strcmp(a->value, b->value);
}

static word_list gather_words(const pricebook *b)
{
    word_list list = {NULL, 0, 0};
    const char *provider = "";
    size_t kept = 0;
    for (int64_t i = 0; i < b->n_rows; i++) {
        provider = b->rows[i].kind == TOLL_ROW_TARIFF ? b->rows[i].key : provider;
        gather_row(&list, provider, &b->rows[i]);
    }
    if (list.count > 0) {
        qsort(list.words, list.count, sizeof *list.words, compare_words);
    }
    for (size_t i = 0; i < list.count; i++) {
        if (kept == 0 || compare_words(&list.words[kept - 1], &list.words[i]) != 0) {
            list.words[kept++] = list.words[i];
        }
    }
    list.count = kept;
    return list;
}

/* The end of the words of one provider, kind and name that begin at `first`. */
static size_t end_of_name(const word_list *list, size_t first)
{
    const book_word *word = &list->words[first];
    size_t end = first + 1;
    while (end < list->count && strcmp(list->words[end].provider, word->provider) == 0 &&
           list->words[end].kind == word->kind && strcmp(list->words[end].name, word->name) == 0) {
        end++;
    }
    return end;
}

/* ---- For people ---- */

static void put_name(const word_list *list, size_t first, size_t end, const screen *s)
{
    char lead[100], text[2400] = "";
    const book_word *word = &list->words[first];
    for (size_t i = first; i < end; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s", i == first ? "" : ", ", list->words[i].value);
    }
    if (word->kind == WORD_ATTRIBUTE) {
        snprintf(lead, sizeof lead, "  attribute %s: ", word->name);
    } else {
        snprintf(lead, sizeof lead, "  %s: ", kind_keys[word->kind]);
    }
    screen_paragraph(s, STYLE_PLAIN, lead, text);
}

static void put_words(const word_list *list, const screen *s)
{
    const char *last = "";
    for (size_t first = 0, end; first < list->count; first = end) {
        const book_word *word = &list->words[first];
        end = end_of_name(list, first);
        if (strcmp(last, word->provider) != 0) {
            screen_paragraph(s, STYLE_TITLE, "", word->provider);
        }
        put_name(list, first, end, s);
        last = word->provider;
    }
}

/* ---- For programs ---- */

static void json_values(json *j, const word_list *list, size_t first, size_t end, const char *key)
{
    json_array(j, key);
    for (size_t i = first; i < end; i++) {
        json_text(j, NULL, list->words[i].value);
    }
    json_close(j);
}

/* All names of one kind; returns the end. */
static size_t json_kind(json *j, const word_list *list, size_t first, word_kind kind, const char *provider)
{
    size_t end = first;
    if (kind != WORD_ATTRIBUTE) {
        bool is_there = first < list->count && list->words[first].kind == kind &&
                        strcmp(list->words[first].provider, provider) == 0;
        end = is_there ? end_of_name(list, first) : first;
        json_values(j, list, first, end, kind_keys[kind]);
        return end;
    }
    json_array(j, kind_keys[kind]);
    for (; end < list->count && list->words[end].kind == kind && strcmp(list->words[end].provider, provider) == 0;
         first = end) {
        end = end_of_name(list, first);
        json_object(j, NULL);
        json_text(j, "name", list->words[first].name);
        json_values(j, list, first, end, "values");
        json_close(j);
    }
    json_close(j);
    return end;
}

static void json_words(const word_list *list, const pricebook *b)
{
    json j;
    json_answer(&j, "book show");
    json_text(&j, "book", b->name);
    json_text(&j, "book_hash", b->hash);
    json_array(&j, "providers");
    for (size_t at = 0; at < list->count;) {
        const char *provider = list->words[at].provider;
        json_object(&j, NULL);
        json_text(&j, "provider", provider);
        for (int kind = 0; kind < WORD_KINDS; kind++) {
            at = json_kind(&j, list, at, (word_kind)kind, provider);
        }
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

int book_vocabulary(const pricebook *b, bool is_json, const screen *s)
{
    word_list list = gather_words(b);
    if (is_json) {
        json_words(&list, b);
    } else {
        put_words(&list, s);
    }
    free(list.words);
    return EXIT_FINE;
}
