/* SPDX-License-Identifier: Apache-2.0 */
/* Quantities that a record does not state: so much of one meter for each unit of another one. */
#ifndef TOLL_BILL_DERIVE_H
#define TOLL_BILL_DERIVE_H

#include "bill/select.h"

/* Whether each base unit gives a whole number, so that a sum of records gives the sum of what they give. */
int toll__derive_is_whole(const toll__row *row);

/* What a row makes of a quantity, at most `most`; -1: it is more, or the row is damaged. */
int64_t toll__derive_quantity(const toll__row *row, int64_t quantity, int64_t most);

/* Puts derived quantities into a checked record, which must be checked again where *derived is not empty: the set of the
 * meters that have some. TOLL_E_MISSING: an aggregate that does not say how many requests it sums. */
toll_status toll__derive(const toll__choice *choice, const toll__context *context, toll__usage *usage,
                         uint64_t *derived, toll_error *err);

/* The lines that derived quantities are on, as a set. */
uint64_t toll__derive_lines(uint64_t derived, uint64_t lines);

#endif
