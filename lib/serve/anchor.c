/* SPDX-License-Identifier: Apache-2.0 */
/* How a user's own measurements move an estimate: the conditional mean and deviation of jointly normal log residuals,
 * shared by cell, deployment and load.
 *
 * Example: shares 0.55, 0.15 and 0.30, one measurement of this very deployment that is 20 % above its estimate. Weight
 * (0.55 + 0.15) / 1 = 0.7: the estimate rises by 0.7 * ln 1.2 = 0.128, or 14 %, and its deviation shrinks to sqrt(0.7
 * - 0.7^2 + 0.30) = 0.71 of what it was. */
#include "serve/anchor.h"

#include <math.h>

/* With c, d, w the shares of cell, deployment and load, the unknown is s = u + v (cell and deployment), observed
 * through a = mean of n of the deployment's own residuals: var(a) = c + d + w/n, cov(s, a) = c + d; and b = mean of
 * m siblings' residuals, each with a deployment's part of its own: var(b) = c + (d + w)/m, cov(s, b) = c. cov(a, b)
 * = c. The posterior of jointly normal variables is linear in a and b (Bishop, Pattern Recognition and Machine
 * Learning, equations 2.81 and 2.82). */
typedef struct view {
    double variance, covariance, value;
} view;

static view of_same(const toll__kin *kin, const toll__residuals *r)
{
    double shared = kin->cell + kin->deployment;
    return (view){shared + kin->load / r->same_count, shared, r->same_sum / r->same_count};
}

static view of_siblings(const toll__kin *kin, const toll__residuals *r)
{
    double own = kin->deployment + kin->load;
    return (view){kin->cell + own / r->sibling_count, kin->cell, r->sibling_sum / r->sibling_count};
}

static toll__shift shift_from(const toll__kin *kin, double explained, double mean)
{
    double left = kin->cell + kin->deployment - explained;
    return (toll__shift){mean, sqrt((left > 0 ? left : 0) + kin->load)};
}

static toll__shift shift_by_one(const toll__kin *kin, view a)
{
    double weight = a.covariance / a.variance;
    return shift_from(kin, weight * a.covariance, weight * a.value);
}

static toll__shift shift_by_both(const toll__kin *kin, view a, view b)
{
    double shared = kin->cell, determinant = a.variance * b.variance - shared * shared;
    double of_a = (a.covariance * b.variance - b.covariance * shared) / determinant;
    double of_b = (b.covariance * a.variance - a.covariance * shared) / determinant;
    return shift_from(kin, of_a * a.covariance + of_b * b.covariance, of_a * a.value + of_b * b.value);
}

toll__shift toll__anchor_shift(const toll__kin *kin, const toll__residuals *residuals)
{
    if (residuals->same_count > 0 && residuals->sibling_count > 0)
        return shift_by_both(kin, of_same(kin, residuals), of_siblings(kin, residuals));
    if (residuals->same_count > 0)
        return shift_by_one(kin, of_same(kin, residuals));
    if (residuals->sibling_count > 0)
        return shift_by_one(kin, of_siblings(kin, residuals));
    return (toll__shift){0, 1};
}

toll_range toll__anchor_apply(toll_range range, double factor, double sd_frac)
{
    if (!(range.low > 0 && range.mid > 0)) /* unknown stays unknown */
        return range;
    double mid = range.mid * factor;
    return (toll_range){mid * pow(range.low / range.mid, sd_frac), mid, mid * pow(range.high / range.mid, sd_frac)};
}
