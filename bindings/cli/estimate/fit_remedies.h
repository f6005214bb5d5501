/* SPDX-License-Identifier: Apache-2.0 */
/* What to change so that a deployment fits. Every remedy has been tried: it fits. */
#ifndef TOLL_CLI_ESTIMATE_FIT_REMEDIES_H
#define TOLL_CLI_ESTIMATE_FIT_REMEDIES_H

#include "estimate/fleet_layout.h"

typedef struct remedies {
    int64_t tp;             /* smallest larger size that fits; 0: none */
    char precision[32];     /* narrower, but as wide as fits; empty: none */
    double precision_bits;  /* its mean bits per weight */
    int64_t sequences;      /* most that fit at this context; 0: none */
    int64_t context_tokens; /* longest that fits with these sequences; 0: none */
} remedies;

void remedy_find(const deployment *d, int64_t sequences, int64_t context_tokens, remedies *found);

#endif
