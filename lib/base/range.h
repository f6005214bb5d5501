/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that propagates error bars. Ranges are quantiles, so their fields are never added or multiplied one by
 * one. */
#ifndef TOLL_BASE_RANGE_H
#define TOLL_BASE_RANGE_H

#include <toll/base.h>

/* P10, P50, P90 of a log-normal with this median and standard deviation of the logarithm. */
toll_range toll__range_lognormal(double mid, double log_sd);

/* P10, P50, P90 of a normal quantity that is never negative: a quantile below 0 is 0. */
toll_range toll__range_normal(double mid, double sd);

/* P90 / P50 of that log-normal: what a caller that asks often keeps. */
double toll__range_factor(double log_sd);

/* The range around a median by such a factor, >= 1, and its reciprocal (a caller that asks often keeps that too). */
static inline toll_range toll__range_around(double mid, double factor, double reciprocal)
{
    return (toll_range){mid * reciprocal, mid, mid * factor};
}

/* A value known exactly. */
toll_range toll__range_exact(double value);

/* factor * X, factor >= 0. */
static inline toll_range toll__range_scale(toll_range x, double factor)
{
    return (toll_range){x.low * factor, x.mid * factor, x.high * factor};
}

/* X * Y and X / Y of independent quantities >= 0: logarithmic spreads add in quadrature, each side on its own. A low
 * quantile or a median of 0 stays 0; a divisor's low quantile is above 0. */
toll_range toll__range_multiply(toll_range x, toll_range y);
toll_range toll__range_divide(toll_range x, toll_range y);

/* X + Y of quantities that err together (one cause): quantiles add. */
toll_range toll__range_add_together(toll_range x, toll_range y);

#endif
