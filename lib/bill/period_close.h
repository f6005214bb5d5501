/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of a month or an invoice: what an account owes beside its records. */
#ifndef TOLL_BILL_PERIOD_CLOSE_H
#define TOLL_BILL_PERIOD_CLOSE_H

#include "bill/charge.h"
#include "book/book_view.h"

#define TOLL__PERIOD_SUMS 4096u /* most sums of one call */

/* An account's sums in a period; the rows of their tariffs have been checked. */
typedef struct toll__period {
    const toll__book *book;
    const toll_bill_sum *sums;
    uint64_t n_sums;
    uint32_t period, reserved; /* TOLL_PERIOD_MONTH or TOLL_PERIOD_INVOICE */
} toll__period;

/* The tariff that a row of the book opens: its index; n_tariffs where it opens none. */
uint32_t toll__period_tariff(const toll__book *book, int64_t row);

/* TOLL_E_CONFLICT where the sums are of several currencies. */
toll_status toll__period_check(const toll__period *p, toll_error *err);

/* Lines go to the buffer, or nowhere; the sums are of all lines. */
toll_status toll__period_close(const toll__period *p, const toll__line_buffer *buffer, toll__sums *sums,
                               toll_error *err);

#endif
