/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons why an option must not be ranked: demand that it leaves, and things that it uses for nothing. */
#ifndef TOLL_TCO_INCOMPLETE_H
#define TOLL_TCO_INCOMPLETE_H

#include "tco/account.h"

/* TOLL_TCO_REASON_* bits of an account whose lines have been posted. Writes the array COVER only. */
uint64_t toll__incomplete_find(const toll__tco_plan *plan, toll__account *account);

#endif
