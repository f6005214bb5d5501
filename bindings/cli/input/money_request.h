/* SPDX-License-Identifier: Apache-2.0 */
/* What toll bill is asked beyond costs in the currencies of the tariffs: a FOCUS file, one currency, taxes, rounding. */
#ifndef TOLL_CLI_INPUT_MONEY_REQUEST_H
#define TOLL_CLI_INPUT_MONEY_REQUEST_H

#include <stdbool.h>

#include "input/exchange_rates.h"
#include "input/tax_rows.h"
#include "output/focus_columns.h"

typedef enum charge_period { CHARGE_DAY, CHARGE_HOUR, CHARGE_MONTH, CHARGE_RECORD, CHARGE_PERIODS } charge_period;

typedef struct money_request {
    const char *focus; /* file to write; NULL: none; "-": stdout */
    focus_version version;
    charge_period period;
    bool is_rounded;      /* FOCUS: sums of an invoice are rounded to the currency's minor unit, by rows of their own */
    const char *currency; /* "": as the tariffs */
    exchange_rates rates;
    const char *country; /* of the accounts; "": not told */
    tax_rows taxes;
} money_request;

struct args;

/* Complains and returns false on a mistake. money_request_free() in both cases. */
bool money_request_read(money_request *m, const struct args *a);
void money_request_free(money_request *m);

#endif
