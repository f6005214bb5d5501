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
    uint32_t unknown;     /* row of a window or holiday that the book can't answer; 0: none */
} toll__verdict;

/* Takes row `index` of a block that begins at row `first` of a tariff of `n_rows`. */
toll_status toll__predicate_take(const toll__row *rows, uint32_t n_rows, uint32_t first, uint32_t index,
                                 const toll__context *context, const toll__usage *usage, toll__verdict *verdict,
                                 toll_error *err);

/* Whether the block holds; a block without predicates does. TOLL_E_MISSING where that depends on a day or an instant of
 * which the book knows too little, and on nothing else. */
toll_status toll__predicate_judge(const toll__verdict *verdict, const toll__row *rows, const toll__context *context,
                                  int *holds, toll_error *err);

/* Whether a row that names a text (a region, an attribute's value) matches the one of this number, negated or not. */
int toll__predicate_matches(const toll__row *row, uint64_t id, const toll__context *context);
int toll__predicate_is_negated(uint32_t op);

#endif
