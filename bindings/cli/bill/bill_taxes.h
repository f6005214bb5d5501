/* SPDX-License-Identifier: Apache-2.0 */
/* Taxes on a bill: sums of what each of them is on, by account, month and provider. */
#ifndef TOLL_CLI_BILL_BILL_TAXES_H
#define TOLL_CLI_BILL_BILL_TAXES_H

#include <stdint.h>

#include "bill/record_lines.h"

/* One tax on the costs of one account, calendar month (UTC), provider and currency. */
typedef struct taxed_sum {
    const tax_row *tax;
    char account[96]; /* "": not told */
    const char *provider;
    char currency[16];
    int64_t from_s, until_s; /* of the month */
    three_costs base;        /* taxed costs */
    three_costs amount;      /* the tax, after bill_taxes_finish() */
} taxed_sum;

typedef struct bill_taxes {
    taxed_sum *sums;
    uint64_t n_sums, capacity;
    uint32_t *slots; /* index + 1, by account; open addressing */
    uint64_t n_slots;
} bill_taxes;

void bill_taxes_free(bill_taxes *t);

/* Adds a record's costs to the sums of the taxes that hold for it. False: a sum is beyond what amounts hold. */
bool bill_taxes_add(bill_taxes *t, const money_request *asked, const priced_record *p, const record_lines *m);

/* base * rate for each sum, in an order that does not depend on that of the records. False: beyond what amounts hold. */
bool bill_taxes_finish(bill_taxes *t);

/* The first instants of the calendar month of an instant, and of the next one, UTC. */
void month_of(int64_t at_s, int64_t *from_s, int64_t *until_s);

#endif
