/* SPDX-License-Identifier: Apache-2.0 */
/* The quick way: a record billed from a sheet (book/compiled_tariff.h) instead of the tariff's rows. It knows the usual case and
 * gives the same lines and totals there, bit for bit; everything else, each error among it, is the slow way's
 * (bill/compute.h). */
#ifndef TOLL_BILL_FAST_PATH_H
#define TOLL_BILL_FAST_PATH_H

#include "bill/charge.h"
#include "book/compiled_tariff.h"

/* 1: billed, lines and sums are written. 0: nothing has been written, take the slow way. */
int toll__fast_path_bill(const toll__compiled_tariff *sheet, const toll__tariff *tariff, const toll__context *context,
                     const toll_bill_usage *pairs, uint64_t n_pairs, const toll__ledger *ledger, toll__sums *sums);

#endif
