/* SPDX-License-Identifier: Apache-2.0 */
/* What a tariff says to one record: the prices that hold, the multipliers that hold, what else must be looked at. */
#ifndef TOLL_BILL_SELECT_H
#define TOLL_BILL_SELECT_H

#include "book/fallback.h"
#include "bill/predicate.h"

#define TOLL__MULTIPLIERS 64u /* most that may hold at once: one bit each */

typedef struct toll__choice {
    const toll__row *rows;
    uint32_t n_rows, n_multipliers;
    uint64_t has_list, has_contract;  /* sets of meters with a price */
    uint64_t named;                   /* meters that a multiplier, minimum, step, allowance or volume tier names */
    uint64_t kinds;                   /* set of the kinds of rows that the tariff has */
    uint32_t flags, is_scoped;        /* flags: of every line; is_scoped 1: some multiplier that holds names a meter */
    toll__fallbacks fallbacks;
    uint32_t list[TOLL__METER_SLOTS], contract[TOLL__METER_SLOTS]; /* row of the price, where it has one */
    uint32_t multipliers[TOLL__MULTIPLIERS];                       /* rows, in order */
} toll__choice;

#define TOLL__KIND_BIT(kind) ((uint64_t)1 << ((kind)&63u)) /* sets of kinds of rows are words */

/* Rows that count a record's requests or quantities one by one: an aggregate must not meet them unasked. VOLUME rows
 * without a counter belong to them too. */
#define TOLL__KINDS_EXTRA                                                                                              \
    (TOLL__KIND_BIT(TOLL_ROW_MINIMUM) | TOLL__KIND_BIT(TOLL_ROW_STEP) | TOLL__KIND_BIT(TOLL_ROW_ALLOWANCE) |           \
     TOLL__KIND_BIT(TOLL_ROW_VOLUME))

toll_status toll__select(const toll__tariff *tariff, const toll__context *context, const toll__usage *usage,
                         toll__choice *choice, toll_error *err);

/* The meter whose price stands for this one, see toll__fallback_find(). */
static inline uint32_t toll__select_price_meter(const toll__choice *choice, uint32_t meter)
{
    return toll__fallback_find(&choice->fallbacks, choice->has_list | choice->has_contract, meter);
}

/* First row of this kind and meter after row `after`; 0: none (row 0 opens the tariff). */
uint32_t toll__select_find(const toll__choice *choice, uint32_t kind, uint32_t meter, uint32_t after);

#endif
