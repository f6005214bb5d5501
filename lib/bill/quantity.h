/* SPDX-License-Identifier: Apache-2.0 */
/* From the quantity of a line to what is billed: minimum, step, free allowance, volume tiers. */
#ifndef TOLL_BILL_QUANTITY_H
#define TOLL_BILL_QUANTITY_H

#include "bill/record.h"
#include "bill/split.h"

/* Part of a line's quantity that has one price. */
typedef struct toll__piece {
    int64_t quantity;
    uint32_t list, contract; /* rows of the prices; 0: as of the meter */
    uint32_t flags;          /* TOLL_LINE_*; TOLL_LINE_ALLOWANCE: free */
    uint32_t reserved;
} toll__piece;

/* The account's counters while one record is billed. */
typedef struct toll__counters {
    const toll_bill_counter *counters;
    uint64_t count;
    int64_t used[TOLL__RECORD_PAIRS];
} toll__counters;

/* A line being cut: pieces come one after another until nothing is left. */
typedef struct toll__cut {
    uint32_t meter, flags;
    int64_t left;                /* not cut off yet */
    int64_t free;                /* of it, free */
    int64_t position;            /* of the next base unit on the volume counter: as many were before it */
    uint32_t has_tiers, is_flat; /* is_flat 1: all units at the tier of the last one */
} toll__cut;

/* The line on which a minimum of a meter's inclusive total adds what is missing. */
uint32_t toll__quantity_fill_line(const toll__choice *choice, uint32_t meter);

/* Adds to lines what the record's inclusive totals lack to their minima. */
void toll__quantity_fill(const toll__choice *choice, const toll__usage *usage, toll__lines *lines);

/* Counter units per base unit of an allowance. */
toll_decimal toll__quantity_ratio(const toll__row *allowance);

/* Applies minimum and step, takes the allowance, advances the counters. */
toll_status toll__quantity_start(const toll__choice *choice, uint32_t meter, int64_t quantity, toll__counters *counters,
                                 toll__cut *cut, toll_error *err);

/* Cuts the next piece off; call while cut->left != 0. */
void toll__quantity_next(const toll__choice *choice, toll__cut *cut, toll__piece *piece);

#endif
