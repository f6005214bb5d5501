/* SPDX-License-Identifier: Apache-2.0 */
/* Costs and income that are not purchases: per stock and time, per flow, once; and the tax that they save. */
#ifndef TOLL_TCO_OPERATING_COSTS_H
#define TOLL_TCO_OPERATING_COSTS_H

#include "tco/ledger.h"

/* Posts the rows of kind cost and income. */
void toll__operating_costs_post(toll__posting *posting);

/* Posts the tax saved; everything else has been posted. */
void toll__operating_costs_post_tax(toll__posting *posting);

#endif
