/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules make of a name: rows of the catalog, and what had to be read into it. */
#ifndef TOLL_CATALOG_NAME_FOUND_H
#define TOLL_CATALOG_NAME_FOUND_H

#include <stdint.h>

#define TOLL__FOUND_ROWS      8u
#define TOLL__PRECISION_BYTES 32u

typedef struct toll__name_found {
    uint64_t rows[TOLL__FOUND_ROWS]; /* rows that the name fits, in id order; those beyond are counted only */
    uint64_t n_rows;
    uint64_t row;                          /* the one that is meant, when is_found */
    uint32_t is_found;                     /* 1: one row, or the most usual of several */
    uint32_t how;                          /* TOLL_FOUND_* */
    uint64_t count;                        /* accelerators that the name states; 0: none stated */
    char precision[TOLL__PRECISION_BYTES]; /* id of the precision that the name states; empty: none, or not known */
} toll__name_found;

/* Adds a row that the name fits, once. */
void toll__found_add(toll__name_found *found, uint64_t row);

/* Chooses among the rows: the only one, or the one whose rank in a TOLL__ALIAS_USUAL_* part is lowest. */
void toll__found_choose(toll__name_found *found, uint32_t usual);

#endif
