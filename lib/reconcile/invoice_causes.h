/* SPDX-License-Identifier: Apache-2.0 */
/* The difference between an invoice and our rows, cause by cause. */
#ifndef TOLL_RECONCILE_INVOICE_CAUSES_H
#define TOLL_RECONCILE_INVOICE_CAUSES_H

#include <toll/bill.h>

#include "reconcile/invoice_factors.h"

typedef struct toll__invoice_result {
    toll_amount ours, theirs, explained, unexplained;
    uint64_t n_causes; /* needed, also where the array was smaller */
    int64_t n_without_amount;
} toll__invoice_result;

/* After toll__invoice_match() and toll__invoice_choose(). Writes up to `capacity` causes; a second call with a larger array
 * gives the same. TOLL_OK, or TOLL_E_OVERFLOW: a sum, also one of the calls before. */
toll_status toll__invoice_reconcile(toll__invoice *invoice, const toll__invoice_choice *choice, toll_bill_cause *causes,
                                    uint64_t capacity, toll__invoice_result *result, toll_error *err);

#endif
