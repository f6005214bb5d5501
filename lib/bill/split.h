/* SPDX-License-Identifier: Apache-2.0 */
/* Splits inclusive totals into disjoint lines: each token on exactly one. */
#ifndef TOLL_BILL_SPLIT_H
#define TOLL_BILL_SPLIT_H

#include "bill/select.h"

typedef struct toll__lines {
    uint64_t meters;               /* set of meters that have a line: quantity not 0 */
    uint64_t substituted;          /* lines that hold cached tokens without a price of their own */
    int64_t quantity[TOLL_METERS]; /* of lines only */
} toll__lines;

toll_status toll__split(const toll__choice *choice, const toll__usage *usage, toll__lines *lines, toll_error *err);

#endif
