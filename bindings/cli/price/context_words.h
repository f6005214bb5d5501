/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of a request's context in the words that a person typed: which are not sold, which did not matter. */
#ifndef TOLL_CLI_PRICE_CONTEXT_WORDS_H
#define TOLL_CLI_PRICE_CONTEXT_WORDS_H

#include "price/quote.h"

/* Why a bill is TOLL_E_MISSING: a tier, a region or an attribute's value that is not sold is named as it was typed, with
 * those that are, and the nearest; anything else in the library's words. */
void context_explain(const quote *q, const usage_request *r, const pricebook *b, const toll_error *err, char *text,
                     size_t size);

/* A fact of the request that did not matter to the price. */
typedef struct context_fact {
    char name[64]; /* "region", or an attribute's */
    const char *value;
    const char *nearest; /* what the tariff has a price for and was perhaps meant; NULL: nothing like it */
} context_fact;

/* The i-th of them; false: there are no more. */
bool context_unused(const quote *q, const usage_request *r, const pricebook *b, int index, context_fact *fact);

#endif
