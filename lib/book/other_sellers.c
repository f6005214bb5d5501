/* SPDX-License-Identifier: Apache-2.0 */
/* Providers that a refused name could have meant.
 *
 * By hand: a book has gpt-4o of openai and of aws, and other names of azure. "azure/gpt-4o" is refused "only of openai,
 * aws": the maker of the family stands first. "azur" is at one letter from "azure", which is within 1 + 4 / 4 letters.
 *
 * The work is one pass over the texts, and one over the tariffs of which neighbours of one provider are compared once. */
#include "book/other_sellers.h"

#include <stddef.h>
#include <string.h>

#include "base/edit_distance.h"
#include "book/intern.h"
#include "book/name_form.h"

#define SELLERS_MAX 32u
#define SELLERS     3u  /* that are told */
#define REST_BYTES  16u /* " and 28 or more" */
#define NEAR        2u
#define WORD_MIN    3u /* of two letters, half are others after one mistake */

typedef struct seller_set {
    uint32_t id[SELLERS_MAX];
    uint32_t count;
} seller_set;

static void keep_seller(seller_set *set, uint32_t id)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (set->id[i] == id)
            return;
    if (set->count < SELLERS_MAX)
        set->id[set->count++] = id;
}

static int is_folded_text(const toll__book *book, const toll__text_entry *entry, const char *folded, uint64_t length)
{
    const uint64_t offset = entry->offset;
    if (entry->length != length || entry->n_exact == 0 || offset + length >= book->texts.pool_bytes)
        return 0;
    const char *text = book->texts.pool + offset;
    for (uint64_t i = 0; i < length; i++)
        if (toll__fold_letter(text, i, length) != folded[i])
            return 0;
    return 1;
}

static void find_sellers(const toll__book *book, uint32_t apart, const char *folded, uint64_t length, seller_set *set)
{
    for (uint32_t id = 1; id < book->texts.n_entries; id++) {
        const toll__text_entry entry = book->texts.entries[id];
        if (!is_folded_text(book, &entry, folded, length))
            continue;
        const uint64_t first = entry.first_match, end = first + entry.n_exact;
        for (uint64_t i = first; i < end && i < book->n_matches; i++) {
            const toll__tariff tariff = toll__book_tariff(book, book->matches[i].tariff);
            if (tariff.n_rows > 0 && tariff.rows[0].key != apart)
                keep_seller(set, tariff.rows[0].key);
        }
    }
}

static uint32_t text_number(const toll__book *book, const char *word)
{
    const uint64_t length = toll__text_length(word, TOLL__TEXT_BYTES);
    return toll__intern_find(&book->texts, word, length, toll__hash_text(word, length));
}

static void put_maker_first(const toll__book *book, const char *folded, uint64_t length, seller_set *set)
{
    const char *maker = toll__maker_find(folded, length);
    const uint32_t id = maker != NULL ? text_number(book, maker) : TOLL_INTERN_OTHER;
    for (uint32_t i = 1; i < set->count; i++) {
        if (set->id[i] != id)
            continue;
        set->id[i] = set->id[0];
        set->id[0] = id;
    }
}

/* A name is told whole or not at all; `left` bytes must have room behind it. */
static int put_whole(toll__text *text, const char *before, const char *name, uint64_t left)
{
    const uint64_t size = toll__text_length(before, TOLL__TEXT_BYTES) + toll__text_length(name, TOLL__TEXT_BYTES);
    if (text->length + size + left >= text->capacity)
        return 0;
    toll__text_put(text, before);
    toll__text_put(text, name);
    return 1;
}

int toll__other_sellers_put(const toll__book *book, const char *provider, const char *name, uint64_t length,
                            toll__text *text)
{
    char folded[TOLL__TEXT_BYTES], seller[TOLL__TEXT_BYTES];
    toll__name_form form;
    seller_set set = {{0}, 0};
    toll__form_read(provider, name, length, &form);
    if (form.last >= form.n_cores)
        return 0;
    const toll__name_core *core = &form.cores[form.last];
    toll__fold_text(core->text, core->length, folded);
    find_sellers(book, text_number(book, provider), folded, core->length, &set);
    put_maker_first(book, folded, core->length, &set);
    uint32_t told = 0;
    for (; told < set.count && told < SELLERS; told++) {
        toll__book_text(book, set.id[told], seller);
        if (!put_whole(text, told == 0 ? ", only of " : ", ", seller, REST_BYTES))
            break;
    }
    if (told > 0 && set.count > told) {
        toll__text_put(text, " and ");
        toll__text_put_u64(text, set.count - told);
        toll__text_put(text, set.count == SELLERS_MAX ? " or more" : " more");
    }
    return told > 0;
}

/* ---- near providers ---- */

static void keep_near(uint32_t near[NEAR], uint32_t distance[NEAR], uint32_t id, uint32_t far)
{
    for (uint32_t i = 0; i < NEAR; i++)
        if (near[i] == id)
            return;
    for (uint32_t i = 0; i < NEAR; i++) {
        if (far >= distance[i])
            continue;
        for (uint32_t k = NEAR - 1; k > i; k--) {
            near[k] = near[k - 1];
            distance[k] = distance[k - 1];
        }
        near[i] = id;
        distance[i] = far;
        return;
    }
}

void toll__near_providers_put(const toll__book *book, const char *word, uint64_t length, const char *before,
                              toll__text *text)
{
    char folded[TOLL__NAME_FIELD], provider[TOLL__TEXT_BYTES];
    uint32_t near[NEAR] = {0}, distance[NEAR] = {UINT32_MAX, UINT32_MAX}, last = 0;
    if (length < WORD_MIN || length >= sizeof folded)
        return;
    toll__fold_text(word, length, folded);
    for (uint32_t i = 0; i < book->n_tariffs; i++) {
        const toll__tariff tariff = toll__book_tariff(book, i);
        if (tariff.n_rows == 0 || tariff.rows[0].key == last)
            continue;
        last = tariff.rows[0].key;
        toll__book_text(book, last, provider);
        const uint32_t far = toll__distance(folded, length, provider);
        if (far <= 1 + length / 4)
            keep_near(near, distance, last, far);
    }
    for (uint32_t i = 0; i < NEAR && near[i] != 0; i++) {
        toll__book_text(book, near[i], provider);
        if (!put_whole(text, i == 0 ? before : ", ", provider, 1))
            return;
    }
}
