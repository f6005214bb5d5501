/* SPDX-License-Identifier: Apache-2.0 */
/* Reserved units: paid whether used or not, up front or as time goes by. */
#ifndef TOLL_TCO_COMMITMENT_H
#define TOLL_TCO_COMMITMENT_H

#include "tco/ledger.h"

/* Posts commitments in the order of their rows, and fills UNCOVERED. */
void toll__commitment_post(toll__posting *posting);

#endif
