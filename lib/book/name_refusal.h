/* SPDX-License-Identifier: Apache-2.0 */
/* How a look-up of a name says no: each refusal names what was asked for, and a way on where there is one. */
#ifndef TOLL_BOOK_NAME_REFUSAL_H
#define TOLL_BOOK_NAME_REFUSAL_H

#include "book/name_search.h"

/* The name as it was asked for, and where it was looked up. */
typedef struct toll__asked_name {
    const char *text;
    uint64_t length;
    const char *provider; /* NUL-terminated; "": any */
    uint32_t is_by_rule;  /* 1: near names are given as PROVIDER/NAME, and rules were tried */
} toll__asked_name;

toll_status toll__refuse_provider(const toll__book *book, const char *provider, uint64_t length, toll_error *err);
toll_status toll__refuse_model(const toll__book *book, const toll__asked_name *asked, toll_error *err);
toll_status toll__refuse_rivals(const toll__name_search *s, toll_error *err);
toll_status toll__refuse_opaque(const toll__asked_name *asked, const char *reason, toll_error *err);

/* Others sell the model, `owner` (interned), whose it is, does not sell it in this book. */
toll_status toll__refuse_foreign(const toll__name_search *s, const toll__asked_name *asked, uint32_t owner,
                                 toll_error *err);

/* The tariff's names are retired at that instant. */
toll_status toll__refuse_retired(const toll__book *book, const toll__asked_name *asked, uint32_t tariff,
                                 toll_error *err);

/* Tariffs of the name are known, none is valid. */
toll_status toll__refuse_instant(const toll__name_search *s, const toll__asked_name *asked, toll_error *err);

/* The provider sells the model, but its tariff does not know the region that the name tells. */
toll_status toll__refuse_region(const toll__asked_name *asked, const char *region, toll_error *err);

#endif
