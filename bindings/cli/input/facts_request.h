/* SPDX-License-Identifier: Apache-2.0 */
/* What toll hw, model, precision, engine and defaults are asked. Readers complain and return false on a mistake. */
#ifndef TOLL_CLI_INPUT_FACTS_REQUEST_H
#define TOLL_CLI_INPUT_FACTS_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "input/machine_prices.h"
#include "input/output_request.h"

typedef enum facts_action { FACTS_LIST, FACTS_SHOW, FACTS_PRICES, FACTS_FIND, FACTS_HERE } facts_action;

typedef struct facts_request {
    facts_action action;
    const char *id;           /* of FACTS_SHOW and FACTS_PRICES */
    const char *const *words; /* that a row of the list of defaults must hold */
    int n_words;
    const char *const *names; /* of FACTS_FIND; "-": lines of standard input */
    int n_names;
    const char *vendor;    /* of the list of accelerators; NULL: all */
    const char *precision; /* of a model; NULL: its own, and all for comparison */
    int64_t context_tokens;
    bool is_unknown_allowed;
    own_prices own; /* of FACTS_PRICES: --instances */
    output_request output;
} facts_request;

/* facts_request_free() also where it failed; the other readers own nothing. */
bool facts_request_read_hw(facts_request *r, const struct args *a);
void facts_request_free(facts_request *r);
bool facts_request_read_model(facts_request *r, const struct args *a);

/* The list, the rows that hold some words, or one of them. */
bool facts_request_read_defaults(facts_request *r, const struct args *a);

/* Precisions and engines are only listed. */
bool facts_request_read_list(facts_request *r, const struct args *a);

#endif
