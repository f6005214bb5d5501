/* SPDX-License-Identifier: Apache-2.0 */
/* The caller's arrays that a bill and its bound take alike, and his tariff rows as a book's. */
#ifndef TOLL_API_BILL_INPUTS_H
#define TOLL_API_BILL_INPUTS_H

#include <stddef.h>

#include "base/fault.h"
#include "bill/quantity.h"
#include "book/book_compile.h"
#include "book/tariff_card.h"

/* At most TOLL__RECORD_PAIRS rows, and a pointer unless there are none. The names are those of the two arguments. */
static inline toll_status toll__bill_check_array(const void *rows, uint64_t count, const char *argument,
                                                 const char *counter, toll_error *err)
{
    if (count > TOLL__RECORD_PAIRS)
        return toll__fail_range(err, 0, counter, -1, 0, TOLL__RECORD_PAIRS, (double)count);
    return rows == NULL && count != 0 ? toll__fail_null(err, argument) : TOLL_OK;
}

/* A context with its attributes; all but the counters, which the fast path does not ask for. In api_bill.c, where it is
 * inlined. */
toll_status toll__bill_set_context(const toll_bill_context *given, const toll_bill_attribute *attributes,
                                   uint64_t n_attributes, const toll__card_view *card, toll__context *context,
                                   toll_error *err);

/* Counters as they are before the record; none may be negative. */
toll_status toll__bill_take_counters(const toll_bill_counter *given, uint64_t count, toll__counters *counters,
                                     toll_error *err);

/* A checked row with its texts; those stay the caller's. */
void toll__bill_take_row(const toll_bill_row *from, toll__source *source);

#endif
