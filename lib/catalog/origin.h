/* SPDX-License-Identifier: Apache-2.0 */
/* Where a cell comes from: its source, date, confidence and what to know about it. */
#ifndef TOLL_CATALOG_ORIGIN_H
#define TOLL_CATALOG_ORIGIN_H

#include "catalog/facts.h"

#define TOLL__ORIGIN_NOTES 2u

typedef struct toll__origin {
    uint32_t confidence;                   /* TOLL_CONFIDENCE_* */
    int32_t as_of;                         /* yyyymmdd; 0: not known */
    const char *source;                    /* "" where the cell is not known */
    const char *notes[TOLL__ORIGIN_NOTES]; /* of the source, of the row; "" where there is none */
} toll__origin;

/* Origin of one cell. */
void toll__origin_get(const toll__table *table, uint64_t row, uint32_t column, toll__origin *origin);

#endif
