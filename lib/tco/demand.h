/* SPDX-License-Identifier: Apache-2.0 */
/* Demand on an option, by period. */
#ifndef TOLL_TCO_DEMAND_H
#define TOLL_TCO_DEMAND_H

#include "tco/account.h"

/* Fills INPUT, CACHED, OUTPUT, TASKS and TOKENS from the slots and the growth rows. */
void toll__demand_fill(const toll__tco_plan *plan, const double *values, toll__account *account);

/* Unit-seconds that the demand of a period keeps busy, were all of it served by the option's own units. */
double toll__demand_busy_s(const toll__account *account, int32_t period);

/* 1: some capacity is given, so that demand can be set against units. */
static inline int toll__demand_has_capacity(const toll__account *account)
{
    const uint64_t capacities = UINT64_C(1) << TOLL__SLOT_CAP_INPUT | UINT64_C(1) << TOLL__SLOT_CAP_CACHED |
                                UINT64_C(1) << TOLL__SLOT_CAP_OUTPUT | UINT64_C(1) << TOLL__SLOT_CAP_TOKENS;
    return (account->seen & capacities) != 0;
}

/* Demand that follows the units (rows of kind load): scales the demand so that the units are that busy. */
void toll__demand_follow(toll__account *account);

#endif
