/* SPDX-License-Identifier: Apache-2.0 */
/* What toll price is asked: a usage, at the prices of a book, of several models. */
#ifndef TOLL_CLI_INPUT_PRICE_REQUEST_H
#define TOLL_CLI_INPUT_PRICE_REQUEST_H

#include "input/fact_ages.h"
#include "input/output_request.h"
#include "input/price_books.h"
#include "input/usage_request.h"

#define PRICE_MODELS_MAX 16

typedef struct price_request {
    price_books books;
    usage_request usage;
    fact_ages ages;
    bool is_bound; /* the most that any request within the limits costs, instead of what this one costs */
    const char *models[PRICE_MODELS_MAX];
    int n_models;
    output_request output;
} price_request;

/* Opens the first book and reads the usage by it. Complains and returns false on a mistake. price_request_free() in both
 * cases. */
bool price_request_read(price_request *r, const struct args *a);
void price_request_free(price_request *r);

#endif
