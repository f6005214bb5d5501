/* SPDX-License-Identifier: Apache-2.0 */
/* Whether one replica keeps the latency limits at a rate. */
#ifndef TOLL_PLAN_REPLICA_LIMITS_H
#define TOLL_PLAN_REPLICA_LIMITS_H

#include "serve/latency_quantiles.h"

/* What is asked of a fleet. */
typedef struct toll__aim {
    toll__load load;             /* open loop; requests_per_s of the whole fleet */
    toll__latency_target target; /* which quantile */
    double ttft_s, tpot_s;       /* HUGE_VAL: no limit */
    double confidence_exponent;  /* confidence.h */
    uint64_t refused_flags;      /* TOLL_FLAG_* */
} toll__aim;

/* A replica: one deployment, and what the search has spent on it. */
typedef struct toll__replica {
    const toll__placement *placement;
    const toll__op *ops;
    int64_t evaluations, exact;
} toll__replica;

/* One operating point of a replica. */
typedef struct toll__replica_point {
    toll__load load;
    toll__open open;
    toll__steady steady;
    double ttft_factor, tpot_factor, rate_factor; /* median to the quantile of the confidence */
} toll__replica_point;

/* The replica at a rate, requests per second. */
void toll__replica_at(toll__replica *replica, const toll__aim *aim, double rate_per_s, toll__replica_point *point);

/* Whether the point keeps all limits at the confidence. */
int toll__replica_keeps(toll__replica *replica, const toll__aim *aim, const toll__replica_point *point);

/* Medians of TTFT and TPOT at the aim's quantile, of a stable point. */
void toll__replica_times(const toll__replica *replica, const toll__aim *aim, const toll__replica_point *point,
                         double *ttft_s, double *tpot_s);

/* Chance that all limits are kept: the smallest of those of TTFT, TPOT and saturation, whose errors have one cause. The
 * times are those of the point. */
double toll__replica_chance(const toll__replica *replica, const toll__aim *aim, const toll__replica_point *point,
                            double ttft_s, double tpot_s);

#endif
