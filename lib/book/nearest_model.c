/* SPDX-License-Identifier: Apache-2.0 */
/* The names of a book that are nearest to one: by letters that differ, and by words.
 *
 * What stands in front of the name and its date are off, and both are folded (name_form.c). Then the smaller of two
 * distances counts:
 * - letters: twice the edit distance. It may be one letter, and one more for each four of the name.
 * - words, between "-" and "/": twice the letters of those that only the asked name has, and once those that only the
 *   other has. At least half of the asked letters must be in words of both.
 *
 * By hand: "claude-sonet-4-6" is at 2 from "claude-sonnet-4-6" (one letter). "4-5-claude-sonnet" is at 0 from
 * "claude-sonnet-4-5" (the same words). "3090" has no word and few letters in common with "b300": nothing is said.
 *
 * A book from elsewhere may hold millions of names, and a log may ask for an unknown one in each line. So the work is
 * bounded: at most COMPARED_MAX names are compared, some 0.6 us each. */
#include "book/nearest_model.h"

#include <string.h>

#include "base/edit_distance.h"
#include "book/intern.h"
#include "book/name_date.h"
#include "book/name_form.h"

#define COMPARED_MAX 8192u
#define SEEN_MAX     262144u
#define WORDS_MAX    16u
#define FAR          UINT32_MAX
#define SHOWN        3u

/* A folded name and its words. */
typedef struct folded_name {
    char text[TOLL__TEXT_BYTES];
    uint32_t length, n_words;
    uint32_t start[WORDS_MAX], size[WORDS_MAX];
} folded_name;

static int is_break(char letter)
{
    return letter == '-' || letter == '/' || letter == ':' || letter == '@';
}

static void split_words(folded_name *name)
{
    name->n_words = 0;
    for (uint32_t i = 0; i < name->length && name->n_words < WORDS_MAX; i++) {
        if (is_break(name->text[i]))
            continue;
        const uint32_t start = i;
        while (i < name->length && !is_break(name->text[i]))
            i++;
        name->start[name->n_words] = start;
        name->size[name->n_words++] = i - start;
    }
}

static void fold_name(const char *text, uint64_t length, folded_name *name)
{
    memset(name->text, 0, sizeof name->text);
    toll__fold_text(text, length, name->text);
    name->length = (uint32_t)length;
    split_words(name);
}

/* ---- distances ---- */

static uint32_t letter_distance(const folded_name *asked, const folded_name *other)
{
    const uint32_t limit = 1 + asked->length / 4;
    const uint32_t longer = asked->length > other->length ? asked->length : other->length;
    if (longer - (asked->length + other->length - longer) > limit)
        return FAR;
    const uint32_t distance = toll__distance(asked->text, asked->length, other->text);
    return distance <= limit ? 2 * distance : FAR;
}

/* Place of a word of `asked` among the words of `other` that are not in the set; WORDS_MAX: none. */
static uint32_t find_word(const folded_name *asked, uint32_t word, const folded_name *other, uint32_t used)
{
    const uint32_t size = asked->size[word];
    for (uint32_t i = 0; i < other->n_words; i++)
        if ((used >> i & 1) == 0 && other->size[i] == size &&
            memcmp(asked->text + asked->start[word], other->text + other->start[i], size) == 0)
            return i;
    return WORDS_MAX;
}

/* A known family, the word "gpt" of "gpt-3.5-turbo", must be a word of both: "turbo" alone says nothing. */
static int has_family(const folded_name *asked, const folded_name *other)
{
    if (toll__maker_find(asked->text, asked->length) == NULL)
        return 1;
    return find_word(asked, 0, other, 0) != WORDS_MAX;
}

static uint32_t word_distance(const folded_name *asked, const folded_name *other)
{
    uint32_t used = 0, shared = 0, missed = 0, letters = 0;
    for (uint32_t word = 0; word < other->n_words; word++)
        letters += other->size[word];
    for (uint32_t word = 0; word < asked->n_words; word++) {
        const uint32_t at = find_word(asked, word, other, used);
        if (at == WORDS_MAX) {
            missed += asked->size[word];
            continue;
        }
        used |= (uint32_t)1 << at;
        shared += asked->size[word];
    }
    if (shared < 3 || shared < missed || !has_family(asked, other))
        return FAR;
    return 2 * missed + letters - shared;
}

static uint32_t least_distance(const folded_name *asked, const folded_name *other)
{
    const uint32_t words = word_distance(asked, other), letters = letter_distance(asked, other);
    return words < letters ? words : letters;
}

/* ---- names of the book ---- */

/* A provider among the tariffs of a text's clauses: the one that is asked for, or the first; 0: none. */
static uint32_t find_seller(const toll__book *book, const toll__text_entry *entry, uint32_t provider)
{
    const uint64_t first = entry->first_match, end = first + entry->n_exact;
    for (uint64_t i = first; i < end && i < book->n_matches; i++) {
        const toll__tariff tariff = toll__book_tariff(book, book->matches[i].tariff);
        if (tariff.n_rows > 0 && (provider == 0 || tariff.rows[0].key == provider))
            return tariff.rows[0].key;
    }
    return 0;
}

static void keep_nearest(toll__near_names *names, uint32_t id, uint32_t provider, uint32_t distance)
{
    uint32_t at = names->count;
    while (at > 0 && distance < names->distance[at - 1])
        at--;
    if (at == TOLL__NEAR_NAMES)
        return;
    names->count += names->count < TOLL__NEAR_NAMES ? 1 : 0;
    for (uint32_t i = names->count - 1; i > at; i--) {
        names->id[i] = names->id[i - 1];
        names->provider[i] = names->provider[i - 1];
        names->distance[i] = names->distance[i - 1];
    }
    names->id[at] = id;
    names->provider[at] = provider;
    names->distance[at] = distance;
}

static void compare_texts(const toll__book *book, uint32_t provider, const folded_name *asked, toll__near_names *names)
{
    uint32_t compared = 0;
    for (uint32_t id = 1; id < book->texts.n_entries && id < SEEN_MAX && compared < COMPARED_MAX; id++) {
        const toll__text_entry entry = book->texts.entries[id];
        const uint32_t seller = find_seller(book, &entry, provider);
        char text[TOLL__TEXT_BYTES];
        folded_name other;
        if (seller == 0)
            continue;
        compared++;
        toll__book_text(book, id, text);
        fold_name(text, toll__text_length(text, sizeof text - 1), &other);
        const uint32_t distance = least_distance(asked, &other);
        if (distance != FAR)
            keep_nearest(names, id, seller, distance);
    }
}

void toll__nearest_models(const toll__book *book, const char *provider, const char *model, uint64_t length,
                          toll__near_names *names)
{
    const uint64_t size = toll__text_length(provider, TOLL__TEXT_BYTES);
    const uint32_t id = toll__intern_find(&book->texts, provider, size, toll__hash_text(provider, size));
    toll__name_form form;
    folded_name asked;
    uint32_t rule = 0;
    names->count = 0;
    toll__form_read(provider, model, length, &form);
    if (id == TOLL_INTERN_OTHER || form.last >= form.n_cores)
        return;
    const toll__name_core *core = &form.cores[form.last];
    const uint64_t family = toll__date_family(core->text, core->length, &rule);
    fold_name(core->text, family != 0 ? family : core->length, &asked);
    compare_texts(book, id, &asked, names);
}

void toll__nearest_models_put(const toll__book *book, const toll__near_names *names, int with_provider,
                              toll__text *text)
{
    for (uint32_t i = 0; i < names->count && i < SHOWN; i++) {
        char name[TOLL__TEXT_BYTES], provider[TOLL__TEXT_BYTES];
        const char *before = i == 0 ? "; nearest: " : ", ";
        toll__book_text(book, names->id[i], name);
        toll__book_text(book, names->provider[i], provider);
        const uint64_t size = toll__text_length(before, 16) + toll__text_length(name, sizeof name) +
                              (with_provider ? toll__text_length(provider, sizeof provider) + 1 : 0);
        if (text->length + size >= text->capacity)
            return;
        toll__text_put(text, before);
        toll__text_put(text, with_provider ? provider : "");
        toll__text_put(text, with_provider ? "/" : "");
        toll__text_put(text, name);
    }
}
