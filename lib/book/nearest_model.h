/* SPDX-License-Identifier: Apache-2.0 */
/* The names of a book nearest to one that it does not have. */
#ifndef TOLL_BOOK_NEAREST_MODEL_H
#define TOLL_BOOK_NEAREST_MODEL_H

#include "base/text.h"
#include "book/book_view.h"

#define TOLL__NEAR_NAMES 8u

/* Nearest first; of equally near ones the first of the book. */
typedef struct toll__near_names {
    uint32_t id[TOLL__NEAR_NAMES];       /* interned names */
    uint32_t provider[TOLL__NEAR_NAMES]; /* interned: one that sells it */
    uint32_t distance[TOLL__NEAR_NAMES];
    uint32_t count;
} toll__near_names;

/* Looks through the names of a provider's tariffs ("": of any), a bounded number of them. */
void toll__nearest_models(const toll__book *book, const char *provider, const char *model, uint64_t length,
                          toll__near_names *names);

/* "; nearest: a, b" with as many of the first three as fit in the text's buffer; nothing where there are none.
 * with_provider 1: as PROVIDER/NAME. */
void toll__nearest_models_put(const toll__book *book, const toll__near_names *names, int with_provider,
                              toll__text *text);

#endif
