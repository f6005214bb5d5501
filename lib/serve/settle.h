/* SPDX-License-Identifier: Apache-2.0 */
/* Stage `settle`: the steady state of continuous batching in a closed loop, and the same engine with a given number of
 * running requests. */
#ifndef TOLL_SERVE_SETTLE_H
#define TOLL_SERVE_SETTLE_H

#include "serve/load.h"
#include "step/clock.h"
#include "step/place.h"

/* Medians; error bars are api's. */
typedef struct toll__steady {
    double ttft_s, tpot_s, e2e_s;
    double requests_per_s;
    double running, waiting;
    double input_time_frac;
    double step_s;           /* a decode step */
    double prefill_frac;     /* of TPOT */
    toll__step_terms terms;  /* of a decode step */
    double power_w;          /* 0: not known */
    double saturation_per_s; /* open loop: the rate that it does not reach */
    uint32_t bound;          /* TOLL_BOUND_* */
    uint32_t fit;            /* TOLL_FIT_* */
    uint64_t flags;          /* TOLL_FLAG_* */
} toll__steady;

/* The engine with a given number of running requests, for models that find the number themselves. */
typedef struct toll__operating_point {
    double chunks;   /* steps that a prompt takes */
    double chunk;    /* tokens of one of them */
    double steps;    /* decode steps of an answer */
    double slots;    /* requests that the memory and the engine allow */
    double limit;    /* the same, when prompts come as fast as they are answered */
    double decode_s; /* a step without a prompt */
    double tpot_s;
    double prompt_s; /* the request's own prompt */
    double others_s; /* what a chunk of another request adds to a step */
} toll__operating_point;

/* Step times and limits with `running` requests, at most `limit`. */
void toll__settle_at_running(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                             double running, toll__operating_point *point);

/* The steady state of `running` requests that arrive independently: no prompt comes ahead, and none waits. */
void toll__settle_at(const toll__placement *placement, const toll__op *ops, const toll__load *load, double running,
                     toll__steady *steady);

/* Whether a request of this length fits on every replica; sets fit and flags. */
void toll__settle_fit(const toll__placement *placement, const toll__op *ops, double tokens, double running,
                      toll__steady *steady);

/* The steady state of load->concurrency clients. */
void toll__settle(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__steady *steady);

#endif
