/* SPDX-License-Identifier: Apache-2.0 */
/* How prices move: one curve a class, money of period 0 over money of the period, rates of currencies and of years. */
#ifndef TOLL_TCO_PRICE_CURVES_H
#define TOLL_TCO_PRICE_CURVES_H

#include "tco/account.h"

/* Fills the curves that the option has rows for, and DEFLATOR. */
void toll__price_curves_fill(const toll__tco_plan *plan, const double *values, toll__account *account);

/* Class of a category's prices. */
uint32_t toll__price_curves_class(uint32_t category);

/* Fills RATE with the factor on a price row's value in each period: curve, currency, price year, price factors, money.
 * A share of other money moves with that: is_share keeps the curve, the currency and the money out. */
const double *toll__price_curves_rate(const toll__tco_plan *plan, const double *values, const toll__tco_input *row,
                                      uint32_t category, int is_share, toll__account *account);

#endif
