/* SPDX-License-Identifier: Apache-2.0 */
/* The fast path: bills a record from a compiled tariff (book/compiled_tariff.h) instead of the tariff's rows. It
 * handles usual records and gives the same lines and totals there, bit for bit; it falls back to the general path
 * (bill/compute.h) for everything else, including all errors. */
#ifndef TOLL_BILL_FAST_PATH_H
#define TOLL_BILL_FAST_PATH_H

#include "bill/charge.h"
#include "book/compiled_tariff.h"

/* 1: billed, lines and sums are written. 0: nothing has been written, take the general path. */
int toll__fast_path_bill(const toll__compiled_tariff *compiled, const toll__tariff *tariff,
                         const toll__context *context, const toll_bill_usage *pairs, uint64_t n_pairs,
                         const toll__line_buffer *buffer, toll__sums *sums);

#endif
