/* SPDX-License-Identifier: Apache-2.0 */
/* The largest-remainder method (Hamilton): parts of a total in proportion to weights, in whole units. */
#ifndef TOLL_BASE_ALLOCATE_H
#define TOLL_BASE_ALLOCATE_H

#include <toll/money.h>

/* count 1 .. 2^32, digits -20 .. 18 have been checked; nothing is written unless TOLL_OK. */
toll_status toll__allocate(toll_amount total, const int64_t *weights, uint64_t count, int32_t digits,
                           toll_amount *parts, toll_error *err);

#endif
