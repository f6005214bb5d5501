/* SPDX-License-Identifier: Apache-2.0 */
/* Fees, floor and cap of a record on top of the extreme of its lines. */
#ifndef TOLL_BOUND_BOUND_MONEY_H
#define TOLL_BOUND_BOUND_MONEY_H

#include "bound/bound_case.h"

/* Moves the extreme of the lines to that of the bill. */
toll_status toll__bound_money(const toll__case *c, toll__goal goal, toll_amount *amount, toll_error *err);

#endif
