/* SPDX-License-Identifier: Apache-2.0 */
/* Internal rates of return: every real rate above -1 at which the flows are worth nothing. */
#ifndef TOLL_FINANCE_IRR_H
#define TOLL_FINANCE_IRR_H

#include <stdint.h>

/* Roots that one set of flows can have here; more sign changes are refused at the door. */
#define TOLL__IRR_ROOTS 64

typedef struct toll__irr {
    uint32_t count;                /* distinct roots */
    double roots[TOLL__IRR_ROOTS]; /* ascending, per period */
} toll__irr;

/* Sign changes in the sequence of flows, zeros skipped: by Descartes' rule no more roots than that. */
uint32_t toll__irr_sign_changes(const double *flows, uint64_t count);

/* Finds all roots. sign_changes is at most TOLL__IRR_ROOTS. */
void toll__irr_find(const double *flows, uint64_t count, toll__irr *result);

#endif
