/* SPDX-License-Identifier: Apache-2.0 */
/* Model names to tariffs, by the clauses of the book alone. */
#ifndef TOLL_BOOK_NAME_MATCH_H
#define TOLL_BOOK_NAME_MATCH_H

#include "book/name_rules.h"

/* The tariff of a model at an instant. Of the tariffs valid then: a name or alias before a dated name, that before a
 * prefix, a suffix and an infix, a longer pattern before a shorter one, then the higher layer. provider_length 0: any
 * provider. model_length 1 .. 95. */
toll_status toll__match_find(const toll__book *book, const char *provider, uint64_t provider_length, const char *model,
                             uint64_t model_length, int64_t at_s, toll__name_hit *hit, toll_error *err);

#endif
