/* SPDX-License-Identifier: Apache-2.0 */
/* Suggestions. First the rows that the name fits, when it fits several. Else the rows that hold every word of the name
 * ("llama": the family). Else errors of typing: few edits (base/edit_distance.c), and a word in common, since "3090" is
 * two edits from "b300" and no misspelling of it. Else the rows of which the name holds every word
 * ("hermes-llama-3.1-70b": its base).
 *
 * By hand: "h1000" is one edit from the alias "h100", of which it has the word h; "rtx 4095" is one edit from
 * "rtx 4090", and both have rtx. */
#include "catalog/nearest.h"

#include <string.h>

#include <toll/catalog.h>

#include "base/edit_distance.h"
#include "catalog/facts.h"
#include "catalog/hw_name.h"
#include "catalog/model_name.h"
#include "catalog/name_words.h"
#include "catalog/row_search.h"

/* A name of 4 may differ in 2 places, one of 16 in 5: beyond a quarter it is another name. */
static uint32_t limit_for(uint32_t length)
{
    return 1 + length / 4;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void fold_string(const char *string, char *text)
{
    toll__name name;
    toll__name_fold(&name, string, toll__text_length(string, TOLL__NAME_MAX));
    memcpy(text, name.bytes, name.length);
    text[name.length] = '\0';
}

static void split_string(toll__words *words, const char *string)
{
    toll__words_split(words, string, toll__text_length(string, TOLL__NAME_MAX));
}

uint32_t toll__nearest_distance(const toll__name *name, const char *string, uint32_t limit)
{
    char text[TOLL__NAME_MAX + 1];
    uint32_t length = (uint32_t)toll__text_length(string, TOLL__NAME_MAX);
    if (length > name->length + limit || name->length > length + limit)
        return limit + 1;
    fold_string(string, text);
    return smaller(toll__distance(name->bytes, name->length, text), limit + 1);
}

/* Letters of the longest word that both have; words of three letters or more may differ by one edit. Numbers count when
 * they are equal and have three digits or more: "70" is in too many names. */
static uint32_t measure_common_word(const toll__words *a, const toll__words *b)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++) {
            char text[TOLL__NAME_MAX + 1];
            uint32_t n = toll__word_is(b, k, "gb") ? 0 : b->length[k];
            memcpy(text, b->text + b->start[k], n);
            text[n] = '\0';
            uint32_t edits = toll__distance(a->text + a->start[i], a->length[i], text);
            int is_number = toll__word_is_number(a, i) || toll__word_is_number(b, k);
            int is_common = edits == 0 ? !is_number || n >= 3 : edits == 1 && n >= 3 && a->length[i] >= 3 && !is_number;
            longest = is_common && n > longest ? n : longest;
        }
    return longest;
}

/* Whether so many edits may be an error of typing: a common word, and one edit alone when that word is a letter. */
static int is_typing_error(const toll__words *name, const char *string, uint32_t edits)
{
    toll__words words;
    split_string(&words, string);
    uint32_t common = measure_common_word(name, &words);
    return common > 1 || (common == 1 && edits <= 1) || (name->count == 1 && edits <= 1);
}

/* Drops a farther entry of the same row, so that an alias never doubles an id. 1: the row is there, as near or nearer.
 */
static int replace_same(toll__nearest *nearest, uint64_t row, uint32_t distance)
{
    for (uint32_t i = 0; i < nearest->count; i++) {
        if (nearest->row[i] != row)
            continue;
        if (nearest->distance[i] <= distance)
            return 1;
        nearest->count--;
        memmove(&nearest->row[i], &nearest->row[i + 1], (nearest->count - i) * sizeof nearest->row[0]);
        memmove(&nearest->distance[i], &nearest->distance[i + 1], (nearest->count - i) * sizeof nearest->distance[0]);
        return 0;
    }
    return 0;
}

static int is_before(const toll__nearest *nearest, uint32_t i, uint64_t row, uint32_t distance)
{
    return distance != nearest->distance[i] ? distance < nearest->distance[i] : row < nearest->row[i];
}

static void insert(toll__nearest *nearest, uint64_t row, uint32_t distance, uint32_t most)
{
    if (replace_same(nearest, row, distance))
        return;
    uint32_t at = nearest->count;
    while (at > 0 && is_before(nearest, at - 1, row, distance))
        at--;
    if (at == most)
        return;
    nearest->count = smaller(nearest->count + 1, most);
    for (uint32_t i = nearest->count - 1; i > at; i--) {
        nearest->row[i] = nearest->row[i - 1];
        nearest->distance[i] = nearest->distance[i - 1];
    }
    nearest->row[at] = row;
    nearest->distance[at] = distance;
}

/* Rows that the name fits: by the rules, or by an alias of several. */
static void find_fitting(uint32_t number, const toll__name *name, toll__nearest *nearest)
{
    toll__name_found found = {0};
    if (number == TOLL_TABLE_HW)
        toll__hw_name_find(name->bytes, name->length, &found);
    if (number == TOLL_TABLE_MODEL)
        toll__model_name_find(name->bytes, name->length, &found);
    if (found.is_found)
        insert(nearest, found.row, 0, TOLL__NEAREST_MAX);
    for (uint64_t i = 0; i < found.n_rows && i < TOLL__FOUND_ROWS; i++)
        insert(nearest, found.rows[i], 1, TOLL__NEAREST_MAX);
    toll__alias_range range = toll__find_aliases(number, name);
    for (uint64_t i = 0; i < range.count; i++)
        insert(nearest, toll__find_alias_row(range.first + i), 1, TOLL__NEAREST_MAX);
}

static void try_typing(const toll__name *name, const toll__words *words, const char *string, uint64_t row,
                       toll__nearest *nearest)
{
    uint32_t limit = limit_for(name->length);
    uint32_t edits = toll__nearest_distance(name, string, limit);
    if (edits <= limit && is_typing_error(words, string, edits))
        insert(nearest, row, edits, TOLL__NEAREST_TYPING);
}

/* Whether an alias means one row. Variants of an accelerator or a model count as one: "h10" may mean any H100. */
static int is_unique(const toll__table *aliases, uint64_t entry, uint32_t number)
{
    toll__name name;
    const char *text = toll__table_text(aliases, entry, 0);
    if (number == TOLL_TABLE_HW || number == TOLL_TABLE_MODEL)
        return 1;
    toll__name_fold(&name, text, toll__text_length(text, TOLL__NAME_MAX));
    return toll__find_aliases(number, &name).count == 1;
}

static void find_typing_errors(uint32_t number, const toll__name *name, const toll__words *words,
                               toll__nearest *nearest)
{
    toll__table table = toll__table_get(number), aliases = toll__table_get(TOLL__TABLE_ALIAS);
    for (uint64_t row = 0; row < table.n_rows; row++)
        try_typing(name, words, toll__table_text(&table, row, 0), row, nearest);
    for (uint64_t i = 0; i < aliases.n_rows; i++)
        if (toll__table_cell(&aliases, i, 1) == (int64_t)number && is_unique(&aliases, i, number))
            try_typing(name, words, toll__table_text(&aliases, i, 0), toll__find_alias_row(i), nearest);
}

/* Words of a that b lacks; a memory size ("80", "gb") counts for neither. */
static uint32_t count_lacking(const toll__words *a, const toll__words *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        int is_size = toll__word_is(a, i, "gb") || (toll__word_is_number(a, i) && toll__word_is(a, i + 1, "gb"));
        uint32_t k = 0;
        while (k < b->count && (a->length[i] != b->length[k] ||
                                memcmp(a->text + a->start[i], b->text + b->start[k], a->length[i]) != 0))
            k++;
        n += k == b->count && !is_size;
    }
    return n;
}

/* A single letter or number is in too many names to suggest any. */
static int says_something(const toll__words *words)
{
    for (uint32_t i = 0; i < words->count; i++)
        if (words->length[i] >= 2 && !toll__word_is_number(words, i))
            return 1;
    return words->count >= 2;
}

/* Rows that hold every word of the name. */
static void find_family(uint32_t number, const toll__words *words, toll__nearest *nearest)
{
    toll__table table = toll__table_get(number);
    for (uint64_t row = 0; row < table.n_rows && says_something(words); row++) {
        toll__words known;
        split_string(&known, toll__table_text(&table, row, 0));
        if (count_lacking(words, &known) == 0)
            insert(nearest, row, 1, TOLL__NEAREST_MAX);
    }
}

/* Rows of which the name holds every word, those with the most words first. */
static void find_contained(uint32_t number, const toll__words *words, toll__nearest *nearest)
{
    toll__table table = toll__table_get(number);
    for (uint64_t row = 0; row < table.n_rows; row++) {
        toll__words known;
        split_string(&known, toll__table_text(&table, row, 0));
        if (known.count >= 2 && count_lacking(&known, words) == 0)
            insert(nearest, row, 1 + TOLL__WORDS_MAX - known.count, TOLL__NEAREST_TYPING);
    }
}

void toll__nearest_find(uint32_t number, const toll__name *name, toll__nearest *nearest)
{
    toll__words words;
    nearest->count = 0;
    find_fitting(number, name, nearest);
    if (nearest->count > 0)
        return;
    toll__words_split(&words, name->bytes, name->length);
    find_family(number, &words, nearest);
    if (nearest->count == 0)
        find_typing_errors(number, name, &words, nearest);
    if (nearest->count == 0)
        find_contained(number, &words, nearest);
}

void toll__nearest_put(uint32_t number, const toll__nearest *nearest, toll__text *text)
{
    toll__table table = toll__table_get(number);
    for (uint32_t i = 0; i < nearest->count; i++) {
        if (i > 0)
            toll__text_put(text, ", ");
        toll__text_put(text, toll__table_text(&table, nearest->row[i], 0));
    }
}
