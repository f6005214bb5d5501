/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers for words: the library compares models, days, tiers and regions as numbers. */
#ifndef TOLL_CLI_RECONCILE_WORD_NUMBERS_H
#define TOLL_CLI_RECONCILE_WORD_NUMBERS_H

#include <stdint.h>

typedef struct word_numbers {
    char **words; /* number - 1 */
    int64_t n_words, capacity;
    int64_t *slots; /* number; open addressing, a power of two */
    uint64_t n_slots;
} word_numbers;

int64_t word_number(word_numbers *w, const char *word);     /* 1 and up; a new word gets the next; 0: an empty one */
int64_t word_find(const word_numbers *w, const char *word); /* 0: not there */
const char *word_of(const word_numbers *w, int64_t number); /* "" for 0 */
void word_numbers_free(word_numbers *w);

#endif
