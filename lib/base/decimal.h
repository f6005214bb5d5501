/* SPDX-License-Identifier: Apache-2.0 */
/* Exact decimals, coef * 10^-scale. Every function but toll__decimal_check() expects checked operands and writes its
 * result only on TOLL_OK; results may overwrite operands, which come by value. */
#ifndef TOLL_BASE_DECIMAL_H
#define TOLL_BASE_DECIMAL_H

#include <toll/money.h>

/* Scale in 0 .. 36 and reserved 0, else TOLL_E_RANGE that names the field and, in the message, the argument. */
toll_status toll__decimal_check(const toll_decimal *value, const char *argument, toll_error *err);

/* -1, 0 or 1. */
int32_t toll__decimal_compare(toll_decimal left, toll_decimal right);

toll_status toll__decimal_add(toll_decimal left, toll_decimal right, toll_decimal *sum, toll_error *err);
toll_status toll__decimal_multiply(toll_decimal left, toll_decimal right, toll_decimal *product, toll_error *err);

/* digits 0 .. 36 and a valid mode; inexact is never NULL. */
toll_status toll__decimal_round(toll_decimal value, int32_t digits, int32_t mode, toll_decimal *rounded,
                                int32_t *inexact, toll_error *err);

toll_status toll__decimal_parse(const char *text, uint64_t length, toll_decimal *value, toll_error *err);
toll_status toll__decimal_format(toll_decimal value, char *text, uint64_t capacity, uint64_t *needed, toll_error *err);

#endif
