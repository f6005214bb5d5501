/* SPDX-License-Identifier: Apache-2.0 */
/* A card in one context as linear functions of columns: what a row costs is a sum of quantity * coefficient.
 *
 * Which function holds is decided by thresholds alone: the cell of a row. A row that no function bills for certain is
 * not sound, and takes the path of single records. */
#ifndef TOLL_BILL_LINEAR_H
#define TOLL_BILL_LINEAR_H

#include "bill/record.h"
#include "book/tariff_card.h"

#define TOLL__LINEAR_TERMS   16u /* columns with a coefficient */
#define TOLL__LINEAR_CELLS   16u
#define TOLL__LINEAR_CUTS    8u
#define TOLL__LINEAR_SUMS    9u   /* of the prompt, of writes, of the answer, of modalities and what is read of them */
#define TOLL__LINEAR_PARTS   10u  /* of one of them */
#define TOLL__LINEAR_BLOCK   128u /* rows that are billed together */
#define TOLL__LINEAR_TOO_BIG 56u  /* quantities from 2^56 on are left to single records: 64 of them fit 63 bits */

/* Columns of parts that together, less those of `back`, are at most the column of their total. */
typedef struct toll__linear_sum {
    uint8_t total, n_parts, n_back, reserved, parts[TOLL__LINEAR_PARTS], back[TOLL__LINEAR_PARTS];
} toll__linear_sum;

/* A quantity from `at` on is `step` cells further. */
typedef struct toll__linear_cut {
    int64_t at;
    uint32_t column, step;
} toll__linear_cut;

typedef struct toll__linear {
    uint32_t is_ready; /* 0: no row is sound */
    uint32_t n_terms, n_zeros, n_sums, n_cuts, n_cells;
    uint32_t unknown_cells, reserved; /* set of the cells without a function */
    uint8_t terms[TOLL__LINEAR_TERMS];
    uint8_t zeros[TOLL__RECORD_PAIRS]; /* columns that are billed linearly only where they are 0 */
    toll__linear_sum sums[TOLL__LINEAR_SUMS];
    toll__linear_cut cuts[TOLL__LINEAR_CUTS];
    int64_t coefs[TOLL__LINEAR_CELLS][TOLL__LINEAR_TERMS]; /* attos per base unit */
    int64_t constants[TOLL__LINEAR_CELLS];                 /* attos of a row without any quantity */
} toll__linear;

/* Derives the functions, by bills of a few records in each cell. */
void toll__linear_derive(const toll__card_view *card, const toll__context *context, const uint32_t *meters,
                         uint64_t n_meters, toll__linear *linear);

/* Whether all rows from `first` on are sound, at most a block; and the cell of each. */
int toll__linear_is_sound(const toll__linear *linear, const int64_t *const *columns, uint64_t first, uint64_t count,
                          uint8_t cells[TOLL__LINEAR_BLOCK]);

/* What sound rows cost. */
void toll__linear_bill(const toll__linear *linear, const int64_t *const *columns, uint64_t first, uint64_t count,
                       const uint8_t cells[TOLL__LINEAR_BLOCK], toll_amount *billed);

#endif
