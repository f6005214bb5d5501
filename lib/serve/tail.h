/* SPDX-License-Identifier: Apache-2.0 */
/* How the times of requests are spread: quantiles of TTFT and TPOT, and the highest rate that keeps limits of them. */
#ifndef TOLL_SERVE_TAIL_H
#define TOLL_SERVE_TAIL_H

#include "serve/open_loop.h"

#define TOLL__QUANTILES 3 /* p50, p95, p99 */

typedef struct toll__tail {
    double ttft_s[TOLL__QUANTILES];
    double tpot_s[TOLL__QUANTILES];
    double slot_wait_s, prompt_wait_s, wait_frac;
} toll__tail;

/* Of a stable open loop. */
void toll__tail_open(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                     const toll__open *open, const toll__steady *steady, toll__tail *tail);

/* Of a closed loop that toll__settle() has settled; also what it saturates at. */
void toll__tail_closed(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                       const toll__steady *steady, toll__tail *tail);

/* Limits in the order of toll__tail's arrays; HUGE_VAL: none. */
typedef struct toll__limits_of_tail {
    double ttft_s[TOLL__QUANTILES];
    double tpot_s[TOLL__QUANTILES];
} toll__limits_of_tail;

/* Requests per second; 0: not even a lone one keeps the limits. */
double toll__tail_bound(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                        const toll__limits_of_tail *limits);

#endif
