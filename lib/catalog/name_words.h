/* SPDX-License-Identifier: Apache-2.0 */
/* A name cut into words: runs of letters and runs of digits, in lower case. */
#ifndef TOLL_CATALOG_NAME_WORDS_H
#define TOLL_CATALOG_NAME_WORDS_H

#include <stdint.h>

#define TOLL__WORDS_MAX  32u
#define TOLL__WORD_BYTES 192u

typedef struct toll__words {
    char text[TOLL__WORD_BYTES];       /* the words one after another, without separators */
    uint8_t start[TOLL__WORDS_MAX];    /* first byte of each word in text */
    uint8_t length[TOLL__WORDS_MAX];   /* its bytes */
    uint8_t is_glued[TOLL__WORDS_MAX]; /* 1: nothing stood between it and the word before */
    uint32_t count;
    uint32_t is_odd; /* 1: too many words, or a byte that no name holds: the name means nothing */
} toll__words;

/* Cuts a text. A point between digits belongs to the number; "+" is the word "plus"; other marks separate. */
void toll__words_split(toll__words *words, const char *text, uint64_t length);

/* Whether word `at` is this string. */
int toll__word_is(const toll__words *words, uint32_t at, const char *string);

/* Whether word `at` begins with a digit. */
int toll__word_is_number(const toll__words *words, uint32_t at);

/* Takes word `at` out. */
void toll__word_remove(toll__words *words, uint32_t at);

/* Joins words at .. at + count - 1 into one. */
void toll__words_join(toll__words *words, uint32_t at, uint32_t count);

#endif
