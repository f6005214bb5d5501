/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as numbers within one book: equal texts have equal numbers, in the order of their first use. */
#ifndef TOLL_BOOK_INTERN_H
#define TOLL_BOOK_INTERN_H

#include "book/book_view.h"

/* A look-up gives up after so many slots, and a book that would need more is not written: at two slots a text, chance
 * alone needs a few dozen, so only names that were chosen to collide get here. */
#define TOLL__INTERN_PROBES 1024u

/* Part of the format: eight bytes a step, because names are hashed on every look-up. */
uint32_t toll__hash_text(const char *text, uint64_t length);

/* The text's number; TOLL_INTERN_OTHER when there is none, 0 for the empty text. hash is that of toll__hash_text(). */
uint32_t toll__intern_find(const toll__texts *texts, const char *text, uint64_t length, uint32_t hash);

/* The same texts while a book is being written. */
typedef struct toll__interner {
    toll__texts texts; /* what has been interned so far */
    toll__text_entry *entries;
    uint32_t *slots;
    char *pool;
} toll__interner;

/* slots are zero; room for the texts to come is the caller's care. Interns "" and "standard". */
void toll__intern_start(toll__interner *interner, toll__text_entry *entries, uint32_t *slots, uint32_t n_slots,
                        char *pool);

/* The text's number, new or old; TOLL_INTERN_OTHER when too many texts hash alike. */
uint32_t toll__intern_add(toll__interner *interner, const char *text, uint64_t length);

/* Puts entry `id` into its slot; 0 when too many hash alike. */
int toll__intern_place(uint32_t *slots, uint32_t n_slots, uint32_t hash, uint32_t id);

#endif
