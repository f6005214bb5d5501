/* SPDX-License-Identifier: Apache-2.0 */
/* What accounts owe for calendar months beside their records: minimum spend, caps and flat fees of tariffs that have them. */
#ifndef TOLL_CLI_BILL_MONTH_CLOSE_H
#define TOLL_CLI_BILL_MONTH_CLOSE_H

#include <stdbool.h>

#include "bill/bill_sums.h"

/* What an account spent under one tariff in one month. */
typedef struct month_spend {
    char account[96];
    int64_t month;         /* months since 1970-01, UTC */
    const pricebook *book; /* of the tariff */
    toll_bill_sum sum;
} month_spend;

/* One month of one account and currency, closed or open. */
typedef struct account_month {
    const char *account;
    int64_t month;
    bool is_closed;
    char wrong[200]; /* why it can't be closed; empty: it can */
    char currency[16];
    const pricebook *book; /* whose rows the lines name */
    toll_bill_total total; /* what the month costs beside its records */
    toll_bill_line *lines; /* total.n_lines of them */
} account_month;

typedef struct account_months {
    month_spend *spends;
    uint64_t n_spends, capacity;
    account_month *months; /* after account_months_close() */
    uint64_t n_months;
} account_months;

void account_months_free(account_months *m);

/* A record of a tariff that has amounts of a period, with its bill in the tariff's currency. False where a sum is beyond
 * what amounts hold. */
bool account_months_add(account_months *m, const priced_record *r, const toll_bill_total *total);

/* Closes each month that ends at or before `end_s`; with `is_forced` all of them. A month that begins before `since_s` is
 * not all there, and stays open. So does one in another currency than the report's, where that is given: its amounts are
 * not converted, and the totals would lack them. */
void account_months_close(account_months *m, const bill_request *asked, int64_t end_s);

/* A total of records with what closed months of its currency add; the highest amount where that is beyond all amounts. */
toll_amount account_months_with(const account_months *m, const bill_sum *total);

/* "2026-11" */
void account_month_text(int64_t month, char text[16]);

#endif
