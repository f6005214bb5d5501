/* SPDX-License-Identifier: Apache-2.0 */
/* Which meter's price stands in for a meter without one, and as which part a total is billed that has none. */
#ifndef TOLL_BOOK_FALLBACK_H
#define TOLL_BOOK_FALLBACK_H

#include "book/meter.h"

/* The fall-backs that a tariff declares (rows of kind TOLL_ROW_FALLBACK); all others are the registry's. */
typedef struct toll__fallbacks {
    uint64_t declared;                /* set of the meters with such a row */
    uint64_t defaulted;               /* set of the totals with a row of kind TOLL_ROW_DEFAULT_PART */
    uint8_t other[TOLL__METER_SLOTS]; /* of those declared: the meter whose price stands in; 0: none does */
    uint8_t part[TOLL__METER_SLOTS];  /* of those defaulted: the part */
} toll__fallbacks;

static inline void toll__fallbacks_start(toll__fallbacks *fallbacks)
{
    fallbacks->declared = fallbacks->defaulted = 0;
}

/* Takes a row; of several for one meter the last counts. */
void toll__fallback_declare(toll__fallbacks *fallbacks, uint32_t meter, uint32_t other_meter);

/* Takes a row TOLL_ROW_DEFAULT_PART; of several for one total the last counts. */
void toll__fallback_set_part(toll__fallbacks *fallbacks, uint32_t total, uint32_t part);

/* The part as which tokens of a total are billed where the record does not say of which they are; the total itself where
 * it has a price, or where nothing speaks for a part. */
uint32_t toll__fallback_part(const toll__fallbacks *fallbacks, uint64_t priced, uint32_t total);

/* The meter whose price stands for this one: itself, or one down its fall-backs; 0: none. priced: set of meters. */
uint32_t toll__fallback_find(const toll__fallbacks *fallbacks, uint64_t priced, uint32_t meter);

#endif
