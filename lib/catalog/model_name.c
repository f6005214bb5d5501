/* SPDX-License-Identifier: Apache-2.0 */
/* Names of open models: an id, an alias, or words that agree with those of an id, a repository or an alias
 * (model_words.c). Where several names agree, the closest is meant: one with the same words of tuning, then the row's
 * own names, then aliases, which may stand for a model of the same shape.
 *
 * By hand: "Qwen2.5-Coder-7B-Instruct-AWQ" agrees with no id, since coder is a word of the core. It agrees with the
 * alias Qwen/Qwen2.5-Coder-7B-Instruct of qwen2.5-7b: the same shape, in int4-g128-asym. */
#include "catalog/model_name.h"

#include <string.h>

#include <toll/catalog.h>

#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/model_words.h"
#include "catalog/row_search.h"

#define NO_RANK   UINT32_MAX
#define HINT_MOST 3u /* letters of the first word that a name must hold to be compared at all */

typedef struct model_search {
    toll__model_words wanted;
    char hint[HINT_MOST + 1];
    toll__name_found *found;
    uint32_t best;  /* rank of the rows found so far */
    uint32_t agree; /* how the best agree */
} model_search;

static uint64_t length_of(const char *text)
{
    return toll__text_length(text, TOLL__NAME_MAX);
}

static double params_of(const toll__table *table, uint64_t row)
{
    uint32_t column = toll__table_column(table, "params_total", 0);
    return column == TOLL__NO_COLUMN ? 0 : toll__table_number(table, row, column);
}

static const char *text_of(const toll__table *table, uint64_t row, const char *name)
{
    uint32_t column = toll__table_column(table, name, 0);
    return column == TOLL__NO_COLUMN ? "" : toll__table_text(table, row, column);
}

/* How far a reading is from the words as they stand: what had to be added or left out first. Then a name with the same
 * words of tuning, then the row's own with fewer of them ("kimi-k2" for Kimi-K2-Base), its own with others
 * ("kimi-k2-thinking"), aliases. */
static uint32_t rank_reading(uint32_t agree, int is_own)
{
    uint32_t cost = (agree & TOLL__AGREE_DATED ? 1u : 0) + (agree & TOLL__AGREE_UNDATED ? 2u : 0) +
                    (agree & TOLL__AGREE_INACTIVE ? 1u : 0) + (agree & TOLL__AGREE_SIZED ? 1u : 0);
    uint32_t others = agree & (TOLL__AGREE_RETUNED | TOLL__AGREE_UNTUNED);
    if (others == 0)
        return cost * 4;
    return cost * 4 + (!is_own ? 3u : others & TOLL__AGREE_UNTUNED ? 2u : 1u);
}

static int holds(const char *text, const char *hint)
{
    for (; *text != '\0'; text++) {
        uint32_t n = 0;
        while (hint[n] != '\0' && toll__name_lower(text[n]) == (unsigned char)hint[n])
            n++;
        if (hint[n] == '\0')
            return 1;
    }
    return 0;
}

static void try_name(model_search *s, const toll__table *table, uint64_t row, const char *name, int is_own)
{
    toll__model_words known;
    if (name[0] == '\0' || !holds(name, s->hint))
        return;
    toll__model_words_read(&known, name, length_of(name));
    uint32_t agree = toll__model_words_agree(&s->wanted, &known, params_of(table, row));
    if (agree == TOLL__AGREE_NOT || known.words.is_odd)
        return;
    uint32_t rank = rank_reading(agree, is_own);
    if (rank > s->best)
        return;
    if (rank < s->best)
        s->found->n_rows = 0;
    s->best = rank;
    s->agree = agree;
    toll__found_add(s->found, row);
}

static void try_all_names(model_search *s)
{
    toll__table table = toll__table_get(TOLL_TABLE_MODEL), aliases = toll__table_get(TOLL__TABLE_ALIAS);
    for (uint64_t row = 0; row < table.n_rows; row++) {
        try_name(s, &table, row, toll__table_text(&table, row, 0), 1);
        try_name(s, &table, row, text_of(&table, row, "hf_repo"), 1);
    }
    for (uint64_t i = 0; i < aliases.n_rows; i++)
        if (toll__table_cell(&aliases, i, 1) == TOLL_TABLE_MODEL)
            try_name(s, &table, toll__find_alias_row(i), toll__table_text(&aliases, i, 0), 0);
}

/* The first letters of the first word of the core: no name agrees that lacks them. */
static void write_hint(model_search *s)
{
    const toll__words *w = &s->wanted.words;
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->count && n == 0; i++)
        if (s->wanted.role[i] == TOLL__ROLE_CORE && !toll__word_is_number(w, i))
            for (; n < w->length[i] && n < HINT_MOST; n++)
                s->hint[n] = w->text[w->start[i] + n];
    s->hint[n] = '\0';
}

/* Whether the row's own id or repository agrees with the name, so that the alias only spells it otherwise. */
static int is_own_name(const model_search *s, uint64_t row)
{
    toll__table table = toll__table_get(TOLL_TABLE_MODEL);
    const char *names[] = {toll__table_text(&table, row, 0), text_of(&table, row, "hf_repo")};
    for (int i = 0; i < 2; i++) {
        toll__model_words known;
        toll__model_words_read(&known, names[i], length_of(names[i]));
        if (names[i][0] != '\0' &&
            toll__model_words_agree(&s->wanted, &known, params_of(&table, row)) != TOLL__AGREE_NOT)
            return 1;
    }
    return 0;
}

/* A format's class stands for the model's own variant of it: MXFP4 of gpt-oss is that of its experts alone. */
static void set_precision(toll__name_found *found, const toll__model_words *wanted)
{
    toll__table table = toll__table_get(TOLL_TABLE_MODEL);
    const char *native = text_of(&table, found->row, "native_precision");
    uint64_t n = toll__text_length(wanted->precision, sizeof wanted->precision);
    int is_own = n > 0 && strncmp(native, wanted->precision, (size_t)n) == 0 && native[n] == '-';
    toll__text text;
    toll__text_start(&text, found->precision, sizeof found->precision);
    toll__text_put(&text, is_own ? native : wanted->precision);
    toll__text_end(&text);
    found->how |= wanted->stated == TOLL__STATED_ID ? TOLL_FOUND_PRECISION : 0;
    found->how |= wanted->stated == TOLL__STATED_OTHER ? TOLL_FOUND_OTHER_PRECISION : 0;
}

static void describe(model_search *s)
{
    toll__name_found *found = s->found;
    toll__found_choose(found, TOLL__ALIAS_USUAL_MODEL);
    if (!found->is_found)
        return;
    found->how |= s->agree & TOLL__AGREE_DATED ? TOLL_FOUND_DATE : 0;
    found->how |= s->agree & (TOLL__AGREE_UNDATED | TOLL__AGREE_INACTIVE) ? TOLL_FOUND_SHORT : 0;
    if (!(found->how & TOLL_FOUND_VARIANT) && !is_own_name(s, found->row))
        found->how |= TOLL_FOUND_SAME_SHAPE;
    set_precision(found, &s->wanted);
}

static int find_id(const toll__name *name, toll__name_found *found)
{
    uint64_t row = toll__find_id(TOLL_TABLE_MODEL, name);
    if (row == toll__table_get(TOLL_TABLE_MODEL).n_rows)
        return 0;
    toll__found_add(found, row);
    toll__found_choose(found, TOLL__ALIAS_USUAL_MODEL);
    found->how |= TOLL_FOUND_ID;
    return 1;
}

void toll__model_name_find(const char *text, uint64_t length, toll__name_found *found)
{
    toll__name name;
    model_search s = {.found = found, .best = NO_RANK};
    toll__name_fold(&name, text, length);
    *found = (toll__name_found){0};
    if (find_id(&name, found))
        return;
    toll__model_words_read(&s.wanted, text, length);
    if (s.wanted.words.is_odd || name.length == 0)
        return;
    write_hint(&s);
    toll__alias_range range = toll__find_aliases(TOLL_TABLE_MODEL, &name);
    for (uint64_t i = 0; i < range.count; i++)
        toll__found_add(found, toll__find_alias_row(range.first + i));
    found->how |= range.count > 0 ? TOLL_FOUND_ALIAS : TOLL_FOUND_SPELLING;
    if (range.count == 0 && s.hint[0] != '\0')
        try_all_names(&s);
    describe(&s);
}
