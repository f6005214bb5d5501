/* SPDX-License-Identifier: Apache-2.0 */
/* Elasticities of a steady state: how it answers to other hardware and other loads. */
#ifndef TOLL_SERVE_EXPLAIN_H
#define TOLL_SERVE_EXPLAIN_H

#include "serve/settle.h"

/* d ln(metric) / d ln(cause). */
typedef struct toll__elasticities {
    double ttft, tpot, rate;
} toll__elasticities;

typedef struct toll__causes {
    toll__elasticities bandwidth, compute, link; /* of the hardware's rates */
    toll__elasticities overhead;                 /* of kernel starts, host work and latencies of collectives */
    toll__elasticities load;                     /* of concurrency, or of the rate of arrivals */
    toll__elasticities input, output;            /* of the mean lengths */
} toll__causes;

/* The load is stable. */
void toll__explain(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__causes *causes);

#endif
