/* SPDX-License-Identifier: Apache-2.0 */
/* Quantiles and chances of an estimate's error. It is log-normal: ln(true / median) is normal with deviation
 * ln(P90 / P50) / 1.2816, so a quantile c is the median times (P90 / P50)^(z(c) / z(0.9)).
 *
 * Example: P90 / P50 = 1.92, as of TTFT on some deployments. At confidence 0.9 the median must stay within the limit /
 * 1.92; at 0.5 within the limit itself. A median of 0.6 of the limit keeps it with chance
 * Phi(ln(1 / 0.6) / (ln 1.92 / 1.2816)) = Phi(1.004) = 84 %. */
#include "plan/confidence.h"

#include <math.h>

#define Z90      1.2815515655446004 /* the normal quantile of 0.9 */
#define Z_MOST   3.0                /* above that of 0.99 */
#define HALVINGS 60

static double normal_share(double z)
{
    return erfc(-z / sqrt(2)) / 2;
}

double toll__confidence_exponent(double confidence)
{
    double low = 0, high = Z_MOST;
    if (!(confidence > 0.5))
        return 0;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (normal_share(middle) < confidence)
            low = middle;
        else
            high = middle;
    }
    return high / Z90;
}

double toll__confidence_factor(double bar, double exponent)
{
    return exponent > 0 ? pow(bar, exponent) : 1;
}

double toll__confidence_chance(double median, double limit, double bar)
{
    if (!(limit < HUGE_VAL))
        return 1;
    if (!(bar > 1)) /* without an error */
        return median <= limit ? 1 : 0;
    return normal_share(log(limit / median) / log(bar) * Z90);
}
