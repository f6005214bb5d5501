/* SPDX-License-Identifier: Apache-2.0 */
/* Names as logs write them to tariffs: exact clauses first, then rules that say what they did. */
#ifndef TOLL_BOOK_NAME_RULES_H
#define TOLL_BOOK_NAME_RULES_H

#include "book/name_form.h"
#include "book/name_search.h"

/* What a name means in a book. */
typedef struct toll__name_hit {
    uint32_t tariff;
    uint32_t row;     /* the clause that matched */
    uint32_t rules;   /* TOLL_NAME_* */
    uint32_t is_past; /* 1: the name was retired, and this is the tariff that it had last */
    char region[TOLL__NAME_FIELD];
    char variant[TOLL__NAME_FIELD];
} toll__name_hit;

/* provider and name as for toll_book_resolve(), measured. All dates that the answer depends on are noted in the instant, but for
 * the retirement of hit->tariff. */
toll_status toll__name_resolve(const toll__book *book, const char *provider, uint64_t provider_length, const char *name,
                               uint64_t length, toll__name_instant *instant, toll__name_hit *hit, toll_error *err);

/* The provider of a book that a text means: the text itself, else what toll__seller_find() knows; 0: any. */
toll_status toll__name_provider(const toll__book *book, const char *provider, uint64_t length, uint32_t *id,
                                toll_error *err);

/* The tariff that a search has found for a spelling, to which `rules` led. */
void toll__name_take(const toll__name_search *s, const char *name, uint64_t length, uint32_t rules,
                     toll__name_hit *hit);

/* TOLL_NAME_* bits in words: "router prefix, date suffix"; "" for the book's own name. */
void toll__name_rules_text(uint32_t rules, char *text, uint64_t size);

#endif
