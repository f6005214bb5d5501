/* SPDX-License-Identifier: Apache-2.0 */
/* How many units an option holds, and which share of the demand they serve. */
#ifndef TOLL_TCO_SIZING_H
#define TOLL_TCO_SIZING_H

#include "tco/account.h"

/* Fills BUSY, NEED, UNITS and UNITS_PEAK from the demand. */
void toll__sizing_fill(toll__account *account);

/* BUSY alone, of other demand than that by which units were sized. */
void toll__sizing_fill_busy(toll__account *account);

/* Fills LOCAL, REMOTE, LOAD and what they serve. */
void toll__sizing_serve(toll__account *account);

#endif
