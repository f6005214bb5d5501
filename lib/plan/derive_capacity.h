/* SPDX-License-Identifier: Apache-2.0 */
/* What one replica of a deployment brings to a scenario: capacity by kind of token, and power. */
#ifndef TOLL_PLAN_DERIVE_CAPACITY_H
#define TOLL_PLAN_DERIVE_CAPACITY_H

#include <toll/base.h>

#include "serve/latency_quantiles.h"

typedef struct toll__unit_capacity {
    uint32_t verdict;                            /* TOLL_PLAN_UNIT_*; the rest is 0 unless it serves */
    uint32_t validity;                           /* TOLL_VALIDITY_* */
    uint64_t flags;                              /* TOLL_FLAG_* */
    toll_range requests_per_s;                   /* highest rate within the limits */
    double saturation_per_s;                     /* highest rate at all, median */
    double input_frac, cached_frac, output_frac; /* of the unit's time at that rate; sum 1 */
    double input_tokens, cached_tokens;          /* of a request */
    toll_range busy_w;                           /* accelerators at that rate; 0: not known */
    uint32_t is_tail_cut; /* 1: at the slow end of the interval even a lone request misses a limit */
    uint32_t is_steep;    /* 1: longer requests cost far more than in proportion */
} toll__unit_capacity;

void toll__derive_capacity(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                           const toll__latency_limits *limits, toll__unit_capacity *unit);

#endif
