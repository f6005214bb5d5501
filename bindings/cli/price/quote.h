/* SPDX-License-Identifier: Apache-2.0 */
/* One request, and what one model asks for it. */
#ifndef TOLL_CLI_PRICE_QUOTE_H
#define TOLL_CLI_PRICE_QUOTE_H

#include <stdbool.h>

#include <toll.h>

#include "input/price_books.h"
#include "input/usage_request.h"
#include "price/context_words.h"

#define QUOTE_LINES 256

/* Exact texts of money: as it is, and at the currency's own digits. */
typedef struct money {
    char exact[TOLL_MONEY_TEXT_BYTES];
    char rounded[TOLL_MONEY_TEXT_BYTES]; /* "" for a currency without known digits */
} money;

typedef struct quote {
    const char *asked;     /* name on the command line */
    toll_book_name name;   /* what it means in the book */
    const pricebook *book; /* that answers, or refuses */
    int64_t tariff;        /* its row in the book */
    toll_status status;    /* TOLL_OK; else the price is not known: reason says why */
    char reason[320];      /* a message, and where to find more names */
    toll_bill_line lines[QUOTE_LINES];
    toll_bill_total total;
    toll_bill_counter counters[USAGE_PAIRS]; /* after the request */
    unused_facts unused;                     /* facts that did not matter */
    bool is_free;                            /* something was used, and it costs nothing at a known price of 0 */
    bool is_cheapest;                        /* of those in one currency */
} quote;

/* Finds the card of a model, toll_bill_card_size() bytes; complains and returns false when there is none. *own is the
 * request in the numbers of the book that has the model. */
bool quote_card(quote *q, const usage_request *r, price_books *books, const char *name, void *card, usage_request *own);

/* The region of the request: given, else told by the name. A number of the quote's book. */
uint64_t quote_region(const quote *q, const usage_request *own);

/* As quote_find() in one book, but says what is wrong in `reason` alone, and only returns true with a bill. */
bool quote_quietly(quote *q, const usage_request *r, const pricebook *b, const char *name, char *reason, size_t size);

/* Complains and returns false when the request is no request for the model. A model that the book does not have, or a
 * price that is not known, is a quote with its reason. */
bool quote_find(quote *q, const usage_request *r, price_books *books, const char *name);

/* Marks the cheapest; false when the currencies differ, and nothing is marked. */
bool quotes_rank(quote *quotes, int count);

money money_of(const toll_amount *amount, const char *currency);

/* Date of a line's price, yyyymmdd: of its row, else of its tariff; 0: not known. */
int64_t quote_date(const quote *q, const toll_bill_line *line);

/* The row that a line's price comes from; NULL when it can't be told. */
const toll_bill_row *quote_source(const quote *q, const toll_bill_line *line);

#endif
