/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that say by a number which rater is theirs. */
#ifndef TOLL_BILL_RATER_ROWS_H
#define TOLL_BILL_RATER_ROWS_H

#include "bill/rows.h"

typedef struct toll__rater_table {
    const void *const *raters; /* NULL: a tariff that is not known */
    uint64_t n_raters;
    const uint32_t *rater_of_row; /* NULL: rater 0 for all rows */
    const uint32_t *meters;
    uint64_t n_meters;
} toll__rater_table;

/* The status of the first row that failed. */
toll_status toll__rater_bill_rows(const toll__rater_table *table, const toll__rows *rows, toll_error *err);

#endif
