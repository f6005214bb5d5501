/* SPDX-License-Identifier: Apache-2.0 */
/* How long the answer to a name holds: from when until when toll_book_resolve() says the same. */
#ifndef TOLL_BOOK_NAME_VALIDITY_H
#define TOLL_BOOK_NAME_VALIDITY_H

#include "book/book_view.h"

/* A name and where it is looked up, measured. */
typedef struct toll__name_question {
    const toll__book *book;
    const char *provider;
    uint64_t provider_length;
    const char *name;
    uint64_t name_length;
} toll__name_question;

/* The instants around at_s with the answer of at_s: the same tariff, rules, region and retirement, or the same refusal. */
void toll__name_validity(const toll__name_question *asked, int64_t at_s, int64_t *from_s, int64_t *until_s);

#endif
