/* SPDX-License-Identifier: Apache-2.0 */
/* Loans: money received, then repaid in equal payments of interest and principal. */
#ifndef TOLL_TCO_LOAN_H
#define TOLL_TCO_LOAN_H

#include "tco/ledger.h"

/* Posts the rows of kind loan, after purchases. */
void toll__loan_post(toll__posting *posting);

#endif
