/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts, signed 128-bit counts of 10^-18. Decimals come checked; results are written only on TOLL_OK and may
 * overwrite operands, which come by value. inexact is never NULL. */
#ifndef TOLL_BASE_AMOUNT_H
#define TOLL_BASE_AMOUNT_H

#include <toll/money.h>

#include "base/wide.h"

/* |value|, up to 2^127. */
toll__wide toll__amount_magnitude(toll_amount value);

/* The signed value of a magnitude; returns 1 when it fits 128 bits, else 0 and *value stays. */
int toll__amount_make(const toll__wide *magnitude, int negative, toll_amount *value);

/* TOLL_E_OVERFLOW for an argument whose value needs more than 128 bits; row -1: not a row. */
toll_status toll__amount_fail(const char *result, int64_t row, toll_error *err);

/* -1, 0 or 1. */
int32_t toll__amount_compare(toll_amount left, toll_amount right);

toll_status toll__amount_add(toll_amount left, toll_amount right, toll_amount *sum, toll_error *err);
toll_status toll__amount_subtract(toll_amount left, toll_amount right, toll_amount *difference, toll_error *err);

/* Rows of at least 16 bytes, any alignment; their extent has been checked. */
toll_status toll__amount_sum(const void *amounts, uint64_t count, uint64_t stride, toll_amount *sum, toll_error *err);

toll_status toll__amount_multiply(toll_amount amount, toll_decimal factor, int32_t mode, toll_amount *product,
                                  int32_t *inexact, toll_error *err);

/* digits -20 .. 18. */
toll_status toll__amount_round(toll_amount value, int32_t digits, int32_t mode, toll_amount *rounded, int32_t *inexact,
                               toll_error *err);

toll_status toll__amount_parse(const char *text, uint64_t length, toll_amount *value, toll_error *err);

/* digits_min 0 .. 18. */
toll_status toll__amount_format(toll_amount value, int32_t digits_min, char *text, uint64_t capacity, uint64_t *needed,
                                toll_error *err);

#endif
