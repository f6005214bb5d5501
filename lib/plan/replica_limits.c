/* SPDX-License-Identifier: Apache-2.0 */
/* One replica under its share of the load: an open loop, and its quantiles against the limits.
 *
 * A limit at confidence c holds for the quantile c of the estimate's error, so the median is multiplied by a power of
 * its error bar and then compared. Cheap refusals come first: a mean TPOT above the limit needs no quantile.
 *
 * Example: TPOT p95 of 36 ms with P90 / P50 = 1.36. A limit of 40 ms is kept at confidence 0.5, and missed at 0.9, where
 * 36 * 1.36 = 49 ms is compared. */
#include "plan/replica_limits.h"

#include <math.h>

#include "plan/confidence.h"
#include "step/clock.h"

static double error_bar(const toll__replica *replica, const toll__replica_point *point, int metric)
{
    uint32_t validity = toll__clock_validity(point->steady.flags & ~(uint64_t)TOLL_FLAG_UNSTABLE);
    return replica->placement->bars[metric][validity - TOLL_VALIDITY_CALIBRATED][0];
}

void toll__replica_at(toll__replica *replica, const toll__aim *aim, double rate_per_s, toll__replica_point *point)
{
    point->load = aim->load;
    point->load.requests_per_s = rate_per_s;
    toll__open_loop(replica->placement, replica->ops, &point->load, &point->open, &point->steady);
    replica->evaluations++;
    double exponent = aim->confidence_exponent;
    point->ttft_factor = toll__confidence_factor(error_bar(replica, point, TOLL__METRIC_TTFT), exponent);
    point->tpot_factor = toll__confidence_factor(error_bar(replica, point, TOLL__METRIC_STEP), exponent);
    point->rate_factor = toll__confidence_factor(error_bar(replica, point, TOLL__METRIC_THROUGHPUT), exponent);
}

int toll__replica_keeps(toll__replica *replica, const toll__aim *aim, const toll__replica_point *point)
{
    if (point->open.is_stable == 0 || (point->steady.flags & aim->refused_flags) != 0)
        return 0;
    if (point->load.requests_per_s * point->rate_factor > point->open.saturation_per_s)
        return 0;
    if (point->steady.tpot_s * point->tpot_factor > aim->tpot_s)
        return 0;
    replica->exact++;
    return toll__latency_within(replica->placement, replica->ops, &point->load, &point->open, &point->steady,
                                &aim->target, aim->ttft_s / point->ttft_factor, aim->tpot_s / point->tpot_factor);
}

void toll__replica_times(const toll__replica *replica, const toll__aim *aim, const toll__replica_point *point,
                         double *ttft_s, double *tpot_s)
{
    toll__latency_at(replica->placement, replica->ops, &point->load, &point->open, &point->steady, &aim->target, ttft_s,
                     tpot_s);
}

double toll__replica_chance(const toll__replica *replica, const toll__aim *aim, const toll__replica_point *point,
                            double ttft_s, double tpot_s)
{
    double ttft = toll__confidence_chance(ttft_s, aim->ttft_s, error_bar(replica, point, TOLL__METRIC_TTFT));
    double tpot = toll__confidence_chance(tpot_s, aim->tpot_s, error_bar(replica, point, TOLL__METRIC_STEP));
    double rate = toll__confidence_chance(point->load.requests_per_s, point->open.saturation_per_s,
                                          error_bar(replica, point, TOLL__METRIC_THROUGHPUT));
    return toll__min(toll__min(ttft, tpot), rate);
}
