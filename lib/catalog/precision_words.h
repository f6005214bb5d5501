/* SPDX-License-Identifier: Apache-2.0 */
/* Number formats inside the names of models: "-FP8", "-AWQ-INT4", "-Q4_K_M". */
#ifndef TOLL_CATALOG_PRECISION_WORDS_H
#define TOLL_CATALOG_PRECISION_WORDS_H

#include "catalog/name_words.h"

typedef enum toll__stated {
    TOLL__STATED_NONE,
    TOLL__STATED_ID,   /* a precision of the catalog */
    TOLL__STATED_OTHER /* a format that the catalog lacks, or several that differ */
} toll__stated;

/* Takes the words of number formats out, and writes the id of the one that they state; empty unless STATED_ID. */
toll__stated toll__precision_take(toll__words *words, char *id, uint32_t capacity);

#endif
