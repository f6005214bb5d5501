/* SPDX-License-Identifier: Apache-2.0 */
/* Words for a name whose provider is the mistake: who has it instead, and which provider was meant. */
#ifndef TOLL_BOOK_OTHER_SELLERS_H
#define TOLL_BOOK_OTHER_SELLERS_H

#include "base/text.h"
#include "book/book_view.h"

/* ", only of a, b and 3 more": the providers of the book that have the name, apart from the given one. Puts nothing and
 * returns 0 where there is none. Valid now or not: the name is a name of theirs. */
int toll__other_sellers_put(const toll__book *book, const char *provider, const char *name, uint64_t length,
                            toll__text *text);

/* "a, b" behind `before`, which ends in "nearest: ": up to two providers of the book that are near to a word; nothing where none is. */
void toll__near_providers_put(const toll__book *book, const char *word, uint64_t length, const char *before,
                              toll__text *text);

#endif
