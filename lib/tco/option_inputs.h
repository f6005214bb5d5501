/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs of an option by period: the slots of its rows, its hourly profile, the lives of its purchases. */
#ifndef TOLL_TCO_OPTION_INPUTS_H
#define TOLL_TCO_OPTION_INPUTS_H

#include "tco/account.h"

/* Fills the slots and the account's own settings from `values`, one number a row. Rows of option 0 first, so that the
 * option's own replace them; rows that add or multiply do so whoever they are for. */
void toll__option_inputs_fill(const toll__tco_plan *plan, const double *values, toll__account *account);

/* 1: some row of the option fills the slot. */
static inline int toll__option_inputs_has(const toll__account *account, toll__slot slot)
{
    return (account->seen >> slot & 1) != 0;
}

#endif
