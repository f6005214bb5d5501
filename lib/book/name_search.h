/* SPDX-License-Identifier: Apache-2.0 */
/* The tariffs of one spelling of a name: by the clauses of a book, without rules. */
#ifndef TOLL_BOOK_NAME_SEARCH_H
#define TOLL_BOOK_NAME_SEARCH_H

#include "book/book_view.h"
#include "book/name_instant.h"

#define TOLL__NO_TARIFF UINT32_MAX

/* Sets of ops of clauses. */
#define TOLL__OP_BIT(op) ((uint32_t)1 << (op))
#define TOLL__OPS_NAME                                                                                                 \
    (TOLL__OP_BIT(TOLL_MATCH_EXACT) | TOLL__OP_BIT(TOLL_MATCH_ALIAS) | TOLL__OP_BIT(TOLL_MATCH_DATED))
#define TOLL__OPS_DATED TOLL__OP_BIT(TOLL_MATCH_DATED)

/* What is asked, and the best answer so far among clauses of one rank. */
typedef struct toll__name_search {
    const toll__book *book;
    uint32_t provider;           /* interned; 0: any */
    toll__name_instant *instant; /* one for all searches of a look-up */
    uint32_t best, rival;        /* tariffs of the highest layer; rival: another one, as good */
    uint32_t row;                /* clause that named `best` */
    uint32_t past;               /* of the tariffs that are not valid at the instant: the last one before it, or any */
    uint32_t past_row;           /* clause that named it */
    int64_t layer;
    int is_known; /* some tariff has the name, valid at the instant or not */
} toll__name_search;

/* provider: interned; 0: any. */
void toll__search_start(toll__name_search *s, const toll__book *book, uint32_t provider, toll__name_instant *instant);

/* Clauses of text `id` whose op is in the set; 1 when a tariff of them is valid. */
int toll__search_text(toll__name_search *s, uint32_t id, uint32_t ops);

/* The same of a text that is looked up first. */
int toll__search_name(toll__name_search *s, const char *name, uint64_t length, uint32_t ops);

/* A name with its date in the other form, or without it by the clauses ::TOLL_MATCH_DATED. */
int toll__search_dated(toll__name_search *s, const char *name, uint64_t length);

/* Patterns that take a name: the longest prefix, else the longest suffix, else the longest infix. */
int toll__search_patterns(toll__name_search *s, const char *name, uint64_t length);

/* TOLL_NAME_* bits of a found clause against the name that it was found for: its kind, the date, and how letters
 * differ. */
uint32_t toll__search_rules(const toll__name_search *s, const char *name, uint64_t length);

#endif
