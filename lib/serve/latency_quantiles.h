/* SPDX-License-Identifier: Apache-2.0 */
/* Quantiles of TTFT and TPOT, and the highest arrival rate at which they stay within limits. */
#ifndef TOLL_SERVE_LATENCY_QUANTILES_H
#define TOLL_SERVE_LATENCY_QUANTILES_H

#include "serve/open_loop.h"

#define TOLL__QUANTILES 3 /* p50, p95, p99 */

typedef struct toll__latency {
    double ttft_s[TOLL__QUANTILES];
    double tpot_s[TOLL__QUANTILES];
    double slot_wait_s, prompt_wait_s, wait_frac;
} toll__latency;

/* Of a stable open loop. */
void toll__latency_open(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                        const toll__open *open, const toll__steady *steady, toll__latency *latency);

/* Of a closed loop that toll__settle() has settled; also what it saturates at. */
void toll__latency_closed(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                          const toll__steady *steady, toll__latency *latency);

/* Limits in the order of toll__latency's arrays; HUGE_VAL: none. */
typedef struct toll__latency_limits {
    double ttft_s[TOLL__QUANTILES];
    double tpot_s[TOLL__QUANTILES];
} toll__latency_limits;

/* Requests per second; 0: not even a lone one keeps the limits. */
double toll__latency_bound(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                           const toll__latency_limits *limits);

#endif
