/* SPDX-License-Identifier: Apache-2.0 */
/* How many tokens a model's tokenizer makes of a kind of text: facts of the catalog. */
#ifndef TOLL_CATALOG_TOKEN_RATIO_H
#define TOLL_CATALOG_TOKEN_RATIO_H

#include "catalog/origin.h"

typedef struct toll__token_ratio {
    double low, mid, high; /* tokens per 1,000 characters: P10, P50, P90 of pieces of text */
    const char *tokenizer;
    toll__origin origin; /* of mid */
} toll__token_ratio;

/* The fact for a NUL-terminated name and a TOLL_TEXT_*. 1: found; 0: none. What stands before the last "/" of a name is
 * its maker, router or owner, and is passed over. */
int toll__token_ratio_find(const char *model, uint32_t text, toll__token_ratio *ratio);

#endif
