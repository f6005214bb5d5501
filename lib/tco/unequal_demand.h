/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the options of a scenario ask for the same. */
#ifndef TOLL_TCO_UNEQUAL_DEMAND_H
#define TOLL_TCO_UNEQUAL_DEMAND_H

#include "tco/account.h"

/* 1: some row gives options demands, or shapes of a day, of their own. 0: all ask for the same, whatever the values. */
int toll__unequal_demand_may(const toll__tco_plan *plan);

/* Raises the most that any option asks for by the demand of this account, whose asked series are filled. */
void toll__unequal_demand_gather(toll__account *account);

/* TOLL_TCO_REASON_ASKS_LESS where the account asks for less than was gathered; 0 otherwise. */
uint64_t toll__unequal_demand_find(const toll__account *account);

/* TOLL_TCO_FLAG_LOWER_PEAK where its units are sized for a flatter day than those of another option. */
uint64_t toll__unequal_demand_flags(const toll__account *account);

#endif
