/* SPDX-License-Identifier: Apache-2.0 */
/* The nearest number of one row at which an answer changes its sign. */
#ifndef TOLL_RISK_FLIP_H
#define TOLL_RISK_FLIP_H

#include "risk/what_if.h"

/* Searches from the row's number to `end`; *found 1: *at is the nearest number tried with the other sign. gap: the
 * answer as it is, not 0. */
toll_status toll__flip_search(const toll__what_if *what_if, uint64_t row, double end, double gap, int *found,
                              double *at, toll_error *err);

#endif
