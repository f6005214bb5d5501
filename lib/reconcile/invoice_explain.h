/* SPDX-License-Identifier: Apache-2.0 */
/* What turns our amount of a group into theirs: tests of one group under given factors. */
#ifndef TOLL_RECONCILE_INVOICE_EXPLAIN_H
#define TOLL_RECONCILE_INVOICE_EXPLAIN_H

#include "reconcile/invoice_rows.h"

#define TOLL__INVOICE_FITS 16

/* Discount, tax, exchange: a row of factors each; -1: none. */
typedef struct toll__invoice_factors {
    int64_t row[TOLL__INVOICE_STEPS];
} toll__invoice_factors;

/* From ours to theirs: amount[0] ours, [1] with their quantity, [2] at their price, [3] discounted, [4] taxed, all in
 * their currency at the agreed rate, and [5] at the rate of the exchange. */
typedef struct toll__invoice_path {
    toll_amount amount[TOLL__INVOICE_STEPS + 3];
    int32_t inexact;
} toll__invoice_path;

/* One way from ours to theirs. Causes are 0 where nothing changes. */
typedef struct toll__invoice_fit {
    uint32_t quantity_cause, variant;
    toll_amount ours, quantity_value, priced_value; /* in our currency */
} toll__invoice_fit;

typedef struct toll__invoice_explanation {
    int is_plain;             /* the plain way fits: only quantities that theirs state, and factors */
    uint32_t quantity_causes; /* bit c: cause c explains the quantity that theirs state */
    int n_fits;               /* ways that fit; all of them where there are no more than TOLL__INVOICE_FITS */
    int is_certain;           /* they name the same causes */
    toll__invoice_fit plain;
    toll__invoice_fit fits[TOLL__INVOICE_FITS];
} toll__invoice_explanation;

toll__invoice_path toll__invoice_follow(toll__invoice *invoice, const toll__invoice_fit *fit,
                                        const toll__invoice_factors *factors);
/* Ours have no tokens for the line: its calls are missing. */
int toll__invoice_has_nothing(const toll__invoice_group *g);
int toll__invoice_reaches(const toll__invoice_group *g, const toll__invoice_path *path);
void toll__invoice_explain(toll__invoice *invoice, const toll__invoice_group *g, const toll__invoice_factors *factors,
                           toll__invoice_explanation *out);

#endif
