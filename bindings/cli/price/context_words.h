/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of a request's context in the words that a person typed: which are not sold, which did not matter. */
#ifndef TOLL_CLI_PRICE_CONTEXT_WORDS_H
#define TOLL_CLI_PRICE_CONTEXT_WORDS_H

#include <stdbool.h>

#include "input/price_book.h"
#include "input/usage_request.h"

/* Why a bill under the tariff that begins at this row is TOLL_E_MISSING: a tier, a region or an attribute's value that is not sold is named as it was typed, with
 * those that are, and the nearest; anything else in the library's words. */
void context_explain(int64_t tariff, const usage_request *r, const char *region, const pricebook *b,
                     const toll_error *err, char *text, size_t size);

/* What toll_bill_find_unused() says of a bill under the tariff that begins at this row of the book. */
typedef struct unused_facts {
    int64_t tariff;
    uint64_t is_region, attributes;
    const char *region; /* the request's, else what the model's name tells */
} unused_facts;

/* A fact of the request that did not matter to the price. */
typedef struct context_fact {
    char name[64]; /* "region", or an attribute's */
    const char *value;
    const char *nearest; /* what the tariff has a price for and was perhaps meant; NULL: nothing like it */
} context_fact;

/* The i-th of them; false: there are no more. */
bool context_unused(const unused_facts *unused, const usage_request *r, const pricebook *b, int index,
                    context_fact *fact);

#endif
