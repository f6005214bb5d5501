/* SPDX-License-Identifier: Apache-2.0 */
/* The names of a book nearest to a mistyped model name. */
#ifndef TOLL_BOOK_NEAREST_MODEL_H
#define TOLL_BOOK_NEAREST_MODEL_H

#include "base/text.h"
#include "book/book_view.h"

#define TOLL__NEAR_NAMES 3u

/* Nearest first; of equally near ones the first of the book. */
typedef struct toll__near_names {
    uint32_t id[TOLL__NEAR_NAMES]; /* interned texts */
    uint32_t distance[TOLL__NEAR_NAMES];
    uint32_t count;
} toll__near_names;

/* Looks through the exact names of a provider's tariffs (0: of any), a bounded number of them. */
void toll__nearest_models(const toll__book *book, uint32_t provider, const char *model, uint64_t length,
                          toll__near_names *names);

/* "; nearest: a, b" with as many as fit in the text's buffer; nothing where there are none. */
void toll__nearest_models_put(const toll__book *book, const toll__near_names *names, toll__text *text);

#endif
