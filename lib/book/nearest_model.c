/* SPDX-License-Identifier: Apache-2.0 */
/* The exact names of a book at the smallest edit distance from a mistyped one.
 *
 * A name may differ in one letter, and in one more for each four of its letters: beyond that it is another name.
 * "claude-sonet-4-6" has 16 letters, so up to 5 may differ: "claude-sonnet-4-6" is at 1, "claude-sonnet-4-5" at 2.
 *
 * A book from elsewhere may hold millions of names, and a log may ask for an unknown one in each line. So the work is
 * bounded: names of another length cost a comparison, and at most COMPARED_MAX distances are computed (0.5 us each). */
#include "book/nearest_model.h"

#include "base/edit_distance.h"

#define COMPARED_MAX 8192u
#define SEEN_MAX     262144u

static uint32_t distance_limit(uint64_t length)
{
    return 1 + (uint32_t)length / 4;
}

static int is_sold_by(const toll__book *book, const toll__text_entry *entry, uint32_t provider)
{
    if (provider == 0)
        return entry->n_exact > 0;
    for (uint64_t i = entry->first_match; i < (uint64_t)entry->first_match + entry->n_exact && i < book->n_matches;
         i++) {
        const toll__tariff tariff = toll__book_tariff(book, book->matches[i].tariff);
        if (tariff.n_rows > 0 && tariff.rows[0].key == provider)
            return 1;
    }
    return 0;
}

static void keep_nearest(toll__near_names *names, uint32_t id, uint32_t distance)
{
    uint32_t at = names->count;
    while (at > 0 && distance < names->distance[at - 1])
        at--;
    if (at == TOLL__NEAR_NAMES)
        return;
    names->count += names->count < TOLL__NEAR_NAMES ? 1 : 0;
    for (uint32_t i = names->count - 1; i > at; i--) {
        names->id[i] = names->id[i - 1];
        names->distance[i] = names->distance[i - 1];
    }
    names->id[at] = id;
    names->distance[at] = distance;
}

void toll__nearest_models(const toll__book *book, uint32_t provider, const char *model, uint64_t length,
                          toll__near_names *names)
{
    const uint32_t limit = distance_limit(length);
    uint32_t compared = 0;
    names->count = 0;
    for (uint32_t id = 1; id < book->texts.n_entries && id < SEEN_MAX && compared < COMPARED_MAX; id++) {
        const toll__text_entry entry = book->texts.entries[id];
        char name[TOLL__TEXT_BYTES];
        if (entry.length > length + limit || length > (uint64_t)entry.length + limit ||
            !is_sold_by(book, &entry, provider))
            continue;
        compared++;
        toll__book_text(book, id, name);
        uint32_t distance = toll__distance(model, length, name);
        if (distance <= limit)
            keep_nearest(names, id, distance);
    }
}

void toll__nearest_models_put(const toll__book *book, const toll__near_names *names, toll__text *text)
{
    for (uint32_t i = 0; i < names->count; i++) {
        char name[TOLL__TEXT_BYTES];
        const char *before = i == 0 ? "; nearest: " : ", ";
        toll__book_text(book, names->id[i], name);
        if (text->length + toll__text_length(before, 16) + toll__text_length(name, sizeof name) >= text->capacity)
            return;
        toll__text_put(text, before);
        toll__text_put(text, name);
    }
}
