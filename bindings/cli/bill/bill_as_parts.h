/* SPDX-License-Identifier: Apache-2.0 */
/* A bill as parts: what the tokens cost plainly, and what tier, region and context length add. */
#ifndef TOLL_CLI_BILL_BILL_AS_PARTS_H
#define TOLL_CLI_BILL_BILL_AS_PARTS_H

#include "bill/bill_as_prices.h"
#include "bill/record_bill.h"

typedef enum as_part {
    AS_INPUT,  /* plain input of all kinds */
    AS_CACHE,  /* read from a cache, written to it */
    AS_OUTPUT, /* reasoning too */
    AS_OTHER,  /* calls, tools, fees, floors and caps */
    AS_LENGTH, /* rules of a long context; negative where it is cheaper */
    AS_TIER,
    AS_REGION,
    AS_PARTS
} as_part;

const char *as_part_title(as_part part); /* "price of input" */
const char *as_part_key(as_part part);   /* "input", for programs */

typedef struct as_parts {
    toll_amount of[AS_PARTS]; /* they sum to the bill */
} as_parts;

/* A record under a tariff: how it was looked up, and its bill with the counters before it. */
typedef struct as_bill {
    const toll_io_usage *usage;
    const char *provider, *model, *maker;
    const named_tariff *tariff;
    const bill_question *question;
} as_bill;

/* False where amounts are beyond what they can hold. */
bool as_parts_split(as_prices *p, const as_bill *b, as_parts *parts);

#endif
