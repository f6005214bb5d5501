/* SPDX-License-Identifier: Apache-2.0 */
/* A price per so many units, made ready to price many quantities: attos per unit as a fraction. Most real prices (a few
 * digits, per a power of ten) are whole attos per unit, so that a quantity costs one multiplication and no division. */
#ifndef TOLL_BASE_RATE_H
#define TOLL_BASE_RATE_H

#include <toll/money.h>

#include "base/wide.h"

typedef struct toll__rate {
    toll__wide numerator;   /* |attos| per denominator units, below 2^128 */
    toll__wide denominator; /* at least 1 */
    int32_t negative;
    int32_t whole; /* 1: the denominator is 1 */
} toll__rate;

/* price is checked; per is 1 .. 2^63 - 1. */
void toll__rate_make(toll_decimal price, int64_t per, toll__rate *rate);

/* rate * quantity, rounded once if need be; 1 when it fits an amount, else 0 and nothing is written. */
int toll__rate_price(const toll__rate *rate, int64_t quantity, int32_t mode, toll_amount *amount, int32_t *inexact);

#endif
