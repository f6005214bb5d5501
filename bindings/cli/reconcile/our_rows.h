/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a reconciliation as they are gathered: sums of our lines by model, day, tier, region and meter. */
#ifndef TOLL_CLI_RECONCILE_OUR_ROWS_H
#define TOLL_CLI_RECONCILE_OUR_ROWS_H

#include <stdbool.h>

#include <toll.h>

#include "input/priced_sink.h"
#include "reconcile/word_numbers.h"

#define ROW_VARIANTS 63

typedef struct our_rows {
    toll_bill_charge *rows;
    int64_t n_rows, capacity;
    uint32_t *slots; /* row + 1, by its keys */
    uint64_t n_slots;
    word_numbers models, days, tiers, regions, providers;
    char variants[ROW_VARIANTS + 1][64];
    uint32_t variant_causes[ROW_VARIANTS + 1];
    uint32_t n_variants;
    int64_t n_left_out; /* variants for which there was no number */
    char currency[16];
    bool is_mixed;  /* several currencies: no sum of them means anything */
    bool is_beyond; /* a sum is beyond what amounts and counts hold */
} our_rows;

/* priced_sink.take: the context is our_rows. */
void our_rows_take(void *context, const priced_item *item);

/* Turns differences of other bills into amounts: call it once, after the last item. */
void our_rows_finish(our_rows *r);

toll_bill_charge *our_rows_add(our_rows *r); /* a zero row at the end */
void our_rows_free(our_rows *r);

#endif
