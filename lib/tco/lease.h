/* SPDX-License-Identifier: Apache-2.0 */
/* Leased units: a fixed payment per time over a term, then handed back, or bought out. */
#ifndef TOLL_TCO_LEASE_H
#define TOLL_TCO_LEASE_H

#include "tco/ledger.h"

/* Posts the rows of kind lease. */
void toll__lease_post(toll__posting *posting);

#endif
