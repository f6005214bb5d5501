/* SPDX-License-Identifier: Apache-2.0 */
/* A book's prices twice: as they are, and without the rules that a long context has. */
#ifndef TOLL_CLI_BILL_BILL_AS_PRICES_H
#define TOLL_CLI_BILL_BILL_AS_PRICES_H

#include <stdbool.h>

#include "bill/price_names.h"
#include "input/bill_request.h"

typedef struct as_prices {
    const bill_request *asked;
    price_names names;
    bool has_shorter;    /* false: the shortened book can't be compiled, and no part is the context length's */
    price_books shorter; /* of the first book alone: tariffs of full.book keep their long context in their prices */
    price_names short_names;
} as_prices;

/* `asked` and `books` stay the caller's. */
void as_prices_start(as_prices *p, const bill_request *asked, price_books *books);
void as_prices_free(as_prices *p);

#endif
