/* SPDX-License-Identifier: Apache-2.0 */
/* Charges of a FOCUS file: lines of bills, summed while account, period, price and context are the same. */
#ifndef TOLL_CLI_BILL_BILL_FOCUS_H
#define TOLL_CLI_BILL_BILL_FOCUS_H

#include <stdbool.h>
#include <stdint.h>

#include "bill/record_lines.h"

/* What two lines must have in common to be one charge. Zeroed before it is filled, so that bytes can be compared. */
typedef struct charge_key {
    char account[96];
    int64_t from_s, until_s, record; /* record: 0, but with --charge-period record its number */
    const char *provider, *model;    /* texts of the book: one text, one address */
    const pricebook *book;
    int64_t tariff; /* its row in the book */
    char tier[64], region[64];
    char attributes[512]; /* key=value, one a line */
    char currency[16];    /* of the costs */
    char priced_in[16];
    const dated_rate *rate;
    uint32_t meter, price_meter, rule, kind; /* kind: bits of CHARGE_KINDS */
    int64_t per;
    toll_decimal list_price, contracted_price, list_factor, contract_factor, bill_factor;
} charge_key;

/* Flags of a line that make it another kind of charge. */
#define CHARGE_KINDS                                                                                                   \
    (TOLL_LINE_FALLBACK | TOLL_LINE_ALLOWANCE | TOLL_LINE_VOLUME | TOLL_LINE_FEE | TOLL_LINE_FLOOR | TOLL_LINE_CAP)

typedef struct focus_charge {
    charge_key key;
    uint64_t hash;
    int64_t records, quantity, consumed; /* base units billed, and those used where a minimum or step raised them */
    three_costs costs;                   /* in key.currency */
    toll_amount priced_cost;             /* billed, in key.priced_in */
} focus_charge;

typedef struct bill_focus {
    focus_charge *charges;
    uint64_t n_charges, capacity;
    uint32_t *slots; /* index + 1; open addressing */
    uint64_t n_slots;
    int64_t n_records;
    int64_t n_unstated; /* records that tell no account */
    bool is_beyond;     /* a sum is beyond what it can hold: there is no file */
} bill_focus;

void bill_focus_free(bill_focus *f);

/* Adds the lines of a record that is in the sums of the bill. Nothing without --focus. */
void bill_focus_add(bill_focus *f, const bill_request *asked, const priced_record *p, const record_lines *m);

/* Puts the charges in the order of the file: account, time, provider, model, meter, price. */
void bill_focus_sort(bill_focus *f);

#endif
