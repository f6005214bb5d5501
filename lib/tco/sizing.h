/* SPDX-License-Identifier: Apache-2.0 */
/* How many units an option holds, and which share of the demand they serve. */
#ifndef TOLL_TCO_SIZING_H
#define TOLL_TCO_SIZING_H

#include <math.h>

#include "tco/account.h"

/* A need of 3 units that comes out as 3.0000000000000004 is one of 3; a share of demand that is smaller is rounding. */
#define TOLL__WHOLE_TOLERANCE 1e-12

/* Units, nodes or racks that hold `count` of them. */
static inline double toll__sizing_whole(double count)
{
    return ceil(count * (1 - TOLL__WHOLE_TOLERANCE));
}

/* Fills BUSY, NEED, UNITS and UNITS_PEAK from the demand. */
void toll__sizing_fill(toll__account *account);

/* BUSY alone, of other demand than that by which units were sized. */
void toll__sizing_fill_busy(toll__account *account);

/* Fills LOCAL, REMOTE, LOAD and what they serve. */
void toll__sizing_serve(toll__account *account);

/* Units and busy units in each hour of the day, over any scale; both sum to nothing where there are no units. */
void toll__sizing_hours(const toll__account *account, int32_t t, double units[24], double busy[24]);

#endif
