/* SPDX-License-Identifier: Apache-2.0 */
/* What a tariff says to one record: the prices that hold, the multipliers that hold, what else must be looked at. */
#ifndef TOLL_BILL_SELECT_H
#define TOLL_BILL_SELECT_H

#include "book/fallback.h"
#include "bill/predicate.h"

#define TOLL__MULTIPLIERS 64u /* most that may hold at once: one bit each */

/* Kinds of rows that change quantities, as an index: minimum, step, allowance, volume. */
#define TOLL__TERMS      4u
#define TOLL__TERM(kind) (((kind)-TOLL_ROW_MINIMUM) & 3u)

typedef struct toll__choice {
    const toll__row *rows;
    uint32_t n_rows, n_multipliers;
    uint64_t has_list, has_contract; /* sets of meters with a price */
    uint64_t named;                  /* meters that a multiplier, minimum, step, allowance or volume tier names */
    uint64_t kinds;                  /* set of the kinds of rows that the tariff has, whether they hold or not */
    uint32_t flags, is_scoped;       /* flags: of every line; is_scoped 1: some multiplier that holds names a meter */
    uint32_t tier_waits, reserved;   /* tier_waits 1: the tier is sold to some records, and not to this one */
    uint64_t counted;                /* meters that predicates ask for */
    uint64_t implied;                /* meters that the record has, though it does not name them */
    const toll__texts *texts;        /* of the book, for messages; NULL: not known */
    toll__fallbacks fallbacks;
    uint64_t fees[2];                       /* by is_contract, sets of meters with a fee; bit 0: any record's */
    uint32_t fee_row[2][TOLL__METER_SLOTS]; /* its row */
    uint32_t floor_row[2], cap_row[2];      /* by is_contract; 0: none */
    uint64_t derived;                       /* meters with a derived quantity */
    uint32_t derive_row[TOLL__METER_SLOTS]; /* the first of its rows */
    uint64_t held[TOLL__TERMS];             /* by kind, sets of meters: a block that holds has such a row */
    uint32_t held_row[TOLL__TERMS][TOLL__METER_SLOTS]; /* that row, of the last block; of volume tiers the first */
    uint32_t list[TOLL__METER_SLOTS], contract[TOLL__METER_SLOTS]; /* row of the price, where it has one */
    uint32_t multipliers[TOLL__MULTIPLIERS];                       /* rows, in order */
} toll__choice;

#define TOLL__KIND_BIT(kind) ((uint64_t)1 << ((kind)&63u)) /* sets of kinds of rows are words */

toll_status toll__select(const toll__tariff *tariff, const toll__context *context, const toll__usage *usage,
                         toll__choice *choice, toll_error *err);

/* The meter whose price stands for this one, see toll__fallback_find(). */
static inline uint32_t toll__select_price_meter(const toll__choice *choice, uint32_t meter)
{
    return toll__fallback_find(&choice->fallbacks, choice->has_list | choice->has_contract, meter);
}

/* Row of a minimum, step, allowance or (the first) volume tier of a meter that holds; 0: none. */
static inline uint32_t toll__select_term(const toll__choice *choice, uint32_t kind, uint32_t meter)
{
    const uint32_t term = TOLL__TERM(kind);
    return (choice->held[term] >> meter & 1) != 0 ? choice->held_row[term][meter] : 0;
}

/* The next row of the same kind and meter in the block of row `row`; 0: none. */
uint32_t toll__select_next(const toll__choice *choice, uint32_t row);

/* Whether amounts of money of the record hold. */
static inline int toll__select_has_money(const toll__choice *choice)
{
    return (choice->fees[0] | choice->fees[1]) != 0 ||
           (choice->floor_row[0] | choice->floor_row[1] | choice->cap_row[0] | choice->cap_row[1]) != 0;
}

/* Whether any meter's quantity is changed. */
static inline int toll__select_has_terms(const toll__choice *choice)
{
    return (choice->held[0] | choice->held[1] | choice->held[2] | choice->held[3]) != 0;
}

#endif
