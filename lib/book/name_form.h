/* SPDX-License-Identifier: Apache-2.0 */
/* A name taken apart, without a book: the spellings under which a book may have it, and what its form tells. */
#ifndef TOLL_BOOK_NAME_FORM_H
#define TOLL_BOOK_NAME_FORM_H

#include "book/book_view.h"
#include "book/name_sellers.h"

#define TOLL__NAME_CORES 20u
#define TOLL__NAME_FIELD 32u /* bytes of a provider, a region, a variant, NUL included */

/* One spelling, and the rules that led to it. */
typedef struct toll__name_core {
    char text[TOLL__TEXT_BYTES];
    uint32_t length;
    uint32_t rules; /* TOLL_NAME_* */
} toll__name_core;

typedef struct toll__name_form {
    toll__name_core cores[TOLL__NAME_CORES]; /* the name as it is first, then with ever less of it */
    uint32_t n_cores;
    uint32_t last;                   /* the core without all that stands in front; n_cores: too long for any book */
    uint32_t is_placed;              /* 1: the region has prices of its own, so the tariff must name it */
    uint32_t is_hub;                 /* 1: a hub's organisation stands in front, which many providers repeat */
    char provider[TOLL__NAME_FIELD]; /* given, or told by the form; "": neither */
    char region[TOLL__NAME_FIELD];
    char variant[TOLL__NAME_FIELD];
    const char *opaque; /* why the name can't be read by anyone but its account; NULL: it can */
} toll__name_form;

/* provider: as the book has it, NUL-terminated, at most 31 bytes; "": not known. length: 1 .. TOLL_BOOK_NAME_BYTES_MAX. */
void toll__form_read(const char *provider, const char *name, uint64_t length, toll__name_form *form);

/* The seller whose own spelling a name without anything in front has: "aws" of "anthropic.claude-3"; NULL: anyone's. */
const char *toll__form_seller(const char *name, uint64_t length);

/* A letter as names are compared: small; "-" for ".", "_", a blank, and for the "p" that stands for a point between
 * digits ("kimi-k2p7"). */
static inline char toll__fold_letter(const char *text, uint64_t at, uint64_t length)
{
    const char given = text[at], letter = (char)(given >= 'A' && given <= 'Z' ? given - 'A' + 'a' : given);
    if (letter == '.' || letter == '_' || letter == ' ')
        return '-';
    if (letter != 'p' || at == 0 || at + 1 >= length)
        return letter;
    return text[at - 1] >= '0' && text[at - 1] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9' ? '-' : letter;
}

/* Place of the first such letter; length when there is none. */
static inline uint64_t toll__find_letter(const char *text, uint64_t length, char letter)
{
    uint64_t at = 0;
    while (at < length && text[at] != letter)
        at++;
    return at;
}

/* The whole text so, of the same length. */
void toll__fold_text(const char *text, uint64_t length, char *folded);

#endif
