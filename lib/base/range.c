/* SPDX-License-Identifier: Apache-2.0 */
/* Propagates P10, P50 and P90 as quantiles of log-normals.
 *
 * A product of independent quantities adds the variances of their logarithms, each side of the median by itself. By
 * hand: two factors with P90 / P50 = 1.2 give exp(sqrt(2) * ln 1.2) = 1.294, not 1.44. */
#include "base/range.h"

#include <math.h>

/* 90th percentile of the standard normal: Phi(1.2815515655446004) = 0.9. */
#define NORMAL_P90 1.2815515655446004

double toll__range_factor(double log_sd)
{
    return exp(NORMAL_P90 * log_sd);
}

toll_range toll__range_lognormal(double mid, double log_sd)
{
    double factor = toll__range_factor(log_sd);
    return toll__range_around(mid, factor, 1 / factor);
}

toll_range toll__range_normal(double mid, double sd)
{
    double low = mid - NORMAL_P90 * sd;
    return (toll_range){low > 0 ? low : 0, mid, mid + NORMAL_P90 * sd};
}

toll_range toll__range_exact(double value)
{
    return (toll_range){value, value, value};
}

/* Logarithmic distance of an outer quantile from the median, which is above 0. A low quantile of 0 is infinitely far
 * away, so that of the result is 0 too: 0 times anything is 0. */
static double log_spread(double outer, double mid)
{
    return outer > 0 ? log(outer / mid) : -HUGE_VAL;
}

/* Independent logarithmic deviations add like variances. */
static toll_range combine_independent(double mid, double low_x, double low_y, double high_x, double high_y)
{
    double down = sqrt(low_x * low_x + low_y * low_y);
    double up = sqrt(high_x * high_x + high_y * high_y);
    return (toll_range){mid * exp(-down), mid, mid * exp(up)};
}

/* A median of 0 has no logarithm. Outer quantiles then multiply, which is exact where the other quantity is. */
toll_range toll__range_multiply(toll_range x, toll_range y)
{
    if (!(x.mid > 0 && y.mid > 0))
        return (toll_range){0, 0, x.high * y.high};
    return combine_independent(x.mid * y.mid, log_spread(x.low, x.mid), log_spread(y.low, y.mid),
                               log_spread(x.high, x.mid), log_spread(y.high, y.mid));
}

toll_range toll__range_divide(toll_range x, toll_range y)
{
    if (!(x.mid > 0))
        return (toll_range){0, 0, x.high / y.low};
    /* A quotient is low where the divisor is high. */
    return combine_independent(x.mid / y.mid, log_spread(x.low, x.mid), log_spread(y.high, y.mid),
                               log_spread(x.high, x.mid), log_spread(y.low, y.mid));
}

toll_range toll__range_add_together(toll_range x, toll_range y)
{
    return (toll_range){x.low + y.low, x.mid + y.mid, x.high + y.high};
}
