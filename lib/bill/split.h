/* SPDX-License-Identifier: Apache-2.0 */
/* Splits inclusive totals into disjoint lines: each token on exactly one. */
#ifndef TOLL_BILL_SPLIT_H
#define TOLL_BILL_SPLIT_H

#include <stddef.h>

#include "bill/select.h"

/* What the split asks of a tariff. */
typedef struct toll__pricing {
    uint64_t priced; /* set of the meters with a price */
    const toll__fallbacks *fallbacks;
    const toll__choice *naming; /* where some row that holds names a meter, see toll__choice.named; else NULL */
} toll__pricing;

static inline toll__pricing toll__pricing_of(const toll__choice *choice)
{
    return (toll__pricing){choice->has_list | choice->has_contract, &choice->fallbacks,
                           choice->named != 0 ? choice : NULL};
}

typedef struct toll__lines {
    uint64_t meters;               /* set of meters that have a line: quantity not 0 */
    uint64_t substituted;          /* lines that hold cached tokens without a price of their own */
    uint64_t defaulted;            /* lines that hold tokens of a total as its default part */
    uint64_t raised;               /* lines to which a minimum of the inclusive total added something (quantity.c) */
    uint64_t derived;              /* lines with a derived quantity (derive.c) */
    uint64_t owing;                /* of the fees that hold, those that are due; bit 0: the record has a line at all */
    int64_t quantity[TOLL_METERS]; /* of lines only */
} toll__lines;

/* The meter whose line holds the tokens of a part. */
uint32_t toll__split_home(const toll__pricing *pricing, uint32_t part);

toll_status toll__split(const toll__pricing *pricing, const toll__usage *usage, toll__lines *lines, toll_error *err);

#endif
