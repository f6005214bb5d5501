/* SPDX-License-Identifier: Apache-2.0 */
/* Quantiles of TTFT and TPOT, and the highest arrival rate at which they stay within limits. */
#ifndef TOLL_SERVE_LATENCY_QUANTILES_H
#define TOLL_SERVE_LATENCY_QUANTILES_H

#include "serve/open_loop.h"

#define TOLL__QUANTILES 3 /* p50, p95, p99: of every answer */
#define TOLL__TARGETS   4 /* p90 too, which a target alone may ask for */

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

/* One quantile of both times, for a caller that asks of many deployments. */
typedef struct toll__latency_target {
    int quantile;           /* p50, p95, p99, p90: toll__latency_find_target() */
    double tpot_deviations; /* of TPOT between its mean and its quantile: toll__latency_deviations() */
} toll__latency_target;

/* The place of a share of the requests, 0.5, 0.9, 0.95 or 0.99; negative: any other. */
int toll__latency_find_target(double share);

/* The target's second field for answers of this coefficient of variation. */
double toll__latency_deviations(double output_cv, int quantile);

/* Whether a stable open loop keeps TTFT and TPOT within these limits, HUGE_VAL: none. The same verdict as comparing the
 * quantiles of toll__latency_open(), at a tenth of the time. */
int toll__latency_within(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                         const toll__open *open, const toll__steady *steady, const toll__latency_target *target,
                         double ttft_s, double tpot_s);

/* The two quantiles themselves, as toll__latency_open() has them. */
void toll__latency_at(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                      const toll__open *open, const toll__steady *steady, const toll__latency_target *target,
                      double *ttft_s, double *tpot_s);

/* Requests per second; 0: not even a lone one keeps the limits. */
double toll__latency_bound(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                           const toll__latency_limits *limits);

#endif
