/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of amounts in which an overflow is remembered, so that a chain of them is checked once, at its end. */
#ifndef TOLL_RECONCILE_INVOICE_SUM_H
#define TOLL_RECONCILE_INVOICE_SUM_H

#include <toll/money.h>

toll_amount toll__invoice_plus(toll_amount left, toll_amount right, int32_t *overflow);
toll_amount toll__invoice_minus(toll_amount left, toll_amount right, int32_t *overflow);
toll_amount toll__invoice_times(toll_amount amount, toll_decimal factor, int32_t *inexact, int32_t *overflow);

/* amount * numerator / denominator, half to even; both of 0 or more, denominator above 0. */
toll_amount toll__invoice_scale(toll_amount amount, int64_t numerator, int64_t denominator, int32_t *inexact,
                                int32_t *overflow);

int toll__invoice_is_zero(toll_amount amount);

/* Whether |left - right| is below `lines` units of 10^-digits: what rounding by any mode, once a line, can do. */
int toll__invoice_is_near(toll_amount left, toll_amount right, int64_t lines, int32_t digits, int32_t inexact);

#endif
