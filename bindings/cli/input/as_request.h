/* SPDX-License-Identifier: Apache-2.0 */
/* A log priced again: as which models, in which tier, by which provider, under which book. */
#ifndef TOLL_CLI_INPUT_AS_REQUEST_H
#define TOLL_CLI_INPUT_AS_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "input/price_books.h"

#define AS_TARGETS 8

struct args; /* the raw options: known in input/ and main.c alone */

typedef struct as_request {
    char models[AS_TARGETS][96]; /* "": each record's own model */
    int n_models;                /* 0: nothing is priced again */
    const char *tier;            /* of all records; NULL: their own */
    bool is_batch;               /* batch where it is sold, else the record's own tier */
    const char *provider;        /* ""; as the model's name tells */
    bool has_at;
    int64_t at_s; /* of all records */
    bool has_book;
    price_books books; /* has_book: others than those of the bill */
} as_request;

/* `books` are those of the bill. Complains and returns false on a mistake, as a model that they lack.
 * as_request_free() in both cases. */
bool as_request_read(as_request *r, const struct args *a, price_books *books);
void as_request_free(as_request *r);

#endif
