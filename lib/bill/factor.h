/* SPDX-License-Identifier: Apache-2.0 */
/* Products of the multipliers that hold. */
#ifndef TOLL_BILL_FACTOR_H
#define TOLL_BILL_FACTOR_H

#include "bill/select.h"

typedef struct toll__factors {
    toll_decimal list, contract, bill; /* of list; of list and contract; of all multipliers */
} toll__factors;

/* Set of the multipliers (bit i: the i-th that holds) that touch a meter. */
uint64_t toll__factor_touches(const toll__choice *choice, uint32_t meter);

/* Exact products in the order of the rows; TOLL_E_OVERFLOW names the multiplier's figure. */
toll_status toll__factor_multiply(const toll__choice *choice, uint64_t touches, toll__factors *factors,
                                  toll_error *err);

#endif
