/* SPDX-License-Identifier: Apache-2.0 */
/* Which constraints to give up first, when they leave nothing. */
#ifndef TOLL_PLAN_RELAXATION_H
#define TOLL_PLAN_RELAXATION_H

#include <stdint.h>

/* rejected_by: for each offering the constraints that reject it, as bits. Returns the smallest set that brings one
 * back, of these the one that brings most back, of equals the lower number; 0: nothing is rejected. */
uint64_t toll__relaxation_find(const uint64_t *rejected_by, uint64_t n, int64_t *n_back);

#endif
