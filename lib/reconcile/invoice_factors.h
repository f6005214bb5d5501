/* SPDX-License-Identifier: Apache-2.0 */
/* Which discount, tax and rate of exchange an invoice was made with. */
#ifndef TOLL_RECONCILE_INVOICE_FACTORS_H
#define TOLL_RECONCILE_INVOICE_FACTORS_H

#include "reconcile/invoice_explain.h"

#define TOLL__INVOICE_TIES 8

typedef struct toll__invoice_choice {
    toll__invoice_factors factors; /* those to compute with */
    int n_ties;                    /* choices that explain as much with as few factors; above 1: none is certain */
    toll__invoice_factors ties[TOLL__INVOICE_TIES];
} toll__invoice_choice;

/* The choice under which most groups are explained; of equal ones that with fewest factors. */
void toll__invoice_choose(toll__invoice *invoice, toll__invoice_choice *choice);

#endif
