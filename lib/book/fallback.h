/* SPDX-License-Identifier: Apache-2.0 */
/* Which meter's price stands in for a meter without one. */
#ifndef TOLL_BOOK_FALLBACK_H
#define TOLL_BOOK_FALLBACK_H

#include "book/meter.h"

/* The fall-backs that a tariff declares (rows of kind TOLL_ROW_FALLBACK); all others are the registry's. */
typedef struct toll__fallbacks {
    uint64_t declared;                /* set of the meters with such a row */
    uint8_t other[TOLL__METER_SLOTS]; /* of those: the meter whose price stands in; 0: none does */
} toll__fallbacks;

/* Takes a row; of several for one meter the last counts. */
void toll__fallback_declare(toll__fallbacks *fallbacks, uint32_t meter, uint32_t other_meter);

/* The meter whose price stands for this one: itself, or one down its fall-backs; 0: none. priced: set of meters. */
uint32_t toll__fallback_find(const toll__fallbacks *fallbacks, uint64_t priced, uint32_t meter);

#endif
