/* SPDX-License-Identifier: Apache-2.0 */
/* A record under a tariff. */
#ifndef TOLL_BILL_COMPUTE_H
#define TOLL_BILL_COMPUTE_H

#include "book/tariff_card.h"
#include "bill/charge.h"
#include "bill/kinds.h"

/* Counters are advanced in `counters`, which the caller commits. */
toll_status toll__compute(const toll__tariff *tariff, const toll__context *context, const toll_bill_usage *pairs,
                          uint64_t n_pairs, toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                          toll_error *err);

/* The same in two steps, for many records under one choice: what the tariff says to a record, and its bill by a choice
 * that was made for a record to which the tariff says the same. Without counters. */
toll_status toll__compute_choose(const toll__tariff *tariff, const toll__context *context, const toll_bill_usage *pairs,
                                 uint64_t n_pairs, toll__choice *choice, toll_error *err);
toll_status toll__compute_chosen(const toll__context *context, toll__choice *choice, const toll_bill_usage *pairs,
                                 uint64_t n_pairs, const toll__line_buffer *buffer, toll__sums *sums, toll_error *err);

/* The same of a record with kinds: kinds->usage is set here. */
toll_status toll__compute_kinds(toll__kinds *kinds, const toll_bill_usage *pairs, uint64_t n_pairs,
                                toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                                toll_error *err);

#endif
