/* SPDX-License-Identifier: Apache-2.0 */
/* Stage `settle`: the steady state of continuous batching in a closed loop. */
#ifndef TOLL_SERVE_SETTLE_H
#define TOLL_SERVE_SETTLE_H

#include "step/clock.h"
#include "step/place.h"

typedef struct toll__load {
    double input_tokens;
    double output_tokens;
    double concurrency;
    double prefix_hit_frac;
} toll__load;

/* Medians; error bars are api's. */
typedef struct toll__steady {
    double ttft_s, tpot_s, e2e_s;
    double requests_per_s;
    double running, waiting;
    double input_time_frac;
    double step_s;       /* a decode step */
    double prefill_frac; /* of TPOT */
    toll__terms terms;   /* of a decode step */
    double power_w;      /* 0: not known */
    uint32_t bound;      /* TOLL_BOUND_* */
    uint32_t fit;        /* TOLL_FIT_* */
    uint64_t flags;      /* TOLL_FLAG_* */
} toll__steady;

void toll__settle(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__steady *steady);

#endif
