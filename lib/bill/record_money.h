/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of money of a record: fees, the least it costs, the most it costs. */
#ifndef TOLL_BILL_RECORD_MONEY_H
#define TOLL_BILL_RECORD_MONEY_H

#include "bill/select.h"
#include "bill/split.h"

/* A sum of lines that a floor lifts or a cap lowers. */
typedef struct toll__money_limit {
    toll_decimal list, contracted;
    uint32_t rule, flags; /* TOLL_LINE_FLOOR or TOLL_LINE_CAP */
} toll__money_limit;

/* Which fees a record owes, as a set; bit 0: it has a line, so that fees of no meter, floor and cap hold. */
uint64_t toll__money_owing(const toll__choice *choice, const toll__usage *usage, const toll__lines *lines);

/* The rows of a fee of a meter (0: of any record), list and negotiated, each standing for both where it is alone. */
void toll__money_fee(const toll__choice *choice, uint32_t meter, const toll__row **list, const toll__row **contract);

/* The floor (TOLL_LINE_FLOOR) or cap (TOLL_LINE_CAP) that holds; 0: there is none. */
int toll__money_limit_find(const toll__choice *choice, uint32_t flag, toll__money_limit *limit);

/* What a floor or cap adds to a sum: 0 or more, 0 or less. 0 (returned): it does not fit an amount. */
int toll__money_difference(uint32_t flag, toll_decimal limit, toll_amount sum, toll_amount *difference,
                           int32_t *inexact);

#endif
