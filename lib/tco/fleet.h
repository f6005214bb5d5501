/* SPDX-License-Identifier: Apache-2.0 */
/* Stocks and flows of an option's units: accelerators, nodes, racks, power, energy, carbon, staff, traffic. */
#ifndef TOLL_TCO_FLEET_H
#define TOLL_TCO_FLEET_H

#include "tco/account.h"

/* Fills GPUS .. GB_OUT but CO2_EMBODIED, which goes by purchases. */
void toll__fleet_fill(const toll__tco_plan *plan, const double *values, toll__account *account);

/* Array of a stock that can be bought or held; TOLL__A_FIRST, filled with ones, for TOLL_TCO_PER_ONE. -1: no such
 * stock. */
int toll__fleet_stock(toll__account *account, uint32_t basis);

#endif
