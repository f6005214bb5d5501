/* SPDX-License-Identifier: Apache-2.0 */
/* toll price MODEL... The book is opened before the usage is read, because tiers, regions, attributes and counters are
 * numbers in it. */
#include "input/price_request.h"

#include <string.h>

#include "input/args.h"
#include "input/complain.h"

_Static_assert(ARGS_WORDS <= PRICE_MODELS_MAX, "every word may be a model");

bool price_request_read(price_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    if (a->n_words == 0) {
        complain("give a model: toll price MODEL --input N --output N");
        return false;
    }
    for (r->n_models = 0; r->n_models < a->n_words; r->n_models++) {
        r->models[r->n_models] = a->words[r->n_models];
    }
    r->is_bound = args_has(a, OPTION_BOUND);
    r->output = output_request_read(a);
    return fact_ages_read(&r->ages, a) && price_books_open(&r->books, args_text(a, OPTION_BOOK, NULL)) &&
           usage_request_read(&r->usage, a, &r->books.own);
}

void price_request_free(price_request *r)
{
    price_books_close(&r->books);
}
