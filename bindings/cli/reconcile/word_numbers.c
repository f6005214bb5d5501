/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers for words, by a hash table with FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv). */
#include "reconcile/word_numbers.h"

#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

static uint64_t hash_word(const char *word)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *word != 0; word++) {
        hash = (hash ^ (unsigned char)*word) * UINT64_C(1099511628211);
    }
    return hash;
}

/* The slot of a word, or the free one where it belongs. */
static int64_t *find_slot(const word_numbers *w, const char *word)
{
    uint64_t at = hash_word(word) & (w->n_slots - 1);
    while (w->slots[at] != 0 && strcmp(w->words[w->slots[at] - 1], word) != 0) {
        at = (at + 1) & (w->n_slots - 1);
    }
    return &w->slots[at];
}

static void grow_slots(word_numbers *w)
{
    w->n_slots = w->n_slots == 0 ? 64 : w->n_slots * 2;
    w->slots = claim_again(w->slots, w->n_slots, sizeof *w->slots);
    memset(w->slots, 0, w->n_slots * sizeof *w->slots);
    for (int64_t i = 0; i < w->n_words; i++) {
        *find_slot(w, w->words[i]) = i + 1;
    }
}

int64_t word_find(const word_numbers *w, const char *word)
{
    return w->n_slots == 0 || word[0] == 0 ? 0 : *find_slot(w, word);
}

int64_t word_number(word_numbers *w, const char *word)
{
    int64_t found = word_find(w, word);
    if (found != 0 || word[0] == 0) {
        return found;
    }
    if ((uint64_t)(w->n_words + 1) * 2 > w->n_slots) {
        grow_slots(w);
    }
    if (w->n_words == w->capacity) {
        w->capacity = w->capacity * 2 + 64;
        w->words = claim_again(w->words, (uint64_t)w->capacity, sizeof *w->words);
    }
    const size_t size = strlen(word) + 1;
    char *copy = claim_again(NULL, size, 1);
    memcpy(copy, word, size);
    w->words[w->n_words++] = copy;
    *find_slot(w, copy) = w->n_words;
    return w->n_words;
}

const char *word_of(const word_numbers *w, int64_t number)
{
    return number == 0 ? "" : w->words[number - 1];
}

void word_numbers_free(word_numbers *w)
{
    for (int64_t i = 0; i < w->n_words; i++) {
        free(w->words[i]);
    }
    free(w->words);
    free(w->slots);
}
