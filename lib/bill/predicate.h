/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the predicates of a rule or multiplier hold. */
#ifndef TOLL_BILL_PREDICATE_H
#define TOLL_BILL_PREDICATE_H

#include "bill/record.h"
#include "bill/usage.h"

/* What the predicates seen so far in one block amount to. Of those that name the same thing one must hold. */
typedef struct toll__verdict {
    uint32_t named, held; /* sets of things: tier, region, time */
    uint32_t failed;      /* 1: one that stands alone does not hold */
} toll__verdict;

/* Takes row `index` of a block that begins at row `first` of a tariff of `n_rows`. */
toll_status toll__predicate_take(const toll__row *rows, uint32_t n_rows, uint32_t first, uint32_t index,
                                 const toll__context *context, const toll__usage *usage, toll__verdict *verdict,
                                 toll_error *err);

/* 1 when the block holds; a block without predicates does. */
static inline int toll__predicate_holds(const toll__verdict *verdict)
{
    return verdict->failed == 0 && verdict->named == verdict->held;
}

#endif
