/* SPDX-License-Identifier: Apache-2.0 */
/* A record under a tariff, and many records of one context. */
#ifndef TOLL_BILL_COMPUTE_H
#define TOLL_BILL_COMPUTE_H

#include "book/tariff_card.h"
#include "bill/charge.h"
#include "bill/kinds.h"

/* Counters are advanced in `counters`, which the caller commits. */
toll_status toll__compute(const toll__tariff *tariff, const toll__context *context, const toll_bill_usage *pairs,
                          uint64_t n_pairs, toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                          toll_error *err);

/* One column a meter, column after column. */
typedef struct toll__columns {
    const uint32_t *meters;
    uint64_t n_meters;
    const int64_t *quantities;
    uint64_t count;
    toll_amount *billed;
    int32_t *statuses; /* may be NULL */
} toll__columns;

toll_status toll__compute_columns(const toll__card_view *card, const toll__context *context,
                                  const toll__columns *columns, toll_error *err);

/* The same of a record with kinds: kinds->usage is set here. */
toll_status toll__compute_kinds(toll__kinds *kinds, const toll_bill_usage *pairs, uint64_t n_pairs,
                                toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                                toll_error *err);

#endif
