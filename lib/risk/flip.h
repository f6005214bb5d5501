/* SPDX-License-Identifier: Apache-2.0 */
/* The nearest number of a dial at which an answer changes its sign. */
#ifndef TOLL_RISK_FLIP_H
#define TOLL_RISK_FLIP_H

#include "risk/what_if.h"

/* Searches from `start`, where the dial stands at the medians, to `end`; *found 1: *at is the nearest number tried with
 * the other sign. The dial has been started, and its answer is not 0. */
toll_status toll__flip_search(const toll__what_if *what_if, const toll__what_if_dial *dial, double start, double end,
                              int *found, double *at, toll_error *err);

#endif
