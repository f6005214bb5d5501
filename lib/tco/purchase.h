/* SPDX-License-Identifier: Apache-2.0 */
/* Purchases of an option: when the need grows, again at the end of a life; resale and embodied carbon. */
#ifndef TOLL_TCO_PURCHASE_H
#define TOLL_TCO_PURCHASE_H

#include "tco/ledger.h"

/* Life of a category's purchases, in whole periods. */
int32_t toll__purchase_life(const toll__account *account, uint32_t category);

/* Calls for the pieces bought in a period, given the stock that is needed in each: what is needed beyond what is alive.
 * bought holds periods numbers and is filled. Returns 1 when something was replaced. */
int toll__purchase_schedule(const double *need, int32_t from, int32_t end, int32_t life, double *bought);

/* 1: the row counts at this number of nodes. */
int toll__purchase_is_in_band(const toll__tco_input *row, double nodes);

/* What was bought for a period by the rows posted so far, in the money of its order; category 0: all. */
double toll__purchase_bought(const toll__account *account, uint32_t category, int32_t t);

/* Posts the rows of kind buy. */
void toll__purchase_post(toll__posting *posting);

/* Fills CO2_EMBODIED. */
void toll__purchase_carbon(const toll__tco_plan *plan, const double *values, toll__account *account);

#endif
