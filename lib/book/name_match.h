/* SPDX-License-Identifier: Apache-2.0 */
/* Model names to tariffs. */
#ifndef TOLL_BOOK_NAME_MATCH_H
#define TOLL_BOOK_NAME_MATCH_H

#include "book/book_view.h"

/* The tariff of a model at an instant. Of the tariffs valid then: an exact name or alias before a prefix, a longer
 * prefix before a shorter one, then the higher layer. provider_length 0: any provider. model_length 1 .. 95. */
toll_status toll__match_find(const toll__book *book, const char *provider, uint64_t provider_length, const char *model,
                             uint64_t model_length, int64_t at_s, uint32_t *tariff, toll_error *err);

#endif
