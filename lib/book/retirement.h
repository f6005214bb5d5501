/* SPDX-License-Identifier: Apache-2.0 */
/* What a tariff says of the end of its names: retirement and redirection. */
#ifndef TOLL_BOOK_RETIREMENT_H
#define TOLL_BOOK_RETIREMENT_H

#include "book/book_view.h"
#include "book/name_instant.h"

typedef struct toll__retirement {
    int64_t from_s;
    uint32_t has_date;      /* 1: from_s has a meaning */
    uint32_t replacement;   /* interned; 0: not stated */
    uint32_t redirected_to; /* interned; 0: served by the model itself */
} toll__retirement;

void toll__retirement_get(const toll__tariff *tariff, toll__retirement *retirement);

/* 1 when the names of a tariff are retired at an instant. */
int toll__is_retired(const toll__tariff *tariff, toll__name_instant *instant);

#endif
