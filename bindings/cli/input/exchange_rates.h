/* SPDX-License-Identifier: Apache-2.0 */
/* Dated exchange rates of the user's file. A rate is never implicit: no inverse, no chain over a third currency, and none
 * of a later day. */
#ifndef TOLL_CLI_INPUT_EXCHANGE_RATES_H
#define TOLL_CLI_INPUT_EXCHANGE_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toll.h>

typedef struct dated_rate {
    toll_bill_rate rate; /* from its day on, for as long as it may be used */
    char text[48];       /* as the file has it: "0.1283" */
    char date[16];       /* "2026-11-02" */
} dated_rate;

typedef struct exchange_rates {
    const char *path; /* NULL: no file */
    dated_rate *rows; /* by currencies, then by day */
    size_t n_rows;
    int64_t days; /* a rate may be this old */
} exchange_rates;

/* Reads from,to,rate,date[,source]. Complains with the place of a mistake and returns false; free in both cases. */
bool exchange_rates_read(exchange_rates *r, const char *path, int64_t days);
void exchange_rates_free(exchange_rates *r);

/* The rate of the day of an instant, UTC: of that day, or the last one before it. NULL with the reason where there is none,
 * or it is too old. */
const dated_rate *exchange_rates_find(const exchange_rates *r, const char *from, const char *to, int64_t at_s,
                                      char *reason, size_t size);

#endif
