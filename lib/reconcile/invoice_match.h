/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of ours a line of an invoice covers. */
#ifndef TOLL_RECONCILE_INVOICE_MATCH_H
#define TOLL_RECONCILE_INVOICE_MATCH_H

#include "reconcile/invoice_rows.h"

/* Makes groups of the lines of theirs, puts each row of ours into the group that covers it most closely, chains
 * alternatives to their rows, and moves rows whose tier or region alone differs. The row kinds are checked. */
void toll__invoice_match(toll__invoice *invoice);

/* The next row of ours from `from` on that no line covers; -1: none. */
int64_t toll__invoice_next_left(const toll__invoice *invoice, int64_t from);

#endif
