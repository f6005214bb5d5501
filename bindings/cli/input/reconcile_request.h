/* SPDX-License-Identifier: Apache-2.0 */
/* What toll reconcile is asked: logs, an invoice, and what may explain the difference. */
#ifndef TOLL_CLI_INPUT_RECONCILE_REQUEST_H
#define TOLL_CLI_INPUT_RECONCILE_REQUEST_H

#include "input/bill_request.h"

#define RECONCILE_FACTORS 12

/* A tax of 0.19 is the factor 1.19, a discount of 0.05 the factor 0.95. */
typedef struct reconcile_factor {
    uint32_t cause; /* TOLL_CAUSE_* */
    char told[24];  /* as it was typed */
    toll_decimal factor;
} reconcile_factor;

typedef struct reconcile_request {
    bill_request bill; /* the logs */
    const char *invoice;
    bill_mapping mappings[BILL_PAIRS];
    int n_mappings;
    reconcile_factor factors[RECONCILE_FACTORS];
    int n_factors;
    bool is_json, is_csv;
    bool has_rate, has_other_rate;
    toll_decimal rate; /* agreed */
    toll_amount tolerance;
} reconcile_request;

/* Complains and returns false on a mistake. reconcile_request_free() in both cases. */
bool reconcile_request_read(reconcile_request *r, const struct args *a);
void reconcile_request_free(reconcile_request *r);

#endif
