/* SPDX-License-Identifier: Apache-2.0 */
/* The highest and the lowest bill of any usage within limits. */
#ifndef TOLL_BOUND_BOUND_H
#define TOLL_BOUND_BOUND_H

#include "bound/bound_case.h"
#include "bound/bound_scope.h"

typedef struct toll__bounds {
    uint32_t verdict; /* TOLL_CEILING_* */
    uint32_t meter;   /* without a limit */
    uint64_t relaxed; /* TOLL_RELAXED_* */
    toll_amount billed, contracted, list, lowest;
    toll_amount attained; /* bill of `usage` in `context` */
    uint64_t n_cases;
    toll__usage usage;
    toll__context context;
} toll__bounds;

/* n_limits at most 64, each meter once. Fills least, most and what is limited. */
toll_status toll__limits_take(const toll_bill_limit *limits, uint64_t n_limits, toll__box *box, uint64_t *limited,
                              toll_error *err);

/* limited: set of meters that have a limit; box from toll__limits_take(). */
toll_status toll__bound(const toll__tariff *tariff, const toll__scope *scope, const toll__box *box, uint64_t limited,
                        const toll__counters *counters, toll__bounds *bounds, toll_error *err);

/* Where cases are too many to try: every base unit at the dearest price of its kind with every factor above 1. */
toll_status toll__bound_crudely(const toll__tariff *tariff, const toll__box *box, toll__bounds *bounds,
                                toll_error *err);

#endif
