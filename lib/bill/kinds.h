/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of one meter: parts of its quantity with attributes of their own, and so with prices of their own. */
#ifndef TOLL_BILL_KINDS_H
#define TOLL_BILL_KINDS_H

#include "bill/charge.h"
#include "bill/usage.h"

#define TOLL__KIND_ATTRIBUTES 2u /* that a kind may have */

typedef struct toll__kinds {
    const toll__tariff *tariff;
    const toll__context *context; /* of the record; its attributes leave room for those of a kind */
    const toll__usage *usage;     /* of the record, with the kinds in its totals */
    const toll_bill_kind *kinds;
    uint64_t n_kinds;
    uint32_t *of_lines; /* of each line its kind, from 1; NULL: not asked for */
} toll__kinds;

/* Checks the kinds and puts them into the record's totals where those are not given. */
toll_status toll__kinds_take(const toll__kinds *k, toll__usage *usage, toll_error *err);

/* Takes the kinds out of their meters' lines; 1: some kind has a quantity. */
uint64_t toll__kinds_take_out(const toll__kinds *k, toll__lines *lines);

/* All lines are of no kind, until toll__kinds_charge() says more. */
void toll__kinds_start(const toll__kinds *k, int64_t n_lines);

/* The lines of all kinds. */
toll_status toll__kinds_charge(const toll__kinds *k, toll__counters *counters, const toll__line_buffer *buffer,
                               toll__sums *sums, toll_error *err);

#endif
