/* SPDX-License-Identifier: Apache-2.0 */
/* How prices move: one curve a class, money of period 0 over money of the period, rates of currencies and of years. */
#ifndef TOLL_TCO_PRICE_CURVES_H
#define TOLL_TCO_PRICE_CURVES_H

#include "tco/account.h"

/* Fills the curves that the option has rows for, DEFLATOR and DEFLATOR_WITHIN. */
void toll__price_curves_fill(const toll__tco_plan *plan, const double *values, toll__account *account);

/* Class of a category's prices. */
uint32_t toll__price_curves_class(uint32_t category);

/* How a price moves: a share of other money moves with that, so that the curve, the currency and the money are out. */
typedef struct toll__price_terms {
    uint32_t category;
    uint32_t is_within; /* paid within the period, not at its start */
    uint32_t is_share;
} toll__price_terms;

/* Fills RATE with the factor on a price row's value in each period: curve, currency, price year, price factors,
 * money. */
const double *toll__price_curves_rate(const toll__tco_plan *plan, const double *values, const toll__tco_input *row,
                                      toll__price_terms terms, toll__account *account);

#endif
