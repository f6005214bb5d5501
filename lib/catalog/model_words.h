/* SPDX-License-Identifier: Apache-2.0 */
/* What a model's name says: the words that tell models apart, and those that don't. */
#ifndef TOLL_CATALOG_MODEL_WORDS_H
#define TOLL_CATALOG_MODEL_WORDS_H

#include "catalog/precision_words.h"

typedef enum toll__role {
    TOLL__ROLE_CORE,   /* family, version, size: another word is another model */
    TOLL__ROLE_TUNING, /* "instruct", "base": the same tensors */
    TOLL__ROLE_DATE,   /* "2507": a release of the same name */
    TOLL__ROLE_ACTIVE  /* "a22b": parameters active for a token */
} toll__role;

typedef struct toll__model_words {
    toll__words words;
    uint8_t role[TOLL__WORDS_MAX]; /* toll__role of each word */
    toll__stated stated;           /* whether the name states a number format */
    char precision[32];            /* its id; empty unless TOLL__STATED_ID */
} toll__model_words;

/* Reads a hub id, a tag, a path or a file name: the last part of the path, without owner, extension and file part. */
void toll__model_words_read(toll__model_words *model, const char *text, uint64_t length);

/* How two names agree, as bits; TOLL__AGREE_NOT where they name different models. */
#define TOLL__AGREE_NOT      0x80000000u
#define TOLL__AGREE_RETUNED  0x1u  /* the first has words of tuning that the second lacks */
#define TOLL__AGREE_UNTUNED  0x20u /* the first lacks words of tuning that the second has */
#define TOLL__AGREE_DATED    0x2u  /* the first has a date that the second lacks */
#define TOLL__AGREE_UNDATED  0x4u  /* the first lacks the second's date */
#define TOLL__AGREE_INACTIVE 0x8u  /* the first lacks the second's active parameters */
#define TOLL__AGREE_SIZED    0x10u /* the first has a size, the second none: to be held against the parameters */

/* params: total parameters of the second name's model, or 0 where they are not known: then sizes must agree. */
uint32_t toll__model_words_agree(const toll__model_words *wanted, const toll__model_words *known, double params);

#endif
