/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of scenario rows, as their kind uses them. */
#ifndef TOLL_TESTS_FUZZ_SCENARIOS_H
#define TOLL_TESTS_FUZZ_SCENARIOS_H

#include "fuzz.h"

/* A few codes more than there are of each. */
static inline void take_terms(input *in, toll_tco_row *row, uint64_t uses)
{
    row->category = (uses & TOLL_TCO_USES_CATEGORY) != 0 ? (uint32_t)take(in, 1) % 25 : 0;
    row->basis = (uses & TOLL_TCO_USES_BASIS) != 0 ? (uint32_t)take(in, 1) % 30 : 0;
    row->time = (uses & TOLL_TCO_USES_TIME) != 0 ? (uint32_t)take(in, 1) % 7 : 0;
    row->subject = (uses & TOLL_TCO_USES_SUBJECT) != 0 ? (uint32_t)take(in, 1) % 25 : 0;
    row->quantity = (uses & TOLL_TCO_USES_QUANTITY) != 0 ? (double)(take(in, 1) % 9) : 1;
}

#endif
